"""Where a population comes from: one module for each kind of source; this folder is the register.

| given | read as |
|---|---|
| a folder | `<table>.parquet` as `luodi population` writes them; `<table>.csv`/`.xlsx` as a person's own tables |
| a file `.csv`, `.tsv`, `.xlsx`, `.parquet` | the table of the enterprises; a person's own is checked as `luodi population check` does |
| `postgresql://…`, an SQLite file, a DuckDB file | tables named and typed as those of the layout |
| a mapping of Arrow tables | tables of the layout, by name |

What DuckDB cannot read itself (a person's tables, PostgreSQL, SQLite) is first written as Parquet beside the result, in batches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from luodi.engine.core.errors import DataError, NotFound, Place
from luodi.engine.rules.vocabulary import Vocabulary

#: How a file of each kind begins; what begins otherwise is told by its suffix.
_MAGIC = {b"SQLite format 3\x00": "sqlite"}
_DUCK = b"DUCK"  # from byte 8 on
_SHEETS = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".parquet", ".pq"}
_DATABASE = ("postgresql://", "postgres://")


@dataclass(frozen=True)
class Found:
    """The tables of a population as the table engine opens them, how the source is named, and what is worth saying of it."""

    tables: Mapping[str, Any]
    shown: str
    notes: tuple[str, ...] = field(default=())


def find(source: str | Path | Mapping[str, Any], vocabulary: Vocabulary, work: Path) -> Found:
    """Return the tables of a source; what has to be copied goes into `work`. NotFound or DataError when it is no population."""
    if isinstance(source, Mapping):
        return _found("arrow", source, vocabulary, work)
    if str(source).startswith(_DATABASE):
        return _found("postgresql", str(source), vocabulary, work)
    path = Path(source)
    if not path.exists():
        raise NotFound(f"找不到 {path}", fix="写文件夹、文件或 postgresql://…；相对路径从当前文件夹算起")
    try:
        return _found(_kind(path), path, vocabulary, work)
    except PermissionError:
        raise DataError("没有权限读", place=Place(str(path)), fix="看文件的权限") from None


def _kind(path: Path) -> str:
    if path.is_dir():
        return "folder"
    with path.open("rb") as handle:
        head = handle.read(16)
    if head in _MAGIC:
        return _MAGIC[head]
    if head[8:12] == _DUCK:
        return "duckdb_file"
    if path.suffix.lower() in _SHEETS:
        return "sheet"
    raise DataError(
        "不认识这种文件", place=Place(str(path)), fix="能读：文件夹、.parquet、.csv、.xlsx、SQLite、DuckDB、postgresql://…"
    )  # fmt: skip


def _found(kind: str, source: Any, vocabulary: Vocabulary, work: Path) -> Found:
    """Ask the module of this kind of source."""
    found = import_module(f"{__name__}.{kind}").find(source, vocabulary, work)
    assert isinstance(found, Found)
    return found
