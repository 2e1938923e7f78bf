"""The commands: what they print, their JSON, and their exit codes 0, 1 and 2."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Command

FACTS = """\
on: 2024-06-30
received: []
enterprise: {kind: enterprise, main_revenue: {2024: 5_000_000.01}}
"""


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    file = tmp_path / "facts.yaml"
    file.write_text(FACTS, "utf-8")
    return file


def test_a_check_up_without_open_ends_ends_with_0(luodi: Command, facts: Path) -> None:
    result = luodi("check", facts, "--policy", "north/town/done")
    assert result.code == 0
    assert "100万元" in result.out


def test_a_check_up_with_open_ends_ends_with_1(luodi: Command, facts: Path) -> None:
    result = luodi("check", facts, "--policy", "north/town/open")
    assert result.code == 1
    assert "缺：" in result.out


def test_a_check_up_with_an_open_sum_ends_with_1(luodi: Command, facts: Path) -> None:
    assert luodi("check", facts, "--policy", "west/city/other").code == 0
    facts.write_text("on: 2024-06-30\n", "utf-8")
    assert luodi("check", facts, "--policy", "west/city/other").code == 1


def test_a_draft_ends_with_1_and_warns(luodi: Command, facts: Path) -> None:
    result = luodi("check", facts, "--policy", "north/town/draft")
    assert result.code == 1
    assert "草稿" in result.out


def test_the_day_of_the_command_wins(luodi: Command, facts: Path) -> None:
    result = luodi("check", facts, "--policy", "north/town/done", "--on", "2035-01-01")
    assert "不在有效期" in result.out
    assert (
        luodi("check", facts, "--policy", "north/town/done", "--on", "2035-01-01", "--json").json["on"] == "2035-01-01"
    )


def test_policies_are_chosen_by_region_both_ways(luodi: Command, facts: Path) -> None:
    def chosen(region: str) -> list[str]:
        return [p["id"] for p in luodi("check", facts, "--json", "--region", region).json["policies"]]

    assert chosen("330106") == ["north/town/done", "north/town/draft", "north/town/open"]
    assert chosen("330000") == ["north/town/done", "north/town/draft", "north/town/open"]
    assert chosen("510100") == ["west/city/other"]


def test_a_region_without_policies_is_said_so(luodi: Command, facts: Path) -> None:
    result = luodi("check", facts, "--region", "420100")
    assert result.code == 0
    assert "没有编入适用于这个地区的政策" in result.out
    assert luodi("check", facts, "--region", "420100", "--json").json["policies"] == []


def numbers(data: Any) -> Iterator[object]:
    """Every number in plain data that is not a text."""
    if isinstance(data, dict):
        for value in data.values():
            yield from numbers(value)
    elif isinstance(data, list):
        for value in data:
            yield from numbers(value)
    elif isinstance(data, float):
        yield data


def test_json_has_the_sums_as_texts_and_no_float_anywhere(luodi: Command, facts: Path) -> None:
    data = luodi("check", facts, "--json").json
    assert list(numbers(data)) == []
    (claim,) = next(p for p in data["policies"] if p["id"] == "north/town/done")["claims"]
    assert claim["eligible"] == "yes"
    assert claim["sum"] == {"from": "1000000", "to": "1000000"}
    assert (data["totals"]["at_most"], data["totals"]["amount"]) == ("1000000", "5000000.01")


def test_json_says_the_same_as_the_table(luodi: Command, facts: Path) -> None:
    data = luodi("check", facts, "--json", "--policy", "north/town/open").json
    table = luodi("check", facts, "--all", "--policy", "north/town/open").out
    for claim in data["policies"][0]["claims"]:
        assert claim["title"] in table.replace("\n", "")
    assert {m["fact"] for c in data["policies"][0]["claims"] for m in c["missing"]} == {"independent_legal_person"}
    assert all(m["label"] and m["known_by"] for c in data["policies"][0]["claims"] for m in c["missing"])


def test_an_endless_sum_has_no_upper_end_in_json(luodi: Command, facts: Path) -> None:
    facts.write_text("on: 2024-06-30\n", "utf-8")
    (claim,) = luodi("check", facts, "--json", "--policy", "west/city/other").json["policies"][0]["claims"]
    assert claim["sum"] == {"from": "0", "to": None}


def test_a_definite_sum_with_a_part_that_is_not_modelled_is_called_a_ceiling(luodi: Command, facts: Path) -> None:
    """The answer says 至多 in every form, and the sum is no part of what is certain."""
    other = ["--policy", "west/city/other"]
    assert luodi("check", facts, *other, "--json").json["totals"]["amount"] == "5000000.01"
    policy = luodi.policies / "west/city/other/policy.yaml"
    policy.write_text(policy.read_text("utf-8").rstrip() + "\n  unmodelled: [评审的名次]\n", "utf-8")
    data = luodi("check", facts, *other, "--json").json
    assert (data["totals"]["amount"], data["totals"]["at_most"]) == ("0", "5000000.01")
    assert data["policies"][0]["claims"][0]["kind"] == "at_most"
    table = luodi("check", facts, *other).out
    assert all(words in table for words in ("确定  0元", "至多500.000001万元", "由主管部门判断：评审的名次"))
    explained = luodi("explain", "west/city/other#1", facts).out
    assert all(words in explained for words in ("金额：至多500.000001万元", "写作至多", "评审的名次"))
    assert "至多" in luodi("policies", "show", "west/city/other#1").out
    assert luodi("policies", "check", "west/city/other").code == 0  # the case expects what is printed: an amount


def test_explain_shows_conditions_the_sum_and_the_gap(luodi: Command, facts: Path) -> None:
    result = luodi("explain", "north/town/done#1", facts)
    assert result.code == 0
    assert all(word in result.out for word in ("north/town/done#1", "符合", "营业收入", "500.000001万元", "20%"))
    low = luodi("explain", "north/town/done#1", facts, "--on", "2023-06-30")
    assert "缺" in low.out
    facts.write_text(FACTS.replace("5_000_000.01", "300_000"), "utf-8")
    assert "还差20万元" in luodi("explain", "north/town/done#1", facts).out


def test_ask_names_the_fact_that_decides_most(luodi: Command, facts: Path) -> None:
    result = luodi("ask", facts, "--policy", "north/town/open")
    assert (result.code, "独立法人" in result.out) == (0, True)
    rows = luodi("ask", facts, "--policy", "north/town/open", "--json").json
    assert [(r["fact"], r["stake"]) for r in rows] == [("independent_legal_person", "7")]
    assert "没有待补的事实" in luodi("ask", facts, "--policy", "north/town/done").out


def test_facts_are_found_by_name_and_by_chinese_word(luodi: Command) -> None:
    for word in ("main_revenue", "营业收入"):
        rows = luodi("facts", word, "--json").json
        assert "main_revenue" in {r["fact"] for r in rows}
    assert "main_revenue" in luodi("facts", "main_revenue").out
    assert len(luodi("facts", "--json").json) > 50


def test_a_fact_that_does_not_exist_ends_with_1_and_the_nearest(luodi: Command) -> None:
    result = luodi("facts", "main_revenu_e")
    assert result.code == 1
    assert "main_revenue" in result.err


def test_policies_are_listed(luodi: Command) -> None:
    assert [p["id"] for p in luodi("policies", "list", "--json").json] == [
        "north/town/done", "north/town/draft", "north/town/open", "west/city/other",
    ]  # fmt: skip
    assert "草稿" in luodi("policies", "list").out


def test_a_policy_and_a_support_are_shown(luodi: Command) -> None:
    assert "营业收入" in luodi("policies", "show", "north/town/done").out
    one = luodi("policies", "show", "north/town/done#1")
    assert one.code == 0
    assert "20%" in one.out


def test_policies_check_ends_with_0_when_all_is_well_and_1_when_not(luodi: Command) -> None:
    assert luodi("policies", "check", "north/town/done").code == 0
    file = luodi.policies / "north/town/done/cases.yaml"
    file.write_text(file.read_text("utf-8").replace("at_most: 1_000_000", "at_most: 1_000_001"), "utf-8")
    result = luodi("policies", "check", "north/town/done")
    assert result.code == 1
    assert "1000001" in result.out.replace("_", "")
    assert luodi("policies", "check").code == 1


def test_policies_check_tells_what_cannot_be_loaded_and_goes_on(luodi: Command) -> None:
    (luodi.policies / "north/town/done/cases.yaml").unlink()
    result = luodi("policies", "check", "north/town/done", "west/city/other")
    assert result.code == 1
    assert "cases.yaml" in result.out
    assert "west/city/other" in result.out


def test_a_support_without_a_case_is_a_finding(luodi: Command) -> None:
    file = luodi.policies / "north/town/done/policy.yaml"
    file.write_text(
        file.read_text("utf-8") + '- {id: "2", title: 另一项, clause: 二, instrument: grant, discretion: 视情况}\n',
        "utf-8",
    )
    result = luodi("policies", "check", "north/town/done")
    assert result.code == 1
    assert "2 没有算例" in result.out


def test_a_policy_without_its_document_does_not_stop_the_others_from_being_verified(
    luodi: Command, tmp_path: Path
) -> None:
    document = tmp_path / "texts/west/city/other.txt"
    document.parent.mkdir(parents=True)
    document.write_text("其他政策\n\n一、全额补助。按营业收入给予补助。\n", "utf-8")
    result = luodi("policies", "verify", "--documents", tmp_path / "texts")
    assert result.code == 1
    assert "west/city/other：条款" in result.out
    assert "3 项没有原文可核对" in result.out


def test_two_policies_are_compared(luodi: Command) -> None:
    data = luodi("policies", "compare", "north/town/done", "west/city/other", "--json").json
    assert (data["pairs"], data["only_a"], data["only_b"]) == ([], ["north/town/done#1"], ["west/city/other#1"])
    assert luodi("policies", "compare", "north/town/done", "west/city/other").code == 0


def test_a_new_policy_is_written_and_passes_its_own_check(luodi: Command) -> None:
    assert luodi("policies", "new", "east/port/plan", "--title", "甲: [乙]", "--region", "330106").code == 0
    assert luodi("policies", "check", "east/port/plan").code == 0
    again = luodi("policies", "new", "east/port/plan")
    assert (again.code, "已经有" in again.err) == (2, True)


def test_the_version_and_the_help_are_shown(luodi: Command) -> None:
    from luodi import __version__

    assert __version__ in luodi("--version").out
    for verb in ([], ["check"], ["explain"], ["ask"], ["facts"], ["policies"], ["policies", "new"]):
        assert luodi(*verb, "--help").code == 0


def test_names_with_brackets_are_printed_as_they_are(luodi: Command, tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text("on: 2024-06-30\nenterprise: {name: '甲[/b][red]'}\nproject: [{id: '[/x]'}]\n", "utf-8")
    policy = luodi.policies / "west/city/other/policy.yaml"
    text = policy.read_text("utf-8")
    policy.write_text(
        text.replace("其他政策", "其他[/b]政策")
        .replace("for: enterprise", "for: project")
        .replace("main_revenue", "total_investment"),
        "utf-8",
    )
    result = luodi("check", file, "--all", "--policy", "west/city/other")
    assert result.code in {0, 1}
    assert all(name in result.out for name in ("甲[/b][red]", "[/x]", "其他[/b]政策"))
    for command in (["explain", "west/city/other#1", file], ["ask", file], ["policies", "list"], ["policies", "show", "west/city/other"],
                    ["policies", "compare", "west/city/other", "north/town/done"]):  # fmt: skip
        assert luodi(*command).code == 0


def test_the_examples_that_are_shipped_can_be_checked(luodi: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LUODI_POLICIES")
    examples = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))
    assert examples
    for file in examples:
        result = luodi("check", file, "--json")
        assert result.code in {0, 1}
        assert any(c["eligible"] == "yes" for p in result.json["policies"] for c in p["claims"]), file.name
        assert json.dumps(result.json)
