"""Which supports stand against each other, found once for all enterprises: the conflict graph, its circles, their sets.

A rule is what some supports have in common: at most so many of them, for one entity or for the whole enterprise. Supports that
rules hold together are a circle; circles that a limit holds together are a field, since a limit that binds joins their choices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from luodi.engine.core.errors import DataError
from luodi.engine.rules.best import Apart, Most, maximal_sets, parts
from luodi.engine.rules.best.gather import Told
from luodi.engine.rules.limits import concerns, limits_in_order
from luodi.engine.rules.model import COMBINING, Policy, Support
from luodi.engine.rules.vocabulary import ENTERPRISE

#: A circle with more maximal sets than this is left to the solver.
MOST_SETS = 1_000


@dataclass(frozen=True)
class Rule:
    """At most `count` claims of these supports: for each entity, or over the whole enterprise.

    `across` names two supports of which claims of the one exclude claims of the other, but not each other.
    """

    members: tuple[int, ...]
    per_entity: bool
    why: str
    count: int = 1
    across: bool = False


@dataclass(frozen=True)
class Circle:
    """Supports that rules hold together.

    With `per_entity` a choice is made for each entity, else one for the enterprise, from the best claim of each support. No
    `sets`: no fixed list of sets holds the answer, and every choice is left to the solver.
    """

    number: int
    members: tuple[int, ...]
    rules: tuple[Rule, ...]
    per_entity: bool
    sets: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Plan:
    """What is the same for every enterprise: supports by their numbers, circles, and the fields that limits make of them."""

    supports: Mapping[int, Support]
    circles: tuple[Circle, ...]
    fields: Mapping[int, int]
    circle_of: Mapping[int, int] = field(default_factory=dict)

    @property
    def by_solver(self) -> frozenset[int]:
        """The fields with a circle for which there is no fixed list of sets."""
        return frozenset(self.fields[c.members[0]] for c in self.circles if not c.sets)

    def rules(self, field_: int) -> list[Rule]:
        """The rules of a field."""
        return [rule for c in self.circles if self.fields[c.members[0]] == field_ for rule in c.rules]


def plan(policies: Iterable[Policy], told: Sequence[Told] = ()) -> Plan:
    """Find the circles of some policies; `told` is what a person adds about what excludes what."""
    policies = tuple(policies)
    supports = dict(enumerate((s for p in policies for s in p.supports), start=1))
    numbers = {s.path: n for n, s in supports.items()}
    rules = [rule for policy in policies for rule in _rules(policy, numbers)]
    rules += [rule for one in told for rule in _told(one, supports)]
    circles = tuple(_circles(supports, rules))
    links = [[numbers[f"{p.id}#{s}"] for s in together] for p in policies for together in _limited(p)]
    fields = {
        n: i for i, part in enumerate(parts(list(supports), [*links, *(c.members for c in circles)])) for n in part
    }
    return Plan(supports, circles, fields, {n: c.number for c in circles for n in c.members})


def _rules(policy: Policy, numbers: Mapping[str, int]) -> Iterator[Rule]:
    """The groups of a policy and its rule for several supports of one entity (`groups.rivals`, for everybody)."""
    for group in policy.groups.values():
        members = [s for s in policy.supports if group.name in s.groups]
        yield from _rule(members, group.per != ENTERPRISE, COMBINING[group.rule], numbers)
    if policy.combining in {"highest_only", "choose_one"}:
        yield from _rule([s for s in policy.supports if not s.stacks], True, COMBINING[policy.combining], numbers)


def _rule(members: Iterable[Support], per_entity: bool, why: str, numbers: Mapping[str, int]) -> Iterator[Rule]:
    kinds: dict[str, list[int]] = defaultdict(list)
    for support in members:
        kinds[support.entity if per_entity else ""].append(numbers[support.path])
    kinds.pop(ENTERPRISE, None)  # the enterprise is not one of several entities
    for held in kinds.values():
        if len(held) > 1 or not per_entity:
            yield Rule(tuple(held), per_entity, why)


def _told(rule: Told, supports: Mapping[int, Support]) -> Iterator[Rule]:
    """What a person adds: two supports (or policies) apart, or at most so many of one."""
    if isinstance(rule, Most):
        members = tuple(n for n, s in supports.items() if rule.name in {s.path, s.policy})
        yield Rule(members, False, f"自定：一次至多申报{rule.count}项", rule.count)
        return
    assert isinstance(rule, Apart)
    for a, one in supports.items():
        for b, other in supports.items():
            if a != b and rule.one in {one.path, one.policy} and rule.other in {other.path, other.policy}:
                same = one.entity == other.entity != ENTERPRISE
                yield Rule((a, b), same, "自定：不能同时享受", across=not same)


def _limited(policy: Policy) -> Iterator[list[str]]:
    for limit in limits_in_order(policy):
        if members := [s.id for s in policy.supports if concerns(limit, s)]:
            yield members


def _circles(supports: Mapping[int, Support], rules: Sequence[Rule]) -> Iterator[Circle]:
    held = {n for rule in rules for n in rule.members}
    for number, members in enumerate(parts(sorted(held), [rule.members for rule in rules]), start=1):
        own = tuple(rule for rule in rules if rule.members[0] in members)
        yield Circle(number, members, own, own[0].per_entity, _sets(members, own, supports))


def _sets(
    members: tuple[int, ...], rules: Sequence[Rule], supports: Mapping[int, Support]
) -> tuple[tuple[int, ...], ...]:
    """The maximal compatible sets of a circle; none where they differ from one enterprise to the next."""
    single = all(supports[n].entity == ENTERPRISE for n in members)
    if len({rule.per_entity for rule in rules}) > 1 or any(r.count > 1 or (r.across and not single) for r in rules):
        return ()
    try:
        return tuple(maximal_sets(members, [rule.members for rule in rules], MOST_SETS))
    except DataError:
        return ()
