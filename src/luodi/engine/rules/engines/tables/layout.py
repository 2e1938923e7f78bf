"""The tables a population is written in: names, columns, units, and the bounds that make every sum exact.

- `enterprise`: `id`, and a column per fact. A fact that changes by year has one column per year: `main_revenue_2025`.
- one table per kind of entity (`project`, `loan`, …): `enterprise_id`, `id` (text, unique within the enterprise), facts.
- `received`: `id`, `enterprise_id`, `support` (its whole id), `date`, `amount`, `entity` (NULL or empty: not named).
- NULL is "not told". Columns and tables that are not there were not told for anybody. Where a table is there, it tells of
  every enterprise, unless `enterprise` has a boolean column `<kind>_told` (`project_told`, `received_told`) that says for
  whom it does.
- money in fen, counts as they are, ratios in parts per 10^9, other numbers in parts per 10^4: always whole numbers of 64 bits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from luodi.engine.rules.tree import FactOf, Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact

RECEIVED = "received"
ID, OWNER = "id", "enterprise_id"

#: How many parts make one unit of a number.
PARTS: Mapping[Type, int] = {Type.MONEY: 100, Type.COUNT: 1, Type.RATIO: 10**9, Type.NUMBER: 10**4}
#: The largest number of parts a table may hold, either way: 10 万亿元, 10^10 items, 10^9 times, 10^14 units.
LARGEST: Mapping[Type, int] = {Type.MONEY: 10**15, Type.COUNT: 10**10, Type.RATIO: 10**18, Type.NUMBER: 10**18}
#: The largest sum of what one enterprise received, in fen.
LARGEST_RECEIVED = 10**16
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2299, 12, 31)

_SQL_TYPES = {Type.BOOLEAN: "BOOLEAN", Type.DATE: "DATE", Type.CATEGORY: "TEXT", Type.REGION: "TEXT", Type.TEXT: "TEXT"}
RECEIVED_COLUMNS: Mapping[str, str] = {
    ID: "BIGINT", OWNER: "", "support": "TEXT", "date": "DATE", "amount": "BIGINT", "entity": "TEXT",
}  # fmt: skip


def sql_type(kind: Type) -> str:
    """The SQL type of the column of a fact."""
    return _SQL_TYPES.get(kind, "BIGINT")


def column_of(node: FactOf, year: int) -> str:
    """The column that holds a fact in a question of that year: `main_revenue_2024` for `main_revenue@last_year` in 2025."""
    return f"{node.name}_{year - node.back}" if node.by_year else node.name


def told_column(table: str) -> str:
    """The column of `enterprise` that says for whom a table tells everything."""
    return f"{table}_told"


def parts_of(kind: Type, value: Decimal) -> int | None:
    """A number as the table holds it; None when it has more decimals than the column."""
    exact = value * PARTS[kind]
    return int(exact) if exact == int(exact) else None


def bounds(fact: Fact | FactOf) -> tuple[int, int]:
    """The lowest and highest number of parts a column of this fact may hold."""
    low, high = (fact.low, fact.high) if isinstance(fact, FactOf) else fact.range
    parts, largest = PARTS[fact.type], LARGEST[fact.type]
    ends = (
        -largest if not low.is_finite() else int(low * parts),
        largest if not high.is_finite() else int(high * parts),
    )
    return max(ends[0], -largest), min(ends[1], largest)


@dataclass(frozen=True)
class Layout:
    """Which tables and columns a population has; `whole` stands for every column that is asked for, and no `…_told`."""

    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    whole: bool = False
    #: Columns of which every cell is filled, by their table; what nobody knows of is not among them.
    complete: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def has(self, table: str, column: str | None = None) -> bool:
        """Whether there is the table, or the column of it."""
        if self.whole:
            return column is None or not column.endswith("_told")
        return table in self.tables and (column is None or column in self.tables[table])

    def filled(self, table: str, column: str) -> bool:
        """Whether a column is known to have no empty cell, so that a query needs to say nothing of unknown facts."""
        return column in self.complete.get(table, ())

    def partly_told(self, table: str) -> bool:
        """Whether a table tells of some enterprises only."""
        return self.has(table) and self.has(ENTERPRISE, told_column(table))


#: Every table and every column that the supports read.
WHOLE = Layout(whole=True)
