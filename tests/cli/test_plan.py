"""A plan drafted from a text, checked and shown: targets and tasks in words, and what a person still has to say."""

from __future__ import annotations

from pathlib import Path

from .conftest import Command

KEY = "north/town/plan"
PLAN = """示例市智能工坊行动计划

一、总体目标

到2027年，工坊产业规模达到500亿元以上。

二、重点任务

（一）建设算力中心。2026年6月底前建成一座公共算力中心。（牵头单位：市发改委；配合单位：市科技局）

（二）开放应用场景。面向工坊开放应用场景20个。（责任单位：市经信局）
"""


def test_a_plan_from_its_text_to_words(luodi: Command, tmp_path: Path) -> None:
    text = tmp_path / "plan.txt"
    text.write_text(PLAN, "utf-8")
    drafted = luodi("policies", "new", KEY, "--from", text, "--region", "330100")
    assert drafted.code == 0 and "新起草 4 项：1-target、2.2-target、2.1-task、2.2-task" in drafted.out
    checked = luodi("policies", "check", KEY)
    assert checked.code == 0 and "0 项支持，2 个目标，2 项任务，0 个算例" in checked.out
    assert "2.2-target 哪一年要达到" in checked.out
    shown = luodi("policies", "show", KEY).out
    assert "1-target  [目标] 工坊产业规模：2027年 不低于 500亿元（一）" in shown
    assert "2.1-task  [任务] 建设算力中心：市发改委牵头，市科技局配合；2026年6月（二/（一））" in shown


def test_a_plan_grants_nothing_to_choose_from(luodi: Command, tmp_path: Path) -> None:
    folder = luodi.policies / KEY
    folder.mkdir(parents=True)
    (folder / "policy.yaml").write_text('title: 示例计划\nregion: "330100"\nstatus: reviewed\nsupports: []\n', "utf-8")
    (folder / "cases.yaml").write_text("cases: []\n", "utf-8")
    assert luodi("population", "make", "50", "--out", tmp_path / "p", "--policy", "north/town/done").code == 0
    refused = luodi("best", tmp_path / "p", "--on", "2024-06-01", "--policy", KEY, "--out", tmp_path / "b.parquet")
    assert refused.code == 2 and "没有支持可选" in refused.err and not (tmp_path / "b.parquet").exists()
