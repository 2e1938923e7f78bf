"""A population's tables as situations, one enterprise after the other, for the engine that gives the meaning.

Every table is read in the order of its enterprises, side by side, so that memory holds one enterprise at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from luodi.engine.population.layout import ENTERPRISE_ID, ID, RECEIVED, unscaled
from luodi.engine.rules.engines.tables.layout import told_column
from luodi.engine.rules.engines.tables.quoted import name
from luodi.engine.rules.situation import FactValue, Receipt, Situation, Thing
from luodi.engine.rules.tree import NUMERIC
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary
from luodi.engine.simulation.sources.opened import Population

_YEARLY = re.compile(r"(?P<name>.+)_(?P<year>\d{4})")
_BATCH = 4096
Row = Mapping[str, Any]


def situations(population: Population, on: date, in_force: Mapping[str, bool]) -> Iterator[tuple[Any, Situation]]:
    """Yield the id and the situation of each enterprise, in the order of the ids."""
    vocabulary, key = population.vocabulary, population.type_of(ENTERPRISE, ID)
    kinds = [kind for kind in population.tables.layout.tables if kind != ENTERPRISE]
    streams = {kind: _Beside(_ordered(population, kind, key)) for kind in kinds}
    for row in _ordered(population, ENTERPRISE, key):
        own = row[ID]
        held = {kind: stream.of(own) for kind, stream in streams.items()}
        told = {kind: rows for kind, rows in held.items() if row.get(told_column(kind), True) is True}
        yield own, Situation(
            on, _facts(row, ENTERPRISE, vocabulary),
            {kind: _things(rows, kind, vocabulary) for kind, rows in told.items() if kind != RECEIVED},
            tuple(_receipt(one) for one in told[RECEIVED]) if RECEIVED in told else None, in_force, str(own),
        )  # fmt: skip


def _ordered(population: Population, table: str, key: str) -> Iterator[Row]:
    """The rows of a table by enterprise, then by id: the order in which the table engine counts them too."""
    columns = ", ".join(map(name, sorted(population.columns(table))))
    if table == ENTERPRISE:
        order = ID
    else:
        columns = columns.replace(name(ENTERPRISE_ID), f"CAST({ENTERPRISE_ID} AS {key}) AS {ENTERPRISE_ID}")
        order = f"{ENTERPRISE_ID}, {ID}"
    cursor = population.tables.connection.cursor()
    try:
        cursor.execute(f"SELECT {columns} FROM {name(table)} ORDER BY {order}")
        names = [str(column[0]) for column in cursor.description or ()]
        while rows := cursor.fetchmany(_BATCH):
            for row in rows:
                yield dict(zip(names, row, strict=True))
    finally:
        cursor.close()


class _Beside:
    """The rows of a table, taken enterprise by enterprise as they come."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, own: Any) -> list[Row]:
        """The rows of this enterprise; those of one that is not there were refused before."""
        found: list[Row] = []
        while self._next is not None and self._next[ENTERPRISE_ID] == own:
            found.append(self._next)
            self._next = next(self._rows, None)
        return found


def _things(rows: list[Row], entity: str, vocabulary: Vocabulary) -> tuple[Thing, ...]:
    return tuple(Thing(entity, str(row[ID]), _facts(row, entity, vocabulary)) for row in rows)


def _facts(row: Row, entity: str, vocabulary: Vocabulary) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    known = vocabulary.facts.get(entity, {})
    for column, cell in row.items():
        if cell is None:
            continue
        fact = known.get(column)
        if fact is not None and not fact.by_year:
            facts[column] = _value(fact, cell)
        elif (yearly := _YEARLY.fullmatch(column)) and (fact := known.get(yearly["name"])) is not None and fact.by_year:
            facts.setdefault(fact.name, {})[int(yearly["year"])] = _value(fact, cell)
    return facts


def _value(fact: Fact, cell: Any) -> FactValue:
    if fact.type in NUMERIC:
        return unscaled(fact.type, cell)
    assert isinstance(cell, bool | date | str)
    return cell


def _receipt(row: Row) -> Receipt:
    return Receipt(row["support"], row["date"], Decimal(row["amount"]) / 100, row.get("entity") or "")
