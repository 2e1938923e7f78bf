"""An enterprise signs up in a real browser: no console error, no outside request, nothing wider than a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest

from luodi.engine.core.credit_codes import check_character, organisation_check_character

PASSWORD = "qing-cheng-41"
PAGES = (
    "/me/",
    "/me/change/",
    "/me/password/",
    "/me/second-factor/",
    "/me/tokens/new/",
    "/me/organisations/",
    "/access-requests/",
)


def code(number: int) -> str:
    organisation = f"{number:08d}"
    organisation += organisation_check_character(organisation)
    return (whole := f"91510100{organisation}") + check_character(whole)


@pytest.fixture(scope="module")
def page(browser: Any, server: str, watched: Callable[..., list[str]]) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=server, locale="zh-CN")
    held = context.new_page()
    # 422 and 429 are answers; the browser notes them as errors of loading
    wrong = watched(held, server, but="Failed to load resource")
    yield held
    context.close()
    assert wrong == []


def test_sign_up_second_factor_key_and_out(page: Any, tmp_path: Path) -> None:
    letter = tmp_path / "授权书.pdf"
    letter.write_bytes(b"%PDF-1.7\nof the test's own\n%%EOF")
    page.goto("/sign-up/")
    for field, value in {
        "login": "lin",
        "password": PASSWORD,
        "again": PASSWORD,
        "name": "林一",
        "phone": "13800001234",
    }.items():
        page.fill(f"#id_{field}", value)
    page.fill("#id_code", code(20260105)[:-1] + "0")
    page.fill("#id_organisation", "岷江智造")
    page.set_input_files("#id_evidence", letter)
    page.click("main button")
    page.wait_for_selector("[role=alert]:has-text('GB 32100-2015')")
    assert page.get_attribute("#id_code", "aria-invalid") == "true"
    assert page.input_value("#id_name") == "林一"
    page.fill("#id_code", code(20260105))
    page.fill("#id_password", PASSWORD)
    page.fill("#id_again", PASSWORD)
    page.set_input_files("#id_evidence", letter)
    page.click("main button")
    page.wait_for_selector("text=正在代表")

    page.goto("/me/second-factor/")
    secret = page.inner_text("main code")
    assert page.eval_on_selector("img.qr", "one => one.complete && one.naturalWidth > 0")
    page.fill("#id_code", pyotp.TOTP(secret).now())
    page.click("button:has-text('开启')")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10

    page.goto("/me/tokens/new/")
    page.fill("#id_label", "财务系统")
    page.check("label:has-text('人员：查看') input")
    page.click("main button")
    key = page.inner_text("main pre >> nth=0")
    told = page.request.get("/api/v1/me", headers={"Authorization": f"Bearer {key}"})
    assert told.json()["organisations"][0]["organisation"]["name"] == "岷江智造"

    page.goto("/")
    page.click("header >> text=退出")
    page.goto("/sign-in/")
    page.fill("#id_login", "Lin")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.fill("#id_code", codes[0])
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('林一')")
    assert re.search(r"还有\s*9\s*个恢复码", page.inner_text("main"))


@pytest.mark.parametrize("path", [*PAGES, "/sign-in/", "/sign-up/"])
def test_every_page_fits_a_telephone(page: Any, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(path)
    assert page.title()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", PAGES)
def test_every_field_has_a_label(page: Any, path: str) -> None:
    page.goto(path)
    nameless = "[...document.querySelectorAll('main input:not([type=hidden]), main select')].filter(f => !f.labels.length).map(f => f.outerHTML)"
    assert page.evaluate(nameless) == []
