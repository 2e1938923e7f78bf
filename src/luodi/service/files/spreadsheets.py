"""XLSX files that people are given: no cell is ever a formula, long numbers keep every digit, days are days."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

_MOST_DIGITS = 15  # what a spreadsheet keeps of a number; longer ones are written as text
_PLAIN = "@"  # the format of a cell that is text whatever it looks like
_LONGEST = 32_767  # characters a cell holds
#: What XML forbids, so that no file is refused for a stray control character.
_FORBIDDEN = {number: None for number in (*range(32), 0xFFFE, 0xFFFF) if chr(number) not in "\t\n\r"}


@dataclass(frozen=True)
class Sheet:
    """One table: its name, the names of its columns, its rows; `widths` in characters, 16 where nothing is told."""

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()


def empty_book() -> Any:
    """A book without sheets."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    return book


def written(sheets: Iterable[Sheet], told: Sequence[Sequence[str]] = ()) -> bytes:
    """Sheets as a file; `told` are the lines of a last sheet that explains them."""
    book = empty_book()
    for one in sheets:
        sheet = book.create_sheet(one.title[:31])
        write_head(sheet, one.head, one.widths)
        for row in one.rows:
            write_row(sheet, row, wrapped=True)
    if told:
        prose = book.create_sheet("说明")
        for line in told:
            write_row(prose, line)
        prose.column_dimensions["A"].width, prose.column_dimensions["B"].width = 24, 100
    return as_bytes(book)


def write_head(sheet: Any, names: Sequence[str], widths: Sequence[int] = (), freeze: str = "B2") -> None:
    """Write the names of the columns, bold and kept in sight."""
    from openpyxl.styles import Font

    write_row(sheet, list(names))
    for place, cell in enumerate(sheet[1], 1):
        cell.font, cell.alignment = Font(bold=True), _wrapped()
        sheet.column_dimensions[letter(place)].width = widths[place - 1] if place <= len(widths) else 16
    sheet.freeze_panes = freeze


def write_row(sheet: Any, cells: Sequence[Any], *, wrapped: bool = False) -> None:
    """Write a row; text is text, whatever it begins with, so that no program runs it. Nothing is written for None and ''."""
    at = sheet.max_row + 1 if sheet.max_row > 1 or sheet["A1"].value is not None else 1
    for place, given in enumerate(cells, 1):
        if given is None or given == "":
            continue
        long = isinstance(given, Decimal) and len(given.as_tuple().digits) > _MOST_DIGITS
        value = format(given, "f") if long else given
        value = value.translate(_FORBIDDEN)[:_LONGEST] if isinstance(value, str) else value
        cell = sheet.cell(at, place)
        cell.value = value
        if isinstance(value, str):
            cell.data_type, cell.number_format = "s", _PLAIN
        elif isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        if wrapped:
            cell.alignment = _wrapped()


def letter(place: int) -> str:
    """The letter of a column: 1 is A."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place))


def as_bytes(book: Any) -> bytes:
    """The book as the bytes of a file."""
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _wrapped() -> Any:
    from openpyxl.styles import Alignment

    return Alignment(wrap_text=True, vertical="top")
