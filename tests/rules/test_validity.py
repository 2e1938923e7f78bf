"""When a policy is in force, with computed days and days of which only a part is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Desk, Plan

BODY = "values: {x: 5}\namount: x"


def forces(plan: Plan, *days: str, facts: str = "") -> list[bool | None]:
    return [plan.check(facts, on=day).in_force for day in days]


def test_both_ends_of_the_term_belong_to_it(desk: Desk) -> None:
    plan = desk.one(BODY, in_force="{from: 2020-01-13, until: 2023-12-31}")
    assert forces(plan, "2020-01-12", "2020-01-13", "2023-12-31", "2024-01-01") == [False, True, True, False]


def test_an_expired_policy_grants_nothing_and_says_so(desk: Desk) -> None:
    claim = desk.one(BODY, in_force="{from: 2020-01-13, until: 2023-12-31}").ask(on="2024-01-01")
    assert (claim.verdict, claim.sum) == (False, None)
    assert claim.reasons[0].verdict is False


def test_a_term_is_counted_from_the_day_of_issue(desk: Desk) -> None:
    plan = desk.one(BODY, head="issued: 2020-01-31", in_force="{from: issue+30d, until: from+4y}")
    assert forces(plan, "2020-02-29", "2020-03-01", "2024-02-29", "2024-03-01") == [False, True, True, False]


def test_a_term_of_a_year_ends_on_the_day_before(desk: Desk) -> None:
    plan = desk.one(BODY, in_force="{from: 2024-02-29, until: from+1y}")
    assert str(plan.policy.validity.end) == "2025-02-27"


def test_a_year_of_issue_is_certain_inside_and_unknown_at_the_edges(desk: Desk) -> None:
    plan = desk.one(BODY, head="issued: 2019", in_force="{from: issue, until: from+3y}")
    assert forces(plan, "2018-12-31", "2019-01-01", "2019-06-30", "2019-12-31", "2021-12-31", "2022-01-01", "2022-12-30", "2022-12-31") == [
        False, None, None, True, True, None, None, False,
    ]  # fmt: skip


def test_a_month_of_issue_narrows_the_edges(desk: Desk) -> None:
    plan = desk.one(BODY, head='issued: "2019-02"', in_force="{from: issue, until: from+3y}")
    assert forces(plan, "2019-01-31", "2019-02-15", "2019-02-28", "2022-01-31", "2022-02-15", "2022-02-28") == [
        False,
        None,
        True,
        True,
        None,
        False,
    ]


def test_an_issue_between_two_days_is_read(desk: Desk) -> None:
    plan = desk.one(
        BODY, head="issued: {not_before: 2019-03-01, not_after: 2019-04-01}", in_force="{from: issue, until: from+1y}"
    )
    assert forces(plan, "2019-02-28", "2019-03-15", "2019-04-01", "2020-02-29", "2020-03-15", "2020-04-01") == [
        False,
        None,
        True,
        True,
        None,
        False,
    ]


def test_what_the_text_does_not_say_is_unknown(desk: Desk) -> None:
    plan = desk.one(BODY, in_force="{}")
    assert forces(plan, "1990-01-01", "2024-01-01", "2090-01-01") == [None, None, None]
    claim = plan.ask()
    assert claim.verdict is None
    assert [m.entity for m in claim.missing] == ["policy"]


def test_nothing_is_in_force_before_it_is_issued(desk: Desk) -> None:
    plan = desk.one(BODY, head="issued: 2019", in_force="{until: 2023-12-31}")
    assert forces(plan, "2018-12-31", "2020-06-30", "2024-01-01") == [False, None, False]


TOLD = "in_force: {north/town/plan: %s}"


@pytest.mark.parametrize("told", [True, False])
def test_the_persons_word_counts_where_dates_do_not_decide(desk: Desk, told: bool) -> None:
    plan = desk.one(BODY, head="issued: 2019", in_force="{from: issue, until: from+3y}")
    answer = plan.check(TOLD % str(told).lower(), on="2019-06-30")
    assert (answer.in_force, answer.told) == (told, True)


def test_the_persons_word_does_not_overrule_dates_that_decide(desk: Desk) -> None:
    plan = desk.one(BODY, head="issued: 2019", in_force="{from: issue, until: from+3y}")
    answers = [plan.check(TOLD % word, on=day) for word, day in (("false", "2020-06-30"), ("true", "2023-06-30"))]
    assert [(a.in_force, a.told) for a in answers] == [(True, False), (False, False)]


def test_the_persons_word_is_kept_when_there_is_nothing_to_claim(desk: Desk) -> None:
    plan = desk.one("for: project\n" + BODY, in_force="{}")
    assert plan.check(TOLD % "true" + "\nproject: []").in_force is True


# -- policies that depend on each other


OTHER = "north/town/rules"


def pair(
    desk: Desk,
    first: str = "{from: 2020-01-01, until: 2022-12-31}",
    second: str = "{from: 2020-06-01, until: 2024-12-31}",
) -> Plan:
    general = desk.support("values: {x: 10}\nat_most: x") + desk.support("values: {y: 1}\namount: y", "2", "二")
    rules = desk.support("values: {x: 8}\namount: x\nimplements: north/town/plan#1")
    return desk.shelf(
        plan=desk.text(general, in_force=first), rules=desk.text(rules, "implements: north/town/plan", in_force=second)
    )


def counted(plan: Plan, on: str, facts: str = "") -> list[str]:
    return [c.support.path for c in plan.all(facts, on=on).claims() if c.counts]


def test_rules_in_force_speak_for_the_policy(desk: Desk) -> None:
    plan = pair(desk)
    assert counted(plan, "2021-01-01") == ["north/town/plan#2", "north/town/rules#1"]
    totals = plan.all(on="2021-01-01").totals
    assert (totals.amount, totals.at_most) == (9, 0)


def test_before_the_rules_are_in_force_the_policy_speaks(desk: Desk) -> None:
    assert counted(pair(desk), "2020-03-01") == ["north/town/plan#1", "north/town/plan#2"]


def test_after_the_rules_expired_the_policy_speaks_again(desk: Desk) -> None:
    plan = pair(desk, second="{from: 2020-06-01, until: 2021-12-31}")
    assert counted(plan, "2022-06-01") == ["north/town/plan#1", "north/town/plan#2"]


def test_after_the_policy_expired_the_rules_go_on(desk: Desk) -> None:
    assert counted(pair(desk), "2023-06-01") == ["north/town/rules#1"]


def test_rules_of_unknown_force_yield_to_a_policy_that_is_certainly_in_force(desk: Desk) -> None:
    plan = pair(desk, second="{}")
    assert counted(plan, "2021-01-01") == ["north/town/plan#1", "north/town/plan#2"]
    assert counted(plan, "2021-01-01", "in_force: {north/town/rules: true}") == [
        "north/town/plan#2",
        "north/town/rules#1",
    ]


def test_one_grant_is_never_counted_twice_whatever_is_known_of_the_terms(desk: Desk) -> None:
    for first in ("{}", "{from: 2020-01-01}", "{from: 2020-01-01, until: 2022-12-31}"):
        for second in ("{}", "{from: 2020-06-01}", "{from: 2020-06-01, until: 2024-12-31}"):
            both = counted(pair(desk, first, second), "2021-01-01")
            assert len({"north/town/plan#1", "north/town/rules#1"} & set(both)) == 1


def test_a_policy_asked_alone_speaks_for_itself(desk: Desk) -> None:
    assert pair(desk).ask(on="2021-01-01").counts


def test_a_term_can_follow_another_policy(desk: Desk) -> None:
    plan = pair(desk, second="{from: 2020-06-01, until: {same_as: north/town/plan}}")
    answers = [
        {a.policy.id: a.in_force for a in plan.all(on=day).policies}[OTHER] for day in ("2022-12-31", "2023-01-01")
    ]
    assert answers == [True, False]


def test_a_term_that_follows_a_document_nobody_encoded_is_unknown(desk: Desk) -> None:
    plan = desk.one(BODY, in_force="{from: 2020-01-01, until: {same_as: 〔2017〕77号}}")
    assert forces(plan, "2019-12-31", "2024-01-01") == [False, None]
