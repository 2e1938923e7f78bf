"""Web pages: the article without its navigation, whatever the page says of its characters."""

from __future__ import annotations

import pytest

from luodi.engine.core.errors import SourceError
from luodi.engine.documents.readers import html
from luodi.engine.documents.source import Source


def texts(source: Source, kind: str | None = None) -> list[str]:
    return [source.text[b.start : b.end] for b in source.blocks if kind in {None, b.kind}]


def body(inside: str) -> Source:
    return html.read(f"<html><body>{inside}</body></html>".encode(), "页.html")


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        ("gb2312", "utf-8"),
        ("utf-8", "gb18030"),
        ("utf-8", "utf-16"),
    ],
)
def test_sample_in_any_encoding(sample_page: str, sample_paragraphs: list[str], declared: str, encoding: str) -> None:
    source = html.read(sample_page.replace("CHARSET", declared).encode(encoding), "样例.html")
    assert texts(source) == sample_paragraphs
    assert source.blocks[0].kind == "heading"
    assert source.properties == (("title", sample_paragraphs[0]),)
    assert any("已略去" in problem for problem in source.problems)


def test_declared_gb2312_is_gb18030() -> None:
    page = '<meta charset="gb2312"><p>——推动“㐂朎镕”企业发展。</p>'
    assert html.read(page.encode("gb18030"), "a.html").text == "——推动“㐂朎镕”企业发展。"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(SourceError, match="编码"):
        html.read(b'<meta charset="utf-8"><p>' + bytes(range(128, 256)) * 20, "a.html")


def test_line_ends_in_the_file_are_no_blanks_between_chinese() -> None:
    assert (
        body("<p>给予最高\n  <b>50</b>万元\n补贴，用于 AI\nchips 研发</p>").text
        == "给予最高 50万元补贴，用于 AI chips 研发"
    )


def test_typed_line_breaks_with_an_indent_start_paragraphs() -> None:
    source = body("<div>　　第一条 甲。<br>　　第二条 乙，<br>接着说。<br><br>第三条 丙。</div>")
    assert texts(source) == ["第一条 甲。", "第二条 乙，\n接着说。", "第三条 丙。"]
    source = body("<div>一、甲<br>\n   &nbsp; &nbsp;（一）乙。<br>\n      丙。</div>")
    assert texts(source) == ["一、甲", "（一）乙。\n丙。"]


def test_browser_numbers_are_written_out_and_flagged() -> None:
    source = body(
        '<ol start="3"><li>甲</li><li value="7">乙</li></ol><ol style="list-style-type: cjk-ideographic"><li>丙</li></ol><ul><li>丁</li></ul>'
    )
    assert texts(source) == ["3.甲", "7.乙", "一、丙", "丁"]
    assert len(source.flags) == 3


def test_tables_of_data_are_kept_and_layout_tables_are_not_seen() -> None:
    data = "<table><tr><td rowspan=2>算力</td><th colspan=2>金额</th></tr><tr><td>30<br>万元</td><td>封顶</td></tr></table>"
    source = body(f"<table><tr><td><p>第一段。</p>{data}<p>第二段。</p></td></tr></table>")
    assert texts(source) == ["第一段。", "算力\t金额\t\n\t30 万元\t封顶", "第二段。"]
    assert [b.kind for b in source.blocks] == ["paragraph", "table", "paragraph"]


def test_record_and_annexes_beside_the_article_are_kept_and_the_rest_is_not() -> None:
    links = "".join(f'<li><a href="{n}">某部门动态新闻标题{n}</a></li>' for n in range(6))
    article = "".join(f"<p>第{n}条 对符合条件的企业给予补贴，具体办法另行制定，由主管部门负责。</p>" for n in range(9))
    source = body(
        f"<div><table><tr><td>索 引 号</td><td>A1</td><td>发文字号</td><td>云政发〔2026〕1号</td></tr></table></div>"
        f"<div><div id=zoom>{article}</div><p><a href='x'>附件：申报表</a></p></div><div class=list><ul>{links}</ul></div>"
        "<p>打印本页</p><div class='copyright'>版权所有 某某网</div>"
    )
    found = texts(source)
    assert found[0] == "索 引 号\tA1\t发文字号\t云政发〔2026〕1号"
    assert found[-1] == "附件：申报表"
    assert len(found) == 11


def test_hidden_and_script_text_is_not_printed() -> None:
    assert body('<p>甲<span style="display: none">乙</span><script>丙</script><!-- 丁 --></p>').text == "甲"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "空"),
        (b"<html><body><script>x()</script></body></html>", "没有正文"),
        (b"<div>" * 100_000 + "甲".encode(), "嵌套过深"),
        (b"<table><tr><td>" * 400 + "甲".encode(), "嵌套过深"),
        (b"<html>" + b"<br>" * 300_001, "网页太大"),
        (b"<html><p>" + b"a" * 10_000_100 + b"</p>", "过长的文字"),
    ],
)
def test_refusals(data: bytes, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        html.read(data, "坏.html")


def test_entities_of_a_page_are_not_expanded() -> None:
    page = '<!DOCTYPE html [<!ENTITY a "甲甲甲"><!ENTITY b SYSTEM "file:///etc/hostname">]><p>乙&a;&b;</p>'
    text = html.read(page.encode(), "a.html").text
    assert "甲甲甲&" not in text
    assert "&b;" in text


def test_recognises() -> None:
    assert html.recognises(b"\xef\xbb\xbf <!-- x --><!DOCTYPE html>")
    assert html.recognises("<html>".encode("utf-16"))
    assert not html.recognises("一、总则".encode())
