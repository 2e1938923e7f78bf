"""The claims of a whole population in SQL, streamed by DuckDB within its memory limit.

A query that does not fit into the memory is asked again in smaller parts before the run is refused. Supports that the dialect
cannot express are answered by the reference when the population is small, and else named as left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import duckdb

from luodi.engine.rules.engines.tables.emit import Emission, emit
from luodi.engine.rules.engines.tables.question import Question as Asked
from luodi.engine.rules.engines.tables.quoted import text
from luodi.engine.rules.engines.tables.run import write
from luodi.engine.simulation.engines import Question, Told, reference
from luodi.engine.simulation.model import LeftOut
from luodi.engine.simulation.sources.opened import Population

#: Outputs of one query, the first choice and then for less memory.
_OUTPUTS = (150, 60, 30)
#: So many enterprises the reference answers within minutes, for supports that SQL cannot express.
BY_REFERENCE = 50_000
_EVERY = 0.2  # seconds between two looks at how far DuckDB is


def evaluate(population: Population, question: Question, file: Path, told: Told) -> list[LeftOut]:
    """Write the claims to `file`; see `engines`."""
    raw = file.with_name(f"{file.stem}.raw.parquet")
    emission = _answered(population, question, raw, told)
    left_out = {one.support: one for one in emission.unsupported}
    sources = [_SELECT.format(raw=text(raw))]
    if left_out and population.enterprises <= BY_REFERENCE:
        beside = file.with_name(f"{file.stem}.reference.parquet")
        reference.evaluate(population, question, beside, lambda part: None, only=set(left_out))
        sources.append(f"SELECT * FROM read_parquet({text(beside)})")
        left_out = {}
    population.execute(f"COPY ({' UNION ALL BY NAME '.join(sources)}) TO {text(file)} (FORMAT parquet)")
    raw.unlink()
    return [LeftOut(support, _WHY.format(one.reason)) for support, one in left_out.items()]


_WHY = f"查询引擎算不了：{{}}；企业不超过 {BY_REFERENCE:,} 家时由参照引擎算"


def _answered(population: Population, question: Question, file: Path, told: Told) -> Emission:
    """Ask with as many outputs a query as the memory allows."""
    for outputs in _OUTPUTS[:-1]:
        try:
            return _asked(population, question, file, told, outputs)
        except duckdb.OutOfMemoryException:
            continue
    return _asked(population, question, file, told, _OUTPUTS[-1])


def _asked(population: Population, question: Question, file: Path, told: Told, outputs: int) -> Emission:
    asked = Asked(question.on, question.in_force, population.tables.layout, outputs=outputs)
    emission = emit(question.policies, question.vocabulary, asked, beside=question.beside)
    _write(population, emission, file, told)
    return emission


#: The engine's answers as the table of claims.
_SELECT = """SELECT enterprise_id, support, entity_id AS thing, CASE WHEN verdict = 'yes' THEN true END AS verdict, kind AS promise,
  CASE kind WHEN 'discretion' THEN 0 ELSE counted_low_fen END AS lo, CASE kind WHEN 'discretion' THEN 0 ELSE counted_high_fen END AS hi
  FROM read_parquet({raw}) WHERE counts AND verdict <> 'no'"""


def _write(population: Population, emission: Emission, file: Path, told: Told) -> None:
    total = max(len(emission.queries), 1)
    done = [0]

    def one_more(number: int, _of: int) -> None:
        done[0] = number

    with _watched(population, lambda part: told(min((done[0] + part) / total, 1.0))):
        write(population.tables, emission, file, one_more)
    told(1.0)


@contextmanager
def _watched(population: Population, told: Told) -> Iterator[None]:
    """Look now and then how far the running query is."""
    connection = population.tables.connection
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    stop = Event()

    def look() -> None:
        while not stop.wait(_EVERY):
            told(max(connection.query_progress(), 0.0) / 100)

    watcher = Thread(target=look, name="luodi-progress")
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()
        connection.execute("SET enable_progress_bar = false")
