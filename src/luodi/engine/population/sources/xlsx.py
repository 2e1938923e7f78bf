"""XLSX, row by row: values as the person sees them, formulas that were never computed, and files that would fill the memory.

The package is looked over before it is opened: a few kilobytes can unpack to gigabytes, and XML can name entities.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from luodi.engine.core.errors import DataError, Place, UnsupportedFormat
from luodi.engine.population.cells import Cell, Uncalculated, text_of
from luodi.engine.population.sources import Row, Sheet

_OLE = b"\xd0\xcf\x11\xe0"
_LARGEST, _LARGE, _RATIO = 2 << 30, 64 << 20, 150
_MOST_COLUMNS = 2000
_CHUNK = 1 << 20
_OVERLAP = 1 << 16
#: A cell with a formula and no value, in the XML of a sheet.
_NO_VALUE = re.compile(
    rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f[^>]*?(?:/>|>[^<]{0,8192}</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}(\d{1,7}))"')


@contextmanager
def open_sheet(file: Path, sheet: str | None) -> Iterator[Sheet]:
    """Open the sheet of that name, else the first one that people see."""
    look_over(file)
    import openpyxl  # noqa: PLC0415  (heavy, and only needed here)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl does not keep (validation, styles) is of no matter here
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises many kinds for a damaged file
        raise _unreadable(file, error) from None
    try:
        chosen, notes = _choose(book, sheet, file)
        missing, merged = _scan(file, chosen)
        chosen.reset_dimensions()  # what the file claims of its size is not believed
        total, seen = max(chosen.max_row or 1, 1), [0]
        yield Sheet(_rows(chosen, missing, seen, file), None, notes, lambda: min(seen[0] / total, 1.0), {}, merged)
    finally:
        book.close()


def _unreadable(file: Path, error: Exception) -> DataError:
    why = f"{type(error).__name__}：{str(error).splitlines()[0][:150] if str(error) else '没有说明'}"
    return DataError("读不成 XLSX", place=Place(str(file)), why=why, fix="用表格软件打开，另存为 .xlsx 或 CSV（UTF-8）")


def look_over(file: Path) -> None:
    """Refuse what is no XLSX, is locked by a password, or unpacks to more than it should."""
    with file.open("rb") as raw:
        if raw.read(4) == _OLE:
            raise UnsupportedFormat(
                "这个文件有密码，或是旧版 .xls 改了后缀", place=Place(str(file)), fix="去掉密码，另存为 .xlsx"
            )
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            _refuse_bombs(entries, file)
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with package.open(entry) as part:
                        if b"<!DOCTYPE" in part.read(4096):
                            raise DataError(
                                "文件里的 XML 带有实体定义", place=Place(str(file)), why="表格软件不会这样写，可能是有意做的",
                                fix="用表格软件打开，另存为 .xlsx",
                            )  # fmt: skip
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise _unreadable(file, error) from None


def _refuse_bombs(entries: list[zipfile.ZipInfo], file: Path) -> None:
    whole = sum(entry.file_size for entry in entries)
    worst = max(
        (entry.file_size / max(entry.compress_size, 1) for entry in entries if entry.file_size > _LARGE), default=0
    )
    if whole > _LARGEST or worst > _RATIO:
        raise DataError(
            f"展开后有 {whole / 1e6:,.0f} MB，不读", place=Place(str(file)),
            why="压缩得异常厉害的文件会占满内存" if worst > _RATIO else "表格文件至多读 2 GB",
            fix="在表格软件里另存为 CSV（UTF-8），没有大小限制",
        )  # fmt: skip


def _choose(book: Any, wanted: str | None, file: Path) -> tuple[Any, list[str]]:
    sheets = book.worksheets
    names = [sheet.title for sheet in sheets]
    if wanted is not None and wanted not in names:
        raise DataError(f"没有工作表“{wanted}”", place=Place(str(file)), fix=f"有：{'、'.join(names)}")
    seen = [sheet for sheet in sheets if sheet.sheet_state == "visible"] or sheets
    if not seen:
        raise DataError("没有工作表", place=Place(str(file)), fix="看是不是只有图表")
    chosen = seen[0] if wanted is None else sheets[names.index(wanted)]
    others = [name for name in names if name != chosen.title]
    notes = [f"工作表“{chosen.title}”"]
    if others:
        notes.append(f"另有工作表没有读：{'、'.join(others[:10])}（用 --sheet 指定）")
    return chosen, notes


def _scan(file: Path, sheet: Any) -> tuple[frozenset[str], list[tuple[str, int]]]:
    """Find in the XML what the reader does not tell: formulas without a value, and merged cells with their last row."""
    missing: set[str] = set()
    merged: dict[str, int] = {}
    path = str(sheet._worksheet_path).lstrip("/")
    with zipfile.ZipFile(file) as package, package.open(path) as part:
        tail = b""
        while piece := part.read(_CHUNK):
            held = tail + piece
            if b"<f" in held:
                missing.update(match[1].decode() for match in _NO_VALUE.finditer(held))
            merged.update((match[1].decode(), int(match[2])) for match in _MERGED.finditer(held))
            tail = held[-_OVERLAP:]
    return frozenset(missing), list(merged.items())


def _rows(sheet: Any, missing: frozenset[str], seen: list[int], file: Path) -> Iterator[Row]:
    number = 0
    try:
        for number, row in enumerate(sheet.rows, 1):
            seen[0] = number
            cells = _cut(row, number, file) if len(row) > _MOST_COLUMNS else row
            if missing:
                yield number, [_value(cell, missing, number) for cell in cells]
            else:
                yield number, [_shown(cell) for cell in cells]
    except DataError:
        raise
    except Exception as error:  # the parts are parsed as they are read
        raise DataError(
            f"第 {number} 行之后读不下去", place=Place(str(file)), why=f"{type(error).__name__}：{str(error)[:150]}",
            fix="用表格软件打开，另存为 .xlsx 或 CSV（UTF-8）",
        ) from None  # fmt: skip


def _cut(cells: Any, number: int, file: Path) -> Any:
    if any(cell.value is not None for cell in cells[_MOST_COLUMNS:]):
        raise DataError(
            f"第 {number} 行有 {len(cells)} 列",
            place=Place(str(file)),
            why=f"至多 {_MOST_COLUMNS} 列",
            fix="删去用不着的列",
        )
    return cells[:_MOST_COLUMNS]


def _value(cell: Any, missing: frozenset[str], number: int) -> Cell | Uncalculated:
    if cell.value is None and hasattr(cell, "column_letter") and f"{cell.column_letter}{number}" in missing:
        return Uncalculated()
    return _shown(cell)


def _shown(cell: Any) -> Cell:
    """The value as the person sees it: a number shown as a percentage is one."""
    value: Cell = cell.value
    if isinstance(value, float | int) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return f"{text_of(float(value) * 100)}%"
    return value
