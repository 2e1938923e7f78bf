"""What one enterprise would get in every city if it were registered there.

Assumed is only that: registered, taxed and counted in the statistics there. All other facts stay as they were told, the place of its
offices and platforms too; what nobody told is unknown there as it is here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from luodi.engine.core.errors import DataError, NotFound
from luodi.engine.library.side_by_side import Shelf
from luodi.engine.library.themes import Theme
from luodi.engine.rules.answer import NO_TOTALS, Claim, Sum, Totals
from luodi.engine.rules.answer_json import sum_data, totals_data
from luodi.engine.rules.checkup import check_up, totals
from luodi.engine.rules.explain import condition_text
from luodi.engine.rules.model import INSTRUMENTS, Kind, Policy
from luodi.engine.rules.situation import Situation
from luodi.service.comparisons.queries import shelf
from luodi.service.policies.catalogue import stamp
from luodi.service.policies.queries import clause_link, library
from luodi.service.registry import queries as registry

#: The facts that say where an enterprise belongs.
PLACED = ("registered_region", "tax_region", "statistics_region")
_MOST_CHOICES = 50
STATES = {"yes": later("符合"), "open": later("待核实"), "no": later("不符合"), "aside": later("让位、不重复计")}


@dataclass(frozen=True)
class Line:
    """One claim of a place in words: `why` is what is lacking or what does not fit."""

    theme: Theme
    title: str
    thing: str
    instrument: str
    kind: Kind
    state: str
    sum: Sum | None
    why: str
    clauses: tuple[tuple[str, str | None], ...]
    support: str
    policy: str


@dataclass(frozen=True)
class PlaceAnswer:
    """What a place would give: totals of all, totals by theme, every claim; `ended` are policies that do not hold on the day."""

    place: str
    name: str
    totals: Totals
    by_theme: dict[str, Totals]
    lines: tuple[Line, ...]
    ended: tuple[Policy, ...]
    unsure: tuple[Policy, ...]

    @property
    def by_state(self) -> dict[str, list[Line]]:
        """The lines of each state."""
        return {state: [one for one in self.lines if one.state == state] for state in STATES}


def sources() -> list[Any]:
    """The subjects that offer the facts of an enterprise; the settings name them, so that neighbours need not know each other."""
    return [import_module(name) for name in settings.SITUATION_SOURCES]


def choices(request: HttpRequest) -> list[tuple[str, str]]:
    """Whose facts somebody may choose: check-ups, then the registered enterprises one may see."""
    acting = request.acting  # type: ignore[attr-defined]
    made = [choice for source in sources() for choice in source.offered(request)]
    if acting.person is not None:
        held = registry.visible(acting, "fact.view")[:_MOST_CHOICES]
        made += [(one.code, _("登记的事实：%(name)s") % {"name": one.name}) for one in held]
    return made


def situation(request: HttpRequest, who: str, on: Any, *, assume: bool = False) -> tuple[str, Situation]:
    """The facts that were chosen, with the name of whose they are, on a day; NotFound or Refused where one may not see them.

    `assume`: every policy whose dates do not tell counts as in force.
    """
    name, held = _chosen(request, who, on)
    return name, assumed(held) if assume else held


def _chosen(request: HttpRequest, who: str, on: Any) -> tuple[str, Situation]:
    for source in sources():
        if (found := source.taken(request, who)) is not None:
            name, held = found
            return name, replace(held, on=on)
    if len(who) != 18:
        raise NotFound(_("没有这组事实"), fix=_("从列表里选，或写统一社会信用代码"))
    acting = request.acting  # type: ignore[attr-defined]
    organisation = registry.found(acting, who, "fact.view")
    return organisation.name, registry.situation(organisation, on, sees=registry.sees_persons(acting, organisation))


def moved(held: Situation, place: str) -> Situation:
    """The same enterprise, registered somewhere else."""
    return replace(held, enterprise={**held.enterprise, **dict.fromkeys(PLACED, place)})


def assumed(held: Situation) -> Situation:
    """With every policy in force whose dates do not tell; what was told of one stays."""
    open_ended = {one.id: True for one in library().policies() if one.validity.on(held.on) is None}
    return replace(held, in_force={**open_ended, **held.in_force})


def everywhere(held: Situation, place: str = "") -> list[PlaceAnswer]:
    """What every place, or one, would give, by the policies of the place and of those it lies in; DataError for one without policies."""
    made, token = shelf(held.on), stamp()
    names = {one.place: one.place_name for one in made.entries}
    if place and place not in names:
        told = "、".join(f"{name}（{own}）" for own, name in names.items())
        raise DataError(_("“%(a)s”没有已编政策") % {"a": place[:20]}, fix=_("可写：%(all)s") % {"all": told})
    return [_of(made, held, code, names[code], token) for code in ([place] if place else sorted(names))]


def _of(made: Shelf, held: Situation, place: str, name: str, token: str) -> PlaceAnswer:
    vocabulary = library().vocabulary
    policies = [one for one in library().policies() if vocabulary.regions.within(place, one.region)]
    answer = check_up(policies, moved(held, place), vocabulary, beside=library().policies())
    themes, claims = _theme_of(made), answer.claims()
    by_theme: dict[str, Totals] = {}
    for claim in claims:
        name_of = themes[claim.support.path].name
        by_theme[name_of] = by_theme.get(name_of, NO_TOTALS) + totals([claim])
    lines = sorted((_line(one, themes[one.support.path], token) for one in claims), key=_order)
    return PlaceAnswer(
        place, name, answer.totals, by_theme, tuple(lines), tuple(one.policy for one in answer.policies if one.in_force is False),
        tuple(one.policy for one in answer.policies if one.in_force is None),
    )  # fmt: skip


@lru_cache(maxsize=8)
def _theme_of(made: Shelf) -> dict[str, Theme]:
    return {one.support.path: one.theme for one in made.entries}


def _line(claim: Claim, theme: Theme, token: str) -> Line:
    s = claim.support
    state = claim.state
    if state == "yes" and claim.sum is not None and not claim.sum.known:
        state = "open"
    return Line(
        theme, s.title, claim.thing.id if claim.thing else "", INSTRUMENTS[s.instrument], s.promise, state,
        claim.sum if state != "no" else None, _why(claim, state), tuple((c, clause_link(s.policy, c, token)) for c in s.clause), s.path, s.policy,
    )  # fmt: skip


def _why(claim: Claim, state: str) -> str:
    if state == "no":
        failed = next((one for one in claim.reasons if one.verdict is False), None)
        return condition_text(failed.step) if failed else ""
    if state == "aside":
        return _("另一项替它计") if claim.replaced_by else _("同组只取一项")
    labels = {}
    for one in sorted(claim.missing):
        fact = library().vocabulary.by_key(one.key.partition("@")[0])
        labels[fact.label if fact else _missing(one.entity, one.name)] = None
    return _("还缺：%(facts)s") % {"facts": "、".join(labels)} if labels else ""


def _missing(entity: str, name: str) -> str:
    if entity == "policy":
        return _("政策那一天是否有效")
    if name == "received":
        return _("以前领过什么")
    kind = library().vocabulary.entities.get(entity)
    return kind.label if kind else name


def _order(line: Line) -> tuple[int, Any, str]:
    high = line.sum.hi if line.sum is not None else 0
    return ({"yes": 0, "open": 1, "aside": 2, "no": 3}[line.state], -high, line.support)


def place_data(one: PlaceAnswer) -> dict[str, Any]:
    """What an enterprise would get in a place, as plain data: sums are texts."""
    return {
        "region": one.place, "region_name": one.name, "totals": totals_data(one.totals),
        "by_theme": {name: totals_data(held) for name, held in one.by_theme.items()},
        "claims": [
            {"support": line.support, "thing": line.thing, "title": line.title, "theme": line.theme.name, "kind": line.kind.value, "state": line.state,
             "sum": sum_data(line.sum), "why": line.why, "clause": [text for text, _link in line.clauses]}
            for line in one.lines
        ],
        "ended": [policy.id for policy in one.ended], "unsure": [policy.id for policy in one.unsure],
    }  # fmt: skip
