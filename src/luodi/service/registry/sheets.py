"""The sheets of an XLSX file: what is written out can be read in again, and no cell is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError
from luodi.engine.population.cells import text_of
from luodi.engine.population.headings import folded
from luodi.engine.population.rows import ROW_NUMBER
from luodi.engine.population.sources import Row
from luodi.engine.population.sources.xlsx import look_over
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, KNOWN_BY, Fact
from luodi.service.files.spreadsheets import as_bytes, empty_book, letter, write_head, write_row
from luodi.service.registry.words import facts_of, vocabulary

WRONG = "错在哪里"
CODE, OWN = "统一社会信用代码", "编号"


@dataclass(frozen=True)
class Refused:
    """The refused rows of one sheet: the column names as they stood with the units they were read in, each row with what is wrong."""

    entity: str
    names: Sequence[tuple[str, str]]
    rows: Sequence[tuple[Row, str]]


@dataclass
class Table:
    """One sheet to write: a kind of thing, the facts (and years) of its columns, its rows."""

    entity: str
    columns: list[tuple[Fact, str]]
    rows: list[list[Any]] = field(default_factory=list)


def title(entity: str) -> str:
    """The name of the sheet of a kind of thing."""
    return vocabulary().entities[entity].label


def entity_of(name: str) -> str:
    """The kind of thing that a sheet of this name holds; empty when nobody knows."""
    told = folded(name)
    for entity, known in vocabulary().entities.items():
        label = folded(known.label)
        if told in {entity, label, label.partition("(")[0]}:
            return entity
    return ""


def titles(file: Path) -> list[str]:
    """The names of the sheets that people see; DataError when it is no XLSX file."""
    look_over(file)
    import openpyxl

    try:
        book = openpyxl.load_workbook(file, read_only=True)
    except Exception as error:  # openpyxl raises many kinds for a damaged file
        raise DataError(_("读不成 XLSX"), why=type(error).__name__, fix=_("用表格软件打开，另存为 .xlsx")) from None
    try:
        return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    finally:
        book.close()


def heading(fact: Fact, year: str = "") -> str:
    """The name of a column, so that it is read as the same fact again: 营业收入（2021年）（元）."""
    unit = "（元）" if fact.type is Type.MONEY else ""
    return f"{fact.label}{f'（{year}年）' if year else ''}{unit}"


def refused(found: Iterable[Refused]) -> bytes:
    """The refused rows as a file: the columns as they stood, then the row's number and what is wrong. Empty bytes when there are none."""
    made = list(found)
    if not made:
        return b""
    book = empty_book()
    for one in made:
        names = [text if not unit or unit in text else f"{text}（{unit}）" for text, unit in one.names]
        own = [place for place, name in enumerate(names) if name in {ROW_NUMBER, WRONG, "问题"}]
        numbered = next((place for place in own if names[place] == ROW_NUMBER), None)
        kept = [place for place in range(len(names)) if place not in own]
        sheet = book.create_sheet(title(one.entity))
        write_head(sheet, [*(names[place] for place in kept), ROW_NUMBER, WRONG], (22, 22), "C2")
        for (number, cells), why in one.rows:
            told = cells[numbered] if numbered is not None and numbered < len(cells) and cells[numbered] else number
            own_cells = [_as_given(cells[place]) if place < len(cells) else None for place in kept]
            write_row(sheet, [*own_cells, told, why])
        sheet.column_dimensions[letter(len(kept) + 2)].width = 60
    return as_bytes(book)


def written(tables: Iterable[Table], told: Sequence[tuple[str, str]]) -> bytes:
    """Tables as a file; `told` are the lines of the sheet that explains it."""
    book = empty_book()
    for table in tables:
        sheet = book.create_sheet(title(table.entity))
        first = [CODE, "名称"] if table.entity == ENTERPRISE else [CODE, OWN]
        write_head(sheet, [*first, *(heading(fact, year) for fact, year in table.columns)], (22, 22), "C2")
        for row in table.rows:
            write_row(sheet, row)
        _choices(sheet, table, len(first))
    prose = book.create_sheet("说明")
    for line in told:
        write_row(prose, list(line))
    prose.column_dimensions["A"].width, prose.column_dimensions["B"].width = 34, 90
    return as_bytes(book)


def explained(entities: Iterable[str]) -> list[tuple[str, str]]:
    """What each column means, for the sheet that explains."""
    lines = []
    for entity in entities:
        lines += [("", ""), (f"【{title(entity)}】", vocabulary().entities[entity].meaning)]
        for fact in facts_of(entity):
            words = "、".join(label for _word, label in fact.words)
            lines.append(
                (
                    fact.label,
                    f"{fact.meaning}（{fact.type.label}{'，按年' if fact.by_year else ''}；{KNOWN_BY[fact.known_by]}）{words}",
                )
            )
    return lines


def _as_given(cell: Any) -> Any:
    """A cell as it was read; one with a formula that nobody computed says so, and is refused again until a value stands there."""
    return (
        cell
        if cell is None or isinstance(cell, str | int | float | Decimal | date | datetime | bool)
        else text_of(cell)
    )


def _choices(sheet: Any, table: Table, before: int) -> None:
    """Let people choose where a fact has few values."""
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, (fact, _year) in enumerate(table.columns, before + 1):
        words = ["是", "否"] if fact.type is Type.BOOLEAN else [label for _word, label in fact.words]
        told = ",".join(words)
        if words and len(told) <= 250 and not any("," in word or "，" in word or '"' in word for word in words):
            rule = DataValidation(type="list", formula1=f'"{told}"', allow_blank=True, showErrorMessage=False)
            sheet.add_data_validation(rule)
            rule.add(f"{letter(place)}2:{letter(place)}2000")
