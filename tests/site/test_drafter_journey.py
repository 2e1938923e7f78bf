"""A drafter, from a text of their own to the difference a cap makes, by the links of the pages: import, review, encode, simulate, change, compare."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")
pytest.importorskip("duckdb", reason="没有装表格的依赖（tables），跳过")

PASSWORD = "清溪-drafter-2026"
TITLE = "清溪市支持智能工坊发展若干措施"
DRAFT = f"""{TITLE}（征求意见稿）

为支持智能工坊发展，制定本措施。

一、支持工坊改造

（一）支持设备更新。对工坊购置智能装备的，按研发费用的20%给予补助，单个企业最高不超过300万元。（责任单位：市经济和信息化局）

（二）奖励示范工坊。对成效显著的工坊，给予适当奖励，具体办法另行制定。

二、附则

本措施自2025年1月1日起施行，有效期3年。
"""
CASES = """- name: 封顶
  date: 2026-06-01
  facts: {enterprise: {rd_expense: {2026: 20_000_000}}}
  expect: {"1.1": {eligible: true, at_most: 3_000_000}}
"""
PEOPLE = f"""
from luodi.site.start import start; start()
from datetime import date
from django.utils import timezone
from luodi.service.accounts.models import Person, Post
person = Person(login="drafter", name="周政", joined=timezone.now())
person.set_password({PASSWORD!r})
person.save()
Post.objects.create(person=person, role="officer", unit="市经信局", region="330100", starts=date(2020, 1, 1))
"""


@pytest.fixture(scope="module")
def site(serve_prepared: Callable[[str], Any]) -> Iterator[str]:
    """`luodi serve` with its worker, and one officer."""
    with serve_prepared(PEOPLE) as address:
        yield address


@pytest.fixture
def page(browser: Any, site: str, watched: Callable[..., list[str]]) -> Iterator[Any]:
    """The drafter's page, signed in; the only address that is typed is that of the site."""
    context = browser.new_context(base_url=site, locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    held = context.new_page()
    wrong = watched(held, site, but="422")  # a browser writes on its console that a form was refused
    held.goto("/")
    held.click("a:has-text('登录')")
    held.fill("[name=login]", "drafter")
    held.fill("[name=password]", PASSWORD)
    held.click("main form button")
    held.wait_for_selector("text=周政")
    yield held
    context.close()
    assert wrong == []


def _fits(page: Any) -> None:
    """A telephone shows the page whole, and every field has its name."""
    from tests.site.test_every_page import INSPECT

    page.set_viewport_size({"width": 360, "height": 780})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url
    assert page.evaluate(INSPECT) == [], page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def test_from_a_text_to_the_difference_a_cap_makes(page: Any) -> None:
    bring_in(page)
    read_the_review(page)
    encode(page)
    simulate(page)
    before = page.inner_text(".totals .ceiling dd >> nth=0")
    change_the_cap(page)
    after = page.inner_text(".totals .ceiling dd >> nth=0")
    assert before != after
    compare(page, before, after)


def bring_in(page: Any) -> None:
    """Import the text in the page, as a document of Hangzhou."""
    page.click("nav >> text=检索原文")
    page.click("main a:has-text('导入文件')")
    page.set_input_files("#files", {"name": "稿.txt", "mimeType": "text/plain", "buffer": DRAFT.encode()})
    page.select_option("#region", "330100")
    page.click("button:has-text('上传')")
    page.wait_for_selector(f"main a:has-text('{TITLE}')")


def read_the_review(page: Any) -> None:
    """The finding: its clause, why it costs, what to ask; the clause itself is one step away."""
    page.click("nav >> text=审编台")
    page.click("main a:text-is('起草体检')")
    finding = page.locator("ol.list > li", has_text="给予适当奖励")
    assert finding.locator("a:has-text('一/（二）')").count() == 1
    told = " ".join(finding.inner_text().split())
    assert re.search(r"代价 .*企业没法决定要不要为它投入", told) and re.search(r"请问 .*给多少", told)
    finding.locator("a:has-text('一/（二）')").click()  # the clause itself, in its text
    assert "奖励示范工坊" in page.inner_text("main")
    page.go_back()
    _fits(page)


def encode(page: Any) -> None:
    """What cannot be computed cannot be simulated: the desk makes a rule of the clause that has a sum."""
    page.click("#next button:has-text('开始审编')")
    page.click("main a:has-text('起草体检')")
    page.click("button:has-text('推演这份稿子')")
    assert "审编台上还没有接受了的支持" in page.inner_text("main")
    page.click("main a:has-text('回审编台改')")
    page.locator("tbody tr", has_text="购置智能装备").locator("a").first.click()
    page.fill("#f-cases", CASES)
    page.locator("#tried .flat .tag.yes").first.wait_for()
    for box in page.locator(".asks input").all():
        box.check()
    page.click("main button:has-text('接受')")
    page.wait_for_selector(".message")


def simulate(page: Any) -> None:
    """What is accepted on the desk, over synthetic enterprises made for it."""
    page.click(".crumbs a >> nth=1")
    page.click("main a:has-text('起草体检')")
    page.click("button:has-text('推演这份稿子')")
    page.wait_for_selector("text=先要有一批企业")
    _fits(page)
    page.click("main a:has-text('加一批企业')")
    assert page.locator("[name=policies][value^='draft:']").is_checked()
    page.fill("#rows", "400")
    page.fill("#from", "2023")
    page.fill("[name=to]", "2026")
    page.locator("form:has(#rows) button").click()
    page.wait_for_selector("text=用它推演")
    page.click("text=用它推演")
    assert page.locator("[name=policies][value^='draft:']").is_checked()
    page.fill("#title", "原稿")
    page.fill("#on", "2026-06-01")
    _fits(page)
    page.click("text=下一步")
    page.click("button[value=send]")
    page.wait_for_selector("nav.tabs")
    shown = page.inner_text("main")
    assert "未发布的稿子" in shown and "这批企业是合成的" in shown
    _fits(page)


def change_the_cap(page: Any) -> None:
    """A wrong figure is said while it is written, and not sent; a right one is told in words before it is run."""
    page.click("text=改一改，再推演")
    assert "设备更新" in page.text_content("#support option:checked")  # the only support is open already
    page.fill("[name='figure.cap']", "一百万吨")
    wrong = page.wait_for_selector("#checked .wrong:has-text('一百万吨')")  # it is said while it is written
    assert "500万" in page.inner_text("#checked") and wrong
    page.click("button[value=send]")  # and it is not sent
    page.wait_for_selector("[role=alert]:has-text('一百万吨')")
    assert page.input_value("[name='figure.cap']") == "一百万吨"
    _fits(page)
    page.fill("[name='figure.cap']", "100万")
    page.wait_for_selector("#checked tr:has-text('300万元'):has-text('100万元')")
    page.fill("#title", "封顶一百万")
    page.click("button[value=send]")
    page.wait_for_selector("nav.tabs")


def compare(page: Any, before: str, after: str) -> None:
    """What was asked differently, and the difference in money."""
    page.click("main a:has-text('与改之前比较')")
    page.wait_for_selector("text=问得不同的")
    assert "300万元 → 100万元" in page.inner_text("table.halves")
    row = " ".join(page.locator("table.pair tr", has_text="上限").first.inner_text().split())
    assert before in row and after in row and "−" in row
    assert "设备更新" in page.inner_text("table.roomy >> nth=0")
    _fits(page)
