"""Truth with three values: what is already certain stays a constant, the rest is SQL, where NULL is unknown.

SQL's AND, OR and NOT are Kleene's in every dialect, so a condition costs what it would cost by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlglot import exp

from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.sql import Sql

#: Yes, no, unknown in every row; or a condition.
Truth = bool | None | Sql


def as_sql(truth: Truth) -> Sql:
    """A truth as SQL."""
    if truth is None:
        return sql.nothing("BOOLEAN")
    return sql.truth(truth) if isinstance(truth, bool) else truth


def negation(truth: Truth) -> Truth:
    """Not."""
    if truth is None or isinstance(truth, bool):
        return None if truth is None else not truth
    return sql.negate(truth)


def conjunction(parts: Iterable[Truth]) -> Truth:
    """Every part."""
    return _joined(list(parts), decides=False)


def disjunction(parts: Iterable[Truth]) -> Truth:
    """At least one part."""
    return _joined(list(parts), decides=True)


_NEVER_NULL_ITSELF = (
    exp.And, exp.Or, exp.Not, exp.Paren, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Add, exp.Sub, exp.Mul, exp.Neg,
    exp.In, exp.Substring,
)  # fmt: skip


def filled(truth: Truth, column: Callable[[str], bool]) -> bool:
    """Whether a truth (or a value) is never unknown, going by which columns are never NULL; False also where that is hard to say."""
    if truth is None or isinstance(truth, bool | exp.Literal | exp.Boolean | exp.DataType):
        return truth is not None
    if isinstance(truth, exp.Column):
        return column(truth.name)
    if isinstance(truth, exp.Is):
        return True
    if isinstance(truth, exp.Coalesce):
        return any(filled(part, column) for part in (truth.this, *truth.expressions))
    if isinstance(truth, exp.Case):
        ends = [
            truth.args.get("default"),
            *(part for when in truth.args["ifs"] for part in (when.this, when.args["true"])),
        ]
        return all(filled(end, column) for end in ends)
    return isinstance(truth, _NEVER_NULL_ITSELF) and all(filled(part, column) for part in truth.iter_expressions())


def _joined(parts: list[Truth], *, decides: bool) -> Truth:
    if any(part is decides for part in parts):
        return decides
    varying = [part for part in parts if part is None or not isinstance(part, bool)]
    if not varying:
        return not decides
    if all(part is None for part in varying):
        return None
    # One unknown is as unknown as several.
    kept = [as_sql(part) for part in dict.fromkeys(varying)]
    return sql.either(kept) if decides else sql.both(kept)
