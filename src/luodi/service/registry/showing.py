"""What is known of an organisation on a day, arranged for people: by theme, by year, thing by thing; what is not known beside it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from luodi.engine.core.money import round_to
from luodi.engine.rules.ask import questions
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.engines.python import INFINITE, Missing
from luodi.engine.rules.vocabulary import ENTERPRISE, KNOWN_BY, Entity, Fact
from luodi.service.registry import values
from luodi.service.registry.addresses import Address
from luodi.service.registry.holding import Held
from luodi.service.registry.models import SOURCES, Statement
from luodi.service.registry.words import PERSONAL, RECEIVED, THEMES, facts_of, library, masked, theme_of, vocabulary


@dataclass(frozen=True)
class Line:
    """One fact with the value that holds; `value` is empty where nobody stated one, `address` where it would name a person who is masked."""

    fact: Fact
    address: str
    value: str = ""
    source: str = ""
    statement: Statement | None = None


@dataclass(frozen=True)
class Theme:
    """Facts of one theme: those known, and those not known."""

    title: Any
    lines: list[Line]
    unknown: list[Line]


@dataclass(frozen=True)
class Thing:
    """One project, loan …: its id as it may be shown, its facts, the address that a form for it begins with."""

    id: str
    shown: str
    lines: list[Line]


@dataclass(frozen=True)
class KindOf:
    """All things of a kind; `told` says whether anything was stated of the kind at all."""

    entity: Entity
    things: list[Thing]
    told: bool


@dataclass
class Sheet:
    """Everything of an organisation on a day. `grid` is the facts by year: a row for each fact, a cell for each of `years`."""

    themes: list[Theme] = field(default_factory=list)
    years: list[str] = field(default_factory=list)
    grid: list[tuple[Fact, list[Line]]] = field(default_factory=list)
    unknown_by_year: list[Fact] = field(default_factory=list)
    kinds: list[KindOf] = field(default_factory=list)


def sheet(held: Held, *, sees: bool) -> Sheet:
    """Arrange what holds; `sees` says whether persons may be named."""
    made = Sheet()
    facts = facts_of(ENTERPRISE)
    for theme, title in THEMES.items():
        lines = [_line(held, fact, "", "") for fact in facts if not fact.by_year and theme_of(fact) == theme]
        if lines:
            made.themes.append(
                Theme(title, [line for line in lines if line.value], [line for line in lines if not line.value])
            )
    by_year = [fact for fact in facts if fact.by_year]
    stated = {(name, year) for (entity, _thing, name, year) in held.statements if entity == ENTERPRISE and year}
    made.years = sorted({year for _name, year in stated} | {str(held.on.year - 1), str(held.on.year)})
    for fact in by_year:
        if any(name == fact.name for name, _year in stated):
            made.grid.append((fact, [_line(held, fact, "", year) for year in made.years]))
        else:
            made.unknown_by_year.append(fact)
    made.kinds = [_kind(held, entity, sees) for name, entity in vocabulary().entities.items() if name != ENTERPRISE]
    return made


def _line(held: Held, fact: Fact, thing: str, year: str) -> Line:
    row = held.of(fact.entity, thing, fact.name, year)
    address = str(Address(fact.entity, fact.name, thing, year))
    if row is not None:
        return Line(fact, address, values.shown(fact, row.value), SOURCES.get(row.source, row.source), row)
    if fact.key == "registered_region" and (code := held.data[ENTERPRISE].get(fact.name)):
        return Line(fact, address, values.shown(fact, code), _("建档时登记"))
    return Line(fact, address)


def _kind(held: Held, entity: Entity, sees: bool) -> KindOf:
    things = []
    for own in held.ids.get(entity.name, ()):
        years = sorted({slot[3] for slot in held.statements if slot[:2] == (entity.name, own) and slot[3]})
        lines = [
            _line(held, fact, own, year) for fact in facts_of(entity.name) for year in (years if fact.by_year else [""])
        ]
        shown = own if sees or entity.name not in PERSONAL else masked(own)
        if shown != own:
            lines = [replace(line, address="") for line in lines]
        things.append(Thing(own, shown, [line for line in lines if line.value]))
    return KindOf(entity, things, entity.name in held.data)


@dataclass(frozen=True)
class Wanted:
    """A fact that is not known, and what hangs on it: the yuan still open (with the other facts that are missing), and how many supports."""

    address: str
    label: str
    meaning: str
    known_by: str
    stake: Decimal | None
    supports: int
    entity: str = ""  # the kind, when what is missing is whether there is any of it


def wanted(held: Held, source: str, most: int = 8, *, sees: bool) -> list[Wanted]:
    """The facts that a check-up of the day misses, the one that decides the most money first; `sees` says whether persons may be named."""
    regions = vocabulary().regions
    where = held.data[ENTERPRISE].get("registered_region", "")
    policies = [p for p in library().policies() if not where or regions.related(p.region, where)]
    answer = check_up(policies, held.situation(source), library().vocabulary, beside=library().policies())
    made: dict[str, Wanted] = {}
    for ask in questions(answer.claims()):
        one = _wanted(ask.missing, None if ask.whole == INFINITE else round_to(ask.whole), len(ask.supports))
        if one is not None and one.address not in made:
            hidden = not sees and ask.missing.entity in PERSONAL and ask.missing.thing
            made[one.address] = _masked(one, ask.missing.thing) if hidden else one
    return list(made.values())[:most]


def _masked(one: Wanted, thing: str) -> Wanted:
    return replace(one, address="", label=one.label.replace(thing, masked(thing), 1))


def _wanted(missing: Missing, stake: Decimal | None, supports: int) -> Wanted | None:
    words = vocabulary()
    if missing.entity == "policy":
        return None
    entity = RECEIVED if missing.name == RECEIVED and not missing.entity else missing.entity or ENTERPRISE
    if entity == RECEIVED or (entity != ENTERPRISE and not missing.thing):
        kind = words.entities[entity]
        return Wanted(entity, kind.label, kind.meaning, KNOWN_BY["enterprise"], stake, supports, entity)
    fact = words.facts[entity].get(missing.name)
    if fact is None:
        return None
    label = _("%(a)s（%(b)s年）") % {"a": fact.label, "b": missing.year} if missing.year else fact.label
    address = str(Address(entity, fact.name, missing.thing, str(missing.year or "")))
    return Wanted(
        address,
        f"{missing.thing}：{label}" if missing.thing else label,
        fact.meaning,
        KNOWN_BY[fact.known_by],
        stake,
        supports,
    )
