"""ClickHouse, inside the process (chdb)."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from typing import Any

DIALECT = "clickhouse"

#: A whole library is one query, longer than what a server takes without being asked.
SETTINGS = {"max_query_size": 10_000_000}
_TYPES = {"BIGINT": "Int64", "TEXT": "String", "DATE": "Date32", "BOOLEAN": "Bool"}


def missing() -> str:
    """Why ClickHouse cannot be asked; empty when it can."""
    return "" if importlib.util.find_spec("chdb") else "缺少 chdb（pip install chdb）"


class Database:
    """One session; `load` replaces what was there."""

    def __init__(self) -> None:
        from chdb.session import Session

        self._session: Any = Session()
        for name, value in SETTINGS.items():
            self._session.query(f"SET {name} = {value}")
        self._session.query("CREATE DATABASE luodi")
        self._session.query("USE luodi")
        self._names: list[str] = []

    def make(self, statements: list[str], names: list[str]) -> None:
        """Make tables by statements of somebody else."""
        for name in self._names:
            self._session.query(f'DROP TABLE "{name}"')
        for statement in statements:
            self._session.query(statement)
        self._names = list(names)

    def load(self, tables: Any) -> None:
        self.make([], list(tables))
        for name, table in tables.items():
            columns = ", ".join(f'"{c}" Nullable({_TYPES.get(kind, kind)})' for c, kind in table.columns.items())
            self._session.query(f'CREATE TABLE "{name}" ({columns}) ENGINE = Memory')
            if table.rows:
                lines = "\n".join(
                    json.dumps([_cell(row.get(c)) for c in table.columns], ensure_ascii=False) for row in table.rows
                )
                self._session.query(f'INSERT INTO "{name}" FORMAT JSONCompactEachRow\n{lines}')

    def ask(self, query: str) -> list[dict[str, Any]]:
        lines = str(self._session.query(query, "JSONCompactEachRowWithNames")).splitlines()
        if not lines:
            return []
        names = json.loads(lines[0])
        return [dict(zip(names, json.loads(line), strict=True)) for line in lines[1:]]

    def close(self) -> None:
        self._session.close()


def _cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
