"""`luodi population` as a person uses it: make a synthetic population, check a table of one's own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Command

TABLE = "企业名称,统一社会信用代码,注册地,2021年营业收入（万元）,从业人数\n甲,91110000000000043U,510104,120.5,3\n乙,91110000000000043W,510104,1,2\n"


def test_making_says_what_was_made_and_that_it_is_synthetic(luodi: Command, tmp_path: Path) -> None:
    result = luodi("population", "make", "200", "--seed", 3, "--out", tmp_path / "p")
    assert result.code == 0
    assert "合成企业 200 家" in result.out
    assert "与任何真实" in result.out
    table = pq.read_table(tmp_path / "p" / "enterprise.parquet")
    assert table.num_rows == 200
    assert {"main_revenue_2019", "main_revenue_2022", "kind", "independent_legal_person"} <= set(table.column_names)
    assert "ai_head_enterprise" not in table.column_names  # no policy of these tests reads it


@pytest.mark.parametrize(("told", "count"), [("1_0", 10), ("1,000", 1000), ("0", 0)])
def test_how_many_can_be_written_as_people_do(luodi: Command, tmp_path: Path, told: str, count: int) -> None:
    result = luodi("population", "make", told, "--out", tmp_path / "p", "--json")
    assert result.json["files"]["enterprise.parquet"] == count


def test_ten_thousand_in_chinese(luodi: Command, tmp_path: Path) -> None:
    result = luodi("population", "make", "1万", "--out", tmp_path / "p", "--json", "--years", "2021")
    assert result.json["files"]["enterprise.parquet"] == 10_000
    names = pq.read_schema(tmp_path / "p" / "enterprise.parquet").names
    assert [name for name in names if name.startswith("main_revenue")] == ["main_revenue_2021"]


def test_two_runs_give_the_same_values(luodi: Command, tmp_path: Path) -> None:
    for name in ("one", "other"):
        assert luodi("population", "make", 300, "--seed", 9, "--out", tmp_path / name).code == 0
    one, other = (pq.read_table(tmp_path / name / "enterprise.parquet") for name in ("one", "other"))
    assert one.equals(other)


def test_a_table_is_checked_and_written(luodi: Command, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    result = luodi("population", "check", tmp_path / "t.csv", "--year", 2021, "--out", tmp_path / "p")
    assert result.code == 1
    assert "读 2 行 = 合格 1 + 有错 1" in result.out
    assert "第 3 行 统一社会信用代码“91110000000000043W”：校验码不对" in result.out
    assert pq.read_table(tmp_path / "p" / "enterprise.parquet")["main_revenue_2021"].to_pylist() == [120_500_000]
    fixed = (tmp_path / "p" / "enterprise.errors.csv").read_text("utf-8-sig").replace("91110000000000043W", "")
    (tmp_path / "fixed.csv").write_text(fixed, "utf-8")
    result = luodi("population", "check", tmp_path / "fixed.csv", "--year", 2021, "--out", tmp_path / "p", "--add")
    assert (result.code, pq.read_table(tmp_path / "p" / "enterprise.parquet").num_rows) == (0, 2)


def test_a_table_without_faults_ends_with_0(luodi: Command, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE.replace("43W", "43U").replace("乙,91110000000000043U", "乙,"), "utf-8")
    result = luodi("population", "check", tmp_path / "t.csv", "--year", 2021)
    assert (result.code, result.err) == (0, "")


def test_the_report_as_json(luodi: Command, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    result = luodi("population", "check", tmp_path / "t.csv", "--json", "--map", "从业人数=", "--unit", "元")
    assert result.code == 1
    assert result.json["rows"] == {"read": 2, "good": 1, "with_errors": 1, "blank": 0, "synthetic": 0}
    assert [c["fact"] for c in result.json["columns"]] == [
        "name",
        "credit_code",
        "registered_region",
        "main_revenue",
        None,
    ]


def test_many_errors_are_listed_in_part_and_counted(luodi: Command, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("企业名称,注册地\n" + "甲,火星\n" * 50, "utf-8")
    result = luodi("population", "check", tmp_path / "t.csv", "--errors", 2)
    assert result.out.count("定不了是哪个地区；") == 2
    assert "共 50 处错误：定不了是哪个地区 50" in result.out


def test_markup_in_a_table_is_only_text(luodi: Command, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("企业名称,[bold]x[/red]\n[/red]甲,[/]\n[red]=,1\n", "utf-8")
    result = luodi("population", "check", tmp_path / "t.csv")
    assert (result.code, result.err) == (0, "")
    assert "[bold]x[/red]" in result.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["make", "many", "--out", "P"], "many"),
        (["make", "5"], "--out"),
        (["make", "2000000000", "--out", "P"], "999999999"),
        (["make", "5", "--out", "P", "--years", "2022-2019"], "2022-2019"),
        (["make", "5", "--out", "P", "--years", "1900"], "1995"),
        (["make", "5", "--out", "P", "--policy", "north/town/dome"], "north/town/done"),
        (["make", "5", "--out", "T"], "不是文件夹"),
        (["check", "NONE"], "NONE"),
        (["check", "T", "--for", "loans"], "loan"),
        (["check", "T", "--unit", "两"], "万元"),
        (["check", "T", "--map", "x"], "列名=事实"),
        (["check", "T", "--map", "x=main_revenu"], "main_revenue"),
        (["check", "T", "--header", "0"], "--header"),
        (["check", "T", "--sheet", "x"], "--sheet"),
        (["check", "T", "--add"], "--out"),
        (["nonsense"], "nonsense"),
    ],
)
def test_a_bad_command_is_answered_with_what_to_write(
    luodi: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    result = luodi("population", *({"P": "p", "T": "t.csv"}.get(word, word) for word in words))
    assert result.code == 2
    assert told in result.err
    assert "Traceback" not in result.err


def test_a_folder_that_holds_something_is_not_overwritten(luodi: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("1")
    assert luodi("population", "make", "5", "--out", tmp_path).code == 2
    assert (tmp_path / "mine.txt").exists()


def test_where_a_library_is_missing_it_is_said(luodi: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    (tmp_path / "t.xlsx").write_bytes(b"")
    from zipfile import ZipFile

    with ZipFile(tmp_path / "t.xlsx", "w") as package:
        package.writestr("a.xml", "<a/>")
    result = luodi("population", "check", tmp_path / "t.xlsx")
    assert result.code == 2
    assert "luodi[tables]" in result.err


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_run_leaves_no_file_under_its_final_name_and_a_re_run_completes(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from luodi.cli import main; main()", "population", "make"]
    env = {**os.environ, "LUODI_CACHE": ""}
    with subprocess.Popen(
        [*command, "5000000", "--out", "p"], cwd=tmp_path, env=env, stdout=subprocess.DEVNULL
    ) as running:
        while not list(tmp_path.glob(".p.part/*.parquet")) and running.poll() is None:
            time.sleep(0.02)
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert not (tmp_path / "p").exists()
    again = subprocess.run([*command, "50", "--out", "p"], cwd=tmp_path, env=env, capture_output=True, check=False)
    assert again.returncode == 0
    assert pq.read_table(tmp_path / "p" / "enterprise.parquet").num_rows == 50
    assert [file.name for file in tmp_path.iterdir()] == ["p"]
    assert json.loads((tmp_path / "p" / "population.json").read_text("utf-8"))["enterprises"] == 50
