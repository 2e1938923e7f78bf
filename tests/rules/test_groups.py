"""Supports that exclude each other: the highest only, one by choice, and what stacks."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from luodi.engine.rules.answer import PolicyAnswer, Sum

if TYPE_CHECKING:
    from tests.conftest import Desk

GROUP = "groups: {g: {rule: highest_only, clause: 九}}"


def amount(sum_: int, more: str = "", kind: str = "amount") -> str:
    return f"values: {{x: {sum_}}}\n{kind}: x\n{more}"


def losers(answer: PolicyAnswer) -> dict[str, str]:
    return {c.key: c.yields_to.key for c in answer.claims if c.yields_to}


def test_only_the_highest_of_a_group_is_counted_and_the_rest_say_to_whom_they_yield(desk: Desk) -> None:
    answer = desk.several(
        amount(10, "group: g"), amount(30, "group: g"), amount(20, "group: g"), amount(5), head=GROUP
    ).check()
    assert losers(answer) == {"1": "2", "3": "2"}
    assert answer.totals.amount == 35
    assert [c.sum.hi for c in answer.claims if c.sum] == [10, 30, 20, 5]


def test_of_equals_only_one_is_counted(desk: Desk) -> None:
    answer = desk.several(amount(10, "group: g"), amount(10, "group: g"), head=GROUP).check()
    assert answer.totals.amount == 10
    assert len(losers(answer)) == 1


def test_choose_one_is_counted_at_its_best(desk: Desk) -> None:
    answer = desk.several(
        amount(10, "group: g"), amount(30, "group: g"), head=GROUP.replace("highest_only", "choose_one")
    ).check()
    assert answer.totals.amount == 30
    assert [c.group.rule for c in answer.claims if c.group] == ["choose_one", "choose_one"]


def test_what_is_not_eligible_takes_no_part_in_a_group(desk: Desk) -> None:
    answer = desk.several(amount(10, "group: g"), amount(30, "group: g\nwhen: accredited"), head=GROUP).check(
        "enterprise: {accredited: false}"
    )
    assert (losers(answer), answer.totals.amount) == ({}, 10)


def test_a_sum_of_nothing_displaces_nothing(desk: Desk) -> None:
    answer = desk.several("amount: capital\ngroup: g", amount(30, "group: g"), head=GROUP).check(
        "enterprise: {capital: 0}"
    )
    assert (losers(answer), answer.totals.amount) == ({}, 30)


def test_a_group_per_entity_compares_within_each_entity(desk: Desk) -> None:
    bodies = ["for: project\namount: invest\ngroup: g", "for: project\namount: cost\ngroup: g"]
    answer = desk.several(*bodies, head="groups: {g: {rule: highest_only, per: project, clause: 九}}").check(
        "project: [{id: a, invest: 10, cost: 20}, {id: b, invest: 40, cost: 30}]"
    )
    assert losers(answer) == {"1[a]": "2[a]", "2[b]": "1[b]"}
    assert answer.totals.amount == 60


def test_a_group_per_enterprise_compares_over_all_entities(desk: Desk) -> None:
    answer = desk.one("for: project\namount: invest\ngroup: g", head=GROUP).check(
        "project: [{id: a, invest: 10}, {id: b, invest: 40}]"
    )
    assert (losers(answer), answer.totals.amount) == ({"1[a]": "1[b]"}, 40)


def test_a_definite_sum_below_a_higher_ceiling_stays_counted_as_definite(desk: Desk) -> None:
    answer = desk.several(amount(10, "group: g"), amount(30, "group: g", "at_most"), head=GROUP).check()
    assert losers(answer) == {}
    assert (answer.totals.amount, answer.totals.at_most) == (10, 20)
    assert [c.counted for c in answer.claims] == [Sum(Decimal(10), Decimal(10)), Sum(Decimal(20), Decimal(20))]


def test_a_ceiling_below_a_definite_sum_yields_to_it(desk: Desk) -> None:
    answer = desk.several(amount(30, "group: g"), amount(10, "group: g", "at_most"), head=GROUP).check()
    assert losers(answer) == {"2": "1"}
    assert (answer.totals.amount, answer.totals.at_most) == (30, 0)


def test_a_claim_that_is_not_certain_counts_for_what_it_may_add(desk: Desk) -> None:
    answer = desk.several(amount(10, "group: g"), amount(30, "group: g\nwhen: accredited"), head=GROUP).check()
    assert losers(answer) == {}
    assert (answer.totals.amount, answer.totals.unknown) == (10, Sum(Decimal(0), Decimal(20)))


def test_a_smaller_claim_that_is_not_certain_yields_at_once(desk: Desk) -> None:
    answer = desk.several(amount(30, "group: g"), amount(10, "group: g\nwhen: accredited"), head=GROUP).check()
    assert losers(answer) == {"2": "1"}
    assert answer.totals.unknown == Sum(Decimal(0), Decimal(0))


def test_of_several_uncertain_claims_only_one_can_come_true(desk: Desk) -> None:
    bodies = [amount(s, "group: g\nwhen: accredited") for s in (50, 100, 80)]
    assert desk.several(*bodies, head=GROUP).check().totals.unknown == Sum(Decimal(0), Decimal(100))
    with_sure = desk.several(amount(40, "group: g"), *bodies, head=GROUP).check().totals
    assert (with_sure.amount, with_sure.unknown) == (40, Sum(Decimal(0), Decimal(60)))


def test_a_claim_whose_sum_is_not_known_is_bounded_by_its_ends(desk: Desk) -> None:
    body = "values: {cap: 50}\namount: min(capital, cap)\ngroup: g"
    totals = desk.several(amount(20, "group: g"), body, head=GROUP).check().totals
    assert totals.amount <= 20
    assert totals.amount + totals.unknown.hi >= 50


def test_a_group_of_one_changes_nothing(desk: Desk) -> None:
    claim = desk.one(amount(10, "group: g"), head=GROUP).ask()
    assert (claim.yields_to, claim.group, claim.counts) == (None, None, True)


# -- the whole policy


HIGHEST = "combining: {rule: highest_only, clause: 九}"
INVEST, COST = "for: project\namount: invest", "for: project\namount: cost"


def test_under_highest_only_one_project_is_paid_once(desk: Desk) -> None:
    answer = desk.several(INVEST, COST, head=HIGHEST).check(
        "project: [{id: a, invest: 10, cost: 20}, {id: b, invest: 40, cost: 30}]"
    )
    assert losers(answer) == {"1[a]": "2[a]", "2[b]": "1[b]"}
    assert answer.totals.amount == 60


def test_under_highest_only_different_kinds_of_entities_do_not_compete(desk: Desk) -> None:
    answer = desk.several(INVEST, "for: loan\namount: principal", amount(5), head=HIGHEST).check(
        "project: {id: a, invest: 10}\nloan: {id: a, principal: 20}"
    )
    assert (losers(answer), answer.totals.amount) == ({}, 35)


def test_what_stacks_takes_no_part(desk: Desk) -> None:
    answer = desk.several(INVEST, COST + "\nstacks: true", head=HIGHEST).check("project: {id: a, invest: 10, cost: 20}")
    assert (losers(answer), answer.totals.amount) == ({}, 30)


@pytest.mark.parametrize("rule", ["stacks", "not_stated"])
def test_without_such_a_rule_everything_is_counted(desk: Desk, rule: str) -> None:
    answer = desk.several(INVEST, COST, head=f"combining: {{rule: {rule}, clause: 九}}").check(
        "project: {id: a, invest: 10, cost: 20}"
    )
    assert (losers(answer), answer.totals.amount) == ({}, 30)


def test_what_yields_uses_up_no_limit(desk: Desk) -> None:
    head = HIGHEST + '\nlimits: [{supports: ["1", "2"], per: enterprise, period: year, cap: 50, clause: 九}]'
    answer = desk.several(INVEST, COST, head=head).check(
        "project: [{id: a, invest: 20, cost: 30}, {id: b, invest: 20, cost: 10}]"
    )
    assert answer.totals.amount == 50
