"""The example of the home page: a case of an encoded policy, answered by the engine each time the site starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from luodi.engine.core.errors import LuodiError
from luodi.engine.library import Library
from luodi.engine.library.cases import load_cases
from luodi.engine.rules.answer import Claim, Sum
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.explain import condition_text
from luodi.engine.rules.model import Policy
from luodi.service.policies.queries import library

_REASONS = range(2, 5)


@dataclass(frozen=True)
class Example:
    """One support for one made-up enterprise: what it gets, and by which conditions."""

    policy: Policy
    claim: Claim
    on: date
    reasons: tuple[str, ...]
    sum: Sum


def example() -> Example | None:
    """The case with the largest certain sum that a glance can follow; None where no policy has one."""
    return _example(library())


@lru_cache(maxsize=1)
def _example(held: Library) -> Example | None:
    found: list[Example] = []
    for policy in held.policies():
        try:
            cases = load_cases(held, policy)
        except LuodiError:
            continue  # a policy that somebody is still writing; `luodi policies check` tells what is wrong
        for case in cases:
            answer = check_up([policy], case.situation, held.vocabulary)
            found += [made for claim in answer.claims() if (made := _shown(policy, claim, case.situation.on))]
    return max(found, key=lambda one: one.sum.hi, default=None)


def _shown(policy: Policy, claim: Claim, on: date) -> Example | None:
    if not claim.verdict or not claim.counts or claim.sum is None or not claim.sum.known or policy.draft:
        return None
    reasons = tuple(condition_text(reason.step) for reason in claim.reasons)
    if len(reasons) not in _REASONS or any(len(text) > 40 for text in reasons):
        return None
    return Example(policy, claim, on, reasons, claim.sum)
