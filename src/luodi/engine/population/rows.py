"""Check the rows of a table, a batch at a time: each cell, each id, the order of days; count everything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Protocol

from luodi.engine.core.credit_codes import is_synthetic
from luodi.engine.core.regions import Regions
from luodi.engine.population import cells as given
from luodi.engine.population.cells import Cell, Stored, Uncalculated, Wrong, is_unknown, text_of
from luodi.engine.population.findings import Findings, Heading, RowError, Unit
from luodi.engine.population.layout import ENTERPRISE_ID, ID, SCALE, SYNTHETIC, unscaled
from luodi.engine.population.numbers import Finer, Numbers
from luodi.engine.population.sources import Row, Sheet
from luodi.engine.rules.facts import IN_ORDER
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary

#: How many errors are kept in the report; all of them are counted, and written to the error file.
KEPT = 1000
_BATCH, _REMEMBERED, _SHOWN = 8192, 100_000, 80
#: The column of an error file that holds the number of the row in the table that was checked.
ROW_NUMBER = "行号"
_TOTAL = re.compile(r"(?:合\s*计|总\s*计|小\s*计|平均)[:：]?")


class Outlet(Protocol):
    """Where good rows and rows with errors go."""

    def good(self, columns: Mapping[str, list[Stored]], rows: Sequence[Row]) -> None:
        """Take the good rows of a batch, column by column, and as they stand."""

    def wrong(self, row: Row, errors: Sequence[RowError]) -> None:
        """Take a row that has errors, as it stands."""


@dataclass
class _Read:
    """One column of a batch: its heading, what reads it, what it read before, and its values."""

    heading: Heading
    read: Callable[[Cell | Uncalculated], Stored]
    kind: Type
    known: dict[str, Stored | Wrong | Finer] = field(default_factory=dict)
    values: list[Stored] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.heading.role or (self.heading.column.name if self.heading.column else "")

    def value(self, cell: Cell | Uncalculated) -> Stored:
        """Read a cell, None when it says nothing; what was read before is remembered. Wrong when it cannot be the fact."""
        if type(cell) is not str:
            return None if is_unknown(cell, self.kind) else self._counted(self._tried(cell))
        if cell not in self.known:
            found = None if is_unknown(cell, self.kind) else self._tried(cell)
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            self.known[cell] = found
        return self._counted(self.known[cell])

    def _tried(self, cell: Cell | Uncalculated) -> Stored | Wrong | Finer:
        try:
            return self.read(cell)
        except (Wrong, Finer) as error:
            return error.with_traceback(None)

    def _counted(self, found: Stored | Wrong | Finer) -> Stored:
        if isinstance(found, Wrong):
            raise found
        if isinstance(found, Finer):
            self.heading.rounded += 1
            return found.stored
        return found


class Checker:
    """Checks the rows of one table into its findings, and hands them on."""

    def __init__(
        self, findings: Findings, vocabulary: Vocabulary, sheet: Sheet, outlet: Outlet | None = None,
        owners: Mapping[str, str] | None = None, held: Mapping[str, int] | None = None,
    ) -> None:  # fmt: skip
        self.findings, self.sheet, self.outlet, self.owners = findings, sheet, outlet, owners
        self.columns = [_column(heading, vocabulary) for heading in findings.headings if heading.used]
        self.roles = {column.heading.role: column for column in self.columns if column.heading.role}
        self.code = next((c for c in self.columns if c.name == "credit_code" and findings.entity == ENTERPRISE), None)
        self.seen, self.held = dict(held or {}), len(held or {})
        self.numbered = next((h.place for h in findings.headings if h.text == ROW_NUMBER), None)
        self.width = len(findings.headings)

    def run(self, rows: Iterator[Row], told: Callable[[float], None]) -> None:
        """Check all rows; `told` is called with how far reading is."""
        while batch := list(islice(rows, _BATCH)):
            held = [row for row in batch if any(cell is not None and cell != "" for cell in row[1])]
            self.findings.blank += len(batch) - len(held)
            self._batch(held)
            told(self.sheet.done())
        self._look_at_the_columns()

    def _batch(self, rows: list[Row]) -> None:
        errors: dict[int, list[RowError]] = {}
        for at, row in enumerate(rows):
            if found := self._shape(row):
                errors[at] = [found]
        for column in self.columns:
            self._cells(column, rows, errors)
        self._days(rows, errors)
        ids = self._ids(rows, errors)
        self._hand_on(rows, errors, ids)

    def _shape(self, row: Row) -> RowError | None:
        """A row that is no enterprise: a line of totals, or one with more or fewer cells than there are names."""
        number, cells = row
        for cell in cells[:3]:
            if isinstance(cell, str) and _TOTAL.fullmatch(cell.strip()):
                return RowError(number, "整行", cell, "像合计行", "它不是一家企业，会被重复计算", "删去这一行")
        extra = [text_of(cell) for cell in cells[self.width :] if cell is not None and cell != ""]
        if extra:
            return RowError(
                number,
                "整行",
                extra[0][:_SHOWN],
                f"列名之外还有 {len(extra)} 格",
                "多半是多了一个分隔符",
                "核对这一行的各格",
            )
        if self.sheet.even and len(cells) < self.width:
            return RowError(
                number,
                "整行",
                text_of(cells[0])[:_SHOWN],
                f"少了 {self.width - len(cells)} 格",
                "多半是少了一个分隔符",
                "核对这一行的各格",
            )
        return None

    def _cells(self, column: _Read, rows: list[Row], errors: dict[int, list[RowError]]) -> None:
        heading, place = column.heading, column.heading.place
        values: list[Stored] = [None] * len(rows)
        column.values = values
        for at, (number, cells) in enumerate(rows):
            cell = cells[place] if place < len(cells) else None
            try:
                values[at] = column.value(cell)
            except Wrong as wrong:
                heading.wrong += 1
                shown = text_of(cell)[:_SHOWN]
                errors.setdefault(at, []).append(
                    RowError(number, heading.text, shown, wrong.what, wrong.why, wrong.fix)
                )
            else:
                if values[at] is not None:
                    heading.filled += 1
                elif isinstance(cell, str) and cell.strip():
                    heading.told_unknown += 1

    def _days(self, rows: list[Row], errors: dict[int, list[RowError]]) -> None:
        """An end before its start would silently count as no days."""
        by_name = {column.name: column for column in self.columns}
        for first, last in IN_ORDER:
            if first in by_name and last in by_name:
                for at, (a, b) in enumerate(zip(by_name[first].values, by_name[last].values, strict=True)):
                    if isinstance(a, date) and isinstance(b, date) and b < a:
                        what = f"早于“{by_name[first].heading.text}”{a}"
                        found = RowError(rows[at][0], by_name[last].heading.text, str(b), what, "", "核对两个日期")
                        errors.setdefault(at, []).append(found)

    def _ids(self, rows: list[Row], errors: dict[int, list[RowError]]) -> list[str]:
        """The id of each row: its own, else its credit code, else its number; twice the same is an error."""
        self._owners(rows, errors)
        own, owner = self.roles.get(ID) or self.code, self.roles.get(ENTERPRISE_ID)
        made = []
        for at, (number, told) in enumerate(rows):
            value = own.values[at] if own else None
            key = str(value) if value is not None else f"row-{self._original(number, told)}"
            made.append(key)
            if at in errors:
                continue
            name = own.heading.text if own and value is not None else "整行"
            before = self.seen.setdefault(f"{owner.values[at]} {key}" if owner else key, number)
            found = None
            if own and value is None and own.heading.role == ID:
                found = RowError(number, own.heading.text, "", "没有编号", "别的表要用它来找", "补上编号，或删去这一列")
            elif before != number:
                what = f"与第 {before} 行重复" if before else "与已有的一行重复"
                found = RowError(number, name, key, what, "同一家（项、笔）会算两次", "删去其中一行，或改正")
            if found:
                errors[at] = [found]
                if own:
                    own.heading.wrong += 1
        return made

    def _original(self, number: int, told: Sequence[Cell | Uncalculated]) -> str:
        """The number of a row in the table it first stood in: an error file keeps it."""
        place = self.numbered
        if place is not None and place < len(told) and told[place]:
            return text_of(told[place])
        return f"{self.held}-{number}" if self.held else str(number)

    def _owners(self, rows: list[Row], errors: dict[int, list[RowError]]) -> None:
        owner = self.roles.get(ENTERPRISE_ID)
        if owner is None:
            return
        for at, (number, _) in enumerate(rows):
            value = owner.values[at]
            what = "没有写属于哪家企业" if value is None else ""
            if value is not None and self.owners is not None:
                owner.values[at] = self.owners.get(str(value))
                what = "没有这家企业" if owner.values[at] is None else ""
            if what and at not in errors:
                owner.heading.wrong += 1
                why = "enterprise.parquet 里没有这个编号或信用代码" if value is not None else ""
                errors[at] = [
                    RowError(number, owner.heading.text, str(value or ""), what, why, "核对编号；先检查企业表")
                ]

    def _hand_on(self, rows: list[Row], errors: dict[int, list[RowError]], ids: list[str]) -> None:
        findings = self.findings
        good = [at for at in range(len(rows)) if at not in errors]
        findings.read += len(rows)
        findings.good += len(good)
        findings.wrong += len(errors)
        for at in sorted(errors):
            for error in errors[at]:
                findings.kinds[error.what] = findings.kinds.get(error.what, 0) + 1
            findings.errors += errors[at][: max(0, KEPT - len(findings.errors))]
            if self.outlet:
                self.outlet.wrong(rows[at], errors[at])
        made = [
            self.sheet.synthetic or (self.code is not None and is_synthetic(str(self.code.values[at]))) for at in good
        ]
        findings.synthetic += sum(made)
        for column in self.columns:
            column.values = [column.values[at] for at in good]
            _measure(column)
        if self.outlet and good:
            columns: dict[str, list[Stored]] = {ID: [ids[at] for at in good], SYNTHETIC: list(made)}
            columns |= {column.name: column.values for column in self.columns if column.name != ID}
            self.outlet.good(columns, [rows[at] for at in good])

    def _look_at_the_columns(self) -> None:
        """What only shows once all rows are read."""
        for column in self.columns:
            heading = column.heading
            if heading.rounded:
                heading.problems.append(f"{heading.rounded} 个值比能记的更细（金额到分），四舍五入了")
            small = heading.unit and heading.unit.word == "%" and heading.unit.factor
            if small and isinstance(heading.most, Decimal) and 0 < heading.most <= small:
                heading.problems.append("没有一个超过 1%：是不是已经写成小数（0.12）了？是就去掉列名里的 %")


def _column(heading: Heading, vocabulary: Vocabulary) -> _Read:
    if heading.column is None:
        return _Read(heading, given.text, Type.TEXT)
    fact = heading.column.fact
    return _Read(heading, reader(fact, heading.unit, vocabulary.regions), fact.type)


def reader(fact: Fact, unit: Unit | None, regions: Regions) -> Callable[[Cell | Uncalculated], Stored]:
    """Return what reads the cells of a fact's column; it raises Wrong, or Finer for a number that had to be rounded."""
    match fact.type:
        case Type.BOOLEAN:
            return given.flag
        case Type.DATE:
            return given.day
        case Type.CATEGORY:
            return lambda cell: given.word(given.plain_text(cell), fact)
        case Type.REGION:
            return lambda cell: given.region(given.plain_text(cell), regions)
        case Type.TEXT:
            return given.credit_code if fact.name == "credit_code" else given.text
        case _:
            return Numbers(fact, unit)


def _measure(column: _Read) -> None:
    """Keep the least and the most of the good rows."""
    heading, kind = column.heading, column.kind
    if kind is Type.DATE:
        days = [value for value in column.values if isinstance(value, date)]
        if days:
            heading.least = min(days) if not isinstance(heading.least, date) else min(heading.least, *days)
            heading.most = max(days) if not isinstance(heading.most, date) else max(heading.most, *days)
    elif kind in SCALE:
        numbers = [value for value in column.values if isinstance(value, int)]
        if numbers:
            low, high = unscaled(kind, min(numbers)), unscaled(kind, max(numbers))
            heading.least = low if not isinstance(heading.least, Decimal) else min(heading.least, low)
            heading.most = high if not isinstance(heading.most, Decimal) else max(heading.most, high)
