"""`luodi best` and `luodi next`: what they print, their JSON, and their exit codes 0, 1 and 2."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Command

POLICY = """\
title: 小城计划
region: "330100"
status: reviewed
in_force: {from: 2020-01-01, until: 2029-12-31}
groups: {either: {rule: choose_one, clause: 九}}
limits: [{supports: ["3", "4"], per: enterprise, period: year, cap: 900_000, clause: 十}]
supports:
- {id: "1", title: 研发补助, clause: 一, instrument: grant, group: either, values: {x: 300_000}, amount: x}
- {id: "2", title: 场地补助, clause: 二, instrument: grant, group: either, values: {x: 2_000_000}, at_most: x}
- {id: "3", title: 设备补助, clause: 三, instrument: grant, values: {x: 900_000}, amount: x}
- {id: "4", title: 认证补助, clause: 四, instrument: grant, values: {x: 100_000}, amount: x}
- {id: "5", title: 规模奖励, clause: 五, instrument: reward, values: {tiers: [[10_000_000, 500_000], [50_000_000, 1_000_000]]}, amount: "step(main_revenue, tiers)"}
- {id: "6", title: 法人奖励, clause: 六, instrument: reward, when: independent_legal_person, values: {x: 70_000}, amount: x}
"""
CASES = """\
cases:
- name: 空
  date: 2024-06-30
  expect: {"1": {eligible: true}}
"""
FACTS = """\
on: 2024-06-30
received: []
enterprise: {name: 某企业, main_revenue: {2024: 9_600_000}%s}
"""


@pytest.fixture
def town(luodi: Command) -> Command:
    folder = luodi.policies / "south/town/plan"
    folder.mkdir(parents=True)
    (folder / "policy.yaml").write_text(POLICY, "utf-8")
    (folder / "cases.yaml").write_text(CASES, "utf-8")
    return luodi


def facts(tmp_path: Path, more: str = ", independent_legal_person: true") -> Path:
    file = tmp_path / "facts.yaml"
    file.write_text(FACTS % more, "utf-8")
    return file


PLAN = ("--policy", "south/town/plan")


def test_the_best_set_what_is_given_up_and_why(town: Command, tmp_path: Path) -> None:
    result = town("best", facts(tmp_path), *PLAN)
    assert (result.code, result.err) == (0, "")
    assert "确定  127万元" in result.out
    assert "企业自愿选择其一（九）：已选 1 研发补助" in result.out
    assert "改选它：确定少30万元，上限多200万元" in result.out
    assert "每年上限（十）余90万元，已选的各项已够用满" in result.out
    assert "若先比上限" in result.out


def test_the_order_of_comparing_is_an_option(town: Command, tmp_path: Path) -> None:
    result = town("best", facts(tmp_path), *PLAN, "--by", "at_most", "--json")
    data = result.json
    assert (data["by"], data["order"]) == ("at_most", ["at_most", "amount", "unknown", "discretion"])
    assert [c["claim"].partition("#")[2] for c in data["chosen"]] == ["2", "3", "6"]
    assert data["totals"]["at_most"] == "2000000"
    assert data["others"]["amount"]["totals"]["amount"] == "1270000"
    assert data["given_up"][0]["excluded_by"][0]["clause"] == ["九"]
    assert all(part["proved"] and part["every"] for part in data["parts"])


def test_what_a_person_adds_to_the_rules(town: Command, tmp_path: Path) -> None:
    file = facts(tmp_path)
    apart = town("best", file, *PLAN, "--apart", "south/town/plan#3", "south/town/plan#6", "--json").json
    assert "south/town/plan#6" not in [c["claim"] for c in apart["chosen"]]
    most = town("best", file, *PLAN, "--most", "1", "south/town/plan")
    assert "自定：一次至多申报1项" in most.out
    wrong = town("best", file, "--apart", "south/town/plan#33", "south/town/plan#6")
    assert (wrong.code, "没有支持“33”" in wrong.err) == (2, True)


def test_what_is_still_to_be_verified_is_shown_beside_and_ends_with_1(town: Command, tmp_path: Path) -> None:
    result = town("best", facts(tmp_path, ""), *PLAN)
    assert result.code == 1
    assert "连同待核实的" in result.out
    assert "待核实  0元～7万元" in result.out


def test_equally_good_sets_are_named(town: Command, tmp_path: Path) -> None:
    policy = town.policies / "south/town/plan/policy.yaml"
    policy.write_text(POLICY.replace("{x: 2_000_000}, at_most", "{x: 300_000}, amount"), "utf-8")
    result = town("best", facts(tmp_path), *PLAN)
    assert "同样好的选法" in result.out
    assert "2 场地补助 换下 1 研发补助" in result.out


def test_the_next_step_says_how_much_is_lacking_and_what_it_brings(town: Command, tmp_path: Path) -> None:
    file = facts(tmp_path)
    result = town("next", file, *PLAN)
    assert (result.code, result.err) == (0, "")
    assert "960万元 → 1,000万元，再增40万元（变动4%）" in result.out
    assert "合计：确定多50万元" in result.out
    (step,) = town("next", file, *PLAN, "--json").json["steps"]
    assert (step["fact"], step["after"], step["gain"]["amount"]) == ("main_revenue@2024", "10000000", "500000")
    assert step["totals"]["after"]["amount"] == str(int(step["totals"]["before"]["amount"]) + 500_000)


def test_without_a_next_step_the_command_says_so_and_ends_with_1(town: Command, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("on: 2024-06-30\nreceived: []\nenterprise: {}\n", "utf-8")
    result = town("next", file, *PLAN)
    assert result.code == 1
    assert "luodi ask" in result.out


def test_the_advised_change_written_into_the_file_brings_what_was_promised(town: Command, tmp_path: Path) -> None:
    file = facts(tmp_path)
    (step,) = town("next", file, *PLAN, "--json").json["steps"]
    file.write_text(file.read_text("utf-8").replace("9_600_000", step["after"]), "utf-8")
    after = town("check", file, *PLAN, "--json").json
    assert after["totals"] == step["totals"]["after"]
