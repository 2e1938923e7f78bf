"""What is asked of a whole population: a day, what is known of the validity of policies, and the tables there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from luodi.engine.rules.engines.tables.layout import WHOLE, Layout


@dataclass(frozen=True)
class Question:
    """One question; `in_force` is what is known of policies whose dates do not decide (as in a fact file).

    `rejected` adds a row for every claim that is not eligible, with no sum; without it only what may be had is a row.
    `outputs` is how many results (three a support) one query may have at most.
    """

    on: date
    in_force: Mapping[str, bool] = field(default_factory=dict)
    layout: Layout = WHOLE
    rejected: bool = False
    outputs: int = 150


@dataclass(frozen=True)
class Unsupported:
    """A support that a dialect cannot express exactly, and why; it is left out of the query, never guessed."""

    support: str
    dialect: str
    reason: str
