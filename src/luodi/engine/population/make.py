"""Make a synthetic population: blocks of enterprises and of their things, drawn side by side and written in order."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from luodi.engine.core.credit_codes import synthetic
from luodi.engine.core.finished import whole_folder
from luodi.engine.population import draws
from luodi.engine.population.enterprises import Block, block
from luodi.engine.population.layout import (
    ENTERPRISE_ID,
    ID,
    MANIFEST,
    RECEIVED,
    RECEIVED_COLUMNS,
    SYNTHETIC,
    VERSION,
    Column,
    Table,
    file_name,
    tables,
)
from luodi.engine.population.parquet import GROUP, TYPES, WORD, Writer, array, field, numbered, schema
from luodi.engine.population.recipe import Recipe
from luodi.engine.population.shapes import shape_of
from luodi.engine.population.things import MOST, things
from luodi.engine.population.values import Values, day_number, empty_cells
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary

NOTE = "合成数据：由程序按种子生成，与任何真实的企业、项目、贷款、人员无关，不能用作统计依据"
_NAME = "合成企业"
_DIGITS = 9
#: Blocks drawn at the same time, and how many more may wait to be written: this bounds the memory.
_THREADS, _WAITING = 2, 1
#: How many of a thousand received something before, how much in the middle, and rounded to what (fen).
_PAID_BEFORE, _PAID, _ROUND = 30, 20_000_000, 100_000
_IDS = tuple(str(place + 1) for place in range(MOST))


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the folder, and how many rows each file has."""

    folder: Path
    rows: Mapping[str, int]


def make(
    recipe: Recipe, vocabulary: Vocabulary, folder: Path, *, replace: bool = False,
    told: Callable[[int], None] = lambda _: None,
) -> Made:  # fmt: skip
    """Write the population into a folder that appears whole or not at all; `told` is called with the enterprises done.

    DataError when the folder is taken or cannot be written.
    """
    with whole_folder(folder, replace=replace) as part:
        with ExitStack() as stack:
            writers = {
                name: stack.enter_context(Writer(part / file_name(name), shape))
                for name, shape in schemas(recipe, vocabulary).items()
            }
            done = 0
            for made in blocks(recipe, vocabulary):
                for name, rows in made.items():
                    writers[name].write(rows)
                done += len(made[ENTERPRISE])
                told(done)
        rows = {file_name(name): writer.rows for name, writer in writers.items()}
        (part / MANIFEST).write_text(_manifest(recipe, rows), encoding="utf-8")
    return Made(folder, rows)


def schemas(recipe: Recipe, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the Arrow schema of every file, by the name of the entity."""
    told = {"synthetic": "true", "note": NOTE, "seed": str(recipe.seed)}
    made = {}
    for shape in layout_of(recipe, vocabulary):
        own = shape.entity == ENTERPRISE
        fields = [pa.field(ID if own else ENTERPRISE_ID, pa.int64(), nullable=False)]
        fields += [] if own else [pa.field(ID, WORD, nullable=False)]
        fields.append(pa.field(SYNTHETIC, pa.bool_(), nullable=False))
        fields += [field(column, column.name not in {"name", "credit_code"}) for column in shape.columns]
        made[shape.entity] = schema(fields, told)
    if recipe.supports:
        fields = [
            pa.field(ID, pa.int64(), nullable=False),
            pa.field(ENTERPRISE_ID, pa.int64(), nullable=False),
            *(pa.field(n, WORD if n == "support" else TYPES[t]) for n, t in RECEIVED_COLUMNS.items()),
        ]
        made[RECEIVED] = schema(fields, told)
    return made


def layout_of(recipe: Recipe, vocabulary: Vocabulary) -> tuple[Table, ...]:
    """Return the tables of a population."""
    return tables(vocabulary, recipe.facts, recipe.years, recipe.entities)


def blocks(
    recipe: Recipe, vocabulary: Vocabulary, size: int = GROUP, threads: int = _THREADS
) -> Iterator[dict[str, Any]]:
    """Yield the Arrow tables of one block of enterprises after the other; neither size nor threads changes a value."""
    shapes, made = layout_of(recipe, vocabulary), schemas(recipe, vocabulary)
    starts = iter(range(0, recipe.rows, size))

    def one(start: int) -> dict[str, Any]:
        numbers = np.arange(start, min(start + size, recipe.rows), dtype=np.uint64)
        return _tables(recipe, vocabulary, block(recipe, vocabulary, numbers), shapes, made)

    waiting: deque[Future[dict[str, Any]]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for start in starts:
                waiting.append(pool.submit(one, start))
                if len(waiting) >= threads + _WAITING:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _tables(
    recipe: Recipe, vocabulary: Vocabulary, drawn: Block, shapes: tuple[Table, ...], made: dict[str, Any]
) -> dict[str, Any]:
    found = {}
    for shape in shapes:
        if shape.entity == ENTERPRISE:
            numbers = drawn.frame.numbers.astype(np.int64)
            cells = [numbers, np.ones(len(numbers), dtype=np.bool_)]
            cells += [_cells(drawn, column) for column in shape.columns]
        else:
            owners, places, columns = things(drawn, shape)
            none = np.zeros(len(places), dtype=np.bool_)
            cells = [owners, array(Values(places, none, _IDS), "string"), ~none]
            cells += [array(v, c.storage) for v, c in zip(columns, shape.columns, strict=True)]
        found[shape.entity] = pa.table(cells, schema=made[shape.entity])
    if recipe.supports:
        found[RECEIVED] = pa.table(_received(recipe, vocabulary, drawn), schema=made[RECEIVED])
    return found


def _cells(drawn: Block, column: Column) -> Any:
    """The cells of one column of the enterprises; a name and a code are made from the number."""
    numbers = drawn.frame.numbers.astype(np.int64)
    if column.name == "name":
        return numbered(_NAME, numbers, _DIGITS)
    if column.name == "credit_code":
        bits = drawn.frame.draw(column.name)
        return numbered(
            synthetic(0)[:-_DIGITS],
            numbers,
            _DIGITS,
            empty_cells(drawn.frame, column.fact, shape_of(column.fact), bits),
        )
    return array(drawn.column(column), column.storage)


def _received(recipe: Recipe, vocabulary: Vocabulary, drawn: Block) -> list[Any]:
    """What some enterprises received in the years before the last: one payment each, from a policy of their place."""
    frame, regions = drawn.frame, vocabulary.regions
    names, here = sorted({support for support, _ in recipe.supports}), dict(recipe.supports)
    offered = [[at for at, s in enumerate(names) if regions.within(code, here[s])] for code in frame.region.words]
    first = np.cumsum([0, *map(len, offered)], dtype=np.int64)
    flat = np.array([at for places in offered for at in places] or [0], dtype=np.int32)
    where = frame.region.cells.astype(np.int64)
    count = np.diff(first)[where]
    who = np.flatnonzero(draws.chance(frame.draw("received"), _PAID_BEFORE) & (count > 0))
    chosen = flat[first[where[who]] + draws.below(frame.draw("received:support")[who], count[who])]
    amount = draws.from_table(frame.draw("received:amount")[who], draws.lognormal(90)) * _PAID // draws.ONE
    start, end = day_number(date(recipe.years[0], 1, 1)), day_number(date(recipe.years[-1], 1, 1))
    days = start + draws.below(frame.draw("received:date")[who], max(end - start, 1))
    numbers = frame.numbers[who].astype(np.int64)
    return [
        numbers, numbers, pa.DictionaryArray.from_arrays(pa.array(chosen), pa.array(names, pa.string())),
        pa.array(days.astype(np.int32), pa.date32()), amount // _ROUND * _ROUND, pa.nulls(len(who), pa.string()),
    ]  # fmt: skip


def _manifest(recipe: Recipe, rows: Mapping[str, int]) -> str:
    told = {
        "layout": VERSION, "synthetic": True, "note": NOTE, "enterprises": recipe.rows, "seed": recipe.seed,
        "years": list(recipe.years), "facts": sorted(recipe.facts), "files": dict(rows),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
