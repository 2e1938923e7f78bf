"""Yuan are rounded by the policy's rule and written without losing anything."""

from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.core.money import FEN, plain, round_to, yuan

SUMS = st.decimals(min_value=-(10**15), max_value=10**15, places=6)
UNITS = st.sampled_from([FEN, D(1), D(100), D(10_000)])


@pytest.mark.parametrize(("value", "fen"), [("0.005", "0.01"), ("0.0049", "0"), ("1.125", "1.13"), ("-0.005", "-0.01")])
def test_half_a_fen_is_rounded_up(value: str, fen: str) -> None:
    assert round_to(D(value)) == D(fen)
    assert round_to(F(value)) == D(fen)


def test_rounding_down_cuts_the_tail_off() -> None:
    assert round_to(D("132459999.99"), D(10_000), "down") == D(132_450_000)
    assert round_to(F(2, 3), FEN, "down") == D("0.66")
    assert round_to(D("0.999"), D(1), "down") == 0


def test_rounding_to_whole_yuan_looks_at_the_half() -> None:
    assert round_to(D("10.5"), D(1)) == 11
    assert round_to(D("10.49"), D(1)) == 10


def test_an_endless_sum_stays_endless() -> None:
    assert round_to(D("Infinity")) == D("Infinity")


@given(SUMS, UNITS)
def test_a_decimal_and_a_fraction_round_alike(value: D, unit: D) -> None:
    for how in ("half_up", "down"):
        assert round_to(value, unit, how) == round_to(F(value), unit, how)  # type: ignore[arg-type]


@given(SUMS, UNITS)
def test_rounding_down_never_gives_more_and_less_than_a_unit_is_lost(value: D, unit: D) -> None:
    cut = round_to(abs(value), unit, "down")
    assert cut <= abs(value) < cut + unit


@given(SUMS, UNITS)
def test_rounding_twice_is_rounding_once(value: D, unit: D) -> None:
    once = round_to(value, unit)
    assert round_to(once, unit) == once


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (D(3_000_000), "300万元"),
        (D(150_000_000), "1.5亿元"),
        (D("12345678.9"), "1,234.56789万元"),
        (D("999.5"), "999.5元"),
        (D("12345.67"), "1.234567万元"),
        (D("100000000.01"), "10,000.000001万元"),
        (D(0), "0元"),
        (D("-0.5"), "-0.5元"),
        (D(-20_000), "-2万元"),
        (D("Infinity"), "不封顶"),
    ],
)
def test_sums_are_written_as_people_read_them(value: D, text: str) -> None:
    assert yuan(value) == text


@given(st.decimals(min_value=0, max_value=10**13, places=2))
def test_a_written_sum_can_be_read_back(value: D) -> None:
    text = yuan(value).replace(",", "")
    unit = 100_000_000 if text.endswith("亿元") else 10_000 if text.endswith("万元") else 1
    assert D(text.rstrip("亿万元")) * unit == value


@pytest.mark.parametrize(("value", "text"), [(D("1200.00"), "1200"), (D("1E+3"), "1000"), (D("0.0150"), "0.015"), (F(1, 3), "1/3")])
def test_plain_numbers_have_no_exponent_and_no_tail(value: D | F, text: str) -> None:
    assert plain(value) == text
