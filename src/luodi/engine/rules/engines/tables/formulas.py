"""A formula of the core tree as SQL: what each node means to the table engine, on one day.

Figures are resolved for the day of the question, so most comparisons are with a constant. Every node means what
`engines.python` says it means; what cannot be said exactly is refused with its reason, never approximated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from luodi.engine.core.period import Period, shift
from luodi.engine.core.regions import Regions
from luodi.engine.rules import tree
from luodi.engine.rules.engines.tables import sql, tiers
from luodi.engine.rules.engines.tables.days import Calendar, Days, single
from luodi.engine.rules.engines.tables.exact import Exact, fact, never_told
from luodi.engine.rules.engines.tables.layout import PARTS, bounds
from luodi.engine.rules.engines.tables.spans import Span, Spans, Told, fixed
from luodi.engine.rules.engines.tables.sql import Inexpressible, Sql
from luodi.engine.rules.engines.tables.truths import Truth, as_sql, conjunction, disjunction, negation
from luodi.engine.rules.tree import NUMERIC, Node, Type

#: A word, a place, a text: a constant, or a column; NULL (or None) where it was not told.
Word = str | Sql | None
Value = Span | Days | Truth | Word | Period


@dataclass(frozen=True)
class Reading:
    """Where a formula finds what it reads: the column of a fact (None: nobody told it), and what was received."""

    fact: Callable[[tree.FactOf], Sql | None]
    received: Callable[[str], Span]
    filled: Callable[[tree.FactOf], bool] = lambda _: False  # whether a fact is told in every row


class Formulas:
    """Turns formulas of one support into SQL for one day."""

    def __init__(self, on: date, regions: Regions, reading: Reading, exact: Exact) -> None:
        self._on, self._regions, self._reading, self._exact = on, regions, reading, exact
        self.spans = Spans(exact)
        self._calendar = Calendar(self.spans)
        self._made: dict[Node, Value] = {}

    def condition(self, node: Node) -> Truth:
        """A condition, its NULL meaning unknown."""
        return cast("Truth", self.value(node))

    def sum(self, node: Node) -> Span:
        """A sum of yuan, never below zero."""
        return self.spans.positive(self._number(node))

    def value(self, node: Node) -> Value:
        """What a node means, in the form of its unit."""
        if node not in self._made:
            self._made[node] = self._MEANING[type(node)](self, node)
        return self._made[node]

    def _number(self, node: Node) -> Span:
        return cast("Span", self.value(node))

    def _days(self, node: Node) -> Days:
        return cast("Days", self.value(node))

    # -- leaves ---------------------------------------------------------------------------------------------------

    def _literal(self, node: tree.Literal) -> Value:
        return _constant(node.value)

    def _fact(self, node: tree.FactOf) -> Value:
        held = self._reading.fact(node)
        if node.type in NUMERIC:
            low = Fraction(node.low) if node.low.is_finite() else None
            high = Fraction(node.high) if node.high.is_finite() else None
            if held is None:
                return _never_told(low, high)
            lowest, highest = bounds(node)
            nullable = not self._reading.filled(node)
            value = fact(held, PARTS[node.type], max(abs(lowest), abs(highest)), nullable=nullable)
            if node.cut is not None:
                value = self._exact.cut(value, Fraction(node.cut), signed=lowest < 0)
            return Told(value, low, high)
        if node.type is Type.DATE:
            return Days(None, None) if held is None else single(held)
        return held

    def _figure(self, node: tree.ValueOf) -> Value:
        payload = node.on(self._on)
        if payload is not None:
            return _constant(payload)
        if node.type in NUMERIC:
            return _never_told(Fraction(0), None)
        return Days(None, None) if node.type is Type.DATE else None

    def _named(self, node: tree.Named) -> Value:
        return self.value(node.body)

    def _builtin(self, node: tree.Builtin) -> Value:
        start = date(self._on.year, 1, 1)
        match node.name:
            case "on":
                return single(self._on)
            case "year":
                return fixed(Fraction(self._on.year))
            case "year_start":
                return single(start)
            case "year_end":
                return single(shift(start, Period(years=1)))
        return self._reading.received(node.name)

    # -- conditions -----------------------------------------------------------------------------------------------

    def _not(self, node: tree.Not) -> Value:
        return negation(self.condition(node.body))

    def _all(self, node: tree.All) -> Value:
        return conjunction(self.condition(part) for part in node.parts)

    def _some(self, node: tree.Some) -> Value:
        return disjunction(self.condition(part) for part in node.parts)

    def _compare(self, node: tree.Compare) -> Value:
        if node.left.type in NUMERIC:
            return self.spans.compare(node.op, self._number(node.left), self._number(node.right))
        if node.left.type is Type.DATE:
            return self._calendar.compare(node.op, self._days(node.left), self._days(node.right))
        a, b = self._word(node.left), self._word(node.right)
        if a is None or b is None:
            return None
        if isinstance(a, str) and isinstance(b, str):
            return (a == b) is (node.op == "==")
        x, y = (sql.text(w) if isinstance(w, str) else w for w in (a, b))
        return sql.binary("=" if node.op == "==" else "<>", x, y)

    def _word(self, node: Node) -> Word:
        return cast("Word", self.value(node))

    def _one_of(self, node: tree.OneOf) -> Value:
        item, options = self._word(node.item), node.options
        if node.source is not None:
            held = node.source.on(self._on)
            if held is None:
                return None
            options = tuple(str(word) for word in held) if isinstance(held, tuple) else ()
        if item is None:
            return None
        if isinstance(item, str):
            return item in options
        if not options:
            return sql.case((sql.is_given(item), sql.truth(False)))
        return sql.among(item, [sql.text(word) for word in options])

    def _within(self, node: tree.Within) -> Value:
        place = self._word(node.place)
        if place is None:
            return None
        if isinstance(place, str):
            inside = self._regions.within(place, node.region)
            return inside or (None if self._regions.could_be_within(place, node.region) else False)
        inside_ = self._inside(place, node.region)
        above = [code for code in self._regions.above(node.region) if code != node.region]
        if not above:
            return inside_
        # A place that is only known as coarsely as something above the region may still lie in it.
        coarse = sql.among(place, [sql.text(code) for code in above])
        return sql.case(
            (inside_, sql.truth(True)), (coarse, sql.nothing("BOOLEAN")), (sql.is_given(place), sql.truth(False))
        )

    def _inside(self, place: Sql, region: str) -> Sql:
        """Whether a code lies in a region; counties that a province governs itself (…90…) lie in no city."""
        if region.endswith("0000"):
            return sql.binary("=", sql.start_of(place, 2), sql.text(region[:2]))
        if region.endswith("00") and region[2:4] != "90":
            return sql.binary("=", sql.start_of(place, 4), sql.text(region[:4]))
        return sql.binary("=", place, sql.text(region))

    # -- sums -----------------------------------------------------------------------------------------------------

    def _arith(self, node: tree.Arith) -> Value:
        a, b = self._number(node.left), self._number(node.right)
        match node.op:
            case "*":
                return self.spans.times(a, b)
            case "/":
                return self.spans.over(a, b)
        return self.spans.plus(a, b, node.op)

    def _extreme(self, node: tree.Extreme) -> Value:
        if node.type is Type.DATE:
            return self._calendar.extreme(node.op, [self._days(part) for part in node.parts])
        return self.spans.extreme(node.op, [self._number(part) for part in node.parts])

    def _choose(self, node: tree.Choose) -> Value:
        condition = self.condition(node.condition)
        if isinstance(condition, bool):
            return self.value(node.then if condition else node.otherwise)
        held = self._exact.keep(as_sql(condition))
        if node.type in NUMERIC:
            return self.spans.choose(held, self._number(node.then), self._number(node.otherwise))
        if node.type is Type.DATE:
            return self._calendar.choose(held, self._days(node.then), self._days(node.otherwise))
        if node.type is Type.BOOLEAN:
            then, otherwise = self.condition(node.then), self.condition(node.otherwise)
            a, b = as_sql(then), as_sql(otherwise)
            both = (sql.both([a, b]), sql.truth(True)), (sql.both([sql.negate(a), sql.negate(b)]), sql.truth(False))
            return sql.case((held, a), (sql.negate(held), b), *both)
        raise Inexpressible(f"按条件取{node.type.label}")

    def _tiered(self, node: tree.Tiered) -> Value:
        table = node.table.on(self._on)
        if not isinstance(table, tuple):
            return _never_told(Fraction(0), None)
        rows = [(Fraction(t), Fraction(r)) for t, r in cast("tree.Tiers", table)]
        return tiers.tiered(self._exact, self._number(node.x), rows, inclusive=node.inclusive)

    def _classed(self, node: tree.Classed) -> Value:
        table = node.table.on(self._on)
        if not isinstance(table, tuple):
            return _never_told(Fraction(0), None)
        results = {word: Fraction(value) for word, value in cast("tree.Classes", table)}
        level = self._word(node.level)
        if isinstance(level, str):
            return fixed(results.get(level, Fraction(0)))
        values = list(results.values())
        if not (isinstance(node.level, tree.FactOf) and {w for w, _ in node.level.words} <= set(results)):
            values.append(Fraction(0))
        if level is None:
            return _never_told(min(values), max(values))
        return tiers.classed(self._exact, level, results, min(values), max(values))

    # -- days -----------------------------------------------------------------------------------------------------

    def _make_period(self, node: tree.MakePeriod) -> Value:
        count = self._number(node.count)
        if isinstance(count, Told) and count.value.absent:
            return None
        number = count.value.fixed if isinstance(count, Told) else None
        if number is None:
            raise Inexpressible("期间的长短取自事实")
        return Period(**{node.unit: int(number)})

    def _shift_date(self, node: tree.ShiftDate) -> Value:
        period = cast("Period | None", self.value(node.period))
        return Days(None, None) if period is None else self._calendar.shifted(self._days(node.day), period, node.sign)

    def _days_between(self, node: tree.DaysBetween) -> Value:
        return self._calendar.between(self._days(node.start), self._days(node.end))

    def _overlap_days(self, node: tree.OverlapDays) -> Value:
        a1, a2, b1, b2 = (self._days(part) for part in node.parts)
        return self._calendar.overlap(a1, a2, b1, b2)

    _MEANING: Mapping[type, Callable[[Formulas, Any], Value]] = {
        tree.Literal: _literal, tree.FactOf: _fact, tree.ValueOf: _figure, tree.Named: _named, tree.Builtin: _builtin,
        tree.Not: _not, tree.All: _all, tree.Some: _some, tree.Compare: _compare, tree.OneOf: _one_of, tree.Within: _within,
        tree.Arith: _arith, tree.Extreme: _extreme, tree.Choose: _choose, tree.Tiered: _tiered, tree.Classed: _classed,
        tree.MakePeriod: _make_period, tree.ShiftDate: _shift_date, tree.DaysBetween: _days_between,
        tree.OverlapDays: _overlap_days,
    }  # fmt: skip


def _constant(value: object) -> Value:
    if isinstance(value, Decimal):
        return fixed(Fraction(value))
    if isinstance(value, date):
        return single(value)
    return cast("Value", value)


def _never_told(low: Fraction | None, high: Fraction | None) -> Told:
    """A number that nobody told."""
    if low is not None and low == high:
        return fixed(low)
    return Told(never_told(), low, high)


__all__ = ["Formulas", "Reading"]
