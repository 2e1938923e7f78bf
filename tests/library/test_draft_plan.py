"""A plan becomes a draft of a policy file: its targets and tasks with figures, years, bodies and days, and what a person has to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.engine.core.errors import DataError
from luodi.engine.documents import read_text
from luodi.engine.extraction.extract import extract
from luodi.engine.library import Library
from luodi.engine.library.draft import Drafted, draft
from luodi.engine.library.draft.sections import put_together, taken_apart
from luodi.engine.library.load import POLICY_FILE

KEY = "zhejiang/hangzhou/example-plan"
PLAN = """示例市智能工坊行动计划

一、总体目标

到2027年，工坊产业规模达到500亿元以上，培育8—10家骨干工坊，装备联网率超过60%。

二、重点任务

（一）建设算力中心。2026年6月底前建成一座公共算力中心。（牵头单位：市发改委；配合单位：市科技局）

（二）开放应用场景。每年开放20个应用场景。（责任单位：市经信局）

三、支持措施

（一）支持设备更新。对购置智能装备的工坊，给予最高100万元补助。（责任单位：市经信局）
"""


def made(folder: Path, text: str = PLAN) -> Drafted:
    document = read_text(text)
    return draft(Library(folder), KEY, document, extract(document), "330100")


def test_a_plan_is_drafted_and_loads(tmp_path: Path) -> None:
    changes = made(tmp_path).changes
    policy = Library(tmp_path).policy(KEY)
    assert [(one.id, one.indicator, one.words, one.year, one.undecided) for one in policy.targets[:3]] == [
        ("1-target-1", "工坊产业规模", "不低于 500亿元", 2027, ()),
        ("1-target-2", "骨干工坊", "8家—10家", 2027, ()),
        ("1-target-3", "装备联网率", "超过 60%", 2027, ()),
    ]
    assert [(one.id, one.title, one.lead, one.assist, one.bodies, one.when) for one in policy.tasks] == [
        ("2.1-task", "建设算力中心", ("市发改委",), ("市科技局",), (), ("2026年6月",)),
        ("2.2-task", "开放应用场景", (), (), ("市经信局",), ()),
    ]
    assert [one.id for one in policy.supports] == ["3.1"]  # and no task beside it: it would say the same once more
    assert {one.what for one in changes} == {"added"}


def test_a_second_run_touches_only_what_changed(tmp_path: Path) -> None:
    made(tmp_path)
    file = tmp_path / KEY / POLICY_FILE
    first = file.read_text("utf-8")
    assert {one.what for one in made(tmp_path).changes} == {"kept"} and file.read_text("utf-8") == first
    file.write_text(first.replace("title: 开放应用场景", "title: 开放场景"), "utf-8")
    changed = PLAN.replace("500亿元", "600亿元").replace("20个应用场景", "30个应用场景")
    what = {one.id: one.what for one in made(tmp_path, changed).changes}
    assert (what["1-target-1"], what["2.1-task"], what["2.2-task"]) == ("rewritten", "kept", "asked")
    after = file.read_text("utf-8")
    assert "value: 60_000_000_000" in after and "title: 开放场景" in after and "原文改了，核对这一项" in after


def test_a_box_is_cited_by_the_clause_above_it(tmp_path: Path) -> None:
    text = PLAN.replace("二、重点任务", "专栏1 主要指标\n\n到2027年，发明专利达到2000件。\n\n二、重点任务")
    made(tmp_path, text)
    assert {one.clause for one in Library(tmp_path).policy(KEY).targets} >= {("一",)}


@pytest.mark.parametrize(
    "text",
    [
        "title: 甲\nsupports: []\n",
        'title: 甲\nsupports:\n- id: "1"\n  title: 乙\n\n- id: "2"\ntargets:\n# 说明\n- id: "1-target"\nnotes: [丙]\n',
        'title: 甲\ntasks:\n- id: "1-task"\nsupports:\n- id: "1"\n',
    ],
)
def test_a_file_taken_apart_loses_nothing(text: str) -> None:
    top, lists = taken_apart(text)
    again = put_together(top, {name: [one.text for one in held] for name, held in lists.items()})
    assert sorted(again.split("\n")) == sorted(text.split("\n")) or "".join(sorted(again.split())) == "".join(
        sorted(text.split())
    )
    top_again, lists_again = taken_apart(again)
    assert {name: [one.id for one in held] for name, held in lists_again.items()} == {
        name: [one.id for one in held] for name, held in lists.items()
    }
    assert top_again.split() == top.split()


@pytest.mark.parametrize("text", ["supports: [{id: 1}]\n", "supports:\n  - id: 1\n", "title: 甲\ntargets: 没有\n"])
def test_a_list_that_cannot_be_told_apart_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="写法分不开"):
        taken_apart(text)
