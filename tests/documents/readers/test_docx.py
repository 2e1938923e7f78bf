"""Word documents: what Word shows is what is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from types import ModuleType

import pytest

from luodi.engine.core.errors import SourceError, UnsupportedFormat
from luodi.engine.documents.readers import docx
from luodi.engine.documents.readers.docx import body as body_module
from luodi.engine.documents.readers.docx import package as package_module
from luodi.engine.documents.source import Source

Make = Callable[..., bytes]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def texts(source: Source, kind: str | None = None) -> list[str]:
    return [source.text[b.start : b.end] for b in source.blocks if kind in {None, b.kind}]


def p(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def num(level: int, list_id: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def numbering(levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{nums}</w:numbering>'


def level(n: int, style: str, template: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{template}"/></w:lvl>'


def test_sample_reads_as_word_shows_it(sample_word: bytes, sample_paragraphs: list[str]) -> None:
    source = docx.read(sample_word, "样例.docx")
    assert texts(source) == sample_paragraphs
    assert "20%" not in source.text


def test_restored_numbers_and_insertions_are_flagged(sample_word: bytes) -> None:
    source = docx.read(sample_word, "样例.docx")
    numbers = [source.text[f.start : f.end] for f in source.flags if f.kind == "numbered"]
    assert numbers == ["一、", "（一）", "（二）", "二、", "（一）", "1.", "2.", "（二）", "三、"]
    inserted = [f for f in source.flags if f.kind == "inserted"]
    assert [source.text[f.start : f.end] for f in inserted] == ["30%"]
    assert "乙" in inserted[0].note


@pytest.mark.parametrize(
    ("style", "template", "expected"),
    [
        ("chineseCountingThousand", "第%1条", "第一条 文"),
        ("decimalEnclosedCircle", "%1", "① 文"),
        ("ideographTraditional", "%1、", "甲、文"),
        ("lowerRoman", "(%1)", "(i)文"),
        ("bullet", "——", "——文"),
        ("bullet", "\uf0b7", "文"),
        ("none", "", "文"),
        ("neverHeardOf", "%1.", "1.文"),
    ],
)
def test_number_formats(make_word: Make, style: str, template: str, expected: str) -> None:
    source = docx.read(make_word(p("文", num(0)), numbering=numbering(level(0, style, template))), "a.docx")
    assert source.text == expected
    assert any("neverHeardOf" in problem for problem in source.problems) == (style == "neverHeardOf")


def test_deeper_levels_start_again_and_names_of_levels_above_are_filled_in(make_word: Make) -> None:
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2.", "<w:isLgl/>")
    body = p("甲", num(0)) + p("乙", num(1)) + p("丙", num(1)) + p("丁", num(0)) + p("戊", num(1))
    source = docx.read(make_word(body, numbering=numbering(levels)), "a.docx")
    assert texts(source) == ["一、甲", "1.1.乙", "1.2.丙", "二、丁", "2.1.戊"]


def test_a_list_may_begin_again_and_may_run_through(make_word: Make) -> None:
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "第%2条", '<w:lvlRestart w:val="0"/>')
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num>"
    )
    body = (
        p("甲", num(0)) + p("乙", num(1)) + p("丙", num(0)) + p("丁", num(1)) + p("戊", num(0, 2)) + p("己", num(0, 2))
    )
    source = docx.read(make_word(body, numbering=numbering(levels, nums)), "a.docx")
    assert texts(source) == ["一、甲", "第1条 乙", "二、丙", "第2条 丁", "五、戊", "六、己"]


def test_numbers_and_heading_levels_come_through_styles(make_word: Make) -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/><w:pPr>{num(0)}</w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="own"><w:name w:val="章名"/><w:basedOn w:val="h1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style></w:styles>'
    )
    body = (
        p("题名", '<w:pStyle w:val="t"/>')
        + p("总则", '<w:pStyle w:val="own"/>')
        + p("不编号", '<w:pStyle w:val="h1"/>' + num(0, 0))
    )
    source = docx.read(
        make_word(body, numbering=numbering(level(0, "chineseCounting", "第%1章")), styles=styles), "a.docx"
    )
    assert texts(source) == ["题名", "第一章 总则", "不编号"]
    assert [(b.kind, b.level) for b in source.blocks] == [("heading", None), ("heading", 1), ("heading", 1)]


def test_a_heading_style_on_a_whole_paragraph_is_only_a_look(make_word: Make) -> None:
    source = docx.read(make_word(p("对企业给予补贴。", '<w:outlineLvl w:val="1"/>')), "a.docx")
    assert source.blocks[0].kind == "paragraph"


def test_deleted_paragraph_mark_joins_two_paragraphs(make_word: Make) -> None:
    body = p("给予最高", "<w:rPr><w:del/></w:rPr>") + p("十万元。") + p("完。")
    assert texts(docx.read(make_word(body), "a.docx")) == ["给予最高十万元。", "完。"]


def test_moved_hidden_and_field_text(make_word: Make) -> None:
    body = (
        "<w:p><w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新处</w:t></w:r></w:moveTo>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>，某日</w:t></w:r></w:p>'
    )
    source = docx.read(make_word(body), "a.docx")
    assert source.text == "新处，某日"
    assert source.problems == ("隐藏文字 3 个字符已略去",)


def test_table_with_wide_and_tall_cells(make_word: Make) -> None:
    body = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("支持") + "</w:tc><w:tc>" + p("金额") + "</w:tc></w:tr>"
        '<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("算力") + "</w:tc><w:tc>" + p("券") + "</w:tc><w:tc>"
        + p("30") + p("万元") + "</w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>" + p("") + "</w:tc><w:tc>" + p("平台") + "</w:tc><w:tc>" + p("50万元") + "</w:tc></w:tr>"
        "<w:tr><w:trPr><w:del/></w:trPr><w:tc>" + p("删去的行") + "</w:tc><w:tc>" + p("0") + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    source = docx.read(make_word(p("前") + body + p("后")), "a.docx")
    assert texts(source, "table") == ["支持\t\t金额\n算力\t券\t30 万元\n\t平台\t50万元"]


def test_a_frame_of_one_column_is_a_text_box(make_word: Make) -> None:
    body = "<w:tbl><w:tr><w:tc>" + p("专栏1 重点工程") + p("建设平台。") + "</w:tc></w:tr></w:tbl>"
    assert texts(docx.read(make_word(body), "a.docx"), "textbox") == ["专栏1 重点工程", "建设平台。"]


def test_text_boxes_once_and_footnotes_after_their_paragraph(make_word: Make) -> None:
    box = f"<w:txbxContent>{p('云政发〔2026〕1号')}</w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>" + box + "</wps:txbx></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict>"
        + box
        + "</w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>通知</w:t></w:r></w:p>"
        '<w:p><w:r><w:t>新建中心</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>给予补助。</w:t></w:r></w:p>'
    )
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0">{p("x")}</w:footnote>'
        f'<w:footnote w:id="2">{p("指本措施施行后建成的。")}</w:footnote></w:footnotes>'
    )
    source = docx.read(make_word(body, footnotes=notes), "a.docx")
    assert texts(source) == ["通知", "云政发〔2026〕1号", "新建中心给予补助。", "[脚注1] 指本措施施行后建成的。"]
    assert [b.kind for b in source.blocks] == ["paragraph", "textbox", "paragraph", "footnote"]
    assert any(flag.kind == "footnote" for flag in source.flags)


def test_contents_and_pictures_are_reported(make_word: Make) -> None:
    body = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p('一、总则 1')}{p('二、附则 9')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>见图</w:t><w:drawing/></w:r></w:p>"
    )
    source = docx.read(make_word(body), "a.docx")
    assert source.text == "见图"
    assert source.problems == ("自动目录 2 行已略去", "有 1 幅图片，其中的文字没有读")


def test_blocks_hold_every_character(sample_word: bytes) -> None:
    source = docx.read(sample_word, "样例.docx")
    assert "".join(texts(source)) == source.text.replace("\n", "")


def bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (30 * 1024 * 1024))
    return held.getvalue()


ENTITY = f'<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a "甲"><!ENTITY b "&a;&a;&a;">]><w:document {W}><w:body>&b;</w:body></w:document>'


def zipped(part: str, content: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr(part, content)
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04 and no more", "损坏"),
        (bomb(), "压缩炸弹"),
        (zipped("word/document.xml", ENTITY), "DTD"),
        (zipped("word/document.xml", "<w:document"), "不是正确的 XML"),
        (zipped("word/document.xml", f"<w:document {W}/>"), "没有正文"),
        (zipped("word/document.xml", f"<w:document {W}><w:body>{'<w:sdt>' * 5000}"), "不是正确的 XML"),
        (zipped("xl/workbook.xml", "<x/>"), "Excel"),
        (zipped("any.txt", "x"), "不是 Word"),
    ],
    ids=["truncated", "bomb", "entities", "cut", "empty", "nesting", "excel", "other"],
)
def test_refusals_say_what_and_why(data: bytes, told: str) -> None:
    with pytest.raises((SourceError, UnsupportedFormat)) as refused:
        docx.read(data, "坏.docx")
    assert told in str(refused.value)
    assert "坏.docx" in str(refused.value)
    assert refused.value.fix


def test_more_than_any_document_is_refused(make_word: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    data = make_word("<w:p><w:r><w:t>甲</w:t></w:r></w:p>" * 9)
    monkeypatch.setattr(body_module, "MAX_PARAGRAPHS", 8)
    with pytest.raises(SourceError, match="有 9 段，最多 8 段"):
        docx.read(data, "多.docx")
    monkeypatch.setattr(package_module, "MAX_TAGS", 20)
    with pytest.raises(SourceError, match="太大"):
        docx.read(data, "多.docx")


def test_truncated_files_never_crash(sample_word: bytes) -> None:
    for cut in range(0, len(sample_word), 97):
        with pytest.raises(SourceError):
            docx.read(sample_word[:cut], "断.docx")


def test_recognises() -> None:
    module: ModuleType = docx
    assert docx.recognises(zipped("[Content_Types].xml", "")[:4096])
    assert not docx.recognises(b"%PDF-1.7")
    assert ".docx" in module.SUFFIXES
