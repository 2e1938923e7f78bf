"""Targets in a table of indicators: a row for each indicator, a column for each year, the unit in its own column or in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from luodi.engine.documents.model import Clause, Paragraph, Span
from luodi.engine.extraction.model import Bound, Quantity, Status, Target
from luodi.engine.extraction.numbers import find_quantities

if TYPE_CHECKING:
    from luodi.engine.extraction.finders.targets.times import Times

_YEAR = re.compile(r"(?:19|20)\d\d(?=年|$|\D)")
_INDICATOR = re.compile(r"指标|名称|项目|内容")
_UNIT = re.compile(r"单位|计量")
_NUMBER = re.compile(r"\s*[><≥≤＞＜约]?\s*[0-9][0-9,.]*\s*(?:%|[万亿家个项元人名]{0,3})?\s*[+以上左右]*\s*")
_IN_BRACKETS = re.compile(r"[（(](?:单位[：:])?(?P<unit>[^（）()]{1,8})[）)]$")
_BOUNDS: dict[str, Bound] = {
    "≥": "at_least", ">": "more_than", "＞": "more_than", "≤": "at_most", "<": "less_than", "＜": "less_than", "约": "about",
}  # fmt: skip
_NO_UNIT = re.compile(r"[—\-－/无\s]*|指数|分值|无量纲")
_NOW = re.compile(r"现状|基期|当前|现值|实际")


@dataclass(frozen=True, slots=True)
class _Table:
    """The head of a table: which column holds which year, where the name and the unit stand (-1: none), how many columns."""

    heads: dict[int, tuple[int | None, Status]]
    name: int
    unit: int
    width: int


def table_targets(clause: Clause, times: Times) -> Iterator[Target]:
    """Return the targets of the tables of a clause."""
    table: _Table | None = None
    for row in (paragraph for paragraph in clause.paragraphs if "\t" in paragraph.text):
        cells = row.text.split("\t")
        found = {place: head for place, cell in enumerate(cells) if (head := _heads(cell)) is not None}
        named = next((n for n, cell in enumerate(cells) if _INDICATOR.search(cell) and n not in found), None)
        if found and named is not None:
            unit = next((place for place, cell in enumerate(cells) if _UNIT.search(cell)), -1)
            table = _Table(found, named, unit, len(cells))
        elif table is not None and len(cells) > max(table.heads):
            yield from _row(clause, row, cells, table)


def _heads(cell: str) -> tuple[int | None, Status] | None:
    """Return the year and the status of a column's head; None when it is no column of values."""
    year = _YEAR.search(cell)
    if year is None and not _NOW.search(cell):
        return None
    return (int(year[0]) if year else None), ("baseline" if _NOW.search(cell) else "target")


def _row(clause: Clause, row: Paragraph, cells: list[str], table: _Table) -> Iterator[Target]:
    """Read a row; one that holds several indicators one after the other repeats the columns from the name on."""
    starts = [row.start]
    for cell in cells:
        starts.append(starts[-1] + len(cell) + 1)
    width = table.width - table.name
    shifts = range(0, len(cells) - table.name, width) if width > 1 else range(1)
    for shift in shifts:
        if table.name + shift >= len(cells):
            return
        name = "".join(cells[table.name + shift].split())
        unit = table.unit + shift
        measure = "".join(cells[unit].split()) if table.unit >= 0 and unit < len(cells) else ""
        if not measure and (bracket := _IN_BRACKETS.search(name)):
            measure, name = bracket["unit"], name[: bracket.start()]
        for place, (year, status) in table.heads.items():
            at = place + shift
            if not name or at >= len(cells) or not _NUMBER.fullmatch(cells[at]):
                continue
            cell = cells[at]
            quantity = _quantity(cell.strip(), measure, starts[at] + len(cell) - len(cell.lstrip()))
            if quantity is not None:
                begin = row.start if not shift else starts[table.name + shift]
                span = Span(begin, starts[at] + len(cell.rstrip()))
                yield Target(clause.id, "/".join(clause.path), span, name, quantity, year, status)


def _quantity(cell: str, measure: str, start: int) -> Quantity | None:
    """Read a cell with the unit of its row: 300 in a row of 亿元."""
    own = find_quantities(cell, start)
    if own and own[0].kind != "bare":
        return own[0]
    number = re.search(r"[0-9][0-9,.]*", cell)
    if number is None:
        return None
    place = Span(start + number.start(), start + number.end())
    if _NO_UNIT.fullmatch(measure):
        return Quantity(place, place, number[0], "bare", Decimal(number[0].replace(",", "")), "index")
    read = find_quantities(number[0] + measure + cell[number.end() :].removeprefix(measure))
    if len(read) != 1:
        return None
    bound = next((bound for mark, bound in _BOUNDS.items() if cell[: number.start()].strip().endswith(mark)), None)
    return Quantity(
        place,
        place,
        number[0],
        read[0].kind,
        read[0].value,
        read[0].unit,
        read[0].measure,
        bound=bound or read[0].bound,
    )
