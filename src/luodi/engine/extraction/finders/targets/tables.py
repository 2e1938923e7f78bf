"""Targets in a table of indicators: a row for each indicator, a column for each year, the unit in its own column or in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from luodi.engine.documents.model import Clause, Paragraph, Span
from luodi.engine.extraction.model import Quantity, Status, Target
from luodi.engine.extraction.numbers import find_quantities

if TYPE_CHECKING:
    from luodi.engine.extraction.finders.targets.times import Times

_YEAR = re.compile(r"(?:19|20)\d\d(?=年|$|\D)")
_INDICATOR = re.compile(r"指标|名称|项目|内容")
_UNIT = re.compile(r"单位|计量")
_NUMBER = re.compile(r"\s*[><≥≤＞＜约]?\s*[0-9][0-9,.]*\s*(?:%|[万亿家个项元人名]{0,3})?\s*[+以上左右]*\s*")
_NOW = re.compile(r"现状|基期|当前|现值|实际")


def table_targets(clause: Clause, times: Times) -> Iterator[Target]:
    """Return the targets of the tables of a clause."""
    heads: dict[int, tuple[int | None, Status]] = {}
    name = unit = -1
    for row in (paragraph for paragraph in clause.paragraphs if "\t" in paragraph.text):
        cells = row.text.split("\t")
        found = {place: year for place, cell in enumerate(cells) if (year := _heads(cell)) is not None}
        if found and any(_INDICATOR.search(cell) for cell in cells):
            heads = found
            name = next(place for place, cell in enumerate(cells) if _INDICATOR.search(cell) and place not in found)
            unit = next((place for place, cell in enumerate(cells) if _UNIT.search(cell)), -1)
        elif heads and len(cells) > max(heads):
            yield from _row(clause, row, cells, heads, name, unit)


def _heads(cell: str) -> tuple[int | None, Status] | None:
    """Return the year and the status of a column's head; None when it is no column of values."""
    year = _YEAR.search(cell)
    if year is None and not _NOW.search(cell):
        return None
    return (int(year[0]) if year else None), ("baseline" if _NOW.search(cell) else "target")


def _row(
    clause: Clause, row: Paragraph, cells: list[str], heads: dict[int, tuple[int | None, Status]], name: int, unit: int
) -> Iterator[Target]:
    measure = "".join(cells[unit].split()) if 0 <= unit < len(cells) else ""
    start = row.start
    for place, cell in enumerate(cells):
        if place in heads and _NUMBER.fullmatch(cell):
            quantity = _quantity(cell.strip(), measure, start + len(cell) - len(cell.lstrip()))
            if quantity is not None:
                year, status = heads[place]
                yield Target(
                    clause.id, "/".join(clause.path), Span(row.start, start + len(cell.rstrip())),
                    "".join(cells[name].split()), quantity, year, status,
                )  # fmt: skip
        start += len(cell) + 1


def _quantity(cell: str, measure: str, start: int) -> Quantity | None:
    """Read a cell with the unit of its row: 300 in a row of 亿元."""
    own = find_quantities(cell, start)
    if own and own[0].kind != "bare":
        return own[0]
    number = re.search(r"[0-9][0-9,.]*", cell)
    if number is None or not measure:
        return None
    read = find_quantities(number[0] + measure)
    if len(read) != 1:
        return None
    place = Span(start + number.start(), start + number.end())
    return Quantity(
        place, place, number[0], read[0].kind, read[0].value, read[0].unit, read[0].measure, bound=read[0].bound
    )
