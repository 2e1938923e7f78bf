"""Exact numbers in SQL: integers over a fixed denominator, with a proof that they cannot overflow.

A sum of 1/5 of x is kept as x over 500 (x in fen), never divided before the end; ratios are compared by
cross-multiplying. Every number carries `top`, the largest its numerator can be (the table layout bounds every fact), so
that 64 bits are used where they suffice, a wide integer where they do not, and nothing at all where no engine could.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, gcd, lcm

from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.sql import Inexpressible, Sql

NARROW = 2**63 - 1
#: Ten to the 37th: what DECIMAL(38) and 128 bits both hold with room for a carry.
WIDEST = 10**37


@dataclass(frozen=True)
class Num:
    """`sql / (den * by)`: an integer (a constant, or SQL) over a positive denominator; |numerator| is never above `top`.

    A nullable number is NULL where the value was not told, or where an end is endless; which of the two, its owner knows.
    """

    sql: int | Sql
    den: int
    top: int
    nullable: bool = False
    wide: bool = False
    by: Num | None = None  # a whole number above 0, where the number is divided by a fact

    @property
    def absent(self) -> bool:
        """Whether nobody told the number: NULL in every row."""
        return not isinstance(self.sql, int) and sql.is_nothing(self.sql)

    @property
    def fixed(self) -> Fraction | None:
        """The value of a constant."""
        return Fraction(self.sql, self.den) if isinstance(self.sql, int) and self.by is None else None


def constant(value: Fraction) -> Num:
    """A number that is the same in every row."""
    return Num(value.numerator, value.denominator, abs(value.numerator))


def never_told() -> Num:
    """A number that is NULL in every row."""
    return Num(sql.nothing("BIGINT"), 1, 0, nullable=True)


def fact(value: Sql, den: int, top: int, *, nullable: bool = True) -> Num:
    """A number of the table, NULL where it was not told."""
    return Num(value, den, top, nullable=nullable)


class Exact:
    """Arithmetic that builds SQL. `keep` gives a value that is used more than once a name; `widest` is what the dialect holds."""

    def __init__(self, keep: Callable[[Sql], Sql], widest: int = WIDEST) -> None:
        self.keep, self._widest = keep, widest

    # -- parts ----------------------------------------------------------------------------------------------------

    def kept(self, number: Num) -> Num:
        """The number under a name, so that it can be used often."""
        if isinstance(number.sql, int):
            return number
        by = self.kept(number.by) if number.by else None
        return replace(number, sql=self.keep(number.sql), by=by)

    def numerator(self, number: Num, *, wide: bool) -> Sql:
        """The numerator as SQL, of the width asked for."""
        if isinstance(number.sql, int):
            made = sql.big(number.sql)
            return sql.cast(sql.whole(number.sql), sql.WIDE) if wide else made
        return sql.cast(number.sql, sql.WIDE) if wide and not number.wide else number.sql

    def _fits(self, top: int) -> bool:
        """Whether a numerator needs the wide integer; refuses what no integer of the dialect holds."""
        if top > self._widest:
            bits = 64 if self._widest <= NARROW else 128
            raise Inexpressible(f"中间结果可能超出 {bits} 位整数（至多约 10^{len(str(top)) - 1}）")
        return top > NARROW

    def _operate(self, operator: str, a: Num, b: Num, top: int) -> tuple[int | Sql, bool]:
        """One operation on two numerators, in the width the result needs."""
        if isinstance(a.sql, int) and isinstance(b.sql, int):
            return {"+": a.sql + b.sql, "-": a.sql - b.sql, "*": a.sql * b.sql}[operator], False
        wide = self._fits(top) or a.wide or b.wide
        left, right = (self._operand(n, wide) for n in (a, b))
        return sql.binary(operator, left, right), wide

    def _operand(self, number: Num, wide: bool) -> Sql:
        if isinstance(number.sql, int) and not wide:
            return sql.whole(number.sql) if abs(number.sql) < 2**31 else sql.big(number.sql)
        return self.numerator(number, wide=wide)

    def times(self, number: Num, factor: int) -> Num:
        """The numerator multiplied (the denominator stays)."""
        if factor == 1:
            return number
        top = number.top * abs(factor)
        made, wide = self._operate("*", number, constant(Fraction(factor)), top)
        return replace(number, sql=made, top=top, wide=wide)

    def alike(self, *numbers: Num) -> list[Num]:
        """The same numbers over one fixed denominator."""
        den = lcm(*(n.den for n in numbers))
        return [replace(self.times(n, den // n.den), den=den) for n in numbers]

    def unknown(self, number: Num) -> Sql:
        """Whether there is no number."""
        return sql.truth(False) if isinstance(number.sql, int) else sql.is_null(number.sql)

    # -- arithmetic -----------------------------------------------------------------------------------------------

    def add(self, a: Num, b: Num, operator: str = "+") -> Num:
        """a + b, or a - b."""
        if b.sql == 0:
            return a
        if a.sql == 0 and operator == "+":
            return b
        x, y = self.alike(a, b)
        by = _product(self, a.by, b.by)
        if by is not None:
            x, y = self._crossed(x, y), self._crossed(y, x)
        top = x.top + y.top
        made, wide = self._operate(operator, x, y, top)
        return Num(made, lcm(a.den, b.den), top, a.nullable or b.nullable, wide, by)

    def scale(self, a: Num, factor: Fraction) -> Num:
        """A number times a constant."""
        if factor == 0:
            return constant(factor)
        if a.absent:
            return a
        whole = Fraction(factor.numerator, factor.denominator * a.den)
        return replace(self.times(replace(a, den=1), whole.numerator), den=whole.denominator)

    def multiply(self, a: Num, b: Num) -> Num:
        """A product of two numbers that are both known or both NULL-able."""
        for one, other in ((a, b), (b, a)):
            if one.fixed is not None:
                return self.scale(other, one.fixed)
        top = a.top * b.top
        made, wide = self._operate("*", a, b, top)
        return Num(made, a.den * b.den, top, a.nullable or b.nullable, wide, _product(self, a.by, b.by))

    def divide(self, a: Num, b: Num) -> Num:
        """A quotient by a number that is above 0 wherever it is not NULL; where it is NULL, so is the numerator."""
        if b.fixed is not None:
            return self.scale(a, 1 / b.fixed)
        if b.nullable:
            b = self.kept(b)
            a = self.chosen([(sql.negate(self.unknown(b)), a)], None, nullable=True)
        upper = self.multiply(replace(a, by=None), b.by) if b.by is not None else replace(a, by=None)
        divisor = replace(b, den=1, by=None)
        by = self.multiply(a.by, divisor) if a.by is not None else divisor
        return replace(self.times(upper, b.den), by=by, nullable=a.nullable or b.nullable)

    # -- comparison -----------------------------------------------------------------------------------------------

    def compare(self, operator: str, a: Num, b: Num) -> bool | Sql:
        """a op b, with op one of >= > <= < =; NULL where a side is NULL."""
        x, y = a.fixed, b.fixed
        if x is not None and y is not None:
            return _TRUTH[operator](x, y)
        if y is not None and a.by is None:
            return self._against(operator, a, y)
        if x is not None and b.by is None:
            return self._against(_MIRROR[operator], b, x)
        left, right = self._crossed(a, b), self._crossed(b, a)
        common = gcd(a.den, b.den)
        left, right = self.times(left, b.den // common), self.times(right, a.den // common)
        wide = left.wide or right.wide
        return sql.binary(operator, self._operand(left, wide), self._operand(right, wide))

    def _crossed(self, a: Num, b: Num) -> Num:
        """A side of a comparison, multiplied by what the other side is divided by."""
        return self.multiply(replace(a, by=None, den=1), b.by) if b.by is not None else replace(a, by=None, den=1)

    def _against(self, operator: str, a: Num, limit: Fraction) -> Sql:
        """A number against a constant: whole numbers need no cross-multiplying, only the next whole limit."""
        assert not isinstance(a.sql, int)
        exact = limit * a.den
        if operator == "=" and exact.denominator != 1:
            return sql.case((sql.is_given(a.sql), sql.truth(False))) if a.nullable else sql.truth(False)
        # A limit that no value reaches is brought within the integers of the dialect.
        whole = max(-a.top - 1, min(a.top + 1, {">=": ceil, "<": ceil}.get(operator, floor)(exact)))
        return sql.binary(operator, a.sql, sql.whole(whole))

    def least(self, a: Num, b: Num, *, skip_null: bool) -> Num:
        """The lesser of two numbers that are never below zero: it is below the bounds of both."""
        made = self.extreme("<=", a, b, skip_null=skip_null)
        bounds = [Fraction(n.top, n.den) for n in (a, b) if n.by is None and not (skip_null and n.nullable)]
        if made.by is not None or not bounds:
            return made
        return replace(made, top=min(made.top, ceil(min(bounds) * made.den)))

    def extreme(self, operator: str, a: Num, b: Num, *, skip_null: bool) -> Num:
        """The lesser (`<=`) or greater (`>=`); a NULL is passed over, or makes the result NULL."""
        if a.fixed is not None and b.fixed is not None:
            return a if _TRUTH[operator](a.fixed, b.fixed) else b
        if a.fixed is not None:
            a, b = b, a
        x, y = (self.kept(n) for n in self.alike(self.kept(a), self.kept(b)))
        first = _as_sql(self.compare(operator, x, y))
        if not x.nullable and not y.nullable:
            return self.chosen([(first, x)], y, nullable=False)
        if skip_null:
            rule = sql.either([self.unknown(y), first]) if y.nullable else first
            return self.chosen([(rule, x)], y, nullable=x.nullable and y.nullable)
        second = _as_sql(self.compare(_STRICT[operator], y, x))
        if not y.nullable:
            # Where x is NULL the comparison is NULL, and the other branch gives x itself.
            return self.chosen([(second, y)], x, nullable=True)
        return self.chosen([(first, x), (second, y)], None, nullable=True)

    # -- where a value is NULL ------------------------------------------------------------------------------------

    def filled(self, a: Num, value: Fraction) -> Num:
        """The number, and a constant where it is NULL."""
        if not a.nullable:
            return a
        if a.absent:
            return constant(value)
        if a.by is not None:
            a = self.kept(a)
            return self.chosen([(self.unknown(a), constant(value))], a, nullable=False)
        x, y = self.alike(a, constant(value))
        wide = x.wide or y.wide
        made = sql.coalesce(self.numerator(x, wide=wide), self.numerator(y, wide=wide))
        return Num(made, x.den, max(x.top, y.top), False, wide)

    def chosen(self, whens: list[tuple[Sql, Num]], otherwise: Num | None, *, nullable: bool) -> Num:
        """The number of the first condition that holds; NULL when none does and nothing else is said."""
        conditions = [condition for condition, _ in whens]
        numbers = self.alike(*(n for _, n in whens), *((otherwise,) if otherwise is not None else ()))
        by = None
        if any(n.by is not None for n in numbers):
            parts = [n.by or constant(Fraction(1)) for n in numbers]
            pairs = list(zip(conditions, parts, strict=False))
            by = self.chosen(pairs, parts[-1] if otherwise is not None else None, nullable=True)
        top = max(n.top for n in numbers)
        wide = self._fits(top) or any(n.wide for n in numbers)
        made = [self.numerator(n, wide=wide) for n in numbers]
        last = made[-1] if otherwise is not None else None
        value = sql.case(*zip(conditions, made, strict=False), otherwise=last)
        return Num(value, numbers[0].den, top, nullable, wide, by)

    # -- rounding -------------------------------------------------------------------------------------------------

    def quotient(self, a: Num, unit: Fraction, *, half_up: bool) -> Num:
        """How many whole units a number (never below 0) is: half up, or cut down."""
        if a.fixed is not None:
            return constant(Fraction(floor(a.fixed / unit + (Fraction(1, 2) if half_up else 0))))
        steps = self.scale(replace(a, by=None), 1 / unit)
        den = steps.den
        if a.by is None and den == 1:
            return steps
        raised: Num = replace(steps, den=1)
        below = constant(Fraction(den)) if a.by is None else self.times(a.by, den)
        if half_up:
            raised, below = self._raised(raised, below)
        return replace(self._divided(raised, below), nullable=a.nullable)

    def _raised(self, a: Num, below: Num) -> tuple[Num, Num]:
        """A numerator and what it is divided by, so that cutting their quotient rounds half up."""
        if isinstance(below.sql, int):
            half = constant(Fraction(below.sql // 2))
        elif not below.wide:
            half = self._divided(below, constant(Fraction(2)))
        else:
            # Half of a wide number may be too long for a quotient (Spark's keeps 32 digits), so both are doubled instead.
            a, half, below = self.times(a, 2), below, self.times(below, 2)
        top = a.top + half.top
        made, wide = self._operate("+", a, half, top)
        return Num(made, 1, top, a.nullable, wide), below

    def _divided(self, a: Num, b: Num) -> Num:
        """Whole division of a number that is never below 0."""
        wide = a.wide or b.wide
        name = sql.WIDE_DIVIDE if wide else sql.DIVIDE
        made = sql.call(name, self.numerator(a, wide=wide), self.numerator(b, wide=wide))
        top = a.top // b.sql if isinstance(b.sql, int) else a.top
        return Num(made, 1, top, a.nullable or b.nullable, wide)

    def cut(self, a: Num, unit: Fraction, *, signed: bool) -> Num:
        """A number cut towards zero to a multiple of a unit."""
        if not signed:
            return self.scale(self.quotient(a, unit, half_up=False), unit)
        a = self.kept(a)
        down = self.scale(self.quotient(a, unit, half_up=False), unit)
        up = self.scale(self.quotient(self.times(a, -1), unit, half_up=False), -unit)
        below = _as_sql(self.compare("<", a, constant(Fraction(0))))
        return self.chosen([(below, up)], down, nullable=a.nullable)


def _product(exact: Exact, a: Num | None, b: Num | None) -> Num | None:
    """What two numbers together are divided by."""
    return exact.multiply(a, b) if a is not None and b is not None else a or b


def _as_sql(value: bool | Sql) -> Sql:
    return sql.truth(value) if isinstance(value, bool) else value


_TRUTH: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": lambda a, b: a >= b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, "<": lambda a, b: a < b, "=": lambda a, b: a == b,
}  # fmt: skip
_MIRROR = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "="}
#: What holds of (b, a) where `operator` does not hold of (a, b).
_STRICT = {"<=": "<", ">=": ">"}
