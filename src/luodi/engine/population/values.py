"""From draws to the values of one fact: yes or no, a sum, a word, a date, each with its empty cells.

A `Frame` is a run of enterprises (or of their things) that values are drawn for: their numbers, their traits, how much money
they turn over, and how carefully they fill in forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from luodi.engine.population import draws
from luodi.engine.population.draws import Flags, Whole, Words
from luodi.engine.population.layout import SCALE
from luodi.engine.population.shapes import Shape, missing_share, shape_of
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import Fact

_EPOCH = date(1970, 1, 1).toordinal()
#: Bases are cut here, so that a base times a factor fits in 64 bits: 10^14 fen are a trillion yuan.
LARGEST = 10**14


@dataclass(frozen=True, slots=True)
class Values:
    """The cells of one column as whole numbers (a place in `words` where there are any), and which are empty."""

    cells: NDArray[np.generic]
    empty: Flags
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frame:
    """A run of rows: what their facts are drawn from. `turnover` is in fen; `start` in days since 1970."""

    seed: int
    entity: str
    numbers: Words
    years: tuple[int, ...]
    care: Whole
    turnover: Whole
    start: Whole
    region: Values
    traits: Mapping[str, Flags] = field(default_factory=dict)
    turnover_by_year: Mapping[int, Whole] = field(default_factory=dict)

    def draw(self, name: str) -> Words:
        """Return 64 random bits for each row and this name."""
        return draws.words(draws.stream(self.seed, f"{self.entity}.{name}"), self.numbers)

    def none(self) -> Flags:
        """Return that no cell is empty."""
        return np.zeros(len(self.numbers), dtype=np.bool_)


def day_number(day: date) -> int:
    """Return the days since 1970, as date32 counts."""
    return day.toordinal() - _EPOCH


def drawn(frame: Frame, fact: Fact, year: int | None = None) -> Values:
    """Return the values of a fact, in a year when it changes by year, of the shape that the fact has."""
    shape = shape_of(fact)
    bits = frame.draw(fact.name if year is None else f"{fact.name}:{year}")
    empty = empty_cells(frame, fact, shape, bits)
    match fact.type:
        case Type.BOOLEAN:
            cells: NDArray[np.generic] = _only(frame, shape, draws.chance(bits, shape.yes))
        case Type.CATEGORY:
            return _category(frame, fact, shape, bits, empty)
        case Type.REGION:
            return Values(frame.region.cells, frame.region.empty | empty, frame.region.words)
        case Type.TEXT:
            return Values(np.zeros(len(bits), dtype=np.int32), empty, ("合成",))
        case Type.DATE:
            days, unknown = _date(frame, shape, bits)
            return Values(days, empty | unknown)
        case Type.MONEY | Type.NUMBER:
            cells = _money(frame, fact, shape, bits, year)
        case _:
            cells, unknown = _count(frame, fact, shape, bits)
            empty = empty | unknown
    return Values(cells, empty)


def empty_cells(frame: Frame, fact: Fact, shape: Shape, bits: Words) -> Flags:
    """Return which cells are empty; it takes the bits of the draw that its value leaves."""
    share = missing_share(fact, shape) * draws.SHARE // 1000
    return draws.low_share(bits) < ((frame.care * share) >> 8)


def _only(frame: Frame, shape: Shape, flags: Flags) -> Flags:
    return flags & frame.traits[shape.trait] if shape.trait in frame.traits else flags


def _category(frame: Frame, fact: Fact, shape: Shape, bits: Words, empty: Flags) -> Values:
    words = tuple(word for word, _ in fact.words)
    weights = (
        (*shape.weights, *[5] * len(words))[: len(words)] if shape.weights else tuple(range(len(words) + 2, 2, -1))
    )
    if shape.trait in frame.traits:
        empty = empty | ~frame.traits[shape.trait]
    return Values(draws.picked(bits, weights).astype(np.int32), empty, words)


def _date(frame: Frame, shape: Shape, bits: Words) -> tuple[NDArray[np.int32], Flags]:
    low, high = shape.days
    days = frame.start + low + draws.below(bits, high - low + 1)
    last = day_number(date(frame.years[-1], 12, 31))
    unknown = frame.none() if shape.ahead else days > last  # what has not happened yet has no date
    return days.astype(np.int32), unknown


def _money(frame: Frame, fact: Fact, shape: Shape, bits: Words, year: int | None) -> Whole:
    base = frame.turnover_by_year.get(year, frame.turnover) if year is not None else frame.turnover
    cells = times(base, draws.from_table(bits, draws.lognormal(shape.spread)), shape.share)
    if shape.round_to > 1:
        cells -= cells % shape.round_to
    if fact.type is Type.NUMBER:
        cells *= SCALE[Type.NUMBER] // SCALE[Type.MONEY]
    if shape.some < 1000 or shape.trait in frame.traits:
        cells[~_some(frame, fact, shape)] = 0
    if fact.minimum is not None and fact.minimum < 0:
        loss = draws.chance(frame.draw(f"{fact.name}:{year}:loss"), 180)
        cells[loss] = -cells[loss] // 2
    return cells


def _some(frame: Frame, fact: Fact, shape: Shape) -> Flags:
    """Who has any of it at all: the same enterprises year after year."""
    return _only(frame, shape, draws.chance(frame.draw(f"{fact.name}:some"), shape.some))


def _count(frame: Frame, fact: Fact, shape: Shape, bits: Words) -> tuple[Whole, Flags]:
    low, high = shape.between
    if fact.unit == "年":
        low, high = frame.years[0], frame.years[-1]
        absent = ~frame.traits[shape.trait] if shape.trait in frame.traits else frame.none()
        return low + draws.below(bits, high - low + 1), absent
    if fact.type is Type.RATIO:
        top = int((fact.maximum or 1) * SCALE[Type.RATIO])
        return draws.below(bits, 101) * (top // 100), frame.none()
    cells = draws.from_table(bits, draws.geometric(low, high))
    if shape.trait in frame.traits:
        cells[~frame.traits[shape.trait]] = 0
    return cells, frame.none()


def times(base: Whole, factor: Whole, permille: int | Whole = 1000) -> Whole:
    """Return so many thousandths of a base times a factor (in 1/65536, at most 80), cut so that it fits in 64 bits."""
    cut = np.minimum(base, LARGEST)
    cut >>= 6
    cut *= np.minimum(factor, 80 * draws.ONE)
    cut >>= 10
    if not isinstance(permille, int) or permille != 1000:
        cut *= permille
        cut //= 1000
    return cut
