"""Projects, loans, platforms and the other things that synthetic enterprises have, drawn for a block of enterprises.

Who has one is chance, more often in artificial intelligence; how large it is follows the size of the enterprise. A thing is
drawn by its enterprise's number times sixteen and its place among the enterprise's things of the kind.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from luodi.engine.population import draws
from luodi.engine.population.draws import Whole
from luodi.engine.population.enterprises import Block
from luodi.engine.population.layout import Table
from luodi.engine.population.shapes import SIZE_TIMES, ThingShape, thing_shape
from luodi.engine.population.values import Frame, Values, day_number, drawn, times

#: More than this many of one kind no enterprise has; ids leave room for sixteen.
MOST = 6
PLACES = 16


def things(block: Block, table: Table) -> tuple[Whole, Whole, list[Values]]:
    """Return the ids of the enterprises, the places of their things (from 0), and the columns of a kind of thing."""
    shape = thing_shape(table.entity)
    owner, place = _owners(_how_many(block, table.entity, shape))
    enterprise = block.frame.numbers[owner].astype(np.int64)
    ids = enterprise * PLACES + place
    frame = _frame(block, table.entity, shape, owner, ids)
    return enterprise, place, [drawn(frame, column.fact, column.year) for column in table.columns]


def _how_many(block: Block, entity: str, shape: ThingShape) -> Whole:
    """Draw how many each has: a first, a second as often after the first as a first, and so on."""
    often = np.full(len(block.size), shape.often, dtype=np.int64)
    often[block.frame.traits["ai"]] *= shape.ai_times
    often = np.minimum(often * (3 + block.size) // 3, 900)
    if shape.trait in block.frame.traits:
        often[~block.frame.traits[shape.trait]] = 0
    bits = draws.below(block.frame.draw(f"has:{entity}"), 1_000_000)
    count, reach = np.zeros(len(often), dtype=np.int64), often * 1000
    for _ in range(MOST):
        count += bits < reach
        reach = reach * np.minimum(often, 600) // 1000
    return count


def _owners(count: Whole) -> tuple[Whole, Whole]:
    owner = np.repeat(np.arange(len(count), dtype=np.int64), count)
    first = np.cumsum(count) - count
    return owner, np.arange(len(owner), dtype=np.int64) - first[owner]


def _frame(block: Block, entity: str, shape: ThingShape, owner: Whole, ids: Whole) -> Frame:
    whole = block.frame
    bare = replace(whole, entity=entity, numbers=ids.astype(np.uint64), turnover_by_year={}, traits={})
    larger = np.array(SIZE_TIMES, dtype=np.int64)[block.size[owner]] * shape.yuan * 100
    region = Values(whole.region.cells[owner], whole.region.empty[owner], whole.region.words)
    return replace(
        bare,
        care=whole.care[owner],
        turnover=times(larger, draws.from_table(bare.draw("how large"), draws.lognormal(shape.spread))),
        start=_start(bare, block.founded[owner]),
        region=region,
    )


def _start(frame: Frame, founded: Whole) -> Whole:
    """A thing starts in the years asked about or the year before, and not before its enterprise."""
    first, last = day_number(date(frame.years[0] - 1, 1, 1)), day_number(date(frame.years[-1], 12, 31))
    return np.maximum(first + draws.below(frame.draw("start"), last - first + 1), founded)
