"""Truth with three values: what is already certain stays a constant, the rest is SQL, where NULL is unknown.

SQL's AND, OR and NOT are Kleene's in every dialect, so a condition costs what it would cost by hand.
"""

from __future__ import annotations

from collections.abc import Iterable

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
