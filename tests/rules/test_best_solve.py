"""Choices in whole numbers: every compatible set tried, HiGHS, and maximal compatible sets, each equal to brute force."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations

import pytest

from luodi.engine.core.errors import DataError
from luodi.engine.rules.best import Together, maximal_sets, parts
from luodi.engine.rules.best.model import ENDLESS, ORDERS, AtMost, Choice, Item, Shared, Worth, positions
from luodi.engine.rules.best.reckon import Reckoner
from luodi.engine.rules.best.solve import solve
from luodi.engine.rules.model import Kind

AMOUNT, AT_MOST, DISCRETION = Kind.AMOUNT, Kind.AT_MOST, Kind.DISCRETION


def item(r: random.Random) -> Item:
    kind = r.choice([AMOUNT, AMOUNT, AT_MOST, AT_MOST, DISCRETION])
    if kind is DISCRETION:
        return Item(kind, 0, 0)
    lo = r.choice([0, 1, 2, 3, 5, 8, 13, 100])
    hi = (lo + r.choice([0, 0, 0, 0, 3, 7])) or 4
    step = r.choice([1, 1, 1, 2])
    lo, hi = lo // step * step, -(-hi // step) * step
    hi = ENDLESS if r.random() < 0.05 else hi
    return Item(kind, lo, hi, r.random() < 0.75, r.choice(["9999", "2020", "2021", "2022"]), step, r.random() < 0.5)


def choice(r: random.Random) -> Choice:
    items = tuple(item(r) for _ in range(r.randint(2, 7)))
    count = len(items)
    rules = [
        AtMost(tuple(sorted(r.sample(range(count), r.randint(2, min(count, 4))))), r.choice([1, 1, 1, 2]))
        for _ in range(r.randint(0, 3))
    ]
    money = [i for i in range(count) if items[i].kind is not DISCRETION]
    limits = []
    for _ in range(r.randint(0, 3) if money else 0):
        hi = r.randint(0, 25)
        lo = hi if r.random() < 0.75 else r.randint(0, hi)
        limits.append(Shared(tuple(sorted(r.sample(money, r.randint(1, min(len(money), 5))))), lo, hi))
    return Choice(items, tuple(rules), tuple(limits))


def allowed(one: Choice) -> Iterator[int]:
    for bits in range(1 << len(one.items)):
        if all(sum(bits >> i & 1 for i in rule.members) <= rule.count for rule in one.rules):
            yield bits


def brute(one: Choice, by: str) -> tuple[Worth, set[int]]:
    reckoner = Reckoner(one)
    worths = {bits: reckoner.worth(bits) for bits in allowed(one)}
    top = max(worths.values(), key=lambda w: w.rank(by))
    return top, {bits for bits, w in worths.items() if w == top}


@pytest.mark.parametrize("few", [10_000, 0], ids=["enumerated", "highs"])
@pytest.mark.parametrize("block", range(4))
def test_random_choices_are_solved_as_by_brute_force(block: int, few: int) -> None:
    if few == 0:
        pytest.importorskip("highspy")
    ways = set()
    for seed in range(block * 100, block * 100 + 100):
        r = random.Random(seed)
        one, by = choice(r), r.choice(list(ORDERS))
        worth, sets = brute(one, by)
        solution = solve(one, by, few)
        ways.add(solution.way)
        assert (solution.worth, solution.proved) == (worth, True), (seed, solution, worth)
        assert set(solution.sets) <= sets, seed
        if solution.every:
            assert set(solution.sets) == sets, seed
        else:
            assert len(sets) > len(solution.sets), seed
    assert ways == {"enumerated"} if few else "highs" in ways


@pytest.mark.parametrize("scale", [1, 10**6 + 3, 10**11 + 7])
def test_large_sums_are_told_apart_to_the_last_unit(scale: int) -> None:
    """Sums of a billion yuan that differ by a fen; a solver's tolerance is wider than that."""
    pytest.importorskip("highspy")
    r = random.Random(scale)
    for _ in range(20):
        sums = [r.randint(5, 9) * scale + r.randint(0, 2) for _ in range(9)]
        pairs = r.sample(list(combinations(range(9), 2)), 12)
        one = Choice(tuple(Item(AMOUNT, s, s) for s in sums), tuple(AtMost(p) for p in pairs))
        worth, sets = brute(one, "amount")
        solution = solve(one, "amount", 0)
        assert (solution.worth, solution.proved, set(solution.sets)) == (worth, True, sets)


def test_a_ceiling_of_one_claim_does_not_become_two_kinds() -> None:
    one = Choice((Item(AT_MOST, 10, 10), Item(AMOUNT, 4, 4)))
    assert Reckoner(one).worth(0b11) == Worth(4, 10, 0, 0, 2)


def test_what_is_not_sure_takes_nothing_from_what_is() -> None:
    one = Choice(
        (Item(AMOUNT, 60, 60, sure=False, dated="2020"), Item(AMOUNT, 60, 60, dated="2021")),
        (),
        (Shared((0, 1), 100, 100),),
    )
    assert Reckoner(one).worth(0b11) == Worth(60, 0, 60, 0, 2)
    assert solve(one).sets == (0b11,)


def test_instead_tells_what_each_other_item_would_bring_with_the_best_of_the_rest() -> None:
    one = Choice(tuple(Item(AMOUNT, s, s) for s in (50, 30, 40)), (AtMost((0, 1)), AtMost((0, 2))))
    solution = solve(one)
    assert (positions(solution.sets[0]), solution.instead) == ((1, 2), {0: Worth(50, 0, 0, 0, 1)})


# -- maximal compatible sets


def maximal_by_hand(items: list[str], groups: list[Together[str]]) -> set[tuple[str, ...]]:
    def fits(held: tuple[str, ...]) -> bool:
        return all(sum(one in group.members for one in held) <= group.count for group in groups)

    sets = [held for size in range(len(items) + 1) for held in combinations(items, size) if fits(held)]
    return {
        held for held in sets
        if not any(fits(tuple(sorted((*held, other)))) for other in items if other not in held)
    }  # fmt: skip


@pytest.mark.parametrize("block", range(4))
def test_the_maximal_compatible_sets_of_random_groups(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        r = random.Random(seed)
        items = [chr(ord("a") + i) for i in range(r.randint(1, 9))]
        counts = [1] if seed % 2 else [1, 1, 2]
        groups = [
            Together(tuple(r.sample(items, r.randint(1, len(items)))), r.choice(counts)) for _ in range(r.randint(0, 5))
        ]
        found = maximal_sets(items, groups)
        assert len(found) == len(set(found))
        assert set(found) == maximal_by_hand(items, groups), seed
        held = parts(items, groups)
        assert sorted(one for part in held for one in part) == items
        number = 1
        for part in held:
            inside = [g for g in groups if set(g.members) <= set(part)]
            number *= len(maximal_sets(part, inside))
        assert number == len(found), "the parts have nothing to do with each other"


def test_too_many_maximal_sets_are_refused_with_advice() -> None:
    items = list(range(40))
    with pytest.raises(DataError, match="parts"):
        maximal_sets(items, [(i, i + 1) for i in range(0, 40, 2)], most=1000)
    assert next(maximal_sets(part, [part]) for part in parts(items, [(i, i + 1) for i in range(0, 40, 2)])) == [
        (0,),
        (1,),
    ]


def test_sets_without_any_group_are_one() -> None:
    assert maximal_sets(["a", "b"], []) == [("a", "b")]
    assert maximal_sets([], []) == [()]
