"""`luodi best` for a population: the file, what is printed, JSON, exit codes, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("duckdb", reason="缺少 tables 扩展")

import pyarrow.parquet as pq

if TYPE_CHECKING:
    from tests.cli.conftest import Command

DAY = ("--on", "2024-06-30")


@pytest.fixture
def firms(luodi: Command, tmp_path: Path) -> Path:
    """Two hundred synthetic enterprises."""
    folder = tmp_path / "firms"
    assert luodi("population", "make", 200, "--seed", 5, "--years", "2023-2024", "--out", folder).code == 0
    return folder


def test_every_enterprise_has_a_row_and_the_summary_adds_them_up(luodi: Command, firms: Path, tmp_path: Path) -> None:
    out = tmp_path / "best.parquet"
    result = luodi("best", firms, *DAY, "--out", out)
    assert (result.code, result.err) == (0, "")
    assert "200 家企业" in result.out
    assert "各类从不相加" in result.out
    rows = pq.read_table(out).to_pylist()
    assert len(rows) == 200
    total = luodi("best", firms, *DAY, "--json").json["totals"]
    assert total["amount"] == sum(row["amount_fen"] for row in rows)
    assert total["at_most"] == sum(row["at_most_fen"] for row in rows)
    assert total["unknown"] == sum(row["unknown_fen"] or 0 for row in rows)


def test_what_is_apart_is_given_up_and_told(luodi: Command, firms: Path) -> None:
    apart = ("--apart", "north/town/done#1", "west/city/other#1")
    result = luodi("best", firms, *DAY, *apart)
    assert "不申报最多的支持" in result.out
    found = luodi("best", firms, *DAY, *apart, "--json").json
    assert found["totals"]["giving_up"] > 0
    assert sum(one["given_up"] for one in found["supports"]) == found["totals"]["giving_up"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "--on 2021-06-01"),
        ((*DAY, "--out", "best.csv"), "要以 .parquet 结尾"),
        ((*DAY, "--memory", "许多"), "写成 2GB 或 500MB"),
        ((*DAY, "--policy", "north/town/don"), "没有政策"),
    ],
)
def test_what_is_refused(luodi: Command, firms: Path, words: tuple[str, ...], says: str) -> None:
    result = luodi("best", firms, *words)
    assert result.code == 2
    assert says in result.err


def test_a_table_that_is_read_is_not_written_over(luodi: Command, firms: Path) -> None:
    result = luodi("best", firms, *DAY, "--out", firms / "enterprise.parquet")
    assert result.code == 2
    assert "--out 是要读的企业表" in result.err


def test_a_folder_without_enterprises_and_a_file_that_is_not_there(luodi: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "enterprise.parquet" in luodi("best", tmp_path / "empty", *DAY).err
    assert "找不到" in luodi("best", tmp_path / "none.parquet", *DAY).err


def test_options_of_populations_are_refused_for_one_enterprise(luodi: Command, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text("on: 2024-06-30\nreceived: []\n", "utf-8")
    result = luodi("best", facts, "--out", tmp_path / "x.parquet")
    assert result.code == 2
    assert "只用于一批企业" in result.err
