"""The answer to a check-up: for every support and entity a verdict, a sum, and why. Kinds of money are never added up."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from luodi.engine.core.money import Number, round_to
from luodi.engine.rules.engines.python import INFINITE, NOTHING, ZERO, Missing, Step, exact
from luodi.engine.rules.model import Group, Limit, Policy, Support
from luodi.engine.rules.situation import Situation, Thing

VERDICTS = {True: "符合", False: "不符合", None: "待核实"}


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of yuan between two ends, both included; known when they are equal."""

    lo: Number
    hi: Number

    @property
    def known(self) -> bool:
        """Whether the sum is certain."""
        return self.lo == self.hi

    def __add__(self, other: Sum) -> Sum:
        return Sum(add(self.lo, other.lo), add(self.hi, other.hi))


def add(a: Number, b: Number) -> Number:
    """Add two sums exactly; an endless one stays endless."""
    if INFINITE in (a, b):
        return INFINITE
    total = exact("+", a, b)
    assert total is not None
    return total


NO_MONEY = Sum(ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition and what became of it."""

    step: Step
    clause: tuple[str, ...]
    note: str = ""

    @property
    def verdict(self) -> bool | None:
        """Whether it holds; None when unknown."""
        return self.step.verdict


@dataclass(frozen=True, slots=True)
class Applied:
    """A limit that was met: what was left under it, and what the claim was before."""

    limit: Limit
    left: Sum
    before: Sum


@dataclass(slots=True)
class Claim:
    """One support for one entity (or the enterprise): the answer and how it came about."""

    support: Support
    thing: Thing | None
    in_force: bool | None
    verdict: bool | None
    reasons: tuple[Reason, ...]
    formula: Step | None = None
    least: Step | None = None
    computed: Sum | None = None  # by the formula, before groups and limits
    sum: Sum | None = None  # what remains under the limits; None for discretion and for what is not eligible
    counted: Sum | None = (
        None  # the part of it that enters a total: less than the sum where a definite one stands below it
    )
    at_least: Sum | None = None
    missing: frozenset[Missing] = NOTHING
    floor: Number = (
        ZERO  # what another claim of the same group already counts; only what lies beyond it is counted here
    )
    yields_to: Claim | None = None
    group: Group | None = None
    limits: list[Applied] = field(default_factory=list)
    dated: str = "9999"  # when its entity was built, held, granted …: the order in which claims share a limit
    replaced_by: str = ""  # the implementing support that speaks for this one
    left_out: bool = False  # the enterprise does not make this claim
    warnings: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """`4` or `4[p1]`: the support within its policy, with the entity when there is one."""
        return f"{self.support.id}[{self.thing.id}]" if self.thing else self.support.id

    @property
    def path(self) -> str:
        """`sichuan/chengdu/ai-policy#4[p1]`: the support's whole id, with the entity when there is one."""
        return f"{self.support.policy}#{self.key}"

    @property
    def title(self) -> str:
        """The support's title, with the entity when there is one."""
        return self.support.title + (f"（{self.thing.id}）" if self.thing else "")

    @property
    def state(self) -> str:
        """`yes`, `no`, `open`, or `aside`: it may be had, but another one speaks for it or displaces it."""
        if self.verdict is False:
            return "no"
        if not self.counts:
            return "aside"
        return "yes" if self.verdict else "open"

    @property
    def counts(self) -> bool:
        """Whether the claim's sum enters a total: it is made, it may be had, and no other speaks for it or displaces it."""
        return self.verdict is not False and self.yields_to is None and not (self.replaced_by or self.left_out)

    @property
    def certain(self) -> bool:
        """Whether eligibility and sum are both certain."""
        return self.verdict is True and self.sum is not None and self.sum.known

    def instalments(self) -> tuple[Decimal, ...]:
        """Split a certain sum over its instalments, cut to the fen, the remainder on the last."""
        return split(self.sum.hi, self.support.pays) if self.certain and self.support.pays and self.sum else ()

    def funding(self) -> tuple[tuple[str, Decimal], ...]:
        """Split a certain sum between the budgets that bear it."""
        names = [name for name, _ in self.support.funded_by]
        if not (self.certain and self.sum and names):
            return ()
        return tuple(zip(names, split(self.sum.hi, [s for _, s in self.support.funded_by]), strict=True))


def split(total: Number, shares: tuple[Decimal, ...] | list[Decimal]) -> tuple[Decimal, ...]:
    """Split a sum by shares that add up to 1: each part cut to the fen, the remainder on the last; adds up exactly."""
    fen = int(round_to(total) * 100)
    parts = [int(fen * share) for share in shares[:-1]]
    return tuple(Decimal(part) / 100 for part in [*parts, fen - sum(parts)])


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals side by side: 确定, 上限, 待核实 (with its ends), and the number of 个案."""

    amount: Number = ZERO
    at_most: Number = ZERO
    unknown: Sum = NO_MONEY
    discretion: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            add(self.amount, other.amount),
            add(self.at_most, other.at_most),
            self.unknown + other.unknown,
            self.discretion + other.discretion,
        )


NO_TOTALS = Totals()


@dataclass(frozen=True)
class PolicyAnswer:
    """All claims of one policy, and its totals."""

    policy: Policy
    in_force: bool | None
    told: bool  # whether the person said so, rather than the dates
    claims: tuple[Claim, ...]
    totals: Totals

    def claim(self, key: str) -> Claim | None:
        """Return the claim of a key such as `4` or `4[p1]`."""
        return next((c for c in self.claims if c.key == key), None)

    def of(self, support_id: str) -> list[Claim]:
        """Return the claims of one support, over all its entities."""
        return [c for c in self.claims if c.support.id == support_id]


@dataclass(frozen=True)
class CheckUp:
    """The answer for one enterprise on one day."""

    situation: Situation
    policies: tuple[PolicyAnswer, ...]

    @property
    def totals(self) -> Totals:
        """The totals over all policies."""
        total = NO_TOTALS
        for answer in self.policies:
            total += answer.totals
        return total

    def claims(self) -> list[Claim]:
        """Return every claim of every policy."""
        return [claim for answer in self.policies for claim in answer.claims]
