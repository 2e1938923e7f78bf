"""A compilation is cut by its contents; what is not there is said."""

from __future__ import annotations

import pytest

from luodi.engine.core.errors import SourceError
from luodi.engine.documents.source import Flag, Source
from luodi.engine.documents.split import documents, is_compilation, split

CONTENTS = (
    "示例政策汇编\n\n示例出版社\n\n目录\n\n一、东部\n\n- 1. 甲市若干政策.....3\n2. 乙市关于推进示例工作、示例建设\n和示例应用的意见 9\n\n"
    "二、西部\n\n3. 丙市实施细则（2020—2022年）12\n4. 丁市行动计划……20\n\n"
)
BODY = (
    "甲市若干政策\n\n为了试验。\n\n一、甲\n\n（一）子。\n\n乙市关于推进示例工作、\n示例建设和示例应用的意见\n\n第一条 丑。\n\n"
    "丙市实施细则 (2020-2022 年)\n\n一、寅\n\n二、卯\n"
)


def source(text: str = CONTENTS + BODY, flags: tuple[Flag, ...] = ()) -> Source:
    return Source("汇编.txt", "text", text, flags=flags)


def test_entries_with_their_group_page_and_place() -> None:
    cut = split(source())
    assert [(entry.number, entry.title, entry.group, entry.page, entry.found) for entry in cut.entries] == [
        (1, "甲市若干政策", "东部", 3, True),
        (2, "乙市关于推进示例工作、示例建设和示例应用的意见", "东部", 9, True),
        (3, "丙市实施细则（2020—2022年）", "西部", 12, True),
        (4, "丁市行动计划", "西部", 20, False),
    ]
    assert [entry.line for entry in cut.entries] == [9, 10, 15, 16]


def test_the_documents_and_their_place_in_the_compilation() -> None:
    cut = split(source())
    first, second, third = (cut.document(entry) for entry in cut.entries[:3])
    assert [clause.id for clause in first.clauses] == ["head", "1", "1.1"]
    assert second.title == "乙市关于推进示例工作、示例建设和示例应用的意见"
    assert [clause.id for clause in third.clauses] == ["1", "2"]
    span = cut.entries[2].span
    assert span is not None
    place = third.clause("2").span
    assert cut.source.text[span.start + place.start : span.start + place.end] == "二、卯"


def test_what_the_body_lacks_is_reported() -> None:
    cut = split(source())
    assert [entry.title for entry in cut.missing] == ["丁市行动计划"]
    with pytest.raises(SourceError, match=r"汇编\.txt:16.*丁市行动计划"):
        cut.document(cut.missing[0])


def test_a_title_that_differs_a_little_is_taken_and_shown() -> None:
    cut = split(source(CONTENTS + BODY.replace("示例应用的意见", "示范应用的意见")))
    assert cut.entries[1].printed == "乙市关于推进示例工作、示例建设和示范应用的意见"
    assert cut.entries[0].printed == ""


def test_flags_follow_their_document() -> None:
    place = (CONTENTS + BODY).index("二、卯")
    cut = split(source(flags=(Flag(place, place + 2, "ocr", "0.8"),)))
    flag = cut.document(cut.entries[2]).source.flags[0]
    assert cut.text(cut.entries[2])[flag.start : flag.end] == "二、"


@pytest.mark.parametrize("text", ["示例政策\n\n一、甲\n", "目录\n\n一、甲\n\n这不是目录的条目，而是正文。\n", ""])
def test_what_is_no_compilation(text: str) -> None:
    assert not is_compilation(source(text))
    assert len(documents(source(text))) == 1
    with pytest.raises(SourceError, match="目录"):
        split(source(text))


def test_documents_of_a_compilation() -> None:
    assert is_compilation(source())
    assert [document.title[:2] for document in documents(source())] == ["甲市", "乙市", "丙市"]
