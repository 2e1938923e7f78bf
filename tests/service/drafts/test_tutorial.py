"""The tutorial is followed to the letter: its text made a PDF, its commands run, what it says to type typed into a browser by two people."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

DOCS = Path(__file__).resolve().parents[3] / "docs" / "tutorial"
PAGE = (DOCS / "from-pdf-to-published.md").read_text("utf-8")
LUODI = [sys.executable, "-c", "from luodi.cli import main; main()"]
PASSWORD = "工坊-tutorial-2026"


def blocks(kind: str) -> list[str]:
    """The blocks of a kind, in the order of the page."""
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.S)


def as_pdf(text: str) -> bytes:
    """A text as a PDF of the test's own: lines are broken at the margin, as a page would."""
    canvas = pytest.importorskip("reportlab.pdfgen.canvas", reason="没有装 reportlab，跳过 PDF 的测试")
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    drawn = canvas.Canvas(out, pagesize=(595, 842), invariant=1)
    title, *paragraphs = [one for one in text.split("\n") if one]
    drawn.setFont("STSong-Light", 18)
    drawn.drawCentredString(297, 770, title)
    drawn.setFont("STSong-Light", 12)
    height = 730
    for paragraph in paragraphs:
        indented = "\u3000\u3000" + paragraph
        while indented:
            line = max(
                (
                    indented[:n]
                    for n in range(1, len(indented) + 1)
                    if drawn.stringWidth(indented[:n], "STSong-Light", 12) <= 432
                ),
                key=len,
            )
            drawn.drawString(82, height, line)
            indented, height = indented[len(line) :], height - 22
    drawn.showPage()
    drawn.save()
    return out.getvalue()


def commands() -> list[str]:
    """Every command of the page."""
    return [
        line.removeprefix("$ ") for kind in ("bash", "console") for block in blocks(kind) for line in block.splitlines()
    ]


def run(command: str, place: Path) -> str:
    """Run a command of the page in the folder of the person who follows it."""
    words = shlex.split(command)
    environment = {**os.environ, "LUODI_DATA": str(place / "data"), "LUODI_CACHE": ""}
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    assert words[0] == "luodi", command
    done = subprocess.run([*LUODI, *words[1:]], env=environment, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, dict[str, str]]]:
    """Part one of the page: the PDF, two people, the import, the site."""
    folder = tmp_path_factory.mktemp("tutorial")
    (folder / "docs" / "tutorial").mkdir(parents=True)
    (folder / "docs" / "tutorial" / "workshop.pdf").write_bytes(as_pdf(blocks("text")[0]))
    told = [run(command, folder) for command in commands()[:5]]
    assert "新增" in told[4], told
    passwords = {"zhou": told[0].strip().rpartition("：")[2], "wufu": told[2].strip().rpartition("：")[2]}
    assert commands()[5] == "luodi serve"
    environment = {**os.environ, "LUODI_DATA": str(folder / "data")}
    with subprocess.Popen([*LUODI, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True) as held:
        assert held.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:[0-9]+", held.stdout.readline())
        assert found
        yield found[0], folder, passwords
        held.terminate()


@pytest.fixture
def people(browser: Any, place: tuple[str, Path, dict[str, str]]) -> Iterator[Any]:
    """Opens a browser of its own; nothing may go wrong in any of them."""
    wrong: list[str] = []
    opened = []

    def make(login: str = "") -> Any:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=place[0], locale="zh-CN")
        opened.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: (
                wrong.append(message.text)
                if message.type in {"error", "warning"} and "409" not in message.text
                else None
            ),
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        if login:
            sign_in(page, login, place[2][login])
        return page

    yield make
    for one in opened:
        one.close()
    assert wrong == []


def sign_in(page: Any, login: str, password: str) -> None:
    """Sign in with the password for one time, and change it."""
    page.goto("/sign-in/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.click("main button:has-text('登录')")
    page.wait_for_selector("[name=again]")
    for field in page.locator("main input[type=password]").all():
        name = field.get_attribute("name")
        field.fill(password if name == "old" else PASSWORD)
    page.click("main form button")
    page.wait_for_url(lambda url: "password" not in url)


def narrow(page: Any) -> bool:
    """Whether the page fits a telephone."""
    page.set_viewport_size({"width": 360, "height": 780})
    fits: bool = page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 900})
    return fits


def accept(page: Any, cases: str, title: str) -> None:
    """Type the cases, see them come out by themselves, settle what is asked, accept."""
    page.fill("#f-cases", cases)
    many = cases.count("- name")
    page.locator("#tried .flat .tag.yes").nth(many - 1).wait_for()
    assert page.locator("#tried .flat .tag").count() == many
    for box in page.locator(".asks input").all():
        box.check()
    page.click("main button:has-text('接受')")
    page.wait_for_selector(f".message:has-text('{title}')")


def test_the_tutorial_works_as_written(people: Any, place: tuple[str, Path, dict[str, str]], tmp_path: Path) -> None:
    officer, second, visitor = people("zhou"), people("wufu"), people()
    officer.click("nav >> text=审编台")
    assert narrow(officer)
    officer.click("button:has-text('开始审编')")
    officer.wait_for_selector("h1:has-text('示例市支持智能工坊发展若干措施')")
    assert officer.locator("tbody tr").count() == 3 and narrow(officer)
    officer.keyboard.press("n")

    officer.wait_for_selector("#draft")
    assert "首次突破2000万元" in officer.inner_text(".words") and narrow(officer)
    officer.fill("#f-values", blocks("values")[0])
    officer.fill("#f-when", blocks("when")[0])
    officer.select_option("#f-promise", label="确定的金额")
    officer.fill("#f-formula", blocks("formula")[0].strip())
    accept(officer, blocks("cases")[0], "二")

    while "设备" not in officer.inner_text("h1"):
        officer.keyboard.press("j")
        officer.wait_for_load_state()
    accept(officer, blocks("cases")[1], "一")

    officer.wait_for_selector(".words:has-text('技术交流')")
    officer.keyboard.press("x")
    officer.keyboard.type(blocks("reason")[0].strip())
    officer.click("button:has-text('不采用')")
    officer.wait_for_selector("text=3 / 3")

    officer.click("main a:has-text('提请发布')")
    officer.click("main button:has-text('提请发布')")
    officer.wait_for_selector("text=要另一位复核员")
    assert narrow(officer)

    second.goto("/desk/")
    second.click("main a:has-text('示例市支持智能工坊发展若干措施')")
    assert "有效期至2027-12-31" in second.inner_text("main") and narrow(second)
    second.click("button:has-text('核对过了，发布')")
    second.wait_for_selector(".message:has-text('已发布第 1 版')")

    (tmp_path / "facts.yaml").write_text(blocks("yaml")[0], "utf-8")
    visitor.goto("/check-up/")
    visitor.set_input_files("#file", str(tmp_path / "facts.yaml"))
    visitor.click("button:has-text('读进来')")
    visitor.wait_for_load_state()
    visitor.goto("/policies/zhejiang/hangzhou/workshop/")
    assert "首次达标" in visitor.inner_text("main")
    visitor.goto("/check-up/result/")
    told = visitor.inner_text("main")
    assert "首次达标" in told and "50万元" in told and "设备更新" in told and "20万元" in told

    for command in commands()[6:]:
        told = run(command, place[1])
    assert "2 项支持，5 个算例，0 个不符" in told


def test_two_officers_in_two_browsers_one_wins(people: Any, place: tuple[str, Path, dict[str, str]]) -> None:
    """After the tutorial: both open the same item, one saves, the other is told and keeps what was typed."""
    contexts = [people(), people()]
    for page, login in zip(contexts, ("zhou", "wufu"), strict=True):
        page.goto("/sign-in/")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.click("main button:has-text('登录')")
        page.wait_for_url(lambda url: "sign-in" not in url)
        page.goto("/desk/zhejiang/hangzhou/workshop/")
        page.click("tbody a >> nth=0")
        page.wait_for_selector("#draft")
    first, other = contexts
    first.fill("#f-title", "装备补助")
    other.fill("#f-title", "设备补助")
    first.click("button:has-text('暂存')")
    first.wait_for_selector(".message:has-text('已存')")
    other.click("button:has-text('暂存')")
    other.wait_for_selector(".notice.bad:has-text('别人刚改过')")
    assert other.input_value("#f-title") == "设备补助" and "周政" in other.inner_text(".notice.bad")
    other.click("button:has-text('暂存')")
    other.wait_for_selector(".message:has-text('已存')")


def test_the_pdf_beside_the_page_is_that_of_its_text() -> None:
    from luodi.engine.documents import read

    document = read(DOCS / "workshop.pdf")
    assert document.title == blocks("text")[0].partition("\n")[0] and [one.id for one in document.clauses][-1] == "4"
