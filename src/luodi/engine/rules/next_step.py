"""The next step (再差多少、能多得多少): the smallest change of one fact that changes what a support brings.

For every claim and every fact it reads that was told, the values are tried at which its formulas can turn (`next_step_points`),
the nearest first, each by the reference; what a change would bring is then computed by a whole check-up. Nothing is said of
facts that were not told (`ask` names them), or of how likely a change is. What nobody can change (days, places, what a thing is,
what has been) is never changed here; `next_step_fixed` says where it stands in the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any

from luodi.engine.core.money import FEN, Number, round_to
from luodi.engine.rules import tree
from luodi.engine.rules.answer import CheckUp, Claim, Totals
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.engines.python import INFINITE, ZERO, Env, conjunction, evaluate, exact
from luodi.engine.rules.history import as_grants
from luodi.engine.rules.model import Kind, Policy
from luodi.engine.rules.next_step_points import Points, Target
from luodi.engine.rules.situation import FactValue, Situation, Thing
from luodi.engine.rules.tree import NUMERIC, FactOf, Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary

#: The smallest change of a fact by its unit: a fen, one of a count, a hundredth of a percentage point.
UNITS = {Type.MONEY: FEN, Type.COUNT: Decimal(1), Type.NUMBER: Decimal(1), Type.RATIO: Decimal("0.0001")}

#: What a change does, best first.
REACHES = {
    "eligible": "符合条件",
    "open": "不再因这一项不符合",
    "tier": "进入下一档",
    "cap": "达到封顶，再多不再多得",
}


@dataclass(frozen=True)
class Change:
    """One fact with another value."""

    target: Target
    fact: Fact
    before: FactValue
    after: FactValue

    @property
    def key(self) -> str:
        """The fact as a person looks it up, with its year and its entity: `main_revenue@2020`, `project.level[p1]`."""
        year = f"@{self.target.year}" if self.target.year is not None else ""
        return f"{self.fact.key}{year}" + (f"[{self.target.thing}]" if self.target.thing else "")

    @property
    def difference(self) -> Number | None:
        """How much more (or, below zero, less); None for what is not a number."""
        if isinstance(self.before, Decimal) and isinstance(self.after, Decimal):
            return exact("-", self.after, self.before)
        return None

    @property
    def share(self) -> Fraction:
        """The difference as a share of the larger of both values; 1 for what is not a number."""
        if not isinstance(self.before, Decimal) or not isinstance(self.after, Decimal):
            return Fraction(1)
        return abs(Fraction(self.after) - Fraction(self.before)) / max(
            abs(Fraction(self.before)), abs(Fraction(self.after))
        )


@dataclass(frozen=True)
class Gain:
    """What a change brings more over all policies, each kind for itself, in yuan; below zero it takes away."""

    amount: Number
    at_most: Number
    unknown: Number
    discretion: int

    @property
    def first(self) -> tuple[int, Number]:
        """The first kind that grows, and by how much; (4, 0) when none does."""
        for i, value in enumerate((self.amount, self.at_most, self.unknown, Decimal(self.discretion))):
            if value > 0:
                return i, value
        return 4, ZERO


@dataclass(frozen=True)
class NextStep:
    """One change and what it does: the claims it brings further (each before and after), and what it does to the totals.

    `reaches` says for each of these claims what the change attains (a key of `REACHES`). `elsewhere` are the other claims
    that come out differently. `past` says that the fact is of a year that is over: a measure for the years to come only.
    """

    change: Change
    reaches: tuple[str, ...]
    claims: tuple[tuple[Claim, Claim], ...]
    elsewhere: tuple[tuple[Claim, Claim], ...]
    before: Totals
    after: Totals
    gain: Gain
    past: bool = False

    @property
    def rank(self) -> tuple[bool, int, Number, str]:
        """Definite gains first, then ceilings; in a kind the one that brings most for a given share of its fact."""
        kind, gain = self.gain.first
        return self.past, kind, -(INFINITE if gain == INFINITE else Fraction(gain) / self.change.share), self.change.key


def next_steps(
    policies: Iterable[Policy], situation: Situation, vocabulary: Vocabulary, *, beside: Iterable[Policy] = ()
) -> list[NextStep]:
    """Return the changes of one fact that bring more, those that bring most for the smallest change first.

    Changes of a year that is over come last.
    """
    policies, beside = tuple(policies), tuple(beside)
    base = check_up(policies, situation, vocabulary, beside=beside)
    known = as_grants(situation, (*policies, *beside))
    ranks = graded((*policies, *beside))
    found: dict[tuple[Target, FactValue], tuple[Change, dict[str, str]]] = {}
    for answer in base.policies:
        for claim in answer.claims:
            if answer.in_force is not False and not claim.replaced_by:
                for word, change in _Tries(answer.policy, claim, known, vocabulary, ranks).all():
                    found.setdefault((change.target, change.after), (change, {}))[1].setdefault(claim.path, word)
    made = []
    for change, reached in found.values():
        after = check_up(policies, changed(situation, change), vocabulary, beside=beside)
        made.append(_step(change, reached, base, after))
    return sorted((step for step in made if step.gain.first[0] < 4), key=lambda step: step.rank)


def changed(situation: Situation, change: Change) -> Situation:
    """Return the situation with the changed fact."""
    target = change.target
    if target.entity == ENTERPRISE:
        return replace(situation, enterprise=_with(situation.enterprise, target, change.after))
    things = tuple(
        Thing(t.entity, t.id, _with(t.facts, target, change.after)) if t.id == target.thing else t
        for t in situation.things[target.entity]
    )
    return replace(situation, things={**situation.things, target.entity: things})


def _with(facts: Mapping[str, Any], target: Target, value: FactValue) -> dict[str, Any]:
    held = facts[target.name]
    return {**facts, target.name: {**held, target.year: value} if target.year is not None else value}


def graded(policies: Iterable[Policy]) -> frozenset[tuple[str, str]]:
    """The categories that some table pays by: these are ranks one can rise in; others say what a thing is."""
    nodes = [n for p in policies for s in p.supports if s.sum is not None for n in tree.walk(s.sum)]
    levels = [n.level for n in nodes if isinstance(n, tree.Classed)]
    return frozenset((n.entity, n.name) for n in levels if isinstance(n, FactOf))


def _step(change: Change, reached: dict[str, str], base: CheckUp, after: CheckUp) -> NextStep:
    pairs = list(zip(base.claims(), after.claims(), strict=True))
    differing = [(a, b) for a, b in pairs if (a.verdict, a.sum, a.counts) != (b.verdict, b.sum, b.counts)]
    claims = tuple((a, b) for a, b in pairs if a.path in reached)
    elsewhere = tuple((a, b) for a, b in differing if a.path not in reached and not (a.replaced_by or b.replaced_by))
    before, then = base.totals, after.totals
    gain = Gain(
        _less(then.amount, before.amount),
        _less(then.at_most, before.at_most),
        _less(then.unknown.hi, before.unknown.hi),
        then.discretion - before.discretion,
    )
    past = change.target.year is not None and change.target.year < base.situation.on.year
    return NextStep(change, tuple(reached[a.path] for a, _ in claims), claims, elsewhere, before, then, gain, past)


def _less(a: Number, b: Number) -> Number:
    if a == b:
        return ZERO
    if INFINITE in (a, b):
        return INFINITE if a == INFINITE else -INFINITE
    rest = exact("-", a, b)
    assert rest is not None
    return rest


@dataclass(frozen=True)
class _Outcome:
    """What a claim comes to by its own conditions and formula, before groups and limits."""

    verdict: bool | None
    lo: Number = ZERO
    hi: Number = ZERO
    discretion: bool = False

    @property
    def stands(self) -> int:
        """0 not eligible, 1 not known, 2 eligible."""
        return {False: 0, None: 1, True: 2}[self.verdict]


class _Tries:
    """Tries other values of each fact that one claim reads."""

    def __init__(
        self, policy: Policy, claim: Claim, known: Situation, vocabulary: Vocabulary, graded: frozenset[tuple[str, str]]
    ) -> None:
        self.policy, self.claim, self.known, self.vocabulary, self.graded = policy, claim, known, vocabulary, graded
        support = claim.support
        self.conditions = [c.test for c in (*policy.scope, *support.conditions)]
        self.sum = support.sum
        self.fixed = [r.step for r in claim.reasons if isinstance(r.step.node, tree.Builtin)]
        self.stuck = any(step.verdict is False for step in self.fixed)
        self.now = self.outcome(known, claim.thing)

    def all(self) -> Iterator[tuple[str, Change]]:
        """Return what each fact can reach at the smallest change: eligibility, or the next tier and the cap."""
        if self.stuck:  # not in force, or paid before: no fact changes that
            return
        facts = [f for node in (*self.conditions, *((self.sum,) if self.sum else ())) for f in tree.facts_in(node)]
        for node in dict.fromkeys(facts):
            told = self.told(node)
            if told is None:
                continue
            target, fact, value = told
            if fact.settled:
                continue
            if node.type in NUMERIC and isinstance(value, Decimal):
                yield from self.number(_Line(self, target, fact, value, node))
            elif node.type is Type.BOOLEAN:
                yield from self.words(target, fact, value, [not value])
            elif node.type is Type.CATEGORY and (node.entity, node.name) in self.graded:
                yield from self.words(target, fact, value, [word for word, _ in fact.words if word != value])

    def told(self, node: FactOf) -> tuple[Target, Fact, FactValue] | None:
        """Return the fact a formula reads and its value; None when it was not told."""
        thing = self.claim.thing
        if node.entity != ENTERPRISE and (thing is None or thing.entity != node.entity):
            return None
        own = thing if node.entity != ENTERPRISE else None
        held: Any = (own.facts if own else self.known.enterprise).get(node.name)
        year = self.known.on.year - node.back if node.by_year else None
        value = held.get(year) if year is not None and held is not None else held
        fact = self.vocabulary.facts[node.entity][node.name]
        return None if value is None else (Target(node.entity, node.name, year, own.id if own else ""), fact, value)

    def outcome(self, situation: Situation, thing: Thing | None) -> _Outcome:
        """Evaluate the claim's own conditions and its sum by the reference."""
        env = Env(situation, self.vocabulary.regions, self.claim.support.path, thing)
        verdict = conjunction(tree.All(()), [*self.fixed, *(evaluate(c, env) for c in self.conditions)]).verdict
        if verdict is False or self.sum is None:
            return _Outcome(verdict, discretion=self.claim.support.kind is Kind.DISCRETION)
        step = evaluate(self.sum, env)
        return _Outcome(verdict, max(step.lo, ZERO), max(step.hi, ZERO))

    def pays(self, outcome: _Outcome) -> bool:
        """Whether an outcome brings anything once it is rounded."""
        rule = self.policy.rounding
        return outcome.verdict is not False and (outcome.discretion or round_to(outcome.hi, rule.to, rule.how) > 0)

    def at(self, change: Change) -> _Outcome:
        """What the claim comes to with a changed fact."""
        situation, thing = self.known, self.claim.thing
        if change.target.entity == ENTERPRISE:
            return self.outcome(changed(situation, change), thing)
        assert thing is not None
        return self.outcome(situation, Thing(thing.entity, thing.id, _with(thing.facts, change.target, change.after)))

    def words(self, target: Target, fact: Fact, value: FactValue, others: list[Any]) -> Iterator[tuple[str, Change]]:
        """The least of the other words that is better: the next class, not the highest."""
        tried = [(self.at(change), change) for change in (Change(target, fact, value, other) for other in others)]
        better = [(o, c) for o, c in tried if (o.stands, o.hi) > (self.now.stands, self.now.hi) and self.pays(o)]
        if better:
            top = max(o.stands for o, _ in better)
            outcome, change = min(((o, c) for o, c in better if o.stands == top), key=lambda t: (t[0].hi, t[0].lo))
            yield self.reached(outcome), change

    def number(self, line: _Line) -> Iterator[tuple[str, Change]]:
        """The nearest number that makes the claim eligible, the nearest at which its sum jumps, and where it grows no more."""
        if self.now.stands < 2:
            yield from self.entry(line)
        elif (value := line.first(lambda v: line.better(v) and line.jumps(v))) is not None:
            yield "tier", line.change(value)
        if (value := line.first(lambda v: line.better(v) and line.ends(v))) is not None:
            yield "cap", line.change(value)

    def entry(self, line: _Line) -> Iterator[tuple[str, Change]]:
        """The nearest number that makes the claim eligible; failing that, one with which only missing facts stand against it."""
        for stands in range(2, self.now.stands, -1):

            def there(outcome: _Outcome, stands: int = stands) -> bool:
                return outcome.stands == stands and self.pays(outcome)

            value = line.first(lambda v, there=there: there(line.outcome(v)))  # type: ignore[misc]
            if value is not None:
                near = line.nearest(value, there)
                yield self.reached(line.outcome(near)), line.change(near)
                return

    def reached(self, outcome: _Outcome) -> str:
        """What an outcome attains, compared with today's."""
        if outcome.stands == self.now.stands:
            return "tier"
        return "eligible" if outcome.stands == 2 else "open"


class _Line:
    """The values of one numeric fact worth trying for a claim, the nearest first, and what comes out at each."""

    def __init__(self, tries: _Tries, target: Target, fact: Fact, value: Decimal, node: FactOf) -> None:
        self.tries, self.target, self.fact, self.value = tries, target, fact, value
        self.unit = UNITS[node.type]
        self.cut = node.cut
        self.seen: dict[Decimal, _Outcome] = {value: tries.now}
        env = Env(tries.known, tries.vocabulary.regions, tries.claim.support.path, tries.claim.thing)
        points = Points(target, env)
        for condition in tries.conditions:
            points.condition(condition)
        if tries.sum is not None:
            points.sum(tries.sum, tries.policy.rounding.to)
        low, high = fact.range
        values = {v for p in points.found for v in self.around(p) if low <= v <= high and v != value}
        self.values = sorted(values, key=lambda v: (abs(v - value), v))

    def around(self, point: Fraction) -> Iterator[Decimal]:
        """The values just at, below and above a point that the fact can have."""
        step = max(self.cut, self.unit) if self.cut is not None else self.unit
        for rounding in (ROUND_FLOOR, ROUND_CEILING):
            base = _on_grid(point, step, rounding)
            for k in (-1, 0, 1):
                yield base + k * step
                if step != self.unit:  # a fact that is cut down reads the same until just before the next step
                    yield base + k * step - self.unit

    def first(self, holds: Callable[[Decimal], bool]) -> Decimal | None:
        """Return the nearest value of those worth trying at which something holds."""
        return next((value for value in self.values if holds(value)), None)

    def nearest(self, value: Decimal, holds: Callable[[_Outcome], bool]) -> Decimal:
        """Return the value nearest to today's at which the same holds already.

        Between two breakpoints a sum only grows, but where the first fen of it is rounded up to is no breakpoint.
        """
        way = self.step(value)
        before = [v for v in (self.value, *self.values) if 0 < (value - v) / way <= (value - self.value) / way]
        for start in sorted(before, key=lambda v: abs(v - value)):
            if start == self.value or not holds(self.outcome(start)):
                return self._halved(start, value, way, holds)
            value = start
        return value

    def _halved(self, start: Decimal, value: Decimal, way: Decimal, holds: Callable[[_Outcome], bool]) -> Decimal:
        low, high = 0, int(-(-(value - start) // way))  # so many steps back it holds, and it does not
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (middle, high) if holds(self.outcome(value - middle * way)) else (low, middle)
        return value - low * way

    def change(self, value: Decimal) -> Change:
        """The fact with this value."""
        return Change(self.target, self.fact, self.value, value)

    def outcome(self, value: Decimal) -> _Outcome:
        """What the claim comes to at a value; a value the fact cannot have comes to nothing."""
        if value not in self.seen:
            low, high = self.fact.range
            self.seen[value] = self.tries.at(self.change(value)) if low <= value <= high else _Outcome(False)
        return self.seen[value]

    def better(self, value: Decimal) -> bool:
        """Whether a value brings more than today, without making anything less certain."""
        there, now = self.outcome(value), self.tries.now
        return there.stands >= now.stands and there.hi > now.hi and there.lo >= now.lo

    def jumps(self, value: Decimal) -> bool:
        """Whether the sum jumps up on the way to a value: by more than it grows just before and just after."""
        way = self.step(value)
        before, here, after = self.outcome(value - way), self.outcome(value), self.outcome(value + way)
        rise = _less(here.hi, before.hi)
        return rise > max(_less(before.hi, self.outcome(value - 2 * way).hi), _less(after.hi, here.hi), ZERO)

    def ends(self, value: Decimal) -> bool:
        """Whether the sum grows up to a value and not beyond it."""
        way = self.step(value)
        before, here, after = self.outcome(value - way), self.outcome(value), self.outcome(value + way)
        return here.hi > before.hi and after.hi <= here.hi and not self.jumps(value)

    def step(self, value: Decimal) -> Decimal:
        """The smallest change that a formula can see, in the direction of a value."""
        size = max(self.cut, self.unit) if self.cut is not None else self.unit
        return size if value > self.value else -size


def _on_grid(point: Fraction, step: Decimal, rounding: str) -> Decimal:
    steps = point / Fraction(step)
    whole = steps.numerator // steps.denominator
    if rounding == ROUND_CEILING and steps.denominator != 1:
        whole += 1
    return whole * step


__all__ = ["REACHES", "Change", "Gain", "NextStep", "changed", "graded", "next_steps"]
