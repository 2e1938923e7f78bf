"""Add the table of a run up: cost, gainers and distribution of each support, and how the money lies among the enterprises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from luodi.engine.rules.model import Support
from luodi.engine.simulation.assumptions import Assumptions
from luodi.engine.simulation.layout import MONEY, MONEY_COLUMNS
from luodi.engine.simulation.model import BANDS, Money, Quota, Spread, SupportResult
from luodi.engine.simulation.sources.opened import Population

_BY_SUPPORT = f"""SELECT support, count(DISTINCT enterprise_id) FILTER (verdict), count(DISTINCT enterprise_id) FILTER (verdict IS NULL), count(*), {MONEY}
  FROM {{table}} GROUP BY support"""
_PART = f"SELECT support, {MONEY} FROM {{table}} WHERE {{part}} GROUP BY support"
#: One row an enterprise: its certain sums by kind, and what hangs on missing facts; for all claims, and for those chosen.
_EACH = f"""CREATE OR REPLACE TABLE {{each}} AS
  SELECT a.*, {", ".join(f"coalesce(x.{c}, 0) AS {c}_1" for c in MONEY_COLUMNS)}
  FROM (SELECT enterprise_id, {MONEY} FROM {{table}} GROUP BY enterprise_id) AS a
  LEFT JOIN (SELECT enterprise_id, {MONEY} FROM {{table}} WHERE chosen GROUP BY enterprise_id) AS x ON x.enterprise_id = a.enterprise_id"""
_SPREAD = """WITH each AS ({each}),
  ranked AS (SELECT *, row_number() OVER (PARTITION BY own ORDER BY fen DESC) AS place, count(*) OVER (PARTITION BY own) AS many FROM each)
  SELECT own, count(*), sum(fen)::HUGEINT, max(fen)::HUGEINT, quantile_disc(fen, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]),
    coalesce(sum(fen) FILTER (place * 10 < many + 10), 0)::HUGEINT, coalesce(sum(fen) FILTER (place * 100 < many + 100), 0)::HUGEINT, {bands}
  FROM ranked GROUP BY own"""
_OF_SUPPORT = """SELECT support AS own, enterprise_id, sum(hi)::HUGEINT AS fen FROM {table}
  WHERE class IN ('definite', 'ceiling') AND hi > 0 GROUP BY support, enterprise_id"""
_OF_EACH = "SELECT '{kind}' AS own, {kind} AS fen FROM {each} WHERE {kind} > 0"


def by_support(
    population: Population, table: str, supports: Mapping[str, Support], quotas: Mapping[str, Quota], assumptions: Assumptions
) -> tuple[SupportResult, ...]:  # fmt: skip
    """Return what each support comes to, in the order given; one that nobody may have comes to nothing."""
    found = {row[0]: row[1:] for row in population.rows(_BY_SUPPORT.format(table=table))}
    applied = _parts(population, table, "applies")
    expected = _parts(population, table, "chosen")
    spreads = _spreads(population, _OF_SUPPORT.format(table=table))
    made = []
    for path, support in supports.items():
        row: Sequence[Any] = found.get(path, (0,) * 10)
        rate = format(assumptions.take_up(path).normalize(), "f")
        made.append(SupportResult(
            path, support.title, int(row[0]), int(row[1]), int(row[2]), Money(*map(int, row[3:])), spreads.get(path, Spread()),
            rate, applied.get(path, Money()), quotas.get(path), expected.get(path, Money()),
        ))  # fmt: skip
    return tuple(made)


def _parts(population: Population, table: str, part: str) -> dict[str, Money]:
    rows = population.rows(_PART.format(table=table, part=part))
    return {row[0]: Money(*map(int, row[1:])) for row in rows}


def by_enterprise(population: Population, table: str, each: str) -> None:
    """Make the table of one row an enterprise; the columns of those chosen end in `_1`."""
    population.execute(_EACH.format(table=table, each=each))


def spreads_of_all(population: Population, each: str) -> tuple[Spread, Spread]:
    """How the definite sums lie among the enterprises, and how the ceilings do."""
    query = " UNION ALL ".join(_OF_EACH.format(kind=kind, each=each) for kind in ("definite", "ceiling"))
    found = _spreads(population, query)
    return found.get("definite", Spread()), found.get("ceiling", Spread())


def _spreads(population: Population, query: str) -> dict[str, Spread]:
    """Among those who surely gain: the deciles, the highest, and what the top tenth and hundredth take."""
    edges = [0, *BANDS]
    within = [
        f"fen >= {low}" + (f" AND fen < {high}" if high else "") for low, high in zip(edges, [*BANDS, 0], strict=True)
    ]
    bands = ", ".join(f"count(*) FILTER ({w}), coalesce(sum(fen) FILTER ({w}), 0)::HUGEINT" for w in within)
    made = {}
    for own, gainers, total, highest, deciles, tenth, hundredth, *rest in population.rows(
        _SPREAD.format(each=query, bands=bands)
    ):
        pairs = tuple((int(rest[i]), int(rest[i + 1])) for i in range(0, len(rest), 2))
        made[own] = Spread(
            int(gainers), int(total), int(highest), tuple(map(int, deciles)), int(tenth), int(hundredth), pairs
        )
    return made


def gainers(population: Population, each: str) -> tuple[int, int]:
    """How many enterprises surely gain something, and how many may when facts that are missing turn out well."""
    [row] = population.rows(
        f"SELECT count(*) FILTER ({SURE}), count(*) FILTER (NOT ({SURE}) AND ({MAYBE})) FROM {each}"
    )
    return int(row[0]), int(row[1])


SURE = "definite > 0 OR ceiling > 0"
MAYBE = "unknown_hi > 0 OR unbounded > 0"
