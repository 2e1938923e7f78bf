"""Tables of the clauses over spans: tiers by a number, classes by a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.exact import Exact, Num, constant, never_told
from luodi.engine.rules.engines.tables.spans import ZERO, Between, End, Span, Told
from luodi.engine.rules.engines.tables.sql import Sql
from luodi.engine.rules.engines.tables.truths import as_sql

#: (threshold, result), the lowest first.
Tiers = Sequence[tuple[Fraction, Fraction]]


def tiered(exact: Exact, x: Span, table: Tiers, *, inclusive: bool) -> Span:
    """The result of the highest tier that x reaches (exceeds, when not inclusive); 0 below the lowest."""
    if isinstance(x, Told):
        return _told(exact, x, table, inclusive=inclusive)
    lo, hi = (end and exact.kept(end) for end in (x.lo, x.hi))
    top = table[-1][1]
    least = _tier(exact, lo, table, ZERO, inclusive=inclusive) if lo is not None else constant(ZERO)
    most = _tier(exact, hi, table, top, inclusive=inclusive) if hi is not None else constant(top)
    results = [ZERO, *(result for _, result in table)]
    if results == sorted(results):
        return Between(least, most, ZERO)
    return _uneven(exact, Between(lo, hi), Between(least, most), table, inclusive=inclusive)


def _told(exact: Exact, x: Told, table: Tiers, *, inclusive: bool) -> Told:
    low, high = _range(table, x.low, x.high, inclusive=inclusive)
    if low == high:
        return Told(constant(low), low, high)
    if x.value.absent:
        return Told(never_told(), low, high)
    value = exact.kept(x.value)
    whens = _whens(exact, value, table, inclusive=inclusive)
    if not value.nullable:
        return Told(exact.chosen(whens, constant(ZERO), nullable=False), low, high)
    known = sql.negate(exact.unknown(value)), constant(ZERO)
    return Told(exact.chosen([*whens, known], None, nullable=True), low, high)


def _tier(exact: Exact, x: Num, table: Tiers, endless: Fraction, *, inclusive: bool) -> Num:
    """The tier of one end; an endless end (NULL) is below or above them all."""
    whens = _whens(exact, x, table, inclusive=inclusive)
    if x.nullable:
        whens = [(exact.unknown(x), constant(endless)), *whens]
    return exact.chosen(whens, constant(ZERO), nullable=False)


def _whens(exact: Exact, x: Num, table: Tiers, *, inclusive: bool) -> list[tuple[Sql, Num]]:
    operator = ">=" if inclusive else ">"
    return [(as_sql(exact.compare(operator, x, constant(t))), constant(result)) for t, result in reversed(table)]


def _uneven(exact: Exact, x: Between, found: Between, table: Tiers, *, inclusive: bool) -> Between:
    """A table whose results do not only rise: every tier that x may stop in counts."""
    assert found.lo is not None
    assert found.hi is not None
    ends = [exact.extreme(symbol, found.lo, found.hi, skip_null=False) for symbol in ("<=", ">=")]
    for threshold, result in table:
        at = constant(threshold)
        above = [sql.either([exact.unknown(x.lo), as_sql(exact.compare("<=", x.lo, at))])] if x.lo is not None else []
        reach = ">=" if inclusive else ">"
        below = [sql.either([exact.unknown(x.hi), as_sql(exact.compare(reach, x.hi, at))])] if x.hi is not None else []
        inside = sql.both([*above, *below])
        for i, symbol in enumerate(("<", ">")):
            end = exact.kept(ends[i])
            further = as_sql(exact.compare(symbol, constant(result), end))
            ends[i] = exact.chosen([(sql.both([inside, further]), constant(result))], end, nullable=False)
    return Between(ends[0], ends[1], min(ZERO, *(result for _, result in table)))


def classed(exact: Exact, level: Sql, results: Mapping[str, Fraction], low: Fraction, high: Fraction) -> Told:
    """The result of the class that a word names; 0 for a word the table does not hold."""
    if low == high:
        return Told(constant(low), low, high)
    whens = [(sql.binary("=", level, sql.text(word)), constant(value)) for word, value in results.items()]
    known = sql.is_given(level), constant(ZERO)
    return Told(exact.chosen([*whens, known], None, nullable=True), low, high)


def _range(table: Tiers, low: End, high: End, *, inclusive: bool) -> tuple[Fraction, Fraction]:
    """The lowest and highest result over a fixed range of x."""
    results = [_tier_of(table, low, ZERO, inclusive=inclusive)]
    results.append(_tier_of(table, high, table[-1][1], inclusive=inclusive))
    for threshold, result in table:
        reached = high is None or (high >= threshold if inclusive else high > threshold)
        if (low is None or low <= threshold) and reached:
            results.append(result)
    return min(results), max(results)


def _tier_of(table: Tiers, x: End, endless: Fraction, *, inclusive: bool) -> Fraction:
    if x is None:
        return endless
    reached = [result for threshold, result in table if (x >= threshold if inclusive else x > threshold)]
    return reached[-1] if reached else ZERO
