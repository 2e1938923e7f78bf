"""The next step against a grid: every fact of a small enterprise is tried at every value it could have.

Money goes fen by fen, ratios by hundredths of a per cent around the thresholds; words, yes and no, counts by all there are. What
is found has to be the nearest, what it brings has to be the difference of two check-ups, and nothing may be left out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.next_step import changed, next_steps
from luodi.engine.rules.next_step_fixed import fixed

if TYPE_CHECKING:
    from tests.conftest import Desk, Plan

    from luodi.engine.rules.answer import Claim
    from luodi.engine.rules.situation import Situation

#: How far each grid goes, and its step; the values of all figures below lie well inside.
GRIDS: dict[str, list[Any]] = {
    "capital": [Decimal(i) / 100 for i in range(2001)],
    "patents": [Decimal(i) for i in range(81)],
    "abroad": sorted({Decimal(i) / 10_000 + Decimal(j) / 10_000 for i in range(0, 10_001, 500) for j in (-1, 0, 1)} & {Decimal(i) / 10_000 for i in range(10_001)}),
    "level": ["national", "provincial", "municipal"],
    "accredited": [True, False],
}  # fmt: skip

#: Every mechanism: a rate with a cap, a floor, tiers (reached, exceeded), classes, two rates, the least of several, what was
#: received before taken off, an increase over last year.
SUMS = [
    "min(capital * rate, cap)", "max(min(capital * rate, cap), floor)", "step(capital, tiers)", "step_above(capital, tiers)",
    "pick(level, classes)", "min(capital * (rate if abroad > share else low_rate), cap)", "min(capital * rate, cap, patents * each)",
    "max(0, step(capital, tiers) - received)", "min(max(0, sales - sales@last_year) * rate, cap)", "step(patents, counts) + pick(level, classes)",
    "cap if accredited else floor", "min(patents * each, cap)",
]  # fmt: skip
CONDITIONS = [
    "", "capital >= line", "capital > line", "capital < line", "abroad >= share", "abroad < share", "patents >= few", "accredited",
    'level in ["national", "provincial"]', "capital >= line and patents >= few", "capital >= line or patents >= few", "not abroad > share",
    "capital * rate >= patents * each", "founded_on >= on - years(term)", 'within(home, "330100")',
]  # fmt: skip


def policy(desk: Desk, r: random.Random) -> Plan:
    low, middle, high = sorted(r.sample(range(50, 700), 3))
    values = {
        "rate": r.choice(["0.1", "0.3", "0.25"]), "low_rate": "0.05", "cap": f"{r.randint(20, 95) / 100}", "floor": f"{r.randint(5, 40) / 100}",
        "tiers": f"[[{low / 100}, 0.2], [{middle / 100}, 0.5], [{high / 100}, 1.2]]", "counts": "[[5, 0.1], [20, 0.4]]",
        "classes": "{national: 0.9, provincial: 0.5, municipal: 0.2}", "share": r.choice(["0.25", "0.3"]), "each": "0.02",
        "line": f"{r.randint(50, 700) / 100}", "few": str(r.randint(2, 40)), "term": "3",
    }  # fmt: skip
    test, sum_ = r.choice(CONDITIONS), r.choice(SUMS)
    words = set(f"{test} {sum_}".replace("(", " ").replace(")", " ").replace(",", " ").split())
    used = ", ".join(f"{name}: {value}" for name, value in values.items() if name in words)
    body = (f"values: {{{used}}}\n" if used else "") + (f"when: {test}\n" if test else "")
    return desk.one(body + f"{r.choice(['amount', 'at_most'])}: {sum_}")


def enterprise(r: random.Random) -> str:
    facts = {
        "capital": f"{r.randint(0, 800) / 100}", "patents": str(r.randint(0, 60)), "abroad": f"{r.randint(0, 50) / 100}",
        "level": r.choice(GRIDS["level"]), "accredited": r.choice(["true", "false"]),
        "founded_on": r.choice(["2015-01-01", "2023-01-01"]), "home": r.choice(['"330100"', '"510100"']),
        "sales": f"{{2023: {r.randint(0, 400) / 100}, 2024: {r.randint(0, 800) / 100}}}",
    }  # fmt: skip
    return "enterprise: {" + ", ".join(f"{k}: {v}" for k, v in facts.items()) + "}"


@dataclass(frozen=True)
class Outcome:
    """What the one claim comes to, before it is rounded: that a fen is reached is no tier."""

    verdict: bool | None
    worth: Fraction


def outcome(claim: Claim) -> Outcome:
    pays = claim.verdict and claim.sum is not None and claim.sum.hi > 0
    return Outcome(claim.verdict, Fraction(claim.computed.hi) if pays and claim.computed else Fraction(0))


def outcomes(plan: Plan, situation: Situation, key: str) -> dict[Any, Outcome]:
    made = {}
    for value in GRIDS[key]:
        there = replace(situation, enterprise={**situation.enterprise, key: value})
        (claim,) = check_up([plan.policy], there, plan.library.vocabulary).claims()
        made[value] = outcome(claim)
    return made


@pytest.mark.parametrize("block", range(4))
def test_every_fact_at_every_value(desk: Desk, block: int) -> None:
    seen = set()
    for seed in range(block * 25, block * 25 + 25):
        r = random.Random(seed)
        plan = policy(desk, r)
        situation = plan.situation(enterprise(r))
        steps = next_steps([plan.policy], situation, plan.library.vocabulary)
        base = check_up([plan.policy], situation, plan.library.vocabulary)
        for step in steps:
            after = check_up([plan.policy], changed(situation, step.change), plan.library.vocabulary).totals
            assert step.gain.amount == after.amount - base.totals.amount, seed
            assert step.gain.at_most == after.at_most - base.totals.at_most, seed
            assert step.change.target.name not in {"founded_on", "home"}, seed
        (claim,) = base.claims()
        now = outcome(claim)
        for key in GRIDS:
            mine = {s.reaches[0]: s.change.after for s in steps if s.change.key == key}
            held = situation.enterprise[key]
            wanted = dict(expected(outcomes(plan, situation, key), held, now, pays_by_class(plan)))
            assert mine == wanted, (seed, key, held, now)
            seen |= {(key, word) for word in wanted}
    assert {word for _, word in seen} == {"eligible", "tier", "cap"}
    assert len(seen) > 5


def pays_by_class(plan: Plan) -> bool:
    return "classes" in {v.name for v in plan.policy.supports[0].values}


def expected(at: dict[Any, Outcome], held: Any, now: Outcome, graded: bool) -> Iterator[tuple[str, Any]]:
    """What the grid says: the nearest value that makes the claim eligible, that lifts it a tier, at which it grows no more."""
    better = {v: o for v, o in at.items() if o.verdict and o.worth > now.worth}
    if not isinstance(held, Decimal):
        if better and (isinstance(held, bool) or graded):
            least = min(better, key=lambda v: better[v].worth)
            yield ("tier" if now.verdict else "eligible"), least
        return
    near = sorted(better, key=lambda v: (abs(v - held), v))
    order = list(at)
    if now.verdict is False:
        if near:
            yield "eligible", near[0]
    else:
        tier = next((v for v in near if jumps(at, order, v, held)), None)
        if tier is not None:
            yield "tier", tier
    end = next((v for v in near if stops(at, order, v, held) and not jumps(at, order, v, held)), None)
    if end is not None and not (now.verdict is False and end == near[0]):
        yield "cap", end


def around(at: dict[Any, Outcome], order: list[Any], value: Any, held: Any) -> tuple[Fraction, Fraction, Fraction]:
    """What the step to a value, the one before and the one after it bring, on the way from today's value."""
    i, way = order.index(value), 1 if value > held else -1

    def worth(place: int) -> Fraction:
        return at[order[place]].worth if 0 <= place < len(order) else Fraction(0)

    return worth(i) - worth(i - way), worth(i - way) - worth(i - 2 * way), worth(i + way) - worth(i)


def jumps(at: dict[Any, Outcome], order: list[Any], value: Any, held: Any) -> bool:
    rise, before, after = around(at, order, value, held)
    return rise > max(before, after, Fraction(0))


def stops(at: dict[Any, Outcome], order: list[Any], value: Any, held: Any) -> bool:
    rise, _, after = around(at, order, value, held)
    return rise > 0 and after <= 0 and value not in {order[0], order[-1]}


def test_days_that_are_over_are_named_and_not_advised_on(desk: Desk) -> None:
    body = 'values: {x: 5, term: 3}\nwhen: founded_on >= on - years(term) and within(home, "330100")\namount: x'
    plan = desk.one(body)
    situation = plan.situation('enterprise: {founded_on: 2010-01-01, home: "510100"}')
    assert next_steps([plan.policy], situation, plan.library.vocabulary) == []
    found = fixed([plan.policy], situation, plan.library.vocabulary)
    assert [(one.fact.key, one.value, one.why) for one in found] == [
        ("founded_on", date(2010, 1, 1), "day"), ("home", "510100", "place"),
    ]  # fmt: skip
    assert [claim.key for claim in found[0].claims] == ["1"]


def test_of_two_ways_one_that_can_be_gone_leaves_nothing_fixed(desk: Desk) -> None:
    plan = desk.one(
        "values: {x: 5, term: 3, line: 9}\nwhen: founded_on >= on - years(term) or capital >= line\namount: x"
    )
    situation = plan.situation("enterprise: {founded_on: 2010-01-01, capital: 1}")
    assert fixed([plan.policy], situation, plan.library.vocabulary) == []
    assert [s.change.key for s in next_steps([plan.policy], situation, plan.library.vocabulary)] == ["capital"]


def test_what_has_been_is_settled(real_library: Any) -> None:
    policy = real_library.policy("guangdong/guangzhou/huangpu/ai-rules")
    settled = {fact.key for fact in real_library.vocabulary.all() if fact.settled}
    assert {"incubatee.highest_revenue_before", "revenue_before_move", "loan.granted_in_policy_period"} <= settled
    read = {n.name for s in policy.supports for c in s.conditions for n in _facts(c.test)}
    assert {"highest_revenue_before", "granted_in_policy_period"} <= read


def _facts(node: Any) -> list[Any]:
    from luodi.engine.rules.tree import facts_in

    return facts_in(node)


def test_a_year_that_is_over_comes_last_and_says_so(desk: Desk) -> None:
    plan = desk.one(
        "values: {line: 100, small: 5, x: 50}\nwhen: sales@last_year >= line\namount: x + (small if capital >= line else 0)"
    )
    steps = next_steps(
        [plan.policy], plan.situation("enterprise: {sales: {2023: 60}, capital: 120}"), plan.library.vocabulary
    )
    assert [(s.change.key, s.past) for s in steps] == [("sales@2023", True)]
