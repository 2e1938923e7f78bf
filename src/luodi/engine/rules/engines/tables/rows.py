"""The rows a support is counted over: the enterprises, or their entities of one kind, with just the columns it reads."""

from __future__ import annotations

from sqlglot import exp

from luodi.engine.rules import tree
from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.layout import OWNER, RECEIVED, Layout, column_of, told_column
from luodi.engine.rules.engines.tables.sheets import SCOPE, Sheet, Sheets
from luodi.engine.rules.engines.tables.sql import Sql
from luodi.engine.rules.engines.tables.truths import Truth
from luodi.engine.rules.vocabulary import ENTERPRISE


class Rows:
    """Collects what one support reads from the sheets of its policy, then builds the query of its rows.

    `e_…` are facts of enterprises, `t_…` of entities, `r…` sums received, `h…` histories of entities.
    """

    def __init__(self, kind: str, layout: Layout, year: int, sheet: Sheet) -> None:
        self.kind, self._layout, self._year, self._sheet = kind, layout, year, sheet
        self._columns: dict[str, Sql] = {}
        self._joins: list[tuple[str, exp.Query, Sql]] = []
        #: Whether rows of entities exist; without their table each enterprise has one entity of which nothing is known.
        self.entities = kind != ENTERPRISE and layout.has(kind)

    @property
    def told(self) -> Truth:
        """Whether a row has its entity: yes, no, or a condition."""
        if not self.entities:
            return False
        return sql.is_given(sql.column("entity_id")) if self._layout.partly_told(self.kind) else True

    @property
    def scope(self) -> Truth:
        """What every support of the policy asks for."""
        scope = self._sheet.scope
        if not scope.varies:
            return scope.holds
        self._columns.setdefault(SCOPE, sql.column(SCOPE, "t"))
        return sql.column(SCOPE)

    def fact(self, node: tree.FactOf) -> Sql | None:
        """The column of a fact, or None where nobody told it."""
        name = column_of(node, self._year)
        if node.entity == ENTERPRISE:
            return self._of_enterprise(self._sheet.fact(name)) if self._layout.has(ENTERPRISE, name) else None
        return self.of_entity(name) if node.entity == self.kind else None

    def filled(self, node: tree.FactOf) -> bool:
        """Whether a fact is told in every row."""
        if node.entity != ENTERPRISE and self.told is not True:
            return False
        return self._layout.filled(node.entity, column_of(node, self._year))

    def of_entity(self, name: str) -> Sql | None:
        """A column of the entity."""
        if not self.entities or not self._layout.has(self.kind, name):
            return None
        return self._column(self._sheet.of_kind(self.kind, name))

    def tells(self, table: str) -> Truth:
        """Whether a table tells everything of the enterprise of a row."""
        if not self._layout.has(table):
            return False
        if not self._layout.partly_told(table):
            return True
        return sql.holds(self._of_enterprise(self._sheet.fact(told_column(table))))

    def has_claims(self, kind: str) -> Truth:
        """Whether a support of a kind has claims for the enterprise: it has such entities, or nothing was told of them."""
        if kind in {ENTERPRISE, self.kind}:
            return True
        told = self.tells(kind)
        if told is False:
            return True
        found = self._of_enterprise(self._sheet.has(kind))
        return found if told is True else sql.either([found, sql.negate(_as_sql(told))])

    def received_told(self) -> Truth:
        """Whether the history of the enterprise was told."""
        return self.tells(RECEIVED)

    def received(self, value: Sql, codes: list[str]) -> Sql:
        """Something added up over all receipts (`r`) of the enterprise under these codes."""
        return self._of_enterprise(self._sheet.received(value, codes))

    def _of_enterprise(self, name: str) -> Sql:
        if self.entities:
            self._sheet.beside(self.kind, name)
        return self._column(name)

    def _column(self, name: str) -> Sql:
        self._columns.setdefault(name, sql.column(name, "t"))
        return sql.column(name)

    def join(self, query: exp.Query, on: dict[str, str], wanted: list[str]) -> list[Sql]:
        """Put a query beside the rows, by owner and entity; return the columns that are wanted of it."""
        key = query.sql(copy=False)
        found = next((name for name, known, _ in self._joins if known.sql(copy=False) == key), None)
        name = found or f"h{len(self._joins) + 1}"
        if found is None:
            mine = {OWNER: sql.column(OWNER, "t"), "thing": sql.column("entity_id", "t")}
            rule = sql.both(sql.binary("=", sql.column(theirs, name), mine[own]) for own, theirs in on.items())
            self._joins.append((name, query, rule))
        return [self._joined(name, column) for column in wanted]

    def _joined(self, name: str, column: str) -> Sql:
        own = f"{name}_{column}"
        self._columns.setdefault(own, sql.column(column, name))
        return sql.column(own)

    def query(self) -> exp.Select:
        """The rows with every column that was asked for."""
        entity = sql.column("entity_id", "t") if self.entities else sql.nothing("TEXT")
        columns = [sql.alias(sql.column(OWNER, "t"), OWNER), sql.alias(entity, "entity_id")]
        columns += [sql.alias(value, name) for name, value in self._columns.items()]
        made = sql.select(columns, sql.table(self._sheet.name(self.kind if self.entities else ENTERPRISE), "t"))
        for name, query, rule in self._joins:
            made = made.join(sql.within(query, name), on=rule, join_type="left", copy=False)
        return made


def _as_sql(value: Truth) -> Sql:
    assert value is not None
    assert not isinstance(value, bool)
    return value


__all__ = ["Rows", "Sheets"]
