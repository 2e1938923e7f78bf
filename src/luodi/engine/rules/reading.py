"""What the formulas of a policy read: the facts that answering it takes."""

from __future__ import annotations

from collections.abc import Iterator

from luodi.engine.rules.model import Policy, Support
from luodi.engine.rules.tree import FactOf, Node, facts_in


def formulas_of(support: Support) -> list[Node]:
    """Return the formulas of a support: its conditions, its sum, what it promises at least."""
    sums = [node for node in (support.sum, support.least) if node is not None]
    return [*(condition.test for condition in support.conditions), *sums]


def facts_read(policy: Policy) -> Iterator[FactOf]:
    """Yield the facts that the scope and then each support read, as they are written: one may come several times."""
    scope = [condition.test for condition in policy.scope]
    for formula in [*scope, *(node for support in policy.supports for node in formulas_of(support))]:
        yield from facts_in(formula)
