"""A small population of the tests' own, written as tables, and two policies to run over it."""

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

from luodi.engine.library import Library  # noqa: E402

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
"""
#: id, region, sector, kind, employees, revenue in fen, ai_business; None is not told
ENTERPRISES: tuple[tuple[Any, ...], ...] = (
    (1, "330106", "software", "enterprise", 10, 500_000_000, True), (2, "330106", "software", "enterprise", 100, 2_000_000_000, False),
    (3, "330200", "manufacturing", "enterprise", 500, None, True), (4, "330200", None, "university", 2000, 0, None), (5, None, "other", "enterprise", None, 99, True),
)  # fmt: skip
#: id, enterprise, total investment in fen
PROJECTS: tuple[tuple[Any, ...], ...] = ((1, 1, 100_000_000), (2, 1, 900_000_000), (3, 2, 50_000_000), (4, 3, None))


@dataclass(frozen=True)
class Bench:
    """Where the population and the policies lie."""

    folder: Path
    library: Library
    on: date = date(2021, 6, 1)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    people, policies = tmp_path / "people", tmp_path / "policies" / "a" / "b"
    people.mkdir()
    policies.mkdir(parents=True)
    (policies / "policy.yaml").write_text(POLICY, "utf-8")
    (policies / "cases.yaml").write_text("cases: []\n", "utf-8")
    names = ["id", "registered_region", "sector", "kind", "employees_2021", "main_revenue_2021", "ai_business"]
    kinds = [pa.int64(), pa.string(), pa.string(), pa.string(), pa.int64(), pa.int64(), pa.bool_()]
    write(people / "enterprise.parquet", names, kinds, ENTERPRISES)
    write(people / "project.parquet", ["id", "enterprise_id", "total_investment"], [pa.int64()] * 3, PROJECTS)
    write(
        people / "received.parquet",
        ["enterprise_id", "support", "date", "amount", "entity"],
        [pa.int64(), pa.string(), pa.date32(), pa.int64(), pa.int64()],
        (),
    )
    return Bench(people, Library(tmp_path / "policies"))


def write(file: Path, names: list[str], kinds: list[Any], rows: tuple[tuple[Any, ...], ...]) -> None:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    table = pa.table(
        {name: pa.array(list(column), kind) for name, kind, column in zip(names, kinds, columns, strict=True)}
    )
    pq.write_table(table, file)


Write = Callable[..., None]
