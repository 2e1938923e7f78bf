"""The site in a real browser: a visitor's check-up, no outside request, no console error, nothing wider than a telephone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = str(Path(__file__).parents[2] / "examples" / "start-up.yaml")
PAGES = (
    "/",
    "/about/",
    "/policies/",
    "/policies/zhejiang/hangzhou/ai-zone-policy/",
    "/facts/?words=收入",
    "/check-up/",
    "/api/",
)


@pytest.fixture
def page(browser: Any, server: str, watched: Callable[..., list[str]]) -> Iterator[Any]:
    """A page that keeps what went wrong in it."""
    held = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=server, locale="zh-CN")
    wrong = watched(held, server)
    yield held
    held.close()
    assert wrong == []


@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_on_its_own_and_fits_a_telephone(page: Any, path: str) -> None:
    page.goto(path)
    assert page.title()
    page.set_viewport_size({"width": 360, "height": 780})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_visitors_check_up(page: Any) -> None:
    page.goto("/")
    page.click("text=开始政策体检")
    page.select_option("#region", "330100")
    page.fill("#on", "2021-06-01")
    page.click("button:has-text('开始')")
    page.wait_for_selector("#question:has-text('有没有要算的平台')")  # most money hangs on it
    for _ in range(8):
        before = page.inner_text("#asked")
        if page.locator("#question input[type=radio]").count():
            page.locator("#question input[type=radio]").first.check()
            page.click("button:has-text('答好了')")
        else:
            page.click("#question button:has-text('没有')")
        page.wait_for_function("before => document.querySelector('#asked')?.textContent !== before", arg=before)
        if page.locator("text=符合的 2 项").count():
            break
    page.wait_for_selector("text=符合的 2 项")
    page.click("text=为什么问这个")
    page.wait_for_selector(".why[open] >> text=项支持")
    page.goto("/check-up/?ask=incubatees")
    page.fill("#value", "很多")
    page.click("button:has-text('答好了')")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("#value") == "很多"
    page.click("button:has-text('先跳过')")
    page.wait_for_selector("[role=alert]", state="detached")
    for tab in ("逐项结果", "最优组合", "再差多少", "打印、下载、保存", "问答"):
        page.click(f".tabs >> text={tab}")
        page.wait_for_selector(f".tabs [aria-current]:has-text('{tab}')")
    page.click("button:has-text('全部重来')")
    page.wait_for_selector("text=先选地区和日期")


def test_the_result_grows_on_a_telephone(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/check-up/")
    page.set_input_files("#file", EXAMPLE)
    page.click("text=读进来")
    page.wait_for_selector("#question:has-text('与院校合作培养人才')")
    page.locator("#question input[type=radio]").first.check()
    page.click("button:has-text('答好了')")
    page.wait_for_selector(".news:has-text('上限多 500万元')")
    page.goto("/check-up/result/")
    page.locator(".item > details > summary").first.click()
    page.wait_for_selector(".item details[open] >> text=金额的算法")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_keyboard_reaches_the_text_first(page: Any) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
