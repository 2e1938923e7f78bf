"""What SQL leaves over: the choices in which a limit binds, settled in whole fen by the solver of the reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, groupby
from typing import Any, NamedTuple

from luodi.engine.rules.best.compatible import connected
from luodi.engine.rules.best.model import ENDLESS, AtMost, Choice, Item, Shared
from luodi.engine.rules.best.reckon import Reckoner
from luodi.engine.rules.best.solve import solve
from luodi.engine.rules.engines.tables.best.circles import Plan, Rule
from luodi.engine.rules.engines.tables.best.rows import KINDS, Ceiling
from luodi.engine.rules.engines.tables.claims import Unit
from luodi.engine.rules.model import Policy

#: The columns of an open claim before those of its limits (`choice.left_to_solver`).
KEYS = 9
_OF_NUMBER = {number: kind for kind, number in KINDS.items()}


class Settled(NamedTuple):
    """One claim that was settled: what it adds to the worth of the best set, in fen, and whether it is in it."""

    enterprise_id: Any
    number: int
    entity_id: str | None
    sure: bool
    amount: int
    at_most: int
    endless: int
    unknown: int
    discretion: int
    chosen: bool


@dataclass
class Count:
    """How many choices were settled, and of how many it was not proved that nothing is better."""

    choices: int = 0
    unproved: int = 0


class Settling:
    """Settles the choices of enterprises one after the other."""

    def __init__(self, plan: Plan, policies: Iterable[Policy], ceilings: Mapping[int, Ceiling], by: str) -> None:
        self.plan, self.ceilings, self.by = plan, ceilings, by
        units = {p.id: Unit.of(p.rounding) for p in policies}
        self.units = {n: units[s.policy] for n, s in plan.supports.items()}
        self.count = Count()
        self.rules = lru_cache(maxsize=None)(plan.rules)

    def all(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[Settled]:
        """Settle claims that come sorted by enterprise, field, support and entity."""
        for (_, where), held in groupby(rows, key=lambda row: (row[0], row[1])):
            yield from self.one(list(held), self.rules(where))

    def one(self, rows: list[tuple[Any, ...]], rules: Iterable[Rule]) -> Iterator[Settled]:
        """Settle one enterprise's claims of one field."""
        apart = [made for rule in rules for made in _apart(rule, rows)]
        limits = self.limits(rows)
        for part in connected(len(rows), [*(a.members for a in apart), *(s.members for s in limits)]):
            place = {i: k for k, i in enumerate(part)}
            choice = Choice(
                tuple(self.item(rows[i]) for i in part),
                tuple(AtMost(tuple(place[i] for i in a.members), a.count) for a in apart if a.members[0] in place),
                tuple(Shared(tuple(place[i] for i in s.members), s.lo, s.hi) for s in limits if s.members[0] in place),
            )
            yield from self.solved(choice, [rows[i] for i in part])

    def solved(self, choice: Choice, rows: list[tuple[Any, ...]]) -> Iterator[Settled]:
        """The claims of one part with what each brings."""
        solution = solve(choice, self.by, equals=1)
        self.count.choices += 1
        self.count.unproved += not solution.proved
        reckoner = Reckoner(choice)
        shares = reckoner.shares(solution.sets[0])
        for i, row in enumerate(rows):
            amount, at_most, unknown, discretion = shares.get(i) or reckoner.shares(1 << i)[i]
            endless, unknown = divmod(unknown, ENDLESS)
            key = row[0], row[2], row[3], row[4]
            yield Settled(*key, amount, at_most, endless, unknown, discretion, i in shares)

    def limits(self, rows: list[tuple[Any, ...]]) -> list[Shared]:
        """The limits that bind, from the narrowest to the widest."""
        found: dict[tuple[int, str], tuple[list[int], int, int]] = {}
        for i, row in enumerate(rows):
            for at in range(KEYS, len(row), 4):
                number, whom, lo, hi = row[at : at + 4]
                if number is not None:
                    found.setdefault((number, whom), ([], lo, hi))[0].append(i)
        made = []
        for _, (members, lo, hi) in sorted(found.items(), key=lambda entry: entry[0][0]):
            if sum(_most(rows[i]) for i in members) > lo:
                made.append(Shared(tuple(members), lo, hi))
        return made

    def item(self, row: tuple[Any, ...]) -> Item:
        """A claim as the solver takes it, in fen."""
        unit = self.units[row[2]]
        return Item(_OF_NUMBER[row[5]], row[6], _most(row), row[4], row[8], unit.fen, not unit.half_up)


def _most(row: tuple[Any, ...]) -> int:
    return ENDLESS if row[7] is None else int(row[7])


def _apart(rule: Rule, rows: list[tuple[Any, ...]]) -> Iterator[AtMost]:
    """What a rule says of these claims."""
    mine = [i for i, row in enumerate(rows) if row[2] in rule.members]
    if rule.across:
        yield from (AtMost(pair) for pair in combinations(mine, 2) if rows[pair[0]][2] != rows[pair[1]][2])
        return
    things: dict[str | None, list[int]] = {}
    for i in mine:
        things.setdefault(rows[i][3] if rule.per_entity else None, []).append(i)
    yield from (AtMost(tuple(held), rule.count) for held in things.values() if len(held) > rule.count)
