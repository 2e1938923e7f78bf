"""Tables that people bring: one module for each format, each with `open_sheet(file, sheet)`; this folder is the register.

A format yields rows as they are numbered in the program a person opens the file with, so that an error can be found again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from luodi.engine.core.errors import DataError, NotFound, Place, UnsupportedFormat
from luodi.engine.population.cells import Cell, Uncalculated
from luodi.engine.population.findings import Unit

Row = tuple[int, Sequence[Cell | Uncalculated]]

SUFFIXES = {
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".csv": "delimited", ".tsv": "delimited", ".txt": "delimited",
    ".parquet": "columnar", ".pq": "columnar",
}  # fmt: skip
_OLD = {".xls": "旧版 Excel ", ".et": "WPS 表格", ".ods": "OpenDocument 表格", ".numbers": "Numbers 表格"}


@dataclass
class Sheet:
    """An opened table: its rows with their numbers, and what is worth saying about it.

    `names` are the columns' names where the format has them; else they stand in a row. `done` tells how far reading is,
    from 0 to 1. `units` are those that the format itself knows, by column. `merged` are ranges of merged cells with
    their last row. `even` says that every row should have as many cells as there are names.
    """

    rows: Iterator[Row]
    names: tuple[str, ...] | None = None
    notes: list[str] = field(default_factory=list)
    done: Callable[[], float] = lambda: 0.0
    units: dict[str, Unit] = field(default_factory=dict)
    merged: list[tuple[str, int]] = field(default_factory=list)
    even: bool = False
    synthetic: bool = False


def open_sheet(file: Path, sheet: str | None = None) -> AbstractContextManager[Sheet]:
    """Open a table by its suffix; NotFound, UnsupportedFormat or DataError with one clear message."""
    if not file.exists():
        raise NotFound(f"找不到 {file}", fix="核对路径；相对路径从当前文件夹算起")
    if file.is_dir():
        raise DataError("这是文件夹", place=Place(str(file)), fix="写出其中一个文件")
    suffix = file.suffix.lower()
    if suffix in _OLD:
        raise UnsupportedFormat(f"这是{_OLD[suffix]}文件", place=Place(str(file)), fix="另存为 .xlsx 或 .csv（UTF-8）")
    if suffix not in SUFFIXES:
        raise UnsupportedFormat(
            f"不认识“{suffix or file.name}”", place=Place(str(file)), fix=f"能读：{'、'.join(SUFFIXES)}"
        )
    if file.stat().st_size == 0:
        raise DataError("文件是空的", place=Place(str(file)), fix="看是不是没有保存完")
    if sheet is not None and SUFFIXES[suffix] != "xlsx":
        raise DataError("只有 .xlsx 才分工作表", place=Place(str(file)), fix="去掉 --sheet")
    module = import_module(f"{__name__}.{SUFFIXES[suffix]}")
    opened: AbstractContextManager[Sheet] = module.open_sheet(file, sheet)
    return opened
