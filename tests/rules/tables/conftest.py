"""A small population of synthetic enterprises, and answers read back as rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

duckdb = pytest.importorskip("duckdb", reason="缺少 tables 扩展")

from luodi.engine.library import Library  # noqa: E402
from luodi.engine.population.make import make  # noqa: E402
from luodi.engine.population.recipe import recipe_for  # noqa: E402  (after the check for the extra)

ON = date(2021, 6, 1)
ENTERPRISES = 4_000


@pytest.fixture(scope="session")
def synthetic(real_library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files of a population, by the names of the tables."""
    asked = recipe_for(real_library.policies(), real_library.vocabulary, ENTERPRISES, 11, range(2019, 2023))
    folder = make(asked, real_library.vocabulary, tmp_path_factory.mktemp("population") / "made").folder
    return {file.stem: file for file in sorted(folder.glob("*.parquet"))}


@pytest.fixture
def answers() -> Callable[[Path], list[tuple[Any, ...]]]:
    """The rows of a file of answers, in order."""

    def read(file: Path) -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            rows = connection.execute("SELECT * FROM read_parquet(?) ORDER BY ALL", [str(file)]).fetchall()
        return [tuple(row) for row in rows]

    return read
