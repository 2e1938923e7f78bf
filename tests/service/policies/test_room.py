"""The reading room: text and margin, the day, the words, the original beside it, links from elsewhere."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.service.policies.conftest import CHANGED, NOW, OLD, POLICY

from luodi.engine.core.errors import NotFound, SourceError

Bring = Callable[..., list[Any]]
KEY = "sichuan/chengdu/loom-robots"
ENCODED = "zhejiang/hangzhou/ai-zone-policy"


def pdf(pages: int, title: str = "成都市纺织机器人扶持办法") -> bytes:
    """A PDF of the test's own, an article on each page."""
    canvas = pytest.importorskip("reportlab.pdfgen.canvas", reason="没有装 reportlab，跳过 PDF 的测试")
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    drawn = canvas.Canvas(out, pagesize=(595, 842))
    for number in range(1, pages + 1):
        drawn.setFont("STSong-Light", 14)
        if number == 1:
            drawn.drawString(200, 760, title)
        drawn.drawString(100, 700, f"第{'一二三四五'[number - 1]}条 在本市购置纺织机器人并投入使用的工厂，按其")
        drawn.drawString(72, 680, f"购置价款给予补助，每家工厂最高{number}0万元。")
        drawn.showPage()
    drawn.save()
    return out.getvalue()


def test_the_page_shows_text_margin_dates_and_neighbours(client: Any, bring: Bring) -> None:
    bring(OLD)
    bring(POLICY, path=f"{KEY}.txt")
    page = client.get(f"/documents/{KEY}/", {"on": "2025-01-01"}).content.decode()
    for words in ("成纺发〔2024〕3号", 'id="a2"', '<span class="in-support">80万元</span>', "成都市经济和信息化局", "施行中", "2025年1月1日", "废止",
                  "《成都市织机补贴暂行办法》", "库中没有", "2026年2月28日", "有效期届满", "复制引用", "下载原件"):  # fmt: skip
        assert words in page, words
    assert "style=" not in page
    assert "尚未施行" in client.get(f"/documents/{KEY}/", {"on": "2024-02-29"}).content.decode()
    assert "已失效" in client.get(f"/documents/{KEY}/", {"on": "2026-03-01"}).content.decode()
    assert "没有“昨天”这一天" in client.get(f"/documents/{KEY}/", {"on": "昨天"}).content.decode()


def test_the_slider_is_a_form_and_a_part_of_the_page(client: Any, bring: Bring) -> None:
    bring(POLICY, path=f"{KEY}.txt")
    whole = client.get(f"/documents/{KEY}/", {"on": "2025-01-01", "month": "0"}).content.decode()
    assert "2023年1月1日" in whole
    part = client.get(f"/documents/{KEY}/=day", {"on": "2025-01-01", "month": "14", "version": "1"}).content.decode()
    assert "2024年3月1日" in part
    assert "<html" not in part
    assert client.get(f"/documents/{KEY}/=day", {"month": "999999"}).status_code == 200


def test_words_are_marked_and_listed(client: Any, bring: Bring) -> None:
    bring(POLICY, path=f"{KEY}.txt")
    page = client.get(f"/documents/{KEY}/", {"find": "机器人"}).content.decode()
    assert page.count("<mark>机器人</mark>") == 1
    assert "“机器人”有 1 处" in page
    crossed = client.get(f"/documents/{KEY}/", {"find": "高80"}).content.decode()
    assert "<mark>高</mark>" in crossed and '<span class="in-support"><mark>80</mark></span>' in crossed
    assert "没有“丝绸”" in client.get(f"/documents/{KEY}/", {"find": "丝绸"}).content.decode()
    assert "&lt;script&gt;" in client.get(f"/documents/{KEY}/", {"find": "<script>"}).content.decode()


def test_what_a_file_holds_is_text_and_no_markup(client: Any, bring: Bring) -> None:
    key = bring("成都市<b>织机</b>办法\n\n第一条 给予<script>alert(1)</script>最高80万元补助。\n")[0].key
    page = client.get(f"/documents/{key}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_versions_and_what_changed(client: Any, bring: Bring) -> None:
    bring(POLICY, path=f"{KEY}.txt")
    bring(CHANGED)
    assert "95万元" in client.get(f"/documents/{KEY}/").content.decode()
    assert "80万元" in client.get(f"/documents/{KEY}/", {"version": "1"}).content.decode()
    assert client.get(f"/documents/{KEY}/", {"version": "3"}).status_code == 404
    page = client.get(f"/documents/{KEY}/=changes-2").content.decode()
    assert "<del>80</del>" in page and "<ins>95</ins>" in page


def test_the_text_of_the_day_is_shown_when_a_version_begins_later(client: Any, bring: Bring) -> None:
    bring(POLICY, path=f"{KEY}.txt")
    bring(CHANGED.replace("2024年3月1日", "2025年7月1日"))
    assert "80万元" in client.get(f"/documents/{KEY}/", {"on": "2025-06-30"}).content.decode()
    assert "95万元" in client.get(f"/documents/{KEY}/", {"on": "2025-07-01"}).content.decode()
    part = client.get(f"/documents/{KEY}/=day", {"on": "2025-06-30", "version": "2"}).content.decode()
    assert "这一天施行的是第 1 版" in part


def test_the_original_and_its_pages(client: Any, bring: Bring) -> None:
    data = pdf(3)
    assert bring(data, "办法.pdf", key=KEY)[0].state == "added"
    answer = client.get(f"/documents/{KEY}/=original")
    assert answer.content == data and answer["Content-Type"] == "application/pdf"
    page = client.get(f"/documents/{KEY}/", {"page": "2"}).content.decode()
    assert "原件第 2 页，共 3 页" in page
    assert 'id="a3"' in page and 'hx-get="/documents/sichuan/chengdu/loom-robots/=page-3?version=1"' in page
    first = client.get(f"/documents/{KEY}/=page-1.png")
    assert first["Content-Type"] == "image/png" and first.content.startswith(b"\x89PNG")
    assert client.get(f"/documents/{KEY}/=page-1.png").content == first.content
    assert "原件第 3 页" in client.get(f"/documents/{KEY}/=page-3").content.decode()
    assert [client.get(f"/documents/{KEY}/=page-{end}").status_code for end in ("4", "0", "4.png", "0.png")] == [
        404
    ] * 4


def test_a_pdf_that_breaks_the_drawing_breaks_only_the_drawing() -> None:
    from luodi.service.policies.drawing import draw

    with pytest.raises(SourceError, match="画不出来"):
        draw(b"%PDF-1.7 nothing", 1)


def test_links_from_elsewhere(client: Any, bring: Bring) -> None:
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.policies.actions import withdraw
    from luodi.service.policies.library import library
    from luodi.service.policies.queries import clause_link

    assert clause_link(ENCODED, "一") is None
    title = library().policy(ENCODED).title
    bring(f"{title}\n\n一、织造\n\n（一）给予最高80万元补助。\n\n四、织机\n\n给予20%补助。\n", "扫描.txt")
    assert clause_link(ENCODED, "一/（一）") == f"/documents/{ENCODED}/#1.1"
    assert clause_link(ENCODED, "4") == f"/documents/{ENCODED}/#4"
    assert clause_link(ENCODED, "九") == f"/documents/{ENCODED}/"
    assert clause_link(ENCODED, "看不懂/的") == f"/documents/{ENCODED}/"
    page = client.get(f"/documents/{ENCODED}/").content.decode()
    assert "人工智能应用场景项目资助" in page and "用它体检" in page
    (link,) = set(re.findall(r'href="(/check-up/[^"]*--4)"', page))
    address, anchor = link.replace("&amp;", "&").split("#")
    assert '<option value="330100" selected>' in client.get(address).content.decode()
    client.post("/check-up/", {"region": "330100", "on": "2021-06-01"})
    assert f'id="{anchor}"' in client.get(client.get(address)["Location"]).content.decode()
    withdraw(COMMAND, ENCODED, "试", NOW)
    assert clause_link(ENCODED, "4") is None
    assert client.get(f"/documents/{ENCODED}/").status_code == 404


def test_pieces_lose_nothing(application: Any) -> None:
    from luodi.service.policies.room import document_of, pieces

    text = "到2025年建成3个中心"
    cut = list(pieces(text, [(8, 10, "target"), (5, 11, "body")], ["年建"]))
    assert "".join(piece for piece, _ in cut) == text
    assert ("3个", "target") in cut
    with pytest.raises(NotFound):
        document_of("d/nothing")


def test_the_line_of_time_is_whole(bring: Bring) -> None:
    from luodi.service.policies.catalogue import catalogue
    from luodi.service.policies.room import document_of
    from luodi.service.policies.standing import standing

    document = document_of(bring(POLICY)[0].key)
    now = standing(document, catalogue().by_key[document.key], tuple(document.versions.all()), date(2025, 1, 1))
    assert [state for state, _, _ in now.bars] == ["not-yet", "in-force", "expired"]
    assert [begin + width for _, begin, width in now.bars][-1] in range(997, 1002)
    assert (now.before.day, now.after.day) == (date(2024, 3, 1), date(2026, 2, 28))
