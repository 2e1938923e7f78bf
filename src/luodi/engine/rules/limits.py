"""Limits on sums and on claims: which supports one concerns, and in which order limits are applied."""

from __future__ import annotations

from luodi.engine.rules.model import ClaimLimit, Limit, Policy, Support
from luodi.engine.rules.vocabulary import ENTERPRISE


def concerns(limit: Limit | ClaimLimit, support: Support) -> bool:
    """Whether claims of a support count under a limit; under a limit on sums only those that have a sum."""
    priced = isinstance(limit, ClaimLimit) or support.sum is not None
    return priced and support.id in limit.supports and limit.per in {ENTERPRISE, "entity", support.entity}


def width(limit: Limit | ClaimLimit) -> tuple[bool, float]:
    """What limits are sorted by: for an entity before for the enterprise, a short window before a long one."""
    return limit.per == ENTERPRISE, limit.window.years or float("inf")


def limits_in_order(policy: Policy) -> list[Limit]:
    """Every limit on sums of a policy, the narrowest first."""
    return sorted([*(limit for s in policy.supports for limit in s.limits), *policy.limits], key=width)
