"""Which missing fact decides the most money: the next question of a questionnaire."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from luodi.engine.core.money import Number
from luodi.engine.rules.answer import Claim, add
from luodi.engine.rules.engines.python import INFINITE, ZERO, Missing, exact


@dataclass(frozen=True)
class Ask:
    """A missing fact, the money that hangs on it, and the supports it decides.

    `stake` is the sum over those supports of what is still open, shared among the facts each of them lacks: a fact that
    alone decides a support weighs more than one of ten that are needed.
    """

    missing: Missing
    stake: Number
    whole: Number
    supports: tuple[str, ...]


def questions(claims: Iterable[Claim]) -> list[Ask]:
    """Return the missing facts, the one that decides the most money first; equal ones by name."""
    stakes: dict[Missing, Number] = defaultdict(lambda: ZERO)
    wholes: dict[Missing, Number] = defaultdict(lambda: ZERO)
    supports: dict[Missing, list[str]] = defaultdict(list)
    for claim in claims:
        if not claim.counts or not claim.missing:
            continue
        opened = _open(claim)
        for missing in claim.missing:
            stakes[missing] = add(stakes[missing], _share(opened, len(claim.missing)))
            wholes[missing] = add(wholes[missing], opened)
            supports[missing].append(claim.support.path)
    made = [Ask(m, stakes[m], wholes[m], tuple(dict.fromkeys(supports[m]))) for m in supports]
    return sorted(made, key=lambda a: (-a.stake, -len(a.supports), a.missing.key))


def _open(claim: Claim) -> Number:
    """What is still open of a claim: all of it while eligibility is unknown, else the width of its sum."""
    if claim.sum is None:
        return ZERO
    low = claim.sum.lo if claim.verdict is True else ZERO
    if claim.sum.hi == INFINITE:
        # Without a ceiling the width says nothing; what is certain so far ranks it.
        return claim.sum.lo
    width = exact("-", claim.sum.hi, low)
    assert width is not None
    return width


def _share(money: Number, among: int) -> Number:
    part = exact("/", money, type(ZERO)(among))
    assert part is not None
    return part
