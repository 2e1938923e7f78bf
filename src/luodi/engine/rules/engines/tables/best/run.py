"""Choose for every enterprise in DuckDB and write one Parquet file, whole or not at all: one row an enterprise.

| column | holds |
|---|---|
| enterprise_id | the enterprise |
| amount_fen | what sure claims of the best set bring for certain |
| at_most_fen | the known ceilings of its sure claims |
| unknown_fen | the most that may come of what is not known; NULL: endless |
| discretion | how many of its supports are decided case by case |
| claims, unsure | how many claims it holds, and how many of them are not yet certain |
| chosen, given_up | the claims of the set, and those that are not made for its sake (`policy#support[entity]`) |
| solved | whether (a part of) the choice was left to the solver: a limit binds, or an exclusion reaches over several entities |

The kinds of money are never added up, and a set is compared kind by kind (docs/decisions/0014): what is not known is neither zero
nor certain, it is compared by the most that may come of it, after definite sums and ceilings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from luodi.engine.core.errors import DataError
from luodi.engine.core.finished import finished_file
from luodi.engine.rules.best.gather import Told
from luodi.engine.rules.engines.tables import quoted
from luodi.engine.rules.engines.tables.best import choice
from luodi.engine.rules.engines.tables.best.circles import Plan, plan
from luodi.engine.rules.engines.tables.best.rows import Open, open_claims
from luodi.engine.rules.engines.tables.best.settle import Count, Settled, Settling
from luodi.engine.rules.engines.tables.checks import check
from luodi.engine.rules.engines.tables.question import Question, Unsupported
from luodi.engine.rules.engines.tables.run import Progress
from luodi.engine.rules.engines.tables.sources import Settings, Source, Tables, open_tables
from luodi.engine.rules.model import Policy
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary

_BATCH = 20_000


@dataclass(frozen=True)
class PerSupport:
    """How often one support is chosen and given up, and what it would have brought where it is given up, in fen.

    `forgone` is of the kind the support promises, `forgone_unknown` the most that was not certain (endless sums left out).
    """

    support: str
    chosen: int
    given_up: int
    forgone: int
    forgone_unknown: int


@dataclass(frozen=True)
class Totals:
    """The whole population's best: sums in fen; `endless` counts enterprises with a sum that has no ceiling.

    `giving_up` do not make all of their claims; for `by_solver` the solver settled (a part of) the choice.
    """

    enterprises: int
    amount: int
    at_most: int
    unknown: int
    endless: int
    discretion: int
    giving_up: int
    by_solver: int


@dataclass(frozen=True)
class Run:
    """What a run wrote, and what took no part in it."""

    file: Path
    totals: Totals
    supports: tuple[PerSupport, ...]
    settled: Count
    unsupported: tuple[Unsupported, ...]
    aside: tuple[str, ...]
    passed_over: Mapping[str, tuple[str, ...]]


def run(
    policies: Iterable[Policy], vocabulary: Vocabulary, question: Question, sources: Mapping[str, Source], out: Path, *,
    by: str = "amount", told: Sequence[Told] = (), beside: Iterable[Policy] = (), settings: Settings | None = None,
    progress: Progress | None = None, checked: bool = True,
) -> Run:  # fmt: skip
    """Choose for every enterprise of a population and write the answers to `out`; `by` and `told` as for `rules.best.best`.

    `progress` is told how many steps of how many are done; `checked=False` passes over the check of every cell.
    """
    policies, beside = tuple(one for one in policies if one.supports), tuple(beside)
    if not policies:
        raise DataError(
            "没有支持可选", why="给的政策里一项支持也没有：只有目标和任务的计划不给钱", fix="给有支持的政策"
        )
    chosen = settings or Settings()
    with finished_file(out) as file, _said(chosen):
        spill = chosen.spill or file.with_name("spill")
        with open_tables(sources, vocabulary, replace(chosen, spill=spill)) as tables:
            if checked:
                check(tables, vocabulary)
            found = plan(policies, told)
            asked = replace(question, layout=tables.layout)
            claims = open_claims(policies, found, vocabulary, asked, beside=beside)
            work = _Work(tables, found, claims, file, progress)
            count = work.choose(Settling(found, policies, claims.ceilings, by), by)
            return Run(out, work.totals(), work.supports(), count, claims.unsupported, claims.aside, tables.passed_over)


@contextmanager
def _said(settings: Settings) -> Iterator[None]:
    """Say in our own words what DuckDB cannot do."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise DataError(
            f"{settings.memory} 内存不够",
            why="企业多，或者一家的支持多",
            fix="用 --memory 放宽；或用 --policy 少选几项政策",
        ) from None
    except RuntimeError as error:  # this is how DuckDB tells Ctrl+C
        if "interrupted" in str(error):
            raise KeyboardInterrupt from None
        raise
    except duckdb.ConversionException as error:
        raise DataError(
            "有一家的合计超出 64 位整数（分）", why=str(error).splitlines()[0], fix="核对金额的单位"
        ) from None


class _Work:
    """One run: files beside the result, read and written by DuckDB in a stream."""

    def __init__(self, tables: Tables, found: Plan, claims: Open, file: Path, progress: Progress | None) -> None:
        self.sql, self.plan, self.claims, self.file = tables.connection, found, claims, file
        self.key = self.sql.sql(f"SELECT id FROM {ENTERPRISE} LIMIT 0").to_arrow_table().schema.field(0).type
        self._progress, self._steps, self._done = progress, len(claims.queries) + 4, 0

    def choose(self, settling: Settling, by: str) -> Count:
        """Write the claims, choose, and write the result."""
        parts = []
        for i, query in enumerate(self.claims.queries):
            parts.append(self._part(f"open-{i:03d}"))
            self._copy(query, parts[-1])
        self._view("open_claims", parts or None, _no_claims(self.claims.slots))
        bound = self._part("bound")
        self._copy(choice.bound(self.plan, self.claims.slots), bound)
        self._view("bound", [bound])
        made = [self._part("in-sql"), self._part("settled")]
        self._copy(choice.choice(self.plan, by), made[0])
        self._settle(settling, made[1])
        self.sql.execute(f"CREATE TEMP TABLE support_names AS {_names(self.plan)}")
        self._view("chosen_claims", made)
        self._copy(_RESULT, self.file)
        self._view("result", [self.file])
        return settling.count

    def totals(self) -> Totals:
        """Add up the result."""
        row = self.sql.execute(_TOTALS).fetchone()
        assert row is not None
        return Totals(*(int(value or 0) for value in row))

    def supports(self) -> tuple[PerSupport, ...]:
        """How often each support is chosen and given up, those that are given up most first."""
        return tuple(PerSupport(name, *map(int, rest)) for name, *rest in self.sql.execute(_PER_SUPPORT).fetchall())

    def _settle(self, settling: Settling, file: Path) -> None:
        schema = _schema(self.key)
        rows = self.sql.execute(choice.left_to_solver(self.plan, self.claims.slots))
        settled = settling.all(_streamed(rows))
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            while batch := list(islice(settled, _BATCH)):
                columns = zip(zip(*batch, strict=True), schema, strict=True)
                writer.write_table(pa.table([pa.array(cells, field.type) for cells, field in columns], schema))
        self._step()

    def _part(self, name: str) -> Path:
        return self.file.with_name(f"{name}.parquet")

    def _copy(self, query: str, file: Path) -> None:
        self.sql.execute(f"COPY ({query}) TO {quoted.text(file)} (FORMAT parquet, COMPRESSION zstd)")
        self._step()

    def _view(self, name: str, parts: Sequence[Path] | None, otherwise: str = "") -> None:
        listed = ", ".join(quoted.text(part) for part in parts or ())
        source = f"SELECT * FROM read_parquet([{listed}])" if parts else otherwise
        self.sql.execute(f"CREATE TEMP VIEW {name} AS {source}")

    def _step(self) -> None:
        self._done += 1
        if self._progress:
            self._progress(self._done, self._steps)


#: Only those who have claims are added up; the others are written as they come.
_RESULT = f"""
    WITH named AS (
        SELECT k.*, s.name || CASE WHEN k.entity_id IS NULL THEN '' ELSE '[' || k.entity_id || ']' END AS path,
            b.field IS NOT NULL AS solved
        FROM chosen_claims AS k JOIN support_names AS s ON s.number = k.number
        LEFT JOIN bound AS b ON b.enterprise_id = k.enterprise_id AND b.field = s.field),
    held AS (
        SELECT enterprise_id, CAST(COALESCE(SUM(amount) FILTER (chosen), 0) AS BIGINT) AS amount,
            CAST(COALESCE(SUM(at_most) FILTER (chosen), 0) AS BIGINT) AS at_most,
            CAST(COALESCE(SUM(unknown) FILTER (chosen), 0) AS BIGINT) AS unknown,
            COALESCE(SUM(endless) FILTER (chosen), 0) > 0 AS endless,
            COALESCE(SUM(discretion) FILTER (chosen), 0) AS discretion,
            COUNT(*) FILTER (chosen) AS claims, COUNT(*) FILTER (chosen AND NOT sure) AS unsure,
            LIST(path ORDER BY number, entity_id) FILTER (chosen) AS chosen,
            LIST(path ORDER BY number, entity_id) FILTER (NOT chosen) AS given_up, BOOL_OR(solved) AS solved
        FROM named GROUP BY enterprise_id)
    SELECT e.id AS enterprise_id, COALESCE(h.amount, 0) AS amount_fen, COALESCE(h.at_most, 0) AS at_most_fen,
        CASE WHEN NOT COALESCE(h.endless, FALSE) THEN COALESCE(h.unknown, 0) END AS unknown_fen,
        CAST(COALESCE(h.discretion, 0) AS INTEGER) AS discretion, CAST(COALESCE(h.claims, 0) AS INTEGER) AS claims,
        CAST(COALESCE(h.unsure, 0) AS INTEGER) AS unsure, COALESCE(h.chosen, []) AS chosen, COALESCE(h.given_up, []) AS given_up,
        COALESCE(h.solved, FALSE) AS solved
    FROM {ENTERPRISE} AS e LEFT JOIN held AS h ON h.enterprise_id = e.id"""

_TOTALS = """
    SELECT COUNT(*), SUM(amount_fen), SUM(at_most_fen), SUM(unknown_fen), COUNT(*) - COUNT(unknown_fen), SUM(discretion),
        COUNT(*) FILTER (len(given_up) > 0), COUNT(*) FILTER (solved)
    FROM result"""

_PER_SUPPORT = """
    SELECT s.name, COUNT(*) FILTER (c.chosen), COUNT(*) FILTER (NOT c.chosen),
        COALESCE(SUM(c.amount + c.at_most) FILTER (NOT c.chosen), 0), COALESCE(SUM(c.unknown) FILTER (NOT c.chosen), 0)
    FROM chosen_claims AS c JOIN support_names AS s ON s.number = c.number
    GROUP BY s.number, s.name ORDER BY 3 DESC, s.number"""


def _names(found: Plan) -> str:
    rows = ", ".join(f"({n}, {quoted.text(s.path)}, {found.fields[n]})" for n, s in found.supports.items())
    return f"SELECT * FROM (VALUES {rows}) AS t(number, name, field)"


def _schema(key: Any) -> Any:
    numbers = {"number": pa.int64(), "entity_id": pa.string(), "sure": pa.bool_()}
    kinds = {
        "amount": pa.int64(),
        "at_most": pa.int64(),
        "endless": pa.int32(),
        "unknown": pa.int64(),
        "discretion": pa.int32(),
    }
    assert (*("enterprise_id",), *numbers, *kinds, "chosen") == Settled._fields
    return pa.schema([("enterprise_id", key), *numbers.items(), *kinds.items(), ("chosen", pa.bool_())])


def _no_claims(slots: int) -> str:
    """A population in which nobody can have anything."""
    names = {"number": 0, "entity_id": "''", "sure": "true", "kind": 0, "lo": 0, "hi": 0, "dated": "DATE '2000-01-01'"}
    limits = {f"l{i}{part}": 0 for i in range(slots) for part in ("", "_for", "_lo", "_hi")}
    columns = ", ".join(f"{value} AS {name}" for name, value in {**names, **limits}.items())
    return f"SELECT id AS enterprise_id, {columns} FROM {ENTERPRISE} LIMIT 0"


def _streamed(rows: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := rows.fetchmany(_BATCH):
        yield from batch
