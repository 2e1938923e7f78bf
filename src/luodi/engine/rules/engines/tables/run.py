"""Run the queries of a question in DuckDB and write the answers to one Parquet file, whole or not at all.

DuckDB reads and writes in a stream and keeps to its memory limit, spilling beside the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from luodi.engine.core.finished import finished_file
from luodi.engine.rules.engines.tables import quoted
from luodi.engine.rules.engines.tables.checks import check
from luodi.engine.rules.engines.tables.emit import Emission, emit
from luodi.engine.rules.engines.tables.question import Question, Unsupported
from luodi.engine.rules.engines.tables.sources import Settings, Source, Tables, open_tables
from luodi.engine.rules.model import Policy
from luodi.engine.rules.vocabulary import Vocabulary

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Run:
    """What a run wrote: the file, how many answers, what was not expressed, and columns that were no fact."""

    file: Path
    rows: int
    unsupported: tuple[Unsupported, ...]
    passed_over: Mapping[str, tuple[str, ...]]


def run(
    policies: Iterable[Policy], vocabulary: Vocabulary, question: Question, sources: Mapping[str, Source], out: Path, *,
    beside: Iterable[Policy] = (), settings: Settings | None = None, progress: Progress | None = None, checked: bool = True,
) -> Run:  # fmt: skip
    """Answer for every enterprise of a population and write the answers to `out`; the layout is that of the sources.

    `progress` is told how many queries of how many are done. `checked=False` passes over the check of every cell, for a
    population that was checked before: with cells out of bounds a run may fail or be wrong.
    """
    chosen = settings or Settings()
    with finished_file(out) as file:
        spill = chosen.spill or file.with_name("spill")
        with open_tables(sources, vocabulary, replace(chosen, spill=spill)) as tables:
            if checked:
                check(tables, vocabulary)
            emission = emit(policies, vocabulary, replace(question, layout=tables.layout), beside=beside)
            rows = write(tables, emission, file, progress)
    return Run(out, rows, emission.unsupported, tables.passed_over)


def write(tables: Tables, emission: Emission, out: Path, progress: Progress | None = None) -> int:
    """Write the answers of all queries to one Parquet file, as it comes; returns how many answers there are."""
    total = len(emission.queries)
    parts = [out.with_name(f"part-{i:03d}.parquet") for i in range(total)]
    if total == 1:
        parts = [out]
    rows = 0
    for i, (query, part) in enumerate(zip(emission.queries, parts, strict=True)):
        rows += _copy(tables, query.sql, part)
        if progress:
            progress(i + 1, total)
    if total != 1:
        _copy(tables, _joined(parts) if parts else _EMPTY, out)
    return rows


#: Nobody can have anything: a table without a row.
_EMPTY = (
    "SELECT id AS enterprise_id, '' AS support, '' AS entity_id, '' AS verdict, '' AS kind, 0::BIGINT AS sum_fen, "
    "0::BIGINT AS low_fen, 0::BIGINT AS high_fen, false AS counts, 0::BIGINT AS counted_low_fen, 0::BIGINT AS counted_high_fen, "
    "0::BIGINT AS at_least_low_fen, 0::BIGINT AS at_least_high_fen, false AS limited, '' AS yields_to FROM enterprise LIMIT 0"
)


def _joined(parts: list[Path]) -> str:
    return "SELECT * FROM read_parquet([" + ", ".join(quoted.text(part) for part in parts) + "])"


def _copy(tables: Tables, query: str, file: Path) -> int:
    done = tables.connection.execute(
        f"COPY ({query}) TO {quoted.text(file)} (FORMAT parquet, COMPRESSION zstd)"
    ).fetchone()
    return int(done[0]) if done else 0
