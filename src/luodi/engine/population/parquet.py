"""Columns of whole numbers into Parquet files, a row group at a time, each file marked with what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from luodi.engine.population.layout import SCALE, VERSION, Column, Storage
from luodi.engine.population.values import Values

#: Rows of a row group: what DuckDB reads at a time.
GROUP = 122_880
TYPES: Mapping[Storage, Any] = {"int64": pa.int64(), "string": pa.string(), "bool": pa.bool_(), "date32": pa.date32()}
WORD = pa.dictionary(pa.int32(), pa.string())


def field(column: Column, words: bool = True) -> Any:
    """Return the Arrow field of a column, with its label, unit and scale."""
    fact = column.fact
    told = {"label": fact.label, "unit": fact.type.value, "scale": str(SCALE.get(fact.type, 1))}
    if column.year is not None:
        told["year"] = str(column.year)
    kind = WORD if words and column.storage == "string" else TYPES[column.storage]
    return pa.field(column.name, kind, metadata=told)


def schema(fields: list[Any], told: Mapping[str, str]) -> Any:
    """Return a schema whose metadata says the version of the layout and what the file is."""
    return pa.schema(
        fields, metadata={"luodi.layout": str(VERSION), **{f"luodi.{key}": text for key, text in told.items()}}
    )


def array(values: Values, storage: Storage) -> Any:
    """Return an Arrow array of the values."""
    if storage != "string":
        return pa.array(values.cells, TYPES[storage], mask=values.empty)
    places = pa.array(values.cells, pa.int32(), mask=values.empty)
    return pa.DictionaryArray.from_arrays(places, pa.array(values.words, pa.string()))


def numbered(before: str, numbers: NDArray[np.int64], digits: int, empty: NDArray[np.bool_] | None = None) -> Any:
    """Return texts that differ by a number of fixed width: 合成企业000000042."""
    head = np.frombuffer(before.encode(), dtype=np.uint8)
    cells = np.empty((len(numbers), len(head) + digits), dtype=np.uint8)
    cells[:, : len(head)] = head
    left = numbers.copy()
    for place in range(cells.shape[1] - 1, len(head) - 1, -1):
        left, digit = np.divmod(left, 10)
        cells[:, place] = digit + ord("0")
    ends = np.arange(0, cells.size + 1, cells.shape[1], dtype=np.int32) if len(numbers) else np.zeros(1, dtype=np.int32)
    bits = None if empty is None else pa.py_buffer(np.packbits(~empty, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.string(), len(numbers), [bits, pa.py_buffer(ends), pa.py_buffer(cells)])


class Writer:
    """Writes one file; what comes in small pieces is gathered until it fills a row group."""

    def __init__(self, file: Path, schema_: Any) -> None:
        texts = [f.name for f in schema_ if pa.types.is_dictionary(f.type)]
        self.rows = 0
        self._waiting: list[Any] = []
        self._schema = schema_
        self._writer = pq.ParquetWriter(
            file,
            schema_,
            compression="zstd",
            compression_level=1,
            use_dictionary=texts or False,
            write_statistics=True,
            write_page_checksum=True,
        )

    def write(self, table: Any) -> None:
        """Take the rows of a table."""
        self._waiting.append(table)
        if sum(len(waiting) for waiting in self._waiting) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        whole = self._waiting[0] if len(self._waiting) == 1 else pa.concat_tables(self._waiting)
        self._waiting = []
        self.rows += len(whole)
        self._writer.write_table(whole, row_group_size=GROUP)

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._waiting:
            self._flush()
        self._writer.close()
