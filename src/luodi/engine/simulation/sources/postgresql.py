"""The tables of a PostgreSQL database, copied in batches through a cursor on the server, in one read-only transaction."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from luodi.engine.core.errors import DataError, NotFound, Place
from luodi.engine.population.layout import RECEIVED
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary
from luodi.engine.simulation.sources import Found
from luodi.engine.simulation.sources.staging import BATCH, stage

if TYPE_CHECKING:
    import psycopg


def find(url: str, vocabulary: Vocabulary, work: Path) -> Found:
    """Return the tables as Parquet files in `work`; see `sources`. The tables are those that the search path finds."""
    try:
        import psycopg
    except ModuleNotFoundError:
        raise DataError("没有安装 psycopg", why="读 PostgreSQL 要用它", fix="pip install 'psycopg[binary]'") from None
    shown = without_password(url)
    try:
        with psycopg.connect(url, connect_timeout=15) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            found = _tables(connection, vocabulary, work, shown)
    except psycopg.Error as error:
        raise DataError(
            "读不了这个数据库", place=Place(shown), why=str(error).splitlines()[0] if str(error) else type(error).__name__,
            fix="核对地址、用户与权限；密码可放在 PGPASSWORD 或 ~/.pgpass",
        ) from None  # fmt: skip
    return found


def _tables(connection: psycopg.Connection[Any], vocabulary: Vocabulary, work: Path, shown: str) -> Found:
    known = [
        table for table in (*vocabulary.entities, RECEIVED)
        if (connection.execute("SELECT to_regclass(%s)", [f'"{table}"']).fetchone() or (None,))[0] is not None
    ]  # fmt: skip
    if ENTERPRISE not in known:
        raise NotFound(
            f"{shown} 里没有 {ENTERPRISE} 表", why="按搜索路径找；表和列的名字见 docs/how-to/population.md",
            fix="表在别的模式里时，在地址后写 ?options=-csearch_path%3D模式",
        )  # fmt: skip
    notes = [note for table in known for note in _copied(connection, table, vocabulary, work, shown)]
    return Found({table: work / f"{table}.parquet" for table in known}, shown, tuple(notes))


def _copied(
    connection: psycopg.Connection[Any], table: str, vocabulary: Vocabulary, work: Path, shown: str
) -> tuple[str, ...]:  # fmt: skip
    from psycopg import sql

    with connection.cursor(name=f"luodi_{table}") as cursor:
        cursor.itersize = BATCH
        cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
        columns = [column.name for column in cursor.description or ()]
        rows: Iterator[Any] = iter(cursor)
        return stage(rows, columns, vocabulary, work / f"{table}.parquet", table, shown)


def without_password(url: str) -> str:
    """Return an address as it may be shown."""
    parts = urlsplit(url)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit((parts.scheme, f"{user}{parts.hostname or ''}{port}", parts.path, "", ""))
