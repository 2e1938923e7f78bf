"""SQLite, in memory, as Python brings it: days are texts, truths are 0 and 1."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any

DIALECT = "sqlite"


def missing() -> str:
    """Why SQLite cannot be asked: it always can."""
    return ""


class Database:
    """One connection; `load` replaces what was there."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._names: list[str] = []

    def make(self, statements: list[str], names: list[str]) -> None:
        """Make tables by statements of somebody else."""
        for name in self._names:
            self._connection.execute(f'DROP TABLE "{name}"')
        for statement in statements:
            self._connection.execute(statement)
        self._names = list(names)

    def load(self, tables: Any) -> None:
        self.make([], list(tables))
        for name, table in tables.items():
            columns = ", ".join(f'"{column}" {_type(kind)}' for column, kind in table.columns.items())
            self._connection.execute(f'CREATE TABLE "{name}" ({columns})')
            marks = ", ".join("?" for _ in table.columns)
            rows = ([_cell(row.get(c)) for c in table.columns] for row in table.rows)
            self._connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)

    def ask(self, query: str) -> list[dict[str, Any]]:
        cursor = self._connection.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def close(self) -> None:
        self._connection.close()


def _type(kind: str) -> str:
    return {"BIGINT": "INTEGER", "BOOLEAN": "INTEGER", "DATE": "TEXT"}.get(kind, kind)


def _cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
