"""What holds on a day: from statements to the data of a fact file, checked value by value with the engine's own reader.

What no longer fits the vocabulary (a word that was taken out of it) is left out, hence unknown, and told; nothing else is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from luodi.engine.core.strict_yaml import Source
from luodi.engine.rules.facts import Reader, read_situation
from luodi.engine.rules.situation import Situation, Thing
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact
from luodi.service.accounts.models import Organisation
from luodi.service.registry.models import Statement
from luodi.service.registry.values import typed
from luodi.service.registry.words import EXISTS, IDENTITY, PERSONAL, RECEIVED, masked, vocabulary

#: entity, thing, fact, and the year of a fact that changes by year.
Slot = tuple[str, str, str, str]


@dataclass
class Held:
    """What holds on a day: each slot with the statement that says so, and the data that a fact file would have."""

    on: date
    statements: Mapping[Slot, Statement]
    data: dict[str, Any] = field(default_factory=dict)
    #: The ids of the things of each kind, in the order of the data (a receipt has none there).
    ids: dict[str, list[str]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def situation(self, source: str, *, sees: bool = True) -> Situation:
        """The data as the engine reads it; `source` names it in messages."""
        return read_situation(Source(source, self.shown(sees), {}), vocabulary(), on=self.on)

    def shown(self, sees: bool) -> dict[str, Any]:
        """The data; the ids of persons are masked unless one `sees` them."""
        if sees:
            return self.data
        hidden = {
            entity: [{**thing, "id": f"{masked(thing['id'])}{at}"} for at, thing in enumerate(self.data[entity], 1)]
            for entity in PERSONAL if self.data.get(entity)
        }  # fmt: skip
        return {**self.data, **hidden}

    def of(self, entity: str, thing: str, name: str, year: str = "") -> Statement | None:
        """The statement that holds for a fact."""
        return self.statements.get((entity, thing, name, year))


def held(organisation: Organisation, name: str, rows: Iterable[Statement], on: date) -> Held:
    """What holds on a day by these statements, none of them superseded or withdrawn; `name` is what it was called on the day."""
    told = list(rows)
    made = Held(on, in_force(told, on))
    reader = Reader(Source(name, {}, {}), vocabulary(), set(), set())
    own = _facts(ENTERPRISE, "", made, reader)
    if organisation.region and not any(row.name == "registered_region" for row in told):
        own["registered_region"] = organisation.region
    made.data = {"on": on, ENTERPRISE: {"name": name, "credit_code": organisation.code, **own}}
    for entity in vocabulary().entities:
        if entity != ENTERPRISE and (things := _things(entity, made, reader)) is not None:
            made.data[entity] = things
    return made


def in_force(rows: Iterable[Statement], on: date) -> dict[Slot, Statement]:
    """For each slot the statement that holds: of a year as it is, else the one that began last and not after the day."""
    found: dict[Slot, Statement] = {}
    for row in rows:
        year = row.period if len(row.period) == 4 else ""
        if len(row.period) == 10 and row.period > on.isoformat():
            continue
        slot = (row.entity, row.thing, row.name, year)
        if slot not in found or found[slot].period < row.period:
            found[slot] = row
    return found


def _facts(entity: str, thing: str, made: Held, reader: Reader) -> dict[str, Any]:
    """The facts of one thing, of those values that the vocabulary still knows."""
    own: dict[str, Any] = {}
    for (kind, which, name, year), row in sorted(made.statements.items()):
        if (kind, which) != (entity, thing) or name == EXISTS or (entity == ENTERPRISE and name in IDENTITY):
            continue
        fact = vocabulary().facts[entity].get(name)
        value = None if fact is None or fact.by_year != bool(year) else _value(fact, row, reader)
        if value is None:
            made.left_out.append(
                _("%(a)s：“%(b)s”已不合词汇，当作不知道") % {"a": fact.label if fact else name, "b": row.value}
            )
        elif year:
            own.setdefault(name, {})[year] = value
        else:
            own[name] = value
    return own


def _value(fact: Fact, row: Statement, reader: Reader) -> Any:
    reader.problems.clear()
    return reader.fact(fact, typed(fact, row.value), (fact.name,))


def _things(entity: str, made: Held, reader: Reader) -> list[dict[str, Any]] | None:
    """The things of a kind; None when nothing was told, an empty list when it was told that there are none."""
    ids = sorted({slot[1] for slot in made.statements if slot[0] == entity and slot[1]})
    found = []
    made.ids[entity] = []
    for own in ids:
        if _is(made, entity, own) is False:
            continue
        facts = _facts(entity, own, made, reader)
        made.left_out += _out_of_order(entity, own, facts, reader)
        if entity == RECEIVED and (facts.get("date") is None or facts["date"] > made.on):
            continue  # it had not been received on the day
        found.append(facts if entity == RECEIVED else {"id": own, **facts})
        made.ids[entity].append(own)
    if found or ids:
        return found
    return [] if _is(made, entity, "") is False else None


def _is(made: Held, entity: str, thing: str) -> bool | None:
    row = made.of(entity, thing, EXISTS)
    return None if row is None else row.value == "true"


def _out_of_order(entity: str, own: str, facts: dict[str, Any], reader: Reader) -> list[str]:
    """Take away an end before its start: such days would be refused by the engine."""
    reader.problems.clear()
    reader.order_of_dates(Thing(entity, own, facts), (entity,))
    told = [_("%(a)s：%(b)s，当作不知道") % {"a": own, "b": problem.what} for problem in reader.problems]
    for problem in reader.problems:
        facts.pop(str(problem.place.key).rpartition(".")[2], None)
    return told
