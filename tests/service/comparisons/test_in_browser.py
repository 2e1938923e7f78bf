"""An officer compares in a real browser: the overview, a theme, who pays most with its chart, a clause; on a telephone too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_overview_to_who_pays_most_and_for_an_enterprise(
    browser: Any, server: str, width: int, watched: Callable[..., list[str]]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", base_url=server)
    page = context.new_page()
    wrong = watched(page, server)
    page.goto("/compare/?on=2021-06-01")
    page.click("th[scope=row] >> text=平台")
    page.locator("article details summary").first.click()
    assert page.locator("article .conditions li").first.is_visible()
    page.click("main >> p >> text=谁给得最多")
    page.wait_for_selector("#ranking-chart canvas")
    assert page.locator("table tbody tr").count() > 5
    assert page.locator("#theme").input_value() == "platforms"
    page.select_option("#by", "rate")
    page.click("form.bar button")
    assert "100%" in page.locator("table tbody tr").first.inner_text()
    page.goto("/check-up/")
    page.set_input_files("input[type=file]", EXAMPLES / "growing-firm.yaml")
    page.locator("form:has(input[type=file]) button").click()
    page.wait_for_url("**/check-up/")
    page.goto("/compare/enterprise")
    page.fill("#on", "2021-06-01")
    page.click("form.bar button")
    assert "4,000万元" in page.locator("main").inner_text().replace(" ", "").replace("\u2009", "")
    with page.expect_download() as waited:
        page.click("text=下载 XLSX")
    assert waited.value.suggested_filename == "luodi-compare-enterprise-2021-06-01.xlsx"
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    context.close()
    assert not wrong
