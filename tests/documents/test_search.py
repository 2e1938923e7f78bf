"""Search: exact for two characters, and a stored index finds the same."""

from __future__ import annotations

import sqlite3

import pytest

from luodi.engine.documents import read_text
from luodi.engine.documents.search import Index, folded, phrase, tokens

TEXTS = {
    "甲.txt": "甲市政策\n\n一、发放算力券\n\n（一）对使用算力的企业发放算力券。算力券最高十万元。\n\n（二）支持 5G 与ＡＩ应用。\n\n二、传感\n\n发展传感器。\n",
    "乙.txt": "乙市政策\n\n一、算法\n\n支持大数据、算法和力学研究。IPv6 与 4G/5G。\n",
}


#: Chinese characters and Latin words that stand side by side without a blank.
MIXED = "丙市政策\n\n一、网络\n\n建设算力5G网络、5G算力专网和券5G、AI券。\n"


@pytest.fixture
def index() -> Index:
    made = Index()
    for name, text in TEXTS.items():
        made.add(read_text(text, name))
    return made


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("算力", ["甲.txt#1.1", "甲.txt#1"]),
        ("算力券", ["甲.txt#1.1", "甲.txt#1"]),
        ("传感", ["甲.txt#2"]),
        ("传感器", ["甲.txt#2"]),
        ("算", ["甲.txt#1.1", "乙.txt#1", "甲.txt#1"]),
        ("法和", ["乙.txt#1"]),
        ("法力", []),
        ("5g", ["甲.txt#1.2", "乙.txt#1"]),
        ("AI应用", ["甲.txt#1.2"]),
        ("算力 最高", ["甲.txt#1.1"]),
        ("支持 算力券", []),
        ("、", ["乙.txt#1", "甲.txt#1", "甲.txt#2"]),
        ("", []),
    ],
)
def test_words(index: Index, words: str, found: list[str]) -> None:
    hits = index.search(words)
    assert {f"{hit.document.name}#{hit.clause.id}" for hit in hits} == set(found)
    assert [hit.count for hit in hits] == sorted((hit.count for hit in hits), reverse=True)


def test_a_hit_tells_where(index: Index) -> None:
    hit = index.search("传感器")[0]
    assert hit.document.original[hit.span.start : hit.span.end] == "传感器"
    assert hit.line == 11
    assert hit.excerpt == "发展传感器。"
    assert [hit.excerpt[mark.start : mark.end] for mark in hit.marks] == ["传感器"]


def test_an_excerpt_is_cut_and_marked() -> None:
    made = Index()
    made.add(read_text("标题\n\n一、甲\n\n" + "前面的文字，" * 20 + "目标词在此处" + "，后面的文字" * 30 + "。\n"))
    hit = made.search("目标词")[0]
    assert hit.excerpt.startswith("…")
    assert hit.excerpt.endswith("…")
    assert [hit.excerpt[mark.start : mark.end] for mark in hit.marks] == ["目标词"]


def test_folding_keeps_every_character_in_its_place() -> None:
    text = "ＡＢｃ（１２）İß％"
    assert len(folded(text)) == len(text)
    assert folded("ＡＢｃ１２") == "abc12"


WORDS = [
    "算力", "算力券", "传感", "5g", "算", "大数据", "发放算力券", "ＩＰＶ6",
    "算力5G", "5G算力", "力5G网", "券5G", "算5G", "AI券", "AI应用", "与AI", "支持 5G 与",
]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_a_stored_index_finds_what_the_index_in_memory_finds(index: Index, word: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE clauses USING fts5(place, words, tokenize='unicode61')")
    index.add(read_text(MIXED, "丙.txt"))
    for document in [read_text(text, name) for name, text in {**TEXTS, "丙.txt": MIXED}.items()]:
        for clause in document.clauses:
            connection.execute(
                "INSERT INTO clauses VALUES (?, ?)", (f"{document.name}#{clause.id}", " ".join(tokens(clause.own_text)))
            )
    asked = [f'"{" ".join(pairs)}"{" *" if beginning else ""}' for pairs, beginning in map(phrase, word.split())]
    stored = {
        row[0]
        for row in connection.execute(
            "SELECT place FROM clauses WHERE words MATCH ?", (f"words : ({' AND '.join(asked)})",)
        )
    }
    connection.close()
    assert stored == {f"{hit.document.name}#{hit.clause.id}" for hit in index.search(word)}


def test_mixed_words_are_found_at_all(index: Index) -> None:
    index.add(read_text(MIXED, "丙.txt"))
    for word in ("算力5G", "5G算力", "力5G网", "券5G", "AI券"):
        assert [f"{hit.document.name}#{hit.clause.id}" for hit in index.search(word)] == ["丙.txt#1"]
        assert not index.search(f"{word}券")
