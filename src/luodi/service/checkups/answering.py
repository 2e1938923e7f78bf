"""The answer to what was told: which policies are asked about, and what the engine says. Nothing is decided here.

The library is read once in a process; what follows from it alone (policies of a region, names of supports) is kept beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from luodi.engine.core.errors import DataError
from luodi.engine.core.strict_yaml import Source
from luodi.engine.library import Library
from luodi.engine.rules.answer import CheckUp
from luodi.engine.rules.best import Best, best
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.facts import read_situation
from luodi.engine.rules.model import Policy
from luodi.engine.rules.next_step import NextStep, next_steps
from luodi.engine.rules.reading import formulas_of
from luodi.engine.rules.situation import Situation
from luodi.engine.rules.tree import facts_in
from luodi.service.checkups.told import Told, fact_file
from luodi.service.policies.queries import library

#: How many things (projects, loans …) one check-up may hold, and how many are compared with each other for advice.
MOST_THINGS, MOST_ADVISED = 500, 80


def policies_of(region: str) -> tuple[Policy, ...]:
    """The policies that may hold for an enterprise of a region: of it, within it, and above it; all where none is told."""
    return _policies_of(library(), region)


@lru_cache(maxsize=256)
def _policies_of(held: Library, region: str) -> tuple[Policy, ...]:
    regions = held.vocabulary.regions
    return tuple(p for p in held.policies() if not region or regions.related(p.region, region))


def reading() -> Mapping[str, Any]:
    """What `read_situation` checks names against: every support and every policy of the library."""
    return _reading(library())


@lru_cache(maxsize=2)
def _reading(held: Library) -> Mapping[str, Any]:
    return {
        "supports": frozenset(s.path for p in held.policies() for s in p.supports),
        "policies": frozenset(held.ids()),
    }


def digest() -> str:
    """Names the library as it is now: another one may give another answer to the same facts."""
    return _digest(library())


@lru_cache(maxsize=2)
def _digest(held: Library) -> str:
    import hashlib

    text = held.vocabulary.digest + "".join(policy.id + policy.digest for policy in held.policies())
    return hashlib.sha256(text.encode()).hexdigest()


def situation_of(told: Told) -> Situation:
    """Read what was told the way a fact file is read, with the same refusals (LuodiError)."""
    source = Source("你的回答", fact_file(told, library().vocabulary), {})
    return read_situation(source, library().vocabulary, **reading())


def answer_to(told: Told) -> CheckUp:
    """The check-up of what was told."""
    return of_situation(situation_of(told), policies_of(told.region))


def of_situation(situation: Situation, policies: tuple[Policy, ...]) -> CheckUp:
    """The check-up of a situation under some policies, the others of the library beside."""
    return check_up(policies, situation, library().vocabulary, beside=library().policies())


def best_of(told: Told, by: str = "amount") -> Best:
    """What to claim when supports exclude each other or share limits."""
    return best_for(situation_of(told), policies_of(told.region), by)


def best_for(situation: Situation, policies: tuple[Policy, ...], by: str) -> Best:
    """The same of a situation under some policies; DataError when there are too many things to compare while somebody waits."""
    _few(situation)
    return best(policies, situation, library().vocabulary, by=by, beside=library().policies())


def next_of(told: Told) -> list[NextStep]:
    """The smallest changes of one fact that bring more."""
    return next_for(situation_of(told), policies_of(told.region))


def next_for(situation: Situation, policies: tuple[Policy, ...]) -> list[NextStep]:
    """The same of a situation under some policies; DataError as in `best_for`."""
    _few(situation)
    return next_steps(policies, situation, library().vocabulary, beside=library().policies())


def _few(situation: Situation) -> None:
    count = sum(len(rows) for rows in situation.things.values())
    if count > MOST_ADVISED:
        raise DataError(
            f"项目、贷款等共 {count} 个，一时算不完",
            why=f"网页上的最优组合和“再差多少”最多比 {MOST_ADVISED} 个",
            fix="下载事实文件，在本机用 luodi best、luodi next",
        )


def used(region: str, entity: str) -> Mapping[str, int]:
    """The facts of a kind of thing that the policies of a region read, each with how many years back at most."""
    return _used(library(), region, entity)


@lru_cache(maxsize=512)
def _used(held: Library, region: str, entity: str) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for policy in _policies_of(held, region):
        for support in policy.supports:
            formulas = [*(condition.test for condition in policy.scope), *formulas_of(support)]
            for node in (fact for formula in formulas for fact in facts_in(formula)):
                if node.entity == entity:
                    back = node.back + (1 if support.last_year else 0)
                    found[node.name] = max(back, found.get(node.name, 0))
    return found


def entities_of(region: str) -> tuple[str, ...]:
    """The kinds of things that some support of the region is counted for."""
    return tuple(dict.fromkeys(s.entity for p in policies_of(region) for s in p.supports if s.entity != "enterprise"))
