"""Claims that exclude each other: groups (the highest only, or one by choice) and limits on how many may be made.

Among claims of which only so many can be had, the largest stay and the rest yield, visibly and with the reason. This is how a
check-up counts them; which set of claims is best is `best`'s question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from luodi.engine.rules.answer import Claim
from luodi.engine.rules.engines.python import ZERO
from luodi.engine.rules.history import inside
from luodi.engine.rules.limits import concerns, width
from luodi.engine.rules.model import ClaimLimit, Group, Kind, Policy, Support
from luodi.engine.rules.situation import Receipt, Situation, Thing
from luodi.engine.rules.vocabulary import ENTERPRISE


class Left(NamedTuple):
    """How many claims may still be made under a limit: at least, and at most."""

    lo: int
    hi: int

    @property
    def verdict(self) -> bool | None:
        """Whether another claim may be made; None where the history leaves open how many."""
        if self.hi <= 0:
            return False
        return True if self.lo == self.hi else None


def resolve(policy: Policy, claims: list[Claim], situation: Situation) -> None:
    """Let claims yield to those that are had in their place: within each group, then under each limit on claims."""
    for group, members in rivals(policy, claims):
        keep_largest(members, group, 1)
    for group, members, count in contenders(policy, claims, situation):
        keep_largest(members, group, count)


def rivals(policy: Policy, claims: list[Claim]) -> Iterator[tuple[Group, list[Claim]]]:
    """Return the claims that exclude each other, once for every group and every entity it is counted for."""
    for group in policy.groups.values():
        members = [c for c in claims if group.name in c.support.groups]
        for together in [members] if group.per == ENTERPRISE else by_thing(members):
            yield group, together
    if policy.combining in {"highest_only", "choose_one"}:
        matters = [c for c in claims if c.thing is not None and not c.support.stacks]
        for together in by_thing(matters):
            kind = together[0].support.entity
            yield Group("同一项目", policy.combining, kind, policy.combining_clause), together


def contenders(policy: Policy, claims: list[Claim], situation: Situation) -> Iterator[tuple[Group, list[Claim], int]]:
    """Return the claims of which only so many can be made, with how many; the narrowest limit first.

    `situation` is as `history.as_grants` reads it. Claims that no entity was told for contend with nobody.
    """
    for limit in sorted(policy.claim_limits, key=width):
        members = [c for c in claims if concerns(limit, c.support)]
        for together in [members] if limit.per == ENTERPRISE else by_thing(members):
            if together:
                count = left(limit, policy, together[0].support, together[0].thing, situation).hi
                yield Group(limit.label, "claim_limit", limit.per, limit.clause, limit.label), together, max(count, 0)


def left(limit: ClaimLimit, policy: Policy, support: Support, thing: Thing | None, situation: Situation) -> Left:
    """How many claims the window still holds: what was received in it, once for each support and entity, was claimed in it."""
    if situation.received is None:
        return Left(0, limit.count)
    paths = {f"{policy.id}#{own}" for own in limit.supports}
    had = [r for r in situation.received if r.support in paths and inside(limit.window.years, r.date, situation.on)]
    whole = ENTERPRISE in {limit.per, support.entity}
    sure = [r for r in had if whole or (thing is not None and r.entity == thing.id)]
    perhaps = [r for r in had if not whole and (thing is None or not r.entity)]
    return Left(limit.count - _claims([*sure, *perhaps]), limit.count - _claims(sure))


def _claims(receipts: Iterable[Receipt]) -> int:
    """How many claims were paid by these receipts: one for each support and entity, instalments together.

    A receipt that stands under several ids of one grant is one.
    """
    read = {id(r.told or r): r for r in receipts}
    return len({((r.told or r).support, r.entity) for r in read.values()})


def by_thing(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Return the claims for each entity; those for the enterprise, or for nothing that was told, are left out."""
    found: Mapping[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.thing is not None:
            found[claim.thing.entity, claim.thing.id].append(claim)
    return list(found.values())


def keep_largest(rivals: list[Claim], group: Group, count: int) -> None:
    """Keep the `count` largest of the claims that are certain to be eligible; the rest yield to the least of them.

    A definite sum below a higher ceiling stays counted as definite, since the ceiling promises nothing; only what the
    ceiling may bring beyond it is counted as a ceiling. A claim not yet certain is counted for what it may add.
    """
    open_ = [c for c in rivals if c.counts and c.sum is not None and c.sum.hi > 0]
    if len(open_) <= max(count, 1):
        return
    ranked = sorted(open_, key=_size, reverse=True)
    sure = [c for c in ranked if c.verdict is True]
    kept, definite = sure[:count], [c for c in sure if c.support.promise is Kind.AMOUNT][:count]
    stay = {id(c) for c in (*kept, *definite)}
    maybe = []
    for claim in open_:
        claim.group = group
        if id(claim) in stay:
            continue
        if claim.verdict is True or _certainly_less(claim, kept, count):
            claim.yields_to = kept[-1]
        else:
            maybe.append(claim)
    displaced = [c for c in definite if all(c is not k for k in kept)]
    ceilings = [c for c in kept if all(c is not d for d in definite)]
    for ceiling, below in zip(reversed(ceilings), reversed(displaced), strict=False):
        ceiling.floor = below.sum.lo if below.sum else ZERO
    _stack(maybe, kept, count)


def _stack(maybe: list[Claim], kept: list[Claim], count: int) -> None:
    """Only so many of the claims that are not yet certain can come true: each counts for what it may add to the least."""
    places = [c.sum.lo for c in kept if c.sum]
    for claim in sorted(maybe, key=_size, reverse=True):
        most = claim.sum.hi if claim.sum else ZERO
        if len(places) < count:  # a place that nobody has: what an earlier group counts beside this claim still stands
            places.append(most)
            continue
        place = min(range(len(places)), key=places.__getitem__)
        claim.floor = places[place]
        places[place] = max(places[place], most)


def _certainly_less(claim: Claim, kept: list[Claim], count: int) -> bool:
    assert claim.sum is not None
    return len(kept) == count and all(k.sum is not None and claim.sum.hi <= k.sum.lo for k in kept)


def _size(claim: Claim) -> tuple[object, object]:
    return (claim.sum.hi, claim.sum.lo) if claim.sum else (ZERO, ZERO)
