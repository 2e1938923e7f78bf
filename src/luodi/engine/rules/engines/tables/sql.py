"""SQL as a tree: the few forms the table engine writes, each meaning the same in every dialect.

What dialects do differently (day numbers, shifted dates, whole division, wide integers) stands in the tree under a name of
our own and is spelt out by `dialects`. `LEAST` and `GREATEST` are never written: engines treat NULL in them differently. A
node may stand in several places of a tree, so a tree is copied before anything in it is replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from sqlglot import exp

Sql = exp.Expr

#: Names of our own, spelt out per dialect.
DAY_NUMBER, SHIFT, DIVIDE, WIDE_DIVIDE = "LUODI_DAY_NUMBER", "LUODI_SHIFT", "LUODI_DIVIDE", "LUODI_WIDE_DIVIDE"
AS_WRITTEN, TYPE_OF, GOOD_DAY = "LUODI_AS_WRITTEN", "LUODI_TYPE_OF", "LUODI_GOOD_DAY"
WIDE = "INT128"


class Inexpressible(Exception):
    """A formula, or a part of one, that cannot be said exactly in SQL; the text says why, for people."""


def column(name: str, table: str = "") -> Sql:
    """A column by its name, always quoted."""
    return exp.column(name, table=table or None, quoted=True)


def whole(value: int) -> Sql:
    """An integer; one that stands alone is cast, so that no engine takes it for 32 bits."""
    literal: Sql = exp.Literal.number(abs(value))
    return exp.Neg(this=literal) if value < 0 else literal


def big(value: int) -> Sql:
    """An integer of 64 bits (or wide, where it needs to be)."""
    return cast(whole(value), "BIGINT" if abs(value) < 2**63 else WIDE)


def text(value: str) -> Sql:
    """A text."""
    return exp.Literal.string(value)


def day(value: date) -> Sql:
    """A day."""
    return cast(text(value.isoformat()), "DATE")


def nothing(kind: str) -> Sql:
    """NULL of a type."""
    return cast(exp.Null(), kind)


def is_nothing(value: Sql) -> bool:
    """Whether a value is NULL in every row."""
    return isinstance(value, exp.Cast) and isinstance(value.this, exp.Null)


def truth(value: bool) -> Sql:
    """TRUE or FALSE."""
    return exp.Boolean(this=value)


def cast(value: Sql, kind: str) -> Sql:
    """A value as another type."""
    return exp.Cast(this=value, to=_type(kind))


@lru_cache
def _type(kind: str) -> exp.DataType:
    return exp.DataType.build(kind)


def call(name: str, *parts: Sql) -> Sql:
    """A function by its name."""
    return exp.Anonymous(this=name, expressions=list(parts))


def coalesce(first: Sql, *others: Sql) -> Sql:
    """The first that is not NULL."""
    return exp.Coalesce(this=first, expressions=list(others))


def case(*whens: tuple[Sql, Sql], otherwise: Sql | None = None) -> Sql:
    """The value of the first condition that holds; NULL when none does and nothing else is said."""
    ifs = [exp.If(this=condition, true=value) for condition, value in whens]
    return exp.Case(ifs=ifs, default=otherwise if otherwise is not None else None)


_OPERATORS: dict[str, type[exp.Binary]] = {
    "+": exp.Add, "-": exp.Sub, "*": exp.Mul, ">=": exp.GTE, ">": exp.GT, "<=": exp.LTE, "<": exp.LT, "=": exp.EQ, "<>": exp.NEQ,
}  # fmt: skip


def binary(operator: str, left: Sql, right: Sql) -> Sql:
    """Two values joined by an operator, in brackets where needed."""
    return _OPERATORS[operator](this=_inner(left), expression=_inner(right))


def both(parts: Iterable[Sql]) -> Sql:
    """Every part; Kleene's and, as in every dialect."""
    return _joined(exp.And, list(parts), True)


def either(parts: Iterable[Sql]) -> Sql:
    """At least one part; Kleene's or."""
    return _joined(exp.Or, list(parts), False)


def _joined(kind: type[exp.Connector], parts: list[Sql], empty: bool) -> Sql:
    if not parts:
        return truth(empty)
    made: Sql = _inner(parts[0])
    for part in parts[1:]:
        made = kind(this=made, expression=_inner(part))
    return made if len(parts) > 1 else parts[0]


def negate(value: Sql) -> Sql:
    """Kleene's not."""
    return exp.Not(this=_inner(value))


def is_null(value: Sql) -> Sql:
    """Whether there is no value."""
    return exp.Is(this=_inner(value), expression=exp.Null())


def is_given(value: Sql) -> Sql:
    """Whether there is a value."""
    return exp.Not(this=is_null(value))


def among(value: Sql, options: Sequence[Sql]) -> Sql:
    """Whether the value is one of several."""
    return exp.In(this=_inner(value), expressions=list(options))


def start_of(value: Sql, length: int) -> Sql:
    """The first characters of a text."""
    return exp.Substring(this=value, start=exp.Literal.number(1), length=exp.Literal.number(length))


def as_written(value: Sql) -> Sql:
    """A text that sorts by its characters' numbers, as Python sorts it, whatever the language of the database."""
    return call(AS_WRITTEN, value)


def may_hold(value: Sql) -> Sql:
    """Whether a condition holds or is unknown."""
    return coalesce(value, truth(True))


def holds(value: Sql) -> Sql:
    """Whether a condition certainly holds."""
    return coalesce(value, truth(False))


def alias(value: Sql, name: str) -> Sql:
    """A value under a name."""
    return exp.Alias(this=value, alias=exp.to_identifier(name, quoted=True))


def table(name: str, short: str) -> exp.Table:
    """A table under a short name."""
    return exp.Table(this=exp.to_identifier(name, quoted=True), alias=_short(short))


def within(query: exp.Query, short: str) -> exp.Subquery:
    """A query as a table under a short name."""
    return exp.Subquery(this=query, alias=_short(short))


def _short(name: str) -> exp.TableAlias:
    return exp.TableAlias(this=exp.to_identifier(name, quoted=True))


def select(columns: Iterable[Sql], source: Sql, where: Iterable[Sql] = ()) -> exp.Select:
    """A query over one table or query; `where` are conditions that must all hold."""
    made = exp.Select(expressions=list(columns)).from_(source, copy=False)
    conditions = list(where)
    return made.where(both(conditions), copy=False) if conditions else made


def union(queries: Sequence[exp.Query]) -> exp.Query:
    """All rows of several queries, balanced so that no tree becomes deep."""
    if len(queries) == 1:
        return queries[0]
    half = len(queries) // 2
    return exp.Union(this=union(queries[:half]), expression=union(queries[half:]), distinct=False)


def over(function: Sql, partition: Sequence[Sql], order: Sequence[Sql] = (), *, before: bool = False) -> Sql:
    """A window function; `before` sums what stands before the row in the order."""
    spec = None
    if before:
        spec = exp.WindowSpec(
            kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end=exp.Literal.number(1), end_side="PRECEDING"
        )
    ordered = exp.Order(expressions=[exp.Ordered(this=o, desc=False) for o in order])
    return exp.Window(this=function, partition_by=list(partition), order=ordered if order else None, spec=spec)


def columns_in(value: Sql) -> list[str]:
    """The names of the columns a value is made of."""
    return [c.name for c in value.find_all(exp.Column)]


def _inner(value: Sql) -> Sql:
    loose = isinstance(value, exp.Binary | exp.Connector | exp.Unary | exp.Predicate | exp.Subquery)
    return exp.Paren(this=value) if loose and not isinstance(value, exp.Paren) else value
