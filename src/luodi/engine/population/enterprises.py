"""Synthetic enterprises, a block at a time: size, sector and place first, then people, sales and research of each year.

What belongs together is drawn together: sales follow people and sector, research follows sales and sector, the core
business is part of the sales, artificial intelligence is where the sector has it. The rest has its own shape.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from luodi.engine.population import draws
from luodi.engine.population.draws import ONE, Flags, Whole, Words
from luodi.engine.population.layout import Column
from luodi.engine.population.recipe import Recipe
from luodi.engine.population.shapes import (
    CARE,
    PEOPLE,
    SECTORS,
    SIZE_WEIGHTS,
    SIZES,
    sector_of,
    shape_of,
)  # fmt: skip
from luodi.engine.population.values import LARGEST, Frame, Values, day_number, drawn, empty_cells, times
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary

_FIRST_DAY = date(1992, 1, 1)
#: Sales and people of a year over those of the year before: 1.05 on average, with a spread in hundredths.
_GROWTH, _GROWTH_SPREAD, _PEOPLE_SPREAD = 1050, 22, 9
_RD_SPREAD, _SALES_SPREAD, _CONTRIBUTION = 75, 80, 36


@dataclass(frozen=True)
class Block:
    """A run of enterprises: their frame, and what several facts share."""

    frame: Frame
    sectors: tuple[str, ...]
    sector: Whole
    kinds: tuple[str, ...]
    kind: Whole
    size: Whole
    people: dict[int, Whole]
    founded: Whole

    def column(self, column: Column) -> Values:
        """Return the values of one column."""
        fact, year, frame = column.fact, column.year, self.frame
        bits = frame.draw(fact.name if year is None else f"{fact.name}:{year}")
        empty = empty_cells(frame, fact, shape_of(fact), bits)
        if year is not None:
            empty = empty | (self.founded > day_number(date(year, 12, 31)))  # before it was founded nothing was told
        match fact.name:
            case "sector":
                return Values(self.sector.astype(np.int32), empty, self.sectors)
            case "kind":
                return Values(self.kind.astype(np.int32), empty, self.kinds)
            case "registered_on":
                return Values(self.founded.astype(np.int32), empty)
            case "registered_region":
                return Values(frame.region.cells, empty, frame.region.words)
            case "tax_region" | "statistics_region":
                return self._other_region(bits, empty)
        if year is None:
            return drawn(frame, fact)
        match fact.name:
            case "employees":
                return Values(self.people[year], empty)
            case "main_revenue":
                return Values(frame.turnover_by_year[year], empty)
            case "rd_expense":
                return Values(self._research(year, bits), empty)
            case "local_contribution":
                return Values(self._contribution(year, bits), empty)
            case _:
                own = drawn(frame, fact, year)
                return Values(own.cells, own.empty | empty, own.words)

    def _other_region(self, bits: Words, empty: Flags) -> Values:
        """Where taxes are paid and statistics are filed is where one is registered, but for one in thirty."""
        region = self.frame.region
        moved = draws.chance(bits, 33)
        other = draws.below(self.frame.draw("elsewhere"), len(region.words)).astype(np.int32)
        return Values(np.where(moved, other, region.cells), empty, region.words)

    def _research(self, year: int, bits: Words) -> Whole:
        share = np.array([sector_of(word).rd_share for word in self.sectors], dtype=np.int64)[self.sector]
        sales = self.frame.turnover_by_year[year]
        cells = np.minimum(times(sales, draws.from_table(bits, draws.lognormal(_RD_SPREAD)), share), 2 * sales)
        cells[~self.frame.traits["researching"]] = 0
        return cells

    def _contribution(self, year: int, bits: Words) -> Whole:
        factor = draws.from_table(bits, draws.lognormal(70))
        cells = times(self.frame.turnover_by_year[year], factor, _CONTRIBUTION)
        cells[draws.chance(self.frame.draw(f"loss:{year}"), 150)] = 0  # a year of loss brings nothing
        return cells


def block(recipe: Recipe, vocabulary: Vocabulary, numbers: Words) -> Block:
    """Return the enterprises of these numbers."""
    facts, bare = vocabulary.facts[ENTERPRISE], _bare(recipe, numbers)
    sectors, kinds = _words(facts.get("sector"), SECTORS), _words(facts.get("kind"), ("enterprise",))
    sector = draws.picked(bare.draw("sector"), tuple(sector_of(word).weight for word in sectors))
    weights = shape_of(facts["kind"]).weights if "kind" in facts else (1,)
    kind = draws.picked(bare.draw("kind"), (*weights, *[5] * len(kinds))[: len(kinds)])
    size = draws.picked(bare.draw("size"), SIZE_WEIGHTS)
    founded = _founded(bare, recipe.years[-1])
    people = _people(bare, size, sector, sectors)
    sales = _sales(bare, people, sector, sectors)
    frame = Frame(
        recipe.seed, ENTERPRISE, numbers, recipe.years, _care(bare), sales[recipe.years[-1]], founded,
        _region(bare, recipe), _traits(bare, sectors, sector, kinds, kind, size, founded), sales,
    )  # fmt: skip
    return Block(frame, sectors, sector, kinds, kind, size, people, founded)


def _bare(recipe: Recipe, numbers: Words) -> Frame:
    """A frame that can only draw: what it lacks is drawn from it."""
    nothing = np.zeros(0, dtype=np.int64)
    region = Values(nothing, np.zeros(0, dtype=np.bool_))
    return Frame(recipe.seed, ENTERPRISE, numbers, recipe.years, nothing, nothing, nothing, region)


def _words(fact: Fact | None, default: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word, _ in fact.words) if fact else tuple(default)


def _care(frame: Frame) -> Whole:
    times_ = np.array([times for _, times in CARE], dtype=np.int64)
    return times_[draws.picked(frame.draw("care"), tuple(weight for weight, _ in CARE))]


def _founded(frame: Frame, last_year: int) -> Whole:
    """Most enterprises are young: the later of two evenly drawn days."""
    first, days = day_number(_FIRST_DAY), (date(last_year, 6, 30) - _FIRST_DAY).days
    one, other = (draws.below(frame.draw(f"founded:{n}"), days + 1) for n in (1, 2))
    return first + np.maximum(one, other)


def _region(frame: Frame, recipe: Recipe) -> Values:
    codes = recipe.regions
    weights = tuple(weight for _, weight in codes)
    cells = draws.picked(frame.draw("region"), weights).astype(np.int32)
    return Values(cells, frame.none(), tuple(code for code, _ in codes))


def _people(frame: Frame, size: Whole, sector: Whole, sectors: tuple[str, ...]) -> dict[int, Whole]:
    ranges = [bounds for family in PEOPLE for bounds in family]
    table = np.concatenate([draws.geometric(low, high) for low, high in ranges])
    family = np.array([0 if sector_of(word).industrial else len(SIZE_WEIGHTS) for word in sectors], dtype=np.int64)
    now = draws.from_table(frame.draw("people"), table, size + family[sector])
    made = {}
    for year in frame.years:
        made[year] = np.maximum(now, 1)
        change = draws.from_table(frame.draw(f"people:{year}"), draws.lognormal(_PEOPLE_SPREAD))
        now = (now * change + ONE // 2) >> 16
    return made


def _sales(frame: Frame, people: dict[int, Whole], sector: Whole, sectors: tuple[str, ...]) -> dict[int, Whole]:
    a_head = np.array([sector_of(word).yuan_a_head * 100 for word in sectors], dtype=np.int64)
    first = people[frame.years[0]] * a_head[sector]
    now = times(first, draws.from_table(frame.draw("sales"), draws.lognormal(_SALES_SPREAD)))
    made = {}
    for year in frame.years:
        made[year] = np.minimum(now, LARGEST)
        growth = draws.from_table(frame.draw(f"sales:{year}"), draws.lognormal(_GROWTH_SPREAD))
        now = times(now, growth * _GROWTH // 1000)
    return made


def _traits(
    frame: Frame, sectors: tuple[str, ...], sector: Whole, kinds: tuple[str, ...], kind: Whole, size: Whole, founded: Whole
) -> dict[str, Flags]:  # fmt: skip
    """What several facts depend on."""

    def of(words: tuple[str, ...], cells: Whole, word: str) -> Flags:
        return cells == words.index(word) if word in words else frame.none()

    ai_share = np.array([sector_of(word).ai for word in sectors], dtype=np.int64)[sector]
    researching = np.array([sector_of(word).researching for word in sectors], dtype=np.int64)[sector]
    larger = researching + 120 * size
    ai, large = draws.chance(frame.draw("ai"), ai_share), size >= SIZES.index("medium")
    made = {word: of(kinds, kind, word) for word in ("institute", "university", "association", "service_agency")}
    made |= {word: of(sectors, sector, word) for word in ("manufacturing", "telecom")}
    made |= {
        "ai": ai,
        "large": large,
        "ai_large": ai & large,
        "researching": draws.chance(frame.draw("researching"), larger) | ai,
    }
    made["young"] = founded > day_number(date(frame.years[0] - 2, 1, 1))
    made["equipment"] = made["manufacturing"] & draws.chance(frame.draw("own_brand_equipment"), 60)
    return made
