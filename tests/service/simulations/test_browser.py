"""A drafter in a browser: upload, simulate, change the cap, compare; live checks while writing; nothing wider than a telephone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")
pytest.importorskip("duckdb", reason="没有装表格的依赖（tables），跳过")

HANGZHOU = "zhejiang/hangzhou/ai-zone-policy"
PREPARE = """
from luodi.site.start import start; start()
from datetime import date
from django.utils import timezone
from luodi.service.accounts.models import Person, Post
person = Person(login="drafter", name="周政", joined=timezone.now())
person.set_password("织机一百零八 号")
person.save()
Post.objects.create(person=person, role="officer", unit="市经信局", region="330100", starts=date(2020, 1, 1))
"""
FIRMS = "编号,企业名称,注册地,2020年营业收入（万元）\n" + "".join(
    f"e{n},试验企业{n},杭州市西湖区,{n * 100}\n" for n in range(1, 21)
)
PROJECTS = "企业编号,编号,项目类型,评审入选,总投资（万元）\n" + "".join(
    f"e{n},p1,应用场景,是,{n * 70}\n" for n in range(1, 21)
)


@pytest.fixture(scope="module")
def site(serve_prepared: Callable[[str], Any]) -> Iterator[str]:
    """`luodi serve` with its worker, and one officer."""
    with serve_prepared(PREPARE) as address:
        yield address


@pytest.fixture
def page(browser: Any, site: str, watched: Callable[..., list[str]]) -> Iterator[Any]:
    """A page of the officer that keeps what went wrong in it."""
    context = browser.new_context(base_url=site, locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    held = context.new_page()
    wrong = watched(held, site)
    held.goto("/sign-in/")
    held.fill("[name=login]", "drafter")
    held.fill("[name=password]", "织机一百零八 号")
    held.click("main form button")
    yield held
    context.close()
    assert wrong == []


def _fits(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 900})


def test_upload_simulate_change_the_cap_compare(page: Any) -> None:
    page.goto("/simulations/populations/new/")
    _fits(page)
    page.set_input_files("#file", {"name": "企业.csv", "mimeType": "text/csv", "buffer": FIRMS.encode()})
    page.click("text=上传并检查")
    page.wait_for_selector("text=用它推演")
    page.click("text=加一张表，或换掉一张")
    page.select_option("#entity", "project")
    page.set_input_files("#file", {"name": "项目.csv", "mimeType": "text/csv", "buffer": PROJECTS.encode()})
    page.click("text=上传并检查")
    page.wait_for_selector("h2:has-text('项目.csv')")
    page.wait_for_selector("text=用它推演")
    _fits(page)
    page.click("text=用它推演")
    page.fill("#title", "现行")
    page.fill("#on", "2021-06-01")
    page.check(f"[value='{HANGZHOU}']")
    _fits(page)
    page.click("text=下一步")
    _fits(page)
    page.click("button[value=send]")
    page.wait_for_selector("nav.tabs")
    before = page.inner_text(".totals .ceiling dd >> nth=0")
    page.click("text=改一改，再推演")
    page.click("summary:has-text('问题日')")
    page.fill("#title", "封顶一百万")
    page.select_option("#support", f"{HANGZHOU}#4")
    page.fill("[name='figure.cap']", "100万")
    page.click("text=改这几个数")
    page.wait_for_selector("text=改了 1 处")
    page.click("summary:has-text('改革的文字')")
    text = page.input_value("#reform-text")
    page.fill("#reform-text", text.replace("cap", "kap"))
    page.wait_for_selector("#checked .wrong >> nth=0")  # it is said while it is written
    page.fill("#reform-text", text)
    page.wait_for_selector("#checked .notice.yes")
    page.click("button[value=send]")
    page.wait_for_selector("nav.tabs")
    assert page.inner_text(".totals .ceiling dd >> nth=0") != before
    assert (
        page.inner_text("dl.figures div:has(dt:text-is('减少')) dd") == "13 家"
    )  # a fifth of their investment is more than 100万
    for part in ("supports", "reform", "groups", "cash", "spread", "claims", "files"):
        page.click(f".tabs a[href='?show={part}']")
        page.wait_for_selector(f".tabs a[href='?show={part}'][aria-current]")
        _fits(page)
    page.click(".tabs a[href='?show=overview']")
    page.click("form[action='/simulations/compare/'] button")
    page.wait_for_selector("text=问得不同的")
    assert "封顶 300万元 → 100万元" in page.inner_text("main")
    assert "人工智能应用场景项目资助" in page.inner_text("main table.roomy >> nth=0")
    _fits(page)
    page.goto("/simulations/")
    _fits(page)


def test_synthetic_ones_are_marked_everywhere(page: Any) -> None:
    page.goto("/simulations/populations/new/")
    page.fill("#rows", "500")
    page.locator("form:has(#rows) button").click()
    page.wait_for_selector("text=用它推演")
    assert "合成数据" in page.inner_text("main")
    page.click("text=用它推演")
    page.fill("#on", "2021-06-01")
    page.check(f"[value='{HANGZHOU}']")
    page.click("text=下一步")
    page.click("button[value=send]")
    page.wait_for_selector("nav.tabs")
    assert "这批企业是合成的" in page.inner_text("main")
    page.goto("/simulations/")
    assert page.locator(".runs li .tag.open", has_text="合成").count() >= 1
