"""A small population of the tests' own, written as tables, and policies to run over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="没有装 pyarrow（tables），跳过推演的测试")
pq = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("duckdb", reason="没有装 duckdb（tables），跳过推演的测试")
pytest.importorskip("sqlglot", reason="没有装 sqlglot（tables），跳过推演的测试")

from luodi.engine.library import Library  # noqa: E402
from luodi.engine.simulation.simulate import Outcome, Request, simulate  # noqa: E402

POLICY = """\
title: 示例市政策
region: "330100"
status: reviewed
in_force: {from: 2020-01-01, until: 2029-12-31}
supports:
- {id: "1", title: 收入补助, clause: 一, instrument: grant, values: {rate: 0.1, cap: 1_000_000}, at_most: "min(main_revenue * rate, cap)"}
- {id: "2", title: 定额奖励, clause: 二, instrument: reward, values: {sum: 200_000.01}, when: ai_business, amount: sum, pays: [0.4, 0.3, 0.3]}
- {id: "3", title: 项目补助, clause: 三, instrument: grant, for: project, values: {rate: 0.2, cap: 500_000}, amount: "min(total_investment * rate, cap)", quota: {count: 2}}
- {id: "4", title: 连续三年, clause: 四, instrument: grant, values: {sum: 1_000}, when: 'kind == "university"', amount: sum, years_paid: 3}
- {id: "5", title: 一事一议, clause: 五, instrument: grant, when: ai_business, discretion: 由主管部门定}
"""
#: id, region, sector, kind, employees, revenue in fen, ai_business; None is not told
ENTERPRISES: tuple[tuple[Any, ...], ...] = (
    (1, "330106", "software", "enterprise", 10, 500_000_000, True), (2, "330106", "software", "enterprise", 100, 2_000_000_000, False),
    (3, "330200", "manufacturing", "enterprise", 500, None, True), (4, "330200", None, "university", 2000, 0, None), (5, None, "other", "enterprise", None, 99, True),
)  # fmt: skip
NAMES = ("id", "registered_region", "sector", "kind", "employees_2021", "main_revenue_2021", "ai_business")
KINDS = (pa.int64(), pa.string(), pa.string(), pa.string(), pa.int64(), pa.int64(), pa.bool_())
#: id, enterprise, total investment in fen
PROJECTS: tuple[tuple[Any, ...], ...] = (
    ("1", 1, 100_000_000), ("2", 1, 900_000_000), ("3", 2, 50_000_000), ("4", 3, None),
)  # fmt: skip
PROJECT_NAMES = ("id", "enterprise_id", "total_investment")
PROJECT_KINDS = (pa.string(), pa.int64(), pa.int64())
RECEIVED_NAMES = ("enterprise_id", "support", "date", "amount", "entity")
RECEIVED_KINDS = (pa.int64(), pa.string(), pa.date32(), pa.int64(), pa.string())
BY = ("region", "industry", "size", "kind")


@dataclass(frozen=True)
class Bench:
    """Where the population and the policies lie, and where runs may write."""

    folder: Path
    library: Library
    place: Path
    on: date = date(2021, 6, 1)

    def request(self, **more: Any) -> Request:
        """A request for everything over the population; `more` replaces parts of it."""
        asked: dict[str, Any] = {"source": self.folder, "policies": self.library.policies(), "vocabulary": self.library.vocabulary, "on": self.on, "by": BY}  # fmt: skip
        return Request(**{**asked, "memory": "500MB", "threads": 1, **more})

    def run(self, **more: Any) -> Outcome:
        """Run the request in a folder of its own; the tables of claims stay in `place`."""
        work = self.place / f"work{len(list(self.place.iterdir()))}"
        work.mkdir()
        return simulate(self.request(**more), self.place, work)

    def policies(self, text: str) -> list[Any]:
        """The policies with another text in place of the one of the tests."""
        folder = self.place / f"policies{len(list(self.place.iterdir()))}"
        write_policy(folder, text)
        return Library(folder).policies()


def write_policy(folder: Path, text: str, name: str = "a/b") -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "policy.yaml").write_text(text, "utf-8")
    (folder / name / "cases.yaml").write_text("cases: []\n", "utf-8")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    people, place = tmp_path / "people", tmp_path / "place"
    people.mkdir()
    place.mkdir()
    write_policy(tmp_path / "policies", POLICY)
    write(people / "enterprise.parquet", NAMES, KINDS, ENTERPRISES)
    write(people / "project.parquet", PROJECT_NAMES, PROJECT_KINDS, PROJECTS)
    write(people / "received.parquet", RECEIVED_NAMES, RECEIVED_KINDS, ())
    return Bench(people, Library(tmp_path / "policies"), place)


def table(names: tuple[str, ...], kinds: tuple[Any, ...], rows: tuple[tuple[Any, ...], ...]) -> Any:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pa.table({n: pa.array(list(column), kind) for n, kind, column in zip(names, kinds, columns, strict=True)})


def write(file: Path, names: tuple[str, ...], kinds: tuple[Any, ...], rows: tuple[tuple[Any, ...], ...]) -> None:
    pq.write_table(table(names, kinds, rows), file)


@pytest.fixture
def arrow() -> dict[str, Any]:
    """The population as Arrow tables."""
    return {
        "enterprise": table(NAMES, KINDS, ENTERPRISES),
        "project": table(PROJECT_NAMES, PROJECT_KINDS, PROJECTS),
        "received": table(RECEIVED_NAMES, RECEIVED_KINDS, ()),
    }


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Make a synthetic population of so many enterprises for the encoded policies, once."""
    from luodi.engine.population.make import make
    from luodi.engine.population.recipe import recipe_for

    held: dict[int, Path] = {}

    def get(rows: int) -> Path:
        if rows not in held:
            lib = Library()
            folder = tmp_path_factory.mktemp("made") / str(rows)
            make(recipe_for(lib.policies(), lib.vocabulary, rows, 5, range(2019, 2023)), lib.vocabulary, folder)
            held[rows] = folder
        return held[rows]

    return get
