"""What the answers for a population come to: per support, and per group of enterprises, without a row for each of them.

`summarise` asks and adds up in one go; `add_up` does the same over answers that `run` has written. Definite sums, ceilings
and what hangs on missing facts are never added up, and every sum is a whole number of fen. Only claims that count enter.

    from luodi.engine.rules.engines.tables.summary import summarise
    found = summarise(policies, vocabulary, Question(date(2021, 6, 1)), sources, by={"kind": "coalesce(kind, '未填')"})
    found.supports["sichuan/chengdu/ai-policy#1.1-1"].amounts.ceiling
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from luodi.engine.rules.engines.tables import quoted
from luodi.engine.rules.engines.tables.checks import check
from luodi.engine.rules.engines.tables.emit import emit
from luodi.engine.rules.engines.tables.question import Question, Unsupported
from luodi.engine.rules.engines.tables.run import Progress
from luodi.engine.rules.engines.tables.sources import Settings, Source, open_tables
from luodi.engine.rules.model import Policy
from luodi.engine.rules.vocabulary import Vocabulary

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Amounts:
    """Sums in fen. What is certain in eligibility and sum is `definite` (amount) or `ceiling` (at most); the rest lies
    between `unknown_lo` and `unknown_hi`; `unbounded` counts claims without an upper end, which are in no sum.
    """

    definite: int = 0
    ceiling: int = 0
    unknown_lo: int = 0
    unknown_hi: int = 0
    unbounded: int = 0


@dataclass(frozen=True, slots=True)
class Total:
    """One support: enterprises with a certain claim, those for which a missing fact decides, claims (several an enterprise)."""

    eligible: int
    open: int
    claims: int
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Spread:
    """How the certain money of a support lies among those who gain: fen of the median, the highest, all, the top 10 % and 1 %."""

    gainers: int
    median: int
    highest: int
    all: int
    top_tenth: int
    top_hundredth: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group of enterprises: how many there are, how many surely gain anything, and all supports together."""

    enterprises: int
    gainers: int
    amounts: Amounts


@dataclass(frozen=True)
class Summary:
    """A population added up; groups by the name of the grouping, then of the group."""

    enterprises: int
    supports: Mapping[str, Total]
    spreads: Mapping[str, Spread]
    groups: Mapping[str, Mapping[str, Group]]
    by_group: Mapping[str, Mapping[tuple[str, str], Total]]  # grouping -> (group, support)
    unsupported: tuple[Unsupported, ...] = ()
    passed_over: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def summarise(
    policies: Iterable[Policy], vocabulary: Vocabulary, question: Question, sources: Mapping[str, Source], *,
    by: Mapping[str, str] | None = None, beside: Iterable[Policy] = (), settings: Settings | None = None,
    progress: Progress | None = None, checked: bool = True,
) -> Summary:  # fmt: skip
    """Answer for every enterprise of a population and add the answers up; nothing is written but what is spilt.

    `by` names groupings: each an expression of DuckDB over the columns of `enterprise`, never NULL and of type text.
    """
    with _spill(settings or Settings()) as chosen, open_tables(sources, vocabulary, chosen) as tables:
        if checked:
            check(tables, vocabulary)
        emission = emit(policies, vocabulary, replace(question, layout=tables.layout, rejected=False), beside=beside)
        names = ", ".join(quoted.text(s) for query in emission.queries for s in query.supports)
        tables.connection.execute(f"CREATE TYPE luodi_support AS ENUM ({names or quoted.text('')})")
        tables.connection.execute(f"CREATE TEMP TABLE luodi_each AS {_each('(' + _NO_ANSWERS + ')')}")
        for i, query in enumerate(emission.queries):
            tables.connection.execute(f"INSERT INTO luodi_each {_each('(' + query.sql + ')')}")
            if progress:
                progress(i + 1, len(emission.queries))
        found = _added(tables.connection, by or {})
    return replace(found, unsupported=emission.unsupported, passed_over=tables.passed_over)


def add_up(connection: duckdb.DuckDBPyConnection, answers: str, by: Mapping[str, str] | None = None) -> Summary:
    """Add up answers that are there: a table, a view or `read_parquet('…')` in the layout of `results`.

    The connection has the enterprises as `enterprise`; `by` as in `summarise`.
    """
    connection.execute(f"CREATE TYPE luodi_support AS ENUM (SELECT DISTINCT support FROM {answers})")
    try:
        connection.execute(f"CREATE TEMP TABLE luodi_each AS {_each(answers)}")
        return _added(connection, by or {})
    finally:
        connection.execute("DROP TABLE IF EXISTS luodi_each")
        connection.execute("DROP TYPE luodi_support")


@contextmanager
def _spill(settings: Settings) -> Iterator[Settings]:
    """A place to spill to, gone when the block ends."""
    if settings.spill is not None:
        yield settings
        return
    with TemporaryDirectory(prefix="luodi-") as folder:
        yield replace(settings, spill=Path(folder))


_NO_ANSWERS = (
    "SELECT id AS enterprise_id, NULL AS support, '' AS verdict, '' AS kind, false AS counts, 0::BIGINT AS counted_low_fen, "
    "0::BIGINT AS counted_high_fen FROM enterprise LIMIT 0"
)


def _each(answers: str) -> str:
    """One row an enterprise and support: whether it is certain or open, how many claims, and their sums."""
    sure = "verdict = 'yes' AND (kind = 'discretion' OR counted_low_fen = counted_high_fen)"
    priced = "kind <> 'discretion'"
    return f"""
      SELECT enterprise_id, support::luodi_support AS support, bool_or(verdict = 'yes') AS sure, bool_or(verdict = 'unknown') AS open,
        count(*)::BIGINT AS claims,
        coalesce(sum(CASE WHEN {sure} AND kind = 'amount' THEN counted_high_fen END), 0)::BIGINT AS definite,
        coalesce(sum(CASE WHEN {sure} AND kind = 'at_most' THEN counted_high_fen END), 0)::BIGINT AS ceiling,
        coalesce(sum(CASE WHEN coalesce({sure}, false) THEN NULL WHEN verdict = 'yes' AND kind = 'amount' THEN counted_low_fen END), 0)::BIGINT
          AS unknown_lo,
        coalesce(sum(CASE WHEN coalesce({sure}, false) THEN NULL ELSE counted_high_fen END), 0)::BIGINT AS unknown_hi,
        coalesce(sum(CASE WHEN {priced} AND counted_high_fen IS NULL THEN 1 END), 0)::BIGINT AS unbounded
      FROM {answers} WHERE counts GROUP BY enterprise_id, support"""


_AMOUNTS = "sum(definite), sum(ceiling), sum(unknown_lo), sum(unknown_hi), sum(unbounded)"
_TOTAL = f"count(*) FILTER (sure), count(*) FILTER (open), sum(claims), {_AMOUNTS}"


def _added(connection: duckdb.DuckDBPyConnection, by: Mapping[str, str]) -> Summary:
    def rows(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(query).fetchall()

    supports = {row[0]: _total(row[1:]) for row in rows(f"SELECT support, {_TOTAL} FROM luodi_each GROUP BY support")}
    groups, by_group = {}, {}
    for name, expression in by.items():
        who = f"(SELECT id AS enterprise_id, {expression} AS part FROM enterprise)"
        many = {part: int(count) for part, count in rows(f"SELECT part, count(*) FROM {who} GROUP BY part")}
        held = f"luodi_each JOIN {who} USING (enterprise_id)"
        found = rows(f"SELECT part, support, {_TOTAL} FROM {held} GROUP BY part, support")
        by_group[name] = {(part, support): _total(row) for part, support, *row in found}
        gains = "count(DISTINCT enterprise_id) FILTER (definite + ceiling > 0)"
        sums = {row[0]: row[1:] for row in rows(f"SELECT part, {gains}, {_AMOUNTS} FROM {held} GROUP BY part")}
        groups[name] = {part: _group(count, sums.get(part)) for part, count in many.items()}
    [(enterprises,)] = rows("SELECT count(*) FROM enterprise")
    return Summary(int(enterprises), supports, _spreads(rows(_SPREADS)), groups, by_group)


_SPREADS = """
  WITH certain AS (SELECT support, enterprise_id, definite + ceiling AS fen FROM luodi_each WHERE definite + ceiling > 0),
  ranked AS (SELECT support, fen, row_number() OVER (PARTITION BY support ORDER BY fen DESC) AS place, count(*) OVER (PARTITION BY support) AS many
    FROM certain)
  SELECT support, count(*), quantile_disc(fen, 0.5), max(fen), sum(fen), sum(CASE WHEN place * 10 <= many + 9 THEN fen ELSE 0 END),
    sum(CASE WHEN place * 100 <= many + 99 THEN fen ELSE 0 END)
  FROM ranked GROUP BY support"""


def _total(row: Sequence[Any]) -> Total:
    eligible, open_, claims, *fen = (int(value) for value in row)
    return Total(eligible, open_, claims, Amounts(*fen))


def _group(enterprises: int, row: Sequence[Any] | None) -> Group:
    if row is None:
        return Group(enterprises, 0, Amounts())
    gainers, *fen = (int(value) for value in row)
    return Group(enterprises, gainers, Amounts(*fen))


def _spreads(rows: Iterable[Sequence[Any]]) -> dict[str, Spread]:
    return {row[0]: Spread(*(int(value) for value in row[1:])) for row in rows}
