"""What was received before: in the question's own year, without an entity, under the clause or under the rule that implements it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from luodi.engine.core import strict_yaml
from luodi.engine.library import Library
from luodi.engine.rules.answer import Claim
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.facts import read_situation

GENERAL = """\
title: 示例市政策
region: "330100"
status: reviewed
in_force: {from: 2020-01-01, until: 2029-12-31}
supports:
- {id: "1", title: 一次性奖励, clause: 一, instrument: reward, values: {sum: 100}, amount: sum, once: enterprise}
- {id: "2", title: 项目奖励, clause: 二, instrument: reward, for: project, values: {sum: 100}, amount: sum, once: entity}
- {id: "3", title: 连续三年补助, clause: 三, instrument: grant, values: {sum: 100}, amount: sum, years_paid: 3}
- {id: "4", title: 每年有限额, clause: 四, instrument: grant, values: {sum: 100, cap: 150}, amount: sum, years_paid: 3, limits: [{per: enterprise, period: year, cap: cap}]}
- {id: "5", title: 补差, clause: 五, instrument: reward, values: {sum: 100}, amount: "max(0, sum - received)"}
"""
RULES = """\
title: 示例市政策实施细则
region: "330100"
status: reviewed
implements: a/policy
in_force: {from: 2020-01-01, until: 2029-12-31}
supports:
- {id: "1", title: 一次性奖励, clause: 一, instrument: reward, values: {sum: 100}, amount: sum, once: enterprise, implements: a/policy#1}
- {id: "5", title: 补差, clause: 五, instrument: reward, values: {sum: 100}, amount: "max(0, sum - received)", implements: a/policy#5}
"""
Ask = Callable[..., dict[str, Claim]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    for at, text in (("a/policy", GENERAL), ("a/rules", RULES)):
        (tmp_path / at).mkdir(parents=True)
        (tmp_path / at / "policy.yaml").write_text(text, "utf-8")
        (tmp_path / at / "cases.yaml").write_text("cases: []\n", "utf-8")
    library = Library(tmp_path)

    def answer(
        received: str, projects: str = "", on: str = "2023-06-01", policies: tuple[str, ...] = ("a/policy",)
    ) -> dict[str, Claim]:
        facts = tmp_path / "facts.yaml"
        facts.write_text(f"on: {on}\nenterprise: {{}}\nreceived: {received}\n{projects}", "utf-8")
        supports = {s.path for p in library.policies() for s in p.supports}
        situation = read_situation(strict_yaml.load(facts, "facts.yaml"), library.vocabulary, supports=supports)
        result = check_up([library.policy(p) for p in policies], situation, library.vocabulary)
        return {f"{c.support.path.partition('/')[2]}{f'[{c.thing.id}]' if c.thing else ''}": c for c in result.claims()}

    return answer


def receipt(own: str, day: str, entity: str = "", policy: str = "a/policy") -> str:
    return f"{{support: {policy}#{own}, date: {day}, amount: 40{f', entity: {entity}' if entity else ''}}}"


@pytest.mark.parametrize(
    ("days", "verdict"),
    [
        ([], True), (["2022-05-01"], True), (["2023-05-01"], False), (["2020-05-01", "2021-05-01"], True), (["2020-05-01", "2021-05-01", "2022-05-01"], False),
        (["2022-01-01", "2022-12-01"], True),
    ],
)  # fmt: skip
def test_once_a_year_and_for_so_many_years(ask: Ask, days: list[str], verdict: bool) -> None:
    claims = ask("[" + ", ".join(receipt("3", day) for day in days) + "]")
    assert claims["policy#3"].verdict is verdict


def test_a_yearly_limit_leaves_the_rest_of_the_year_open(ask: Ask) -> None:
    claim = ask(f"[{receipt('4', '2023-05-01')}, {receipt('4', '2022-05-01')}]")["policy#4"]
    assert claim.verdict is True
    assert claim.sum is not None
    assert (claim.sum.lo, claim.sum.hi) == (100, 100)
    full = ask(f"[{receipt('4', '2023-05-01')}, {receipt('4', '2023-05-02')}, {receipt('4', '2023-05-03')}]")[
        "policy#4"
    ]
    assert full.sum is not None
    assert full.sum.hi == 30


PROJECTS = "project: [{id: p}, {id: q}]\n"


def test_a_receipt_that_names_no_entity_may_have_been_for_any_of_several(ask: Ask) -> None:
    claims = ask(f"[{receipt('2', '2022-05-01')}]", PROJECTS)
    assert (claims["policy#2[p]"].verdict, claims["policy#2[q]"].verdict) == (None, None)
    assert any(m.name == "received" for m in claims["policy#2[p]"].missing)


def test_and_was_for_the_only_one(ask: Ask) -> None:
    assert ask(f"[{receipt('2', '2022-05-01')}]", "project: [{id: p}]\n")["policy#2[p]"].verdict is False


def test_a_receipt_that_names_an_entity_is_for_it_alone(ask: Ask) -> None:
    claims = ask(f"[{receipt('2', '2022-05-01', 'p')}]", PROJECTS)
    assert (claims["policy#2[p]"].verdict, claims["policy#2[q]"].verdict) == (False, True)


@pytest.mark.parametrize("policy", ["a/policy", "a/rules"])
def test_a_clause_and_the_rule_that_implements_it_are_one_grant(ask: Ask, policy: str) -> None:
    both = ("a/policy", "a/rules")
    once = ask(f"[{receipt('1', '2022-05-01', policy=policy)}]", policies=both)
    assert (once["policy#1"].verdict, once["rules#1"].verdict) == (False, False)
    rest = ask(f"[{receipt('5', '2022-05-01', policy=policy)}]", policies=both)
    assert [rest[own].sum.hi for own in ("policy#5", "rules#5") if rest[own].sum is not None] == [60, 60]


def test_the_history_that_was_told_is_kept_as_told(ask: Ask) -> None:
    claims = ask(f"[{receipt('1', '2022-05-01')}]", policies=("a/policy", "a/rules"))
    assert claims["policy#1"].verdict is False
