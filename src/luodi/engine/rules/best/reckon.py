"""What a set of claims brings: the limits of the check-up in whole numbers.

This is `checkup._share` over integers: the same order of limits, the same order of claims under each, the same intervals.
The tests hold the two equal, and what is answered is computed again by the check-up itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from luodi.engine.rules.best.model import ENDLESS, Choice, Item, Worth, positions
from luodi.engine.rules.model import Kind

_Ends = dict[int, tuple[int, int]]


class Reckoner:
    """Computes what sets of one choice bring."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self._sure = _bits(i for i, item in enumerate(choice.items) if item.sure)
        self._bound = _bits(i for limit in choice.limits for i in limit.members)
        self._alone = [_worth_alone(item) for item in choice.items]

    def worth(self, chosen: int) -> Worth:
        """Return what the chosen items bring together.

        Definite sums and ceilings are what the sure claims bring on their own: a claim that may fail takes nothing from
        them. What is not known is read beside everything that is chosen.
        """
        total = [0, 0, 0, 0]
        for i in positions(chosen & ~self._bound):
            for k, part in enumerate(self._alone[i]):
                total[k] += part
        if bound := chosen & self._bound:
            for together in self._together(bound).values():
                for k, money in enumerate(together):
                    total[k] += money
        return Worth(total[0], total[1], total[2], total[3], chosen.bit_count())

    def shares(self, chosen: int) -> dict[int, tuple[int, int, int, int]]:
        """Return what each of the chosen items adds to their worth: the first four of `Worth`."""
        alone = {i: self._alone[i] for i in positions(chosen & ~self._bound)}
        return alone | {i: (*part, 0) for i, part in self._together(chosen & self._bound).items()}

    def _together(self, bound: int) -> dict[int, tuple[int, int, int]]:
        """What each item under some limit adds: a definite sum, a known ceiling, the most of what is not known."""
        sure = self._ends(bound & self._sure)
        whole = sure if bound & self._sure == bound else self._ends(bound)
        added = {}
        for i in positions(bound):
            lo, hi = sure.get(i, (0, 1))
            definite = self.choice.items[i].kind is Kind.AMOUNT
            certain = lo if i in sure and definite else 0
            ceiling = hi if i in sure and not definite and lo == hi else 0
            added[i] = certain, ceiling, whole[i][1] if lo != hi else 0
        return added

    def _ends(self, chosen: int) -> _Ends:
        """Return both ends of each chosen item's sum after every limit."""
        items = self.choice.items
        ends: _Ends = {i: (items[i].lo, items[i].hi) for i in positions(chosen)}
        for limit in self.choice.limits:
            left_lo, left_hi = limit.lo, limit.hi
            members = [i for i in limit.members if i in ends]
            members.sort(key=lambda i: (items[i].dated, -ends[i][1]))
            for i in members:
                lo, hi = min(ends[i][0], left_lo), min(ends[i][1], left_hi)
                ends[i] = lo, hi
                left_lo = max(left_lo - hi, 0)
                left_hi = max(left_hi - lo, 0) if items[i].sure else left_hi
        return {i: (_rounded(items[i], lo), _rounded(items[i], hi)) for i, (lo, hi) in ends.items()}


def _worth_alone(item: Item) -> tuple[int, int, int, int]:
    """Return what an item brings that no limit touches."""
    if item.kind is Kind.DISCRETION:
        return 0, 0, 0, 1
    if not item.sure:
        return 0, 0, item.hi, 0
    certain = item.lo if item.kind is Kind.AMOUNT else 0
    if item.lo != item.hi:
        return certain, 0, item.hi, 0
    return certain, item.hi if item.kind is Kind.AT_MOST else 0, 0, 0


def _rounded(item: Item, units: int) -> int:
    if item.step == 1 or units >= ENDLESS:
        return units
    return (units if item.down else units + item.step // 2) // item.step * item.step


def _bits(members: Iterable[int]) -> int:
    bits = 0
    for i in members:
        bits |= 1 << i
    return bits
