"""A population's tables as situations, one enterprise after the other, for the engine that gives the meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from luodi.engine.core.errors import DataError, NotFound, Place
from luodi.engine.population.layout import ENTERPRISE_ID, ID, RECEIVED, file_name, unscaled
from luodi.engine.rules.situation import FactValue, Receipt, Situation, Thing
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary

_YEARLY = re.compile(r"(?P<name>.+)_(?P<year>(?:19|20)\d\d)")
_BATCH = 4096
Row = Mapping[str, Any]


def situations(
    folder: Path, vocabulary: Vocabulary, on: date, in_force: Mapping[str, bool]
) -> Iterator[tuple[Any, Situation]]:
    """Yield the id and the situation of each enterprise of a population folder, in the order of its file."""
    main = folder / file_name(ENTERPRISE)
    if not main.is_file():
        raise NotFound(
            f"{folder} 里没有 {main.name}", fix="先用 luodi population make 或 luodi population check 做一个"
        )
    things = {
        entity: _grouped(folder / file_name(entity)) for entity in vocabulary.entities
        if entity != ENTERPRISE and (folder / file_name(entity)).is_file()
    }  # fmt: skip
    received = folder / f"{RECEIVED}.parquet"
    paid = _grouped(received) if received.is_file() else None
    for batch in pq.ParquetFile(main).iter_batches(_BATCH):
        for row in batch.to_pylist():
            own = row[ID]
            yield own, Situation(
                on, _facts(row, ENTERPRISE, vocabulary),
                {entity: _things(held.get(own, ()), entity, vocabulary) for entity, held in things.items()},
                None if paid is None else tuple(_receipt(one) for one in paid.get(own, ())), in_force, str(own),
            )  # fmt: skip


def main_table(folder: Path) -> Path:
    """Return the table of the enterprises; NotFound when the folder is no population."""
    main = folder / file_name(ENTERPRISE)
    if not main.is_file():
        raise NotFound(
            f"{folder} 里没有 {main.name}", fix="先用 luodi population make 或 luodi population check 做一个"
        )
    return main


def _grouped(file: Path) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in pq.read_table(file).to_pylist():
        found.setdefault(row[ENTERPRISE_ID], []).append(row)
    return found


def _things(rows: Any, entity: str, vocabulary: Vocabulary) -> tuple[Thing, ...]:
    return tuple(Thing(entity, str(row[ID]), _facts(row, entity, vocabulary)) for row in rows)


def _facts(row: Row, entity: str, vocabulary: Vocabulary) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    known = vocabulary.facts.get(entity, {})
    for name, cell in row.items():
        if cell is None:
            continue
        fact = known.get(name)
        if fact is not None and not fact.by_year:
            facts[name] = _value(fact, cell)
        elif (yearly := _YEARLY.fullmatch(name)) and (fact := known.get(yearly["name"])) is not None and fact.by_year:
            facts.setdefault(fact.name, {})[int(yearly["year"])] = _value(fact, cell)
    return facts


def _value(fact: Fact, cell: Any) -> FactValue:
    if fact.type in {Type.MONEY, Type.RATIO, Type.COUNT, Type.NUMBER}:
        return unscaled(fact.type, cell)
    if isinstance(cell, bool | date | str):
        return cell
    raise DataError(
        f"{fact.label} 的一格是 {cell!r}",
        place=Place(file_name(fact.entity)),
        fix="按 docs/how-to/population.md 的列型写",
    )


def _receipt(row: Row) -> Receipt:
    entity = row.get("entity")
    return Receipt(row["support"], row["date"], Decimal(row["amount"]) / 100, "" if entity is None else str(entity))
