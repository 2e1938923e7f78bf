"""Engines beside the reference: what runs a query, and the comparison of both answers."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.rules.model import Policy
from luodi.engine.rules.situation import Situation
from luodi.engine.rules.vocabulary import Vocabulary


def _beside(name: str) -> Any:
    """A module of this folder; the folder is no package."""
    own = "conformance_" + name.replace("/", "_")
    spec = importlib.util.spec_from_file_location(own, Path(__file__).parent / f"{name}.py")
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
def million() -> Any:
    """Many made-up enterprises, in chunks."""
    return _beside("million")


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Any]]:
    """An open database by its dialect; the test is skipped where it is not installed, and fails in CI."""
    opened: dict[str, Any] = {}

    def get(name: str) -> Any:
        if name not in opened:
            module = _beside(f"databases/{name}")
            if module.missing():
                pytest.skip(module.missing())
            # PostgreSQL is the one that needs a server; the tests have one for all who ask.
            server = [request.getfixturevalue("postgresql")()] if name == "postgres" else []
            opened[name] = module.Database(*server)
        return opened[name]

    yield get
    for one in opened.values():
        one.close()


@pytest.fixture(scope="session")
def asks(population: Any, databases: Callable[[str], Any]) -> Callable[..., Any]:
    """Ask a database about situations of one day: its answers by enterprise, and what the dialect declares."""
    pytest.importorskip("sqlglot", reason="缺少 tables 扩展")
    from luodi.engine.rules.engines.tables.emit import emit
    from luodi.engine.rules.engines.tables.layout import Layout
    from luodi.engine.rules.engines.tables.question import Question

    def ask(name: str, policies: list[Policy], situations: list[Situation], vocabulary: Vocabulary, **more: Any) -> Any:
        made = population.tables(situations, vocabulary)
        layout = Layout({table: frozenset(held.columns) for table, held in made.items()})
        question = Question(situations[0].on, situations[0].in_force, layout)
        emission = emit(policies, vocabulary, question, dialect=name, **more)
        one = databases(name)
        one.load(made)
        rows = [row for query in emission.queries for row in one.ask(query.sql)]
        return population.by_enterprise(rows), emission.unsupported

    return ask


@pytest.fixture(scope="session")
def agrees(population: Any, asks: Callable[..., Any]) -> Callable[..., Any]:
    """Ask the reference and a database the same: what differs, how many claims were compared, and what is declared."""

    def ask(name: str, policies: list[Policy], situations: list[Situation], vocabulary: Vocabulary, **more: Any) -> Any:
        situations = [population.in_order(s) for s in situations]
        found, declared = asks(name, policies, situations, vocabulary, **more)
        gone = {d.support for d in declared}
        wanted = {
            i: {
                key: row
                for key, row in population.expected(policies, s, vocabulary, **more).items()
                if key[0] not in gone
            }
            for i, s in enumerate(situations)
        }
        return population.differences(wanted, found), sum(map(len, wanted.values())), declared

    return ask


@pytest.fixture(scope="session")
def asks_both(agrees: Callable[..., Any]) -> Callable[..., None]:
    """Ask the reference and DuckDB the same, and compare."""

    def ask(policies: list[Policy], situation: Situation, vocabulary: Vocabulary) -> None:
        assert agrees("duckdb", policies, [situation], vocabulary)[0] == []

    return ask
