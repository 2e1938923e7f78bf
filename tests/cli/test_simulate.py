"""`luodi simulate` as a policy office uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("duckdb", reason="没有装 duckdb（tables），跳过推演的测试")
pa = pytest.importorskip("pyarrow", reason="没有装 pyarrow（tables），跳过推演的测试")
import pyarrow.parquet as pq  # noqa: E402

from .conftest import Command  # noqa: E402


@pytest.fixture
def people(tmp_path: Path) -> Path:
    folder = tmp_path / "people"
    folder.mkdir()
    table = pa.table({
        "id": [1, 2, 3], "registered_region": ["330100", "330106", None], "kind": ["enterprise", "enterprise", None],
        "main_revenue_2024": pa.array([500_000_000, 40_000_000, None], pa.int64()),
    })  # fmt: skip
    pq.write_table(table, folder / "enterprise.parquet")
    return folder


def test_a_run_is_told_and_written_whole(luodi: Command, people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = luodi("simulate", people, "--on", "2024-06-01", "--out", out)
    assert result.code == 0, result.err
    assert "企业 3 家" in result.out
    assert "收入补助" in result.out
    assert {file.name for file in out.iterdir()} == {
        "answers.parquet",
        "supports.csv",
        "groups.csv",
        "cash.csv",
        "result.json",
        "report.html",
    }
    again = luodi("simulate", people, "--on", "2024-06-01", "--out", out)
    assert again.code == 2
    assert "--replace" in again.err
    assert luodi("simulate", people, "--on", "2024-06-01", "--out", out, "--replace").code == 0


def test_a_reform_beside_the_baseline(luodi: Command, people: Path, tmp_path: Path) -> None:
    reform = tmp_path / "reform.yaml"
    reform.write_text("title: 封顶减半\nchanges:\n  north/town/done#1: {values: {cap: 500_000}}\n", "utf-8")
    result = luodi("simulate", people, "--on", "2024-06-01", "--policy", "north/town/done", "--reform", reform)
    assert "封顶减半" in result.out
    assert "1 家减少（50万元）" in result.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--on", "2024-13-01"], "没有“2024-13-01”"), (["--on", "2024-06-01", "--policy", "north/town/dne"], "north/town/done"), (["--on", "2024-06-01", "--by", "colour"], "colour"),
        (["--on", "2024-06-01", "--reform", "没有.yaml"], "没有.yaml"), (["--on", "2024-06-01", "--assume", "没有.yaml"], "没有.yaml"), ([], "--on"),
    ],
)  # fmt: skip
def test_bad_input_is_answered_and_nothing_is_written(
    luodi: Command, people: Path, tmp_path: Path, words: list[str], said: str
) -> None:
    out = tmp_path / "out"
    result = luodi("simulate", people, *words, "--out", out)
    assert result.code == 2
    assert said in result.err
    assert not out.exists()


def test_a_folder_that_is_no_population(luodi: Command, tmp_path: Path) -> None:
    result = luodi("simulate", tmp_path, "--on", "2024-06-01")
    assert result.code == 2
    assert "enterprise.parquet" in result.err
