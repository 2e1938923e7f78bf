"""`luodi policies sql` as somebody with a database of their own uses it: make the tables, find wrong cells, ask."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

pytest.importorskip("sqlglot", reason="缺少 tables 扩展")

from .conftest import Command

DONE = ("policies", "sql", "north/town/done", "--on", "2024-06-01", "--dialect", "sqlite")


def test_the_three_kinds_of_statements_work_together_in_a_database(luodi: Command, tmp_path: Path) -> None:
    files = {}
    for what in ("--tables", "--cells", "--rejected"):
        files[what] = tmp_path / f"{what.strip('-')}.sql"
        result = luodi(*DONE, what, "--without", "received", "--out", files[what])
        assert (result.code, result.out) == (0, "")
        assert f"已写出 {files[what]}" in result.err
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(files["--tables"].read_text("utf-8"))
        insert = 'INSERT INTO "enterprise" ("id", "kind", "main_revenue_2024") VALUES (?, ?, ?)'
        connection.executemany(
            insert, [("甲", "enterprise", 500_000_001), ("乙", None, None), ("丙", "enterprise", -5)]
        )
        cells = connection.execute(files["--cells"].read_text("utf-8")).fetchall()
        assert cells == [("enterprise", "main_revenue_2024 不在 0 至 1000000000000000 之间：1 行；")]
        connection.execute("DELETE FROM enterprise WHERE id = '丙'")
        assert connection.execute(files["--cells"].read_text("utf-8")).fetchall() == []
        rows = connection.execute(files["--rejected"].read_text("utf-8"))
        names = [column[0] for column in rows.description]
        found = {row[0]: dict(zip(names, row, strict=True)) for row in rows}
    connection.close()
    assert (found["甲"]["verdict"], found["甲"]["sum_fen"]) == ("yes", 100_000_000)
    assert (found["乙"]["verdict"], found["乙"]["sum_fen"], found["乙"]["high_fen"]) == ("unknown", None, 100_000_000)


def test_what_is_read_is_said_beside_the_query(luodi: Command) -> None:
    result = luodi(*DONE)
    assert result.code == 0
    assert result.out.startswith("-- luodi policies sql：查询，sqlite，2024-06-01，第 1/1 句\n")
    assert result.out.endswith(";\n")
    assert "1 项支持，1 句；读 enterprise、received" in result.err


def test_a_day_on_which_nobody_can_have_anything_has_no_query(luodi: Command) -> None:
    result = luodi("policies", "sql", "north/town/done", "--on", "2035-01-01")
    assert (result.code, result.out) == (0, "")
    assert "没有一项支持可能给任何企业" in result.err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--dialect", "mysql"), "没有“mysql”这种 SQL 方言"),
        (("--without", "loan"), "这些政策不读“loan”表"),
        (("--out", "/no/such/folder/x.sql"), "写不进这个文件"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(luodi: Command, more: tuple[str, ...], said: str) -> None:
    result = luodi("policies", "sql", "north/town/done", "--on", "2024-06-01", *more)
    assert result.code == 2
    assert said in result.err
    assert "办法：" in result.err


def test_a_day_must_be_given_and_exist(luodi: Command) -> None:
    assert luodi("policies", "sql").code == 2
    result = luodi("policies", "sql", "--on", "2024-02-30")
    assert result.code == 2
    assert "2024-02-30" in result.err
