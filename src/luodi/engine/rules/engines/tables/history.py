"""What was received before, in SQL: read as `rules.history` reads it, one grant under each id it goes by.

A receipt under one id counts under the ids of its kin; one that names no entity was for the only entity there is, and of
several it may have been for any: `sure` counts the first, `perhaps` the second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from sqlglot import exp

from luodi.engine.core.period import Period, shift
from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.exact import Exact, Num, constant, never_told
from luodi.engine.rules.engines.tables.layout import ID, LARGEST_RECEIVED, OWNER, RECEIVED, Layout
from luodi.engine.rules.engines.tables.rows import Rows
from luodi.engine.rules.engines.tables.spans import Between, Span, Told
from luodi.engine.rules.engines.tables.sql import Sql
from luodi.engine.rules.engines.tables.truths import Truth, as_sql
from luodi.engine.rules.model import Limit, Policy, Support
from luodi.engine.rules.vocabulary import ENTERPRISE


class Grants:
    """Under which ids each grant may have been paid, over all policies that are known."""

    def __init__(self, policies: Iterable[Policy], layout: Layout, on: date) -> None:
        self.supports: Mapping[str, Support] = {s.path: s for policy in policies for s in policy.supports}
        self.layout, self.on = layout, on
        self._kin: dict[str, set[str]] = defaultdict(set)
        for support in self.supports.values():
            for general in support.implements:
                self._kin[general].add(support.path)
                self._kin[support.path].add(general)

    def ids(self, path: str) -> list[str]:
        """Every id under which the grant may stand in the history."""
        return sorted({path, *self._kin.get(path, ())})

    def readings(self, paths: Sequence[str]) -> exp.Query:
        """The receipts of several supports, each with the entity it must have been for ('' where that is open)."""
        return sql.union([self._reading(path) for path in paths])

    def _reading(self, path: str) -> exp.Query:
        kind = self.supports[path].entity
        ids = self.ids(path)
        same = [i for i in ids if i not in self.supports or self.supports[i].entity == kind]
        support, entity = sql.column("support", "r"), sql.column("entity", "r")
        # The same grant may be counted for another kind of entity: then the name says nothing.
        named = sql.case((sql.among(support, [sql.text(i) for i in same]), sql.call("NULLIF", entity, sql.text(""))))
        columns = [sql.alias(sql.column(name, "r"), name) for name in (ID, OWNER, "date", "amount")]
        chosen = sql.among(support, [sql.text(i) for i in ids])
        if kind == ENTERPRISE or not self.layout.has(kind):
            read = sql.alias(sql.coalesce(named, sql.text("")), "entity")
            return sql.select([*columns, read], sql.table(RECEIVED, "r"), [chosen])
        read = sql.alias(sql.coalesce(named, sql.column("thing", "o"), sql.text("")), "entity")
        rule = sql.binary("=", sql.column(OWNER, "o"), sql.column(OWNER, "r"))
        made = sql.select([*columns, read], sql.table(RECEIVED, "r"))
        return made.join(sql.within(_only(kind), "o"), on=rule, join_type="left", copy=False).where(chosen, copy=False)

    def year(self, day: Sql) -> Sql:
        """The year of a day."""
        return exp.Extract(this=exp.Var(this="YEAR"), expression=day.copy())


def _only(kind: str) -> exp.Query:
    """The enterprises that have one entity of a kind, and which it is."""
    owner, thing = sql.column(OWNER, "k"), sql.column(ID, "k")
    columns = [sql.alias(owner, OWNER), sql.alias(sql.call("MIN", thing), "thing")]
    made = sql.select(columns, sql.table(kind, "k")).group_by(owner, copy=False)
    return made.having(sql.binary("=", exp.Count(this=exp.Star()), sql.whole(1)), copy=False)


class History:
    """The history of one support's rows."""

    def __init__(self, grants: Grants, rows: Rows, support: Support, exact: Exact) -> None:
        self._grants, self._rows, self._support, self._exact = grants, rows, support, exact
        self._told = rows.received_told()

    def _if_told(self, value: Sql) -> Sql:
        """A condition that is unknown where the history was not told."""
        if self._told is True:
            return value
        return sql.nothing("BOOLEAN") if self._told is False else sql.case((as_sql(self._told), value))

    # -- what was received, row by row ----------------------------------------------------------------------------

    def _by_year(self, *operators: str) -> list[Sql]:
        """How the year of a receipt stands to the year of the question."""
        year = self._grants.year(sql.column("date", "r"))
        return [sql.binary(op, year, sql.whole(self._grants.on.year)) for op in operators]

    def _measures(self, sure: Sql) -> list[Sql]:
        """Counts over receipts: `sure` is what makes one sure to be for the row; the others may have been."""
        this, other = self._by_year("=", "<>")
        perhaps = sql.negate(sure)
        year, amount = self._grants.year(sql.column("date", "r")), sql.column("amount", "r")
        named = {
            "sure": _count([sure]), "paid": _total(amount, [sure]), "sure_now": _count([sure, this]),
            "years": _distinct(year, [sure, other]), "worst": _distinct(year, [other]),
            "perhaps": _count([perhaps]), "open": _total(amount, [perhaps]), "perhaps_now": _count([perhaps, this]),
        }  # fmt: skip
        return [sql.alias(value, name) for name, value in named.items()]

    def _of_enterprise(self, wanted: str) -> Sql:
        """A count over all receipts of the support, whatever entity they were for."""
        codes = self._grants.ids(self._support.path)
        mine = _under(codes)
        this, other = self._by_year("=", "<>")
        year, amount = self._grants.year(sql.column("date", "r")), sql.column("amount", "r")
        made = {
            "sure": lambda: _count([mine]), "paid": lambda: _total(amount, [mine]), "sure_now": lambda: _count([mine, this]),
            "years": lambda: _distinct(year, [mine, other]), "worst": lambda: _distinct(year, [mine, other]),
        }  # fmt: skip
        return self._rows.received(made[wanted](), codes)

    def _of_thing(self, wanted: str) -> Sql:
        """A count over the receipts that were, or may have been, for the entity of the row."""
        readings = self._grants.readings([self._support.path])
        owner, thing = sql.column(OWNER, "t"), sql.column(ID, "t")
        named = sql.binary("=", sql.column("entity", "r"), thing)
        columns = [sql.alias(owner, OWNER), sql.alias(thing, "thing"), *self._measures(named)]
        query = _per_thing(columns, self._rows.kind, readings)
        [found] = self._rows.join(query, {OWNER: OWNER, "thing": "thing"}, [wanted])
        return sql.coalesce(found, sql.big(0))

    def _counts(self, *names: str) -> list[Sql]:
        """Counts for the row: of its entity, or, where no entity was told, of all, none of which is sure."""
        told = self._rows.told
        all_of = {"perhaps": "sure", "open": "paid", "perhaps_now": "sure_now", "worst": "worst"}
        zero = sql.big(0)
        if told is False:
            return [self._of_enterprise(all_of[n]) if n in all_of else zero for n in names]
        mine = [self._of_thing(n) for n in names]
        if told is True:
            return mine
        others = [self._of_enterprise(all_of[n]) if n in all_of else zero for n in names]
        return [sql.case((as_sql(told), m), otherwise=o) for m, o in zip(mine, others, strict=True)]

    @property
    def _whole(self) -> bool:
        return self._support.entity == ENTERPRISE

    # -- what formulas and conditions ask -------------------------------------------------------------------------

    def received(self, name: str) -> Span:
        """`received` or `received_here` in yuan."""
        if self._told is False:
            return Told(never_told())
        here = name == "received_here" and not self._whole
        if not here or self._rows.told is False:
            return Told(self._money(self._of_enterprise("paid")))
        sure, perhaps = self._of_thing("paid"), self._of_thing("open")
        if self._rows.told is not True:
            given, paid = as_sql(self._rows.told), self._of_enterprise("paid")
            sure = sql.case((given, sure), otherwise=paid)
            perhaps = sql.case((given, perhaps), otherwise=sql.big(0))
        lo, both = self._money(sure), self._money(sql.binary("+", sure, perhaps))
        return Between(self._exact.filled(lo, Fraction(0)), both, Fraction(0))

    def _money(self, fen: Sql) -> Num:
        if self._told is True:
            return Num(self._exact.keep(fen), 100, LARGEST_RECEIVED)
        return Num(self._exact.keep(sql.case((as_sql(self._told), fen))), 100, LARGEST_RECEIVED, nullable=True)

    def conditions(self) -> list[Truth]:
        """The conditions that the past decides: paid once, or for so many years."""
        made: list[Truth] = []
        if self._support.once:
            made.append(None if self._told is False else self._if_told(self._not_yet()))
        if self._support.years_paid:
            made.append(None if self._told is False else self._if_told(self._years_left(self._support.years_paid)))
        return made

    def _not_yet(self) -> Sql:
        zero = sql.whole(0)
        if self._whole or self._support.once == "enterprise":
            return sql.binary("=", self._of_enterprise("sure"), zero)
        sure, perhaps = self._counts("sure", "perhaps")
        return sql.case(
            (sql.binary(">", sure, zero), sql.truth(False)), (sql.binary("=", perhaps, zero), sql.truth(True))
        )

    def _years_left(self, allowed: int) -> Sql:
        """Whether another year may be paid: once a year (unless a yearly limit counts it), and for so many years."""
        in_parts = any(limit.window.years == 1 for limit in self._support.limits)
        zero, most = sql.whole(0), sql.whole(allowed)
        if self._whole:
            now, years, worst = (self._of_enterprise(n) for n in ("sure_now", "years", "worst"))
            perhaps_now = zero
        else:
            now, years, worst, perhaps_now = self._counts("sure_now", "years", "worst", "perhaps_now")
        if self._support.once == "enterprise" and not self._whole and self._rows.told is not True:
            raise sql.Inexpressible("没有填实体时，once: enterprise 与 years_paid 并用")
        no = [sql.binary(">=", years, most), *([] if in_parts else [sql.binary(">", now, zero)])]
        open_ = [sql.binary(">=", worst, most), *([] if in_parts else [sql.binary(">", perhaps_now, zero)])]
        return sql.case(
            (sql.either(no), sql.truth(False)), (sql.either(open_), sql.nothing("BOOLEAN")), otherwise=sql.truth(True)
        )

    # -- what is left under a limit -------------------------------------------------------------------------------

    def left(self, limit: Limit, cap: int) -> tuple[Num, Num]:
        """What is left of a ceiling (in fen): at least, and at most."""
        whole = constant(Fraction(cap))
        if self._told is False:
            return constant(Fraction(0)), whole
        paths = [f"{self._support.policy}#{s}" for s in limit.supports]
        used, perhaps = self._used(paths, limit)
        least = self._left(whole, used if perhaps is None else sql.binary("+", used, perhaps), untold=0)
        return least, self._left(whole, used, untold=cap)

    def _left(self, cap: Num, used: Sql, untold: int) -> Num:
        exact = self._exact
        rest = exact.add(cap, Num(exact.keep(used), 1, LARGEST_RECEIVED), "-")
        left = exact.extreme(">=", rest, constant(Fraction(0)), skip_null=False)
        if self._told is True:
            return Num(left.sql, 1, cap.top)
        made = exact.chosen([(as_sql(self._told), left)], constant(Fraction(untold)), nullable=False)
        return Num(made.sql, 1, cap.top)

    def _used(self, paths: list[str], limit: Limit) -> tuple[Sql, Sql | None]:
        """What was received in the window: for sure, and what may have been for the entity of the row."""
        if limit.per == ENTERPRISE or self._whole or self._rows.told is False:
            return self._used_of_enterprise(paths, limit), None
        sure, perhaps = self._used_of_thing(paths, limit)
        if self._rows.told is True:
            return sure, perhaps
        given, of_all = as_sql(self._rows.told), self._used_of_enterprise(paths, limit)
        return sql.case((given, sure), otherwise=of_all), sql.case((given, perhaps), otherwise=sql.big(0))

    def _used_of_enterprise(self, paths: list[str], limit: Limit) -> Sql:
        ids = sorted({i for path in paths for i in self._grants.ids(path)})
        return self._rows.received(_total(sql.column("amount", "r"), [_under(ids), *self._window(limit)]), ids)

    def _used_of_thing(self, paths: list[str], limit: Limit) -> tuple[Sql, Sql]:
        readings = sql.within(self._grants.readings(paths), "r")
        # A receipt that stands under several ids is counted once.
        names = (ID, OWNER, "amount", "entity")
        once = sql.select([sql.alias(sql.column(n, "r"), n) for n in names], readings, self._window(limit)).distinct(
            copy=False
        )
        owner, thing, amount = sql.column(OWNER, "t"), sql.column(ID, "t"), sql.column("amount", "r")
        named = sql.binary("=", sql.column("entity", "r"), thing)
        columns = [
            sql.alias(owner, OWNER), sql.alias(thing, "thing"), sql.alias(_total(amount, [named]), "used"),
            sql.alias(_total(amount, [sql.negate(named)]), "perhaps"),
        ]  # fmt: skip
        query = _per_thing(columns, self._rows.kind, once)
        found = self._rows.join(query, {OWNER: OWNER, "thing": "thing"}, ["used", "perhaps"])
        used, perhaps = (sql.coalesce(column, sql.big(0)) for column in found)
        return used, perhaps

    def _window(self, limit: Limit) -> list[Sql]:
        """The days a limit counts over."""
        day, on, years = sql.column("date", "r"), self._grants.on, limit.window.years
        if years is None:
            return []
        if years == 1:
            ends = date(on.year, 1, 1), date(on.year, 12, 31)
            return [sql.binary(">=", day, sql.day(ends[0])), sql.binary("<=", day, sql.day(ends[1]))]
        return [sql.binary(">", day, sql.day(shift(on, Period(years=years), -1)))]


def _per_thing(columns: list[Sql], kind: str, readings: exp.Query) -> exp.Query:
    """Receipts beside the entities they were, or may have been, for; one row an entity."""
    owner, thing = sql.column(OWNER, "t"), sql.column(ID, "t")
    entity = sql.column("entity", "r")
    rule = sql.both([
        sql.binary("=", sql.column(OWNER, "r"), owner),
        sql.either([sql.binary("=", entity, thing), sql.binary("=", entity, sql.text(""))]),
    ])  # fmt: skip
    made = sql.select(columns, sql.table(kind, "t")).join(
        sql.within(readings, "r"), on=rule, join_type="inner", copy=False
    )
    return made.group_by(owner, thing, copy=False)


def _under(codes: list[str]) -> Sql:
    """Whether a receipt stands under one of several ids."""
    return sql.among(sql.column("support", "r"), [sql.text(code) for code in codes])


def _count(conditions: list[Sql]) -> Sql:
    return sql.cast(exp.Count(this=_where(sql.whole(1), conditions)), "BIGINT")


def _distinct(value: Sql, conditions: list[Sql]) -> Sql:
    return sql.cast(exp.Count(this=exp.Distinct(expressions=[_where(value, conditions)])), "BIGINT")


def _total(value: Sql, conditions: list[Sql]) -> Sql:
    return sql.cast(sql.coalesce(exp.Sum(this=_where(value, conditions)), sql.whole(0)), "BIGINT")


def _where(value: Sql, conditions: list[Sql]) -> Sql:
    return sql.case((sql.both(conditions), value)) if conditions else value.copy()


__all__ = ["Grants", "History"]
