"""The claims of a population by the engine that gives the meaning: exact, and slow (some milliseconds an enterprise)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from luodi.engine.core.money import round_to
from luodi.engine.population.layout import ID
from luodi.engine.rules.answer import Claim
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.engines.python import INFINITE
from luodi.engine.rules.vocabulary import ENTERPRISE
from luodi.engine.simulation.engines import Question, Told
from luodi.engine.simulation.engines.situations import situations
from luodi.engine.simulation.model import LeftOut
from luodi.engine.simulation.sources.opened import Population

_ROWS = 20_000
_TOLD_EVERY = 50


def evaluate(
    population: Population, question: Question, file: Path, told: Told, *, only: Collection[str] | None = None
) -> list[LeftOut]:
    """Write the claims to `file`, those of the supports in `only` where it is given; nothing is left out."""
    schema = _schema(population.type_of(ENTERPRISE, ID))
    rows: list[dict[str, Any]] = []
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for number, (own, situation) in enumerate(situations(population, question.on, question.in_force), 1):
            answer = check_up(question.policies, situation, question.vocabulary, beside=question.beside)
            rows += [_row(own, c) for c in answer.claims() if c.counts and (only is None or c.support.path in only)]
            if number % _TOLD_EVERY == 0:
                told(number / population.enterprises)
            if len(rows) >= _ROWS:
                writer.write_table(_table(rows, schema))
                rows = []
        writer.write_table(_table(rows, schema))
    told(1.0)
    return []


def _row(own: Any, claim: Claim) -> dict[str, Any]:
    money = claim.counted
    return {
        "enterprise_id": own, "support": claim.support.path, "thing": claim.thing.id if claim.thing else None,
        "verdict": claim.verdict, "promise": claim.support.promise.value,
        "lo": 0 if money is None else _fen(money.lo), "hi": 0 if money is None else _fen(money.hi),
    }  # fmt: skip


def _fen(money: Any) -> int | None:
    return None if money == INFINITE else int(round_to(money) * 100)


def _schema(key: str) -> Any:
    """The schema of claims, with the type of the population's ids."""
    return pa.schema(
        [
            ("enterprise_id", pa.string() if key == "VARCHAR" else pa.int64()), ("support", pa.string()), ("thing", pa.string()),
            ("verdict", pa.bool_()), ("promise", pa.string()), ("lo", pa.int64()), ("hi", pa.int64()),
        ]
    )  # fmt: skip


def _table(rows: Iterable[dict[str, Any]], schema: Any) -> Any:
    return pa.Table.from_pylist(list(rows), schema)
