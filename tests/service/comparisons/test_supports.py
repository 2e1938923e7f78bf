"""Supports side by side and who pays most: pages, JSON and files say the same."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("own_files")


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_the_overview_counts_every_support_once(client: Any) -> None:
    from datetime import date

    from luodi.service.comparisons import queries
    from luodi.service.comparisons.asked import Asked

    ask = Asked(date(2021, 6, 1))
    entries = queries.chosen(ask)
    _named, rows = queries.overview(entries, ask.on)
    assert sum(cell.count for _theme, cells in rows for cell in cells) == len(entries)
    page = client.get("/compare/?on=2021-06-01").content.decode()
    assert "算力与数据" in page
    assert "theme=computing" in page


def test_a_theme_stands_in_columns_of_places_with_clauses(client: Any) -> None:
    page = client.get("/compare/?theme=platforms&on=2021-06-01").content.decode()
    assert "共性技术研发平台设备补助" in page
    assert "4,000万元" in page.replace(" ", "")
    assert "50%" in page
    assert re.search(r'id="place-420100"', page)


def test_a_clause_opens_in_the_reading_room_when_the_document_is_held(client: Any) -> None:
    from tests.service.comparisons.conftest import NOW

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.policies.actions import import_file

    text = "杭州市示例若干政策\n\n四、应用场景\n\n择优支持应用场景项目。\n"
    list(import_file(COMMAND, text.encode(), "a.txt", NOW, key="zhejiang/hangzhou/ai-zone-policy", region="330100"))
    page = client.get("/compare/?theme=scenarios").content.decode()
    assert 'href="/documents/zhejiang/hangzhou/ai-zone-policy/#4"' in page


def test_who_pays_most_has_the_same_figures_in_chart_table_and_json(client: Any) -> None:
    page = client.get("/compare/most?theme=platforms&on=2021-06-01").content.decode()
    found = re.search(r'<script id="ranking-data" type="application/json">(.*?)</script>', page)
    assert found
    bars = json.loads(found[1])["bars"]
    items = client.get("/api/v1/comparisons/ranking?theme=platforms&on=2021-06-01").json()["items"]
    assert [bar["value"] for bar in bars] == [float(one["ceiling"]) for one in items[: len(bars)]]
    assert all(bar["label"] in page.replace(" ", "") for bar in bars)
    assert items[0]["support"] == "sichuan/chengdu/ai-policy#3.8-1"  # on that day the rules are not known to hold


def test_the_script_of_the_chart_is_a_file(client: Any) -> None:
    page = client.get("/compare/most").content.decode()
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert "style=" not in page


@pytest.mark.parametrize("view", ["supports", "most"])
def test_files_hold_what_the_page_holds(client: Any, view: str) -> None:
    answer = client.get(f"/compare/{view}.xlsx?theme=people&on=2021-06-01")
    assert answer.status_code == 200
    held = sheets(answer.content)
    names = {row[2 if view == "supports" else 3] for row in held["逐项" if view == "supports" else "排名"][1:]}
    wanted = "supports" if view == "supports" else "ranking"
    items = client.get(f"/api/v1/comparisons/{wanted}?theme=people&on=2021-06-01").json()["items"]
    assert names == {one["title"] for one in items}
    assert "2021-06-01" in str(held["说明"])


def test_the_pdf_is_a_pdf(client: Any) -> None:
    pytest.importorskip("typst", reason="缺少 typst（网站的依赖 site）")
    answer = client.get("/compare/most.pdf?theme=people")
    if answer.status_code == 503:
        assert "fonts-noto-cjk" in answer.content.decode()
        pytest.skip("系统里没有中文字体（Debian 软件包 fonts-noto-cjk）")
    assert answer.content.startswith(b"%PDF-")


def test_what_is_not_there_is_said(client: Any) -> None:
    for address, said in (
        ("/compare/?theme=comput", "computing"), ("/compare/?on=2021-13-01", "2021-13-01"), ("/compare/most?by=x", "ceiling"), ("/compare/?instrument=x", "x"),
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    answer = client.get("/api/v1/comparisons/supports?theme=comput")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_only_what_holds_on_the_day(client: Any) -> None:
    items = client.get("/api/v1/comparisons/supports?in_force=true&on=2021-06-01").json()["items"]
    assert items
    assert all(one["in_force"] is True for one in items)
    assert client.get("/api/v1/comparisons/supports?in_force=true&on=1999-06-01").json()["count"] == 0
    assert "没有查得到有效的政策" in client.get("/compare/?in_force=1&on=1999-06-01").content.decode()


def test_pages_of_the_list_are_limited(client: Any) -> None:
    whole = client.get("/api/v1/comparisons/supports?limit=200").json()
    part = client.get("/api/v1/comparisons/supports?limit=3&offset=2").json()
    assert part["items"] == whole["items"][2:5]
    assert part["count"] == whole["count"]
