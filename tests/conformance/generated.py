"""Situations made up at random, but where it hurts: gaps, thresholds and the figure before and after, very large sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Any

from luodi.engine.core.period import Period, shift
from luodi.engine.rules import tree
from luodi.engine.rules.engines.tables.layout import FIRST_DAY, LAST_DAY, PARTS, bounds
from luodi.engine.rules.model import Policy, Support
from luodi.engine.rules.situation import Receipt, Situation, Thing
from luodi.engine.rules.tree import NUMERIC, FactOf, Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary


@dataclass
class Wanted:
    """What the formulas of a policy compare a fact with."""

    numbers: set[Fraction] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    places: set[str] = field(default_factory=set)

    @cached_property
    def decisive(self) -> list[Fraction]:
        """The numbers in order, once all formulas are read."""
        return sorted(self.numbers)


class Generator:
    """Makes up situations for one policy (and those it implements)."""

    def __init__(self, policies: Sequence[Policy], vocabulary: Vocabulary, seed: int | str) -> None:
        self.policies, self.vocabulary, self.random = policies, vocabulary, Random(str(seed))
        self.supports = [s for p in policies for s in p.supports]
        self.wanted: dict[tuple[str, str], Wanted] = defaultdict(Wanted)
        self.periods: list[Period] = [Period(years=1)]
        self.caps: list[Decimal] = [Decimal(0)]
        for policy in policies:
            self._read([c.test for c in policy.scope])
            for support in policy.supports:
                self._read(_formulas(support))
            self.caps += [p for m in policy.limits for _, p in m.cap.history if isinstance(p, Decimal)]
        self.kinds = sorted({s.entity for s in self.supports} - {ENTERPRISE})

    # -- what the formulas ask ------------------------------------------------------------------------------------

    def _read(self, formulas: list[tree.Node]) -> None:
        """Note which figures stand beside which facts: limits, rates, and the base at which a rate reaches a limit."""
        nodes = [node for formula in formulas for node in tree.walk(formula)]
        figures = {Fraction(n) for node in nodes if isinstance(node, tree.ValueOf) for n in _numbers(node)}
        self.caps += [Decimal(f.numerator) for f in figures if f.denominator == 1 and f > 100]
        rates = [f for f in figures if 0 < f < 1]
        reached = {f / r for f in figures for r in rates if f >= 1}
        for node in nodes:
            match node:
                case FactOf():
                    wanted = self.wanted[node.entity, node.name]
                    if node.type in NUMERIC:
                        wanted.numbers |= figures | reached
                    if node.by_year:
                        wanted.years.add(node.back)
                case tree.Compare(left=FactOf() as fact, right=tree.Literal(value=str() as word)):
                    self.wanted[fact.entity, fact.name].words.add(word)
                case tree.OneOf(item=FactOf() as fact):
                    self.wanted[fact.entity, fact.name].words |= set(node.options)
                case tree.Classed(level=FactOf() as fact):
                    rows = [row for _, table in node.table.history for row in table]  # type: ignore[union-attr]
                    self.wanted[fact.entity, fact.name].words |= {str(row[0]) for row in rows}
                case tree.Within(place=FactOf() as fact):
                    self.wanted[fact.entity, fact.name].places.add(node.region)
                case tree.MakePeriod(count=tree.ValueOf() as count):
                    self.periods += [Period(**{node.unit: int(n)}) for n in _numbers(count)]

    # -- making up ------------------------------------------------------------------------------------------------

    def question(self) -> tuple[date, dict[str, bool]]:
        """A day on which most policies are in force, and what is known of the others."""
        pick = self.random
        day = pick.choice(
            [
                date(2021, 6, 1),
                date(2022, 1, 1),
                date(2022, 12, 31),
                date(2024, 2, 29),
                date(2020, 8, 15),
                date(2019, 5, 5),
            ]
        )
        told = {p.id: pick.random() < 0.9 for p in self.policies if pick.random() < 0.9}
        return day, told

    def situation(self, on: date, in_force: dict[str, bool]) -> Situation:
        """One enterprise with its entities and its history."""
        pick = self.random
        mood = pick.choice([0.0, 0.08, 0.08, 0.3])  # how much was not told
        facts = self.facts(ENTERPRISE, on, mood)
        things = {}
        for kind in self.kinds:
            if pick.random() < 0.9:
                count = pick.choice([0, 1, 1, 2, 3])
                things[kind] = tuple(Thing(kind, f"{kind}{i}", self.facts(kind, on, mood)) for i in range(count))
        return Situation(on, facts, things, self.received(on, things), in_force)

    def facts(self, kind: str, on: date, mood: float) -> dict[str, Any]:
        """The facts of one entity."""
        made: dict[str, Any] = {}
        for fact in self.vocabulary.facts.get(kind, {}).values():
            wanted = self.wanted.get((kind, fact.name))
            dated = self.vocabulary.entities[kind].dated_by == fact.name
            if wanted is None and not dated:
                continue
            wanted = wanted or Wanted()
            if not fact.by_year:
                if self.random.random() >= mood:
                    made[fact.name] = self.value(fact, wanted, on)
                continue
            years = {
                on.year - back: self.value(fact, wanted, on)
                for back in wanted.years | {0}
                if self.random.random() >= mood
            }
            if years:
                made[fact.name] = years
        return made

    def value(self, fact: Fact, wanted: Wanted, on: date) -> Any:
        """A value that is often one that decides something."""
        pick = self.random
        match fact.type:
            case Type.BOOLEAN:
                return pick.random() < 0.85
            case Type.CATEGORY:
                words = sorted(wanted.words) if wanted.words and pick.random() < 0.9 else [w for w, _ in fact.words]
                return pick.choice(words)
            case Type.REGION:
                return self.place(wanted)
            case Type.DATE:
                return self.day(on)
            case Type.TEXT:
                return "云溪"
        return self.number(fact, wanted, on)

    def place(self, wanted: Wanted) -> str:
        pick = self.random
        target = pick.choice(sorted(wanted.places) or ["330100"])
        above = self.vocabulary.regions.above(target)
        near = [target, *above, f"{target[:4]}99", f"{target[:2]}9001", f"{target[:2]}9900", "110101"]
        return target if pick.random() < 0.8 else pick.choice(near)

    def day(self, on: date) -> date:
        pick = self.random
        base = pick.choice(
            [
                on,
                date(on.year, 1, 1),
                date(on.year - 1, 1, 1),
                date(2020, 2, 29),
                date(2019, 1, 31),
                date(on.year - 2, 8, 31),
            ]
        )
        if pick.random() < 0.6:
            base = shift(base, pick.choice(self.periods), pick.choice([-1, 1]))
        base += timedelta(days=pick.choice([0, 0, -1, 1, pick.randint(-900, 900)]))
        return min(max(base, FIRST_DAY), LAST_DAY)

    def number(self, fact: Fact, wanted: Wanted, on: date) -> Decimal:
        pick, parts = self.random, PARTS[fact.type]
        low, high = bounds(fact)
        decisive = wanted.decisive
        roll = pick.random()
        if fact.type is Type.COUNT and fact.unit == "年":
            units = on.year + pick.randint(-5, 2)
        elif roll < 0.6 and decisive:
            units = int(pick.choice(decisive) * parts) + pick.choice([0, 0, -1, 1, pick.randint(-100, 100)])
        elif roll < 0.7:
            units = pick.choice([0, 1, -1, low, high, high - 1, low + 1])
        elif roll < 0.85:
            units = pick.randint(0, 10 ** pick.randint(1, 15))
        else:
            units = pick.randint(0, 3000) * parts * pick.choice([1, 1, 1000, 10_000])
        if low < 0 and pick.random() < 0.4:  # a loss is as good a fact as a profit
            units = -units
        units = min(max(units, low), high)
        if fact.type is Type.COUNT:
            return Decimal(units)
        return Decimal(units) / parts

    def received(self, on: date, things: dict[str, tuple[Thing, ...]]) -> tuple[Receipt, ...] | None:
        """What was received before."""
        pick = self.random
        if pick.random() < 0.15:
            return None
        made = []
        for _ in range(pick.choice([0, 0, 0, 1, 2, 4])):
            support = pick.choice(self.supports)
            mine = [t.id for t in things.get(support.entity, ())]
            entity = pick.choice(["", *mine, *mine, "elsewhere"])
            year = on.year - pick.choice([0, 0, 0, 1, 1, 2, 3, 4, 5, 6])
            day = pick.choice(
                [date(year, 1, 1), date(year, 12, 31), shift(on, Period(years=on.year - year), -1), date(year, 5, 20)]
            )
            amount = max(Decimal(0), pick.choice(self.caps) + Decimal(pick.choice([0, 0, -1, 1])) / 100)
            made.append(
                Receipt(support.path, day, pick.choice([amount, amount, Decimal(pick.randint(0, 10**9)) / 100]), entity)
            )
        return tuple(made)


def _formulas(support: Support) -> list[tree.Node]:
    return [node for node in (*(c.test for c in support.conditions), support.sum, support.least) if node is not None]


def _numbers(figure: tree.ValueOf) -> list[Decimal]:
    """Every number of a figure: itself, or the thresholds and results of its table."""
    found: list[Decimal] = []
    for _, payload in figure.history:
        if isinstance(payload, Decimal):
            found.append(payload)
        elif isinstance(payload, tuple):
            found += [cell for row in payload if isinstance(row, tuple) for cell in row if isinstance(cell, Decimal)]
    return found
