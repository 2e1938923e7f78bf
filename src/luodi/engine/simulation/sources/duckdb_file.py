"""The tables of a DuckDB database file, read where they lie."""

from __future__ import annotations

from pathlib import Path

import duckdb

from luodi.engine.core.errors import DataError, NotFound, Place
from luodi.engine.population.layout import RECEIVED
from luodi.engine.rules.engines.tables.sources import InDatabase
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary
from luodi.engine.simulation.sources import Found


def find(path: Path, vocabulary: Vocabulary, work: Path) -> Found:
    """Return the tables of the database; see `sources`."""
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            names = {
                str(row[0])
                for row in connection.execute(
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'"
                ).fetchall()
            }
    except duckdb.Error as error:
        raise DataError(
            "打不开这个数据库", place=Place(str(path)), why=str(error).splitlines()[0][:300], fix="看是不是别的程序正开着它"
        ) from None  # fmt: skip
    known = [table for table in (*vocabulary.entities, RECEIVED) if table in names]
    if ENTERPRISE not in known:
        raise NotFound(f"{path} 里没有 {ENTERPRISE} 表", fix="表和列的名字见 docs/how-to/population.md")
    return Found({table: InDatabase(path, table) for table in known}, str(path))
