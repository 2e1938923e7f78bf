"""What was told in a check-up, as plain texts that a session, a table of the database and a fact file can all hold.

A number stays the text it was told as, so that nothing is rounded on the way; what is not told is not there. An address names
one fact: `main_revenue@2020`, `project.level[新厂]`, as `luodi next` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from luodi.engine.core.errors import DataError
from luodi.engine.core.money import plain
from luodi.engine.rules.situation import FactValue, Situation
from luodi.engine.rules.tree import NUMERIC, Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary

Texts = Mapping[str, Any]  # a fact's name → its text, or its texts by year

_ADDRESS = re.compile(r"(?:([a-z_0-9]+)\.)?([a-z_0-9]+)(?:@([0-9]{4}))?(?:\[(.+)\])?", re.DOTALL)


@dataclass(frozen=True)
class Address:
    """Where one fact belongs: to the enterprise or to a thing of it, and to which year."""

    name: str
    entity: str = ENTERPRISE
    year: str = ""
    thing: str = ""

    def __str__(self) -> str:
        entity = "" if self.entity == ENTERPRISE else f"{self.entity}."
        return (
            f"{entity}{self.name}{'@' + self.year if self.year else ''}{'[' + self.thing + ']' if self.thing else ''}"
        )

    @property
    def key(self) -> str:
        """The fact in the vocabulary, without year and thing."""
        return self.name if self.entity == ENTERPRISE else f"{self.entity}.{self.name}"


def address(text: str) -> Address:
    """Read an address; DataError when it is none.

    >>> address("project.level@2020[新厂]")
    Address(name='level', entity='project', year='2020', thing='新厂')
    """
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise DataError(f"“{text[:80]}”不是一个事实的名字", fix="写 main_revenue@2020 或 project.level[新厂]")
    entity, name, year, thing = found.groups()
    return Address(name, entity or ENTERPRISE, year or "", thing or "")


@dataclass(frozen=True)
class Told:
    """The facts of one check-up. A kind of thing that is not in `things` was not told; an empty list says there are none."""

    on: date
    region: str = ""
    enterprise: Texts = field(default_factory=dict)
    things: Mapping[str, tuple[Texts, ...]] = field(default_factory=dict)
    received: tuple[Mapping[str, str], ...] | None = None
    in_force: Mapping[str, bool] = field(default_factory=dict)

    def thing(self, entity: str, own: str) -> Texts | None:
        """The thing of that id, if it was told."""
        return next((row for row in self.things.get(entity, ()) if row["id"] == own), None)

    def value(self, at: Address) -> str | None:
        """What was told of a fact; None when nothing was."""
        facts = self.enterprise if at.entity == ENTERPRISE else self.thing(at.entity, at.thing) or {}
        held = facts.get(at.name)
        return held.get(at.year) if isinstance(held, Mapping) else held

    def told(self, at: Address, text: str | None) -> Told:
        """With another text for one fact; None takes it back."""
        if at.entity == ENTERPRISE:
            return replace(self, enterprise=_with(self.enterprise, at, text))
        rows = tuple(_with(row, at, text) if row["id"] == at.thing else row for row in self.things.get(at.entity, ()))
        return replace(self, things={**self.things, at.entity: rows})

    def with_things(self, entity: str, rows: tuple[Texts, ...] | None) -> Told:
        """With other things of a kind; None: nothing is known of them."""
        kept = {name: held for name, held in self.things.items() if name != entity}
        return replace(self, things=kept if rows is None else {**kept, entity: rows})

    def facts(self) -> Iterator[tuple[Address, str]]:
        """Every fact that was told, the enterprise's first, with its text."""
        yield from _facts(self.enterprise, ENTERPRISE, "")
        for entity, rows in self.things.items():
            for row in rows:
                yield from _facts(row, entity, row["id"])

    def as_data(self) -> dict[str, Any]:
        """As plain data for a session or a table."""
        return {
            "on": self.on.isoformat(), "region": self.region, "enterprise": dict(self.enterprise),
            "things": {name: [dict(row) for row in rows] for name, rows in self.things.items()},
            "received": None if self.received is None else [dict(row) for row in self.received], "in_force": dict(self.in_force),
        }  # fmt: skip


def of_data(data: Mapping[str, Any]) -> Told:
    """Read what `as_data` wrote."""
    received = data.get("received")
    return Told(
        date.fromisoformat(data["on"]), data.get("region", ""), data.get("enterprise", {}),
        {name: tuple(rows) for name, rows in data.get("things", {}).items()},
        None if received is None else tuple(received), data.get("in_force", {}),
    )  # fmt: skip


def of_situation(situation: Situation, region: str = "") -> Told:
    """What a situation that was read from a file (or from the registry) tells."""
    received = situation.received
    return Told(
        situation.on, region, _texts(situation.enterprise),
        {name: tuple({"id": t.id, **_texts(t.facts)} for t in rows) for name, rows in situation.things.items()},
        None if received is None else tuple(
            {"support": r.support, "date": r.date.isoformat(), "amount": plain(r.amount)} | ({"entity": r.entity} if r.entity else {})
            for r in received
        ),
        dict(situation.in_force),
    )  # fmt: skip


def fact_file(told: Told, vocabulary: Vocabulary) -> dict[str, Any]:
    """As the data of a fact file: numbers, days and yes or no in place of their texts."""
    data: dict[str, Any] = {"on": told.on}
    if told.in_force:
        data["in_force"] = dict(told.in_force)
    data[ENTERPRISE] = _typed(told.enterprise, vocabulary.facts[ENTERPRISE])
    for entity, rows in told.things.items():
        known = vocabulary.facts.get(entity, {})
        data[entity] = [{"id": row["id"], **_typed(row, known)} for row in rows]
    if told.received is not None:
        data["received"] = [
            {name: date.fromisoformat(text) if name == "date" else Decimal(text) if name == "amount" else text for name, text in row.items()}
            for row in told.received
        ]  # fmt: skip
    return data


def typed(fact: Fact | None, text: Any) -> Any:
    """What a fact file would hold for a text; what does not fit stays as it is, and is refused with its reason."""
    if fact is None or not isinstance(text, str):
        return text
    try:
        if fact.type in NUMERIC:
            number = Decimal(text)
            return number if number.is_finite() else text
        if fact.type is Type.BOOLEAN:
            return {"true": True, "false": False}.get(text, text)
        if fact.type is Type.DATE:
            return date.fromisoformat(text)
    except (ArithmeticError, ValueError):
        return text
    return text


def _with(facts: Texts, at: Address, text: str | None) -> dict[str, Any]:
    made = {name: dict(held) if isinstance(held, Mapping) else held for name, held in facts.items()}
    if at.year:
        years = made.setdefault(at.name, {})
        years.pop(at.year, None)
        if text is not None:
            years[at.year] = text
        if not years:
            del made[at.name]
    elif text is None:
        made.pop(at.name, None)
    else:
        made[at.name] = text
    return made


def _facts(facts: Texts, entity: str, thing: str) -> Iterator[tuple[Address, str]]:
    for name, held in facts.items():
        if name == "id" and entity != ENTERPRISE:
            continue
        if isinstance(held, Mapping):
            for year in sorted(held):
                yield Address(name, entity, year, thing), held[year]
        else:
            yield Address(name, entity, "", thing), held


def _texts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {str(year): _text(value) for year, value in held.items()} if isinstance(held, Mapping) else _text(held)
        for name, held in facts.items()
    }


def _text(value: FactValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value


def _typed(facts: Texts, known: Mapping[str, Fact]) -> dict[str, Any]:
    return {
        name: {year: typed(known.get(name), text) for year, text in held.items()} if isinstance(held, Mapping) else typed(known.get(name), held)
        for name, held in facts.items() if name != "id"
    }  # fmt: skip
