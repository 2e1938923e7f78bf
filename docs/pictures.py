"""Take the pictures of the site in docs/images/: start it with a folder of its own, walk through it in Chromium, keep what it shows.

python docs/pictures.py            needs playwright, Chromium and a Chinese font (Debian: chromium, fonts-noto-cjk)
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.site import test_drafter_journey as journey

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
LUODI = [sys.executable, "-c", "from luodi.cli import main; main()"]
#: A document of our own, so that the reading room has something to show.
DOCUMENT = """示例市关于支持人工智能产业发展的若干措施

为发展本市人工智能产业，制定本措施。

第一条 【算力】对企业自建算力中心，按实际投资额的20%给予补助，最高不超过300万元。

第二条 【目标】到2027年，人工智能核心产业规模达到500亿元，规模以上企业达到200家。由市科技局牵头，市工业和信息化局配合。

第三条 【揭榜攻关】支持揭榜攻关智能传感器等关键技术，每个项目给予最高100万元奖励。

第四条 【应用场景】每年发布不少于30个应用场景，对入选项目按总投资的15%给予资助，最高200万元。

第五条 【附则】本措施自2025年1月1日起施行，有效期3年。
"""


def main() -> int:
    """Take the pictures; return the exit code."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        sys.stderr.write("没有找到 Chromium：Debian 上 apt install chromium fonts-noto-cjk\n")
        return 2
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only a picture needs it)

    with tempfile.TemporaryDirectory() as folder, _site(Path(folder)) as address, sync_playwright() as playwright:
        held = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        wide = held.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN", base_url=address).new_page()
        _walk(wide)
        narrow = held.new_context(
            viewport={"width": 390, "height": 844}, locale="zh-CN", color_scheme="dark", base_url=address
        ).new_page()
        _check_up(narrow)
        narrow.screenshot(path=IMAGES / "check-up-phone.png")
        _drafter(held, address)
        held.close()
    return 0


@contextmanager
def _site(folder: Path) -> Iterator[str]:
    place = {**os.environ, "LUODI_DATA": str(folder / "data")}
    (folder / "示例市若干措施.txt").write_text(DOCUMENT, "utf-8")
    subprocess.run([*LUODI, "import", str(folder / "示例市若干措施.txt")], env=place, check=True, capture_output=True)
    subprocess.run([sys.executable, "-c", journey.PEOPLE], env=place, check=True)
    with subprocess.Popen([*LUODI, "serve", "--port", "0"], env=place, stdout=subprocess.PIPE, text=True) as held:
        assert held.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:[0-9]+", held.stdout.readline())
        assert found
        yield found[0]
        held.terminate()


def _walk(page: Any) -> None:
    page.goto("/")
    page.screenshot(path=IMAGES / "home.png")
    _check_up(page)
    page.screenshot(path=IMAGES / "check-up.png")
    page.goto("/check-up/result/")
    page.screenshot(path=IMAGES / "result.png")
    page.goto("/documents/?words=算力")
    page.screenshot(path=IMAGES / "search.png")
    page.locator("ol.hits h2 a").first.click()
    page.wait_for_load_state()
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=IMAGES / "reading.png")


def _drafter(browser: Any, address: str) -> None:
    """The drafter whose journey the tests walk: the review of a draft, and what a cap changes."""
    page = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN", base_url=address).new_page()
    page.goto("/sign-in/")
    page.fill("[name=login]", "drafter")
    page.fill("[name=password]", journey.PASSWORD)
    page.click("main form button")
    page.wait_for_selector("text=周政")
    journey.bring_in(page)
    page.click("nav >> text=审编台")
    page.click("main a:text-is('起草体检')")
    page.screenshot(path=IMAGES / "drafting-review.png")
    journey.encode(page)
    journey.simulate(page)
    journey.change_the_cap(page)
    page.click("main a:has-text('与改之前比较')")
    page.wait_for_selector("canvas")
    page.screenshot(path=IMAGES / "simulation-compare.png")


def _check_up(page: Any) -> None:
    page.goto("/check-up/")
    page.select_option("#region", "330100")
    page.fill("#on", "2021-06-01")
    page.locator("main form button").first.click()
    page.wait_for_selector("#state")


if __name__ == "__main__":
    sys.exit(main())
