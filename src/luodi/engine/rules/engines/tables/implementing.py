"""Which policies hold, and which support speaks for another: the rule for its clause, or the clause for its rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from luodi.engine.rules.checkup import speaks
from luodi.engine.rules.engines.tables.rows import Rows
from luodi.engine.rules.engines.tables.truths import Truth, disjunction
from luodi.engine.rules.model import Policy, Support


class Forces:
    """Whether each policy of the question is in force, and the supports that are asked about."""

    def __init__(self, policies: Iterable[Policy], on: date, told: Mapping[str, bool]) -> None:
        self._supports: dict[str, Support] = {}
        self._rules: dict[str, list[Support]] = {}
        self._held: dict[str, bool | None] = {}
        for policy in policies:
            by_dates = policy.validity.on(on)
            self._held[policy.id] = told.get(policy.id) if by_dates is None else by_dates
            for support in policy.supports:
                self._supports[support.path] = support
                for target in support.implements:
                    self._rules.setdefault(target, []).append(support)

    def holds(self, policy_id: str) -> bool | None:
        """Whether a policy is in force; None when neither its dates nor the person decide it."""
        return self._held[policy_id]

    def replaced(self, support: Support, rows: Rows) -> Truth:
        """Whether another support speaks for this one, where that one has claims at all."""
        mine = self._held[support.policy]
        others = [rule for rule in self._rules.get(support.path, ()) if speaks(self._held[rule.policy], mine)]
        for target in support.implements:
            general = self._supports.get(target)
            if general is not None and not speaks(mine, self._held[general.policy]):
                others.append(general)
        return disjunction(rows.has_claims(other.entity) for other in others)
