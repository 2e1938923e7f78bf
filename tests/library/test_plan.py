"""The targets and tasks of a policy file: what is read, in which words, and what is refused with which advice."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from luodi.engine.core.errors import LuodiError, Problems
from luodi.engine.core.provisions import Target
from luodi.engine.library import Library
from luodi.engine.library.load import CASES_FILE, POLICY_FILE
from luodi.engine.rules.model import Policy

KEY = "zhejiang/hangzhou/example-plan"
HEAD = 'title: 示例市行动计划\nregion: "330100"\nstatus: {status}\nsupports: []\n'


def read(folder: Path, body: str, status: str = "reviewed") -> Policy:
    (folder / KEY).mkdir(parents=True, exist_ok=True)
    (folder / KEY / CASES_FILE).write_text("cases: []\n", "utf-8")
    (folder / KEY / POLICY_FILE).write_text(HEAD.format(status=status) + body, "utf-8")
    return Library(folder).policy(KEY)


def faults(folder: Path, body: str, status: str = "reviewed") -> list[LuodiError]:
    with pytest.raises(Problems) as told:
        read(folder, body, status)
    return list(told.value.problems)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("value: 50_000_000_000, unit: 元, bound: at_least", "不低于 500亿元"),
        ("value: 8, upper: 10, unit: 家, bound: range", "8家—10家"),
        ("value: 0.125, unit: 比率, bound: more_than", "超过 12.5%"),
        ("value: 0.05, unit: 百分点", "达到 5个百分点"),
        ("value: 12_000, unit: 人, bound: about", "约 1.2万人"),
        ("value: 3, bound: at_most", "不高于 3"),
    ],
)
def test_a_target_in_words(tmp_path: Path, keys: str, words: str) -> None:
    policy = read(
        tmp_path, f'targets:\n- {{id: "2.1-target", indicator: 核心产业规模, clause: 二/（一）, year: 2027, {keys}}}\n'
    )
    (target,) = policy.targets
    assert (target.words, target.year, target.path, target.line) == (words, 2027, f"{KEY}#2.1-target", 6)


def test_a_task_and_the_days_as_precisely_as_they_are_known(tmp_path: Path) -> None:
    body = 'tasks:\n- {id: "3-task", title: 建设算力中心, clause: 三, lead: 市发改委, assist: [市科技局, 市财政局], by: [2025-06, 2026, 2027-03-31]}\n'
    (task,) = read(tmp_path, body).tasks
    assert (task.when, task.everybody) == (("2025年6月", "2026年", "2027-03-31"), ("市发改委", "市科技局", "市财政局"))


def test_what_they_cite_is_verified_like_the_figures_of_a_support(tmp_path: Path) -> None:
    from luodi.engine.library.verify import verify

    text = tmp_path / "example.txt"
    text.write_text("示例市行动计划\n\n一、目标\n\n到2027年，核心产业规模达到500亿元，企业达到300家。\n", "utf-8")
    good = "- {id: 1-target, indicator: 核心产业规模, clause: 一, value: 50_000_000_000, unit: 元, year: 2027}\n"
    found = verify(read(tmp_path, f"targets:\n{good}"), text)
    assert [one.what for one in found.findings] == ["条款 1 里的“300家”没有着落"]
    wrong = "- {id: 1-target-2, indicator: 企业, clause: 一, value: 400, unit: 家}\n"
    said = [one.what for one in verify(read(tmp_path, f"targets:\n{good}{wrong}"), text).findings]
    assert said[0] == "目标 1-target-2 的 value＝400 不在所引的条款 一 里"


@pytest.mark.parametrize(
    ("body", "what", "fix"),
    [
        ('targets:\n- {id: "1-target", indicator: 规模, clause: 一, value: 5, upper: 3, bound: range}', "upper 没有大过 value", "value 写低端"),
        ('targets:\n- {id: "1-target", indicator: 规模, clause: 一, value: 5, upper: 9}', "有 upper 的目标是范围", "bound: range"),
        ('targets:\n- {id: "1-target", indicator: 规模, clause: 一, value: 5, bound: range}', "范围要有两个数", "bound: range"),
        ('targets:\n- {id: "1-target", indicator: 规模, clause: 一, value: 500, unit: 亿元}', "单位里有“亿”", "50_000_000_000"),
        ('targets:\n- {id: "1-target", indicator: 增速, clause: 一, value: 20, unit: "%"}', "百分数写成比率", "比率"),
        ('targets:\n- {id: "1-target", indicator: 规模, clause: 一, value: 5, year: 27}', "年份 27 不在", "四位"),
        ('targets:\n- {id: "1-target", indicator: 规模, clause: 二, value: 5}', "目标 id“1-target”与条款“二”不符", "2-target"),
        ('tasks:\n- {id: "1-task", title: 建设中心, clause: 一, by: 2025-16}', "没有这一天：2025-16", ""),
        ('tasks:\n- {id: "1-task", title: 建设中心, clause: 一号}', "看不懂条款“一号”", "第十一条"),
        ('tasks:\n- {id: "1-task", title: 建设中心, clause: 一, to_decide: [{ask: 谁来做}]}', "还有 1 处待定", "删去 to_decide"),
    ],
)  # fmt: skip
def test_what_is_refused_says_where_and_what_to_do(tmp_path: Path, body: str, what: str, fix: str) -> None:
    (told,) = faults(tmp_path, body + "\n")
    assert what in told.what and fix in told.fix and f"{POLICY_FILE}:6" in str(told)


def test_an_id_is_of_one_item_only(tmp_path: Path) -> None:
    body = "targets:\n" + '- {id: "1-target", indicator: 规模, clause: 一, value: 5}\n' * 2
    assert [one.what for one in faults(tmp_path, body)] == ["目标 id“1-target”写了两次"]
    assert "targets.0.id" in str(faults(tmp_path, 'targets:\n- {id: "1", indicator: 规模, clause: 一, value: 5}\n')[0])


def test_a_draft_may_ask(tmp_path: Path) -> None:
    (task,) = read(
        tmp_path, 'tasks:\n- {id: "1-task", title: 建设中心, clause: 一, to_decide: [{ask: 谁来做}]}\n', "draft"
    ).tasks
    assert task.undecided == ("谁来做",)


def test_a_value_is_exact() -> None:
    assert Target("1-target", "a/b", ("一",), "规模", Decimal("0.1"), unit="元").words == "达到 0.1元"


def test_a_plan_that_grants_nothing_has_no_answer_in_a_check_up(tmp_path: Path) -> None:
    from datetime import date

    from luodi.engine.rules.checkup import check_up
    from luodi.engine.rules.situation import Situation

    body = 'targets:\n- {id: "1-target", indicator: 规模, clause: 一, value: 5}\n'
    vocabulary = Library(tmp_path).vocabulary
    assert check_up([read(tmp_path, body)], Situation(date(2025, 6, 1)), vocabulary).policies == ()
