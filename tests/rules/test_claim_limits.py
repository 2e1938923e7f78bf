"""At most so many claims in a window: what is counted, what is kept, what the history leaves open, and what best makes of it."""

from __future__ import annotations

import random
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from luodi.engine.core.errors import Problems
from luodi.engine.rules.best import best
from luodi.engine.rules.checkup import check_up

if TYPE_CHECKING:
    from tests.conftest import Desk, Plan

ONE = "claim_limits: [{period: year, count: 1, clause: 九}]"
PROJECTS = "project: [{id: a, invest: 30}, {id: b, invest: 50}, {id: c, invest: 10}]"


def limit(count: int = 1, **more: str) -> str:
    given = {"period": "year", "clause": "九", "count": str(count), **more}
    return "claim_limits: [{" + ", ".join(f"{k}: {v}" for k, v in given.items()) + "}]"


def sum_(value: int, more: str = "", kind: str = "amount") -> str:
    return f"values: {{x: {value}}}\n{kind}: x\n{more}"


def counted(plan: Plan, facts: str = "", **question: Any) -> list[str]:
    return [c.key for c in plan.check(facts, **question).claims if c.counts]


def test_of_all_supports_of_a_policy_the_largest_is_counted(desk: Desk) -> None:
    plan = desk.several(sum_(10), sum_(30), sum_(20), head=ONE)
    answer = plan.check()
    assert [c.key for c in answer.claims if c.counts] == ["2"]
    assert {c.key: c.yields_to.key for c in answer.claims if c.yields_to} == {"1": "2", "3": "2"}
    assert answer.totals.amount == 30
    assert [c.group.label for c in answer.claims if c.group] == ["每年至多申报1项"] * 3


def test_two_of_three_projects_of_one_support(desk: Desk) -> None:
    plan = desk.one("for: project\namount: invest", head=limit(2, supports='["1"]'))
    assert counted(plan, PROJECTS) == ["1[a]", "1[b]"]
    assert plan.check(PROJECTS).totals.amount == 80


def test_only_the_named_supports_are_limited(desk: Desk) -> None:
    assert counted(desk.several(sum_(10), sum_(30), sum_(20), head=limit(supports='["1", "2"]'))) == ["2", "3"]


def test_for_each_entity_its_own(desk: Desk) -> None:
    plan = desk.several(
        "for: project\namount: invest", "for: project\nvalues: {x: 40}\namount: x", head=limit(per="entity")
    )
    assert counted(plan, PROJECTS) == ["1[b]", "2[a]", "2[c]"]


def test_what_was_received_this_year_was_claimed_this_year(desk: Desk) -> None:
    plan = desk.several(sum_(10), sum_(30), head=ONE)
    had = '[{support: "north/town/plan#1", date: %s, amount: 10}]'
    assert counted(plan, received=had % "2023-12-31") == ["2"]
    answer = plan.check(received=had % "2024-01-01")
    assert [c.verdict for c in answer.claims] == [False, False]
    assert answer.claims[0].reasons[-1].step.note == "每年至多申报1项，已领1项"
    assert answer.claims[0].reasons[-1].clause == ("九",)


def test_instalments_of_one_claim_are_one_claim(desk: Desk) -> None:
    plan = desk.several(sum_(10), sum_(30), sum_(20), head=limit(2))
    twice = '[{support: "north/town/plan#1", date: 2024-01-01, amount: 5}, {support: "north/town/plan#1", date: 2024-02-01, amount: 5}]'
    assert counted(plan, received=twice) == ["2"]


def test_a_lifetime_and_a_window_of_years(desk: Desk) -> None:
    had = '[{support: "north/town/plan#1", date: 2021-05-01, amount: 10}]'
    assert counted(desk.several(sum_(10), sum_(30), head=limit(period="lifetime")), received=had) == []
    assert counted(desk.several(sum_(10), sum_(30), head=limit(period="{years: 3}")), received=had) == ["2"]
    assert counted(desk.several(sum_(10), sum_(30), head=limit(period="{years: 4}")), received=had) == []


def test_a_history_that_was_not_told_is_no_answer(desk: Desk) -> None:
    answer = desk.several(sum_(10), sum_(30), head=ONE).check(received=None)
    assert [c.verdict for c in answer.claims] == [None, None]
    assert {m.key for c in answer.claims for m in c.missing} == {"received"}
    assert (answer.totals.unknown.lo, answer.totals.unknown.hi) == (0, 30)


def test_a_receipt_that_names_no_entity_leaves_open_whose_it_was(desk: Desk) -> None:
    plan = desk.one("for: project\namount: invest", head=limit(per="project"))
    had = '[{support: "north/town/plan#1", date: 2024-05-01, amount: 10}]'
    assert {c.verdict for c in plan.check(PROJECTS, received=had).claims} == {None}


def test_a_definite_sum_is_not_displaced_by_a_ceiling(desk: Desk) -> None:
    plan = desk.several(sum_(10), sum_(30, kind="at_most"), sum_(20), sum_(25, kind="at_most"), head=limit(2))
    totals = plan.check().totals
    assert (totals.amount, totals.at_most) == (30, 30 + 25 - 10 - 20)


def test_what_is_not_certain_counts_for_what_it_may_add_to_the_least(desk: Desk) -> None:
    plan = desk.several(sum_(10), sum_(30), sum_(40, "when: accredited"), sum_(20, "when: accredited"), head=limit(2))
    totals = plan.check().totals
    assert (totals.amount, totals.unknown.hi) == (40, 30)


def test_the_claims_of_an_answer_that_is_given_up_free_their_place(desk: Desk) -> None:
    plan = desk.several(sum_(10), sum_(30), head=ONE)
    answer = check_up([plan.policy], plan.situation(), plan.library.vocabulary, without={"north/town/plan#2"})
    assert answer.totals.amount == 10


def test_best_chooses_and_says_why_the_other_is_given_up(desk: Desk) -> None:
    plan = desk.several(sum_(10), sum_(30), sum_(20), head=limit(2))
    found = best([plan.policy], plan.situation(), plan.library.vocabulary)
    assert found.chosen == ("north/town/plan#2", "north/town/plan#3")
    ((rule, held),) = found.given_up[0].excluded_by
    assert (rule.rule, rule.clause, rule.count, len(held)) == ("每年至多申报2项", ("九",), 2, 2)


def test_best_counts_what_was_already_claimed(desk: Desk) -> None:
    plan = desk.several(sum_(10), sum_(30), sum_(20), head=limit(2))
    had = '[{support: "north/town/plan#1", date: 2024-01-01, amount: 10}]'
    assert best([plan.policy], plan.situation(received=had), plan.library.vocabulary).chosen == ("north/town/plan#2",)


@pytest.mark.parametrize("seed", range(60))
def test_best_under_random_limits_as_brute_force(desk: Desk, seed: int) -> None:
    r = random.Random(seed)
    count = r.randint(2, 6)
    sums = [r.randint(1, 9) * 10 for _ in range(count)]
    kinds = [r.choice(["amount", "at_most"]) for _ in range(count)]
    limits = [(r.sample(range(count), r.randint(1, count)), r.randint(1, 3)) for _ in range(r.randint(1, 2))]
    lines = "\n".join(
        f"- {{supports: [{', '.join(str(i + 1) for i in own)}], period: year, count: {n}, clause: 九}}".replace("[", '["')
        .replace("], p", '"], p').replace(", ", '", "', len(own) - 1)
        for own, n in limits
    )  # fmt: skip
    plan = desk.several(*(sum_(s, kind=k) for s, k in zip(sums, kinds, strict=True)), head=f"claim_limits:\n{lines}")
    found = best([plan.policy], plan.situation(), plan.library.vocabulary).now.totals

    def worth(chosen: tuple[int, ...]) -> tuple[int, int]:
        return tuple(sum(sums[i] for i in chosen if kinds[i] == kind) for kind in ("amount", "at_most"))  # type: ignore[return-value]

    sets = (c for n in range(count + 1) for c in combinations(range(count), n))
    allowed = [c for c in sets if all(len(set(c) & set(own)) <= n for own, n in limits)]
    assert (found.amount, found.at_most) == max(map(worth, allowed))


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (limit(supports='["7"]'), "没有支持“7”"),
        (limit(0), "count"),
        (limit(per="loan"), "这个限制不会用上"),
        (limit(per="loans"), "没有“loans”这种实体"),
        ("claim_limits: [{period: year, count: 1}]", "clause"),
        ("claim_limits: [{period: month, count: 1, clause: 九}]", "period"),
        ("claim_limits: [{period: year, count: 1, clause: 九, cap: 3}]", "cap"),
    ],
)
def test_what_the_loader_refuses(desk: Desk, head: str, says: str) -> None:
    with pytest.raises(Problems, match=says):
        desk.several(sum_(1), sum_(2), head=head)


def test_the_table_engine_declares_that_it_cannot_say_it(desk: Desk) -> None:
    pytest.importorskip("sqlglot", reason="缺少 tables 扩展")
    from luodi.engine.rules.engines.tables.emit import emit
    from luodi.engine.rules.engines.tables.question import Question

    plan = desk.several(sum_(10), sum_(30), sum_(5), head=limit(supports='["1", "2"]'))
    situation = plan.situation()
    emission = emit([plan.policy], plan.library.vocabulary, Question(situation.on))
    assert [u.support[-1] for u in emission.unsupported] == ["1", "2"]
    assert "claim_limits" in emission.unsupported[0].reason
