"""`luodi simulate` as a policy office uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("duckdb", reason="没有装 duckdb（tables），跳过推演的测试")
pa = pytest.importorskip("pyarrow", reason="没有装 pyarrow（tables），跳过推演的测试")
import pyarrow.parquet as pq  # noqa: E402

from .conftest import Command  # noqa: E402

FILES = {f"{name}.{form}" for name in ("supports", "groups", "cash", "spread") for form in ("csv", "parquet")} | {
    "claims.parquet", "result.json", "report.html",
}  # fmt: skip
REFORMED = {
    f"{name}.{form}"
    for name in ("reform", "reform-supports", "reform-cash", "reform-groups")
    for form in ("csv", "parquet")
}
ON = ("--on", "2024-06-01")
DONE = ("--policy", "north/town/done")


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


@pytest.fixture
def halved(tmp_path: Path) -> Path:
    file = tmp_path / "reform.yaml"
    file.write_text("title: 封顶减半\nchanges:\n  north/town/done#1: {values: {cap: 500_000}}\n", "utf-8")
    return file


def test_a_run_is_told_and_written_whole(luodi: Command, people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = luodi("simulate", people, *ON, "--out", out)
    assert result.code == 0, result.err
    assert "企业 3 家" in result.out
    assert "收入补助" in result.out
    assert "系于缺失的事实" in result.out
    assert {file.name for file in out.iterdir()} == FILES
    again = luodi("simulate", people, *ON, "--out", out)
    assert again.code == 2
    assert "--replace" in again.err
    assert luodi("simulate", people, *ON, "--out", out, "--replace").code == 0


def test_both_engines_print_the_same(luodi: Command, people: Path) -> None:
    first, second = (luodi("simulate", people, *ON, "--engine", engine).out for engine in ("tables", "reference"))
    assert first == second


def test_the_json_is_that_of_the_file(luodi: Command, people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shown = luodi("simulate", people, *ON, *DONE, "--json", "--out", out).json
    assert shown == json.loads((out / "result.json").read_text("utf-8"))
    assert shown["result"]["total"]["ceiling"] == 100_000_000
    assert shown["population"]["synthetic"] == 0


def test_a_reform_beside_the_baseline(luodi: Command, people: Path, halved: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = luodi("simulate", people, *ON, *DONE, "--reform", halved, "--out", out)
    assert "封顶减半" in result.out
    assert "1 家减少" in result.out
    assert "−50万元" in result.out
    assert {file.name for file in out.iterdir()} == FILES | REFORMED | {"claims-reform.parquet"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("changes:\n  north/town/done#1: {values: {cap: 1_000_000}}\n", "没有改变任何一项。"),
        ("from: 2030-01-01\nchanges:\n  north/town/done#1: {values: {cap: 5}}\n", "从 2030-01-01 起才改"),
        ("from: 2030-01-01\nchanges:\n  north/town/done#1: {values: {cap: 5}, title: 另名}\n", "数值仍按现行"),
    ],
)  # fmt: skip
def test_a_reform_that_changes_nothing_is_told(
    luodi: Command, people: Path, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "reform.yaml").write_text(text, "utf-8")
    result = luodi("simulate", people, *ON, *DONE, "--reform", tmp_path / "reform.yaml")
    assert result.code == 0, result.err
    assert said in result.out


def test_what_is_assumed_is_counted(luodi: Command, people: Path, tmp_path: Path) -> None:
    (tmp_path / "assume.yaml").write_text("quota: {north/town/done#1: 0}\nenvelope: {2024: 5}\n", "utf-8")
    result = luodi("simulate", people, *ON, *DONE, "--assume", tmp_path / "assume.yaml")
    assert "计申报率与名额后：确定 0元　上限 0元" in result.out


def test_what_was_not_told_or_not_used_is_named(luodi: Command, people: Path) -> None:
    file = people / "enterprise.parquet"
    held = pq.read_table(file)
    pq.write_table(
        held.drop_columns(["kind"])
        .append_column("kinds", pa.array(["a"] * 3))
        .append_column("synthetic", pa.array([True] * 3)),
        file,
    )
    told = luodi("simulate", people, *ON).out
    assert "这批企业的表里没有：主体类型" in told
    assert "enterprise.kinds" in told
    assert "合成的" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--on", "2024-13-01"], "没有“2024-13-01”"), ([*ON, "--policy", "north/town/dne"], "north/town/done"), ([*ON, "--by", "colour"], "colour"), ([*ON, "--reform", "没有.yaml"], "没有.yaml"),
        ([*ON, "--assume", "没有.yaml"], "没有.yaml"), ([], "--on"), ([*ON, "--memory", "10MB"], "100MB"), ([*ON, "--memory", "许多"], "2GB"), ([*ON, "--threads", "0"], "0"), ([*ON, "--engine", "spark"], "spark"),
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
    assert not (tmp_path / ".out.part").exists()


def test_a_reform_of_what_is_not_asked_about(luodi: Command, people: Path, halved: Path) -> None:
    others = [
        line for line in luodi("policies", "list").out.split() if line.startswith("north/") and "done" not in line
    ]
    result = luodi("simulate", people, *ON, "--policy", others[0], "--reform", halved)
    assert result.code == 2
    assert "--policy north/town/done" in result.err


def test_a_policy_that_is_not_in_force_is_told(luodi: Command, people: Path) -> None:
    told = luodi("simulate", people, "--on", "2034-06-01", *DONE).out
    assert "1 项政策在问题日 2034-06-01 不在有效期" in told
    assert "不在有效期" not in luodi("simulate", people, *ON, *DONE).out


def test_a_folder_that_is_no_population(luodi: Command, tmp_path: Path) -> None:
    result = luodi("simulate", tmp_path, *ON)
    assert result.code == 2
    assert "enterprise.parquet" in result.err
