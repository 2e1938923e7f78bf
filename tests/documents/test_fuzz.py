"""Whatever the text is: reading does not fail, loses nothing, and ids stay unique."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from luodi.engine.core.errors import SourceError
from luodi.engine.documents import Document, read_bytes, read_text, replay
from luodi.engine.documents.exports import export
from luodi.engine.documents.readers import text as text_reader
from luodi.engine.documents.search import Index
from luodi.engine.documents.split import documents
from luodi.engine.documents.validity import validity

PIECES = [
    "一、", "二、", "三、", "（一）", "(二)", "（五）", "1.", "2.", "10、", "(1)", "（2）", "3）", "①", "②", "第一章 ", "第二节", "第三条 ", "第四条",
    "专栏1", "专栏 二：", "——", "● ", "- ", "# ", "**", "<u>", "\n", "\n\n", "\r\n", "\f", "\t", " ", "　", "\u2028", "\x0b", "。", "；", "，",
    "：", "…", "支持研发", "给予补助", "发展目标", "附件", "附件1", "附件：", "目录", "前言", "- 12 -", "13", "第 3 页", "《示例办法》", "《", "》", "（", "）",
    "“", "”", "〔2017〕3号", "示府发〔2020〕8号", "2020年1月1日", "二〇二〇年一月一日", "同时废止", "本政策自印发之日起30日后施行，有效期三年。",
    "（责任单位：市科技局、各区政府）", "由市科技局会同市财政局负责", "市财政局、", "牵头", "5G", "A", "10%", "关于", "的通知", "示例市人民政府",
]  # fmt: skip
texts = st.lists(
    st.sampled_from(PIECES) | st.text(max_size=3).filter(lambda s: not text_reader._CONTROL.search(s)), max_size=60
).map("".join)


def nothing_is_lost(document: Document) -> None:
    times = [0] * len(document.text)
    pieces = [(p.start, p.end) for clause in document.clauses for p in clause.paragraphs]
    for start, end in [*pieces, *((field.start, field.end) for field in document.fields)]:
        for place in range(start, end):
            times[place] += 1
    assert all(count == 1 for char, count in zip(document.text, times, strict=True) if not char.isspace())
    kept = {document.cleaned.origin(place) for place in range(len(document.text))}
    kept |= {place for edit in document.noise for place in range(edit.start, edit.end)}
    blank = "\ufeff\u200b\u200c\u200d"
    assert not [
        p for p, char in enumerate(document.original) if not char.isspace() and char not in blank and p not in kept
    ]


@given(texts)
@settings(max_examples=400, deadline=None)
def test_any_text(text: str) -> None:
    document = read_text(text)
    nothing_is_lost(document)
    assert replay(text, document.cleaned.edits) == document.text
    ids = [clause.id for clause in document.clauses]
    assert len(ids) == len(set(ids))
    for clause in document.clauses:
        assert clause.spans
        assert clause.start <= clause.end
        assert clause.bodies == () or all(body.span.end <= len(text) for body in clause.bodies)


@given(texts)
@settings(max_examples=150, deadline=None)
def test_everything_that_is_made_of_a_text(text: str) -> None:
    document = read_text(text)
    json.loads(export(document, "json"))
    etree.fromstring(export(document, "akn"))
    export(document, "markdown")
    export(document, "outline")
    validity(document)
    index = Index()
    for one in documents(document.source):
        index.add(one)
    index.search("支持 研发")


@given(st.binary(max_size=200) | texts.map(lambda text: text.encode("gb18030", "ignore")))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes) -> None:
    try:
        document = read_bytes(data, "a.txt")
    except SourceError as refused:
        assert refused.what
        assert refused.fix
    else:
        nothing_is_lost(document)


#: Runs of these hung or slowed a pattern that looked at them from every place; a file of 64 MB may hold nothing else.
RUNS = (
    *"（【〈《“.·…—-、和 \t一第1.各等", "【】", "〈甲〉", "局和", "甲区、", "有关", "各级", "（一）", "2.1 甲", "附件1\n", "甲\n", "1\n", "- 2 -\n",
    "《甲》同时废止", "。\t", "目录\n《甲》", "按职责分工", "电话1", "2024年", "〔2024〕", "自印发之日起", "（国发", "，由", "**", "# ",
)  # fmt: skip


@pytest.mark.parametrize(
    "before", ["", "标题\n\n目录\n\n1. ", "示例市政策\n\n一、甲（责任单位：", "示例市办法\n\n第一条 由"]
)
def test_long_runs_of_anything(before: str) -> None:
    for piece in RUNS:
        document = read_text(before + piece * (6000 // len(piece)) + "\n\n二、乙\n")
        nothing_is_lost(document)
        documents(document.source)
        validity(document)
