"""The choice in SQL: every maximal compatible set is added up for every enterprise, and the greatest is kept.

Plain SQL (joins, sums, ROW_NUMBER), read from the tables `open_claims` (see `rows`) and `bound` (enterprise_id, field: what is left
to the solver). It is written for DuckDB and rewritten for other dialects by sqlglot.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlglot
from sqlglot import exp

from luodi.engine.core.errors import LuodiError
from luodi.engine.rules.best.model import ORDERS
from luodi.engine.rules.engines.tables import dialects
from luodi.engine.rules.engines.tables.best.circles import Circle, Plan

#: What a claim brings by itself, each kind of money in a column of its own (`reckon.worth_alone`).
WORTH = {
    "amount": "CASE WHEN sure AND kind = 0 THEN lo ELSE 0 END",
    "at_most": "CASE WHEN sure AND kind = 1 AND lo = hi THEN hi ELSE 0 END",
    "endless": "CASE WHEN hi IS NULL THEN 1 ELSE 0 END",
    "unknown": "CASE WHEN kind = 2 OR (sure AND lo = hi) THEN 0 ELSE COALESCE(hi, 0) END",
    "discretion": "CASE WHEN kind = 2 THEN 1 ELSE 0 END",
}
#: The supports of a circle whose order still decides between equal sets: a bit each.
BITS = 62


def choice(plan: Plan, by: str, dialect: str = "duckdb") -> str:
    """The query of all claims that are not left to the solver: each with what it brings and whether it is `chosen`.

    `by` is a key of `ORDERS`. Of equal sets the one with fewer claims wins, then the one whose claims come first.
    """
    order = ", ".join(f"{name} DESC" for name in _order(by))
    worth = ", ".join(f"{value} AS {name}" for name, value in WORTH.items())
    sums = ", ".join(f"SUM({name}) AS {name}" for name in WORTH)
    text = f"""
        WITH supports AS ({_supports(plan)}), sets AS ({_sets(plan)}),
        priced AS (
            SELECT o.enterprise_id, o.number, o.entity_id, o.sure, s.circle, s.way, {worth},
                CASE WHEN s.way = 1 THEN o.entity_id ELSE '' END AS thing
            FROM open_claims AS o JOIN supports AS s ON s.number = o.number
            LEFT JOIN bound AS b ON b.enterprise_id = o.enterprise_id AND b.field = s.field
            WHERE b.field IS NULL),
        placed AS (
            SELECT *, {_place(plan, order)} AS place FROM priced WHERE way > 0),
        added AS (
            SELECT p.enterprise_id, p.circle, p.thing, s.choice, {sums}, COUNT(*) AS claims, SUM(s.weight) AS weight
            FROM placed AS p JOIN sets AS s ON s.number = p.number WHERE p.place = 1
            GROUP BY p.enterprise_id, p.circle, p.thing, s.choice),
        greatest_set AS (
            SELECT enterprise_id, circle, thing, choice,
                ROW_NUMBER() OVER (PARTITION BY enterprise_id, circle, thing ORDER BY {order}, claims, weight DESC, choice) AS place
            FROM added),
        kept AS (
            SELECT g.enterprise_id, g.circle, g.thing, s.number
            FROM greatest_set AS g JOIN sets AS s ON s.choice = g.choice WHERE g.place = 1)
        SELECT p.enterprise_id, p.number, p.entity_id, p.sure, {", ".join(f"p.{name}" for name in WORTH)},
            k.number IS NOT NULL AS chosen
        FROM placed AS p LEFT JOIN kept AS k
            ON k.enterprise_id = p.enterprise_id AND k.circle = p.circle AND k.thing = p.thing AND k.number = p.number AND p.place = 1
        UNION ALL
        SELECT enterprise_id, number, entity_id, sure, {", ".join(WORTH)}, TRUE AS chosen FROM priced WHERE way = 0"""
    return written(text, dialect)


def _place(plan: Plan, order: str) -> str:
    """A claim's place among those of its support where the enterprise may have only one of them; else the first."""
    if all(circle.per_entity for circle in plan.circles):
        return "1"
    number = f"ROW_NUMBER() OVER (PARTITION BY enterprise_id, number, way ORDER BY {order}, entity_id)"
    return f"CASE WHEN way = 2 THEN {number} ELSE 1 END"


def bound(plan: Plan, slots: int, dialect: str = "duckdb") -> str:
    """The query of what is left to the solver: enterprises in whose field a limit binds, or no fixed list of sets holds.

    A limit that its claims together cannot reach cuts nothing, whatever is chosen.
    """
    parts = [
        f"""SELECT DISTINCT o.enterprise_id, s.field FROM open_claims AS o JOIN supports AS s ON s.number = o.number
        WHERE o.l{i} IS NOT NULL GROUP BY o.enterprise_id, s.field, o.l{i}, o.l{i}_for
        HAVING COUNT(o.hi) <> COUNT(*) OR SUM(o.hi) > MIN(o.l{i}_lo)"""
        for i in range(slots)
    ]
    if plan.by_solver:
        listed = ", ".join(map(str, sorted(plan.by_solver)))
        parts.append(
            "SELECT DISTINCT o.enterprise_id, s.field FROM open_claims AS o JOIN supports AS s ON s.number = o.number "
            f"WHERE s.field IN ({listed})"
        )
    if not parts:
        parts = [
            "SELECT o.enterprise_id, s.field FROM open_claims AS o JOIN supports AS s ON s.number = o.number WHERE 1 = 0"
        ]
    return written(f"WITH supports AS ({_supports(plan)}) {' UNION '.join(parts)}", dialect)


def left_to_solver(plan: Plan, slots: int) -> str:
    """The query of the claims that the solver gets, those of one enterprise and field together (DuckDB)."""
    limits = "".join(f", o.l{i}, o.l{i}_for, o.l{i}_lo, o.l{i}_hi" for i in range(slots))
    return (
        f"WITH supports AS ({_supports(plan)}) "
        f"SELECT o.enterprise_id, s.field, o.number, o.entity_id, o.sure, o.kind, o.lo, o.hi, CAST(o.dated AS VARCHAR){limits} "
        "FROM open_claims AS o JOIN supports AS s ON s.number = o.number "
        "JOIN bound AS b ON b.enterprise_id = o.enterprise_id AND b.field = s.field "
        "ORDER BY o.enterprise_id, s.field, o.number, o.entity_id"
    )


def _order(by: str) -> list[str]:
    return [name for kind in ORDERS[by] for name in (("endless", "unknown") if kind == "unknown" else (kind,))]


def _supports(plan: Plan) -> str:
    """Every support's field and circle, and how its circle chooses: 0 always, 1 for each entity, 2 for the enterprise."""
    circles = {c.number: c for c in plan.circles}
    rows = []
    for number in plan.supports:
        circle = circles.get(plan.circle_of.get(number, 0))
        way = 0 if circle is None else 1 if circle.per_entity else 2
        rows.append((number, plan.fields[number], circle.number if circle else 0, way))
    return _table(("number", "field", "circle", "way"), rows)


def _sets(plan: Plan) -> str:
    """Every maximal set: its number, the supports it holds, and the weight of each between equal sets."""
    rows = []
    choices = 0
    for circle in plan.circles:
        for held in circle.sets:
            choices += 1
            rows += [(choices, number, _weight(circle, number)) for number in held]
    return _table(("choice", "number", "weight"), rows)


def _weight(circle: Circle, number: int) -> int:
    """The earlier a support stands in its circle, the heavier: more than all after it together."""
    place = circle.members.index(number)
    return 1 << (BITS - 1 - place) if place < BITS else 0


def _table(names: tuple[str, ...], rows: Iterable[tuple[int, ...]]) -> str:
    """A table of whole numbers as a query that every dialect reads."""
    made = [
        "SELECT " + ", ".join(f"CAST({value} AS BIGINT) AS {name}" for name, value in zip(names, row, strict=True))
        for row in rows
    ]
    empty = "SELECT " + ", ".join(f"CAST(0 AS BIGINT) AS {name}" for name in names) + " WHERE 1 = 0"
    return " UNION ALL ".join(made) or empty


def written(text: str, dialect: str) -> str:
    """SQL in another dialect."""
    if dialect == "duckdb":
        return text
    tree = sqlglot.parse_one(text, read="duckdb")
    if not isinstance(tree, exp.Query):
        raise LuodiError("这不是查询", fix="这是程序的错误")
    return dialects.written(tree, dialect)
