"""A population opened for one run: its tables in DuckDB, how many enterprises there are, what has to be said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from luodi.engine.population.layout import SYNTHETIC
from luodi.engine.rules.engines.tables.checks import check
from luodi.engine.rules.engines.tables.layout import column_of
from luodi.engine.rules.engines.tables.quoted import name, text
from luodi.engine.rules.engines.tables.sources import Settings, Tables, open_tables
from luodi.engine.rules.grammar import did_you_mean
from luodi.engine.rules.model import Policy
from luodi.engine.rules.reading import facts_read
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary
from luodi.engine.simulation.sources import Found, find

_OWN_DATABASE = "sums"


class Population:
    """The open tables of a population, beside a database in the working folder for what is made of them."""

    def __init__(self, found: Found, tables: Tables, vocabulary: Vocabulary, work: Path) -> None:
        self.shown, self.notes, self.tables, self.vocabulary, self.work = (
            found.shown,
            list(found.notes),
            tables,
            vocabulary,
            work,
        )
        self.execute(f"ATTACH {text(work / f'{_OWN_DATABASE}.duckdb')} AS {_OWN_DATABASE}")
        self.enterprises = int(self.rows(f"SELECT count(*) FROM {ENTERPRISE}")[0][0])
        self.synthetic = self._synthetic()

    def __enter__(self) -> Population:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.tables.connection.close()

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        """Run a statement."""
        return self.tables.connection.execute(sql, list(parameters))

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query that is known to have few."""
        return self.execute(sql, parameters).fetchall()

    def columns(self, table: str) -> frozenset[str]:
        """The columns of a table of the population that are facts or ids."""
        return self.tables.layout.tables.get(table, frozenset())

    def type_of(self, table: str, column: str) -> str:
        """The SQL type of a column."""
        found = self.rows(f"SELECT column_type FROM (DESCRIBE {name(table)}) WHERE column_name = ?", [column])
        return str(found[0][0])

    def _synthetic(self) -> int:
        """How many of the enterprises are marked as synthetic."""
        if SYNTHETIC not in self.tables.passed_over.get(ENTERPRISE, ()):
            return 0
        if self.type_of(ENTERPRISE, SYNTHETIC) != "BOOLEAN":
            return 0
        return int(self.rows(f"SELECT count(*) FILTER ({SYNTHETIC}) FROM {ENTERPRISE}")[0][0])

    def strangers(self) -> list[str]:
        """Columns that are no fact, as `table.column`, each with the fact that was perhaps meant."""
        told = []
        for table, columns in self.tables.passed_over.items():
            known = list(self.vocabulary.facts.get(table, {}))
            for column in columns:
                if column != SYNTHETIC:
                    near = did_you_mean(column, [*known, *(f"{k}_{y}" for k in known for y in _years(column))])
                    told.append(f"{table}.{column}" + (f"（{near}）" if near else ""))
        return told

    def missing(self, policies: Iterable[Policy], year: int) -> list[str]:
        """What the policies read and no enterprise of this population was asked: labels of facts, each with its year."""
        told = self.tables.layout
        found: dict[str, None] = {}
        for node in (fact for policy in policies for fact in facts_read(policy)):
            fact = self.vocabulary.find(node.name, node.entity)
            if fact is not None and told.has(node.entity) and not told.has(node.entity, column_of(node, year)):
                found[f"{fact.label}（{year - node.back}年）" if node.by_year else fact.label] = None
        return list(found)

    def tables_missing(self, policies: Iterable[Policy]) -> list[str]:
        """Labels of the kinds of entity that the policies count for and of which there is no table."""
        kinds = dict.fromkeys(support.entity for policy in policies for support in policy.supports)
        return [self.vocabulary.entities[kind].label for kind in kinds if not self.tables.layout.has(kind)]


def _years(column: str) -> list[str]:
    return [column[-4:]] if column[-4:].isdigit() else []


def open_population(
    source: str | Path | Mapping[str, Any], vocabulary: Vocabulary, work: Path, settings: Settings
) -> Population:
    """Open a population and check every cell; Problems lists what cannot be used. Use it in a `with`."""
    found = find(source, vocabulary, work)
    with ExitStack() as undo:
        tables = undo.enter_context(open_tables(found.tables, vocabulary, settings))
        check(tables, vocabulary)
        population = Population(found, tables, vocabulary, work)
        undo.pop_all()
    return population
