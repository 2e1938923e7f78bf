"""DuckDB, in memory; tables come through Arrow, which is quick for many rows."""

from __future__ import annotations

import importlib.util
from typing import Any

DIALECT = "duckdb"


def missing() -> str:
    """Why DuckDB cannot be asked; empty when it can."""
    return "" if importlib.util.find_spec("duckdb") else "缺少 duckdb（tables 扩展）"


class Database:
    """One connection; `load` replaces what was there."""

    def __init__(self) -> None:
        import duckdb

        self._connection: Any = duckdb.connect(config={"threads": "1"})
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
            columns = ", ".join(f'"{column}" {kind}' for column, kind in table.columns.items())
            self._connection.execute(f'CREATE TABLE "{name}" ({columns})')
            if table.rows:
                self._connection.register("rows", _arrow(table))
                self._connection.execute(f'INSERT INTO "{name}" SELECT * FROM rows')
                self._connection.unregister("rows")

    def ask(self, query: str) -> list[dict[str, Any]]:
        cursor = self._connection.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def close(self) -> None:
        self._connection.close()


def _arrow(table: Any) -> Any:
    import pyarrow

    kinds = {
        "BIGINT": pyarrow.int64(),
        "TEXT": pyarrow.string(),
        "DATE": pyarrow.date32(),
        "BOOLEAN": pyarrow.bool_(),
        "DOUBLE": pyarrow.float64(),
    }
    columns = {c: pyarrow.array([row.get(c) for row in table.rows], kinds[k]) for c, k in table.columns.items()}
    return pyarrow.table(columns)
