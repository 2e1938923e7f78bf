"""Days in SQL: the earliest and latest a day can be, shifted, compared, counted.

A NULL end is the end of the calendar. A shift by a constant period is not computed where it is only compared with a known
day: shifting never changes the order of days, so the known day is shifted back once, while the query is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from luodi.engine.core.period import Period, shift
from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.exact import Num, constant
from luodi.engine.rules.engines.tables.layout import FIRST_DAY, LAST_DAY
from luodi.engine.rules.engines.tables.spans import Between, Spans
from luodi.engine.rules.engines.tables.sql import Inexpressible, Sql
from luodi.engine.rules.engines.tables.truths import Truth

FIRST, LAST = date.min.toordinal(), date.max.toordinal()
#: A day of a table is at least 1899 years from the beginning of the calendar: shifted by fewer it stays in every calendar.
LONGEST = 1800


@dataclass(frozen=True)
class Day:
    """A known day, or a column that is NULL where the day was not told, shifted by some periods."""

    at: date | Sql
    shifts: tuple[tuple[int, int], ...] = ()  # (months, days), in order


@dataclass(frozen=True)
class Days:
    """The earliest and the latest; a NULL end, or None, is the end of the calendar."""

    lo: Day | None
    hi: Day | None

    @property
    def single(self) -> Day | None:
        """The day itself, where both ends are one."""
        return self.lo if self.lo is self.hi else None


def single(at: date | Sql) -> Days:
    """A day as both of its ends."""
    day = Day(at)
    return Days(day, day)


class Calendar:
    """Comparison and arithmetic of days."""

    def __init__(self, spans: Spans) -> None:
        self._spans, self._exact = spans, spans.exact

    def sql(self, day: Day) -> Sql:
        """A day as SQL."""
        if isinstance(day.at, date):
            return sql.day(day.at)
        made = day.at
        for months, days in day.shifts:
            made = sql.call(sql.SHIFT, made, sql.whole(months), sql.whole(days))
        return self._exact.keep(made)

    def shifted(self, days: Days, period: Period, sign: int) -> Days:
        """Days moved by a period; what was not told stays so."""
        months, count = sign * (period.years * 12 + period.months), sign * period.days
        lo = self._shift(days.lo, period, sign, months, count)
        hi = lo if days.single else self._shift(days.hi, period, sign, months, count)
        return Days(lo, hi)

    def _shift(self, day: Day | None, period: Period, sign: int, months: int, count: int) -> Day | None:
        if day is None:
            return None
        if isinstance(day.at, date):
            return Day(shift(day.at, period, sign))
        shifts = (*day.shifts, (months, count))
        if sum(abs(m) * 31 + abs(d) for m, d in shifts) > LONGEST * 366:
            raise Inexpressible(f"日期平移超过 {LONGEST} 年")
        return Day(day.at, shifts)

    def extreme(self, operator: str, parts: list[Days]) -> Days:
        """The earliest (`min`) or latest (`max`)."""
        made = parts[0]
        for part in parts[1:]:
            lo = self._pick(operator, made.lo, part.lo, skip_null=operator == "max")
            made = Days(lo, self._pick(operator, made.hi, part.hi, skip_null=operator == "min"))
        return made

    def _pick(self, operator: str, a: Day | None, b: Day | None, *, skip_null: bool) -> Day | None:
        if a is None or b is None:
            return (a if a is not None else b) if skip_null else None
        if isinstance(a.at, date) and isinstance(b.at, date):
            return Day(min(a.at, b.at) if operator == "min" else max(a.at, b.at))
        x, y = self.sql(a), self.sql(b)
        symbol = "<=" if operator == "min" else ">="
        first = sql.binary(symbol, x, y)
        if skip_null:
            return Day(self._exact.keep(sql.case((sql.either([sql.is_null(y), first]), x), otherwise=y)))
        return Day(self._exact.keep(sql.case((first, x), (sql.binary(symbol, y, x), y))))

    def choose(self, condition: Sql, then: Days, otherwise: Days) -> Days:
        """One of two, and both ends of the two together where the condition is unknown."""
        return Days(*(self._branch(condition, a, b, operator) for a, b, operator in (
            (then.lo, otherwise.lo, "min"), (then.hi, otherwise.hi, "max"),
        )))  # fmt: skip

    def _branch(self, condition: Sql, a: Day | None, b: Day | None, operator: str) -> Day | None:
        none = sql.nothing("DATE")
        widest = self._pick(operator, a, b, skip_null=False)
        x, y, z = (none if day is None else self.sql(day) for day in (a, b, widest))
        return Day(self._exact.keep(sql.case((condition, x), (sql.negate(condition), y), otherwise=z)))

    # -- comparison -----------------------------------------------------------------------------------------------

    def compare(self, operator: str, a: Days, b: Days) -> Truth:
        """a op b, with op one of >= > <= < == !=."""
        if operator in {"<=", "<"}:
            return self.compare({"<=": ">=", "<": ">"}[operator], b, a)
        x, y = a.single, b.single
        if x is not None and y is not None:
            return self._plain(operator, x, y)
        if operator in {"==", "!="}:
            return self._equal(a, b, negated=operator == "!=")
        strict = {">=": "<", ">": "<="}[operator]
        return sql.case(
            (self._ends(operator, a.lo, b.hi), sql.truth(True)), (self._ends(strict, a.hi, b.lo), sql.truth(False))
        )

    def _equal(self, a: Days, b: Days, *, negated: bool) -> Sql:
        certain = [self._ends("=", a.lo, a.hi), self._ends("=", b.lo, b.hi), self._ends("=", a.lo, b.lo)]
        apart = [self._ends(">", a.lo, b.hi), self._ends(">", b.lo, a.hi)]
        return sql.case(
            (sql.both(certain), sql.truth(not negated)), (sql.either(apart), sql.truth(negated))
        )  # fmt: skip

    def _ends(self, operator: str, a: Day | None, b: Day | None) -> Sql:
        if a is None or b is None:
            return sql.truth(False)
        return sql.binary(operator, self.sql(a), self.sql(b))

    def _plain(self, operator: str, a: Day, b: Day) -> Truth:
        """A comparison of two days that are each known or not told: SQL's own NULL says unknown."""
        if isinstance(a.at, date) and isinstance(b.at, date):
            return _TRUTH[operator](a.at, b.at)
        if operator in {">=", ">"}:
            if isinstance(b.at, date) and a.shifts:
                assert not isinstance(a.at, date)
                return sql.binary(">=", a.at, sql.day(_first_from(a.shifts, b.at, beyond=operator == ">")))
            if isinstance(a.at, date) and b.shifts:
                assert not isinstance(b.at, date)
                return sql.binary("<", b.at, sql.day(_first_from(b.shifts, a.at, beyond=operator == ">=")))
        symbol = {"==": "=", "!=": "<>"}.get(operator, operator)
        return sql.binary(symbol, self.sql(a), self.sql(b))

    # -- counting -------------------------------------------------------------------------------------------------

    def between(self, start: Days, end: Days) -> Between:
        """Days from the first day to the second, never below 0."""
        lo = self._count([start.hi], [end.lo], FIRST, LAST)
        hi = self._count([start.lo], [end.hi], LAST, FIRST)
        return Between(lo, hi, Fraction(0))

    def overlap(self, a1: Days, a2: Days, b1: Days, b2: Days) -> Between:
        """Days that two spans share, never below 0."""
        lo = self._count([a1.hi, b1.hi], [a2.lo, b2.lo], FIRST, LAST)
        hi = self._count([a1.lo, b1.lo], [a2.hi, b2.hi], LAST, FIRST)
        return Between(lo, hi, Fraction(0))

    def _count(self, starts: list[Day | None], ends: list[Day | None], end_missing: int, start_missing: int) -> Num:
        """From the latest start to the earliest end; missing days are the ends of the calendar."""
        exact = self._exact
        from_ = [self._number(day, start_missing) for day in starts]
        until = [self._number(day, end_missing) for day in ends]
        start, end = from_[0], until[0]
        for other in from_[1:]:
            start = exact.extreme(">=", start, other, skip_null=False)
        for other in until[1:]:
            end = exact.extreme("<=", end, other, skip_null=False)
        days = exact.extreme(">=", exact.add(end, start, "-"), constant(Fraction(0)), skip_null=False)
        known = [
            [d.at.toordinal() for d in side if d is not None and isinstance(d.at, date)] for side in (starts, ends)
        ]
        most = min([LAST, *known[1]]) - max([FIRST, *known[0]])
        return Num(days.sql, days.den, max(0, min(days.top, most)), False, days.wide)

    def _number(self, day: Day | None, missing: int) -> Num:
        """The number of a day, 1 for the first of January of the year 1."""
        if day is None:
            return constant(Fraction(missing))
        if isinstance(day.at, date):
            return constant(Fraction(day.at.toordinal()))
        number = sql.call(sql.DAY_NUMBER, self.sql(day))
        return Num(self._exact.keep(sql.coalesce(number, sql.big(missing))), 1, LAST)


def _first_from(shifts: tuple[tuple[int, int], ...], day: date, *, beyond: bool) -> date:
    """The first day that, shifted, is not before the day (is after it), as far as tables hold such days."""
    low, high = FIRST_DAY.toordinal(), LAST_DAY.toordinal() + 1
    while low < high:
        middle = (low + high) // 2
        moved = date.fromordinal(middle)
        for months, days in shifts:
            sign = 1 if (months or days) >= 0 else -1
            moved = shift(moved, Period(months=abs(months), days=abs(days)), sign)
        if moved > day if beyond else moved >= day:
            high = middle
        else:
            low = middle + 1
    return date.fromordinal(low)


_TRUTH: Mapping[str, Callable[[date, date], bool]] = {
    ">=": lambda a, b: a >= b, ">": lambda a, b: a > b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
}  # fmt: skip
