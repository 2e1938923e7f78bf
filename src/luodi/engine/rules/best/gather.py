"""From a check-up to choices: the claims that may be made, what excludes what, which limits are shared; in whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm

from luodi.engine.core.money import Number, round_to
from luodi.engine.rules.answer import CheckUp, Claim, PolicyAnswer, Sum
from luodi.engine.rules.best.compatible import connected
from luodi.engine.rules.best.model import ENDLESS, AtMost, Choice, Item, Shared
from luodi.engine.rules.checkup import left_under, sharing
from luodi.engine.rules.engines.python import INFINITE
from luodi.engine.rules.groups import contenders, rivals
from luodi.engine.rules.model import Kind, Limit, Rounding
from luodi.engine.rules.situation import Situation
from luodi.engine.rules.vocabulary import ENTERPRISE


@dataclass(frozen=True)
class Exclusion:
    """Claims of which at most `count` can be had together; `rule` says in Chinese by what, `clause` where it is written."""

    claims: tuple[str, ...]
    count: int
    rule: str
    clause: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sharing:
    """Claims that share what is left under a limit."""

    claims: tuple[str, ...]
    limit: Limit
    left: Sum


@dataclass(frozen=True)
class Case:
    """One part of all claims that has nothing to do with the others, and the choice it poses; `unit` is in yuan."""

    claims: tuple[Claim, ...]
    exclusions: tuple[Exclusion, ...]
    limits: tuple[Sharing, ...]
    choice: Choice
    unit: Fraction


@dataclass(frozen=True)
class Apart:
    """Two supports (or policies, by their ids) that a person knows cannot both be had.

    Where both are counted for one kind of entity, only claims for the same entity exclude each other.
    """

    one: str
    other: str

    def exclusions(self, claims: Sequence[Claim]) -> Iterator[Exclusion]:
        """Return every pair of claims that exclude each other by this."""
        for a in (c for c in claims if _is_of(c, self.one)):
            for b in (c for c in claims if _is_of(c, self.other) and c is not a):
                same_kind = a.thing is not None and b.thing is not None and a.thing.entity == b.thing.entity
                if not same_kind or a.thing == b.thing:
                    yield Exclusion((a.path, b.path), 1, "自定：不能同时享受")


@dataclass(frozen=True)
class Most:
    """At most `count` claims of one support or one policy can be made at a time."""

    count: int
    name: str

    def exclusions(self, claims: Sequence[Claim]) -> Iterator[Exclusion]:
        """Return the claims among which the choice has to be made."""
        yield Exclusion(
            _paths(c for c in claims if _is_of(c, self.name)), self.count, f"自定：一次至多申报{self.count}项"
        )


Told = Apart | Most


def _is_of(claim: Claim, name: str) -> bool:
    return name in {claim.support.path, claim.support.policy}


def is_open(claim: Claim) -> bool:
    """Whether there is something to choose: the claim may be had and brings something, or is decided case by case."""
    if claim.verdict is False or claim.replaced_by:
        return False
    if claim.thing is None and claim.support.entity != ENTERPRISE:
        return False  # nothing is known of any such entity
    if claim.support.kind is Kind.DISCRETION:
        return claim.verdict is True
    return claim.sum is not None


def gather(answer: CheckUp, known: Situation, told: Iterable[Told] = ()) -> list[Case]:
    """Return the choices a check-up leaves open; `known` is its situation as `history.as_grants` reads it."""
    claims: list[Claim] = []
    exclusions: list[Exclusion] = []
    limits: list[Sharing] = []
    rounding: dict[str, Rounding] = {}
    for policy in answer.policies:
        own = [fresh for claim in policy.claims if is_open(claim) and (fresh := _fresh(claim, policy))]
        claims += own
        rounding[policy.policy.id] = policy.policy.rounding
        exclusions += [
            Exclusion(_paths(members), 1, group.label, group.clause) for group, members in rivals(policy.policy, own)
        ]
        exclusions += [
            Exclusion(_paths(members), count, group.label, group.clause)
            for group, members, count in contenders(policy.policy, own, known)
        ]
        limits += _limits(policy, own, known)
    for rule in told:
        exclusions += rule.exclusions(claims)
    return _split(claims, [e for e in exclusions if len(e.claims) > e.count], limits, rounding)


def _fresh(claim: Claim, answer: PolicyAnswer) -> Claim | None:
    """The claim as the formula left it: rounded, before groups and limits; None when it brings nothing."""
    if claim.computed is None:
        return replace(claim, yields_to=None, group=None, limits=[])
    rule = answer.policy.rounding
    money = Sum(*(round_to(end, rule.to, rule.how) for end in (claim.computed.lo, claim.computed.hi)))
    return replace(claim, sum=money, floor=Decimal(0), yields_to=None, group=None, limits=[]) if money.hi > 0 else None


def _paths(claims: Iterable[Claim]) -> tuple[str, ...]:
    return tuple(claim.path for claim in claims)


def _limits(answer: PolicyAnswer, claims: list[Claim], known: Situation) -> list[Sharing]:
    """Return the limits that may bind: those whose members together can bring more than what is left."""
    made = []
    for limit, members in sharing(answer.policy, claims):
        cap = limit.cap.on(known.on)
        if not members or not isinstance(cap, Decimal):
            continue
        thing = members[0].thing if limit.per != ENTERPRISE else None
        left, _ = left_under(limit, cap, answer.policy, known, thing)
        if sum(Fraction(c.sum.hi) if c.sum and c.sum.hi != INFINITE else Fraction(ENDLESS) for c in members) > left.lo:
            made.append(Sharing(_paths(members), limit, left))
    return made


def _split(
    claims: list[Claim], exclusions: list[Exclusion], limits: list[Sharing], rounding: dict[str, Rounding]
) -> list[Case]:
    place = {claim.path: i for i, claim in enumerate(claims)}
    together = [*(e.claims for e in exclusions), *(s.claims for s in limits)]
    links = [[place[path] for path in paths] for paths in together]
    cases = []
    for part in connected(len(claims), links):
        inside = {claims[i].path for i in part}
        cases.append(
            _case(
                tuple(claims[i] for i in part),
                tuple(e for e in exclusions if e.claims[0] in inside),
                tuple(s for s in limits if s.claims[0] in inside),
                rounding,
            )
        )
    return cases


def _case(
    claims: tuple[Claim, ...],
    exclusions: tuple[Exclusion, ...],
    limits: tuple[Sharing, ...],
    rounding: dict[str, Rounding],
) -> Case:
    rules = [rounding[claim.support.policy] for claim in claims]
    unit = _unit(claims, limits, rules)
    place = {claim.path: i for i, claim in enumerate(claims)}
    items = tuple(_item(claim, rule, unit) for claim, rule in zip(claims, rules, strict=True))
    apart = tuple(AtMost(tuple(place[p] for p in e.claims), e.count) for e in exclusions)
    shared = tuple(
        Shared(tuple(place[p] for p in s.claims), _units(s.left.lo, unit), _units(s.left.hi, unit)) for s in limits
    )
    return Case(claims, exclusions, limits, Choice(items, apart, shared), unit)


def _unit(claims: Iterable[Claim], limits: Iterable[Sharing], rules: Iterable[Rounding]) -> Fraction:
    """The largest sum of which every figure is a whole multiple, the steps of rounding too where they matter."""
    sums = [c.sum for c in claims if c.sum is not None] + [s.left for s in limits]
    figures = [Fraction(end) for money in sums for end in (money.lo, money.hi) if end != INFINITE and end > 0]
    unit = _common(figures or [Fraction(1)])
    steps = [Fraction(rule.to) for rule in rules]
    return unit if all((unit / step).denominator == 1 for step in steps) else _common([unit, *steps])


def _common(figures: Sequence[Fraction]) -> Fraction:
    below = lcm(*(f.denominator for f in figures))
    return Fraction(gcd(*(int(f * below) for f in figures)), below)


def _units(money: Number, unit: Fraction) -> int:
    return ENDLESS if money == INFINITE else int(Fraction(money) / unit)


def _item(claim: Claim, rule: Rounding, unit: Fraction) -> Item:
    step = max(int(Fraction(rule.to) / unit), 1)
    money = claim.sum or Sum(Decimal(0), Decimal(0))
    lo, hi = _units(money.lo, unit), _units(money.hi, unit)
    return Item(claim.support.promise, lo, hi, claim.verdict is True, claim.dated, step, rule.how == "down")
