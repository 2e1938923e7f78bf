"""Calendar arithmetic: leap days, month ends, and dates of which only a part is known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.core.period import DateSpan, Period, shift

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
PERIODS = st.builds(Period, years=st.integers(0, 30), months=st.integers(0, 40), days=st.integers(0, 400))


@pytest.mark.parametrize(
    ("day", "period", "moved"),
    [
        ("2023-01-31", "1m", "2023-02-28"),
        ("2024-01-31", "1m", "2024-02-29"),
        ("2024-02-29", "1y", "2025-02-28"),
        ("2024-02-29", "4y", "2028-02-29"),
        ("2023-08-31", "6m", "2024-02-29"),
        ("2023-12-15", "1m", "2024-01-15"),
        ("2024-02-28", "2d", "2024-03-01"),
        ("2023-02-28", "2d", "2023-03-02"),
        ("1999-12-31", "2m", "2000-02-29"),
        ("2100-01-31", "1m", "2100-02-28"),
    ],
)
def test_a_day_is_moved_by_the_calendar(day: str, period: str, moved: str) -> None:
    assert shift(date.fromisoformat(day), Period.parse(period)) == date.fromisoformat(moved)


def test_moving_back_ends_at_the_last_day_of_a_shorter_month() -> None:
    assert shift(date(2024, 3, 31), Period(months=1), -1) == date(2024, 2, 29)
    assert shift(date(2024, 2, 29), Period(years=1), -1) == date(2023, 2, 28)


def test_moving_beyond_the_calendar_stops_at_its_end() -> None:
    assert shift(date(2024, 1, 1), Period(years=9000)) == date.max
    assert shift(date(2024, 1, 1), Period(days=10**10)) == date.max
    assert shift(date(2024, 1, 1), Period(years=9000), -1) == date.min


@given(DAYS, DAYS, PERIODS)
def test_moving_keeps_the_order_of_days(a: date, b: date, period: Period) -> None:
    first, last = sorted((a, b))
    assert shift(first, period) <= shift(last, period)


@pytest.mark.parametrize("text", ["4", "y", "-1y", "1.5y", "4 y", "4w", "", "一年"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="不是期间"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019-2", "2019-02-01", "2019-02-28"),
        ("2019-12", "2019-12-01", "2019-12-31"),
        ("2019-02-13", "2019-02-13", "2019-02-13"),
    ],
)
def test_a_partial_date_is_the_span_of_days_it_can_be(text: str, first: str, last: str) -> None:
    assert DateSpan.parse(text) == DateSpan(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["19", "2019-13", "2019-02-30", "2019/02", "2019-02-13-1", "", "去年"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        DateSpan.parse(text)


def test_an_open_end_stays_open_when_moved() -> None:
    moved = DateSpan(date.min, date(2020, 1, 1)).shift(Period(years=1))
    assert moved == DateSpan(date.min, date(2021, 1, 1))
    assert DateSpan().shift(Period(years=1), -1) == DateSpan()


@given(DAYS, PERIODS)
def test_a_known_day_stays_known_when_moved(day: date, period: Period) -> None:
    moved = DateSpan(day, day).shift(period)
    assert moved.known
    assert moved.earliest == shift(day, period)


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (DateSpan(), "不详"),
        (DateSpan(date(2020, 1, 1), date(2020, 1, 1)), "2020-01-01"),
        (DateSpan(date(2020, 1, 1), date.max), "不早于2020-01-01"),
        (DateSpan(date.min, date(2020, 1, 1)), "不晚于2020-01-01"),
        (DateSpan(date(2020, 1, 1), date(2020, 12, 31)), "2020-01-01至2020-12-31之间"),
    ],
)
def test_a_span_says_what_is_certain(span: DateSpan, text: str) -> None:
    assert str(span) == text
