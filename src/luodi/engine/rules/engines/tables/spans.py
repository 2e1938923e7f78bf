"""What a number can be, in SQL: the reference engine's intervals, without computing both ends where one value will do.

A `Told` value is one column and a fixed range for the rows where it is NULL; it stays so through arithmetic with
constants, so `min(rate * investment, cap)` costs one expression. A `Between` has two ends, each a column that is NULL where
the end is endless. Both mean exactly what `engines.python` means by lowest and highest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.exact import Exact, Num, constant, never_told
from luodi.engine.rules.engines.tables.sql import Inexpressible, Sql
from luodi.engine.rules.engines.tables.truths import Truth, as_sql, negation

#: An end of a fixed range; None is endless (downwards for the lowest, upwards for the highest).
End = Fraction | None
ZERO = Fraction(0)


@dataclass(frozen=True)
class Told:
    """A value, and what it can be where it is NULL."""

    value: Num
    low: End = ZERO
    high: End = None


@dataclass(frozen=True)
class Between:
    """The lowest and the highest; a NULL end is endless, and None is endless in every row. `low` holds for all rows."""

    lo: Num | None
    hi: Num | None
    low: End = None


Span = Told | Between


def fixed(value: Fraction) -> Told:
    """A number that is the same in every row."""
    return Told(constant(value), value, value)


class Spans:
    """Arithmetic and comparison of spans."""

    def __init__(self, exact: Exact) -> None:
        self.exact = exact

    # -- ends -----------------------------------------------------------------------------------------------------

    def between(self, span: Span) -> Between:
        """Both ends of a span."""
        if isinstance(span, Between):
            return span
        value = span.value
        if not value.nullable:
            return Between(value, value, span.low)
        if value.absent:
            lowest, highest = (None if end is None else constant(end) for end in (span.low, span.high))
            return Between(lowest, highest, span.low)
        value = self.exact.kept(value)
        lo = self.exact.filled(value, span.low) if span.low is not None else value
        hi = self.exact.filled(value, span.high) if span.high is not None else value
        return Between(lo, hi, span.low)

    def never_below(self, span: Span) -> bool:
        """Whether a span is known never to lie below zero."""
        return span.low is not None and span.low >= 0

    def _told(self, value: Num, low: End, high: End) -> Told:
        """A told value; where its range is a single number there is nothing left to tell."""
        if low is not None and low == high:
            value = self.exact.filled(value, low)
        return Told(value, low, high)

    # -- arithmetic -----------------------------------------------------------------------------------------------

    def plus(self, a: Span, b: Span, operator: str) -> Span:
        """a + b, or a - b."""
        if isinstance(a, Told) and isinstance(b, Told) and not (a.value.nullable and b.value.nullable):
            low, high = (b.low, b.high) if operator == "+" else (b.high, b.low)
            ends = [None if x is None or y is None else _sum(operator, x, y) for x, y in ((a.low, low), (a.high, high))]
            if _absent_with_constant(a, b):
                return self._told(never_told(), ends[0], ends[1])
            if a.value.fixed is not None or b.value.fixed is not None or not (a.value.nullable or b.value.nullable):
                return self._told(self.exact.add(a.value, b.value, operator), ends[0], ends[1])
        x, y = self.between(a), self.between(b)
        lower, upper = (y.lo, y.hi) if operator == "+" else (y.hi, y.lo)
        lo = None if x.lo is None or lower is None else self.exact.add(x.lo, lower, operator)
        hi = None if x.hi is None or upper is None else self.exact.add(x.hi, upper, operator)
        low = a.low + b.low if operator == "+" and a.low is not None and b.low is not None else None
        return Between(lo, hi, low)

    def times(self, a: Span, b: Span) -> Span:
        """a * b."""
        for one, other in ((a, b), (b, a)):
            if isinstance(one, Told) and one.value.fixed is not None:
                return self._scaled(other, one.value.fixed)
        if isinstance(a, Told) and isinstance(b, Told) and not (a.value.nullable or b.value.nullable):
            low = a.low * b.low if self.never_below(a) and self.never_below(b) else None  # type: ignore[operator]
            return Told(self.exact.multiply(a.value, b.value), low, None)
        if not self.never_below(b):
            a, b = b, a
        if not self.never_below(b):
            raise Inexpressible("两个可能为负、又可能没有填的数相乘")
        x, y = self._kept(a), self._kept(b)
        assert y.lo is not None
        if self.never_below(a):
            assert x.lo is not None
            return Between(self.exact.multiply(x.lo, y.lo), self._upper_product(x.hi, y.hi), ZERO)
        return Between(self._end_product(x.lo, y, lowest=True), self._end_product(x.hi, y, lowest=False))

    def _end_product(self, end: Num | None, other: Between, *, lowest: bool) -> Num | None:
        """An end that may be negative times a span that is not: away from zero by its highest end, towards it by its lowest."""
        far = self._upper_product(end, other.hi)
        if end is None:
            return far
        assert other.lo is not None
        near = self.exact.multiply(end, other.lo)
        inwards = as_sql(self.exact.compare(">=" if lowest else "<", end, constant(ZERO)))
        return self.exact.chosen([(inwards, near)], far, nullable=near.nullable or far is None or far.nullable)

    def _upper_product(self, a: Num | None, b: Num | None) -> Num | None:
        """The product of two ends, the second of them not below zero: zero times endless is zero."""
        if a is None and b is None:
            return None
        if a is None or b is None:
            end = a if a is not None else b
            assert end is not None
            end = self.exact.kept(end)
            zero = as_sql(self.exact.compare("=", end, constant(ZERO)))
            return self.exact.chosen([(zero, constant(ZERO))], None, nullable=True)
        product = self.exact.multiply(a, b)
        if not product.nullable:
            return product
        zeros = [as_sql(self.exact.compare("=", self.exact.kept(n), constant(ZERO))) for n in (a, b)]
        return self.exact.chosen([(sql.either(zeros), constant(ZERO))], product, nullable=True)

    def _scaled(self, span: Span, factor: Fraction) -> Span:
        if factor == 0:
            return fixed(ZERO)
        scale: Callable[[End], End] = lambda end: None if end is None else end * factor  # noqa: E731
        if isinstance(span, Told):
            low, high = (span.low, span.high) if factor > 0 else (span.high, span.low)
            return self._told(self.exact.scale(span.value, factor), scale(low), scale(high))
        lo, hi = (n and self.exact.scale(n, factor) for n in (span.lo, span.hi))
        return Between(lo, hi, scale(span.low)) if factor > 0 else Between(hi, lo)

    def over(self, a: Span, b: Span) -> Span:
        """a / b; without an answer where b can be zero."""
        if isinstance(b, Told) and b.value.fixed is not None and b.value.fixed != 0:
            return self._scaled(a, 1 / b.value.fixed)
        if not self.never_below(b):
            raise Inexpressible("除以一个可能为负的数")
        exact, x, y = self.exact, self._kept(a), self._kept(b)
        assert y.lo is not None
        above = as_sql(exact.compare(">", y.lo, constant(ZERO)))
        near = exact.chosen([(above, y.lo)], None, nullable=True)
        far = exact.chosen([(above, y.hi)], None, nullable=True) if y.hi is not None else None
        positive = self.never_below(a)
        lo = self._quotient(x.lo, near, far, towards_zero=">=", always=True, above=above, positive=positive)
        hi = self._quotient(x.hi, near, far, towards_zero="<", always=False, above=above, positive=positive)
        return Between(lo, hi, ZERO if positive else None)

    def _quotient(
        self, end: Num | None, near: Num, far: Num | None, *, towards_zero: str, always: bool, above: Sql, positive: bool
    ) -> Num | None:  # fmt: skip
        """An end over a span above zero: towards zero by its highest end (over the endless: zero), away from it by its lowest."""
        if end is None:
            return None
        exact = self.exact
        outwards = exact.divide(end, near)
        inwards = constant(ZERO) if far is None else exact.filled(exact.divide(end, far), ZERO)
        if positive:
            return inwards if always else outwards
        rule = as_sql(exact.compare(towards_zero, end, constant(ZERO)))
        # Where the divisor can be zero the lowest end is still zero, if nothing is negative; the highest is endless.
        return exact.chosen([(rule if always else sql.both([rule, above]), inwards)], outwards, nullable=True)

    def extreme(self, operator: str, spans: list[Span]) -> Span:
        """The least (`min`) or greatest (`max`)."""
        made = spans[0]
        for span in spans[1:]:
            made = self._of_two(operator, made, span)
        return made

    def _of_two(self, operator: str, a: Span, b: Span) -> Span:
        for one, other in ((a, b), (b, a)):
            if _bound_by(operator, one, other):
                return one
        symbol = "<=" if operator == "min" else ">="
        pick: Callable[..., Fraction] = min if operator == "min" else max
        low = _end(pick, a.low, b.low, endless_wins=operator == "min")
        if isinstance(a, Told) and isinstance(b, Told):
            ends = low, _end(pick, a.high, b.high, endless_wins=operator == "max")
            if _absent_with_constant(a, b):
                return self._told(never_told(), *ends)
            if a.value.fixed is not None or b.value.fixed is not None or not (a.value.nullable or b.value.nullable):
                return self._told(self._nearest(symbol, a.value, b.value, low, skip_null=False), *ends)
        x, y = self.between(a), self.between(b)
        lo = self._pick(symbol, x.lo, y.lo, low, skip_null=operator == "max")
        hi = self._pick(symbol, x.hi, y.hi, low, skip_null=operator == "min")
        return Between(lo, hi, low)

    def _pick(self, symbol: str, a: Num | None, b: Num | None, low: End, *, skip_null: bool) -> Num | None:
        if a is None or b is None:
            return (a if a is not None else b) if skip_null else None
        return self._nearest(symbol, a, b, low, skip_null=skip_null)

    def _nearest(self, symbol: str, a: Num, b: Num, low: End, *, skip_null: bool) -> Num:
        """The lesser or the greater of two ends; `low` is what neither lies below."""
        if symbol == "<=" and low is not None and low >= 0:
            return self.exact.least(a, b, skip_null=skip_null)
        return self.exact.extreme(symbol, a, b, skip_null=skip_null)

    # -- branches -------------------------------------------------------------------------------------------------

    def choose(self, condition: Sql, then: Span, otherwise: Span) -> Span:
        """One of two, and both ends of the two together where the condition is unknown."""
        exact = self.exact
        no = sql.negate(condition)
        if isinstance(then, Told) and isinstance(otherwise, Told):
            a, b = then.value.fixed, otherwise.value.fixed
            if a is not None and b is not None:
                value = exact.chosen([(condition, then.value), (no, otherwise.value)], None, nullable=True)
                return self._told(value, min(a, b), max(a, b))
        x, y = self.between(then), self.between(otherwise)
        lo = self._branch(condition, no, x.lo, y.lo, "<=")
        hi = self._branch(condition, no, x.hi, y.hi, ">=")
        return Between(lo, hi, _end(min, then.low, otherwise.low, endless_wins=True))

    def _branch(self, yes: Sql, no: Sql, a: Num | None, b: Num | None, symbol: str) -> Num | None:
        exact = self.exact
        if a is None and b is None:
            return None
        if a is None or b is None:
            end, when = (b, no) if a is None else (a, yes)
            assert end is not None
            return exact.chosen([(when, end)], None, nullable=True)
        a, b = exact.kept(a), exact.kept(b)
        widest = exact.extreme(symbol, a, b, skip_null=False)
        return exact.chosen([(yes, a), (no, b)], widest, nullable=a.nullable or b.nullable)

    # -- comparison -----------------------------------------------------------------------------------------------

    def compare(self, operator: str, a: Span, b: Span) -> Truth:
        """a op b, with op one of >= > <= < == !=."""
        if operator in {"<=", "<"}:
            return self.compare({"<=": ">=", "<": ">"}[operator], b, a)
        if operator == "!=":
            equal = self.compare("==", a, b)
            return negation(equal)
        if isinstance(a, Told) and isinstance(b, Told):
            for one, other in ((a, b), (b, a)):
                if one.value.fixed is not None:
                    return self._against(operator, a, b, other)
            if not (a.value.nullable or b.value.nullable):
                return self.exact.compare("=" if operator == "==" else operator, a.value, b.value)
        x, y = self._kept(a), self._kept(b)
        if operator == "==":
            certain = [self._ends("=", x.lo, x.hi), self._ends("=", y.lo, y.hi), self._ends("=", x.lo, y.lo)]
            apart = [self._ends(">", x.lo, y.hi), self._ends(">", y.lo, x.hi)]
            return _decided(sql.both(certain), sql.either(apart))
        return _decided(self._ends(operator, x.lo, y.hi), self._ends(_STRICT[operator], x.hi, y.lo))

    def _kept(self, span: Span) -> Between:
        ends = self.between(span)
        lo, hi = (end and self.exact.kept(end) for end in (ends.lo, ends.hi))
        return Between(lo, hi)

    def _ends(self, operator: str, a: Num | None, b: Num | None) -> Sql:
        """How two ends compare; an endless end decides nothing."""
        return sql.truth(False) if a is None or b is None else as_sql(self.exact.compare(operator, a, b))

    def _against(self, operator: str, a: Told, b: Told, varying: Told) -> Truth:
        """A comparison with a constant: SQL's own NULL says unknown, unless the range decides."""
        if varying.value.absent:
            return _decide(operator, a, b)
        told = self.exact.compare("=" if operator == "==" else operator, a.value, b.value)
        if isinstance(told, bool) or not varying.value.nullable:
            return told
        unknown = _decide(operator, a, b)
        return told if unknown is None else sql.coalesce(told, sql.truth(unknown))

    def positive(self, span: Span) -> Span:
        """The span, never below zero."""
        return self._of_two("max", span, fixed(ZERO))


def _bound_by(operator: str, span: Span, limit: Span) -> bool:
    """Whether the least (or the greatest) of a span and a constant is always the span."""
    if not isinstance(limit, Told) or limit.value.fixed is None:
        return False
    if operator == "max":
        return span.low is not None and span.low >= limit.value.fixed
    return isinstance(span, Told) and span.high is not None and span.high <= limit.value.fixed


def _absent_with_constant(a: Told, b: Told) -> bool:
    return any(x.value.absent and y.value.fixed is not None for x, y in ((a, b), (b, a)))


def _sum(operator: str, a: Fraction, b: Fraction) -> Fraction:
    return a + b if operator == "+" else a - b


def _end(pick: Callable[[Fraction, Fraction], Fraction], a: End, b: End, *, endless_wins: bool) -> End:
    if a is None or b is None:
        return None if endless_wins else a if a is not None else b
    return pick(a, b)


def _decided(certain: Sql, impossible: Sql) -> Sql:
    return sql.case((certain, sql.truth(True)), (impossible, sql.truth(False)))


def _decide(operator: str, a: Told, b: Told) -> bool | None:
    """What fixed ranges already decide."""
    least = a.low is not None and b.high is not None
    most = a.high is not None and b.low is not None
    match operator:
        case ">=":
            certain, impossible = least and a.low >= b.high, most and a.high < b.low  # type: ignore[operator]
        case ">":
            certain, impossible = least and a.low > b.high, most and a.high <= b.low  # type: ignore[operator]
        case _:
            certain = a.low is not None and a.low == a.high == b.low == b.high
            impossible = (least and a.low > b.high) or (most and b.low > a.high)  # type: ignore[operator]
    return True if certain else False if impossible else None


_STRICT = {">=": "<", ">": "<="}

__all__ = ["Between", "End", "Span", "Spans", "Told", "fixed"]
