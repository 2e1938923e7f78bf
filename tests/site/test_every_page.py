"""Every page that can be reached, as a visitor, an enterprise and a member of staff, in a browser without a network.

A page fails on: a request that goes elsewhere, a console error, a fault of the server, a character no font has, no heading, a field or a
button without a name, and anything wider than a telephone of 360 px.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

PASSWORD = "落地-every-page-2026"
MOST = 90  # pages a role is shown; of a list of many alike the first few are enough
ALIKE = 4
SEED = f"""
from luodi.site.start import start; start()
from datetime import date
from django.db import transaction
from django.utils import timezone
from luodi.service.accounts.models import Authorisation, Organisation, Person, Post
from luodi.service.accounts.rights import COMMAND, STAFF
from luodi.service.audit.actions import record
now = timezone.now()
with transaction.atomic():
    people = {{}}
    for login, name in (("enterprise", "Chen"), ("staff", "Li")):
        people[login] = Person(login=login, name=name, joined=now)
        people[login].set_password({PASSWORD!r})
        people[login].save()
    made = Organisation.objects.create(code="91330106MA2AAAAA1X", name="Xihu Works (fictional)", kind="enterprise", region="330106", since=now)
    Authorisation.objects.create(person=people["enterprise"], organisation=made, role="enterprise", manages=True, starts=date(2020, 1, 1), granted_at=now)
    for role in STAFF:
        Post.objects.create(person=people["staff"], role=role, unit="Office", region="", starts=date(2020, 1, 1))
    record(COMMAND, "organisation.sign_up", "organisation", made.pk, after={{"name": made.name}}, region=made.region)
"""
DOCUMENT = """某某市关于支持人工智能产业发展的若干措施

为发展本市人工智能产业，制定本措施。

第一条 对企业自建算力中心，按实际投资额的20%给予补助，最高不超过300万元。

第二条 到2027年，人工智能核心产业规模达到500亿元。由市科技局牵头，市工业和信息化局配合。

第三条 支持揭榜攻关传感器等关键技术，每个项目给予最高100万元奖励。

本措施自2025年1月1日起施行，有效期3年。
"""
#: What a page must have; run in the page, it returns what is wrong.
INSPECT = """() => {
  const wrong = [];
  if (document.querySelectorAll('h1').length !== 1) wrong.push(`${document.querySelectorAll('h1').length} h1`);
  if (!document.documentElement.lang) wrong.push('no lang');
  const named = e => e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.textContent.trim() || e.title;
  for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
    if (!(e.labels && e.labels.length) && !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby')) wrong.push('no label: ' + e.outerHTML.slice(0, 90));
  for (const e of document.querySelectorAll('a[href], button')) if (!named(e) && !e.querySelector('img[alt]:not([alt=""])')) wrong.push('no name: ' + e.outerHTML.slice(0, 90));
  for (const e of document.querySelectorAll('img:not([alt])')) wrong.push('no alt: ' + e.outerHTML.slice(0, 90));
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) wrong.push('id twice: ' + id);
  return wrong;
}"""

#: Chinese on an English page that is not marked as Chinese.
CHINESE = r"""() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (/\p{Script=Han}/u.test(node.data) && !node.parentElement.closest('[lang^=zh], code, pre, script, template')) found.push(node.data.trim().slice(0, 40));
  return [...new Set(found)].slice(0, 5);
}"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two people, an enterprise and a document."""
    folder = tmp_path_factory.mktemp("everything")
    environment = {**os.environ, "LUODI_DATA": str(folder / "data")}
    subprocess.run([sys.executable, "-c", SEED], env=environment, check=True)
    (folder / "某某市若干措施.txt").write_text(DOCUMENT, "utf-8")
    command = [sys.executable, "-c", "from luodi.cli import main; main()", "import", str(folder / "某某市若干措施.txt")]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return folder / "data"


@pytest.fixture(scope="module")
def glyphs() -> set[int]:
    """Every character that a font of this machine can draw."""
    told = subprocess.run(["fc-list", "--format", "%{charset}\n"], capture_output=True, text=True, check=True).stdout
    held: set[int] = set()
    for part in set(told.split()):
        low, _, high = part.partition("-")
        held.update(range(int(low, 16), int(high or low, 16) + 1))
    return held


@pytest.fixture(scope="module")
def site(place: Path, serve: Callable[..., Any]) -> Iterator[str]:
    with serve({**os.environ, "LUODI_DATA": str(place)}) as address:
        yield address


@pytest.mark.parametrize(
    ("who", "language"), [("visitor", "zh-CN"), ("enterprise", "zh-CN"), ("staff", "zh-CN"), ("staff", "en")]
)
def test_every_page_that_can_be_reached(browser: Any, site: str, glyphs: set[int], who: str, language: str) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, locale=language, base_url=site, accept_downloads=True
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on(
        "console", lambda told: wrong.append(f"{page.url}: {told.text}") if told.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda told: wrong.append(f"{page.url}: {told}"))
    page.route(
        "**/*",
        lambda route: route.continue_() if route.request.url.startswith((site, "data:")) else _outside(route, wrong),
    )
    if who != "visitor":
        page.goto("/sign-in/")
        page.fill("[name=login]", who)
        page.fill("[name=password]", PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url(lambda url: "sign-in" not in url)
    shown = _crawl(page, site, glyphs, wrong, english=language == "en")
    context.close()
    assert not wrong, "\n".join(wrong)
    assert len(shown) >= {"visitor": 12, "enterprise": 18, "staff": 20}[who], sorted(shown)


def _outside(route: Any, wrong: list[str]) -> None:
    wrong.append(f"外部请求 {route.request.url}")
    route.abort()


def _crawl(page: Any, site: str, glyphs: set[int], wrong: list[str], *, english: bool) -> set[str]:
    """Open page after page by its links; returns the addresses that were shown."""
    waiting, shown, kinds = deque(["/"]), set[str](), dict[str, int]()
    while waiting and len(shown) < MOST:
        path = waiting.popleft()
        kind = _kind(path)
        if path in shown or kinds.get(kind, 0) >= ALIKE:
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = page.request.get(path)
        if answer.status >= 400:
            wrong.append(f"{path}: {answer.status}")
            continue
        shown.add(path)
        if not answer.headers.get("content-type", "").startswith("text/html") or "attachment" in answer.headers.get(
            "content-disposition", ""
        ):
            continue
        page.goto(path)
        wrong += [f"{path}: {told}" for told in page.evaluate(INSPECT)]
        if english:
            wrong += [f"{path}: Chinese “{told}”" for told in page.evaluate(CHINESE)]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wrong.append(f"{path}: {width} px wide")
        lost = {
            char
            for char in page.inner_text("body")
            if ord(char) > 32 and ord(char) not in glyphs and ord(char) != 0xFE0F
        }
        if lost:
            wrong.append(f"{path}: no font has {sorted(lost)}")
        for link in page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)"):
            target = urldefrag(urljoin(site, link))[0]
            if target.startswith(site):
                waiting.append(target.removeprefix(site) or "/")
    return shown


def _kind(path: str) -> str:
    """The same for addresses that differ only in a key, a number or what is asked."""
    import re

    parts = urlsplit(path)
    plain = re.sub(r"[0-9]+", "0", parts.path)
    plain = re.sub(r"^/(policies|documents)/.+?/(?==|$)", r"/\1/*/", plain)
    return plain + ("?" if parts.query else "")
