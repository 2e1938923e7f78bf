"""Evaluate a population into the table of claims, with the engine that gives the meaning: exact, and slow (some milliseconds each)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from luodi.engine.core.money import round_to
from luodi.engine.population.layout import ID
from luodi.engine.rules.answer import Claim
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.engines.python import INFINITE
from luodi.engine.rules.model import Policy
from luodi.engine.rules.vocabulary import Vocabulary
from luodi.engine.simulation import layout
from luodi.engine.simulation.situations import main_table, situations

_ROWS = 20_000


def evaluate(
    folder: Path, policies: Sequence[Policy], vocabulary: Vocabulary, on: date, file: Path, *,
    in_force: Mapping[str, bool], told: Callable[[int], None] = lambda count: None,
) -> int:  # fmt: skip
    """Write the claims of every enterprise of a population folder; return how many enterprises there are."""
    key = pq.ParquetFile(main_table(folder)).schema_arrow.field(ID).type
    schema = layout.schema(key)
    rows: list[dict[str, Any]] = []
    count = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for own, situation in situations(folder, vocabulary, on, in_force):
            rows += [_row(own, claim) for claim in check_up(policies, situation, vocabulary).claims() if claim.counts]
            count += 1
            told(1)
            if len(rows) >= _ROWS:
                writer.write_table(_table(rows, schema))
                rows = []
        writer.write_table(_table(rows, schema))
    return count


def _row(own: Any, claim: Claim) -> dict[str, Any]:
    money = claim.counted
    return {
        "enterprise_id": own, "support": claim.support.path, "thing": claim.thing.id if claim.thing else None,
        "verdict": claim.verdict, "promise": claim.support.promise.value,
        "lo": 0 if money is None else _fen(money.lo), "hi": 0 if money is None else _fen(money.hi),
    }  # fmt: skip


def _fen(money: Any) -> int | None:
    return None if money == INFINITE else int(round_to(money) * 100)


def _table(rows: Iterable[dict[str, Any]], schema: Any) -> Any:
    return pa.Table.from_pylist(list(rows), schema)
