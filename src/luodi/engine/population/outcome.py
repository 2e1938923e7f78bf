"""What a check writes: the good rows as a table of the layout, and the rows with errors as a CSV to correct."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from luodi.engine.core.errors import DataError, Place
from luodi.engine.population.cells import Stored, text_of
from luodi.engine.population.findings import Findings, Heading, RowError
from luodi.engine.population.layout import ENTERPRISE_ID, ID, SYNTHETIC, errors_name, file_name
from luodi.engine.population.parquet import Writer, field, schema
from luodi.engine.population.rows import ROW_NUMBER
from luodi.engine.population.sources import Row
from luodi.engine.rules.vocabulary import ENTERPRISE

#: What a spreadsheet program would run when it opens the error file.
_RUNS = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[\d.,]+%?")


class Outcome:
    """Writes into a folder: `<entity>.parquet`, and `<entity>.errors.csv` when there is an error."""

    def __init__(self, folder: Path, findings: Findings, before: Path | None = None) -> None:
        self.folder, self.findings = folder, findings
        self.held: dict[str, int] = {}
        ids = [ID] if findings.entity == ENTERPRISE else [ENTERPRISE_ID, ID]
        fields = [pa.field(name, pa.string(), nullable=False) for name in ids] + [
            pa.field(SYNTHETIC, pa.bool_(), nullable=False)
        ]
        fields += [field(heading.column, words=False) for heading in findings.headings if heading.column]
        self._schema = schema(fields, {"synthetic": "see column", "source": Path(findings.file).name})
        self._before = before

    def __enter__(self) -> Outcome:
        if self._before is not None:
            self._refuse_other_columns(self._before)
        self._writer = Writer(self.folder / file_name(self.findings.entity), self._schema)
        self._errors = (self.folder / errors_name(self.findings.entity)).open("w", encoding="utf-8-sig", newline="")
        self._table = csv.writer(self._errors)
        self._table.writerow([ROW_NUMBER, "问题", *(_named(heading) for heading in self.findings.headings)])
        if self._before is not None:
            self._copy(self._before)
        return self

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return self._writer.rows

    def _refuse_other_columns(self, before: Path) -> None:
        names = pq.read_schema(before).names
        if names != self._schema.names:
            differ = sorted(set(names) ^ set(self._schema.names))
            raise DataError(
                "列与已有的表不同", place=Place(str(before)), why="、".join(differ) or "次序不同",
                fix="用同样的 --map、--year、--unit 再试，或改正原表整个重新检查",
            )  # fmt: skip

    def _copy(self, before: Path) -> None:
        """Begin with the rows that were checked before; 0 stands for them where a row is named."""
        with pq.ParquetFile(before) as held:
            for batch in held.iter_batches():
                names = [name for name in (ENTERPRISE_ID, ID) if name in batch.schema.names]
                keys = zip(*(batch.column(name).to_pylist() for name in names), strict=True)
                self.held |= dict.fromkeys((" ".join(map(str, key)) for key in keys), 0)
                self._writer.write(pa.Table.from_batches([batch]).cast(self._schema))

    def good(self, columns: Mapping[str, list[Stored]], rows: Sequence[Row]) -> None:
        """Write good rows; how they stood is of no matter here."""
        arrays = [pa.array(columns[f.name], f.type) for f in self._schema]
        self._writer.write(pa.Table.from_arrays(arrays, schema=self._schema))

    def wrong(self, row: Row, errors: Sequence[RowError]) -> None:
        """Write a row with errors as it stands, after its number and what is wrong with it."""
        number, cells = row
        told = "；".join(f"{e.heading}：{e.what}" + (f"（{e.fix}）" if e.fix else "") for e in errors)
        self._table.writerow([number, harmless(told), *(harmless(text_of(cell)) for cell in cells)])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._errors.close()
        self._writer.__exit__(kind, error, trace)
        if not self.findings.wrong:
            Path(self._errors.name).unlink(missing_ok=True)


def harmless(told: str) -> str:
    """Return a cell that no spreadsheet program runs as a formula; a number stays a number."""
    return f"'{told}" if _RUNS.match(told) and not _NUMBER.fullmatch(told) else told


def owners(folder: Path) -> Mapping[str, str] | None:
    """Return the enterprises of a folder, by their id and by their credit code; None when it has none."""
    file = folder / file_name(ENTERPRISE)
    if not file.exists():
        return None
    with pq.ParquetFile(file) as held:
        names = [name for name in (ID, "credit_code") if name in held.schema_arrow.names]
        made: dict[str, str] = {}
        for batch in held.iter_batches(columns=names):
            ids = [str(value) for value in batch.column(0).to_pylist()]
            for column in reversed(batch.columns):
                made |= {str(key): own for key, own in zip(column.to_pylist(), ids, strict=True) if key is not None}
    return made


def _named(heading: Heading) -> str:
    """The name of a column with the unit it was read in, so that the file can be checked again by itself."""
    unit = heading.unit.word if heading.unit else ""
    return harmless(heading.text if not unit or unit in heading.text else f"{heading.text}（{unit}）")
