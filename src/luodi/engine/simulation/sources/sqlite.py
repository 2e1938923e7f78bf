"""The tables of an SQLite file, copied in batches through Python's own driver, in one transaction."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from luodi.engine.core.errors import DataError, NotFound, Place
from luodi.engine.population.layout import RECEIVED
from luodi.engine.rules.engines.tables.quoted import name
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary
from luodi.engine.simulation.sources import Found
from luodi.engine.simulation.sources.staging import stage


def find(path: Path, vocabulary: Vocabulary, work: Path) -> Found:
    """Return the tables as Parquet files in `work`; see `sources`."""
    connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, isolation_level=None)
    try:
        connection.execute("BEGIN")  # what is written meanwhile is not seen
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
        known = [table for table in (*vocabulary.entities, RECEIVED) if table in names]
        if ENTERPRISE not in known:
            raise NotFound(f"{path} 里没有 {ENTERPRISE} 表", fix="表和列的名字见 docs/how-to/population.md")
        notes = [note for table in known for note in _copied(connection, table, vocabulary, work, path)]
    except sqlite3.Error as error:
        raise DataError("读不了这个数据库", place=Place(str(path)), why=str(error), fix="看文件是不是完整") from None
    finally:
        connection.close()
    return Found({table: work / f"{table}.parquet" for table in known}, str(path), tuple(notes))


def _copied(
    connection: sqlite3.Connection, table: str, vocabulary: Vocabulary, work: Path, path: Path
) -> tuple[str, ...]:
    cursor = connection.execute(f"SELECT * FROM {name(table)}")
    columns = [str(column[0]) for column in cursor.description]
    return stage(cursor, columns, vocabulary, work / f"{table}.parquet", table, str(path))
