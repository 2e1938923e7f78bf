"""What is known about one enterprise on one day: its facts, its entities, what it received before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

FactValue = Decimal | str | bool | date
YearlyValue = Mapping[int, FactValue]
Facts = Mapping[str, FactValue | YearlyValue]


@dataclass(frozen=True, slots=True)
class Thing:
    """One entity that belongs to the enterprise: a project, a loan, a lease …"""

    entity: str
    id: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money received before: for which support (its whole id), when, how much, for which entity.

    `told` is the receipt as the person wrote it where this one is a reading of it (see `history`).
    """

    support: str
    date: date
    amount: Decimal
    entity: str = ""
    told: Receipt | None = None


@dataclass(frozen=True)
class Situation:
    """The facts of one question.

    An entity kind that is not in `things` was not told (there may be some); an empty tuple says that there are none.
    `received` is None when the history was not told. `in_force` is what the person knows of a policy's validity.
    """

    on: date
    enterprise: Facts = field(default_factory=dict)
    things: Mapping[str, tuple[Thing, ...]] = field(default_factory=dict)
    received: tuple[Receipt, ...] | None = None
    in_force: Mapping[str, bool] = field(default_factory=dict)
    source: str = ""
