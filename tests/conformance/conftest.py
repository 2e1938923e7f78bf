"""Engines beside the reference: what runs a query, and the comparison of both answers."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.rules.model import Policy
from luodi.engine.rules.situation import Situation
from luodi.engine.rules.vocabulary import Vocabulary


def _beside(name: str) -> Any:
    """A module of this folder; the folder is no package."""
    spec = importlib.util.spec_from_file_location(f"conformance_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def population() -> Any:
    """Situations as tables, and the reference's answers as rows."""
    return _beside("population")


@pytest.fixture(scope="session")
def generator() -> Any:
    """Makes up situations for policies."""
    return _beside("generated").Generator


@pytest.fixture(scope="session")
def inventor() -> Any:
    """Makes up policies."""
    return _beside("invented").Inventor


@pytest.fixture(scope="session")
def duck(population: Any) -> Callable[..., Any]:
    """Ask DuckDB about situations of one day: its answers by enterprise, and what it declared."""
    duckdb = pytest.importorskip("duckdb", reason="缺少 tables 扩展")
    from luodi.engine.rules.engines.tables.emit import emit
    from luodi.engine.rules.engines.tables.layout import Layout
    from luodi.engine.rules.engines.tables.question import Question

    def ask(policies: list[Policy], situations: list[Situation], vocabulary: Vocabulary) -> Any:
        made = population.tables(situations, vocabulary)
        layout = Layout({name: frozenset(table.columns) for name, table in made.items()})
        emission = emit(policies, vocabulary, Question(situations[0].on, situations[0].in_force, layout))
        with duckdb.connect() as connection:
            fill(connection.execute, connection.executemany, made)
            rows = []
            for query in emission.queries:
                cursor = connection.execute(query.sql)
                names = [column[0] for column in cursor.description]
                rows += [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return population.by_enterprise(rows), emission.unsupported

    return ask


def fill(execute: Callable[..., Any], many: Callable[..., Any], tables: Any, mark: str = "?") -> None:
    """Create tables in a database and fill them."""
    for name, table in tables.items():
        columns = ", ".join(f'"{column}" {kind}' for column, kind in table.columns.items())
        execute(f'CREATE TABLE "{name}" ({columns})')
        if table.rows:
            marks = ", ".join(mark for _ in table.columns)
            many(f'INSERT INTO "{name}" VALUES ({marks})', [[row.get(c) for c in table.columns] for row in table.rows])


@pytest.fixture(scope="session")
def asks_both(population: Any, duck: Callable[..., Any]) -> Callable[..., None]:
    """Ask the reference and DuckDB the same, and compare."""

    def ask(policies: list[Policy], situation: Situation, vocabulary: Vocabulary) -> None:
        one = population.in_order(situation)
        found, declared = duck(policies, [one], vocabulary)
        gone = {d.support for d in declared}
        answer = {key: row for key, row in population.expected(policies, one, vocabulary).items() if key[0] not in gone}
        assert population.differences({0: answer}, found) == []

    return ask
