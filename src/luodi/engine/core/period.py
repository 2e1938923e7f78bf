"""Dates, periods and dates that are only partly known.

A document often tells its year but not its day (文号〔2019〕15号). `DateSpan` keeps what is certain: the earliest and the
latest day it can be, so that a question can be decided whenever the bounds decide it.

>>> DateSpan.parse("2019").shift(Period(days=30))
DateSpan(earliest=datetime.date(2019, 1, 31), latest=datetime.date(2020, 1, 30))
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_PERIOD = re.compile(r"(\d+)([ymd])")


@dataclass(frozen=True, slots=True)
class Period:
    """A length of calendar time; years and months are calendar ones, so they have no fixed number of days."""

    years: int = 0
    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `4y`, `6m`, `30d`; ValueError for anything else."""
        match = _PERIOD.fullmatch(text.strip())
        if not match:
            raise ValueError(f"不是期间：{text}（写 4y、6m 或 30d）")
        count, unit = int(match[1]), match[2]
        return cls(**{{"y": "years", "m": "months", "d": "days"}[unit]: count})

    def __str__(self) -> str:
        parts = [(self.years, "年"), (self.months, "个月"), (self.days, "日")]
        return "".join(f"{count}{unit}" for count, unit in parts if count) or "0日"


def shift(day: date, period: Period, sign: int = 1) -> date:
    """Move a day by a period; 31 January plus one month is the last day of February. Clipped to the calendar's ends."""
    months = day.year * 12 + (day.month - 1) + sign * (period.years * 12 + period.months)
    year, month = divmod(months, 12)
    if year > 9999:
        return date.max
    if year < 1:
        return date.min
    moved = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    try:
        return moved + timedelta(days=sign * period.days)
    except OverflowError:
        return date.max if sign > 0 else date.min


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A day that is known to lie between two days, both included; a known day has both ends equal."""

    earliest: date = date.min
    latest: date = date.max

    @classmethod
    def parse(cls, text: str) -> DateSpan:
        """Read `2019`, `2019-02` or `2019-02-13`; ValueError when it is none of these or no such day exists."""
        match = _PARTIAL.fullmatch(text.strip())
        if not match:
            raise ValueError(f"不是日期：{text}（写 2019、2019-02 或 2019-02-13）")
        year = int(match[1])
        if match[2] is None:
            return cls(date(year, 1, 1), date(year, 12, 31))
        month = int(match[2])
        try:
            if match[3] is None:
                return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
            return cls(date(year, month, int(match[3])), date(year, month, int(match[3])))
        except ValueError:  # what the calendar says of it is English
            raise ValueError(f"没有这一天：{text}") from None

    @property
    def known(self) -> bool:
        """Whether the day is known exactly."""
        return self.earliest == self.latest

    def shift(self, period: Period, sign: int = 1) -> DateSpan:
        """Move both ends; an open end stays open."""
        return DateSpan(
            self.earliest if self.earliest == date.min else shift(self.earliest, period, sign),
            self.latest if self.latest == date.max else shift(self.latest, period, sign),
        )

    def __str__(self) -> str:
        if self.known:
            return self.earliest.isoformat()
        if self.earliest == date.min and self.latest == date.max:
            return "不详"
        if self.earliest == date.min:
            return f"不晚于{self.latest}"
        if self.latest == date.max:
            return f"不早于{self.earliest}"
        return f"{self.earliest}至{self.latest}之间"
