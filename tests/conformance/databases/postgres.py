"""PostgreSQL: a database on the tests' own server. Its texts sort as people sort them, which no answer may depend on."""

from __future__ import annotations

from typing import Any

DIALECT = "postgres"


def missing() -> str:
    """Why PostgreSQL cannot be asked; whoever starts the server says so."""
    return ""


class Database:
    """One connection; `load` replaces what was there."""

    def __init__(self, address: str) -> None:
        import psycopg

        with psycopg.connect(address, autocommit=True) as server:
            server.execute("CREATE DATABASE conformance TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh'")
        self._connection: Any = psycopg.connect(address, dbname="conformance", autocommit=True)
        self._connection.execute("SET jit = off")

    def make(self, statements: list[str], _names: list[str]) -> None:
        """Make tables by statements of somebody else."""
        for statement in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public", *statements):
            self._connection.execute(statement)

    def load(self, tables: Any) -> None:
        self.make([], [])
        for name, table in tables.items():
            columns = ", ".join(f'"{column}" {kind}' for column, kind in table.columns.items())
            self._connection.execute(f'CREATE TABLE "{name}" ({columns})')
            with self._connection.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                for row in table.rows:
                    copy.write_row([row.get(c) for c in table.columns])
        self._connection.execute("ANALYZE")

    def ask(self, query: str) -> list[dict[str, Any]]:
        cursor = self._connection.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def close(self) -> None:
        self._connection.close()
