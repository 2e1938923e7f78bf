"""What was received before, as every support reads it: one grant under each id it goes by, and for whom it was.

A clause and the rule that implements it are one grant, so a receipt under one id counts under the other. A receipt that
names no entity was for the only entity that was told; of several it stays open. The reading is done once, before
anything is evaluated, so that `once`, `years_paid`, `received`, `received_here` and limits cannot disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from luodi.engine.core.period import Period, shift
from luodi.engine.rules.model import Policy, Support
from luodi.engine.rules.situation import Receipt, Situation


def as_grants(situation: Situation, policies: Iterable[Policy]) -> Situation:
    """Return the situation with every receipt under all ids of its grant, each for the entity it must have been for."""
    if not situation.received:
        return situation
    supports = {support.path: support for policy in policies for support in policy.supports}
    kin = _kin(supports.values())
    read = [copy for told in situation.received for copy in _copies(told, supports, kin, situation)]
    return replace(situation, received=tuple(read))


def worth(receipts: Iterable[Receipt]) -> Decimal:
    """Add up receipts in yuan; one that stands under several ids is counted once."""
    return sum({id(r.told or r): r.amount for r in receipts}.values(), Decimal(0))


def inside(years: int | None, day: date, on: date) -> bool:
    """Whether a day lies in a window of so many years that ends on `on`; 1 is the calendar year, None is for ever."""
    if years is None:
        return True
    return day.year == on.year if years == 1 else day > shift(on, Period(years=years), -1)


def _kin(supports: Iterable[Support]) -> Mapping[str, set[str]]:
    kin: dict[str, set[str]] = defaultdict(set)
    for support in supports:
        for general in support.implements:
            kin[general].add(support.path)
            kin[support.path].add(general)
    return kin


def _copies(
    told: Receipt, supports: Mapping[str, Support], kin: Mapping[str, set[str]], situation: Situation
) -> Iterator[Receipt]:
    own = supports.get(told.support)
    for path in (told.support, *sorted(kin.get(told.support, ()))):
        support = supports.get(path)
        if support is None:  # not known here, so nothing can be read into it
            yield told if path == told.support else replace(told, support=path, told=told)
            continue
        # The same grant may be counted for another kind of entity: then the name says nothing.
        entity = told.entity if own is None or own.entity == support.entity else ""
        entity = entity or _only(situation, support.entity)
        yield (
            told
            if (path, entity) == (told.support, told.entity)
            else Receipt(path, told.date, told.amount, entity, told)
        )


def _only(situation: Situation, kind: str) -> str:
    things = situation.things.get(kind, ())
    return things[0].id if len(things) == 1 else ""


__all__ = ["as_grants", "inside", "worth"]
