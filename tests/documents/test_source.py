"""The noun `Source`, writing one, and the numbers Word counts."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

from luodi.engine.documents.counting import STYLES, chinese, count
from luodi.engine.documents.source import Box, Flag, Page, Source
from luodi.engine.documents.writing import Run, Writing


@pytest.mark.parametrize(
    "name",
    ["source", "writing", "counting", "compare", "compare.folding", "compare.sentences", "readers.html.content"],
)
def test_examples_in_the_documentation(name: str) -> None:
    module = import_module(f"luodi.engine.documents.{name}")
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


def test_places_in_a_source() -> None:
    source = Source(
        "a", "pdf", "甲乙\f丙", pages=(Page(1, 0, 2), Page(2, 3, 4)), boxes=(Box(0, 2, 1, 0, 0, 9, 9), Box(3, 4, 2, 0, 0, 9, 9)),
        flags=(Flag(1, 2, "ocr"),),
    )  # fmt: skip
    assert [source.page_at(n) for n in range(4)] == [1, 1, 1, 2]
    assert Source("a", "text", "甲").page_at(0) is None
    assert source.boxes_in(2, 4) == (source.boxes[1],)
    assert source.flags_in(0, 1) == ()
    assert source.flags_in(0, 2) == source.flags


def test_writing_keeps_offsets() -> None:
    writing = Writing()
    writing.add("paragraph", [Run("  "), Run(" 甲 "), Run("乙 ", "inserted", "某人"), Run(" ")])
    writing.add("paragraph", [Run(" ")])
    writing.add_table([[[Run("行\n内")], []], [[], []], [[], [Run("格\t", "inserted")]]])
    assert writing.text == "甲 乙\n行 内\t\n\t格"
    assert [(b.kind, writing.text[b.start : b.end]) for b in writing.blocks] == [
        ("paragraph", "甲 乙"),
        ("table", "行 内\t\n\t格"),
    ]
    assert [writing.text[f.start : f.end] for f in writing.flags] == ["乙", "格"]


def test_chinese_numbers_up_to_thousands() -> None:
    given = (1, 10, 11, 20, 21, 100, 101, 110, 111, 999, 1001, 1010)
    assert [chinese(n) for n in given] == [
        "一", "十", "十一", "二十", "二十一", "一百", "一百零一", "一百一十", "一百一十一", "九百九十九", "一千零一", "一千零一十",
    ]  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_every_style_writes_something_for_any_number(style: str) -> None:
    written = [count(n, style) for n in (0, 1, 7, 30, 10_000)]
    assert all(written) or style == "none"
