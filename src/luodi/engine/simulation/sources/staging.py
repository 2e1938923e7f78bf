"""Rows of a database into Parquet of the layout, a batch at a time: each cell in the exact type of its fact, or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from luodi.engine.core.errors import DataError, Place
from luodi.engine.population.layout import ENTERPRISE_ID, ID, RECEIVED, RECEIVED_COLUMNS, SYNTHETIC, Storage, storage
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary

#: Rows that are in memory at a time.
BATCH = 20_000
_TYPES = {"int64": pa.int64(), "string": pa.string(), "bool": pa.bool_(), "date32": pa.date32()}


def storages(vocabulary: Vocabulary, table: str, columns: Iterable[str]) -> dict[str, Storage]:
    """The type of each column that the layout knows; the others are passed over."""
    found: dict[str, Storage] = {}
    for column in columns:
        fact = vocabulary.facts.get(table, {}).get(column)
        yearly = vocabulary.facts.get(table, {}).get(column[:-5]) if column[-5:-4] == "_" else None
        if table == RECEIVED and column in RECEIVED_COLUMNS:
            found[column] = RECEIVED_COLUMNS[column]
        elif fact is not None and not fact.by_year:
            found[column] = storage(fact.type)
        elif yearly is not None and yearly.by_year and column[-4:].isdigit():
            found[column] = storage(yearly.type)
        elif column in {ID, ENTERPRISE_ID}:
            found[column] = "string"
        elif column == SYNTHETIC or (table == ENTERPRISE and column.endswith("_told")):
            found[column] = "bool"
    return found


def stage(
    rows: Iterator[Sequence[Any]], columns: Sequence[str], vocabulary: Vocabulary, file: Path, table: str, shown: str
) -> tuple[str, ...]:
    """Write the rows; returns what is worth saying. `columns` names the cells of a row; DataError names a cell that cannot be its fact."""
    kinds = storages(vocabulary, table, columns)
    kept = [(place, column, kinds[column]) for place, column in enumerate(columns) if column in kinds]
    schema = pa.schema([(column, _TYPES[kind]) for _, column, kind in kept])
    count = 0
    with pq.ParquetWriter(file, schema, compression="zstd", compression_level=1) as writer:
        while batch := _some(rows):
            arrays = [
                _array([row[place] for row in batch], column, kind, table, shown, count) for place, column, kind in kept
            ]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
            count += len(batch)
    unused = [column for column in columns if column not in kinds]
    return (f"{table} 表没有用的列：{'、'.join(unused)}",) if unused else ()


def _some(rows: Iterator[Sequence[Any]]) -> list[Sequence[Any]]:
    return [row for _, row in zip(range(BATCH), rows, strict=False)]


def _array(cells: list[Any], column: str, kind: Storage, table: str, shown: str, before: int) -> Any:
    read = _READERS[kind]
    made = []
    for number, cell in enumerate(cells, before + 1):
        value = None if cell is None or (cell == "" and kind != "string") else read(cell)
        if value is None and cell not in {None, ""}:
            raise DataError(
                f"{table} 表 {column} 列第 {number} 行是 {str(cell)[:60]!r}", place=Place(shown), why=f"这一列要是{_WORDS[kind]}",
                fix="改好这一格；列的单位见 docs/how-to/population.md",
            )  # fmt: skip
        made.append(value)
    return pa.array(made, _TYPES[kind])


_WORDS = {
    "int64": "整数（钱是分）",
    "string": "文字",
    "bool": "是否（true、false 或 0、1）",
    "date32": "日期（2021-06-01）",
}


def _whole(cell: Any) -> int | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, Decimal) and cell.is_finite() and cell == cell.to_integral_value():
        cell = int(cell)
    return cell if isinstance(cell, int) and -(2**63) <= cell < 2**63 else None


def _text(cell: Any) -> str | None:
    return str(cell) if isinstance(cell, str | int) and not isinstance(cell, bool) else None


def _truth(cell: Any) -> bool | None:
    return bool(cell) if isinstance(cell, bool) or cell in (0, 1) else None


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return None
    if isinstance(cell, str):
        try:
            return date.fromisoformat(cell) if len(cell) == 10 else None
        except ValueError:
            return None
    return cell if isinstance(cell, date) else None


_READERS: dict[Storage, Callable[[Any], Any]] = {"int64": _whole, "string": _text, "bool": _truth, "date32": _day}
