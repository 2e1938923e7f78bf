"""The next step: the smallest change of one fact, what it reaches, and what it brings; equal to trying every value."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from luodi.engine.rules.answer import CheckUp
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.next_step import NextStep, changed, next_steps
from luodi.engine.rules.next_step_points import Piece

if TYPE_CHECKING:
    from tests.conftest import Desk, Plan


def steps(plan: Plan, facts: str, **question: Any) -> list[NextStep]:
    return next_steps(plan.library.policies(), plan.situation(facts, **question), plan.library.vocabulary)


def told(plan: Plan, facts: str, **question: Any) -> list[tuple[str, Any, str]]:
    return [(s.change.key, s.change.after, s.reaches[0]) for s in steps(plan, facts, **question)]


def test_what_is_lacking_for_eligibility_and_what_it_brings(desk: Desk) -> None:
    plan = desk.one("values: {line: 2_000_000, x: 500_000}\nwhen: capital >= line\namount: x")
    (step,) = steps(plan, "enterprise: {capital: 1_960_000}")
    assert (step.change.key, step.change.after, step.change.difference) == ("capital", 2_000_000, 40_000)
    assert (step.reaches, step.change.share) == (("eligible",), Fraction(2, 100))
    ((before, after),) = step.claims
    assert (before.verdict, after.verdict, after.sum and after.sum.hi) == (False, True, 500_000)
    assert (step.before.amount, step.after.amount, step.gain.amount) == (0, 500_000, 500_000)


def test_more_than_a_threshold_is_a_fen_more(desk: Desk) -> None:
    plan = desk.one("values: {line: 100, x: 5}\nwhen: capital > line\namount: x")
    assert told(plan, "enterprise: {capital: 100}") == [("capital", Decimal("100.01"), "eligible")]


def test_less_can_be_what_is_needed(desk: Desk) -> None:
    plan = desk.one("values: {line: 20, x: 5}\nwhen: patents < line\namount: x")
    assert told(plan, "enterprise: {patents: 25}") == [("patents", 19, "eligible")]


def test_the_next_tier_and_not_the_highest(desk: Desk) -> None:
    plan = desk.one("values: {t: [[100, 10], [200, 20], [500, 90]]}\namount: step(capital, t)")
    (step,) = steps(plan, "enterprise: {capital: 120}")
    assert (step.change.after, step.reaches, step.gain.amount) == (200, ("tier",), 10)
    assert steps(plan, "enterprise: {capital: 500}") == []


def test_where_a_cap_is_reached_more_brings_no_more(desk: Desk) -> None:
    plan = desk.one("values: {rate: 0.3, cap: 90}\nat_most: min(capital * rate, cap)")
    (step,) = steps(plan, "enterprise: {capital: 100}")
    assert (step.change.after, step.reaches, step.gain.at_most) == (300, ("cap",), 60)
    assert steps(plan, "enterprise: {capital: 300}") == []


def test_a_cap_that_no_fen_meets_exactly_is_reached_by_the_next_one(desk: Desk) -> None:
    plan = desk.one("values: {rate: 0.3, cap: 1}\nat_most: min(capital * rate, cap)")
    (step,) = steps(plan, "enterprise: {capital: 1}")
    assert (step.change.after, step.gain.at_most) == (Decimal("3.34"), Decimal("0.7"))


def test_a_sum_that_starts_from_nothing_counts_from_its_first_rounded_fen(desk: Desk) -> None:
    plan = desk.one("values: {line: 100, rate: 0.1}\nwhen: capital > line\namount: (capital - line) * rate")
    (step,) = steps(plan, "enterprise: {capital: 20}")
    assert (step.change.after, step.reaches, step.gain.amount) == (Decimal("100.05"), ("eligible",), Decimal("0.01"))


def test_a_class_rises_to_the_next_better_one(desk: Desk) -> None:
    plan = desk.one("values: {c: {national: 90, provincial: 50, municipal: 20}}\namount: pick(level, c)")
    (step,) = steps(plan, "enterprise: {level: municipal}")
    assert (step.change.after, step.reaches, step.change.difference, step.change.share) == (
        "provincial",
        ("tier",),
        None,
        1,
    )


def test_a_word_that_no_table_pays_by_says_what_a_thing_is_and_is_not_changed(desk: Desk) -> None:
    assert (
        steps(desk.one('values: {x: 5}\nwhen: level == "national"\namount: x'), "enterprise: {level: municipal}") == []
    )


def test_yes_instead_of_no(desk: Desk) -> None:
    plan = desk.one("values: {x: 5}\nwhen: accredited\namount: x")
    (step,) = steps(plan, "enterprise: {accredited: false}")
    assert (step.change.after, step.change.fact.judged, step.gain.amount) == (True, True, 5)


def test_a_fact_that_was_not_told_is_not_advised_on(desk: Desk) -> None:
    plan = desk.one("values: {line: 100, x: 5}\nwhen: capital >= line and accredited\namount: x")
    assert steps(plan, "") == []
    (step,) = steps(plan, "enterprise: {capital: 50}")
    assert (step.reaches, step.claims[0][1].verdict, step.gain.amount, step.gain.unknown) == (("open",), None, 0, 5)
    assert {m.key for m in step.claims[0][1].missing} == {"accredited"}


def test_days_and_places_are_not_moved(desk: Desk) -> None:
    body = 'values: {x: 5}\nwhen: within(home, "330100") and founded_on >= on - years(1)\namount: x'
    assert steps(desk.one(body), 'enterprise: {home: "510100", founded_on: 2010-01-01}') == []


def test_one_fact_at_a_time_so_two_obstacles_are_not_advised_away(desk: Desk) -> None:
    plan = desk.one("values: {line: 100, x: 5}\nwhen: capital >= line and accredited\namount: x")
    assert steps(plan, "enterprise: {capital: 50, accredited: false}") == []


def test_of_a_yearly_fact_the_year_that_is_read_is_changed(desk: Desk) -> None:
    plan = desk.one("values: {line: 100, x: 5}\nwhen: sales@last_year >= line\namount: x")
    (step,) = steps(plan, "enterprise: {sales: {2022: 10, 2023: 60, 2024: 10}}")
    assert (step.change.key, step.change.target.year, step.change.after) == ("sales@2023", 2023, 100)


def test_of_several_entities_the_one_is_named(desk: Desk) -> None:
    plan = desk.one("for: project\nvalues: {line: 100, x: 5}\nwhen: invest >= line\namount: x")
    found = told(plan, "project: [{id: a, invest: 90}, {id: b, invest: 200}, {id: c, invest: 10}]")
    assert found == [("project.invest[a]", 100, "eligible"), ("project.invest[c]", 100, "eligible")]


def test_a_share_of_two_facts_turns_where_they_meet(desk: Desk) -> None:
    plan = desk.one("values: {share: 0.3, x: 5}\nwhen: tax / capital >= share\namount: x")
    found = told(plan, "enterprise: {tax: 20, capital: 100}")
    assert found == [("tax", 30, "eligible"), ("capital", Decimal("66.66"), "eligible")]


def test_a_fact_that_the_policy_cuts_down_has_to_reach_the_whole_step(desk: Desk) -> None:
    head = "rounding: {clause: 九, facts: {capital: {to: 10_000, how: down}}}"
    plan = desk.one("values: {line: 105_000, x: 5}\nwhen: capital >= line\namount: x", head=head)
    assert told(plan, "enterprise: {capital: 99_999}") == [("capital", 110_000, "eligible")]
    plan = desk.one("values: {line: 105_000, x: 5}\nwhen: capital <= line\namount: x", head=head)
    assert told(plan, "enterprise: {capital: 150_000}") == [("capital", Decimal("109_999.99"), "eligible")]


def test_what_was_paid_once_is_not_advised_on_again(desk: Desk) -> None:
    plan = desk.one("once: enterprise\nvalues: {t: [[100, 10], [200, 20]]}\namount: step(capital, t)")
    received = '[{support: "north/town/plan#1", date: 2022-01-01, amount: 10}]'
    assert steps(plan, "enterprise: {capital: 100}", received=received) == []


def test_what_a_group_or_a_limit_takes_away_again_is_no_gain(desk: Desk) -> None:
    small = "values: {line: 100, x: 5}\nwhen: capital >= line\namount: x\ngroup: g"
    group = "groups: {g: {rule: highest_only, clause: 九}}"
    assert (
        steps(desk.several(small, "values: {x: 50}\namount: x\ngroup: g", head=group), "enterprise: {capital: 50}")
        == []
    )
    capped = "values: {t: [[100, 10], [200, 20]]}\namount: step(capital, t)\nlimits: [{per: enterprise, period: year, cap: 10}]"
    assert steps(desk.one(capped), "enterprise: {capital: 100}") == []


def test_what_changes_elsewhere_is_told_and_counted(desk: Desk) -> None:
    first = "values: {line: 100, x: 50}\nwhen: capital >= line\namount: x"
    second = "values: {line: 100, x: 20}\nwhen: capital < line\namount: x"
    (step,) = steps(desk.several(first, second), "enterprise: {capital: 90}")
    assert [(a.key, a.verdict, b.verdict) for a, b in step.elsewhere] == [("2", True, False)]
    assert step.gain.amount == 30


def test_definite_gains_come_first_then_what_brings_most_for_the_smallest_share(desk: Desk) -> None:
    def body(line: int, brings: int, kind: str = "amount") -> str:
        return f"for: project\nvalues: {{line: {line}, x: {brings}}}\nwhen: invest >= line\n{kind}: x"

    plan = desk.several(body(200, 10), body(110, 10), body(105, 1000, "at_most"))
    found = steps(plan, "project: {id: a, invest: 100}")
    assert [s.change.after for s in found] == [110, 200, 105]


# -- the promise, and that nothing nearer keeps it


AMOUNTS = [
    "min(patents * each, cap)", "step(patents, tiers)", "each if patents >= line else small", "max(0, (patents - line) * each)",
    "min((patents + staff) * each, cap)", "step(patents, tiers) + min(staff * each, cap)", "min(patents, staff) * each",
    "step(patents * two - staff, tiers)", "min(max(patents - line, 0) * each, cap) + (small if staff > line else each)",
]  # fmt: skip
CONDITIONS = [
    "", "patents >= line", "patents > line and staff < top", "patents + staff >= line", "patents * two <= staff",
    "patents >= staff * share", "staff >= line or patents >= top", "not patents > top", "accredited or patents >= line",
]  # fmt: skip
TOP = 60


def policy(desk: Desk, r: random.Random) -> Plan:
    rising = sorted(r.sample(range(1, 50), 3))
    values = {
        "each": r.randint(1, 9), "cap": r.randint(20, 120), "line": r.randint(1, 40), "top": r.randint(20, 55),
        "small": r.randint(1, 30), "share": r.choice(["0.3", "0.5", "0.9"]), "two": 2,
        "tiers": "[" + ", ".join(f"[{t}, {v}]" for t, v in zip(rising, sorted(r.sample(range(5, 200), 3)), strict=True)) + "]",
    }  # fmt: skip
    test, sum_ = r.choice(CONDITIONS), r.choice(AMOUNTS)
    used = ", ".join(f"{name}: {value}" for name, value in values.items() if name in f"{test} {sum_}")
    kind = r.choice(["amount", "at_most"])
    return desk.one(f"values: {{{used}}}\n" * bool(used) + (f"when: {test}\n" if test else "") + f"{kind}: {sum_}")


@pytest.mark.parametrize("block", range(4))
def test_every_promise_is_kept_and_nothing_nearer_keeps_it(desk: Desk, block: int) -> None:
    """Small counts, so that every value of each fact can be tried by the check-up."""
    met = set()
    for seed in range(block * 40, block * 40 + 40):
        r = random.Random(seed)
        plan = policy(desk, r)
        text = f"patents: {r.randint(0, TOP)}, staff: {{2024: {r.randint(0, TOP)}}}"
        facts = f"enterprise: {{{text}{r.choice(['', ', accredited: false'])}}}"
        situation, vocabulary = plan.situation(facts), plan.library.vocabulary
        found = next_steps([plan.policy], situation, vocabulary)
        for step in found:
            answer = check_up([plan.policy], changed(situation, step.change), vocabulary)
            assert answer.totals == step.after, seed
            assert [(b.verdict, b.sum) for _, b in step.claims] == [(c.verdict, c.sum) for c in answer.claims()], seed
        for key in ("patents", "staff@2024"):
            mine = {
                s.reaches[0]: s for s in found if s.change.key == key and s.reaches[0] in {"eligible", "tier", "cap"}
            }
            nearest = tried(plan, situation, key)
            assert {reached: s.change.after for reached, s in mine.items()} == nearest, (seed, key, facts)
            met |= set(nearest)
    assert met == {"eligible", "tier", "cap"}


def tried(plan: Plan, situation: Any, key: str) -> dict[str, Decimal]:
    """The nearest value that reaches each thing, by trying all of them."""

    def at(value: int) -> tuple[bool | None, Any]:
        enterprise = dict(situation.enterprise)
        enterprise[key.partition("@")[0]] = {2024: Decimal(value)} if "@" in key else Decimal(value)
        answer: CheckUp = check_up([plan.policy], replace(situation, enterprise=enterprise), plan.library.vocabulary)
        (claim,) = answer.claims()
        return claim.verdict, claim.sum.hi if claim.sum and claim.verdict is not None else Decimal(0)

    held = situation.enterprise[key.partition("@")[0]]
    now = int(held[2024] if "@" in key else held)
    outcomes = {v: at(v) for v in range(4 * TOP)}

    def hi(value: int) -> Any:
        return outcomes.get(value, (False, Decimal(0)))[1]

    nearest: dict[str, Decimal] = {}
    for value in sorted(outcomes, key=lambda v: (abs(v - now), v)):
        if value in {now, 4 * TOP - 1} or outcomes[value][0] is not True or hi(value) <= hi(now):
            continue
        way = 1 if value > now else -1
        rise, before, after = (
            hi(value) - hi(value - way),
            hi(value - way) - hi(value - 2 * way),
            hi(value + way) - hi(value),
        )
        jumps = rise > max(before, after, 0)
        if outcomes[now][0] is not True:
            nearest.setdefault("eligible", Decimal(value))
        elif jumps:
            nearest.setdefault("tier", Decimal(value))
        if rise > 0 and after <= 0 and not jumps:
            nearest.setdefault("cap", Decimal(value))
    if nearest.get("cap") == nearest.get("eligible"):
        nearest.pop("cap", None)
    return nearest


def test_pieces_meet_where_both_are_equal() -> None:
    half, rising = Piece(Fraction(1, 2)), Piece(Fraction(0), Fraction(1), Fraction(10), Fraction(0))
    assert list(half.meets(rising)) == [5]
    share = Piece(Fraction(3)).over(Piece(Fraction(0), Fraction(1)))
    assert share is not None
    assert sorted(half.meets(share)) == [0, 6]
    assert Piece(Fraction(0), Fraction(1)).times(Piece(Fraction(0), Fraction(1))) is None
    assert Piece(Fraction(1)).over(Piece(Fraction(0))) is None
