"""How each dialect spells what the tree names in our own words, and which dialects there are.

| dialect | run in the tests | whole numbers up to |
|---|---|---|
| duckdb (default) | yes | 128 bits |
| postgres | yes | 128 bits (as NUMERIC) |
| sqlite | yes | 64 bits: what needs more is declared |
| spark | yes, in local mode | 128 bits (as DECIMAL(38)) |
| clickhouse | yes, through chdb | 128 bits |
| trino | written and parsed only | 128 bits (as DECIMAL(38)) |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sqlglot import exp

from luodi.engine.core.errors import NotFound
from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.exact import NARROW, WIDEST

#: Day number of 1970-01-01, counted from 1 for the first of January of the year 1.
EPOCH = 719_163


@dataclass(frozen=True)
class Kind:
    """How a dialect calls a type: in a new table, and at the beginning of what it says of a column's (or a cell's) type."""

    new: str
    said: tuple[str, ...]


def _kinds(number: str, text: str, day: str, truth: str, *more: str) -> Mapping[str, Kind]:
    """Types that are called alike when they are made and when they are asked for; `more` are other types of text."""
    return {
        "BIGINT": Kind(number, (number,)), "TEXT": Kind(text, (text, *more)), "DATE": Kind(day, (day,)),
        "BOOLEAN": Kind(truth, (truth,)),
    }  # fmt: skip


def _nullable(name: str, *said: str) -> Kind:
    """A type of ClickHouse, which holds no NULL unless it is asked to."""
    return Kind(f"Nullable({name})", (name, f"Nullable({name}", *said))


@dataclass(frozen=True, eq=False)
class Dialect:
    """One dialect: its widest integer, and how it counts days, shifts them and divides; `{0}`, `{1}` are the parts."""

    name: str
    wide: str
    day_number: str
    shift: Callable[[str, int, int], str]
    divide: str
    wide_divide: str
    wide_literal: str = "{0}"
    as_written: str = "{0}"
    widest: int = WIDEST
    day: str = "DATE '{0}'"
    good_day: str = ""  # whether a cell holds a day, where columns take anything
    kinds: Mapping[str, Kind] = field(default_factory=dict)  # by the SQL type of the layout
    type_of: str = "typeof({0})"
    tables: str = "{0} ({1})"  # CREATE TABLE: the name, the columns
    casts: Mapping[str, str] = field(default_factory=dict)
    year: str = ""
    settings: str = ""
    materialized: bool = False  # whether a named query can be asked to be computed once
    deep: bool = True  # whether queries may stand within queries as deep as layers go


def _duckdb_shift(day: str, months: int, days: int) -> str:
    moved = f"CAST({day} + to_months({months}) AS DATE)" if months else day
    return f"CAST({moved} + to_days({days}) AS DATE)" if days else moved


def _sqlite_shift(day: str, months: int, days: int) -> str:
    """SQLite runs over the end of a month, so the last day of the month is set beside it and the earlier one taken."""
    if months:
        same = f"date({day}, 'start of month', '{months:+d} months', '+' || (CAST(strftime('%d', {day}) AS INTEGER) - 1) || ' days')"
        day = f"MIN({same}, date({day}, 'start of month', '{months + 1:+d} months', '-1 days'))"
    return f"date({day}, '{days:+d} days')" if days else day


DIALECTS: Mapping[str, Dialect] = {
    d.name: d
    for d in (
        Dialect(
            "duckdb", "HUGEINT", "(({0} - DATE '0001-01-01') + 1)", _duckdb_shift, "({0} // {1})", "({0} // {1})",
            kinds=_kinds("BIGINT", "VARCHAR", "DATE", "BOOLEAN", "ENUM"), materialized=True,
        ),
        Dialect(
            "postgres", "NUMERIC", "CAST(({0} - DATE '0001-01-01') + 1 AS BIGINT)",
            lambda day, months, days: f"CAST({day} + make_interval(months => {months}, days => {days}) AS DATE)",
            "({0} / {1})", "div({0}, {1})", as_written='{0} COLLATE "C"',
            kinds=_kinds("bigint", "text", "date", "boolean", "character varying"), type_of="CAST(pg_typeof({0}) AS TEXT)",
            materialized=True,
        ),
        Dialect(
            "sqlite", "", f"(CAST(strftime('%s', {{0}}) AS INTEGER) / 86400 + {EPOCH})", _sqlite_shift, "({0} / {1})", "",
            widest=NARROW, day="'{0}'", good_day="(date({0}, '+0 days') = {0})", tables="{0} ({1}) STRICT",
            kinds={
                "BIGINT": Kind("INTEGER", ("integer", "null")), "TEXT": Kind("TEXT", ("text", "null")),
                "DATE": Kind("TEXT", ("text", "null")), "BOOLEAN": Kind("INTEGER", ("integer", "null")),
            },
            casts={"DATE": "NULL"}, year="CAST(strftime('%Y', {0}) AS INTEGER)",
            materialized=True, deep=False,
        ),
        Dialect(
            "spark", "DECIMAL(38, 0)", "CAST(datediff({0}, DATE '0001-01-01') + 1 AS BIGINT)",
            lambda day, months, days: f"date_add(add_months({day}, {months}), {days})",
            "({0} div {1})", "CAST(({0} - {0} % {1}) / {1} AS DECIMAL(38, 0))",
            kinds=_kinds("bigint", "string", "date", "boolean"),
        ),
        Dialect(
            "clickhouse", "Nullable(Int128)", f"(CAST(toInt32({{0}}) AS Nullable(Int64)) + {EPOCH})",
            lambda day, months, days: f"addDays(addMonths({day}, {months}), {days})",
            # A longer literal would be read as a floating-point number.
            "intDiv({0}, {1})", "intDiv({0}, {1})", wide_literal="toInt128('{0}')", day="toDate32('{0}')",
            kinds={
                "BIGINT": _nullable("Int64"), "TEXT": _nullable("String", "LowCardinality("), "DATE": _nullable("Date32"),
                "BOOLEAN": _nullable("Bool", "UInt8", "Nullable(UInt8"),
            },
            type_of="toTypeName({0})", tables="{0} ({1}) ENGINE = MergeTree ORDER BY tuple()",
            casts={"DATE": "CAST(NULL AS Nullable(Date32))"},
            # Without the first a missing row would read as zeros; a whole library is more than a query may be by default.
            settings="SETTINGS join_use_nulls = 1, prefer_column_name_to_alias = 1, max_ast_elements = 1000000, "
            "max_expanded_ast_elements = 10000000",
        ),
        Dialect(
            "trino", "DECIMAL(38, 0)", "(date_diff('day', DATE '0001-01-01', {0}) + 1)",
            lambda day, months, days: f"date_add('day', {days}, date_add('month', {months}, {day}))",
            "({0} / {1})", "(({0} - {0} % {1}) / {1})", wide_literal="DECIMAL '{0}'",
            kinds=_kinds("bigint", "varchar", "date", "boolean"),
        ),
    )
}  # fmt: skip


def dialect(name: str) -> Dialect:
    """The dialect of a name; NotFound names those there are."""
    if name not in DIALECTS:
        raise NotFound(f"没有“{name}”这种 SQL 方言", fix="可用：" + "、".join(DIALECTS))
    return DIALECTS[name]


def written(tree: exp.Query, name: str, named: Mapping[str, exp.Query] | None = None) -> str:
    """A tree, and the queries it reads by name, in the SQL of a dialect."""
    target = dialect(name)
    before = []
    for key, (query, uses) in _read(tree, named or {}).items():
        once = "AS MATERIALIZED" if target.materialized and uses > 1 else "AS"
        before.append(f"{key} {once} ({_text(query, target)})")
    spelt = _spelt(tree, target)
    if not target.deep:
        before += _flattened(spelt, target)
    text = spelt.sql(name, copy=False)
    text = f"WITH {', '.join(before)} {text}" if before else text
    return f"{text} {target.settings}" if target.settings else text


def _read(tree: exp.Query, named: Mapping[str, exp.Query]) -> dict[str, tuple[exp.Query, int]]:
    """The named queries that are read at all, with how often; each stands after those it reads."""
    uses = Counter(table.name for table in tree.find_all(exp.Table))
    for key, query in reversed(list(named.items())):
        if uses[key]:
            uses.update(table.name for table in query.find_all(exp.Table))
    return {key: (query, uses[key]) for key, query in named.items() if uses[key]}


def _text(tree: exp.Query, target: Dialect) -> str:
    return _spelt(tree, target).sql(target.name, copy=False)


def _spelt(tree: exp.Query, target: Dialect) -> exp.Query:
    """A copy of a tree with our own words spelt out."""
    spelt = tree.copy()
    for node in reversed(list(spelt.walk())):  # the innermost first
        text = _spelling(node, target)
        if text is not None:
            node.replace(exp.Var(this=text))
    return spelt


def _flattened(tree: exp.Query, target: Dialect) -> list[str]:
    """Put a name in the place of each query within the query, for parsers that are not deep; return the named queries."""
    named: list[str] = []
    for node in reversed(list(tree.find_all(exp.Subquery))):  # the innermost first
        name = f"w{len(named) + 1}"
        named.append(f"{name} AS ({node.this.sql(target.name, copy=False)})")
        node.replace(sql.table(name, node.alias))
    return named


def _spelling(node: exp.Expr, target: Dialect) -> str | None:
    """How a dialect spells a node of ours; None for what sqlglot writes."""
    if isinstance(node, exp.Anonymous) and str(node.this) in _OURS:
        return _ours(str(node.this), [part.sql(target.name, copy=False) for part in node.expressions], target)
    if isinstance(node, exp.Cast):
        return _cast(node, target)
    if isinstance(node, exp.Literal) and not node.is_string and int(node.this) > NARROW:
        return target.wide_literal.format(node.this)
    if isinstance(node, exp.Extract) and target.year:
        return target.year.format(node.expression.sql(target.name, copy=False))
    return None


_OURS = frozenset({sql.DAY_NUMBER, sql.SHIFT, sql.DIVIDE, sql.WIDE_DIVIDE, sql.AS_WRITTEN, sql.TYPE_OF, sql.GOOD_DAY})


def _ours(name: str, parts: list[str], target: Dialect) -> str:
    if name == sql.SHIFT:
        return target.shift(parts[0], int(parts[1]), int(parts[2]))
    form = {
        sql.DAY_NUMBER: target.day_number, sql.DIVIDE: target.divide, sql.WIDE_DIVIDE: target.wide_divide,
        sql.AS_WRITTEN: target.as_written, sql.TYPE_OF: target.type_of, sql.GOOD_DAY: target.good_day,
    }[name]  # fmt: skip
    return form.format(*(_bracketed(part) for part in parts))


def _bracketed(part: str) -> str:
    simple = part.replace('"', "").replace("`", "").replace("_", "").isalnum()
    return part if simple else f"({part})"


def _cast(node: exp.Cast, target: Dialect) -> str | None:
    kind = node.to.sql(copy=False)
    if kind == "DATE" and isinstance(node.this, exp.Literal):
        return target.day.format(node.this.this)
    if kind in target.casts and isinstance(node.this, exp.Null):
        return target.casts[kind]
    return f"CAST({node.this.sql(target.name, copy=False)} AS {_type(kind, target)})"


@lru_cache
def _type(kind: str, target: Dialect) -> str:
    if kind == sql.WIDE:
        return target.wide
    return exp.cast(exp.Null(), kind).sql(target.name).removeprefix("CAST(NULL AS ").removesuffix(")")
