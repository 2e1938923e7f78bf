"""The statements beside the queries, for a database of one's own: make the tables, find the cells that are wrong.

A query trusts its tables: what `checks` refuses in a file, the query of `cells` finds in a database. It has rows where
something is wrong (`table_name`, `faults`: which columns, how, in how many rows), and no row when all is well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.dialects import dialect, written
from luodi.engine.rules.engines.tables.layout import (
    FIRST_DAY,
    ID,
    LARGEST,
    LARGEST_RECEIVED,
    LAST_DAY,
    OWNER,
    RECEIVED,
    bounds,
    told_column,
)  # fmt: skip
from luodi.engine.rules.engines.tables.needs import Column, Needs
from luodi.engine.rules.engines.tables.sql import Sql, column
from luodi.engine.rules.tree import NUMERIC, Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary


def create(needs: Needs, name: str) -> list[str]:
    """CREATE TABLE for every table, in the types that the queries of a dialect expect."""
    target = dialect(name)
    made = []
    for table, columns in needs.tables.items():
        lines = []
        for own, held in columns.items():
            kind = target.kinds[held.kind].new
            if held.always:
                kind = (
                    f"{kind.removeprefix('Nullable(').removesuffix(')')}{'' if name == 'clickhouse' else ' NOT NULL'}"
                )
            lines.append(f"  {_name(own, name)} {kind}")
        listed = "\n" + ",\n".join(lines) + "\n"
        made.append("CREATE TABLE " + target.tables.format(_name(table, name), listed))
    return made


def _name(name: str, dialect_name: str) -> str:
    return exp.to_identifier(name, quoted=True).sql(dialect_name)


def cells(needs: Needs, vocabulary: Vocabulary, name: str) -> str:
    """The query that finds cells no honest fact file could hold, in the SQL of a dialect; it reads each table once or twice."""
    found = [query for table in needs.tables for query in _of_table(needs, vocabulary, table, name)]
    faulty = sql.binary("<>", column("faults", "q"), sql.text(""))
    named = [sql.alias(column(own, "q"), own) for own in ("table_name", "faults")]
    return written(sql.select(named, sql.within(sql.union(found), "q"), [faulty]), name)


def _of_table(needs: Needs, vocabulary: Vocabulary, table: str, name: str) -> Iterator[exp.Query]:
    faults = [
        (f"{own} {fault}", sql.case((wrong, sql.whole(1))))
        for own, held in needs.tables[table].items()
        for fault, wrong in _faults(own, held, vocabulary, name)
    ]
    yield _found(table, sql.table(table, "t"), faults)
    key = [ID] if table in {ENTERPRISE, RECEIVED} else [OWNER, ID]
    yield _found(table, sql.within(_doubled(table, key), "t"), [(f"{'、'.join(key)} 重复", exp.Star())])
    if table == RECEIVED:
        much = sql.within(_too_much(wide=bool(dialect(name).wide)), "t")
        yield _found(table, much, [(f"amount 一家合计超过 {LARGEST_RECEIVED}", exp.Star())])
    if table != ENTERPRISE:
        yield _found(table, sql.within(_orphans(table), "t"), [(f"{OWNER} 在 enterprise 表里没有", exp.Star())])
    if (told := told_column(table)) in needs.tables[ENTERPRISE]:
        rows = sql.within(_contradicted(table, told), "t")
        yield _found(table, rows, [(f"{told} 不是“是”的企业却有行", exp.Star())])


def _found(table: str, source: Sql, faults: list[tuple[str, Sql]]) -> exp.Query:
    """One row: the table, and what is wrong in how many rows of it."""
    said = [_said(fault, exp.Count(this=counted)) for fault, counted in faults]
    return sql.select([sql.alias(sql.text(table), "table_name"), sql.alias(_joined(said), "faults")], source)


def _said(fault: str, count: Sql) -> Sql:
    words = _joined([sql.text(f"{fault}："), sql.cast(count, "TEXT"), sql.text(" 行；")])
    return sql.case((sql.binary(">", count.copy(), sql.whole(0)), words), otherwise=sql.text(""))


def _joined(parts: list[Sql]) -> Sql:
    """Texts one after the other, balanced so that no expression becomes deep."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return exp.Paren(this=exp.DPipe(this=_joined(parts[:half]), expression=_joined(parts[half:])))


def _faults(own: str, held: Column, vocabulary: Vocabulary, name: str) -> Iterator[tuple[str, Sql]]:
    """What can be wrong with a column, and the condition of a wrong row."""
    target, cell = dialect(name), column(own, "t")
    said = sql.call(sql.TYPE_OF, cell)
    right = [sql.binary("=", sql.start_of(said, len(p)), sql.text(p)) for p in target.kinds[held.kind].said]
    yield "类型不对", sql.negate(sql.either(right))
    if held.always:
        yield "空着", sql.is_null(cell)
    if held.kind == "DATE":
        first, last = sql.binary("<", cell, sql.day(FIRST_DAY)), sql.binary(">", cell, sql.day(LAST_DAY))
        good = [sql.negate(sql.holds(sql.call(sql.GOOD_DAY, cell)))] if target.good_day else []
        yield f"不是 {FIRST_DAY} 至 {LAST_DAY} 的日期", sql.both([sql.is_given(cell), sql.either([first, last, *good])])
    if held.kind == "BOOLEAN":
        yield "不是是否", sql.negate(sql.among(cell, [sql.truth(True), sql.truth(False)]))
    if own == "amount" and held.fact is None:
        yield _beyond(cell, 0, LARGEST[Type.MONEY])
    if held.fact is not None:
        yield from _of_fact(cell, held.fact, vocabulary)


def _of_fact(cell: Sql, fact: Fact, vocabulary: Vocabulary) -> Iterator[tuple[str, Sql]]:
    if fact.type in NUMERIC:
        yield _beyond(cell, *bounds(fact))
    elif fact.type is Type.CATEGORY:
        yield "不认识的类别", sql.negate(sql.among(cell, [sql.text(word) for word, _ in fact.words]))
    elif fact.type is Type.REGION:
        provinces = [sql.text(code[:2]) for code in vocabulary.regions.names if code.endswith("0000")]
        short = sql.binary("<>", exp.Length(this=cell), sql.whole(6))
        yield "不是地区代码", sql.either([short, sql.negate(sql.among(sql.start_of(cell, 2), provinces))])


def _beyond(cell: Sql, low: int, high: int) -> tuple[str, Sql]:
    wrong = sql.either([sql.binary("<", cell, sql.whole(low)), sql.binary(">", cell, sql.whole(high))])
    return f"不在 {low} 至 {high} 之间", wrong


def _doubled(table: str, key: list[str]) -> exp.Query:
    """The keys that stand in more than one row."""
    columns = [column(own, "k") for own in key]
    named: Mapping[str, Sql] = dict(zip(key, columns, strict=True))
    made = sql.select([sql.alias(value, own) for own, value in named.items()], sql.table(table, "k"))
    made = made.group_by(*columns, copy=False)
    return made.having(sql.binary(">", exp.Count(this=exp.Star()), sql.whole(1)), copy=False)


def _too_much(*, wide: bool) -> exp.Query:
    """Enterprises that received more than any sum allows for; SQLite itself refuses a sum beyond 64 bits."""
    owner, amount = column(OWNER, "k"), column("amount", "k")
    total = exp.Sum(this=sql.cast(amount, sql.WIDE) if wide else amount)
    made = sql.select([sql.alias(owner, OWNER)], sql.table(RECEIVED, "k")).group_by(owner, copy=False)
    return made.having(sql.binary(">", total, sql.whole(LARGEST_RECEIVED)), copy=False)


def _orphans(table: str) -> exp.Query:
    """Rows of enterprises that are not there: they would silently not count."""
    missing = sql.both([sql.is_given(column(OWNER, "r")), sql.is_null(column(ID, "e"))])
    return _with_owners(table, "left").where(missing, copy=False)


def _contradicted(table: str, told: str) -> exp.Query:
    """Rows of enterprises that are said not to have told them: as entities they would count, as receipts they would not."""
    return _with_owners(table, "inner").where(sql.negate(sql.holds(column(told, "e"))), copy=False)


def _with_owners(table: str, join: str) -> exp.Select:
    """The owners of the rows (`r`) of a table, each beside its enterprise (`e`)."""
    mine = sql.binary("=", column(OWNER, "r"), column(ID, "e"))
    made = sql.select([sql.alias(column(OWNER, "r"), OWNER)], sql.table(table, "r"))
    return made.join(sql.table(ENTERPRISE, "e"), on=mine, join_type=join, copy=False)


__all__ = ["cells", "create"]
