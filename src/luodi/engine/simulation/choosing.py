"""Who of those who may claim does, and who is chosen where a quota stands: the table of a run.

Both are drawn by md5 over (seed, support, enterprise), never by a generator: the same seed draws the same enterprises on any
machine, in any order, before and after a reform, and a higher rate only adds to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from luodi.engine.core.errors import DataError
from luodi.engine.rules.engines.tables.quoted import name, text
from luodi.engine.rules.grammar import did_you_mean
from luodi.engine.rules.model import Support
from luodi.engine.rules.tree import NUMERIC, Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact
from luodi.engine.simulation.assumptions import ORDERS, Assumptions, Seats
from luodi.engine.simulation.layout import CLASS, LOWEST
from luodi.engine.simulation.model import Quota
from luodi.engine.simulation.sources.opened import Population

#: Draws lie between 0 and this; a rate has at most nine decimals.
PARTS = 10**9
_TABLE = """CREATE OR REPLACE TABLE {table} AS
  SELECT enterprise_id, support, thing, verdict, promise, {class_} AS class, {lowest} AS lo, hi, {applies} AS applies,
    {applies} AS chosen, NULL::BIGINT AS place
  FROM read_parquet({file})"""
#: A claim that is certain stands before one that hangs on a missing fact; what is equal in the order is drawn.
_PLACES = """UPDATE {table} AS t SET chosen = p.place <= {count}, place = p.place FROM (
    SELECT c.rowid AS own, row_number() OVER (ORDER BY {certain} DESC, {key} DESC NULLS LAST, {lot}, c.enterprise_id, c.thing) AS place
    FROM {table} AS c {beside} WHERE c.support = {support} AND c.applies
  ) AS p WHERE t.rowid = p.own"""
_TIES = """WITH ranked AS (
    SELECT place, rank() OVER (ORDER BY {certain} DESC, {key} DESC NULLS LAST) AS level
    FROM {table} AS c {beside} WHERE c.support = {support} AND c.applies
  ), line AS (SELECT level FROM ranked WHERE place = {count})
  SELECT count(*), coalesce(sum((place <= {count})::INT), 0), (SELECT count(*) FROM ranked)
  FROM ranked WHERE level = (SELECT level FROM line)"""
_CERTAIN = "(c.class IN ('definite', 'ceiling') OR (c.class = 'case' AND coalesce(c.verdict, false)))"
#: Endless sums are the largest.
_SUMS = {
    "largest": "coalesce(c.hi, 9223372036854775807)",
    "smallest": "-coalesce(c.hi, 9223372036854775807)",
    "lot": "0",
}


def choose(
    population: Population, claims: Path, table: str, supports: Mapping[str, Support], assumptions: Assumptions, year: int
) -> dict[str, Quota]:  # fmt: skip
    """Make the table of a run out of its claims; return the quotas that were applied, by support."""
    population.execute(_TABLE.format(
        table=table, file=text(claims), class_=CLASS, lowest=LOWEST, applies=_applies(assumptions)
    ))  # fmt: skip
    seats = {path: Seats(s.quota.count) for path, s in supports.items() if s.quota is not None}
    seats |= {path: seat for path, seat in assumptions.quotas.items() if path in supports}
    return {
        path: _seated(population, table, supports[path], seat, assumptions.seed, year) for path, seat in seats.items()
    }


def lot(seed: int, *parts: str) -> str:
    """A draw in SQL, between 0 and PARTS: the last eight bytes of an md5, the lowest first, modulo PARTS."""
    words = " || '|' || ".join(parts)
    return f"(md5_number_lower({text(f'{seed}|')} || {words}) % {PARTS})::BIGINT"


def _applies(assumptions: Assumptions) -> str:
    if assumptions.everybody_applies:
        return "true"
    cases = [f"WHEN {text(path)} THEN {_below(rate)}" for path, rate in assumptions.rates.items()]
    other = str(_below(assumptions.default_rate))
    below = f"CASE support {' '.join(cases)} ELSE {other} END" if cases else other
    return f"{lot(assumptions.seed, 'support', 'enterprise_id::VARCHAR')} < {below}"


def _below(rate: Decimal) -> int:
    return int(rate * PARTS)


def _seated(population: Population, table: str, support: Support, seats: Seats, seed: int, year: int) -> Quota:
    key, beside, said = order_of(population, support.entity, seats.order, year)
    draw = lot(seed, "c.support", "c.enterprise_id::VARCHAR", "coalesce(c.thing, '')")
    asked = {"table": table, "count": seats.count, "certain": _CERTAIN, "key": key, "lot": draw, "beside": beside, "support": text(support.path)}  # fmt: skip
    population.execute(_PLACES.format(**asked))
    competing = int(
        population.rows(f"SELECT count(*) FROM {table} WHERE support = {text(support.path)} AND applies")[0][0]
    )
    if seats.order == "lot" or not 0 < seats.count < competing:
        return Quota(seats.count, said, competing)
    level, within, _ = population.rows(_TIES.format(**asked))[0]
    tied = int(level) if level > within else 0
    return Quota(seats.count, said, competing, tied, int(within) if tied else 0)


def order_of(population: Population, entity: str, order: str, year: int) -> tuple[str, str, str]:
    """The key to sort claims `c` by (the highest first), what has to be joined for it, and its name in Chinese."""
    if order in ORDERS:
        return _SUMS[order], "", ORDERS[order]
    low, own = order.startswith("-"), order.lstrip("-")
    fact = population.vocabulary.by_key(own)
    known = [f.key for held in population.vocabulary.facts.values() for f in held.values()]
    if fact is None:
        near = did_you_mean(own, [*ORDERS, *known])
        raise DataError(f"不能按“{order}”排次序", fix=near or "可用：" + "、".join(ORDERS) + "，或一个事实")
    column = _column(population, fact, entity, order, year)
    key = f"epoch_us(b.{column}::TIMESTAMP)" if fact.type is Type.DATE else f"b.{column}::BIGINT"
    on = (
        "b.id = c.enterprise_id"
        if fact.entity == ENTERPRISE
        else "b.enterprise_id = c.enterprise_id AND b.id = c.thing"
    )
    words = ("早的", "晚的") if fact.type is Type.DATE else ("低的", "高的")
    said = f"{fact.label}{words[0] if low else words[1]}在先"
    return (f"-({key})" if low else key), f"LEFT JOIN {name(fact.entity)} AS b ON {on}", said


def _column(population: Population, fact: Fact, entity: str, order: str, year: int) -> str:
    if fact.type not in NUMERIC | {Type.DATE, Type.BOOLEAN}:
        raise DataError(
            f"不能按“{order}”排次序", why=f"{fact.label}是{fact.type.label}", fix="用金额、个数、日期或是否"
        )
    if fact.entity not in {ENTERPRISE, entity}:
        raise DataError(
            f"不能按“{order}”排次序", why="它不是这项支持计数的对象的事实", fix="用企业的事实，或这项支持 for 的实体的"
        )
    column = f"{fact.name}_{year}" if fact.by_year else fact.name
    if column not in population.columns(fact.entity):
        raise DataError(
            f"不能按“{order}”排次序",
            why=f"这批企业的 {fact.entity} 表里没有 {column} 列",
            fix="补上这一列，或换一个次序",
        )
    return name(column)
