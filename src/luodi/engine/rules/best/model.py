"""The nouns of a choice, in whole numbers: claims that may be made, which of them exclude each other, which share a limit.

One unit is the largest sum of yuan of which every figure of the choice is a whole multiple (see `gather`), so that nothing
is rounded and the numbers a solver sees stay small.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from luodi.engine.rules.model import Kind

#: A sum without a ceiling; larger than anything finite can add up to.
ENDLESS = 10**30

#: What is compared first, second …: the kind asked for, then the others in the order of how much they promise.
ORDERS: dict[str, tuple[str, ...]] = {
    "amount": ("amount", "at_most", "unknown", "discretion"),
    "at_most": ("at_most", "amount", "unknown", "discretion"),
    "unknown": ("unknown", "amount", "at_most", "discretion"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A claim that may be made: between `lo` and `hi` units; `sure` when it is eligible for certain.

    `dated` orders the claims that share a limit. What remains under a limit is rounded to `step` units, cut when `down`.
    """

    kind: Kind
    lo: int
    hi: int
    sure: bool = True
    dated: str = "9999"
    step: int = 1
    down: bool = False


@dataclass(frozen=True, slots=True)
class AtMost:
    """At most `count` of the members can be had together; the members are positions of items."""

    members: tuple[int, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class Shared:
    """What is left under a limit for its members together: between `lo` and `hi` units."""

    members: tuple[int, ...]
    lo: int
    hi: int


@dataclass(frozen=True)
class Choice:
    """Which of the items to claim. The limits stand from the narrowest to the widest, as they are applied."""

    items: tuple[Item, ...]
    rules: tuple[AtMost, ...] = ()
    limits: tuple[Shared, ...] = ()


class Worth(NamedTuple):
    """What a set of claims brings, each kind for itself, and how many claims it takes.

    `amount` is what definite sums bring for certain, `at_most` the known ceilings, `unknown` the most that may come of what is
    not yet known, `discretion` the number of supports decided case by case.
    """

    amount: int = 0
    at_most: int = 0
    unknown: int = 0
    discretion: int = 0
    claims: int = 0

    def rank(self, by: str) -> tuple[int, ...]:
        """Return what is compared, first things first; of equals the set with fewer claims is better."""
        held = self._asdict()
        return (*(held[kind] for kind in ORDERS[by]), -self.claims)


@dataclass(frozen=True)
class Solution:
    """The best sets (bits are positions of items; the first is the one proposed) and what each of them brings.

    `every` says that no other set is as good, `proved` that none is better; `instead` gives, for an item outside the
    proposed set, the best worth of a set that holds it, where that was found out. `way` is `enumerated` or `highs`.
    """

    sets: tuple[int, ...]
    worth: Worth
    way: str
    every: bool = True
    proved: bool = True
    instead: Mapping[int, Worth] = field(default_factory=dict)


def positions(bits: int) -> tuple[int, ...]:
    """Return the positions that are set, lowest first."""
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return tuple(found)
