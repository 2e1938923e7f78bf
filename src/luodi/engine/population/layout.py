"""How facts lie in tables: file names, column names, types and scales, the same for whoever writes and whoever reads.

One file for the enterprises and one for each kind of entity. A table has `id` (and `enterprise_id`), then one column for
each fact; a fact that changes by year has one column for each year. An empty cell is unknown. A kind of entity without a file
was not told; an enterprise without a row in a file that is there has none of that kind.

The columns, units and bounds are those of the table engine (`rules.engines.tables.layout`): money in int64 fen, counts as they
are, ratios and bare numbers in whole parts, never a float; a date is date32, yes or no is bool, a word, a region's code and text
are string. `id` of an enterprise is int64 in synthetic populations and text in a person's own, `enterprise_id` likewise; `id` of
a thing is text.

>>> column_name("main_revenue", 2021), file_name("loan"), scaled(Type.MONEY, Decimal("0.29"))
('main_revenue_2021', 'loan.parquet', 29)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from luodi.engine.core.money import EXACT
from luodi.engine.rules.engines.tables import layout as engine
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary

VERSION = 1
ID, ENTERPRISE_ID, RECEIVED, SYNTHETIC = engine.ID, engine.OWNER, engine.RECEIVED, "synthetic"
MANIFEST = "population.json"

Storage = Literal["int64", "string", "bool", "date32"]

#: What was received before: one row a payment; `entity` is the id of the thing it was for, empty for the enterprise.
RECEIVED_COLUMNS: Mapping[str, Storage] = {
    "support": "string", "date": "date32", "amount": "int64", "entity": "string",
}  # fmt: skip
#: How many parts make one whole unit of a fact: a yuan is a hundred fen.
SCALE = engine.PARTS
#: The least and the most parts that a column of a fact may hold.
bounds = engine.bounds


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: a fact, in one year when it changes by year."""

    name: str
    fact: Fact
    year: int | None = None

    @property
    def storage(self) -> Storage:
        """The type of the column's cells."""
        return storage(self.fact.type)


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one kind of entity, after `id` and `enterprise_id`."""

    entity: str
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        """The name of the table's file."""
        return file_name(self.entity)


def file_name(entity: str) -> str:
    """Return the name of the file that holds the entities of a kind."""
    return f"{entity}.parquet"


def errors_name(entity: str) -> str:
    """Return the name of the file that holds the rows that a check refused."""
    return f"{entity}.errors.csv"


def column_name(fact: str, year: int | None = None) -> str:
    """Return the name of the column that holds a fact (of a year)."""
    return fact if year is None else f"{fact}_{year}"


def storage(kind: Type) -> Storage:
    """Return the type that facts of a unit are stored in."""
    if kind in SCALE:
        return "int64"
    if kind is Type.BOOLEAN:
        return "bool"
    return "date32" if kind is Type.DATE else "string"


def table(vocabulary: Vocabulary, entity: str, keys: Iterable[str], years: Iterable[int]) -> Table:
    """Return the table of one kind of entity for the facts of these keys (`main_revenue`, `project.level`), in the
    vocabulary's order. Keys of other entities are passed over.
    """
    wanted, told = set(keys), sorted(set(years))
    columns: list[Column] = []
    for fact in vocabulary.facts.get(entity, {}).values():
        if fact.key in wanted:
            columns += [Column(column_name(fact.name, year), fact, year) for year in (told if fact.by_year else [None])]
    return Table(entity, tuple(columns))


def tables(
    vocabulary: Vocabulary, keys: Iterable[str], years: Iterable[int], entities: Iterable[str] = ()
) -> tuple[Table, ...]:
    """Return the tables of these kinds of entity and of every kind that one of the keys belongs to, the enterprise's first."""
    wanted, told, named = set(keys), list(years), set(entities)
    made = (table(vocabulary, entity, wanted, told) for entity in vocabulary.entities)
    return tuple(sorted((t for t in made if t.columns or t.entity in named), key=lambda t: t.entity != ENTERPRISE))


def scaled(kind: Type, value: Decimal) -> int:
    """Return the whole number that stands for a value; ValueError when it is finer than the scale or does not fit."""
    whole = EXACT.multiply(value, Decimal(SCALE[kind]))
    if whole != whole.to_integral_value():
        raise ValueError(f"{value} 比一格能记的更细")
    if abs(whole) >= 2**63:
        raise ValueError(f"{value} 超出 64 位整数")
    return int(whole)


def unscaled(kind: Type, stored: int) -> Decimal:
    """Return the value that a stored whole number stands for."""
    return EXACT.divide(Decimal(stored), Decimal(SCALE[kind]))
