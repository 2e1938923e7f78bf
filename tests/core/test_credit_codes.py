"""Credit codes: both check characters, what people get wrong, and codes that can never be real."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.core.credit_codes import (
    ALPHABET,
    check,
    check_character,
    is_synthetic,
    organisation_check_character,
    synthetic,
)
from luodi.engine.core.errors import DataError

#: Made here: no body has these organisation numbers.
MADE = "91110000000000043U"


def made(number: int, region: int = 110000) -> str:
    eight = f"{number:08d}"
    seventeen = f"91{region:06d}{eight}{organisation_check_character(eight)}"
    return seventeen + check_character(seventeen)


codes = st.builds(made, st.integers(0, 99_999_999), st.integers(110000, 659999))


@given(codes)
def test_a_code_with_both_check_characters_is_accepted(code: str) -> None:
    assert check(code) == code
    assert check(f" {code[:8].lower()} {code[8:].lower()}\u3000") == code


def test_full_width_characters_are_the_same_code() -> None:
    assert check("".join(chr(ord(char) + 0xFEE0) for char in MADE)) == MADE


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(code: str, place: int, char: str) -> None:
    if code[place] != char:
        with pytest.raises(DataError):
            check(code[:place] + char + code[place + 1 :])


@given(codes, st.integers(0, 16))
def test_two_swapped_neighbours_are_always_noticed(code: str, place: int) -> None:
    if code[place] != code[place + 1]:
        with pytest.raises(DataError):
            check(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", ["0 位", "18 位"]),
        ("110108000000016", ["15 位", "旧的工商注册号"]),
        (MADE[:-1], ["17 位"]),
        ("9111000000000OO43U"[:18], ["“O”", "“0”"]),
        ("9111I0000000000430", ["“I”", "“1”"]),
        ("911100000000000４3*", ["“*”"]),
        ("91A10000000000043U", ["第 3 至 8 位"]),
        (MADE[:-1] + "W", ["校验码不对"]),
    ],
)
def test_a_refusal_says_what_and_what_to_do(code: str, words: list[str]) -> None:
    with pytest.raises(DataError) as refused:
        check(code)
    assert [word for word in words if word not in str(refused.value)] == []
    assert "办法" in str(refused.value)


def test_the_inner_check_character_is_checked_by_itself() -> None:
    seventeen = MADE[:16] + ("1" if MADE[16] != "1" else "2")
    with pytest.raises(DataError, match="GB 11714"):
        check(seventeen + check_character(seventeen))


def test_an_inner_check_character_of_ten_is_an_x() -> None:
    eight = next(f"{n:08d}" for n in range(100) if organisation_check_character(f"{n:08d}") == "X")
    seventeen = f"91110000{eight}X"
    assert check(seventeen + check_character(seventeen))


@given(st.integers(0, 10**9 - 1))
def test_a_synthetic_code_is_one_and_cannot_be_real(number: int) -> None:
    code = synthetic(number)
    assert is_synthetic(code)
    assert check(code) == code
    assert set(code) - set(ALPHABET) == {"S", "I"}
    with pytest.raises(KeyError):
        check_character(code[:-1])


def test_a_synthetic_number_out_of_range_is_refused() -> None:
    for number in (-1, 10**9):
        with pytest.raises(ValueError, match="合成企业"):
            synthetic(number)
    assert not is_synthetic(MADE)
    assert not is_synthetic("SYNTHETIC00000042")
