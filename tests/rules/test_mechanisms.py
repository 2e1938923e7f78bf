"""Every mechanism that policies use, each as a small policy of its own."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from luodi.engine.rules.answer import Claim, Sum
from luodi.engine.rules.engines.python import INFINITE

if TYPE_CHECKING:
    from tests.conftest import Desk

SUPPORT = "north/town/plan#1"


def firm(**facts: Any) -> str:
    inner = ", ".join(f"{k}: {str(v).lower() if isinstance(v, bool) else v}" for k, v in facts.items())
    return f"enterprise: {{{inner}}}"


def paid(*rows: tuple[str, int] | tuple[str, int, str], support: str = SUPPORT) -> str:
    made = [
        f'{{support: "{support}", date: {r[0]}, amount: {r[1]}' + (f", entity: {r[2]}}}" if len(r) > 2 else "}")
        for r in rows
    ]
    return f"[{', '.join(made)}]"


def money(claim: Claim) -> Decimal | tuple[Any, Any] | None:
    """The sum of a claim, its two ends when it is not certain, None when there is none."""
    if claim.sum is None:
        return None
    assert isinstance(claim.sum, Sum)
    return claim.sum.hi if claim.sum.known else (claim.sum.lo, claim.sum.hi)  # type: ignore[return-value]


def asked(claim: Claim) -> set[str]:
    return {m.key for m in claim.missing}


# -- a rate of a base, with floor and cap


@pytest.mark.parametrize(
    ("invest", "sum_"), [(1_000_000, 200_000), (15_000_000, 3_000_000), ("15_000_000.05", 3_000_000), (0, 0)]
)
def test_a_rate_of_a_base_is_cut_at_the_cap(desk: Desk, invest: Any, sum_: int) -> None:
    plan = desk.one("values: {rate: 0.2, cap: 3_000_000}\nat_most: min(capital * rate, cap)")
    assert money(plan.ask(firm(capital=invest))) == sum_


def test_unknown_investment_gives_unknown_ceiling(desk: Desk) -> None:
    plan = desk.one("values: {rate: 0.2, cap: 3_000_000}\nat_most: min(capital * rate, cap)")
    claim = plan.ask()
    assert claim.verdict is True
    assert money(claim) == (0, 3_000_000)
    assert asked(claim) == {"capital"}


@pytest.mark.parametrize(("capital", "sum_"), [(1_000_000, 300_000), (2_000_000, 400_000), (4_000_000, 500_000)])
def test_a_floor_is_promised_below_the_cap(desk: Desk, capital: int, sum_: int) -> None:
    plan = desk.one("values: {rate: 0.2, low: 300_000, cap: 500_000}\namount: max(low, min(capital * rate, cap))")
    assert money(plan.ask(firm(capital=capital))) == sum_


def test_a_promised_least_stands_beside_the_ceiling(desk: Desk) -> None:
    plan = desk.one("values: {low: 300_000, cap: 500_000}\nat_most: cap\nat_least: low")
    claim = plan.ask()
    assert (money(claim), claim.at_least) == (500_000, Sum(Decimal(300_000), Decimal(300_000)))


def test_a_limit_also_bounds_what_is_promised_at_least(desk: Desk) -> None:
    plan = desk.one(
        "values: {low: 300_000, cap: 500_000}\nat_most: cap\nat_least: low\nlimits: [{per: enterprise, period: year, cap: 100_000}]"
    )
    claim = plan.ask()
    assert claim.at_least is not None
    assert claim.sum is not None
    assert claim.at_least.hi <= claim.sum.hi == 100_000


def test_a_sum_is_never_negative(desk: Desk) -> None:
    plan = desk.one("amount: capital - tax")
    assert money(plan.ask(firm(capital=5, tax=9))) == 0


# -- tiers, top-ups, first time


TIERS = "values: {tiers: [[50_000_000, 500_000], [100_000_000, 1_000_000], [500_000_000, 3_000_000]]}\n"


@pytest.mark.parametrize(
    ("sales", "sum_"),
    [
        ("49_999_999.99", 0),
        (50_000_000, 500_000),
        ("99_999_999.99", 500_000),
        (100_000_000, 1_000_000),
        (10**9, 3_000_000),
    ],
)
def test_the_tier_that_is_reached_gives_the_sum(desk: Desk, sales: Any, sum_: int) -> None:
    plan = desk.one(TIERS + "amount: step(sales, tiers)")
    assert money(plan.ask(firm(sales=f"{{2024: {sales}}}"))) == sum_


def test_promotion_pays_the_difference_to_what_was_received(desk: Desk) -> None:
    plan = desk.one(TIERS + "amount: max(0, step(sales, tiers) - received)")
    facts = firm(sales="{2024: 120_000_000}")
    assert money(plan.ask(facts)) == 1_000_000
    assert money(plan.ask(facts, received=paid(("2022-05-01", 500_000)))) == 500_000
    assert money(plan.ask(facts, received=paid(("2022-05-01", 500_000), ("2023-05-01", 500_000)))) == 0


def test_promotion_with_unknown_history_is_unknown_up_to_the_tier(desk: Desk) -> None:
    plan = desk.one(TIERS + "amount: max(0, step(sales, tiers) - received)")
    claim = plan.ask(firm(sales="{2024: 120_000_000}"), received=None)
    assert (money(claim), asked(claim)) == ((0, 1_000_000), {"received"})


def test_money_received_for_another_support_is_not_taken_off(desk: Desk) -> None:
    body = TIERS + "amount: max(0, step(sales, tiers) - received)"
    plan = desk.several(body, "values: {x: 5}\namount: x")
    claim = plan.ask(
        firm(sales="{2024: 50_000_000}"), received=paid(("2022-05-01", 500_000), support="north/town/plan#2")
    )
    assert money(claim) == 500_000


def test_what_one_project_received_is_taken_off_that_project_only(desk: Desk) -> None:
    plan = desk.one(
        "for: project\nvalues: {classes: {gold: 300, silver: 200}}\namount: max(0, pick(grade, classes) - received_here)"
    )
    facts = "project: [{id: a, grade: gold}, {id: b, grade: gold}]"
    answer = plan.check(facts, received=paid(("2022-05-01", 200, "a")))
    assert {c.key: money(c) for c in answer.claims} == {"1[a]": 100, "1[b]": 300}


def test_a_first_time_over_a_threshold_looks_at_last_year(desk: Desk) -> None:
    plan = desk.one("values: {line: 100, prize: 5}\nwhen: sales >= line and sales@last_year < line\namount: prize")
    assert plan.ask(firm(sales="{2023: 99.99, 2024: 100}")).verdict is True
    assert plan.ask(firm(sales="{2023: 100, 2024: 100}")).verdict is False
    assert plan.ask(firm(sales="{2024: 99}")).verdict is False
    claim = plan.ask(firm(sales="{2024: 100}"))
    assert (claim.verdict, asked(claim), money(claim)) == (None, {"sales@2023"}, 5)


def test_an_increment_over_last_year_is_the_base(desk: Desk) -> None:
    plan = desk.one("values: {rate: 0.05}\namount: max(0, sales - sales@last_year) * rate")
    assert money(plan.ask(firm(sales="{2023: 1_000, 2024: 1_200}"))) == 10
    assert money(plan.ask(firm(sales="{2023: 1_000, 2024: 900}"))) == 0
    assert money(plan.ask(firm(sales="{2024: 1_200}"))) == (0, 60)


def test_a_support_for_last_year_reads_last_years_facts(desk: Desk) -> None:
    plan = desk.one("year: last\nvalues: {rate: 0.05}\namount: (sales - sales@last_year) * rate")
    assert money(plan.ask(firm(sales="{2022: 1_000, 2023: 1_200, 2024: 9_999}"))) == 10


# -- per head, per item


def test_per_head_is_paid_up_to_a_yearly_cap(desk: Desk) -> None:
    plan = desk.one(
        "values: {per_head: 2_000}\namount: staff * per_head\nlimits: [{per: enterprise, period: year, cap: 30_000}]"
    )
    assert money(plan.ask(firm(staff="{2024: 15}"))) == 30_000
    claim = plan.ask(firm(staff="{2024: 16}"))
    assert money(claim) == 30_000
    assert [a.before.hi for a in claim.limits] == [32_000]


def test_each_item_is_paid_until_the_yearly_cap_is_used_up(desk: Desk) -> None:
    plan = desk.one(
        "for: project\nvalues: {each: 30}\namount: each\nlimits: [{per: enterprise, period: year, cap: 70}]"
    )
    answer = plan.check("project: [{id: a}, {id: b}, {id: c}, {id: d}]")
    assert [money(c) for c in answer.claims] == [30, 30, 10, 0]
    assert answer.totals.amount == 70


# -- rates by share, minimum of bases, matching, classes


@pytest.mark.parametrize(("share", "sum_"), [("0.5", 150), ("0.5001", 200), (1, 200), (0, 150)])
def test_the_rate_depends_on_a_share(desk: Desk, share: Any, sum_: int) -> None:
    plan = desk.one(
        "for: project\nvalues: {line: 0.5, high_rate: 0.2, low_rate: 0.15}\namount: invest * (high_rate if local > line else low_rate)"
    )
    assert money(plan.ask(f"project: {{id: p, invest: 1000, local: {share}}}", "1[p]")) == sum_


def test_a_share_that_is_not_told_gives_both_rates(desk: Desk) -> None:
    plan = desk.one(
        "for: project\nvalues: {line: 0.5, high_rate: 0.2, low_rate: 0.15}\namount: invest * (high_rate if local > line else low_rate)"
    )
    claim = plan.ask("project: {id: p, invest: 1000}", "1[p]")
    assert (money(claim), asked(claim)) == ((150, 200), {"project.local"})


@pytest.mark.parametrize(("cost", "tax", "sum_"), [(100, 80, 50), (200, 80, 80), (10**7, 10**7, 1_000_000)])
def test_the_least_of_several_bases_is_paid(desk: Desk, cost: int, tax: int, sum_: int) -> None:
    plan = desk.one("for: project\nvalues: {share: 0.5, cap: 1_000_000}\nat_most: min(cost * share, tax, cap)")
    assert money(plan.ask(f"{firm(tax=tax)}\nproject: {{id: p, cost: {cost}}}", "1[p]")) == sum_


def test_the_least_of_several_bases_is_bounded_by_the_one_that_is_told(desk: Desk) -> None:
    plan = desk.one("for: project\nvalues: {share: 0.5, cap: 1_000_000}\nat_most: min(cost * share, tax, cap)")
    claim = plan.ask("project: {id: p, cost: 100}", "1[p]")
    assert (money(claim), asked(claim)) == ((0, 50), {"tax"})


def test_matching_half_and_one_to_one(desk: Desk) -> None:
    plan = desk.several(
        "for: project\nvalues: {share: 0.5, cap: 100}\nat_most: min(state_money * share, cap)",
        "for: project\nvalues: {cap: 100}\namount: min(state_money, cap)",
    )
    answer = plan.check("project: {id: p, state_money: 60}")
    assert [money(c) for c in answer.claims] == [30, 60]


@pytest.mark.parametrize(("level", "sum_"), [("national", 50), ("provincial", 30), ("municipal", 0)])
def test_the_class_decides_the_sum(desk: Desk, level: str, sum_: int) -> None:
    plan = desk.one("values: {classes: {national: 50, provincial: 30}}\namount: pick(level, classes)")
    assert money(plan.ask(firm(level=level))) == sum_


def test_a_class_that_is_not_told_is_between_the_least_and_the_most(desk: Desk) -> None:
    plan = desk.one("values: {classes: {national: 50, provincial: 30, municipal: 20}}\namount: pick(level, classes)")
    assert money(plan.ask()) == (20, 50)


# -- interest and rent


def interest(desk: Desk) -> Any:
    return desk.one(
        """
        for: loan
        values: {rate: 0.02, paid_years: 3}
        open_questions: [{ask: 按360日还是365日, assume: {day_basis: 365}}]
        at_most: principal * rate * overlap_days(disbursed_on, min(due_on, disbursed_on + years(paid_years)), year_start, year_end) / day_basis
        limits: [{per: enterprise, period: year, cap: 1_000_000}]
        """
    )


def test_interest_is_counted_by_days_of_the_year(desk: Desk) -> None:
    plan = interest(desk)
    facts = "loan: {id: a, principal: 36_500_000, disbursed_on: 2023-09-16, due_on: 2026-09-15}"
    assert money(plan.ask(facts, "1[a]", on="2023-12-31")) == 36_500_000 * 2 * 107 // 36_500
    assert money(plan.ask(facts, "1[a]", on="2024-12-31")) == 36_500_000 * 2 * 366 // 36_500
    assert money(plan.ask(facts, "1[a]", on="2026-12-31")) == 36_500_000 * 2 * 257 // 36_500
    assert money(plan.ask(facts, "1[a]", on="2027-12-31")) == 0
    assert money(plan.ask(facts, "1[a]", on="2022-12-31")) == 0


def test_interest_ends_after_its_years_even_when_the_loan_runs_on(desk: Desk) -> None:
    facts = "loan: {id: a, principal: 36_500_000, disbursed_on: 2020-01-01, due_on: 2029-12-31}"
    assert money(interest(desk).ask(facts, "1[a]", on="2022-12-31")) == 36_500_000 * 2 * 365 // 36_500
    assert money(interest(desk).ask(facts, "1[a]", on="2023-12-31")) == 0


def test_several_loans_share_the_yearly_limit_in_the_order_of_their_dates(desk: Desk) -> None:
    plan = interest(desk)
    facts = """
    loan:
    - {id: late, principal: 20_000_000, disbursed_on: 2022-06-01, due_on: 2029-01-01}
    - {id: early, principal: 30_000_000, disbursed_on: 2022-01-01, due_on: 2029-01-01}
    - {id: last, principal: 90_000_000, disbursed_on: 2022-12-01, due_on: 2029-01-01}
    """
    answer = plan.check(facts, on="2023-06-30")
    assert {c.key: money(c) for c in answer.claims} == {"1[early]": 600_000, "1[late]": 400_000, "1[last]": 0}
    assert [c.thing.id for c in answer.claims if c.limits and c.thing] == ["last"]
    assert answer.totals.at_most == 1_000_000


def test_interest_of_a_loan_without_an_end_is_unknown_within_the_year(desk: Desk) -> None:
    claim = interest(desk).ask("loan: {id: a, principal: 3_650_000, disbursed_on: 2023-01-01}", "1[a]", on="2023-06-30")
    assert (money(claim), asked(claim)) == ((0, 73_000), {"loan.due_on"})


def test_rent_is_paid_for_up_to_three_years(desk: Desk) -> None:
    plan = desk.one("for: lease\nvalues: {rate: 0.3, cap: 500_000}\nat_most: min(rent * rate, cap)\nyears_paid: 3")
    facts = "lease: {id: l, rent: {2024: 1_000_000}}"
    years = [("2021-06-01", 1, "l"), ("2022-06-01", 1, "l"), ("2023-06-01", 1, "l")]
    assert money(plan.ask(facts, "1[l]", received=paid(*years[:2]))) == 300_000
    assert plan.ask(facts, "1[l]", received=paid(*years)).verdict is False
    assert plan.ask(facts, "1[l]", received=None).verdict is None
    assert plan.ask(facts, "1[l]", received=paid(*[(d, a, "other") for d, a, _ in years])).verdict is True


# -- instalments, funding, quota


@pytest.mark.parametrize(
    ("capital", "parts"),
    [
        (1000, [400, 300, 300]),
        ("1000.01", ["400.00", "300.00", "300.01"]),
        ("0.01", [0, 0, "0.01"]),
        ("0.05", ["0.02", "0.01", "0.02"]),
    ],
)
def test_instalments_are_cut_to_the_fen_and_the_last_bears_the_remainder(
    desk: Desk, capital: Any, parts: list[Any]
) -> None:
    plan = desk.one("pays: [0.4, 0.3, 0.3]\namount: capital")
    claim = plan.ask(firm(capital=capital))
    assert list(claim.instalments()) == [Decimal(str(p)) for p in parts]
    assert sum(claim.instalments()) == money(claim)


def test_an_uncertain_sum_has_no_instalments(desk: Desk) -> None:
    plan = desk.one(
        "pays: [0.5, 0.5]\nfunded_by: {city: 0.5, district: 0.5}\nvalues: {cap: 9}\nat_most: min(capital, cap)"
    )
    assert plan.ask().instalments() == ()
    assert plan.ask().funding() == ()


def test_budgets_share_a_sum(desk: Desk) -> None:
    plan = desk.one("amount: capital", head="funded_by: {city: 0.5, district: 0.5, clause: 八}")
    assert plan.ask(firm(capital="100.01")).funding() == (("city", Decimal("50")), ("district", Decimal("50.01")))


def test_a_support_may_have_other_shares_than_its_policy(desk: Desk) -> None:
    plan = desk.one("funded_by: {city: 1}\namount: capital", head="funded_by: {city: 0.5, district: 0.5, clause: 八}")
    assert plan.ask(firm(capital=100)).funding() == (("city", 100),)


def test_a_quota_is_noted_and_changes_no_sum(desk: Desk) -> None:
    body = "for: project\nvalues: {each: 30}\namount: each\n"
    facts = "project: [{id: a}, {id: b}, {id: c}]"
    noted = desk.one(body + "quota: {count: 1, per: year}").check(facts)
    assert [c.sum for c in noted.claims] == [c.sum for c in desk.one(body).check(facts).claims]
    assert noted.claims[0].support.quota is not None
    assert noted.claims[0].support.quota.count == 1


# -- once, alternative paths, definitions, assumed figures


def test_once_for_the_enterprise_is_paid_for_no_second_entity(desk: Desk) -> None:
    plan = desk.one("for: project\nonce: enterprise\nvalues: {x: 5}\namount: x")
    facts = "project: [{id: a}, {id: b}]"
    assert [c.verdict for c in plan.check(facts).claims] == [True, True]
    assert [c.verdict for c in plan.check(facts, received=paid(("2021-01-01", 5, "a"))).claims] == [False, False]
    assert [c.verdict for c in plan.check(facts, received=None).claims] == [None, None]


def test_once_for_an_entity_leaves_the_other_entities(desk: Desk) -> None:
    plan = desk.one("for: project\nonce: entity\nvalues: {x: 5}\namount: x")
    facts = "project: [{id: a}, {id: b}]"
    assert [c.verdict for c in plan.check(facts, received=paid(("2021-01-01", 5, "a"))).claims] == [False, True]


def test_what_one_entity_received_does_not_decide_for_entities_that_were_not_told(desk: Desk) -> None:
    for body in ("once: entity", "years_paid: 1"):
        plan = desk.one(f"for: project\n{body}\nvalues: {{x: 5}}\namount: x")
        assert plan.ask(received=paid(("2021-01-01", 5, "a"))).verdict is None


def test_once_for_the_enterprise_decides_also_for_entities_that_were_not_told(desk: Desk) -> None:
    plan = desk.one("for: project\nonce: enterprise\nvalues: {x: 5}\namount: x")
    assert plan.ask(received=paid(("2021-01-01", 5, "a"))).verdict is False


def test_any_of_several_paths_makes_eligible(desk: Desk) -> None:
    plan = desk.one(
        "values: {line: 100, few: 5, prize: 1}\nwhen: sales >= line or patents >= few or accredited\namount: prize"
    )
    assert plan.ask(firm(patents=5)).verdict is True
    assert plan.ask(firm(patents=4, accredited=False, sales="{2024: 99}")).verdict is False
    claim = plan.ask(firm(patents=4))
    assert (claim.verdict, asked(claim)) == (None, {"sales@2024", "accredited"})


DEFINITION = """
definitions:
  input:
    title: 投入
    clause: 四
    values: {labour_share: 0.5}
    formula: cost + min(invest, cost * labour_share / (1 - labour_share))
"""


def test_a_definition_is_used_by_name_in_every_support(desk: Desk) -> None:
    body = "for: project\nvalues: {rate: 0.1}\nat_most: input * rate"
    plan = desk.several(body, body.replace("0.1", "0.2"), head=DEFINITION)
    answer = plan.check("project: {id: p, cost: 100, invest: 300}")
    assert [money(c) for c in answer.claims] == [20, 40]


def test_a_named_sub_formula_is_computed_where_it_is_used(desk: Desk) -> None:
    plan = desk.one("values: {rate: 0.1, base: capital - tax}\nwhen: base > 0\namount: base * rate")
    assert money(plan.ask(firm(capital=300, tax=100))) == 20
    assert plan.ask(firm(capital=100, tax=100)).verdict is False


def test_a_value_changes_with_its_date(desk: Desk) -> None:
    plan = desk.one("values: {cap: {2022-01-01: 500, start: 300}}\namount: min(capital, cap)")
    facts = firm(capital=1000)
    assert [money(plan.ask(facts, on=d)) for d in ("2020-06-01", "2021-12-31", "2022-01-01")] == [300, 300, 500]


def test_a_value_is_unknown_before_its_first_date(desk: Desk) -> None:
    plan = desk.one("values: {cap: {2022-01-01: 500}}\namount: min(capital, cap)")
    assert money(plan.ask(firm(capital=1000), on="2021-12-31")) == (0, 1000)


def test_a_list_of_words_is_unknown_before_its_first_date(desk: Desk) -> None:
    plan = desk.one("values: {high: {2022-01-01: [national]}, prize: 5}\nwhen: level in high\namount: prize")
    assert plan.ask(firm(level="national"), on="2021-12-31").verdict is None
    assert plan.ask(firm(level="national"), on="2022-01-01").verdict is True
    assert plan.ask(firm(level="municipal"), on="2022-01-01").verdict is False


# -- rounding


def test_sums_are_rounded_to_the_fen_where_the_policy_says_nothing(desk: Desk) -> None:
    plan = desk.one("values: {three: 3}\namount: capital / three")
    assert money(plan.ask(firm(capital=100))) == Decimal("33.33")
    assert money(plan.ask(firm(capital=200))) == Decimal("66.67")


@pytest.mark.parametrize(("how", "sum_"), [("down", 66), ("half_up", 67)])
def test_sums_are_rounded_by_the_policys_rule(desk: Desk, how: str, sum_: int) -> None:
    plan = desk.one(
        "values: {three: 3}\namount: capital / three", head=f"rounding: {{clause: 九, sum: {{to: 1, how: {how}}}}}"
    )
    assert money(plan.ask(firm(capital=200))) == sum_


def test_a_fact_is_read_with_its_tail_cut_off(desk: Desk) -> None:
    head = "rounding: {clause: 九, facts: {sales: {to: 10_000, how: down}}}"
    plan = desk.one("values: {rate: 0.1, line: 1_000_000}\nwhen: sales >= line\namount: sales * rate", head=head)
    assert money(plan.ask(firm(sales="{2024: 1_009_999.99}"))) == 100_000
    assert plan.ask(firm(sales="{2024: 999_999.99}")).verdict is False


# -- kinds of money


def test_the_three_words_for_money_are_never_added_up(desk: Desk) -> None:
    plan = desk.several(
        "values: {x: 10}\namount: x",
        "values: {x: 20}\nat_most: x",
        "discretion: 一事一议",
        "values: {x: 40}\nwhen: accredited\namount: x",
    )
    totals = plan.check().totals
    assert (totals.amount, totals.at_most, totals.unknown, totals.discretion) == (
        10,
        20,
        Sum(Decimal(0), Decimal(40)),
        1,
    )


def test_a_definite_sum_that_is_not_known_counts_as_unknown_from_its_lower_end(desk: Desk) -> None:
    plan = desk.several(
        "values: {low: 10, cap: 50}\namount: max(low, min(capital, cap))",
        "values: {low: 10, cap: 50}\nat_most: max(low, min(capital, cap))",
    )
    totals = plan.check().totals
    assert (totals.amount, totals.at_most, totals.unknown) == (0, 0, Sum(Decimal(10), Decimal(100)))


def test_a_sum_without_any_bound_is_unknown_without_end(desk: Desk) -> None:
    plan = desk.one("amount: capital")
    assert money(plan.ask()) == (0, INFINITE)
    assert plan.check().totals.unknown == Sum(Decimal(0), INFINITE)


def test_what_is_not_eligible_has_no_sum(desk: Desk) -> None:
    plan = desk.several("values: {x: 10}\nwhen: accredited\namount: x", "when: accredited\ndiscretion: 视情况")
    answer = plan.check(firm(accredited=False))
    assert [c.sum for c in answer.claims] == [None, None]
    assert (answer.totals.amount, answer.totals.discretion) == (0, 0)


def test_a_draft_warns_on_every_claim(desk: Desk) -> None:
    body = "values: {x: 10}\namount: x\n"
    assert desk.one(body).ask().warnings == ()
    assert all(c.warnings for c in desk.several(body, body, status="draft").check().claims)
    marked = desk.several(body + "status: draft", body).check()
    assert [bool(c.warnings) for c in marked.claims] == [True, False]


# -- entities


def test_entities_that_were_not_told_may_exist_and_an_empty_list_says_there_are_none(desk: Desk) -> None:
    plan = desk.one("for: project\nvalues: {x: 10}\nwhen: shortlisted\namount: x")
    untold = plan.check()
    assert [c.verdict for c in untold.claims] == [None]
    assert untold.totals.unknown == Sum(Decimal(0), Decimal(10))
    none = plan.check("project: []")
    assert none.claims == ()
    assert none.totals.unknown == Sum(Decimal(0), Decimal(0))


def test_a_support_counts_each_entity_for_itself(desk: Desk) -> None:
    plan = desk.one("for: project\nvalues: {rate: 0.1}\nwhen: shortlisted\namount: invest * rate")
    answer = plan.check(
        "project: [{id: a, shortlisted: true, invest: 100}, {id: b, shortlisted: false, invest: 100}, {id: c, invest: 100}]"
    )
    assert {c.key: (c.verdict, money(c)) for c in answer.claims} == {
        "1[a]": (True, 10),
        "1[b]": (False, None),
        "1[c]": (None, 10),
    }
    assert (answer.totals.amount, answer.totals.unknown) == (10, Sum(Decimal(0), Decimal(10)))


def test_the_scope_of_a_policy_holds_for_every_support(desk: Desk) -> None:
    body = "values: {x: 10}\namount: x"
    plan = desk.several(body, body, head='scope: {clause: 九}\nwhen_all: within(home, "330100")')
    assert {c.verdict for c in plan.check(firm(home='"330106"')).claims} == {True}
    assert {c.verdict for c in plan.check(firm(home='"510100"')).claims} == {False}
    assert {c.verdict for c in plan.check().claims} == {None}
