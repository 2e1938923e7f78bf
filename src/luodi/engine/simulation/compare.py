"""A reform beside the baseline: who has more and who has less of what is certain, as the rules say, by enterprise and by group."""

from __future__ import annotations

from luodi.engine.simulation.groups import Way, read
from luodi.engine.simulation.model import Changed, ChangedGroup
from luodi.engine.simulation.sources.opened import Population

_KINDS = ("definite", "ceiling")
_OPEN = ("unknown_lo", "unknown_hi", "unbounded", "cases", "unsettled")
_CHANGE = """CREATE OR REPLACE TABLE sums.change AS
  SELECT enterprise_id, {differences}, {open} AS uncertain FROM {before} AS b FULL JOIN {after} AS a USING (enterprise_id)"""
_UP, _DOWN = "(c.definite > 0 OR c.ceiling > 0)", "(c.definite < 0 OR c.ceiling < 0)"
_COUNTS = f"""count(*) FILTER ({_UP} AND NOT {_DOWN}), count(*) FILTER ({_DOWN} AND NOT {_UP}), count(*) FILTER ({_UP} AND {_DOWN}),
  count(*) FILTER (NOT {_UP} AND NOT {_DOWN} AND uncertain), count(*) FILTER (c.enterprise_id IS NULL OR NOT ({_UP} OR {_DOWN} OR uncertain)),
  {", ".join(f"coalesce(sum({sign}c.{k}) FILTER ({sign}c.{k} > 0), 0)::HUGEINT" for k in _KINDS for sign in ("", "-"))}"""
_ASK = """SELECT {value} AS part, {counts} FROM enterprise AS e LEFT JOIN sums.change AS c ON c.enterprise_id = e.id
  GROUP BY part ORDER BY count(*) DESC, part"""


def compare(
    population: Population, before: str, after: str, ways: list[Way]
) -> tuple[Changed, tuple[ChangedGroup, ...]]:
    """Set two tables of one row an enterprise side by side; return the whole, and each group in the order of its size."""
    differences = ", ".join(f"coalesce(a.{k}, 0) - coalesce(b.{k}, 0) AS {k}" for k in _KINDS)
    open_ = " OR ".join(f"coalesce(a.{k}, 0) <> coalesce(b.{k}, 0)" for k in _OPEN)
    population.execute(_CHANGE.format(differences=differences, open=open_, before=before, after=after))
    [whole] = population.rows(_ASK.format(value="0", counts=_COUNTS))
    groups = [
        ChangedGroup(one.word, row[0], read(one, row[0], population.vocabulary), Changed(*map(int, row[1:])))
        for one in ways
        for row in population.rows(_ASK.format(value=one.value, counts=_COUNTS))
    ]
    return Changed(*map(int, whole[1:])), tuple(groups)
