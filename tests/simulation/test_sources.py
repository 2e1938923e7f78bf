"""The same enterprises give the same report wherever they come from; what cannot be read is refused with its place."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from luodi.engine.core.errors import DataError, LuodiError, NotFound, Problems
from luodi.engine.simulation.model import Money
from luodi.engine.simulation.simulate import Outcome
from luodi.engine.simulation.sources import staging
from luodi.engine.simulation.sources.postgresql import without_password

from .conftest import ENTERPRISES, NAMES, PROJECT_NAMES, PROJECTS, Bench, pa, pq

TYPES = {"id": "BIGINT", "employees_2021": "BIGINT", "main_revenue_2021": "BIGINT", "ai_business": "BOOLEAN", "enterprise_id": "BIGINT", "total_investment": "BIGINT"}  # fmt: skip
HEAD = "编号,注册地,行业,主体类型,2021年从业人员,2021年营业收入（万元）,从事人工智能产业\n"


def same(found: Outcome, bench: Bench) -> None:
    wanted = bench.run()
    assert found.baseline == wanted.baseline


def test_arrow_tables(bench: Bench, arrow: dict[str, Any]) -> None:
    same(bench.run(source=arrow), bench)
    same(bench.run(source=arrow, engine="reference"), bench)


def test_a_reader_of_arrow_batches_is_read_once_and_used_twice(bench: Bench, arrow: dict[str, Any]) -> None:
    readers = {name: held.to_reader() for name, held in arrow.items()}
    same(bench.run(source=readers), bench)


def test_a_duckdb_file(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "people.db"
    with duckdb.connect(str(file)) as connection:
        for name in ("enterprise", "project", "received"):
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM read_parquet('{bench.folder / name}.parquet')")
        connection.execute("CREATE TABLE another AS SELECT 1 AS x")
    same(bench.run(source=file), bench)
    same(bench.run(source=str(file), engine="reference"), bench)


def test_an_sqlite_file(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "BATCH", 2)
    file = tmp_path / "people.sqlite3"
    with sqlite3.connect(file) as connection:
        for name, columns, rows in (("enterprise", NAMES, ENTERPRISES), ("project", PROJECT_NAMES, PROJECTS)):
            connection.execute(f"CREATE TABLE {name} ({', '.join(columns)}, remark)")
            marks = ", ".join("?" * (len(columns) + 1))
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", [(*row, "x") for row in rows])
        connection.execute("CREATE TABLE received (enterprise_id, support, date, amount, entity)")
    connection.close()
    outcome = bench.run(source=file)
    same(outcome, bench)
    assert "enterprise 表没有用的列：remark" in outcome.notes


def test_a_postgresql_database(bench: Bench, postgresql: Callable[[], str]) -> None:
    import psycopg

    address = postgresql()
    with psycopg.connect(address) as connection:
        for name, columns, rows in (("enterprise", NAMES, ENTERPRISES), ("project", PROJECT_NAMES, PROJECTS)):
            typed = ", ".join(f"{column} {TYPES.get(column, 'TEXT')}" for column in columns)
            connection.execute(f"CREATE TABLE {name} ({typed})")
            marks = ", ".join(["%s"] * len(columns))
            for row in rows:
                connection.execute(f"INSERT INTO {name} VALUES ({marks})", row)
        connection.execute(
            "CREATE TABLE received (enterprise_id BIGINT, support TEXT, date DATE, amount NUMERIC, entity TEXT)"
        )
    same(bench.run(source=address), bench)
    with psycopg.connect(address) as connection:
        connection.execute("ALTER TABLE enterprise RENAME TO people")
    with pytest.raises(NotFound, match="没有 enterprise 表"):
        bench.run(source=address)


def test_a_password_is_never_shown(bench: Bench) -> None:
    pytest.importorskip("psycopg", reason="缺少 psycopg（pip install 'psycopg[binary]'）")
    assert without_password("postgresql://u:secret@h:5/db?password=x") == "postgresql://u@h:5/db"
    with pytest.raises(DataError) as refused:
        bench.run(source="postgresql://u:secret@127.0.0.1:1/db")
    assert "secret" not in str(refused.value)
    assert "u@127.0.0.1" in str(refused.value)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_persons_own_table(bench: Bench, tmp_path: Path, suffix: str) -> None:
    lines = ["1,330106,software,enterprise,10,500,是", "2,330106,software,enterprise,100,2000,否", "3,330200,manufacturing,enterprise,500,,是", "4,330200,,university,2000,0,", "5,,other,enterprise,,0.000099,是"]  # fmt: skip
    file = tmp_path / f"企业.{suffix}"
    if suffix == "csv":
        file.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    else:
        from openpyxl import Workbook

        book = Workbook()
        assert book.active is not None
        for line in (HEAD.strip(), *lines):
            book.active.append([cell if cell else None for cell in line.split(",")])
        book.save(file)
    outcome = bench.run(source=file)
    wanted = bench.run().baseline.supports
    found = outcome.baseline.supports
    assert [s.money for s in found[:2]] == [s.money for s in wanted[:2]]
    assert found[2].money == Money(unbounded=0, unknown_hi=5 * 50_000_000, unsettled=5)  # of projects nothing was told
    assert any("全部合格" in note for note in outcome.notes)


def test_a_folder_of_a_persons_own_tables(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "enterprise.csv").write_text("编号,注册地\n1,330106\n2,330106\n", "utf-8")
    (folder / "project.csv").write_text("企业编号,编号,投资总额（万元）\n1,甲,100\n", "utf-8")
    outcome = bench.run(source=folder)
    assert outcome.baseline.enterprises == 2
    assert outcome.baseline.supports[2].money.definite == 20_000_000


def test_the_table_of_a_population_alone(bench: Bench, made_up: Callable[[int], Path]) -> None:
    outcome = bench.run(source=made_up(300) / "enterprise.parquet")
    assert outcome.baseline.enterprises == 300
    assert "只有企业表" in outcome.notes[0]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "编号,2021年营业收入（万元）\n1,abc\n", "1 行有错"), ("b.csv", "编号,2021年营业收入\n1,5\n", "没有写单位"), ("c.csv", "", "空的"), ("d.parquet", "PAR1", "完整的 Parquet"),
        ("e.docx", "PK", "不认识这种文件"), ("f.csv", "甲,乙\n1,2\n", "没有认出列名"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used(bench: Bench, tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(LuodiError, match=said):
        bench.run(source=tmp_path / name)


def test_places_where_nothing_is(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="没有"):
        bench.run(source=tmp_path / "没有")
    with pytest.raises(NotFound, match=r"enterprise\.parquet"):
        bench.run(source=tmp_path / "place")


def test_two_files_for_one_table(bench: Bench) -> None:
    (bench.folder / "project.csv").write_text("企业编号,编号\n1,甲\n", "utf-8")
    with pytest.raises(DataError, match="2 个文件"):
        bench.run()


def test_a_layout_of_a_later_version(bench: Bench) -> None:
    (bench.folder / "population.json").write_text('{"layout": 99}', "utf-8")
    with pytest.raises(DataError, match="升级"):
        bench.run()


def test_a_table_that_is_cut_off(bench: Bench) -> None:
    file = bench.folder / "enterprise.parquet"
    file.write_bytes(file.read_bytes()[:500])
    with pytest.raises(Problems, match="打不开"):
        bench.run()


def test_a_table_that_is_damaged_inside(bench: Bench) -> None:
    file = bench.folder / "project.parquet"
    held = bytearray(file.read_bytes())
    held[4:60] = b"\xff" * 56
    file.write_bytes(bytes(held))
    with pytest.raises(LuodiError):
        bench.run()


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("registered_region", ["999999"] * 5, "不是地区代码"), ("main_revenue_2021", [-1] * 5, "main_revenue_2021"), ("kind", ["firm"] * 5, "不认识的类别"), ("id", [1, 1, 2, 3, 4], "重复"),
    ],
)  # fmt: skip
def test_cells_that_cannot_be(bench: Bench, column: str, values: list[Any], said: str) -> None:
    file = bench.folder / "enterprise.parquet"
    held = pq.read_table(file)
    pq.write_table(
        held.set_column(held.column_names.index(column), column, pa.array(values, held.schema.field(column).type)), file
    )
    with pytest.raises(Problems, match=said):
        bench.run()


@pytest.mark.parametrize(
    ("kind", "cell", "made"),
    [
        ("int64", 5, 5), ("int64", True, None), ("int64", 1.0, None), ("int64", "5", None), ("int64", 2**63, None), ("bool", 1, True), ("bool", 0, False), ("bool", "是", None),
        ("date32", "2021-06-01", date(2021, 6, 1)), ("date32", "2021-6-1", None), ("date32", "20210601", None), ("date32", 5, None), ("string", 5, "5"), ("string", b"x", None),
    ],
)  # fmt: skip
def test_cells_of_a_database_are_exact_or_refused(kind: Any, cell: Any, made: Any) -> None:
    assert staging._READERS[kind](cell) == made


def test_a_cell_of_a_database_that_cannot_be_is_named(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "people.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE enterprise (id, main_revenue_2021)")
        connection.executemany("INSERT INTO enterprise VALUES (?, ?)", [("a", 5), ("b", 1.5)])
    connection.close()
    with pytest.raises(DataError, match=r"main_revenue_2021 列第 2 行是 '1\.5'"):
        bench.run(source=file)
