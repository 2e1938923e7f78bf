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
- {id: "6", title: 项目补助, clause: 六, instrument: grant, for: project, values: {sum: 100, cap: 150}, amount: sum, limits: [{per: entity, period: lifetime, cap: cap}]}
- {id: "7", title: 项目补差, clause: 七, instrument: reward, for: project, values: {sum: 100}, amount: "max(0, sum - received_here)"}
- {id: "8", title: 两档奖励, clause: 八, instrument: reward, values: {sum: 100}, amount: sum}
"""
RULES = """\
title: 示例市政策实施细则
region: "330100"
status: reviewed
implements: a/policy
limits: [{supports: ["8.1", "8.2"], per: enterprise, period: lifetime, cap: 130, clause: 八}]
in_force: {from: 2020-01-01, until: 2029-12-31}
supports:
- {id: "1", title: 一次性奖励, clause: 一, instrument: reward, values: {sum: 100}, amount: sum, once: enterprise, implements: a/policy#1}
- {id: "5", title: 补差, clause: 五, instrument: reward, values: {sum: 100}, amount: "max(0, sum - received)", implements: a/policy#5}
- {id: "8.1", title: 高档, clause: 八/1, instrument: reward, values: {sum: 100}, amount: sum, implements: a/policy#8}
- {id: "8.2", title: 低档, clause: 八/2, instrument: reward, values: {sum: 10}, amount: sum, implements: a/policy#8}
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
        asked = [library.policy(p) for p in policies]
        result = check_up(asked, situation, library.vocabulary, beside=library.policies())
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


@pytest.mark.parametrize(("asked", "paid"), [("a/policy", "a/rules"), ("a/rules", "a/policy")])
def test_the_grant_is_one_even_when_only_one_of_the_two_is_asked_about(ask: Ask, asked: str, paid: str) -> None:
    claims = ask(f"[{receipt('1', '2022-05-01', policy=paid)}]", policies=(asked,))
    assert claims[f"{asked[2:]}#1"].verdict is False


@pytest.mark.parametrize("own", ["6", "7"])
def test_limits_and_received_here_read_the_history_as_once_does(ask: Ask, own: str) -> None:
    """40 received: 110 of the limit of 150 are left, 60 of the sum of 100."""
    left = {"6": 100, "7": 60}[own]
    sums = {c: claim.sum for c, claim in ask(f"[{receipt(own, '2022-05-01')}]", "project: [{id: p}]\n").items()}
    one = sums[f"policy#{own}[p]"]
    assert one is not None
    assert (one.lo, one.hi) == (left, left)
    several = ask(f"[{receipt(own, '2022-05-01')}, {receipt(own, '2022-06-01')}]", PROJECTS)[f"policy#{own}[p]"]
    assert several.sum is not None
    assert (several.sum.lo, several.sum.hi) == ({"6": 70, "7": 20}[own], 100)
    assert any(m.name == "received" for m in several.missing)


def test_a_receipt_under_a_clause_with_several_rules_is_counted_once_under_their_common_limit(ask: Ask) -> None:
    claims = ask(f"[{receipt('8', '2022-05-01')}]", policies=("a/policy", "a/rules"))
    sums = [claims[own].sum for own in ("rules#8.1", "rules#8.2")]
    assert [s.hi for s in sums if s is not None] == [90, 0]
