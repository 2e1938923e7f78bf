"""Limits are applied from the narrowest to the widest: the entity's before the enterprise's, a year's before a lifetime's.

The order is worked out here once more, from plain numbers, and both engines must keep to it; docs/explanation/evaluation.md says it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

pytest.importorskip("duckdb", reason="缺少 tables 扩展")

ON = date(2024, 6, 30)
#: From the narrowest to the widest; the years a window counts, for ever being the widest.
PERIODS = {"year": 1, "{years: 3}": 3, "{years: 5}": 5, "lifetime": 999}


@dataclass
class Limit:
    """A limit as it is written, and where: in a support (its place) or in the policy."""

    members: list[int]
    per_entity: bool
    period: str
    cap: int
    own: bool

    def text(self) -> str:
        listed = ", ".join(f'"{i + 1}"' for i in self.members)
        named = "" if self.own else f"supports: [{listed}], "
        clause = "" if self.own else ", clause: 九"
        return f"{{{named}per: {'entity' if self.per_entity else 'enterprise'}, period: '{self.period}', cap: {self.cap}{clause}}}".replace("'{", "{").replace("}'", "}").replace("'", "")  # fmt: skip

    @property
    def width(self) -> tuple[bool, int]:
        return not self.per_entity, PERIODS[self.period]


@dataclass
class Trial:
    """Random limits over random claims, and what the order makes of them."""

    seed: int
    limits: list[Limit] = field(default_factory=list)

    def __post_init__(self) -> None:
        r = random.Random(self.seed)
        self.count = r.randint(1, 3)
        own = [
            Limit([i], r.random() < 0.5, r.choice(list(PERIODS)), r.randint(5, 120), True)
            for i in range(self.count) for _ in range(r.randint(0, 3))
        ]  # fmt: skip
        self.limits = own + [
            Limit(sorted(r.sample(range(self.count), r.randint(1, self.count))), r.random() < 0.4, r.choice(list(PERIODS)), r.randint(20, 200), False)
            for _ in range(r.randint(0, 3))
        ]  # fmt: skip
        self.shares = [r.randint(1, 9) for _ in range(self.count)]
        days = r.sample(range(1, 28), 3)
        self.projects = {f"p{i}": (r.randint(10, 100), date(2024, 3, days[i])) for i in range(r.randint(1, 3))}
        self.received = [
            (r.randrange(self.count), date(r.choice([2024, 2023, 2020, 2015]), 2, 1), r.randint(1, 30), r.choice(list(self.projects)))
            for _ in range(r.randint(0, 3))
        ]  # fmt: skip

    def texts(self) -> tuple[list[str], str]:
        bodies = []
        for i in range(self.count):
            mine = ", ".join(m.text() for m in self.limits if m.own and m.members == [i])
            limits = f"\nlimits: [{mine}]" if mine else ""
            bodies.append(f"for: project\nvalues: {{rate: 0.{self.shares[i]}}}\namount: invest * rate{limits}")
        shared = [f"- {m.text()}" for m in self.limits if not m.own]
        return bodies, "limits:\n" + "\n".join(shared) if shared else ""

    def facts(self) -> tuple[str, str]:
        things = ", ".join(f"{{id: {n}, invest: {v}, finished_on: {d}}}" for n, (v, d) in self.projects.items())
        had = ", ".join(
            f'{{support: "north/town/plan#{i + 1}", date: {d}, amount: {a}, entity: {n}}}'
            for i, d, a, n in self.received
        )
        return f"project: [{things}]", f"[{had}]"

    def sums(self, ranked: list[Limit]) -> dict[str, Decimal]:
        """Apply the limits one after the other; a claim is a support for a project."""
        held = {
            (i, n): Decimal(v * self.shares[i]) / 10 for i in range(self.count) for n, (v, _) in self.projects.items()
        }
        for limit in ranked:
            for whose in [[n] for n in self.projects] if limit.per_entity else [list(self.projects)]:
                left = Decimal(limit.cap) - sum(
                    a for i, d, a, n in self.received
                    if i in limit.members and n in whose and self.inside(limit, d)
                )  # fmt: skip
                left = max(left, Decimal(0))
                mine = [(i, n) for i in limit.members for n in whose]
                for claim in sorted(mine, key=lambda c: (self.projects[c[1]][1], -held[c])):
                    held[claim] = min(held[claim], left)
                    left -= held[claim]
        return {f"{i + 1}[{n}]": value for (i, n), value in held.items()}

    def inside(self, limit: Limit, day: date) -> bool:
        years = PERIODS[limit.period]
        return day.year == ON.year if years == 1 else day > date(ON.year - min(years, 100), ON.month, ON.day)


def test_both_engines_keep_to_the_order(desk: Any, asks_both: Callable[..., None]) -> None:
    matters = 0
    for seed in range(120):
        trial = Trial(seed)
        bodies, head = trial.texts()
        plan = desk.several(*bodies, head=head)
        facts, received = trial.facts()
        situation = plan.situation(facts, on=ON.isoformat(), received=received)
        answer = plan.check(facts, on=ON.isoformat(), received=received)
        wanted = trial.sums(sorted(trial.limits, key=lambda m: m.width))
        assert {c.key: c.sum.hi for c in answer.claims if c.sum} == wanted, seed
        asks_both([plan.policy], situation, plan.library.vocabulary)
        matters += wanted != trial.sums(sorted(trial.limits, key=lambda m: m.width, reverse=True))
    assert matters > 10  # the order really decides
