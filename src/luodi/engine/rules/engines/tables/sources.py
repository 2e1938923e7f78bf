"""A population opened in DuckDB: files, Arrow tables or tables of a database, seen as the tables of the layout.

Nothing is read here but names and types. A number that is not whole (DOUBLE, DECIMAL with decimals) is refused: it would
not be exact; narrower integers are widened, so that no sum overflows 32 bits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from luodi.engine.core.errors import DataError, LuodiError, NotFound, Place, Problems
from luodi.engine.rules.engines.tables import quoted
from luodi.engine.rules.engines.tables.layout import ID, OWNER, RECEIVED, RECEIVED_COLUMNS, Layout, sql_type
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary

_YEARLY = re.compile(r"(.+)_(\d{4})")
_CSV = (".csv", ".csv.gz", ".tsv")
_WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}


@dataclass(frozen=True)
class InDatabase:
    """A table of a DuckDB database file."""

    file: Path
    table: str


#: A Parquet or CSV file (or a pattern of several), a table of a database, an Arrow table, or a reader of Arrow batches.
Source = Path | str | InDatabase | Any


@dataclass(frozen=True)
class Settings:
    """How much of the machine DuckDB may use: `memory` as `2GB`; what does not fit is spilt to `spill`, if that is given."""

    memory: str = "1500MB"
    threads: int | None = None
    spill: Path | None = None


@dataclass
class Tables:
    """An open population: a DuckDB connection with a view per table, and the layout of what is there.

    `passed_over` names columns that are no fact of the vocabulary: they may be somebody's own, or a fact written wrongly.
    """

    connection: duckdb.DuckDBPyConnection
    layout: Layout
    files: Mapping[str, str]
    passed_over: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __enter__(self) -> Tables:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()


def open_tables(sources: Mapping[str, Source], vocabulary: Vocabulary, settings: Settings | None = None) -> Tables:
    """Open the tables of a population, by the names of the layout (`enterprise`, `project`, …, `received`).

    Problems lists every table and column that cannot be used. Use it in a `with`.
    """
    with ExitStack() as undo:
        connection = duckdb.connect(":memory:", config=_config(settings or Settings()))
        undo.callback(connection.close)
        opening = _Opening(connection, vocabulary)
        for name, source in sources.items():
            opening.open(name, source)
        if ENTERPRISE not in sources:
            opening.problem("没有 enterprise 表", "", fix="企业的表必须有，至少一列 id")
        if opening.problems:
            raise Problems(opening.problems)
        undo.pop_all()
    layout = Layout(
        {name: frozenset(columns) for name, columns in opening.columns.items()},
        complete={name: opening.filled(name, source) for name, source in sources.items()},
    )
    return Tables(connection, layout, opening.files, opening.passed_over)


def _config(settings: Settings) -> dict[str, Any]:
    config: dict[str, Any] = {
        "memory_limit": settings.memory, "preserve_insertion_order": "false", "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }  # fmt: skip
    if settings.threads is not None:
        config["threads"] = settings.threads
    if settings.spill is not None:
        config["temp_directory"] = str(settings.spill)
    return config


class _Opening:
    """Tables being opened; collects every fault."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, vocabulary: Vocabulary) -> None:
        self.connection, self.vocabulary = connection, vocabulary
        self.columns: dict[str, list[str]] = {}
        self.files: dict[str, str] = {}
        self.passed_over: dict[str, tuple[str, ...]] = {}
        self.problems: list[LuodiError] = []

    def problem(self, what: str, file: str, why: str = "", fix: str = "") -> None:
        self.problems.append(DataError(what, place=Place(file), why=why, fix=fix))

    def open(self, name: str, source: Source) -> None:
        """Make a view of a table with its columns in the types of the layout."""
        if name != RECEIVED and name not in self.vocabulary.entities:
            known = "、".join([*self.vocabulary.entities, RECEIVED])
            self.problem(f"没有“{name}”这种表", _shown(source), fix=f"可用：{known}")
            return
        self.files[name] = _shown(source)
        wanted = self.types(name)
        try:
            origin = self.origin(name, source, wanted)
            held = self.connection.execute(f"DESCRIBE SELECT * FROM {origin}").fetchall()
        except duckdb.Error as error:
            self.problem(f"打不开 {name} 表", _shown(source), why=str(error).splitlines()[0])
            return
        except NotFound as error:
            self.problems.append(error)
            return
        given = {str(column): str(kind) for column, kind, *_ in held}
        self.view(name, origin, given, wanted)

    def view(self, name: str, origin: str, given: Mapping[str, str], wanted: Mapping[str, str]) -> None:
        keys = {ENTERPRISE: [ID], RECEIVED: [OWNER, "support", "date", "amount"]}.get(name, [OWNER, ID])
        for key in keys:
            if key not in given:
                self.problem(f"{name} 表没有 {key} 列", self.files[name], fix="表的写法见 docs/reference/tables.md")
        columns = []
        for column, kind in given.items():
            target = _kind(column, wanted)
            if target is None:
                continue
            columns.append(column)
            self.fits(name, column, kind, target)
        self.columns[name] = columns
        self.passed_over[name] = tuple(c for c in given if c not in columns)
        made = [_typed(column, _kind(column, wanted) or "") for column in columns]
        made += [quoted.name(column) for column in given if column not in columns]
        if name == RECEIVED:
            missing = [c for c in (ID, "entity") if c not in given]
            made += [
                {ID: f"row_number() OVER () AS {ID}", "entity": "CAST(NULL AS VARCHAR) AS entity"}[c] for c in missing
            ]
            columns += missing
        if made:
            self.connection.execute(f"CREATE VIEW {quoted.name(name)} AS SELECT {', '.join(made)} FROM {origin}")

    def types(self, name: str) -> dict[str, str]:
        """The columns a table may have, with their types; yearly facts under their bare name."""
        if name == RECEIVED:
            return dict(RECEIVED_COLUMNS)
        made = {ID: "" if name == ENTERPRISE else "TEXT"}
        if name == ENTERPRISE:
            made |= {f"{kind}_told": "BOOLEAN" for kind in (*self.vocabulary.entities, RECEIVED) if kind != ENTERPRISE}
        else:
            made[OWNER] = ""
        for fact in self.vocabulary.facts.get(name, {}).values():
            made[f"{fact.name}_" if fact.by_year else fact.name] = sql_type(fact.type)
        return made

    def fits(self, name: str, column: str, kind: str, target: str) -> None:
        """Refuse a type that cannot hold the fact exactly."""
        if target == "BIGINT":
            good, advice = kind in _WHOLE, "钱写整数的分；比率写十亿分之几，见 docs/reference/tables.md"
        elif target == "TEXT":
            good, advice = kind == "VARCHAR" or kind.startswith("ENUM") or column == ID, "写成文字"
        else:
            good, advice = (
                target in {"", kind},
                {"BOOLEAN": "写 true、false，不知道就空着", "DATE": "写日期，如 2021-06-01"}.get(target, ""),
            )
        if not good:
            self.problem(f"{name} 表的 {column} 列是 {kind}", self.files[name], why=f"这一列要是 {target}", fix=advice)

    def filled(self, name: str, source: Source) -> frozenset[str]:
        """The columns of a table of which the file (or the Arrow table) says itself that no cell is empty."""
        if isinstance(source, str | Path) and not str(source).endswith(_CSV):
            held = self.connection.execute(
                "SELECT path_in_schema FROM parquet_metadata(?) GROUP BY path_in_schema "
                "HAVING count(*) = count(stats_null_count) AND sum(stats_null_count) = 0",
                [str(source)],
            ).fetchall()
            return frozenset(str(column) for (column,) in held) & frozenset(self.columns[name])
        # An Arrow table knows; a reader of batches and a database know nothing beforehand.
        table: Any = source if hasattr(source, "num_rows") else None
        names = table.column_names if table is not None else ()
        return frozenset(c for c in self.columns[name] if c in names and table.column(c).null_count == 0)

    # -- where tables come from -----------------------------------------------------------------------------------

    def origin(self, name: str, source: Source, wanted: Mapping[str, str]) -> str:
        """What stands after FROM."""
        if isinstance(source, InDatabase):
            if not source.file.is_file():
                raise NotFound(f"没有文件 {source.file}", fix="核对数据库文件的路径")
            self.connection.execute(
                f"ATTACH IF NOT EXISTS {quoted.text(source.file)} AS {quoted.name('db_' + name)} (READ_ONLY)"
            )
            return f"{quoted.name('db_' + name)}.{quoted.name(source.table)}"
        if isinstance(source, str | Path):
            return self.file(str(source), wanted)
        self.connection.register(f"arrow_{name}", source)
        return quoted.name(f"arrow_{name}")

    def file(self, path: str, wanted: Mapping[str, str]) -> str:
        if not any(mark in path for mark in "*?[") and not Path(path).is_file():
            raise NotFound(f"没有文件 {path}", fix="核对路径")
        if not path.endswith(_CSV):
            return f"read_parquet({quoted.text(path)})"
        # A guess would read the region 110000 as a number and a column of gaps as text: types are given, not guessed.
        header = self.connection.execute(
            f"DESCRIBE SELECT * FROM read_csv({quoted.text(path)}, all_varchar = true, header = true)"
        )
        kinds = {str(c): (_kind(str(c), wanted) or "TEXT") for c, *_ in header.fetchall()}
        types = ", ".join(f"{quoted.text(c)}: '{k or 'VARCHAR'}'" for c, k in kinds.items())
        return f"read_csv({quoted.text(path)}, header = true, types = {{{types}}}, nullstr = '')"


def _kind(column: str, wanted: Mapping[str, str]) -> str | None:
    """The type a column must have; None for one that is no fact."""
    if column in wanted and not column.endswith("_"):
        return wanted[column]
    match = _YEARLY.fullmatch(column)
    return wanted.get(f"{match[1]}_") if match else None


def _typed(column: str, kind: str) -> str:
    return f"CAST({quoted.name(column)} AS {kind}) AS {quoted.name(column)}" if kind else quoted.name(column)


def _shown(source: Source) -> str:
    if isinstance(source, InDatabase):
        return f"{source.file}#{source.table}"
    return str(source) if isinstance(source, str | Path) else type(source).__name__
