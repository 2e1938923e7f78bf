"""The policy check-up (政策体检): every support of the given policies for one enterprise, in one fixed order.

1 in force · 2 conditions · 3 the sum's formula · 4 what was received (inside the formula) · 5 quotas are only noted ·
6 groups: the highest only, or one by choice; limits on how many claims are made · 7 limits, from the narrowest to the widest · 8 rounding · 9 instalments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from luodi.engine.core.money import Number, round_to
from luodi.engine.core.regions import Regions
from luodi.engine.rules import tree
from luodi.engine.rules.answer import (
    NO_MONEY,
    NO_TOTALS,
    Applied,
    CheckUp,
    Claim,
    PolicyAnswer,
    Reason,
    Sum,
    Totals,
)
from luodi.engine.rules.engines.python import INFINITE, NOTHING, ZERO, Env, Missing, Step, conjunction, evaluate, exact
from luodi.engine.rules.groups import by_thing, left, resolve
from luodi.engine.rules.history import as_grants, inside, worth
from luodi.engine.rules.limits import concerns, limits_in_order
from luodi.engine.rules.model import Kind, Limit, Policy, Support
from luodi.engine.rules.situation import Receipt, Situation, Thing
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary

IN_FORCE = tree.Builtin(Type.BOOLEAN, "in_force")
NOT_YET = tree.Builtin(Type.BOOLEAN, "not_yet_received")
YEARS_LEFT = tree.Builtin(Type.BOOLEAN, "years_left")
CLAIMS_LEFT = tree.Builtin(Type.BOOLEAN, "claims_left")
_ALL = tree.All(())


def check_up(
    policies: Iterable[Policy],
    situation: Situation,
    vocabulary: Vocabulary,
    *,
    beside: Iterable[Policy] = (),
    without: Collection[str] = (),
) -> CheckUp:
    """Evaluate every support of the policies; the answer keeps the order of the policies and of their clauses.

    A plan that grants nothing has no answer.
    `beside` are policies that are not asked about, but under whose ids the same grant may have been paid before;
    `without` the paths of claims that the enterprise does not make: they count nowhere and take part in nothing.
    """
    policies = tuple(policies)
    known = as_grants(situation, (*policies, *beside))
    answers = [_Policy(policy, known, vocabulary).claims() for policy in policies if policy.supports]
    _implementing(answers)
    for claim in (c for _, claims, _ in answers for c in claims) if without else ():
        claim.left_out = claim.path in without
    return CheckUp(situation, tuple(_finish(policy, claims, known, told) for policy, claims, told in answers))


_Draft = tuple[Policy, list[Claim], bool]


class _Policy:
    """The claims of one policy, before groups and limits."""

    def __init__(self, policy: Policy, situation: Situation, vocabulary: Vocabulary) -> None:
        self.policy, self.situation, self.vocabulary = policy, situation, vocabulary
        self.regions: Regions = vocabulary.regions

    def claims(self) -> _Draft:
        in_force, told = validity(self.policy, self.situation)
        missing = NOTHING if in_force is not None else frozenset((Missing("policy", "validity", thing=self.policy.id),))
        first = Reason(Step(IN_FORCE, in_force is True, in_force is not False, missing), self.policy.validity.clause)
        env = Env(self.situation, self.regions)
        scope = [Reason(evaluate(c.test, env), c.clause, c.note) for c in self.policy.scope]
        common = [first, *scope]
        made = [self.claim(s, thing, in_force, common) for s in self.policy.supports for thing in self.things(s)]
        return self.policy, made, told

    def things(self, support: Support) -> Sequence[Thing | None]:
        """The entities a support is counted for; one of which nothing is known when the kind was not told."""
        if support.entity == ENTERPRISE:
            return (None,)
        told = self.situation.things.get(support.entity)
        return (None,) if told is None else told

    def dated(self, thing: Thing) -> str:
        """The day that orders things of a kind; what has no day comes last."""
        dated_by = self.vocabulary.entities[thing.entity].dated_by
        return str(thing.facts.get(dated_by or "", "9999"))

    def claim(self, support: Support, thing: Thing | None, in_force: bool | None, common: list[Reason]) -> Claim:
        env = Env(self.situation, self.regions, support.path, thing)
        own = [Reason(evaluate(c.test, env), c.clause, c.note) for c in support.conditions]
        reasons = [*common, *own, *self.history(support, thing)]
        whole = conjunction(_ALL, [r.step for r in reasons])
        warnings = ("草稿：尚未有人核对，不能作为依据",) if support.draft or self.policy.draft else ()
        claim = Claim(support, thing, in_force, whole.verdict, tuple(reasons), missing=whole.missing, warnings=warnings)
        if claim.verdict is not False and support.sum is not None:
            claim.dated = self.dated(thing) if thing else claim.dated
            self.price(claim, env)
        return claim

    def price(self, claim: Claim, env: Env) -> None:
        """Compute the sum by its formula; what can still be decided by a missing fact is asked for."""
        assert claim.support.sum is not None
        claim.formula = evaluate(claim.support.sum, env)
        claim.computed = claim.sum = Sum(_positive(claim.formula.lo), _positive(claim.formula.hi))
        claim.missing |= claim.formula.missing
        if claim.support.least is not None:
            claim.least = evaluate(claim.support.least, env)
            claim.at_least = Sum(_positive(claim.least.lo), _positive(claim.least.hi))

    def history(self, support: Support, thing: Thing | None) -> list[Reason]:
        """The conditions that the past decides: paid once, or for so many years."""
        reasons = []
        received = self.situation.received
        missing = frozenset((Missing("", "received"),))
        if support.once:
            sure, perhaps = self.receipts(support, thing if support.once == "entity" else None)
            had = None if received is None or (perhaps and not sure) else bool(sure)
            note = f"{sure[0].date} 已领过" if sure else ""
            reasons.append(_past(NOT_YET, None if had is None else not had, note, support.clause, missing))
        if support.years_paid:
            sure, perhaps = self.receipts(support, thing)
            reasons.append(_past(YEARS_LEFT, *self.years_left(support, sure, perhaps), support.clause, missing))
        for limit in self.policy.claim_limits:
            if concerns(limit, support):
                still = left(limit, self.policy, support, thing, self.situation)
                note = f"{limit.label}，已领{limit.count - still.hi}项" if still.hi < limit.count else limit.label
                reasons.append(_past(CLAIMS_LEFT, still.verdict, note, limit.clause, missing))
        return reasons

    def years_left(
        self, support: Support, sure: Sequence[Receipt], perhaps: Sequence[Receipt]
    ) -> tuple[bool | None, str]:
        """Whether another year may be paid: once a year, and for so many years.

        Where a yearly limit counts what was paid this year, the limit leaves the rest of the year open.
        """
        this, allowed = self.situation.on.year, support.years_paid or 0
        in_parts = any(limit.window.years == 1 for limit in support.limits)
        years = {r.date.year for r in sure}
        if this in years and not in_parts:
            return False, f"{this}年已领"
        years -= {this}
        note = f"已领{len(years)}年，共{allowed}年"
        if len(years) >= allowed:
            return False, note
        at_worst = years | {r.date.year for r in perhaps}
        unsure = self.situation.received is None or (this in at_worst and not in_parts)
        return (None if unsure or len(at_worst - {this}) >= allowed else True), note

    def receipts(self, support: Support, thing: Thing | None) -> tuple[list[Receipt], list[Receipt]]:
        """What was received for a support: for this entity for sure, and what may have been for it.

        A receipt that names no entity may have been for any of them. Where nothing is known of the entities, what one of
        them received decides nothing for another.
        """
        had = [r for r in self.situation.received or () if r.support == support.path]
        if thing is None:
            return ([], had) if support.entity != ENTERPRISE and support.once != "enterprise" else (had, [])
        return [r for r in had if r.entity == thing.id], [r for r in had if not r.entity]


def validity(policy: Policy, situation: Situation) -> tuple[bool | None, bool]:
    """Return whether the policy is in force on the day, and whether the person told it; dates that decide win."""
    by_dates = policy.validity.on(situation.on)
    told = situation.in_force.get(policy.id)
    return (told, True) if by_dates is None and told is not None else (by_dates, False)


def _past(
    node: tree.Builtin, holds: bool | None, note: str, clause: tuple[str, ...], missing: frozenset[Missing]
) -> Reason:
    step = Step(node, holds is True, holds is not False, NOTHING if holds is not None else missing, (), note)
    return Reason(step, clause)


def _positive(value: Number) -> Number:
    return max(value, ZERO)


def _implementing(answers: list[_Draft]) -> None:
    """Let an implementing rule speak for the clause it implements, so that one grant is not counted twice."""
    forces = {policy.id: claims[0].in_force if claims else None for policy, claims, _ in answers}
    by_path: dict[str, list[Claim]] = defaultdict(list)
    for _, claims, _told in answers:
        for claim in claims:
            by_path[claim.support.path].append(claim)
    for policy, claims, _told in answers:
        for claim in claims:
            for target in claim.support.implements:
                general = forces.get(target.partition("#")[0], False)
                if speaks(forces[policy.id], general):
                    for other in by_path.get(target, ()):
                        other.replaced_by = claim.support.path
                elif by_path.get(target):
                    claim.replaced_by = target


def speaks(rule: bool | None, general: bool | None) -> bool:
    """Whether an implementing rule speaks for the clause it implements, by whether the policy of each is in force."""
    return not (rule is False or (rule is None and general is True))


def _finish(policy: Policy, claims: list[Claim], situation: Situation, told: bool) -> PolicyAnswer:
    resolve(policy, claims, situation)
    # Rounded before the limits too: sums that share a limit could otherwise exceed it by a fen each.
    _round(policy, claims)
    _apply_limits(policy, claims, situation)
    for claim in claims:
        claim.counted = _beyond(claim, claim.floor) if claim.sum is not None else None
        if claim.at_least is not None and claim.sum is not None:
            claim.at_least = Sum(min(claim.at_least.lo, claim.sum.lo), min(claim.at_least.hi, claim.sum.hi))
    _round(policy, claims)
    in_force = claims[0].in_force if claims else validity(policy, situation)[0]
    return PolicyAnswer(policy, in_force, told, tuple(claims), totals(claims))


def _beyond(claim: Claim, floor: Number) -> Sum:
    assert claim.sum is not None
    return Sum(_minus(claim.sum.lo, floor), _minus(claim.sum.hi, floor))


def _minus(a: Number, b: Number) -> Number:
    if a == INFINITE:
        return INFINITE
    if b == INFINITE:
        return ZERO
    rest = exact("-", a, b)
    assert rest is not None
    return max(rest, ZERO)


def _apply_limits(policy: Policy, claims: list[Claim], situation: Situation) -> None:
    """Let claims share what is left under each limit, the narrowest limit first."""
    for limit, together in sharing(policy, claims):
        _share(limit, together, policy, situation)


def sharing(policy: Policy, claims: list[Claim]) -> Iterator[tuple[Limit, list[Claim]]]:
    """Return the claims that share each limit, the narrowest limit first, once for every entity it is counted for."""
    for limit in limits_in_order(policy):
        members = [c for c in claims if concerns(limit, c.support) and c.counts and c.sum is not None]
        alone = [[c] for c in members if c.thing is None]
        for together in [members] if limit.per == ENTERPRISE else [*by_thing(members), *alone]:
            yield limit, together


def _share(limit: Limit, claims: list[Claim], policy: Policy, situation: Situation) -> None:
    cap = limit.cap.on(situation.on)
    if not claims or not isinstance(cap, Decimal):
        return
    thing = claims[0].thing if limit.per != ENTERPRISE else None
    left, missing = left_under(limit, cap, policy, situation, thing)
    # In the order of their dates, then of their sums, the larger first.
    for claim in sorted(claims, key=lambda c: (c.dated, -c.sum.hi if c.sum else ZERO)):
        before = claim.sum
        assert before is not None
        after = Sum(min(before.lo, left.lo), min(before.hi, left.hi))
        if after != before:
            claim.limits.append(Applied(limit, left, before))
            claim.missing |= missing
        claim.sum = after
        used = after if claim.verdict is True else Sum(ZERO, after.hi)
        left = Sum(_minus(left.lo, used.hi), _minus(left.hi, used.lo))


def left_under(
    limit: Limit, cap: Decimal, policy: Policy, situation: Situation, thing: Thing | None
) -> tuple[Sum, frozenset[Missing]]:
    """What is left under a limit after what was received in its window; unknown when the history was not told.

    `situation` is as `history.as_grants` reads it; `thing` is the entity the limit is counted for, if it is one.
    """
    if situation.received is None:
        return Sum(ZERO, cap), frozenset((Missing("", "received"),))
    paths = {f"{policy.id}#{s}" for s in limit.supports}
    had = [r for r in situation.received if r.support in paths and inside(limit.window.years, r.date, situation.on)]
    used = worth(r for r in had if thing is None or r.entity == thing.id)
    # A receipt that names no entity may have been for this one.
    perhaps = worth(r for r in had if thing is not None and not r.entity)
    missing = frozenset((Missing("", "received"),)) if perhaps else NOTHING
    return Sum(_minus(cap, used + perhaps), _minus(cap, used)), missing


def _round(policy: Policy, claims: list[Claim]) -> None:
    rule = policy.rounding
    for claim in claims:
        if claim.sum is None:  # then nothing else of it is a sum either
            continue
        claim.sum = _rounded(claim.sum, rule.to, rule.how)
        claim.counted = _rounded(claim.counted, rule.to, rule.how)
        claim.at_least = _rounded(claim.at_least, rule.to, rule.how)


def _rounded(money: Sum | None, to: Decimal, how: str) -> Sum | None:
    if money is None:
        return None
    direction = "down" if how == "down" else "half_up"
    return Sum(round_to(money.lo, to, direction), round_to(money.hi, to, direction))  # type: ignore[arg-type]


def totals(claims: Iterable[Claim]) -> Totals:
    """Add up claims, each kind for itself: what is certain, what is a ceiling, what is not yet known, what is case by case."""
    total = NO_TOTALS
    for claim in claims:
        if claim.counts:
            total += _part(claim)
    return total


def _part(claim: Claim) -> Totals:
    money = claim.counted or NO_MONEY
    if claim.support.kind is Kind.DISCRETION:
        return Totals(discretion=1 if claim.verdict is True else 0)
    if claim.verdict is not True:
        return Totals(unknown=Sum(ZERO, money.hi))
    if not money.known:
        certain = money.lo if claim.support.promise is Kind.AMOUNT else ZERO
        return Totals(unknown=Sum(certain, money.hi))
    return Totals(amount=money.hi) if claim.support.promise is Kind.AMOUNT else Totals(at_most=money.hi)


__all__ = ["check_up", "left_under", "sharing", "speaks", "totals", "validity"]
