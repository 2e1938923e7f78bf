"""The sheets of a policy: its enterprises, and its entities of each kind beside them, read once for all of its supports.

What every support of a policy asks for (`when_all`, mostly a region) is decided on the sheet of enterprises, so that whoever
is out of the question is not looked at again; a sheet holds just the columns that a support of the policy reads.

| column | holds |
|---|---|
| enterprise_id, entity_id | whose row; `entity_id` only on the sheets of entities |
| e_…, t_… | facts of the enterprise, of the entity |
| r1, r2, … | what the enterprise received, added up |
| has_… | whether it has entities of a kind |
| scope | what every support of the policy asks for: NULL is unknown |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.layers import Layers
from luodi.engine.rules.engines.tables.layout import ID, OWNER, RECEIVED, Layout, told_column
from luodi.engine.rules.engines.tables.sql import Sql
from luodi.engine.rules.engines.tables.truths import Truth, as_sql
from luodi.engine.rules.vocabulary import ENTERPRISE

SCOPE = "scope"


@dataclass
class Scope:
    """What every support of a policy asks for, and the named values that takes."""

    holds: Truth
    layers: Layers = field(default_factory=Layers)

    @property
    def varies(self) -> bool:
        """Whether it has to be looked at row by row."""
        return self.holds is not None and not isinstance(self.holds, bool)


class Sheet:
    """The sheets of one policy."""

    def __init__(self, layout: Layout, name: str) -> None:
        self._layout, self._name = layout, name
        self.scope = Scope(True)
        self.refused = ""  # why what every support asks for cannot be expressed
        self._facts: dict[str, Sql] = {}  # columns of the enterprise table
        self._received: dict[str, tuple[str, Sql]] = {}  # by the text of what is added up
        self._codes: dict[str, Sql] = {}  # every code a receipt is asked for
        self._owners: list[str] = []  # kinds of which it matters whether there are any
        self._kinds: dict[str, dict[str, Sql]] = {}

    # -- what supports ask for ------------------------------------------------------------------------------------

    def fact(self, name: str) -> str:
        """Have a fact of the enterprise; returns its column."""
        self._facts.setdefault(f"e_{name}", sql.column(name, "e"))
        return f"e_{name}"

    def received(self, value: Sql, codes: Sequence[str]) -> str:
        """Have something added up over the receipts (`r`) of an enterprise under these codes; 0 where there are none."""
        key = value.sql(copy=False)
        name, _ = self._received.setdefault(key, (f"r{len(self._received) + 1}", value))
        self._codes |= {code: sql.text(code) for code in codes}
        return name

    def has(self, kind: str) -> str:
        """Have whether an enterprise has entities of a kind."""
        if kind not in self._owners:
            self._owners.append(kind)
        return f"has_{kind}"

    def of_kind(self, kind: str, name: str) -> str:
        """Have a column on the sheet of a kind: a fact of the entity, or (with its own name) one of the enterprises' sheet."""
        self._kinds.setdefault(kind, {}).setdefault(f"t_{name}", sql.column(name, "t"))
        return f"t_{name}"

    def beside(self, kind: str, name: str) -> None:
        """Have a column of the enterprises' sheet on the sheet of a kind, under the same name."""
        self._kinds.setdefault(kind, {}).setdefault(name, sql.column(name, "s"))

    def name(self, kind: str) -> str:
        """The name under which the sheet of a kind (or of the enterprises) stands in a query."""
        if kind != ENTERPRISE:
            self._kinds.setdefault(kind, {})
        return f"{self._name}_{kind}"

    # -- their queries --------------------------------------------------------------------------------------------

    def queries(self, *, open_only: bool) -> dict[str, exp.Query]:
        """The sheets by their names, each after those it reads. `open_only`: without whoever is out of the question."""
        told = [told_column(kind) for kind in self._kinds if self._layout.partly_told(kind)]
        for name in told:
            self.fact(name)
        made = {self.name(ENTERPRISE): self._enterprises(open_only=open_only)}
        return made | {self.name(kind): self._entities(kind, columns) for kind, columns in self._kinds.items()}

    def _enterprises(self, *, open_only: bool) -> exp.Query:
        columns = {OWNER: sql.column(ID, "e"), **self._facts}
        columns |= {name: sql.coalesce(sql.column(name, "r"), sql.big(0)) for name, _ in self._received.values()}
        columns |= {f"has_{kind}": sql.is_given(sql.column(OWNER, f"k_{kind}")) for kind in self._owners}
        base = sql.select(_named(columns), sql.table(ENTERPRISE, "e"))
        beside = {f"k_{kind}": _owners(kind) for kind in self._owners}
        if self._received:
            beside["r"] = self._receipts()
        for name, query in beside.items():
            mine = sql.binary("=", sql.column(OWNER, name), sql.column(ID, "e"))
            base = base.join(sql.within(query, name), on=mine, join_type="left", copy=False)
        if not self.scope.varies:
            return base
        decided = sql.select(
            [*(sql.column(name) for name in columns), sql.alias(as_sql(self.scope.holds), SCOPE)],
            sql.within(self.scope.layers.over(base), "q"),
        )
        if not open_only:
            return decided
        # Each part for itself, on the facts: so that the reader of a file passes over rows by one column alone.
        named = sql.select([exp.Star()], sql.within(self.scope.layers.over(base), "q"), may_all_hold(self.scope.holds))
        return decided.from_(sql.within(named, "q"), copy=False)

    def _receipts(self) -> exp.Query:
        owner = sql.column(OWNER, "r")
        values = {OWNER: owner, **dict(self._received.values())}
        asked = [sql.among(sql.column("support", "r"), list(self._codes.values()))]
        return sql.select(_named(values), sql.table(RECEIVED, "r"), asked).group_by(owner, copy=False)

    def _entities(self, kind: str, named: dict[str, Sql]) -> exp.Query:
        columns = {OWNER: sql.column(OWNER, "s"), "entity_id": sql.column(ID, "t"), **named}
        if self.scope.varies:
            columns[SCOPE] = sql.column(SCOPE, "s")
        mine = sql.binary("=", sql.column(OWNER, "t"), sql.column(OWNER, "s"))
        if not self._layout.partly_told(kind):
            made = sql.select(_named(columns), sql.table(kind, "t"))
            return made.join(sql.table(self.name(ENTERPRISE), "s"), on=mine, join_type="inner", copy=False)
        told = sql.holds(sql.column(f"e_{told_column(kind)}", "s"))
        some = sql.either([sql.is_given(sql.column(ID, "t")), sql.negate(told)])
        made = sql.select(_named(columns), sql.table(self.name(ENTERPRISE), "s"))
        return made.join(sql.table(kind, "t"), on=mine, join_type="left", copy=False).where(some, copy=False)


class Sheets:
    """The sheets of all policies of one query. `open_only`: whoever is out of the question for a policy is left out."""

    def __init__(self, layout: Layout, *, open_only: bool = True) -> None:
        self._layout, self._open_only = layout, open_only
        self._of: dict[str, Sheet] = {}

    def of(self, policy: str) -> Sheet:
        """The sheets of a policy."""
        return self._of.setdefault(policy, Sheet(self._layout, f"p{len(self._of) + 1}"))

    def known(self, policy: str) -> bool:
        """Whether the sheets of a policy have been begun."""
        return policy in self._of

    def queries(self) -> dict[str, exp.Query]:
        """All sheets by their names, each after those it reads."""
        made: dict[str, exp.Query] = {}
        for sheet in self._of.values():
            made |= sheet.queries(open_only=self._open_only)
        return made


def may_all_hold(condition: Truth) -> list[Sql]:
    """Conditions that together say that one may hold: of several parts each must, in Kleene's sense."""
    if condition is None or isinstance(condition, bool):
        return [] if condition is not False else [sql.truth(False)]
    return [sql.may_hold(part) for part in _parts(condition)]


def _parts(condition: Sql) -> list[Sql]:
    inner = condition.this if isinstance(condition, exp.Paren) else condition
    if isinstance(inner, exp.And):
        return [*_parts(inner.this), *_parts(inner.expression)]
    return [inner]


def _owners(kind: str) -> exp.Query:
    return sql.select([sql.alias(sql.column(OWNER, "k"), OWNER)], sql.table(kind, "k")).distinct(copy=False)


def _named(columns: dict[str, Sql]) -> list[Sql]:
    return [sql.alias(value, name) for name, value in columns.items()]
