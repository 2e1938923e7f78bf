"""One enterprise, from its sign-up to a shared result, in a real browser: the subjects of the site work together."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from luodi.engine.core.credit_codes import check_character, organisation_check_character

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

PASSWORD = "qing-cheng-luodi-41"


def _code(number: int) -> str:
    organisation = f"{number:08d}"
    organisation += organisation_check_character(organisation)
    return (whole := f"91330106{organisation}") + check_character(whole)


def test_sign_up_state_facts_check_up_and_share(
    browser: Any, server: str, tmp_path: Path, watched: Callable[..., list[str]]
) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="zh-CN", base_url=server, accept_downloads=True
    )
    page = context.new_page()
    wrong = watched(page, server)
    code = _code(7654321)
    _sign_up(page, code, tmp_path)
    _state_facts(page, code)
    _check_up(page)
    report = page.request.get("/check-up/report.pdf")
    assert report.headers["content-type"] == "application/pdf"
    assert "西湖智造" in pypdfium2.PdfDocument(io.BytesIO(report.body()))[0].get_textpage().get_text_range()
    _share(page, browser)
    context.close()
    assert wrong == []


def _sign_up(page: Any, code: str, folder: Path) -> None:
    letter = folder / "授权书.pdf"
    letter.write_bytes(b"%PDF-1.7\nof the test's own\n%%EOF")
    page.goto("/sign-up/")
    told = {
        "login": "xihu",
        "password": PASSWORD,
        "again": PASSWORD,
        "name": "林一",
        "code": code,
        "organisation": "西湖智造（虚构）有限公司",
    }
    for field, value in told.items():
        page.fill(f"#id_{field}", value)
    page.set_input_files("#id_evidence", str(letter))
    page.click("main button")
    page.wait_for_selector("text=正在代表")


def _state_facts(page: Any, code: str) -> None:
    for fact, value in (("kind", "企业"), ("ai_business", "是"), ("registered_region", "330106")):
        page.goto(f"/registry/{code}/record/fact/?fact={fact}")
        box = page.locator(f"main [name='{fact}']")
        if box.first.get_attribute("type") == "radio":
            page.check(f"main [name='{fact}'][value='{value}']")
        elif box.first.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
        page.select_option("#source", index=1)
        page.locator("main form button").last.click()
        page.wait_for_load_state()
    page.goto(f"/registry/{code}/record/project/")
    page.fill("#thing", "智慧园区")
    page.select_option("[name=project_kind]", "应用场景")
    page.check("[name=selected][value=是]")
    page.fill("[name=total_investment]", "1500万元")
    page.select_option("#source", index=1)
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    page.goto(f"/registry/{code}/")
    assert "智慧园区" in page.inner_text("main")


def _check_up(page: Any) -> None:
    page.goto("/check-up/")
    page.fill("#on2", "2021-06-01")
    page.locator("form:has(#on2) button").click()
    page.wait_for_selector("#state")
    page.goto("/check-up/result/?verdict=yes")
    found = page.locator("li.item", has_text="人工智能应用场景项目资助")
    assert "300万元" in "".join(found.first.locator(".sum").first.inner_text().split())


def _share(page: Any, browser: Any) -> None:
    page.goto("/check-up/keep/")
    page.fill("#title", "第一次体检")
    page.locator("form:has(#title) button").first.click()
    page.wait_for_load_state()
    page.goto("/check-ups/")
    page.click("main >> text=第一次体检")
    page.locator("form:has(#label) button").click()
    address = page.input_value("input.address")
    stranger = browser.new_context(locale="zh-CN").new_page()
    assert stranger.goto(address).status == 200
    text = stranger.inner_text("main")
    assert "300万元" in "".join(text.split())
    assert "西湖智造" not in text  # the owner did not choose to show the name
    page.locator("#links form button:has-text('撤销')").first.click()
    page.wait_for_load_state()
    assert stranger.goto(address).status == 410
    stranger.context.close()
