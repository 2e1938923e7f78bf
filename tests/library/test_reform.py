"""A reform changes what it names and nothing else; what does not load is told in the reform's own lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError, NotFound, Problems
from luodi.engine.library import Library
from luodi.engine.library.reform import load_reform, reformed
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.facts import read_situation
from luodi.engine.rules.model import Policy

POLICY = """\
title: 示例市政策
region: "330100"
status: reviewed
in_force: {from: 2020-01-01, until: 2029-12-31}
supports:
- id: "1"
  title: 收入补助
  clause: 一
  instrument: grant
  values: {rate: 0.2, cap: 100}
  at_most: min(main_revenue * rate, cap)
- {id: "2", title: 定额, clause: 二, instrument: grant, values: {sum: 50}, amount: sum}
- {id: "3", title: 另一项, clause: 三, instrument: grant, values: {cap: {start: 10, 2022-01-01: 20}}, at_most: cap}
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = tmp_path / "policies" / "a" / "b"
    folder.mkdir(parents=True)
    (folder / "policy.yaml").write_text(POLICY, "utf-8")
    (folder / "cases.yaml").write_text("cases: []\n", "utf-8")
    return Library(tmp_path / "policies")


def change(library: Library, tmp_path: Path, text: str) -> Policy:
    file = tmp_path / "reform.yaml"
    file.write_text(text, "utf-8")
    return reformed(library, load_reform(file))["a/b"]


def sums(library: Library, policy: Policy, on: str = "2024-06-01") -> dict[str, Decimal]:
    facts = strict_yaml.parse(
        f"on: {on}\nreceived: []\nenterprise: {{main_revenue: {{2021: 1000, 2024: 1000}}}}\n".encode(), "f"
    )
    answer = check_up([policy], read_situation(facts, library.vocabulary), library.vocabulary)
    return {c.support.id: Decimal(str(c.sum.hi)) for c in answer.claims() if c.sum is not None}


def test_what_is_not_named_stays(library: Library, tmp_path: Path) -> None:
    before = sums(library, library.policy("a/b"))
    after = sums(library, change(library, tmp_path, "changes: {a/b#1: {values: {cap: 150}}}\n"))
    assert before == {"1": 100, "2": 50, "3": 20}
    assert after == {"1": 150, "2": 50, "3": 20}


def test_a_figure_may_change_from_a_day_on(library: Library, tmp_path: Path) -> None:
    policy = change(
        library, tmp_path, "from: 2024-01-01\nchanges: {a/b#1: {values: {cap: 150}}, a/b#3: {values: {cap: 30}}}\n"
    )
    assert sums(library, policy, "2021-06-01") == {"1": 100, "2": 50, "3": 10}
    assert sums(library, policy) == {"1": 150, "2": 50, "3": 30}


def test_a_formula_a_kind_and_a_whole_support_may_change(library: Library, tmp_path: Path) -> None:
    text = """\
title: 改
changes:
  a/b#1: {at_most: main_revenue * rate, values: {rate: 0.3}, open_questions: [{ask: 不设封顶, assume: {}}], unmodelled: [封顶取消]}
  a/b#2: remove
  a/b#3: {discretion: 一事一议, values: {}}
  a/b:
    add: [{id: "4", title: 新增, clause: 四, instrument: grant, values: {sum: 7}, amount: sum}]
"""
    with pytest.raises(Problems) as refused:  # the old cap is still written and nothing uses it
        change(library, tmp_path, text)
    assert "cap" in str(refused.value.problems[0])
    policy = change(
        library,
        tmp_path,
        text.replace(
            "at_most: main_revenue * rate", 'at_most: "min(main_revenue * rate, cap + cap + cap + cap)"'
        ).replace("{discretion: 一事一议, values: {}}", "{at_most: cap + cap}"),
    )
    assert sums(library, policy) == {"1": 300, "3": 40, "4": 7}


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("changes:\n  a/b#9: remove\n", "没有支持“9”", 2), ("changes:\n  a/b#1:\n    at_most: min(revenu * rate, cap)\n", "revenu", 3),
        ("changes:\n  a/b#1:\n    values: {rate: 20}\n", "大于 1", 3), ("changes:\n  a/b#1:\n    tittle: 甲乙\n", "tittle", 3), ("changes:\n  a/b: {supports: []}\n", "supports", 2),
        ("changes:\n  a/b#1: 5\n", "键: 新值", 2), ("chnges: {}\n", "chnges", 1), ("from: 明年\nchanges: {}\n", "日期", 1), ("changes: []\n", "changes", None),
    ],
)  # fmt: skip
def test_what_does_not_load_is_told_in_the_lines_of_the_reform(
    library: Library, tmp_path: Path, text: str, said: str, line: int | None
) -> None:
    with pytest.raises((DataError, Problems)) as refused:
        change(library, tmp_path, text)
    problems = refused.value.problems if isinstance(refused.value, Problems) else (refused.value,)
    assert said in str(problems[0])
    assert problems[0].place is not None
    assert problems[0].place.file.endswith("reform.yaml")
    assert line is None or problems[0].place.line == line


def test_an_unknown_policy_is_answered_with_the_nearest(library: Library, tmp_path: Path) -> None:
    with pytest.raises(Problems) as refused:
        change(library, tmp_path, "changes: {a/c#1: remove}\n")
    assert isinstance(refused.value.problems[0], NotFound)
    assert "a/b" in str(refused.value.problems[0])


def test_the_day_is_one_of_the_calendar(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "reform.yaml"
    file.write_text("from: 2024-01-01\nchanges: {}\n", "utf-8")
    assert load_reform(file).since == date(2024, 1, 1)
