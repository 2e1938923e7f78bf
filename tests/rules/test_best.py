"""The best set: equal to trying every set by the check-up itself, and what is said of what is given up."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from luodi.engine.core.errors import LuodiError
from luodi.engine.core.period import DateSpan
from luodi.engine.rules import tree
from luodi.engine.rules.answer import CheckUp, Claim
from luodi.engine.rules.best import ORDERS, Apart, Best, Most, best, choose
from luodi.engine.rules.best.gather import is_open
from luodi.engine.rules.best.model import Worth
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.engines.python import INFINITE
from luodi.engine.rules.model import (
    Condition,
    Group,
    Kind,
    Limit,
    Policy,
    Rounding,
    Support,
    Validity,
    Window,
)
from luodi.engine.rules.situation import Receipt, Situation, Thing
from luodi.engine.rules.tree import Type

if TYPE_CHECKING:
    from tests.conftest import Desk, Plan

ON = date(2024, 6, 30)
YES = tree.Literal(Type.BOOLEAN, True)
PERHAPS = tree.FactOf(Type.BOOLEAN, "accredited", "已认定", "enterprise")


# -- small policies of the tests' own


def chosen(answer: Best) -> list[str]:
    return [path.partition("#")[2] for path in answer.chosen]


def ask(plan: Plan, facts: str = "", **how: Any) -> Best:
    question = {k: how.pop(k) for k in ("on", "received") if k in how}
    policies = plan.library.policies()
    return best(policies, plan.situation(facts, **question), plan.library.vocabulary, **how)


def amount(sum_: int, more: str = "", kind: str = "amount") -> str:
    return f"values: {{x: {sum_}}}\n{kind}: x\n{more}"


CHOOSE = "groups: {g: {rule: choose_one, clause: 九}}"


def test_of_a_choose_one_group_the_largest_is_claimed_and_the_others_say_why_not(desk: Desk) -> None:
    plan = desk.several(amount(10, "group: g"), amount(30, "group: g"), amount(5), head=CHOOSE)
    answer = ask(plan)
    assert (chosen(answer), answer.now.totals.amount) == (["2", "3"], 35)
    (lost,) = answer.given_up
    assert lost.claim.key == "1"
    ((rule, held),) = lost.excluded_by
    assert (rule.rule, rule.clause, held) == ("企业自愿选择其一", ("九",), ("north/town/plan#2",))
    assert lost.instead is not None
    assert lost.instead.amount == -20


def test_equal_optima_are_all_named(desk: Desk) -> None:
    answer = ask(desk.several(amount(10, "group: g"), amount(10, "group: g"), amount(7, "group: g"), head=CHOOSE))
    (part,) = answer.parts
    assert (part.sets, part.every) == ((("north/town/plan#1",), ("north/town/plan#2",)), True)


def test_of_sets_that_bring_the_same_the_one_with_fewer_claims_is_chosen(desk: Desk) -> None:
    head = 'limits: [{supports: ["1", "2", "3"], per: enterprise, period: year, cap: 100, clause: 九}]'
    answer = ask(desk.several(amount(60), amount(40), amount(100), head=head))
    assert (chosen(answer), answer.now.totals.amount) == (["3"], 100)
    assert {one.claim.key: [s.limit.clause for s in one.used_up] for one in answer.given_up} == {
        "1": [("九",)],
        "2": [("九",)],
    }


def test_giving_up_a_larger_one_pays_when_two_smaller_ones_fit_instead(desk: Desk) -> None:
    head = "groups: {g: {rule: choose_one, clause: 八}, h: {rule: choose_one, clause: 九}}"
    bodies = [amount(50, "group: [g, h]"), amount(30, "group: g"), amount(40, "group: h")]
    assert chosen(ask(desk.several(*bodies, head=head))) == ["2", "3"]


def test_kinds_are_never_added_and_the_order_is_the_persons(desk: Desk) -> None:
    plan = desk.several(amount(10, "group: g"), amount(1000, "group: g", "at_most"), head=CHOOSE)
    first = ask(plan)
    assert (chosen(first), first.now.totals.amount, first.now.totals.at_most) == (["1"], 10, 0)
    assert list(first.others) == ["at_most"]
    assert first.others["at_most"].now.totals.at_most == 1000
    assert chosen(ask(plan, by="at_most")) == ["2"]


def test_what_is_not_yet_known_is_compared_last_and_shown_apart(desk: Desk) -> None:
    plan = desk.several(
        amount(10, "group: g"), amount(30, "group: g\nwhen: accredited"), amount(7, "when: accredited"), head=CHOOSE
    )
    answer = ask(plan)
    assert chosen(answer) == ["1", "3"]
    assert (answer.now.totals.amount, answer.now.totals.unknown.hi) == (10, 0)
    assert (answer.whole.totals.amount, answer.whole.totals.unknown.hi) == (10, 7)
    assert chosen(ask(plan, by="unknown")) == ["2", "3"]


def test_a_ceiling_that_would_eat_up_a_limit_before_a_definite_sum_is_left_out(desk: Desk) -> None:
    head = 'limits: [{supports: ["1", "2"], per: enterprise, period: year, cap: 100, clause: 九}]'
    bodies = ["for: project\nvalues: {x: 80}\nat_most: x", "for: loan\nvalues: {x: 90}\namount: x"]
    plan = desk.several(*bodies, head=head)
    facts = "project: {id: a, finished_on: 2024-01-01}\nloan: {id: b, disbursed_on: 2024-02-01}"
    assert plan.check(facts).totals.amount == 20
    answer = ask(plan, facts)
    assert (chosen(answer), answer.now.totals.amount) == (["2[b]"], 90)


def test_a_discretion_gives_way_to_a_sum_in_its_group_and_is_kept_without_one(desk: Desk) -> None:
    bodies = ["discretion: 一事一议\ngroup: g", amount(10, "group: g"), "discretion: 一事一议"]
    answer = ask(desk.several(*bodies, head=CHOOSE))
    assert (chosen(answer), answer.now.totals.discretion) == (["2", "3"], 1)


def test_supports_for_entities_of_which_nothing_is_known_take_no_part(desk: Desk) -> None:
    answer = ask(desk.several("for: project\nvalues: {x: 5}\namount: x", amount(3)))
    assert (chosen(answer), [c.support.id for c in answer.aside]) == (["2"], ["1"])


def test_supports_of_two_policies_that_a_person_sets_apart(desk: Desk) -> None:
    texts = {name: desk.text(desk.support(amount(sum_))) for name, sum_ in (("one", 30), ("two", 50))}
    plan = desk.shelf(**texts)
    assert len(ask(plan).chosen) == 2
    answer = ask(plan, told=[Apart("north/town/one#1", "north/town/two")])
    assert answer.chosen == ("north/town/two#1",)
    assert answer.given_up[0].excluded_by[0][0].rule == "自定：不能同时享受"


def test_sets_apart_only_for_the_same_entity_where_both_are_counted_for_one_kind(desk: Desk) -> None:
    plan = desk.several("for: project\namount: invest", "for: project\namount: cost")
    facts = "project: [{id: a, invest: 10, cost: 20}, {id: b, invest: 40, cost: 30}]"
    answer = ask(plan, facts, told=[Apart("north/town/plan#1", "north/town/plan#2")])
    assert sorted(chosen(answer)) == ["1[b]", "2[a]"]


def test_so_many_applications_at_a_time(desk: Desk) -> None:
    plan = desk.several(*(amount(n) for n in (10, 40, 20, 30)))
    assert sorted(chosen(ask(plan, told=[Most(2, "north/town/plan")]))) == ["2", "4"]


def test_nothing_to_claim_is_an_empty_set(desk: Desk) -> None:
    answer = ask(desk.one("when: accredited\n" + amount(3)), "enterprise: {accredited: false}")
    assert (answer.chosen, answer.parts, answer.proved) == ((), (), True)


def test_a_sum_without_a_ceiling_is_larger_than_any_other(desk: Desk) -> None:
    plan = desk.several("amount: capital\ngroup: g", amount(10**9, "group: g\nwhen: accredited"), head=CHOOSE)
    answer = ask(plan)
    assert (chosen(answer), answer.whole.totals.unknown.hi) == (["1"], INFINITE)


# -- a large choice


def crowd(desk: Desk) -> Plan:
    """Many supports in overlapping groups: too many sets to try them all."""
    supports = "".join(
        desk.support(amount(100 + 7 * i % 50, f"group: [g{i % 5}, h{i % 7}]"), f"1-{i + 1}") for i in range(35)
    )
    groups = ", ".join(
        f"{g}: {{rule: highest_only, clause: 九}}" for g in [*(f"g{i}" for i in range(5)), *(f"h{i}" for i in range(7))]
    )
    return desk.plan(supports, f"groups: {{{groups}}}")


def test_a_large_choice_is_solved_by_highs_and_recomputed(desk: Desk) -> None:
    pytest.importorskip("highspy")
    plan = crowd(desk)
    answer = ask(plan, few=100)
    assert {part.way for part in answer.parts} == {"highs"}
    assert answer.proved
    tried = ask(plan, few=100_000)
    assert {part.way for part in tried.parts} == {"enumerated"}
    assert answer.now.totals == tried.now.totals


def test_without_highs_a_large_choice_says_what_to_install(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = crowd(desk)
    monkeypatch.setattr("luodi.engine.rules.best.large.find_spec", lambda name: None)
    with pytest.raises(LuodiError, match=r"luodi\[tables\]"):
        ask(plan, few=100)


def test_a_result_that_the_check_up_does_not_confirm_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = desk.several(amount(10, "group: g"), amount(30, "group: g"), head=CHOOSE)
    monkeypatch.setattr(choose.Reckoner, "worth", lambda self, bits: Worth(1, 0, 0, 0, 1))
    with pytest.raises(LuodiError, match="复算不符"):
        ask(plan)


# -- random policies, against every set tried by the check-up


def money(r: random.Random, kind: Kind) -> tree.Node:
    """A sum: known, or one that a fact which was not told leaves open."""
    value = tree.Literal(Type.MONEY, Decimal(r.choice(["1", "5", "12.34", "30", "50", "80", "100", "250.5"])))
    if r.random() < 0.85:
        return value
    unknown = tree.FactOf(Type.MONEY, "capital", "实缴资本", "enterprise")
    return tree.Extreme(Type.MONEY, r.choice(["min", "max"]) if kind is Kind.AMOUNT else "min", (unknown, value))


def policy_of(r: random.Random, name: str, size: int) -> Policy:
    supports = []
    for i in range(size):
        kind = r.choice([Kind.AMOUNT] * 4 + [Kind.AT_MOST] * 3 + [Kind.DISCRETION])
        supports.append(
            Support(
                str(i + 1), name, f"支持{i + 1}", ("一",), "grant", r.choice(["enterprise", "enterprise", "project", "loan"]), kind,
                (Condition(PERHAPS, ("一",)),) if r.random() < 0.2 else (),
                None if kind is Kind.DISCRETION else money(r, kind),
                groups=tuple(g for g in ("g", "h") if r.random() < 0.4), stacks=r.random() < 0.2,
            )
        )  # fmt: skip
    ids = [s.id for s in supports]
    limits = tuple(
        Limit(
            tuple(sorted(r.sample(ids, r.randint(1, len(ids))))), r.choice(["enterprise", "enterprise", "project"]),
            Window(r.choice([1, 3, None])), figure(Decimal(r.choice(["20", "60.5", "100", "150", "7.77"]))), ("九",),
        )
        for _ in range(r.choice([0, 1, 1, 2]))
    )  # fmt: skip
    rounding = r.choice([Rounding(), Rounding(), Rounding(Decimal(1), "down"), Rounding(Decimal(5))])
    return Policy(
        name, "小镇计划", "330100", Validity(DateSpan(date(2020, 1, 1), date(2020, 1, 1)), DateSpan(date(2029, 1, 1), date(2029, 1, 1))),
        tuple(supports), rounding=rounding, limits=limits, combining=r.choice(["not_stated", "highest_only", "choose_one"]),
        groups={"g": Group("g", "choose_one", r.choice(["enterprise", "project"]), ("八",)),
                "h": Group("h", "highest_only", "enterprise", ("八",))},
    )  # fmt: skip


def figure(value: Decimal) -> tree.ValueOf:
    return tree.ValueOf(Type.MONEY, "cap", ((None, value),))


def situation_of(r: random.Random, policies: list[Policy]) -> Situation:
    days = [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]
    projects = tuple(Thing("project", own, {"finished_on": r.choice(days)}) for own in "ab"[: r.randint(0, 2)])
    loans = tuple(Thing("loan", own, {"disbursed_on": r.choice(days)}) for own in "c"[: r.randint(0, 1)])
    received: tuple[Receipt, ...] | None = ()
    if r.random() < 0.4:
        support = r.choice(r.choice(policies).supports)
        received = (
            Receipt(support.path, r.choice(days), Decimal(r.choice(["10", "33.33"])), r.choice(["", "a", "c"])),
        )
    elif r.random() < 0.1:
        received = None
    return Situation(ON, {}, {"project": projects, "loan": loans}, received)


def told_of(r: random.Random, policies: list[Policy]) -> list[Apart | Most]:
    paths = [s.path for p in policies for s in p.supports]
    told: list[Apart | Most] = []
    if r.random() < 0.4:
        told.append(Apart(r.choice(paths), r.choice(paths)))
    if r.random() < 0.2:
        told.append(Most(2, policies[0].id))
    return told


def worth(now: CheckUp, whole: CheckUp, chosen: frozenset[str]) -> tuple[Any, Any, Any, Any, int]:
    """What a set brings, read off two check-ups."""
    totals = now.totals
    sure = {c.path for c in now.claims() if c.verdict is True and c.path in chosen and (c.sum is None or c.sum.known)}
    open_ = [c.sum.hi for c in whole.claims() if c.path in chosen - sure and c.sum is not None]
    endless = open_.count(INFINITE), sum((hi for hi in open_ if hi != INFINITE), Decimal(0))
    return totals.amount + totals.unknown.lo, totals.at_most, endless, totals.discretion, len(chosen)


def exclusive(policies: list[Policy], claims: list[Claim], told: list[Apart | Most]) -> Iterator[tuple[set[str], int]]:
    """Which claims exclude each other, read off the policies once more and in another way than the engine's."""
    for p in policies:
        own = [c for c in claims if c.support.policy == p.id]
        for g in p.groups.values():
            members = [c for c in own if g.name in c.support.groups]
            if g.per == "enterprise":
                yield {c.path for c in members}, 1
            else:
                for key in {(c.thing.entity, c.thing.id) for c in members if c.thing}:
                    yield {c.path for c in members if c.thing and (c.thing.entity, c.thing.id) == key}, 1
        if p.combining != "not_stated":
            for key in {(c.thing.entity, c.thing.id) for c in own if c.thing}:
                yield (
                    {c.path for c in own if c.thing and (c.thing.entity, c.thing.id) == key and not c.support.stacks},
                    1,
                )
    for rule in told:
        if isinstance(rule, Most):
            yield {c.path for c in claims if c.support.policy == rule.name}, rule.count
        else:
            for a, b in combinations(claims, 2):
                paths = (a.support.path, b.support.path)
                if paths in ((rule.one, rule.other), (rule.other, rule.one)) and (
                    not a.thing or not b.thing or a.thing.entity != b.thing.entity or a.thing == b.thing
                ):
                    yield {a.path, b.path}, 1


def brute(
    policies: list[Policy], situation: Situation, vocabulary: Any, told: list[Apart | Most]
) -> dict[frozenset[str], tuple[Any, ...]]:
    """The worth of every compatible set, each computed by the check-up."""
    everything = check_up(policies, situation, vocabulary)
    claims = [c for c in everything.claims() if is_open(c) and (c.sum is None or (c.computed and c.computed.hi > 0))]
    rules = list(exclusive(policies, claims, told))
    aside = {c.path for c in everything.claims()} - {c.path for c in claims}
    unsure = {c.path for c in claims if c.verdict is None}
    found = {}
    for size in range(len(claims) + 1):
        for some in combinations([c.path for c in claims], size):
            held = frozenset(some)
            if all(len(held & members) <= count for members, count in rules):
                without = ({c.path for c in claims} - held) | aside
                whole = check_up(policies, situation, vocabulary, without=without)
                now = check_up(policies, situation, vocabulary, without=without | unsure) if unsure & held else whole
                found[held] = worth(now, whole, held)
    return found


def ranked(values: tuple[Any, ...], by: str) -> tuple[Any, ...]:
    names = ("amount", "at_most", "unknown", "discretion")
    return (*(values[names.index(kind)] for kind in ORDERS[by]), -values[4])


@pytest.mark.parametrize("few", [10_000, 0], ids=["enumerated", "highs"])
@pytest.mark.parametrize("block", range(8))
def test_the_best_set_is_the_best_of_all_sets(formulas: Any, block: int, few: int) -> None:
    """Four hundred groups of supports, every set of each tried by the check-up itself."""
    if few == 0:
        pytest.importorskip("highspy")
    met = set()
    for seed in range(block * 50, block * 50 + 50):
        r = random.Random(seed)
        policies = [policy_of(r, f"north/town/p{k}", r.randint(1, 3)) for k in range(r.choice([1, 1, 2]))]
        situation, told = situation_of(r, policies), told_of(r, policies)
        by = r.choice(list(ORDERS))
        sets = brute(policies, situation, formulas.vocabulary, told)
        answer = best(policies, situation, formulas.vocabulary, by=by, told=told, few=few)
        top = max(ranked(values, by) for values in sets.values())
        mine = sets[frozenset(answer.chosen)]
        assert ranked(mine, by) == top, (seed, by, answer.chosen, mine, top)
        assert answer.proved
        equal = {held for held, values in sets.items() if ranked(values, by) == top}
        if all(part.every for part in answer.parts):
            count = 1
            for part in answer.parts:
                count *= len(part.sets)
            assert count == len(equal), (seed, answer.parts, equal)
        met |= {
            len(equal) > 1,
            *(kind for kind, value in zip(("a", "m", "u", "d"), mine, strict=False) if value not in {0, (0, 0)}),
        }
    assert met >= {True, False, "a", "m", "u"}


def test_no_claim_left_out_changes_the_answer_of_what_is_left(formulas: Any) -> None:
    """`without` takes a claim out of groups, limits and totals, and leaves its own reasons as they were."""
    r = random.Random(5)
    policies = [replace(policy_of(r, "north/town/p0", 3), combining="not_stated")]
    situation = Situation(ON, {}, {}, ())
    whole = check_up(policies, situation, formulas.vocabulary)
    one = whole.claims()[0].path
    part = check_up(policies, situation, formulas.vocabulary, without={one})
    assert [c.verdict for c in part.claims()] == [c.verdict for c in whole.claims()]
    assert not next(c for c in part.claims() if c.path == one).counts
