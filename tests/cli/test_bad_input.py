"""Bad input ends with exit code 2, a message that helps, and never with a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Command

BOMB = "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n"
BAD = {
    "an unknown fact": ("on: 2024-06-30\nenterprise:\n  main_revenu: {2024: 5}\n", ["facts.yaml:3", "main_revenue"]),
    "an unknown entity": ("on: 2024-06-30\nprojects: []\n", ["facts.yaml:2", "project"]),
    "the wrong unit": ("on: 2024-06-30\nproject:\n- {id: a, local_equipment_share: 50}\n", ["facts.yaml:3"]),
    "text for money": ("on: 2024-06-30\nenterprise:\n  main_revenue: {2024: 5万元}\n", ["facts.yaml:3", "元"]),
    "a negative sum": ("on: 2024-06-30\nenterprise:\n  main_revenue: {2024: -5}\n", ["facts.yaml:3", "-5"]),
    "not a number": ("on: 2024-06-30\nenterprise:\n  main_revenue: {2024: .nan}\n", ["facts.yaml:3", ".nan"]),
    "infinity": ("on: 2024-06-30\nenterprise:\n  main_revenue: {2024: .inf}\n", ["facts.yaml:3", ".inf"]),
    "dates in the wrong order": (
        "on: 2024-06-30\nloan:\n- {id: a, disbursed_on: 2024-02-01, due_on: 2023-02-01}\n",
        ["facts.yaml:3", "早于"],
    ),
    "a day that does not exist": ("on: 2024-02-30\n", ["facts.yaml:1", "2024-02-30"]),
    "no day": ("enterprise: {}\n", ["facts.yaml", "--on"]),
    "a duplicate key": ("on: 2024-06-30\non: 2024-06-29\n", ["facts.yaml:2", "第一次在第1行"]),
    "a bomb": (BOMB, ["facts.yaml:1"]),
    "two documents": ("on: 2024-06-30\n---\na: 1\n", ["facts.yaml:2"]),
    "a tag": ("on: !!python/name:os.system 1\n", ["facts.yaml:1"]),
    "an empty file": ("", ["facts.yaml"]),
    "only a comment": ("# x\n", ["facts.yaml"]),
    "a list": ("- a\n", ["facts.yaml:1"]),
    "a full-width colon": ("on：2024-06-30\n", ["facts.yaml:1", "半角"]),
    "a full-width colon after a fact": (
        "on: 2024-06-30\nenterprise: {kind：enterprise}\n",
        ["facts.yaml:2", "半角"],
    ),
    "是 for true": ("on: 2024-06-30\nenterprise: {independent_legal_person: 是}\n", ["facts.yaml:2", "是写 true"]),
    "a region without quotes": (
        "on: 2024-06-30\nenterprise: {registered_region: 510100}\n",
        ["facts.yaml:2", '写 "510100"'],
    ),
    "a tab": ("on: 2024-06-30\nenterprise:\n\tkind: enterprise\n", ["facts.yaml:3", "制表符"]),
    "a quote without an end": ('on: 2024-06-30\nenterprise: "x\n', ["facts.yaml:3", "引号没有成对"]),
    "a control character": ("on: 2024-06-30\nenterprise: {name: a\x01}\n", ["控制字符"]),
    "broken YAML": ("on: 2024-06-30\na: [1\n", ["facts.yaml"]),
    "deep nesting": ("[" * 100_000, ["facts.yaml:1"]),
    "a huge number": ("on: 2024-06-30\nenterprise:\n  main_revenue: {2024: " + "9" * 10_000 + "}\n", ["facts.yaml:3"]),
    "an unknown support": (
        "on: 2024-06-30\nreceived: [{support: north/town/done#2, date: 2024-01-01, amount: 5}]\n",
        ["facts.yaml:2", "north/town/done#1"],
    ),
    "a receipt of the future": (
        "on: 2024-06-30\nreceived: [{support: north/town/done#1, date: 2024-07-01, amount: 5}]\n",
        ["facts.yaml:2"],
    ),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("verb", ["check", "ask"])
def test_a_bad_fact_file_is_answered_with_its_line_and_what_to_do(
    luodi: Command, tmp_path: Path, verb: str, what: str
) -> None:
    text, words = BAD[what]
    (tmp_path / "facts.yaml").write_text(text, "utf-8")
    result = luodi(verb, tmp_path / "facts.yaml")
    assert (result.code, result.out) == (2, "")
    assert [word for word in words if word not in result.err] == []
    assert "Traceback" not in result.err


@pytest.mark.parametrize("content", [b"\x7fELF\0\0\0", "名: 甲".encode("gb18030"), b"a: \xff\xfe\n"])
def test_a_binary_or_foreign_file_is_refused(luodi: Command, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "facts.yaml").write_bytes(content)
    result = luodi("check", tmp_path / "facts.yaml")
    assert result.code == 2
    assert "UTF-8" in result.err


def test_a_file_of_forty_megabytes_is_refused(luodi: Command, tmp_path: Path) -> None:
    with (tmp_path / "facts.yaml").open("wb") as handle:
        handle.truncate(40_000_000)
    result = luodi("check", tmp_path / "facts.yaml")
    assert result.code == 2
    assert "40.0 MB" in result.err


def test_a_missing_file_and_a_folder_are_refused(luodi: Command, tmp_path: Path) -> None:
    assert luodi("check", tmp_path / "none.yaml").code == 2
    assert luodi("check", tmp_path).code == 2


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    (tmp_path / "facts.yaml").write_text("on: 2024-06-30\n", "utf-8")
    return tmp_path / "facts.yaml"


@pytest.mark.parametrize(
    ("words", "help_"),
    [
        (["check", "FACTS", "--on", "2024-02-30"], "2024-02-30"),
        (["check", "FACTS", "--on", "morgen"], "2021-06-01"),
        (["check", "FACTS", "--on", "0001-01-01"], "on"),
        (["check", "FACTS", "--region", "5101"], "510100"),
        (["check", "FACTS", "--policy", "north/town/dome"], "north/town/done"),
        (["check", "FACTS", "--policy", "[/x]"], "[/x]"),
        (["check"], "FACTS"),
        (["check", "FACTS", "--color"], "--color"),
        (["explain", "north/town/done", "FACTS"], "#"),
        (["explain", "north/town/done#9", "FACTS"], "9"),
        (["explain", "north/town/dome#1", "FACTS"], "north/town/done"),
        (["ask", "FACTS", "-n", "-1"], "-n"),
        (["policies", "show", "north/town/dome"], "north/town/done"),
        (["policies", "show", "north/town/done#9"], "9"),
        (["policies", "compare", "north/town/done", "north/town/nowhere-near"], "north/town"),
        (["policies", "new", "x"], "例如"),
        (["policies", "new", "a/b", "--region", "990000"], "99"),
        (["policies", "verify"], "--documents"),
        (["policies", "verify", "--documents", "/none/such"], "--documents"),
        (["nonsense"], "nonsense"),
    ],
)
def test_a_bad_command_is_answered_with_what_to_write(
    luodi: Command, facts: Path, words: list[str], help_: str
) -> None:
    result = luodi(*(str(facts) if w == "FACTS" else w for w in words))
    assert result.code == 2
    assert help_ in result.err
    assert "Traceback" not in result.err


def test_click_speaks_chinese_as_well(luodi: Command, facts: Path) -> None:
    for words in (
        ["check"],
        ["check", facts, "--color"],
        ["ask", facts, "-n", "x"],
        ["nonsense"],
        ["check", facts, facts],
    ):
        said = luodi(*words).err
        assert not any(word in said for word in ("Usage", "Error", "Missing", "No such", "Invalid", "Try", "Got")), said
    assert "显示这份说明" in luodi("check", "--help").out


def test_no_policies_at_all_is_an_error_not_a_zero(
    luodi: Command, facts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUODI_POLICIES", str(facts.parent / "none"))
    for words in (["check", facts], ["ask", facts], ["policies", "list"], ["policies", "check"]):
        result = luodi(*words)
        assert (result.code, result.out) == (2, "")
        assert "LUODI_POLICIES" in result.err


def test_a_policy_id_that_is_none_is_a_finding_of_policies_check(luodi: Command) -> None:
    for name in ("north/town/dome", "[/x]"):
        result = luodi("policies", "check", name)
        assert result.code == 1
        assert name in result.out


def test_a_policy_folder_with_a_missing_file_is_named_by_every_verb(luodi: Command, facts: Path) -> None:
    (luodi.policies / "north/town/done/cases.yaml").unlink()
    for words in (
        ["check", facts],
        ["policies", "list"],
        ["policies", "show", "north/town/done"],
        ["explain", "north/town/done#1", facts],
    ):
        result = luodi(*words)
        assert result.code == 2
        assert "cases.yaml" in result.err


def test_a_broken_policy_tells_its_file_and_line(luodi: Command, facts: Path) -> None:
    file = luodi.policies / "north/town/done/policy.yaml"
    file.write_text(file.read_text("utf-8").replace("instrument: grant", "instrumnt: grant"), "utf-8")
    result = luodi("check", facts)
    assert result.code == 2
    assert "policy.yaml:9" in result.err
    assert "“instrument”" in result.err


def test_the_real_command_ends_with_2_and_no_traceback(tmp_path: Path) -> None:
    """The entry point in a process of its own, as it is installed."""
    (tmp_path / "facts.yaml").write_text("on: 2024-06-30\nenterprise: {main_revenu: 5}\n", "utf-8")
    command = [sys.executable, "-c", "from luodi.cli import main; main()", "check", "facts.yaml"]
    result = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "LUODI_CACHE": ""}, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("facts.yaml:2")


def test_a_cache_that_cannot_be_written_does_not_stop_a_command(
    luodi: Command, facts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUODI_CACHE", str(facts))  # a file where a folder should be
    assert luodi("check", facts, "--policy", "north/town/done").code in {0, 1}


def test_a_cache_makes_no_difference_to_an_answer(
    luodi: Command, facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = luodi("check", facts, "--json")
    monkeypatch.setenv("LUODI_CACHE", str(tmp_path / "cache"))
    first, second = luodi("check", facts, "--json"), luodi("check", facts, "--json")
    assert any((tmp_path / "cache").iterdir())
    assert plain.out == first.out == second.out
