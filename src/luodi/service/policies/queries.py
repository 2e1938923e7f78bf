"""What pages and API read: the encoded policies and their supports."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from luodi.engine.library import Library
from luodi.engine.rules.formula_text import formula_text
from luodi.engine.rules.model import COMBINING, INSTRUMENTS, Policy, Support
from luodi.engine.rules.vocabulary import Fact


@lru_cache(maxsize=1)
def library() -> Library:
    """The library of encoded policies, read once in a process; `LUODI_POLICIES` names another folder."""
    folder = os.environ.get("LUODI_POLICIES")
    return Library(Path(folder)) if folder else Library()


def counts() -> dict[str, int]:
    """How much there is, for the home page."""
    policies = library().policies()
    return {
        "policies": len(policies), "supports": sum(len(policy.supports) for policy in policies),
        "regions": len({policy.region for policy in policies}), "facts": len(library().vocabulary.all()),
    }  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """One policy in the list."""

    policy: Policy
    region: str
    in_force: bool | None
    instruments: tuple[str, ...]


def listed(words: str = "", region: str = "", instrument: str = "", on: date | None = None) -> list[Listed]:
    """Return the policies that hold all the words, of a region (or within it), with an instrument."""
    lib = library()
    regions = lib.vocabulary.regions
    found = []
    for policy in lib.policies():
        kinds = tuple(dict.fromkeys(support.instrument for support in policy.supports))
        text = policy.title + policy.number + "".join(support.title for support in policy.supports)
        if (
            all(word in text for word in words.split())
            and (not region or regions.within(policy.region, region))
            and (not instrument or instrument in kinds)
        ):
            found.append(
                Listed(
                    policy,
                    regions.name(policy.region),
                    policy.validity.on(on) if on else None,
                    tuple(INSTRUMENTS[kind] for kind in kinds),
                )
            )
    return found


def regions() -> list[tuple[str, str]]:
    """The regions that have an encoded policy, with their names."""
    lib = library()
    codes = sorted({policy.region for policy in lib.policies()})
    return [(code, lib.vocabulary.regions.name(code)) for code in codes]


@dataclass(frozen=True)
class Shown:
    """One support in words."""

    support: Support
    kind: str
    instrument: str
    entity: str
    conditions: tuple[tuple[str, str], ...]
    sum: str
    least: str
    limits: tuple[str, ...]


def shown(support: Support, policy: Policy) -> Shown:
    """Put a support into words."""
    from luodi.engine.core.money import yuan

    entities = library().vocabulary.entities
    limits = []
    for limit in (*support.limits, *(m for m in policy.limits if support.id in m.supports)):
        per = entities[support.entity if limit.per == "entity" else limit.per].label
        limits.append(f"按{per}，{limit.window.label}{yuan(limit.cap.history[-1][1])}")  # type: ignore[arg-type]
    return Shown(
        support, support.promise.label, INSTRUMENTS[support.instrument], entities[support.entity].label,
        tuple((formula_text(c.test), "、".join(c.clause)) for c in support.conditions),
        formula_text(support.sum) if support.sum is not None else "", formula_text(support.least) if support.least is not None else "", tuple(limits),
    )  # fmt: skip


def combining(policy: Policy) -> str:
    """Say how the supports of a policy go together."""
    return COMBINING[policy.combining]


def facts(words: str) -> list[tuple[Fact, str]]:
    """Return the facts that hold all the words, each with the label of its entity."""
    vocabulary = library().vocabulary
    found = []
    for fact in vocabulary.all():
        text = fact.key + fact.label + fact.meaning
        if all(word in text for word in words.split()):
            found.append((fact, vocabulary.entities[fact.entity].label))
    return found
