"""Which claims can be made together: the conflict graph as data, its connected parts, and its maximal compatible sets.

Pure functions over whatever names the supports, so that an engine for whole populations can write the sets into its query:
the best of a part is the greatest of the sums of its maximal sets, and the parts add up.

>>> parts(["a", "b", "c", "d"], [("a", "b"), ("b", "c")])
[('a', 'b', 'c'), ('d',)]
>>> maximal_sets(["a", "b", "c", "d"], [("a", "b"), ("b", "c")])
[('a', 'c', 'd'), ('b', 'd')]
>>> maximal_sets(["a", "b", "c"], [Together(("a", "b", "c"), 2)])
[('a', 'b'), ('a', 'c'), ('b', 'c')]
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from luodi.engine.core.errors import DataError
from luodi.engine.rules.best.model import AtMost, positions

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Together(Generic[T]):
    """At most `count` of the members can be had together. A plain collection of members stands for a count of 1."""

    members: Collection[T]
    count: int = 1


Group = Collection[T] | Together[T]


def maximal_sets(items: Sequence[T], groups: Iterable[Group[T]], most: int = 100_000) -> list[tuple[T, ...]]:
    """Return every compatible set to which no item can be added, each in the order of the items.

    DataError when there are more than `most`: then ask for the sets of each of the `parts` instead.
    """
    rules = _rules(items, groups)
    found: list[int] = []
    for bits in maximal(len(items), rules):
        if len(found) == most:
            raise DataError(
                f"{len(items)} 项的相容组合超过 {most} 个",
                why="各部分的组合数相乘",
                fix="用 parts 分成互不牵连的部分，各自求组合",
            )
        found.append(bits)
    return sorted((tuple(items[i] for i in positions(bits)) for bits in found), key=lambda s: _order(items, s))


def parts(items: Sequence[T], groups: Iterable[Group[T]]) -> list[tuple[T, ...]]:
    """Split the items into parts that have nothing to do with each other, in the order of their first items."""
    links = [tuple(rule.members) for rule in _rules(items, groups)]
    return [tuple(items[i] for i in part) for part in connected(len(items), links)]


def _rules(items: Sequence[T], groups: Iterable[Group[T]]) -> list[AtMost]:
    place = {item: i for i, item in enumerate(items)}
    made = []
    for group in groups:
        together = group if isinstance(group, Together) else Together(group)
        made.append(AtMost(tuple(sorted({place[m] for m in together.members})), together.count))
    return made


def _order(items: Sequence[T], chosen: tuple[T, ...]) -> list[int]:
    return [items.index(one) for one in chosen]


def connected(count: int, links: Iterable[Sequence[int]]) -> list[tuple[int, ...]]:
    """Return the connected parts of `count` nodes under links between several nodes each."""
    leader = list(range(count))

    def find(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    for link in links:
        for other in link[1:]:
            a, b = find(link[0]), find(other)
            leader[max(a, b)] = min(a, b)
    found: dict[int, list[int]] = {}
    for i in range(count):
        found.setdefault(find(i), []).append(i)
    return [tuple(part) for part in found.values()]


def neighbours(count: int, rules: Iterable[AtMost]) -> list[int]:
    """Return for every item the bits of those it excludes by a rule of at most one."""
    held = [0] * count
    for rule in rules:
        if rule.count == 1:
            together = 0
            for i in rule.members:
                together |= 1 << i
            for i in rule.members:
                held[i] |= together & ~(1 << i)
    return held


def compatible(count: int, rules: Sequence[AtMost]) -> Iterator[int]:
    """Return every compatible set as bits, the empty one first."""
    excludes = neighbours(count, rules)
    counted = [(sum(1 << i for i in rule.members), rule.count) for rule in rules if rule.count != 1]
    stack = [(0, 0, 0)]  # what is chosen, what it excludes, and from where on items may be added
    while stack:
        chosen, blocked, start = stack.pop()
        yield chosen
        for i in range(count - 1, start - 1, -1):
            if not blocked >> i & 1:
                grown = chosen | 1 << i
                if all((grown & members).bit_count() <= most for members, most in counted):
                    stack.append((grown, blocked | excludes[i], i + 1))


def maximal(count: int, rules: Sequence[AtMost]) -> Iterator[int]:
    """Return every compatible set that cannot grow, as bits."""
    excludes = neighbours(count, rules)
    counted = [(sum(1 << i for i in rule.members), rule.count) for rule in rules if rule.count != 1]
    if not counted:
        yield from _independent(count, excludes)
        return
    for chosen in compatible(count, rules):
        room = [
            i for i in range(count)
            if not chosen >> i & 1 and not excludes[i] & chosen
            and all(not members >> i & 1 or (chosen & members).bit_count() < most for members, most in counted)
        ]  # fmt: skip
        if not room:
            yield chosen


def _independent(count: int, excludes: Sequence[int]) -> Iterator[int]:
    """Bron and Kerbosch's search, with a pivot, over the graph of what does not exclude each other."""
    everything = (1 << count) - 1
    befriends = [everything & ~excludes[i] & ~(1 << i) for i in range(count)]
    stack = [(0, everything, 0)]  # chosen, what may still be added, what was tried before
    while stack:
        chosen, open_, tried = stack.pop()
        if not open_ | tried:
            yield chosen
            continue
        pivot = max(positions(open_ | tried), key=lambda i: (open_ & befriends[i]).bit_count())
        for i in positions(open_ & ~befriends[pivot]):
            stack.append((chosen | 1 << i, open_ & befriends[i], tried & befriends[i]))
            open_ &= ~(1 << i)
            tried |= 1 << i
