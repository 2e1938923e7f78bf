"""The rows a support is counted over: the enterprises, or their entities of one kind, with just the columns it reads."""

from __future__ import annotations

from sqlglot import exp

from luodi.engine.rules import tree
from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.layout import ID, OWNER, RECEIVED, Layout, column_of, told_column
from luodi.engine.rules.engines.tables.sql import Sql
from luodi.engine.rules.engines.tables.truths import Truth
from luodi.engine.rules.vocabulary import ENTERPRISE


class Sheets:
    """For each kind of entity one query that joins its rows with their enterprises, shared by all supports of the kind.

    The join is made once, however many supports there are; it holds just the columns that any of them reads.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._columns: dict[str, dict[str, Sql]] = {}

    def add(self, kind: str, name: str, value: Sql) -> None:
        """Have a column on the sheet of a kind."""
        self._columns.setdefault(kind, {}).setdefault(name, value)

    def name(self, kind: str) -> str:
        """The name under which a sheet stands in a query."""
        self._columns.setdefault(kind, {})
        return f"rows_{kind}"

    def queries(self) -> dict[str, exp.Query]:
        """All sheets that were asked for, by their names."""
        return {f"rows_{kind}": self._query(kind, columns) for kind, columns in self._columns.items()}

    def _query(self, kind: str, named: dict[str, Sql]) -> exp.Query:
        columns = [sql.alias(sql.column(ID, "e"), OWNER), sql.alias(sql.column(ID, "t"), "entity_id")]
        columns += [sql.alias(value, name) for name, value in named.items()]
        mine = sql.binary("=", sql.column(OWNER, "t"), sql.column(ID, "e"))
        if not self._layout.partly_told(kind):
            made = sql.select(columns, sql.table(kind, "t"))
            return made.join(sql.table(ENTERPRISE, "e"), on=mine, join_type="inner", copy=False)
        told = sql.holds(sql.column(told_column(kind), "e"))
        some = sql.either([sql.is_given(sql.column(ID, "t")), sql.negate(told)])
        made = sql.select(columns, sql.table(ENTERPRISE, "e"))
        return made.join(sql.table(kind, "t"), on=mine, join_type="left", copy=False).where(some, copy=False)


class Rows:
    """Collects what one support reads, then builds the query of its rows; `e_…` are facts of enterprises, `t_…` of entities,
    `h…` histories.
    """

    def __init__(self, kind: str, layout: Layout, year: int, sheets: Sheets) -> None:
        self.kind, self._layout, self._year, self._sheets = kind, layout, year, sheets
        self._columns: dict[str, Sql] = {}
        self._joins: list[tuple[str, exp.Query, Sql]] = []
        #: Whether rows of entities exist; without their table each enterprise has one entity of which nothing is known.
        self.entities = kind != ENTERPRISE and layout.has(kind)

    @property
    def owner(self) -> Sql:
        """The enterprise of a row."""
        return sql.column(OWNER)

    @property
    def thing(self) -> Sql:
        """The entity of a row; NULL for the enterprise itself and where no entity was told."""
        return sql.column("entity_id")

    @property
    def told(self) -> Truth:
        """Whether a row has its entity: yes, no, or a condition."""
        if not self.entities:
            return False
        return sql.is_given(self.thing) if self._layout.partly_told(self.kind) else True

    def fact(self, node: tree.FactOf) -> Sql | None:
        """The column of a fact, or None where nobody told it."""
        name = column_of(node, self._year)
        if node.entity == ENTERPRISE:
            return self._column("e", name) if self._layout.has(ENTERPRISE, name) else None
        return self.of_entity(name) if node.entity == self.kind else None

    def of_entity(self, name: str) -> Sql | None:
        """A column of the entity."""
        return self._column("t", name) if self.entities and self._layout.has(self.kind, name) else None

    def tells(self, table: str) -> Truth:
        """Whether a table tells everything of the enterprise of a row."""
        if not self._layout.has(table):
            return False
        if not self._layout.partly_told(table):
            return True
        return sql.holds(self._column("e", told_column(table)))

    def has_claims(self, kind: str) -> Truth:
        """Whether a support of a kind has claims for the enterprise: it has such entities, or nothing was told of them."""
        if kind in {ENTERPRISE, self.kind}:
            return True
        told = self.tells(kind)
        if told is False:
            return True
        owners = sql.select([sql.alias(sql.column(OWNER, "k"), OWNER)], sql.table(kind, "k")).distinct(copy=False)
        [found] = self.join(owners, {OWNER: OWNER}, [OWNER])
        return sql.is_given(found) if told is True else sql.either([sql.is_given(found), sql.negate(_as_sql(told))])

    def received_told(self) -> Truth:
        """Whether the history of the enterprise was told."""
        return self.tells(RECEIVED)

    def _column(self, table: str, name: str) -> Sql:
        own = f"{table}_{name}"
        if self.entities:
            self._sheets.add(self.kind, own, sql.column(name, table))
        self._columns.setdefault(own, sql.column(own, "t") if self.entities else sql.column(name, table))
        return sql.column(own)

    def join(self, query: exp.Query, on: dict[str, str], wanted: list[str]) -> list[Sql]:
        """Put a query beside the rows, by owner and perhaps entity; return the columns that are wanted of it."""
        key = query.sql(copy=False)
        found = next((name for name, known, _ in self._joins if known.sql(copy=False) == key), None)
        name = found or f"h{len(self._joins) + 1}"
        if found is None:
            owner = sql.column(OWNER, "t") if self.entities else sql.column(ID, "e")
            mine = {OWNER: owner, "thing": sql.column("entity_id", "t")}
            rule = sql.both(sql.binary("=", sql.column(theirs, name), mine[own]) for own, theirs in on.items())
            self._joins.append((name, query, rule))
        return [self._joined(name, column) for column in wanted]

    def _joined(self, name: str, column: str) -> Sql:
        own = f"{name}_{column}"
        self._columns.setdefault(own, sql.column(column, name))
        return sql.column(own)

    def query(self) -> exp.Select:
        """The rows with every column that was asked for."""
        if self.entities:
            keys, source = [sql.column(OWNER, "t"), sql.column("entity_id", "t")], self._sheets.name(self.kind)
        else:
            keys, source = [sql.column(ID, "e"), sql.nothing("TEXT")], ENTERPRISE
        columns = [sql.alias(key, name) for key, name in zip(keys, (OWNER, "entity_id"), strict=True)]
        columns += [sql.alias(value, name) for name, value in self._columns.items()]
        made = sql.select(columns, sql.table(source, "t" if self.entities else "e"))
        for name, query, rule in self._joins:
            made = made.join(sql.within(query, name), on=rule, join_type="left", copy=False)
        return made


def _as_sql(value: Truth) -> Sql:
    assert value is not None
    assert not isinstance(value, bool)
    return value
