"""Arrow tables in memory, or readers of Arrow batches, by the names of the layout; a reader is written to a file first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from luodi.engine.rules.vocabulary import Vocabulary
from luodi.engine.simulation.sources import Found


def find(source: Mapping[str, Any], vocabulary: Vocabulary, work: Path) -> Found:
    """Return the tables; see `sources`. A path among them stays a path."""
    tables = {name: _staged(name, held, work) for name, held in source.items()}
    return Found(tables, "、".join(source))


def _staged(name: str, held: Any, work: Path) -> Any:
    """A reader can be read once only, and a run reads several times; a table is seen by one connection only."""
    if isinstance(held, str | Path):
        return held
    reader = held.to_reader() if isinstance(held, pa.Table) else held
    file = work / f"{name}.parquet"
    with pq.ParquetWriter(file, reader.schema, compression="zstd", compression_level=1) as writer:
        for batch in reader:
            writer.write_batch(batch)
    return file
