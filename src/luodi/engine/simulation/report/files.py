"""The tables of a report as CSV and Parquet, and the whole of it as JSON."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from luodi.engine.population.outcome import harmless
from luodi.engine.simulation.model import Result
from luodi.engine.simulation.report import Report
from luodi.engine.simulation.report.tables import Column, Table, tables

#: Sums over millions of enterprises may be more than 64 bits hold.
_TYPES = {"fen": pa.decimal128(38, 0), "count": pa.int64(), "text": pa.string()}


def write_tables(report: Report, folder: Path) -> list[str]:
    """Write each table twice; return the names of the files."""
    made = []
    for table in tables(report):
        _csv(table, folder / f"{table.name}.csv")
        _parquet(table, folder / f"{table.name}.parquet")
        made += [f"{table.name}.csv", f"{table.name}.parquet"]
    return made


def _csv(table: Table, file: Path) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:  # with the mark, spreadsheets read Chinese
        writer = csv.writer(stream)
        writer.writerow([column.heading + ("（元）" if column.unit == "fen" else "") for column in table.columns])
        writer.writerows([_cell(column, row) for column in table.columns] for row in table.rows)


def _cell(column: Column, row: Any) -> Any:
    value = column.read(row)
    if value is None:
        return ""
    if column.unit == "fen":
        return yuan_text(value)
    return harmless(value) if column.unit == "text" else value


def yuan_text(fen: int) -> str:
    """Return fen as yuan with two decimals, exact."""
    whole, part = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{part:02d}"


def _parquet(table: Table, file: Path) -> None:
    schema = pa.schema(
        [
            pa.field(c.name + ("_fen" if c.unit == "fen" else ""), _TYPES[c.unit], metadata={"label": c.heading})
            for c in table.columns
        ]
    )
    arrays = [
        pa.array([_exact(column, column.read(row)) for row in table.rows], kind.type)
        for column, kind in zip(table.columns, schema, strict=True)
    ]
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), file)


def _exact(column: Column, value: Any) -> Any:
    return Decimal(value) if column.unit == "fen" and value is not None else value


def write_data(report: Report, file: Path) -> None:
    """Write the whole report as JSON."""
    file.write_text(json.dumps(data(report), ensure_ascii=False, indent=1) + "\n", "utf-8")


def data(report: Report) -> dict[str, Any]:
    """Return a report as plain data; every sum in whole fen, never a float."""
    outcome = report.outcome
    return {
        "title": report.title, "on": report.on, "unit": "fen", "engine": report.engine,
        "policies": [asdict(policy) for policy in report.policies],
        "population": {
            "source": outcome.population, "enterprises": outcome.baseline.enterprises, "synthetic": outcome.synthetic,
            "facts_not_told": list(outcome.missing), "columns_not_used": list(outcome.strangers),
        },
        "notes": [*report.cautions, *report.remarks, *outcome.notes], "ways": dict(outcome.ways), "result": _result(outcome.baseline),
        "reform": None if outcome.reform is None else {
            "title": report.reform, "result": _result(outcome.reform),
            "changed": None if outcome.changed is None else asdict(outcome.changed),
            "changed_groups": [asdict(group) for group in outcome.changed_groups],
        },
    }  # fmt: skip


def _result(result: Result) -> dict[str, Any]:
    total = result.total
    return {
        "total": asdict(total), "unknown_permille": total.unknown_permille, "expected": asdict(result.expected),
        **{key: held for key, held in asdict(result).items() if key != "enterprises"},
    }  # fmt: skip
