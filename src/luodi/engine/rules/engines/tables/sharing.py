"""Which claims share a group or a limit over several rows, and in which rounds that is settled.

Groups come before limits, each in the order of the policy; a support that is in two of them waits for the first. Groups
(and limits) that have no support in common are settled in one round, so that a whole library needs only a few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from luodi.engine.rules.engines.tables.claims import Branch
from luodi.engine.rules.limits import concerns, limits_in_order
from luodi.engine.rules.model import Policy, Support
from luodi.engine.rules.vocabulary import ENTERPRISE


@dataclass(frozen=True)
class Rivals:
    """Supports of one policy that exclude each other, over the enterprise or for each entity."""

    supports: frozenset[str]
    per_entity: bool


@dataclass(frozen=True)
class Place:
    """One group or limit: a number of its own, for whom it is counted, and a limit's place among those of its policy."""

    number: int
    per_entity: bool
    order: int


@dataclass
class Places:
    """Where each claim of a support stands: its group, and its limit, in each round (by the support's number)."""

    groups: list[dict[int, Place]] = field(default_factory=list)
    limits: list[dict[int, Place]] = field(default_factory=list)
    shared: frozenset[int] = frozenset()  # the numbers of all supports that share anything

    def in_group(self, branch: Branch) -> bool:
        """Whether claims of a support can displace each other, or those of another."""
        return any(branch.number in one for one in self.groups)


def rivals(policy: Policy) -> list[Rivals]:
    """The groups of a policy in the order they are settled."""
    priced = [s for s in policy.supports if s.sum is not None]
    found = [
        Rivals(frozenset(s.id for s in priced if group.name in s.groups), group.per != ENTERPRISE)
        for group in policy.groups.values()
    ]
    if policy.combining in {"highest_only", "choose_one"}:
        found.append(Rivals(frozenset(s.id for s in priced if s.entity != ENTERPRISE and not s.stacks), True))
    return found


def company(policy: Policy, support: Support) -> set[str]:
    """The supports whose answers depend on this one's, through groups and limits, itself included."""
    circles = [{*circle} for r in rivals(policy) for circle in _circles(r, policy.supports)]
    circles += [{s.id for s in policy.supports if concerns(limit, s)} for limit in limits_in_order(policy)]
    found, grown = {support.id}, True
    while grown:
        more = {s for circle in circles if circle & found for s in circle}
        grown = not more <= found
        found |= more
    return found


def with_company(policy: Policy, failed: Mapping[str, str]) -> dict[str, str]:
    """What cannot be expressed, and what depends on it through a group or a limit; each with the reason."""
    gone = dict(failed)
    for name, reason in failed.items():
        support = policy.support(name)
        if support is None or support.sum is None:
            continue
        for other in sorted(company(policy, support) - {name}):
            gone.setdefault(other, f"与“{name}”互斥或同享上限，而那一项：{reason}")
    return gone


def _circles(group: Rivals, supports: Iterable[Support]) -> list[list[str]]:
    """The supports of a group that can meet: all of them, or those for one kind of entity."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for support in supports:
        if support.id in group.supports:
            kinds[support.entity if group.per_entity else ""].append(support.id)
    kinds.pop(ENTERPRISE, None)
    return list(kinds.values())


def places(branches: Sequence[Branch]) -> Places:
    """Settle who shares what, in which round."""
    made = Places()
    by_policy: dict[str, list[Branch]] = defaultdict(list)
    for branch in branches:
        by_policy[branch.policy.id].append(branch)
    for members in by_policy.values():
        _place_groups(made, members)
        _place_limits(made, members)
    made.shared |= {n for one in made.groups for n in one}
    if made.shared:
        _carry_limits(made, [b for b in branches if b.number in made.shared])
    return made


def _place_groups(made: Places, members: list[Branch]) -> None:
    for order, group in enumerate(rivals(members[0].policy)):
        mine = [b for b in members if b.support.id in group.supports and b.whole is not None]
        if group.per_entity:
            mine = [b for b in mine if b.rows.entities]
        for circle in _meeting(mine, per_entity=group.per_entity):
            _settle(made.groups, circle, Place(circle[0].number, group.per_entity, order))


def _place_limits(made: Places, members: list[Branch]) -> None:
    for order, limit in enumerate(limits_in_order(members[0].policy)):
        mine = [b for b in members if any(s.order == order for s in b.shared)]
        per_entity = limit.per != ENTERPRISE
        if per_entity:
            mine = [b for b in mine if b.rows.entities]
        if any(_meeting(mine, per_entity=per_entity)):
            made.shared |= {b.number for b in mine}


def _meeting(members: list[Branch], *, per_entity: bool) -> list[list[Branch]]:
    """The claims that can meet: two supports for one entity, or any two rows of one enterprise."""
    if not per_entity:
        many = len(members) > 1 or any(b.rows.entities for b in members)
        return [members] if many else []
    kinds: dict[str, list[Branch]] = defaultdict(list)
    for branch in members:
        kinds[branch.rows.kind].append(branch)
    return [circle for circle in kinds.values() if len(circle) > 1]


def _carry_limits(made: Places, members: list[Branch]) -> None:
    """Every limit of a claim that shares anything is settled among the rows, in the order of the policy."""
    orders: dict[tuple[str, int], list[Branch]] = defaultdict(list)
    for branch in members:
        for shared in branch.shared:
            orders[branch.policy.id, shared.order].append(branch)
    for (_, order), mine in sorted(orders.items()):
        limit = limits_in_order(mine[0].policy)[order]
        _settle(made.limits, mine, Place(mine[0].number, limit.per != ENTERPRISE, order))


def _settle(rounds: list[dict[int, Place]], members: list[Branch], place: Place) -> None:
    """Put supports into the first round after all that any of them is already in."""
    numbers = [b.number for b in members]
    first = max((i + 1 for i, one in enumerate(rounds) for n in numbers if n in one), default=0)
    if first == len(rounds):
        rounds.append({})
    rounds[first] |= dict.fromkeys(numbers, place)
