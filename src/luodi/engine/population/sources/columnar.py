"""Parquet: the columns carry their names and, in a population of our own, their scale."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from luodi.engine.core.errors import DataError, Place
from luodi.engine.population.findings import Unit
from luodi.engine.population.sources import Row, Sheet

_BATCH = 8192
_OWN = b"luodi.layout"


@contextmanager
def open_sheet(file: Path, sheet: str | None) -> Iterator[Sheet]:
    """Open a Parquet file; columns of nested values are left out and named."""
    try:
        opened = pq.ParquetFile(file, page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        raise DataError(
            "读不成 Parquet",
            place=Place(str(file)),
            why=str(error).splitlines()[0][:200],
            fix="看文件是不是完整、后缀对不对",
        ) from None
    with opened:
        schema = opened.schema_arrow
        names = [f.name for f in schema if not pa.types.is_nested(f.type) and not pa.types.is_binary(f.type)]
        nested = [f.name for f in schema if f.name not in names]
        notes = [f"列“{name}”不是单个的值，没有读" for name in nested]
        synthetic = (schema.metadata or {}).get(b"luodi.synthetic") == b"true"
        total, seen = max(opened.metadata.num_rows, 1), [0]
        rows = _rows(opened, names, seen, file)
        yield Sheet(rows, tuple(names), notes, lambda: seen[0] / total, _units(schema), synthetic=synthetic)


def _units(schema: Any) -> dict[str, Unit]:
    """The scale of the columns of a population of our own: a column of money counts in fen."""
    if _OWN not in (schema.metadata or {}):
        return {}
    scales = {f.name: int((f.metadata or {}).get(b"scale", b"1")) for f in schema}
    words = {100: "分", 10**4: "万分之一", 10**9: "十亿分之一"}
    return {name: Unit(words[scale], Decimal(1) / scale) for name, scale in scales.items() if scale in words}


def _rows(opened: Any, names: list[str], seen: list[int], file: Path) -> Iterator[Row]:
    number = 0
    try:
        for batch in opened.iter_batches(batch_size=_BATCH, columns=names):
            columns = [_cells(column) for column in batch.columns]
            for cells in zip(*columns, strict=True):
                number += 1
                yield number, cells
            seen[0] = number
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DataError(
            f"第 {number} 行之后读不下去",
            place=Place(str(file)),
            why=str(error).splitlines()[0][:200],
            fix="文件可能不完整，重新导出",
        ) from None


def _cells(column: Any) -> list[Any]:
    if pa.types.is_timestamp(column.type) and (column.type.tz or column.type.unit == "ns"):
        column = column.cast(pa.timestamp("us"), safe=False)
    made: list[Any] = column.to_pylist()
    return made
