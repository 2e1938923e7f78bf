"""The statements beside the queries, executed: tables are made, queries run over empty ones, wrong cells are found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

pytest.importorskip("sqlglot", reason="缺少 tables 扩展")

from luodi.engine.core.errors import DataError
from luodi.engine.library import Library
from luodi.engine.rules.engines.tables.emit import emit
from luodi.engine.rules.engines.tables.needs import needs
from luodi.engine.rules.engines.tables.question import Question
from luodi.engine.rules.engines.tables.statements import cells, create

DATABASES = ("duckdb", "postgres", "sqlite", "clickhouse", "spark")
PLAN = """
for: project
when: accredited and level == "national" and within(home, "330100") and finished_on <= on
amount: min(invest * 0.1 + sales * 0, 1_000_000)
once: entity
"""


@pytest.fixture(scope="module")
def plan(desk: Any) -> Any:
    return desk.one(PLAN.replace("0.1", "rate").replace("1_000_000", "cap").replace(" + sales * 0", " + sales * other")
                    + "values: {rate: 0.1, cap: 1_000_000, other: 0.01}")  # fmt: skip


@pytest.mark.parametrize("dialect", DATABASES)
def test_queries_run_over_the_tables_we_make(plan: Any, databases: Callable[[str], Any], dialect: str) -> None:
    needed, one = needs([plan.policy], plan.library.vocabulary, 2024, told=["project"]), databases(dialect)
    one.make(create(needed, dialect), list(needed.tables))
    question = Question(date(2024, 6, 30), layout=needed.layout)
    emission = emit([plan.policy], plan.library.vocabulary, question, dialect=dialect)
    assert emission.unsupported == ()
    assert [row for query in emission.queries for row in one.ask(query.sql)] == []
    assert one.ask(cells(needed, plan.library.vocabulary, dialect)) == []


#: A column type that every fact of money must not have, with a cell that it takes.
STRANGE = {
    "duckdb": ("DOUBLE", 12.5), "postgres": ("NUMERIC", "12.5"), "sqlite": ("", "约五百"), "clickhouse": ("Float64", 12.5),
    "spark": ("DOUBLE", 12.5),
}  # fmt: skip


@pytest.mark.parametrize("dialect", DATABASES)
def test_wrong_cells_are_found_where_the_tables_are(
    plan: Any, population: Any, databases: Callable[[str], Any], dialect: str
) -> None:
    kind, cell = STRANGE[dialect]
    enterprise = {"id": "TEXT", "accredited": "BOOLEAN", "home": "TEXT", "level": "TEXT", "sales_2024": kind}
    day = date(1800, 1, 1)
    tables = {
        "enterprise": population.Table(enterprise, [
            {"id": "甲", "accredited": True, "home": "999999", "level": "很高", "sales_2024": cell},
            {"id": "乙", "accredited": None, "home": "3301", "level": "national"},
            {"id": "乙"},
        ]),
        "project": population.Table({"enterprise_id": "TEXT", "id": "TEXT", "invest": "BIGINT", "finished_on": "DATE"}, [
            {"enterprise_id": "甲", "id": "p", "invest": -1, "finished_on": date(2024, 1, 1)},
            {"enterprise_id": "丙", "id": None, "invest": 10**15 + 1, "finished_on": None if dialect == "clickhouse" else day},
        ]),
        "received": population.Table({
            "id": "BIGINT", "enterprise_id": "TEXT", "support": "TEXT", "date": "DATE", "amount": "BIGINT", "entity": "TEXT",
        }, [{"id": 1, "enterprise_id": "甲", "support": "x", "date": date(2024, 1, 1), "amount": amount}
            for amount in (-5, *[10**15] * 11)]),
    }  # fmt: skip
    one = databases(dialect)
    one.load(tables)
    found = one.ask(cells(needs([plan.policy], plan.library.vocabulary, 2024), plan.library.vocabulary, dialect))
    said = {table: "".join(row["faults"] for row in found if row["table_name"] == table) for table in tables}
    for fault in ("id 重复：1 行", "home 不是地区代码：2 行", "level 不认识的类别：1 行", "sales_2024 类型不对"):
        assert fault in said["enterprise"]
    assert "accredited" not in said["enterprise"]
    for fault in (
        "id 空着：1 行",
        "invest 不在 0 至 1000000000000000 之间：2 行",
        "enterprise_id 在 enterprise 表里没有：1 行",
    ):
        assert fault in said["project"]
    for fault in (
        "amount 不在 0 至 1000000000000000 之间：1 行",
        "id 重复：1 行",
        "amount 一家合计超过 10000000000000000：1 行",
    ):
        assert fault in said["received"]
    assert dialect == "clickhouse" or "finished_on 不是 1900-01-01 至 2299-12-31 的日期：1 行" in said["project"]


@pytest.mark.parametrize("dialect", DATABASES)
def test_rows_of_whoever_is_said_not_to_have_told_them_are_found(
    plan: Any, population: Any, databases: Callable[[str], Any], dialect: str
) -> None:
    needed = needs([plan.policy], plan.library.vocabulary, 2024, without=["received"], told=["project"])
    tables = {
        name: population.Table({c: held.kind for c, held in columns.items()}, [])
        for name, columns in needed.tables.items()
    }
    tables["enterprise"].rows += [
        {"id": own, "project_told": told} for own, told in (("甲", True), ("乙", False), ("丙", None))
    ]
    tables["project"].rows += [{"enterprise_id": own, "id": "p"} for own in ("甲", "乙", "丙")]
    one = databases(dialect)
    one.load(tables)
    [row] = one.ask(cells(needed, plan.library.vocabulary, dialect))
    assert (row["table_name"], row["faults"]) == ("project", "project_told 不是“是”的企业却有行：2 行；")


@pytest.mark.parametrize("cell", ["2024-02-30", "2024/1/1", "20240101", "昨天", 20240101])
def test_sqlite_takes_anything_for_a_day_so_the_day_itself_is_read(
    plan: Any, population: Any, databases: Callable[[str], Any], cell: Any
) -> None:
    needed, one = needs([plan.policy], plan.library.vocabulary, 2024, without=["received"]), databases("sqlite")
    tables = {
        name: population.Table({c: "" if c == "finished_on" else held.kind for c, held in columns.items()}, [])
        for name, columns in needed.tables.items()
    }
    tables["enterprise"].rows.append({"id": "甲"})
    tables["project"].rows.append({"enterprise_id": "甲", "id": "p", "finished_on": cell})
    one.load(tables)
    [row] = one.ask(cells(needed, plan.library.vocabulary, "sqlite"))
    assert "finished_on" in row["faults"]


def test_tables_that_nobody_has_are_left_out(plan: Any) -> None:
    words = plan.library.vocabulary
    assert list(needs([plan.policy], words, 2024).tables) == ["enterprise", "project", "received"]
    assert "sales_2024" in needs([plan.policy], words, 2024).tables["enterprise"]
    assert list(needs([plan.policy], words, 2024, without=["received", "project"]).tables) == ["enterprise"]
    assert "project_told" in needs([plan.policy], words, 2024, told=["project"]).tables["enterprise"]
    with pytest.raises(DataError, match="loan"):
        needs([plan.policy], words, 2024, without=["loan"])


@pytest.mark.parametrize("dialect", [*DATABASES, "trino"])
def test_every_dialect_writes_tables_and_the_query_of_cells_for_the_whole_library(
    real_library: Library, dialect: str
) -> None:
    import sqlglot

    needed = needs([real_library.policy(i) for i in real_library.ids()], real_library.vocabulary, 2021)
    for text in (*create(needed, dialect), cells(needed, real_library.vocabulary, dialect)):
        if not text.endswith("STRICT"):  # SQLite's own word, unknown to the parser
            assert sqlglot.parse_one(text, read=dialect)
