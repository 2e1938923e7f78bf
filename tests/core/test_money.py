"""Yuan are rounded by the policy's rule and written without losing anything."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.core.money import FEN, plain, round_to, yuan

SUMS = st.decimals(min_value=-(10**15), max_value=10**15, places=6)
UNITS = st.sampled_from([FEN, Decimal(1), Decimal(100), Decimal(10_000)])


@pytest.mark.parametrize(("value", "fen"), [("0.005", "0.01"), ("0.0049", "0"), ("1.125", "1.13"), ("-0.005", "-0.01")])
def test_half_a_fen_is_rounded_up(value: str, fen: str) -> None:
    assert round_to(Decimal(value)) == Decimal(fen)
    assert round_to(Fraction(value)) == Decimal(fen)


def test_rounding_down_cuts_the_tail_off() -> None:
    assert round_to(Decimal("132459999.99"), Decimal(10_000), "down") == Decimal(132_450_000)
    assert round_to(Fraction(2, 3), FEN, "down") == Decimal("0.66")
    assert round_to(Decimal("0.999"), Decimal(1), "down") == 0


def test_rounding_to_whole_yuan_looks_at_the_half() -> None:
    assert round_to(Decimal("10.5"), Decimal(1)) == 11
    assert round_to(Decimal("10.49"), Decimal(1)) == 10


def test_an_endless_sum_stays_endless() -> None:
    assert round_to(Decimal("Infinity")) == Decimal("Infinity")


@given(SUMS, UNITS)
def test_a_decimal_and_a_fraction_round_alike(value: Decimal, unit: Decimal) -> None:
    for how in ("half_up", "down"):
        assert round_to(value, unit, how) == round_to(Fraction(value), unit, how)  # type: ignore[arg-type]


@given(SUMS, UNITS)
def test_rounding_down_never_gives_more_and_less_than_a_unit_is_lost(value: Decimal, unit: Decimal) -> None:
    cut = round_to(abs(value), unit, "down")
    assert cut <= abs(value) < cut + unit


@given(SUMS, UNITS)
def test_rounding_twice_is_rounding_once(value: Decimal, unit: Decimal) -> None:
    once = round_to(value, unit)
    assert round_to(once, unit) == once


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal(3_000_000), "300万元"),
        (Decimal(150_000_000), "1.5亿元"),
        (Decimal("12345678.9"), "1,234.56789万元"),
        (Decimal("999.5"), "999.5元"),
        (Decimal("12345.67"), "1.234567万元"),
        (Decimal("100000000.01"), "10,000.000001万元"),
        (Decimal(0), "0元"),
        (Decimal("-0.5"), "-0.5元"),
        (Decimal(-20_000), "-2万元"),
        (Decimal("Infinity"), "不封顶"),
    ],
)
def test_sums_are_written_as_people_read_them(value: Decimal, text: str) -> None:
    assert yuan(value) == text


@given(st.decimals(min_value=0, max_value=10**13, places=2))
def test_a_written_sum_can_be_read_back(value: Decimal) -> None:
    text = yuan(value).replace(",", "")
    unit = 100_000_000 if text.endswith("亿元") else 10_000 if text.endswith("万元") else 1
    assert Decimal(text.rstrip("亿万元")) * unit == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("1200.00"), "1200"), (Decimal("1E+3"), "1000"), (Decimal("0.0150"), "0.015"), (Fraction(1, 3), "1/3")],
)
def test_plain_numbers_have_no_exponent_and_no_tail(value: Decimal | Fraction, text: str) -> None:
    assert plain(value) == text
