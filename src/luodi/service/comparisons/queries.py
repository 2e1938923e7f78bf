"""Supports side by side as pages and API read them: an overview by theme and place, columns of one theme, who pays most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from luodi.engine.core.money import Number
from luodi.engine.library import Library
from luodi.engine.library.side_by_side import Entry, Shelf, places, ranking
from luodi.engine.library.themes import Theme
from luodi.engine.rules.engines.python import INFINITE
from luodi.engine.rules.explain import show
from luodi.engine.rules.model import INSTRUMENTS, Kind
from luodi.engine.rules.tree import Type
from luodi.service.comparisons.asked import Asked
from luodi.service.policies.catalogue import stamp
from luodi.service.policies.queries import clause_link, library

#: Bars of a chart; the table beside it has them all.
BARS = 15
ORDERS = {"ceiling": later("最高金额"), "rate": later("比例")}


@dataclass(frozen=True)
class Card:
    """One support as it is shown: the entry, its clauses each with the place in the reading room (None: not held)."""

    entry: Entry
    clauses: tuple[tuple[str, str | None], ...]
    instrument: str
    counted_for: str
    limits: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        """What the sum is."""
        return self.entry.kind

    @property
    def rates(self) -> str:
        """The shares that are paid, in words."""
        return "、".join(rate_text(rate) for rate in self.entry.rates)

    @property
    def unlimited(self) -> bool:
        """Whether the text has a formula without a cap."""
        return self.entry.ceiling == INFINITE

    @property
    def anchor(self) -> str:
        """The support on the page of its policy."""
        return self.entry.support.id


@dataclass(frozen=True)
class Cell:
    """What a place has for a theme: how many supports, and the one that pays most (None where no sum is named)."""

    theme: Theme
    place: str
    count: int
    most: Entry | None


def shelf(on: date) -> Shelf:
    """Every support on a day."""
    return _shelf(library(), on)


@lru_cache(maxsize=32)
def _shelf(held: Library, on: date) -> Shelf:
    return Shelf(held, on)


def chosen(ask: Asked) -> list[Entry]:
    """The supports that were asked for."""
    return shelf(ask.on).choose(
        theme=ask.theme, instrument=ask.instrument, place=ask.place, kind=ask.kind, in_force=ask.in_force
    )


def themes(on: date) -> Sequence[Theme]:
    """All themes in their order."""
    return tuple(shelf(on).themes.all.values())


def all_places(on: date) -> list[tuple[str, str]]:
    """The places that have an encoded policy."""
    return places(shelf(on).entries)


def overview(entries: Iterable[Entry], on: date) -> tuple[list[tuple[str, str]], list[tuple[Theme, list[Cell]]]]:
    """The places, and for every theme a cell of each place."""
    held = list(entries)
    named = places(held)
    rows = []
    for theme in themes(on):
        of_theme = [one for one in held if one.theme is theme]
        if of_theme:
            rows.append((theme, [_cell(theme, code, [e for e in of_theme if e.place == code]) for code, _n in named]))
    return named, rows


def _cell(theme: Theme, place: str, entries: list[Entry]) -> Cell:
    most = ranking(entries)
    return Cell(theme, place, len(entries), most[0] if most else None)


def columns(entries: Iterable[Entry]) -> list[tuple[str, str, list[Card]]]:
    """The cards of every place, that which pays most first, those without a sum last."""
    held = list(entries)
    token = stamp()
    made = []
    for code, name in places(held):
        own = sorted((one for one in held if one.place == code), key=lambda one: (_height(one), one.support.path))
        made.append((code, name, [card(one, token) for one in own]))
    return made


def _height(entry: Entry) -> tuple[int, Number]:
    """Orders by the ceiling downwards; no cap at all stands first, no sum last."""
    return (1, 0) if entry.ceiling is None else (0, -entry.ceiling)  # type: ignore[return-value]


def card(entry: Entry, token: str | None = None) -> Card:
    """An entry with the places of its clauses."""
    s, vocabulary = entry.support, library().vocabulary
    clauses = tuple((clause, clause_link(s.policy, clause, token)) for clause in s.clause)
    limits = []
    for limit in (*s.limits, *(one for one in entry.policy.limits if s.id in one.supports)):
        per = vocabulary.entities[s.entity if limit.per == "entity" else limit.per].label
        cap = limit.cap.history[-1][1]
        limits.append(_("按%(per)s，%(window)s%(sum)s") % {"per": per, "window": limit.window.label, "sum": show(cap, Type.MONEY)})  # fmt: skip
    return Card(entry, clauses, INSTRUMENTS[s.instrument], vocabulary.entities[s.entity].label, tuple(limits))


def ranked(ask: Asked) -> list[Card]:
    """Who pays most: by the ceiling of one sum, or by the rate."""
    token = stamp()
    return [card(one, token) for one in ranking(chosen(ask), ask.by or "ceiling")]


def chart(cards: Sequence[Card], by: str) -> dict[str, Any]:
    """What the chart draws: lengths for the eye only, the exact figure as the label of its bar."""
    bars = [
        {
            "name": f"{short(one.entry.place_name)}　{one.entry.support.title}", "kind": one.kind.value,
            "label": rate_text(one.entry.rates[0]) if by == "rate" else show(one.entry.ceiling, Type.MONEY),
            "value": float(one.entry.rates[0] if by == "rate" else one.entry.ceiling or 0),
        }
        for one in cards[:BARS]
    ]  # fmt: skip
    return {"bars": bars}


def rate_text(rate: Any) -> str:
    """A share as people read it: 20%."""
    return show(rate, Type.RATIO)


def short(place_name: str) -> str:
    """The last part of a place's name where it is long: 广州市黄埔区 of 广东省广州市黄埔区."""
    for end in ("省", "自治区"):
        before, mark, rest = place_name.partition(end)
        if mark and rest and before:
            return rest
    return place_name
