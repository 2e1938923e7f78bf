"""The figures of a text, for checking that an encoded support and its clause hold the same: money, shares, counts, periods, days.

The grammar of quantities is `engine.extraction.numbers`; here its answers become values that can be compared, and a
range becomes its two ends.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luodi.engine.extraction.model import Quantity
from luodi.engine.extraction.numbers import find_quantities

_KINDS = {
    "money": "money", "ratio": "ratio", "count": "count", "measure": "count", "rank": "count", "bare": "count", "grade": "money",
    "duration": "period",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a text: what was printed, where, its kind, and its value in the base unit."""

    text: str
    start: int
    kind: str  # money ratio count period date share
    value: Decimal | date
    values: tuple[Decimal, ...] = ()  # the parts of a share such as 4:3:3

    def same(self, other: Figure) -> bool:
        """Whether two figures say the same."""
        return self.value == other.value and (self.kind == other.kind or {self.kind, other.kind} <= {"count", "period"})


def squeeze(text: str) -> str:
    """Fold widths and drop white space: figures are broken by both in printed documents."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", "", folded).replace("∶", ":").replace("：", ":")


def figures(text: str) -> list[Figure]:
    """Return every figure of a text, in order."""
    return [figure for quantity in find_quantities(squeeze(text)) for figure in _read(quantity)]


def _read(quantity: Quantity) -> Iterator[Figure]:
    start = quantity.span.start
    if quantity.day is not None:
        yield Figure(quantity.text, start, "date", quantity.day)
    elif quantity.parts:
        numbers = tuple(Decimal(part) for part in quantity.text.split(":"))
        yield Figure(quantity.text, start, "share", numbers[0], numbers)
    elif quantity.kind in _KINDS:
        kind = _KINDS[quantity.kind]
        yield Figure(quantity.text, start, kind, quantity.value)
        if quantity.upper is not None:
            yield Figure(quantity.text, start, kind, quantity.upper)
