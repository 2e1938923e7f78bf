"""The site in a real browser: a visitor's check-up, no outside request, no console error, nothing wider than a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

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
def page(browser: Any, server: str) -> Iterator[Any]:
    """A page that keeps what went wrong in it."""
    held = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=server)
    wrong: list[str] = []
    held.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    held.on("pageerror", lambda error: wrong.append(str(error)))
    held.on(
        "request",
        lambda request: None if request.url.startswith((server, "data:")) else wrong.append(f"外部请求 {request.url}"),
    )
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
    for words in ("主体类型", "从事人工智能产业"):
        page.wait_for_selector(f"aside form:has-text('{words}')")
        page.locator("aside form input[type=radio]").first.check()
        page.click("button:has-text('答好了')")
    page.wait_for_selector("text=符合的 2 项")
    assert page.locator(".told li").count() == 3
    page.fill("#value", "很多")
    page.click("button:has-text('答好了')")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("#value") == "很多"
    page.click("button:has-text('先跳过')")
    page.wait_for_selector("[role=alert]", state="detached")
    page.click("button:has-text('全部重来')")
    page.wait_for_selector("text=先选地区和日期")


def test_the_keyboard_reaches_the_text_first(page: Any) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
