"""Ceilings on what several claims bring together, with what was received before."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from luodi.engine.rules.answer import Claim, Sum

if TYPE_CHECKING:
    from tests.conftest import Desk

EACH = "for: project\nvalues: {each: 60}\namount: each\n"
TWO = "project: [{id: a}, {id: b}]"


def sums(claims: Any) -> list[Any]:
    def ends(claim: Claim) -> Any:
        if claim.sum is None:
            return None
        return claim.sum.hi if claim.sum.known else (claim.sum.lo, claim.sum.hi)

    return [ends(c) for c in claims]


def paid(*rows: tuple[str, str, int] | tuple[str, str, int, str]) -> str:
    made = [
        f'{{support: "north/town/plan#{r[0]}", date: {r[1]}, amount: {r[2]}'
        + (f", entity: {r[3]}}}" if len(r) > 3 else "}")
        for r in rows
    ]
    return f"[{', '.join(made)}]"


def test_a_limit_per_entity_bounds_each_entity_alone(desk: Desk) -> None:
    plan = desk.one(EACH + "limits: [{per: entity, period: lifetime, cap: 50}]")
    assert sums(plan.check(TWO).claims) == [50, 50]
    assert sums(plan.check(TWO, received=paid(("1", "2021-01-01", 30, "a"))).claims) == [20, 50]


def test_a_limit_per_enterprise_and_year_counts_this_years_payments_only(desk: Desk) -> None:
    plan = desk.one(EACH + "limits: [{per: enterprise, period: year, cap: 100}]")
    assert sums(plan.check(TWO).claims) == [60, 40]
    assert sums(plan.check(TWO, received=paid(("1", "2023-12-31", 90))).claims) == [60, 40]
    assert sums(plan.check(TWO, received=paid(("1", "2024-01-01", 90))).claims) == [10, 0]


def test_a_limit_over_a_window_counts_the_payments_inside_it(desk: Desk) -> None:
    plan = desk.one(EACH + "limits: [{per: enterprise, period: {years: 3}, cap: 100}]")
    assert sums(plan.check(TWO, received=paid(("1", "2021-06-30", 90))).claims) == [60, 40]
    assert sums(plan.check(TWO, received=paid(("1", "2021-07-01", 90))).claims) == [10, 0]


def test_a_limit_over_a_lifetime_counts_every_payment(desk: Desk) -> None:
    plan = desk.one(EACH + "limits: [{per: enterprise, period: lifetime, cap: 100}]")
    assert sums(plan.check(TWO, received=paid(("1", "2010-01-01", 90))).claims) == [10, 0]
    assert sums(plan.check(TWO, received=paid(("1", "2010-01-01", 190))).claims) == [0, 0]


def test_a_limit_over_several_supports_is_shared_by_them(desk: Desk) -> None:
    head = 'limits: [{supports: ["1", "2"], per: enterprise, period: year, cap: 100, clause: 九}]'
    plan = desk.several(EACH, EACH, EACH, head=head)
    answer = plan.check("project: {id: a}")
    assert sums(answer.claims) == [60, 40, 60]
    assert answer.totals.amount == 160
    answer = plan.check("project: {id: a}", received=paid(("1", "2024-02-01", 50), ("3", "2024-02-01", 500)))
    assert sums(answer.claims) == [50, 0, 60]


def test_a_shared_limit_per_entity_joins_the_supports_of_one_entity(desk: Desk) -> None:
    head = 'limits: [{supports: ["1", "2"], per: project, period: lifetime, cap: 100, clause: 九}]'
    answer = desk.several(EACH, EACH, head=head).check(TWO)
    assert {c.key: s for c, s in zip(answer.claims, sums(answer.claims), strict=True)} == {
        "1[a]": 60,
        "1[b]": 60,
        "2[a]": 40,
        "2[b]": 40,
    }


def test_a_limit_with_unknown_history_is_unknown_up_to_what_is_left(desk: Desk) -> None:
    plan = desk.one(EACH + "limits: [{per: enterprise, period: year, cap: 100}]")
    answer = plan.check(TWO, received=None)
    assert sums(answer.claims) == [(0, 60), (0, 60)]
    assert all({m.key for m in c.missing} == {"received"} for c in answer.claims)


def test_an_unknown_sum_leaves_between_nothing_and_everything_for_the_next(desk: Desk) -> None:
    plan = desk.one(
        "for: project\nvalues: {cap: 80}\namount: min(invest, cap)\nlimits: [{per: enterprise, period: year, cap: 100}]"
    )
    answer = plan.check("project: [{id: a, finished_on: 2024-01-01}, {id: b, invest: 90, finished_on: 2024-02-01}]")
    assert sums(answer.claims) == [(0, 80), (20, 80)]


def test_a_claim_that_is_not_certain_leaves_the_limit_open_for_the_next(desk: Desk) -> None:
    plan = desk.one(
        "for: project\nvalues: {each: 60}\nwhen: shortlisted\namount: each\nlimits: [{per: enterprise, period: year, cap: 100}]"
    )
    answer = plan.check(
        "project: [{id: a, finished_on: 2024-01-01}, {id: b, shortlisted: true, finished_on: 2024-02-01}]"
    )
    assert sums(answer.claims) == [60, (40, 60)]


def test_what_is_not_eligible_uses_up_no_limit(desk: Desk) -> None:
    plan = desk.one(
        "for: project\nvalues: {each: 60}\nwhen: shortlisted\namount: each\nlimits: [{per: enterprise, period: year, cap: 100}]"
    )
    answer = plan.check(
        "project: [{id: a, shortlisted: false}, {id: b, shortlisted: true}, {id: c, shortlisted: true}]"
    )
    assert sums(answer.claims) == [None, 60, 40]


def test_narrower_limits_come_before_wider_ones(desk: Desk) -> None:
    limits = "limits: [{per: enterprise, period: lifetime, cap: 90}, {per: enterprise, period: year, cap: 80}, {per: entity, period: year, cap: 50}]"
    claims = desk.one(EACH + limits).check(TWO).claims
    assert sums(claims) == [50, 30]
    assert [[a.limit.window.years for a in c.limits] for c in claims] == [[1], [1, 1]]


def test_entities_share_a_limit_in_the_order_of_their_dates_then_of_their_sums(desk: Desk) -> None:
    plan = desk.one("for: project\namount: invest\nlimits: [{per: enterprise, period: year, cap: 100}]")
    facts = """
    project:
    - {id: undated, invest: 90}
    - {id: small, invest: 30, finished_on: 2023-05-01}
    - {id: large, invest: 50, finished_on: 2023-05-01}
    - {id: first, invest: 10, finished_on: 2022-05-01}
    """
    answer = plan.check(facts)
    found = {c.thing.id: s for c, s in zip(answer.claims, sums(answer.claims), strict=True) if c.thing}
    assert found == {"first": 10, "large": 50, "small": 30, "undated": 10}


def test_a_limit_that_is_not_reached_leaves_no_trace(desk: Desk) -> None:
    claim = desk.one("values: {x: 60}\namount: x\nlimits: [{per: enterprise, period: year, cap: 60}]").ask()
    assert (sums([claim]), claim.limits) == ([60], [])


def test_a_limit_may_be_named_in_the_values_and_change_with_its_date(desk: Desk) -> None:
    body = EACH + "limits: [{per: enterprise, period: year, cap: ceiling}]"
    plan = desk.one(body.replace("{each: 60}", "{each: 60, ceiling: {2024-06-30: 100, start: 70}}"))
    assert sums(plan.check(TWO).claims) == [60, 40]
    assert sums(plan.check(TWO, on="2024-06-29").claims) == [60, 10]


def test_a_dated_limit_may_be_written_in_any_order(desk: Desk) -> None:
    plan = desk.one(EACH + "limits: [{per: enterprise, period: year, cap: {2024-01-01: 100, start: 70}}]")
    assert sums(plan.check(TWO).claims) == [60, 40]


def test_a_receipt_without_an_entity_may_have_been_for_any_of_them(desk: Desk) -> None:
    plan = desk.one(EACH + "limits: [{per: entity, period: lifetime, cap: 50}]")
    claims = plan.check(TWO, received=paid(("1", "2021-01-01", 30))).claims
    assert sums(claims) == [(20, 50), (20, 50)]


def test_shared_rounding_never_lifts_a_total_over_its_limit(desk: Desk) -> None:
    plan = desk.one(
        "for: project\nvalues: {half: 0.5}\namount: invest * half\nlimits: [{per: enterprise, period: year, cap: 0.03}]"
    )
    answer = plan.check("project: [{id: a, invest: 0.01}, {id: b, invest: 0.03}, {id: c, invest: 0.01}]")
    assert answer.totals.amount == Decimal("0.03")


@pytest.mark.parametrize("verdict", ["true", "false"])
def test_totals_never_exceed_an_enterprise_limit_whatever_is_unknown(desk: Desk, verdict: str) -> None:
    plan = desk.one(
        "for: project\nvalues: {each: 60}\nwhen: shortlisted\namount: each\nlimits: [{per: enterprise, period: year, cap: 100}]"
    )
    answer = plan.check(
        f"project: [{{id: a, shortlisted: {verdict}}}, {{id: b, shortlisted: true}}, {{id: c, shortlisted: true}}]"
    )
    assert answer.totals.amount == 100
    assert answer.totals.unknown == Sum(Decimal(0), Decimal(0))
