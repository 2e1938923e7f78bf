"""A folder of tables: Parquet in the layout, and a person's own CSV or XLSX, each named after what its rows are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from luodi.engine.core.errors import DataError, NotFound, Place
from luodi.engine.population.layout import MANIFEST, RECEIVED, VERSION
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary
from luodi.engine.simulation.sources import Found, sheet

_OWN = (".csv", ".tsv", ".xlsx", ".xlsm")


def find(path: Path, vocabulary: Vocabulary, work: Path) -> Found:
    """Return the tables of the folder; see `sources`."""
    tables: dict[str, Any] = {}
    notes: list[str] = []
    _refuse_other_layout(path)
    for table in (*vocabulary.entities, RECEIVED):
        files = [path / f"{table}{suffix}" for suffix in (".parquet", *_OWN) if (path / f"{table}{suffix}").is_file()]
        if len(files) > 1:
            shown = "、".join(file.name for file in files)
            raise DataError(f"{table} 表有 {len(files)} 个文件：{shown}", place=Place(str(path)), fix="只留一个")
        if files and files[0].suffix == ".parquet":
            tables[table] = files[0]
        elif files:
            read = sheet.checked(files[0], table, vocabulary, work)
            tables |= read.tables
            notes += read.notes
    if ENTERPRISE not in tables:
        raise NotFound(
            f"{path} 里没有 {ENTERPRISE}.parquet",
            fix="先用 luodi population make 或 luodi population check 做一个；也可以直接写企业表的文件名",
        )
    return Found(tables, str(path), tuple(notes))


def _refuse_other_layout(path: Path) -> None:
    try:
        held = json.loads((path / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return
    version = held.get("layout") if isinstance(held, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise DataError(
            f"这批企业的布局是第 {version} 版", place=Place(str(path)), why=f"这里认得第 {VERSION} 版", fix="升级 luodi"
        )
