"""Ids are paths: clauses as printed become digits, policies are small letters with slashes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.core.errors import DataError
from luodi.engine.core.ids import chinese_number, clause_id, is_policy_id, split_support_id


@pytest.mark.parametrize(
    ("printed", "digits"),
    [
        ("二/（五）/3", "2.5.3"),
        ("二/(五)/3.", "2.5.3"),
        ("第十一条", "a11"),
        ("第二十四条/（三）", "a24.3"),
        ("第二章/第十条/（一）", "a10.1"),
        ("第一百零八条", "a108"),
        ("四", "4"),
        ("十二、", "12"),
        ("末段", "end"),
        ("序言", "head"),
        ("三/①", "3.1"),
        ("第3条", "a3"),
    ],
)
def test_a_printed_clause_becomes_an_id(printed: str, digits: str) -> None:
    assert clause_id(printed) == digits


@pytest.mark.parametrize("printed", ["", "二//3", "附则", "第条", "2条", "二、三", "§4"])
def test_a_clause_that_cannot_be_read_is_refused_with_examples(printed: str) -> None:
    with pytest.raises(DataError) as caught:
        clause_id(printed)
    assert "例如" in caught.value.fix


@pytest.mark.parametrize(
    ("text", "number"), [("十", 10), ("二十", 20), ("二十三", 23), ("一百一十", 110), ("两千零五", 2005), ("12", 12)]
)
def test_chinese_numbers_are_read(text: str, number: int) -> None:
    assert chinese_number(text) == number


def chinese(number: int) -> str:
    """Write a number from 1 to 99 the Chinese way."""
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones else "")


@given(st.integers(1, 99))
def test_every_article_number_is_read_back(number: int) -> None:
    assert clause_id(f"第{chinese(number)}条") == f"a{number}"


@pytest.mark.parametrize("text", ["sichuan/chengdu/ai-policy", "national/plan", "a/b/c/d", "x1/2020-rules"])
def test_a_path_of_small_words_is_a_policy_id(text: str) -> None:
    assert is_policy_id(text)


@pytest.mark.parametrize(
    "text", ["plan", "A/b", "a/../b", "/a/b", "a//b", "a/b/", "a/b#1", "a_b/c", "省/市", "a/b\n", "-a/b"]
)
def test_anything_else_is_no_policy_id(text: str) -> None:
    assert not is_policy_id(text)


def test_a_support_id_is_split_at_the_hash() -> None:
    assert split_support_id("a/b#2.5") == ("a/b", "2.5")
    assert split_support_id("2.5") == ("", "2.5")
