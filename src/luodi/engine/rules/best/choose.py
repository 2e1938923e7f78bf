"""The best set of supports for one enterprise: what to claim, what is given up for it, and what is just as good.

The choice is found in whole numbers (`solve`); every sum that is answered is then computed again by the check-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luodi.engine.core.errors import LuodiError
from luodi.engine.core.money import Number
from luodi.engine.rules.answer import CheckUp, Claim, Sum
from luodi.engine.rules.best.gather import Case, Exclusion, Sharing, Told, gather
from luodi.engine.rules.best.model import ENDLESS, ORDERS, Worth, positions
from luodi.engine.rules.best.reckon import Reckoner
from luodi.engine.rules.best.solve import FEW, solve
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.engines.python import INFINITE
from luodi.engine.rules.history import as_grants
from luodi.engine.rules.model import Policy
from luodi.engine.rules.situation import Situation
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary

#: Each equally good set of a part, the first being the one proposed; the paths of its claims.
Sets = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Difference:
    """What another set brings more (or, below zero, less) than the proposed one, in yuan, each kind for itself."""

    amount: Number
    at_most: Number
    unknown: Number
    discretion: int


@dataclass(frozen=True)
class GivenUp:
    """A claim that is not made: the rules by which chosen ones exclude it, the limits the chosen ones use up.

    `sum` is what it would bring alone. `instead` is what changes when it is claimed all the same and everything else is
    chosen anew; None where that was not computed.
    """

    claim: Claim
    sum: Sum | None
    excluded_by: tuple[tuple[Exclusion, tuple[str, ...]], ...]
    used_up: tuple[Sharing, ...]
    instead: Difference | None


@dataclass(frozen=True)
class Part:
    """Claims that hang together, and which of them to make; `sets` are all that are as good, `every` says none is missing."""

    claims: tuple[Claim, ...]
    sets: Sets
    given_up: tuple[GivenUp, ...]
    every: bool
    proved: bool
    way: str

    @property
    def chosen(self) -> tuple[str, ...]:
        """The paths of the claims to make."""
        return self.sets[0]


@dataclass(frozen=True)
class Answer:
    """A choice for every part, recomputed: `now` with what is eligible for certain, `whole` also with what may prove to be."""

    parts: tuple[Part, ...]
    now: CheckUp
    whole: CheckUp

    @property
    def chosen(self) -> tuple[str, ...]:
        """The paths of all claims to make."""
        return tuple(path for part in self.parts for path in part.chosen)

    @property
    def given_up(self) -> tuple[GivenUp, ...]:
        """All claims that are not made."""
        return tuple(one for part in self.parts for one in part.given_up)


@dataclass(frozen=True)
class Best(Answer):
    """The best set, comparing the kind `by` first.

    `everything` is the check-up of all claims before any is given up; `aside` are claims for kinds of entities that were not
    told, which took no part. `others` holds the answers of other orders of comparing, where they come out differently.
    """

    by: str
    everything: CheckUp
    aside: tuple[Claim, ...]
    others: Mapping[str, Answer]

    @property
    def proved(self) -> bool:
        """Whether it is proved that no set is better."""
        return all(part.proved for part in self.parts)


def best(
    policies: Iterable[Policy],
    situation: Situation,
    vocabulary: Vocabulary,
    *,
    by: str = "amount",
    told: Sequence[Told] = (),
    beside: Iterable[Policy] = (),
    few: int = FEW,
) -> Best:
    """Return the best set of claims; `by` is the kind compared first (`model.ORDERS`), `told` what a person adds.

    `few` bounds how many sets of a part are tried one by one before HiGHS is asked; LuodiError when it is then missing.
    """
    question = _Question(tuple(policies), situation, vocabulary, tuple(beside), tuple(told), few)
    answer = question.answer(by)
    others = {}
    for order in ORDERS:
        other = answer if order == by else question.answer(order, beside=answer)
        if other.parts != answer.parts:
            others[order] = other
    return Best(answer.parts, answer.now, answer.whole, by, question.everything, question.aside, others)


class _Question:
    """One enterprise's choice, to be answered in one or another order of comparing."""

    def __init__(
        self,
        policies: tuple[Policy, ...],
        situation: Situation,
        vocabulary: Vocabulary,
        beside: tuple[Policy, ...],
        told: tuple[Told, ...],
        few: int,
    ) -> None:
        self.policies, self.situation, self.vocabulary, self.beside, self.few = (
            policies,
            situation,
            vocabulary,
            beside,
            few,
        )
        self.everything = self.check(set())
        self.cases = gather(self.everything, as_grants(situation, (*policies, *beside)), told)
        self.aside = tuple(
            c for c in self.everything.claims() if c.verdict is not False and _untold(c) and not c.replaced_by
        )

    def check(self, without: set[str]) -> CheckUp:
        """The check-up when some claims are not made."""
        return check_up(self.policies, self.situation, self.vocabulary, beside=self.beside, without=without)

    def answer(self, by: str, beside: Answer | None = None) -> Answer:
        """Return the best set; a part of `beside` that is as good in this order too stays as it is."""
        solved = [(case, _solved(case, by, self.few)) for case in self.cases]
        parts = [part for _, part in solved]
        if beside is not None:
            parts = [old if old.chosen in new.sets else new for old, new in zip(beside.parts, parts, strict=True)]
        given_up = {one.claim.path for part in parts for one in part.given_up} | {c.path for c in self.aside}
        unsure = {c.path for part in parts for c in part.claims if c.verdict is None}
        now = self.check(given_up | unsure)
        answer = Answer(tuple(parts), now, now if unsure <= given_up else self.check(given_up))
        _verify(self.cases, answer)
        return answer


def _untold(claim: Claim) -> bool:
    return claim.thing is None and claim.support.entity != ENTERPRISE


def _solved(case: Case, by: str, few: int) -> Part:
    solution = solve(case.choice, by, few)
    sets = tuple(tuple(case.claims[i].path for i in positions(bits)) for bits in solution.sets)
    given_up = [
        _given_up(case, claim, set(sets[0]), _difference(solution.instead.get(i), solution.worth, case.unit))
        for i, claim in enumerate(case.claims)
        if claim.path not in sets[0]
    ]
    return Part(case.claims, sets, tuple(given_up), solution.every, solution.proved, solution.way)


def _given_up(case: Case, claim: Claim, chosen: set[str], instead: Difference | None) -> GivenUp:
    mine = [e for e in case.exclusions if claim.path in e.claims]
    excluded = [(e, tuple(path for path in e.claims if path in chosen)) for e in mine]
    binding = tuple((e, held) for e, held in excluded if len(held) >= e.count)
    used_up = tuple(s for s in case.limits if claim.path in s.claims and chosen & set(s.claims))
    return GivenUp(claim, claim.sum, binding, used_up, instead)


def _difference(other: Worth | None, worth: Worth, unit: Fraction) -> Difference | None:
    if other is None:
        return None
    amount, at_most, unknown = (_yuan(a - b, unit) for a, b in zip(other[:3], worth[:3], strict=True))
    return Difference(amount, at_most, unknown, other.discretion - worth.discretion)


def _yuan(units: int, unit: Fraction) -> Number:
    if abs(units) >= ENDLESS // 2:
        return INFINITE if units > 0 else -INFINITE
    money = units * unit
    return Decimal(money.numerator) / money.denominator


def _verify(cases: Sequence[Case], answer: Answer) -> None:
    """Hold what the solver reckoned against what the check-up says of the same claims; they must be equal."""
    reckoned = [Fraction(0)] * 3
    for case, part in zip(cases, answer.parts, strict=True):
        chosen = set(part.chosen)
        bits = sum(1 << i for i, claim in enumerate(case.claims) if claim.path in chosen)
        worth = Reckoner(case.choice).worth(bits)
        for k in range(3):
            reckoned[k] += worth[k] * case.unit
    totals = answer.now.totals
    sure = {c.path for c in answer.now.claims() if c.counts and c.certain}
    chosen = set(answer.chosen)
    open_ = [c.sum.hi for c in answer.whole.claims() if c.path in chosen - sure and c.sum is not None and c.counts]
    unknown = sum((Fraction(hi) if hi != INFINITE else Fraction(0) for hi in open_), Fraction(0))
    found = [Fraction(totals.amount) + Fraction(totals.unknown.lo), Fraction(totals.at_most), unknown]
    if INFINITE in open_:
        found[2] = reckoned[2]
    if found != reckoned:
        raise LuodiError(
            "最优组合的复算不符，不给出结果",
            why=f"求解得 {[str(r) for r in reckoned]}，体检得 {[str(f) for f in found]}",
            fix="这是程序的错误，请带上事实文件报告",
        )
