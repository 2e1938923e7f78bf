"""What stands in the way and cannot be changed: a day, a place, what a thing is, what has been.

The next step never advises on these; a person should still read why a support is out of reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from luodi.engine.rules import tree
from luodi.engine.rules.answer import CheckUp, Claim
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.engines.python import Step
from luodi.engine.rules.model import Policy
from luodi.engine.rules.next_step import graded
from luodi.engine.rules.next_step_points import Target
from luodi.engine.rules.situation import Situation
from luodi.engine.rules.tree import FactOf, Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary

#: Why a fact cannot be changed.
WHY = {"day": "日期改不了", "place": "地点不在这里比较", "kind": "说的是它是什么", "settled": "既成事实"}


Obstacle = tuple[Target, Fact, Any, str]


@dataclass(frozen=True)
class Fixed:
    """A fact that nobody can change, and the claims it alone keeps from being eligible."""

    target: Target
    fact: Fact
    value: Any
    why: str
    claims: tuple[Claim, ...]


def fixed(
    policies: Iterable[Policy], situation: Situation, vocabulary: Vocabulary, *, beside: Iterable[Policy] = ()
) -> list[Fixed]:
    """Return the facts that cannot be changed and keep claims from being eligible, those with most claims first.

    Where one of several ways to be eligible could still be made to hold, nothing stands in the way for good.
    """
    policies, beside = tuple(policies), tuple(beside)
    ranks = graded((*policies, *beside))
    found: dict[Target, tuple[Fact, Any, str, list[Claim]]] = {}
    for claim in _failing(check_up(policies, situation, vocabulary, beside=beside)):
        for target, fact, value, why in _Obstacles(claim, situation, vocabulary, ranks).all():
            found.setdefault(target, (fact, value, why, []))[3].append(claim)
    made = [Fixed(target, fact, value, why, tuple(claims)) for target, (fact, value, why, claims) in found.items()]
    return sorted(made, key=lambda one: (-len(one.claims), one.fact.key))


def _failing(answer: CheckUp) -> Iterator[Claim]:
    """The claims that fail for conditions of their own; a policy that is not for this enterprise is not gone into."""
    for policy in answer.policies:
        common = 1 + len(policy.policy.scope)
        for claim in policy.claims if policy.in_force is not False else ():
            applies = all(reason.verdict is not False for reason in claim.reasons[:common])
            if applies and claim.verdict is False and not claim.replaced_by:
                yield claim


class _Obstacles:
    """Finds what keeps a claim from being eligible and cannot be changed."""

    def __init__(
        self, claim: Claim, situation: Situation, vocabulary: Vocabulary, ranks: frozenset[tuple[str, str]]
    ) -> None:
        self.claim, self.situation, self.vocabulary, self.ranks = claim, situation, vocabulary, ranks

    def all(self) -> list[Obstacle]:
        """Every obstacle of the claim, each once."""
        found = [one for reason in self.claim.reasons for one in self.of(reason.step)]
        return list({one[0]: one for one in found}.values())

    def of(self, step: Step) -> list[Obstacle]:
        """What makes a condition fail for good; nothing where a change could still make it hold."""
        if step.verdict is not False:
            return []
        if isinstance(step.node, tree.All):
            return [one for part in step.parts for one in self.of(part)]
        if isinstance(step.node, tree.Some):
            each = [self.of(part) for part in step.parts]
            return [one for held in each for one in held] if all(each) else []
        if isinstance(step.node, tree.Named) and step.parts:
            return self.of(step.parts[0])
        read = [self.told(node) for node in tree.facts_in(step.node)]
        return read if all(value is not None and why for _, _, value, why in read) else []

    def told(self, node: FactOf) -> Obstacle:
        """A fact as it was told, and why it cannot be changed (empty where it can)."""
        own = self.claim.thing if node.entity != ENTERPRISE else None
        year = self.situation.on.year - node.back if node.by_year else None
        held: Any = (own.facts if own else self.situation.enterprise).get(node.name)
        value = held.get(year) if year is not None and held is not None else held
        fact = self.vocabulary.facts[node.entity][node.name]
        return Target(node.entity, node.name, year, own.id if own else ""), fact, value, _why(fact, self.ranks)


def _why(fact: Fact, ranks: frozenset[tuple[str, str]]) -> str:
    if fact.settled:
        return "settled"
    if fact.type is Type.CATEGORY:
        return "" if (fact.entity, fact.name) in ranks else "kind"
    return {Type.DATE: "day", Type.REGION: "place"}.get(fact.type, "")


__all__ = ["WHY", "Fixed", "fixed"]
