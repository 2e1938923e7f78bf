"""Which tables and columns some policies read on a day: what a person has to have ready in a database of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from luodi.engine.core.errors import DataError
from luodi.engine.rules.engines.tables.layout import (
    ID,
    OWNER,
    RECEIVED,
    RECEIVED_COLUMNS,
    Layout,
    column_of,
    sql_type,
    told_column,
)  # fmt: skip
from luodi.engine.rules.model import Policy
from luodi.engine.rules.reading import facts_read
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary


@dataclass(frozen=True)
class Column:
    """A column: the SQL type of the layout, the fact it holds (None: a key), and whether every row has it."""

    kind: str
    fact: Fact | None = None
    always: bool = False


@dataclass(frozen=True)
class Needs:
    """The columns of each table, by name; `enterprise` comes first, `received` last."""

    tables: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        """These tables and columns, and no others."""
        return Layout({name: frozenset(columns) for name, columns in self.tables.items()})


def needs(
    policies: Iterable[Policy], vocabulary: Vocabulary, year: int, *, without: Iterable[str] = (), told: Iterable[str] = ()
) -> Needs:  # fmt: skip
    """What is read in a question of that year.

    `without` are tables that are not there: nobody told of such things. `told` are tables that tell of some enterprises
    only: `enterprise` then has a column that says of which. DataError names a table that no policy reads.
    """
    supports = [support for policy in policies for support in policy.supports]
    kinds = sorted({s.entity for s in supports} - {ENTERPRISE})
    made: dict[str, dict[str, Column]] = {ENTERPRISE: {ID: Column("TEXT", always=True)}}
    made |= {kind: {OWNER: Column("TEXT", always=True), ID: Column("TEXT", always=True)} for kind in kinds}
    read = {fact for policy in policies for fact in facts_read(policy)}
    for node in sorted(read, key=lambda n: (n.entity, n.name, -n.back)):
        _put(made, node.entity, column_of(node, year), vocabulary.facts[node.entity][node.name])
    for kind in kinds:
        if dated := vocabulary.entities[kind].dated_by:
            _put(made, kind, dated, vocabulary.facts[kind][dated])
    made[RECEIVED] = {name: Column(kind or "TEXT", always=name != "entity") for name, kind in RECEIVED_COLUMNS.items()}
    return _with(made, list(without), list(told))


def _put(made: dict[str, dict[str, Column]], table: str, name: str, fact: Fact) -> None:
    made.setdefault(table, {}).setdefault(name, Column(sql_type(fact.type), fact))


def _with(made: dict[str, dict[str, Column]], without: list[str], told: list[str]) -> Needs:
    for name in (*without, *told):
        if name not in made or name == ENTERPRISE:
            others = "、".join(n for n in made if n != ENTERPRISE)
            raise DataError(f"这些政策不读“{name}”表", fix=f"可写：{others}")
    for name in without:
        made.pop(name, None)
    for name in told:
        if name in made:
            made[ENTERPRISE][told_column(name)] = Column("BOOLEAN")
    return Needs(made)


__all__ = ["Column", "Needs", "needs"]
