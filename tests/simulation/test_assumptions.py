"""What is assumed beside the rules is read strictly."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError
from luodi.engine.simulation.assumptions import Assumptions, Envelope, Seats, read_assumptions

SUPPORTS = ["a/b#1", "a/b#3"]


def read(text: str) -> Assumptions:
    return read_assumptions(strict_yaml.parse(text.encode(), "假设.yaml"), SUPPORTS)


def test_assumptions_are_read() -> None:
    made = read(
        "take_up: {default: 0.5, a/b#1: 0.25}\nquota: {a/b#3: 4, a/b#1: {count: 0, order: -main_revenue}}\nenvelope: {2026: 10}\nyears: 5\nseed: 9\n"
    )
    assert (made.take_up("a/b#1"), made.take_up("x"), made.years, made.seed) == (Decimal("0.25"), Decimal("0.5"), 5, 9)
    assert made.quotas == {"a/b#3": Seats(4), "a/b#1": Seats(0, "-main_revenue")}
    assert made.envelope == Envelope({2026: 1_000})
    assert not made.everybody_applies


def test_an_envelope_says_what_happens_when_it_is_short() -> None:
    made = read(
        "envelope: {years: {2026: 0.01, 2027: 0}, when_short: first_come, order: lot, unpaid: next_year}\n"
    ).envelope
    assert made == Envelope({2026: 1, 2027: 0}, "first_come", "lot", "next_year")


def test_nothing_assumed_is_that_all_apply() -> None:
    assert read("years: 3\n") == Assumptions()
    assert Assumptions().everybody_applies


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("take_up: {default: 1.2}\n", "0 到 1"), ("take_up: {default: -0.1}\n", "0 到 1"), ("take_up: {a/b#1: 0.0000000001}\n", "0 到 1"), ("take_up: {a/c#1: 0.2}\n", "a/c#1"),
        ("quota: {a/b#3: 0.5}\n", "整数"), ("quota: {a/b#3: -1}\n", "0 或更多"), ("quota: {a/b#3: 五}\n", "整数"), ("quota: {a/b#3: {cout: 5}}\n", "count"),
        ("quota: {a/b#3: {count: 5, order: 7}}\n", "order"), ("quota: [1]\n", "支持: 数"), ("envelop: {}\n", "envelope"), ("envelope: {明年: 5}\n", "年: 元"),
        ("envelope: {2026: -5}\n", "年: 元"), ("envelope: {2026: 0.001}\n", "不比一分更细"), ("envelope: {20260: 5}\n", "年: 元"), ("envelope: [5]\n", "年: 元"),
        ("envelope: {years: {2026: 5}, when_short: half}\n", "shares"), ("envelope: {years: {2026: 5}, unpaid: never}\n", "lapses"), ("envelope: {years: {2026: 5}, by: x}\n", "不认识“by”"),
        ("years: 0\n", "years"), ("years: 99\n", "years"), ("years: 2.5\n", "years"), ("seed: x\n", "seed"), ("[1]\n", "最外层"),
    ],
)  # fmt: skip
def test_assumptions_that_cannot_be_used_are_refused(text: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as refused:
        read(text)
    assert "假设.yaml:1" in str(refused.value)
    assert "办法" in str(refused.value)
