"""The meaning of formulas: three-valued truth, intervals, exact arithmetic, calendar time."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from luodi.engine.rules.engines.python import INFINITE, Step

if TYPE_CHECKING:
    from tests.conftest import Formulas

FREE = (Decimal(0), INFINITE)
TRUTHS: list[bool | None] = [True, False, None]


def told(**facts: bool | None) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}


def names(step: Step) -> set[str]:
    return {m.key for m in step.missing}


# -- truth


def kleene_and(a: bool | None, b: bool | None) -> bool | None:
    return False if a is False or b is False else None if a is None or b is None else True


@pytest.mark.parametrize(("a", "b"), list(itertools.product(TRUTHS, TRUTHS)))
def test_and_is_kleenes(formulas: Formulas, a: bool | None, b: bool | None) -> None:
    step = formulas.step("accredited and exporting", told(accredited=a, exporting=b))
    assert step.verdict is kleene_and(a, b)


@pytest.mark.parametrize(("a", "b"), list(itertools.product(TRUTHS, TRUTHS)))
def test_or_is_kleenes(formulas: Formulas, a: bool | None, b: bool | None) -> None:
    step = formulas.step("accredited or exporting", told(accredited=a, exporting=b))
    either = kleene_and(None if a is None else not a, None if b is None else not b)
    assert step.verdict is (None if either is None else not either)


@pytest.mark.parametrize(("a", "b"), [(True, False), (False, True), (None, None)])
def test_not_turns_yes_and_no_and_leaves_unknown(formulas: Formulas, a: bool | None, b: bool | None) -> None:
    assert formulas.step("not accredited", told(accredited=a)).verdict is b


def test_a_decided_and_asks_for_nothing(formulas: Formulas) -> None:
    assert names(formulas.step("accredited and exporting", told(accredited=False))) == set()
    assert names(formulas.step("accredited or exporting", told(accredited=True))) == set()


def test_an_undecided_and_asks_for_what_can_still_decide_it(formulas: Formulas) -> None:
    assert names(formulas.step("accredited and exporting and honest", told(accredited=True))) == {"exporting", "honest"}
    assert names(formulas.step("(accredited or exporting) and honest", told(exporting=True))) == {"honest"}


def test_any_path_is_enough(formulas: Formulas) -> None:
    text = "sales >= top or (patents >= few and accredited)"
    facts = {"patents": 3, "accredited": True}
    assert formulas.step(text, facts, top=100, few=3).verdict is True
    assert formulas.step(text, {"patents": 2, "accredited": True}, top=100, few=3).verdict is None
    assert formulas.step(text, {"patents": 2, "sales": {2024: 99}}, top=100, few=3).verdict is False


# -- comparison


@pytest.mark.parametrize(
    ("op", "below", "at", "above"),
    [(">=", False, True, True), (">", False, False, True), ("<=", True, True, False), ("<", True, False, False), ("==", False, True, False), ("!=", True, False, True)],
)  # fmt: skip
def test_every_comparison_at_its_boundary(formulas: Formulas, op: str, below: bool, at: bool, above: bool) -> None:
    found = [formulas.step(f"capital {op} line", {"capital": c}, line=100).verdict for c in (99.99, 100, 100.01)]
    assert found == [below, at, above]


@pytest.mark.parametrize("op", [">=", ">", "<=", "<", "==", "!="])
def test_a_comparison_with_an_unknown_fact_is_unknown_and_asks_for_it(formulas: Formulas, op: str) -> None:
    step = formulas.step(f"capital {op} line", line=100)
    assert step.verdict is None
    assert names(step) == {"capital"}


def test_bounds_decide_a_comparison_without_the_fact(formulas: Formulas) -> None:
    assert formulas.step("capital >= zero", zero=0).verdict is True
    assert formulas.step("capital < zero", zero=0).verdict is False
    assert formulas.step("abroad <= one", one=1).verdict is True
    assert formulas.step("growth <= one", one=1).verdict is None
    assert formulas.step("profit >= zero", zero=0).verdict is None
    assert formulas.step("min(capital, cap) <= cap", cap=100).verdict is True
    assert formulas.step("max(capital, floor_sum) > less", floor_sum=100, less=99).verdict is True


def test_two_unknown_facts_decide_nothing(formulas: Formulas) -> None:
    for op in (">=", ">", "<=", "<", "==", "!="):
        assert formulas.step(f"capital {op} tax").verdict is None


def test_a_category_is_compared_with_its_words(formulas: Formulas) -> None:
    assert formulas.step('level == "national"', {"level": "national"}).verdict is True
    assert formulas.step('level == "national"', {"level": "municipal"}).verdict is False
    assert formulas.step('level != "national"', {"level": "municipal"}).verdict is True
    assert formulas.step('level == "national"').verdict is None
    assert formulas.step('level in ["national", "provincial"]', {"level": "provincial"}).verdict is True
    assert formulas.step('level not in ["national", "provincial"]', {"level": "provincial"}).verdict is False
    assert names(formulas.step('level in ["national"]')) == {"level"}


def test_a_named_list_is_looked_into(formulas: Formulas) -> None:
    assert formulas.step("level in high", {"level": "national"}, high=["national"]).verdict is True
    assert formulas.step("level in high", {"level": "municipal"}, high=["national"]).verdict is False


def test_dates_are_compared_as_days(formulas: Formulas) -> None:
    line = date(2020, 2, 29)
    found = [
        formulas.step("founded_on >= line", {"founded_on": d}, line=line).verdict for d in (date(2020, 2, 28), line)
    ]
    assert found == [False, True]
    assert formulas.step("founded_on >= line", line=line).verdict is None


def test_a_place_lies_in_its_region_or_not(formulas: Formulas) -> None:
    text = 'within(home, "330100")'
    assert formulas.step(text, {"home": "330106"}).verdict is True
    assert formulas.step(text, {"home": "510100"}).verdict is False
    assert formulas.step(text).verdict is None


def test_a_place_told_too_coarsely_is_unknown_and_asked_for(formulas: Formulas) -> None:
    step = formulas.step('within(home, "330100")', {"home": "330000"})
    assert step.verdict is None
    assert names(step) == {"home"}


# -- exactness


def test_a_third_three_times_is_one(formulas: Formulas) -> None:
    assert formulas.worth("one / three * three", one=1, three=3) == 1
    assert formulas.worth("capital / three + capital / three + capital / three", {"capital": 100}, three=3) == 100
    assert formulas.worth("one / three", one=1, three=3) == Fraction(1, 3)


def test_a_tenth_and_two_tenths_are_three_tenths(formulas: Formulas) -> None:
    assert formulas.worth("a + b", a=0.1, b=0.2) == Decimal("0.3")
    assert formulas.worth("a + b == c", a=0.1, b=0.2, c=0.3) is True


def test_large_products_lose_nothing(formulas: Formulas) -> None:
    facts = {"capital": Decimal("123456789012345.67")}
    assert (
        formulas.worth("capital * r * r * r", facts, r=0.12345678901)
        == Fraction(Decimal("123456789012345.67")) * Fraction("0.12345678901") ** 3
    )


def test_a_comparison_of_thirds_is_exact(formulas: Formulas) -> None:
    assert formulas.step("capital / three * three >= capital", {"capital": Decimal("0.01")}, three=3).verdict is True
    assert formulas.step("capital / three > tax", {"capital": 1, "tax": Decimal("0.33")}, three=3).verdict is True


# -- intervals


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("capital + ten", (10, INFINITE)),
        ("capital - ten", (-10, INFINITE)),
        ("ten - capital", (-INFINITE, 10)),
        ("capital * half", (0, INFINITE)),
        ("ten * abroad", (0, 10)),
        ("ten - ten * abroad", (0, 10)),
        ("ten * abroad - ten * abroad", (-10, 10)),
        ("capital - tax", (-INFINITE, INFINITE)),
        ("capital * abroad", (0, INFINITE)),
        ("profit * half", (-500_000_000, INFINITE)),
        ("profit * profit_share", (-1_000_000_000, INFINITE)),
        ("capital / ten", (0, INFINITE)),
        ("ten / patents", (0, INFINITE)),
        ("ten / (patents + one)", (0, 10)),
        ("(ten + capital) / (abroad + one)", (5, INFINITE)),
        ("capital / (patents + one)", (0, INFINITE)),
        ("min(capital, ten)", (0, 10)),
        ("min(capital, tax, ten)", (0, 10)),
        ("max(capital, ten)", (10, INFINITE)),
        ("max(0, profit)", (0, INFINITE)),
        ("max(min(capital, ten), one)", (1, 10)),
        ("ten if accredited else one", (1, 10)),
        ("capital if accredited else ten", (0, INFINITE)),
        ("step(capital, tiers)", (0, 30)),
        ("step(max(capital, hundred), tiers)", (10, 30)),
        ("step(min(capital, hundred), tiers)", (0, 10)),
        ("step_above(capital, tiers)", (0, 30)),
        ("pick(level, some)", (0, 5)),
        ("pick(level, every)", (2, 5)),
        ("ten if abroad > half else one", (1, 10)),
        ("days_between(founded_on, on)", (0, date(2024, 6, 30).toordinal() - 1)),
        ("overlap_days(founded_on, on, year_start, year_end)", (0, 181)),
    ],
)
def test_an_unknown_fact_gives_the_span_that_is_certain(formulas: Formulas, text: str, ends: tuple[Any, Any]) -> None:
    figures = {"ten": 10, "half": 0.5, "one": 1, "hundred": 100, "tiers": [[100, 10], [200, 30]], "profit_share": 1,
               "some": {"national": 5, "provincial": 3}, "every": {"national": 5, "provincial": 3, "municipal": 2}}  # fmt: skip
    step = formulas.step(text, **figures)
    assert (step.lo, step.hi) == ends
    assert step.missing


def test_nothing_times_unknown_is_nothing_and_asks_for_nothing(formulas: Formulas) -> None:
    step = formulas.step("capital * none", none=0)
    assert step.known
    assert step.lo == 0
    assert not step.missing


def test_a_choice_between_equals_is_certain(formulas: Formulas) -> None:
    step = formulas.step("ten if accredited else other", ten=10, other=10)
    assert (step.lo, step.hi, names(step)) == (10, 10, set())


def test_the_branch_not_taken_is_not_asked_for(formulas: Formulas) -> None:
    step = formulas.step("ten if accredited else capital", {"accredited": True}, ten=10)
    assert (step.lo, names(step)) == (10, set())


def test_an_extreme_asks_only_for_what_can_still_be_it(formulas: Formulas) -> None:
    step = formulas.step("min(capital, tax)", {"capital": 10})
    assert ((step.lo, step.hi), names(step)) == ((0, 10), {"tax"})
    step = formulas.step("max(min(capital, ten), tax)", {"tax": 10}, ten=10)
    assert (step.lo, step.known, names(step)) == (10, True, set())


def test_a_part_that_can_no_longer_be_the_extreme_is_not_asked_for(formulas: Formulas) -> None:
    step = formulas.step("min(max(capital, hundred), tax, ten)", hundred=100, ten=10)
    assert ((step.lo, step.hi), names(step)) == ((0, 10), {"tax"})
    step = formulas.step("max(min(capital, ten), tax, hundred)", hundred=100, ten=10)
    assert ((step.lo, step.hi), names(step)) == ((100, INFINITE), {"tax"})


def test_an_interval_holds_for_tables_that_go_down(formulas: Formulas) -> None:
    step = formulas.step("step(capital, tiers)", tiers=[[100, 30], [200, 5], [300, 10]])
    assert (step.lo, step.hi) == (0, 30)
    step = formulas.step("step(max(capital, hundred), tiers)", hundred=100, tiers=[[100, 30], [200, 5], [300, 10]])
    assert (step.lo, step.hi) == (5, 30)


# -- division by zero


@pytest.mark.parametrize("capital", [0, 7])
def test_division_by_zero_is_unknown_and_names_what_to_look_at(formulas: Formulas, capital: int) -> None:
    step = formulas.step("capital / patents", {"capital": capital, "patents": 0})
    assert not step.known
    assert {"patents"} <= {m.name for m in step.missing}
    assert step.note


def test_division_by_zero_never_decides_a_threshold(formulas: Formulas) -> None:
    assert formulas.step("patents / staff >= half", {"patents": 3, "staff": {2024: 0}}, half=0.5).verdict is None
    assert formulas.step("patents / staff < half", {"patents": 3, "staff": {2024: 0}}, half=0.5).verdict is None


def test_what_divides_by_zero_names_the_year_it_was_read(formulas: Formulas) -> None:
    assert "staff@2024" in names(formulas.step("patents / staff", {"patents": 3, "staff": {2024: 0}}))


# -- tables


@pytest.mark.parametrize(
    ("x", "reached", "exceeded"),
    [(99, 0, 0), (100, 10, 0), (101, 10, 10), (199.99, 10, 10), (200, 30, 10), (10**9, 30, 30)],
)
def test_a_tier_is_reached_at_its_threshold_or_only_beyond_it(
    formulas: Formulas, x: float, reached: int, exceeded: int
) -> None:
    tiers = [[100, 10], [200, 30]]
    assert formulas.worth("step(capital, tiers)", {"capital": x}, tiers=tiers) == reached
    assert formulas.worth("step_above(capital, tiers)", {"capital": x}, tiers=tiers) == exceeded


@pytest.mark.parametrize(("level", "worth"), [("national", 5), ("provincial", 3), ("municipal", 0)])
def test_a_class_is_picked_and_one_outside_the_table_gives_nothing(formulas: Formulas, level: str, worth: int) -> None:
    assert formulas.worth("pick(level, classes)", {"level": level}, classes={"national": 5, "provincial": 3}) == worth


# -- years and history


def test_a_yearly_fact_is_read_for_the_year_of_the_question(formulas: Formulas) -> None:
    facts = {"sales": {2022: 1, 2023: 20, 2024: 300}}
    assert formulas.worth("sales", facts) == 300
    assert formulas.worth("sales@last_year", facts) == 20
    assert formulas.worth("sales@year_before_last", facts) == 1
    assert formulas.worth("sales", facts, on="2023-01-01") == 20


def test_a_year_that_was_not_told_is_unknown_never_zero(formulas: Formulas) -> None:
    step = formulas.step("sales - sales@last_year", {"sales": {2024: 300}})
    assert (step.lo, step.hi) == (-INFINITE, 300)
    assert names(step) == {"sales@2023"}


def test_an_increment_over_last_year_is_certain_when_both_years_are_told(formulas: Formulas) -> None:
    assert formulas.worth("sales - sales@last_year", {"sales": {2023: 100, 2024: 130.5}}) == Decimal("30.5")


# -- calendar time


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2024-01-01", "2025-01-01", 366),
        ("2023-01-01", "2024-01-01", 365),
        ("2024-02-28", "2024-03-01", 2),
        ("2024-05-05", "2024-05-05", 0),
        ("2024-05-06", "2024-05-05", 0),
    ],
)
def test_days_are_counted_from_the_first_to_before_the_last(
    formulas: Formulas, start: str, end: str, days: int
) -> None:
    day = {"a": date.fromisoformat(start), "b": date.fromisoformat(end)}
    assert formulas.worth("days_between(a, b)", **day) == days


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2023-09-16", "2026-09-15", 366),
        ("2024-03-01", "2024-04-01", 31),
        ("2023-01-01", "2024-01-01", 0),
        ("2025-01-01", "2026-01-01", 0),
        ("2023-12-31", "2024-01-02", 1),
        ("2024-12-31", "2026-01-01", 1),
        ("2024-05-01", "2024-05-01", 0),
        ("2024-05-02", "2024-05-01", 0),
    ],
)
def test_the_days_two_spans_share_are_counted(formulas: Formulas, first: str, last: str, days: int) -> None:
    spans = {"a": date.fromisoformat(first), "b": date.fromisoformat(last)}
    assert formulas.worth("overlap_days(a, b, year_start, year_end)", **spans) == days


def test_a_whole_year_has_all_its_days(formulas: Formulas) -> None:
    text = "overlap_days(year_start, year_end, year_start, year_end)"
    assert [formulas.worth(text, on=f"{y}-06-30") for y in (2023, 2024, 2100)] == [365, 366, 365]


def test_periods_are_calendar_time(formulas: Formulas) -> None:
    facts = {"founded_on": date(2024, 2, 29)}
    assert formulas.worth("founded_on + years(one)", facts, one=1) == date(2025, 2, 28)
    assert formulas.worth("founded_on + months(one)", facts, one=1) == date(2024, 3, 29)
    assert formulas.worth("founded_on - days(sixty)", facts, sixty=60) == date(2023, 12, 31)


def test_the_day_itself_is_within_so_many_years(formulas: Formulas) -> None:
    text = "on <= founded_on + years(three)"
    found = [formulas.step(text, {"founded_on": date(2021, 6, d)}, three=3).verdict for d in (29, 30)]
    assert found == [False, True]


def test_a_number_of_years_that_is_not_told_leaves_the_day_unknown(formulas: Formulas) -> None:
    step = formulas.step("founded_on + years(patents) <= on", {"founded_on": date(2020, 1, 1)})
    assert step.verdict is None
    assert names(step) == {"patents"}


def test_the_last_year_of_the_calendar_does_not_crash(formulas: Formulas) -> None:
    assert formulas.step("year_end > year_start", on="9999-12-31").verdict is True


def test_the_question_has_a_day_and_a_year(formulas: Formulas) -> None:
    assert formulas.worth("on") == date(2024, 6, 30)
    assert formulas.worth("year") == 2024
    assert formulas.worth("year_start") == date(2024, 1, 1)
