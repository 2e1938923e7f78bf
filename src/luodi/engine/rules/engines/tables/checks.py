"""Whether every cell of a population is one the reference would accept: in its unit's bounds, a word that exists, one row an id.

The bounds are what makes sums exact: a table that holds to them cannot overflow a query.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import duckdb

from luodi.engine.core.errors import DataError, Place, Problems
from luodi.engine.rules.engines.tables import quoted
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
from luodi.engine.rules.engines.tables.sources import Tables
from luodi.engine.rules.tree import NUMERIC, Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary


class Rule(NamedTuple):
    """What is wrong, the condition of a wrong row, what to do.

    `word` is the column of words it is about, which has few different ones; `ends` says of the least and the greatest cell of a
    column that all are well, which a Parquet file often knows without being read.
    """

    what: str
    condition: str
    fix: str
    word: str = ""
    ends: str = ""


def check(tables: Tables, vocabulary: Vocabulary) -> None:
    """Refuse a population with cells that no honest fact file could hold; Problems names columns, counts and examples.

    DataError when a table cannot be read to its end.
    """
    found = [fault for name in tables.layout.tables for fault in _read_through(tables, vocabulary, name)]
    if found:
        raise Problems(found)


def _read_through(tables: Tables, vocabulary: Vocabulary, name: str) -> list[DataError]:
    try:
        return list(_faults(tables, vocabulary, name))
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise DataError(
            f"{name} 表读不下去", place=Place(tables.files.get(name, "")), why=str(error).splitlines()[0][:300],
            fix="看文件是不是没有写完或已损坏；重新生成再试",
        ) from None  # fmt: skip


def _faults(tables: Tables, vocabulary: Vocabulary, name: str) -> Iterator[DataError]:
    rules = list(_rules(tables, vocabulary, name))
    for rule, count in zip(rules, _counted(tables, name, rules), strict=True):
        if count:
            yield _fault(tables, name, f"{rule.what}（{count} 行）", rule.condition, rule.fix)
    yield from _doubled(tables, name)
    if name == RECEIVED:
        yield from _too_much(tables)
    if name != ENTERPRISE:
        yield from _orphans(tables, name)
        if tables.layout.partly_told(name):
            yield from _contradicted(tables, name)


def _counted(tables: Tables, name: str, rules: Sequence[Rule]) -> list[int]:
    """How many rows break each rule; a rule about words looks at each word once, not at each row."""
    well = _by_ends(tables, name, rules)
    counts = ["count(*)"]
    for rule in rules:
        if rule.word:
            words = f"SELECT {quoted.name(rule.word)}, count(*) AS many FROM {quoted.name(name)} GROUP BY {quoted.name(rule.word)}"
            counts.append(f"(SELECT coalesce(sum(many) FILTER (WHERE {rule.condition}), 0) FROM ({words}))")
        else:
            counts.append("0" if rule in well else f"count(*) FILTER (WHERE {rule.condition})")
    row = tables.connection.execute(f"SELECT {', '.join(counts)} FROM {quoted.name(name)}").fetchone() or ()
    return [int(count) for count in row[1:]]


def _by_ends(tables: Tables, name: str, rules: Sequence[Rule]) -> set[Rule]:
    """The rules that no row can break, since the least and the greatest cell do not."""
    asked = [rule for rule in rules if rule.ends]
    if not asked:
        return set()
    row = tables.connection.execute(
        f"SELECT {', '.join(rule.ends for rule in asked)} FROM {quoted.name(name)}"
    ).fetchone()
    return {rule for rule, well in zip(asked, row or (), strict=True) if well is not False}


def _rules(tables: Tables, vocabulary: Vocabulary, name: str) -> Iterator[Rule]:
    columns = tables.layout.tables[name]
    for key in {ENTERPRISE: [ID]}.get(name, [ID, OWNER]):
        yield Rule(f"{key} 列空着", f"{quoted.name(key)} IS NULL", "每一行都要有")
    if name == RECEIVED:
        for key in ("support", "date", "amount"):
            yield Rule(f"{key} 列空着", f"{quoted.name(key)} IS NULL", "领取记录要写明支持、日期、金额")
        yield _between("amount", 0, LARGEST[Type.MONEY])
        yield _day("date")
        return
    facts = vocabulary.facts.get(name, {})
    for column in sorted(columns):
        fact = facts.get(column) or facts.get(column[:-5] if column[-5:-4] == "_" else "")
        if fact is not None:
            yield from _of_fact(column, fact, vocabulary)


def _of_fact(column: str, fact: Fact, vocabulary: Vocabulary) -> Iterator[Rule]:
    if fact.type in NUMERIC:
        yield _between(column, *bounds(fact))
    elif fact.type is Type.DATE:
        yield _day(column)
    elif fact.type is Type.CATEGORY:
        words = ", ".join(quoted.text(word) for word, _ in fact.words)
        known = "可用：" + "、".join(w for w, _ in fact.words)
        yield Rule(f"{column} 列有不认识的类别", f"{quoted.name(column)} NOT IN ({words})", known, column)
    elif fact.type is Type.REGION:
        provinces = ", ".join(quoted.text(c[:2]) for c in vocabulary.regions.names if c.endswith("0000"))
        name = quoted.name(column)
        wrong = f"NOT regexp_full_match({name}, '[0-9]{{6}}') OR left({name}, 2) NOT IN ({provinces})"
        yield Rule(f"{column} 列有不是地区代码的", wrong, "写 GB/T 2260 的六位代码，例如 510100", column)


def _between(column: str, low: int, high: int) -> Rule:
    return Rule(
        f"{column} 列超出 {low} 至 {high}",
        f"{quoted.name(column)} NOT BETWEEN {low} AND {high}",
        "核对单位：钱是分，比率是十亿分之几",
        ends=_ends(column, str(low), str(high)),
    )


def _day(column: str) -> Rule:
    wrong = f"{quoted.name(column)} NOT BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}'"
    ends = _ends(column, f"DATE '{FIRST_DAY}'", f"DATE '{LAST_DAY}'")
    return Rule(f"{column} 列有不在 {FIRST_DAY} 至 {LAST_DAY} 的日期", wrong, "核对日期", ends=ends)


def _ends(column: str, low: str, high: str) -> str:
    return f"min({quoted.name(column)}) >= {low} AND max({quoted.name(column)}) <= {high}"


def _doubled(tables: Tables, name: str) -> Iterator[DataError]:
    """An id that stands twice would be paid twice."""
    key = [ID] if name in {ENTERPRISE, RECEIVED} else [OWNER, ID]
    group = ", ".join(map(quoted.name, key))
    query = f"SELECT {group} FROM {quoted.name(name)} GROUP BY {group} HAVING count(*) > 1 LIMIT 3"
    found = tables.connection.execute(query).fetchall()
    if found:
        yield _error(tables, name, "id 有重复的：" + _listed(found), "一个 id 只能有一行")


def _too_much(tables: Tables) -> Iterator[DataError]:
    query = f"SELECT {OWNER} FROM {RECEIVED} GROUP BY {OWNER} HAVING sum(CAST(amount AS HUGEINT)) > {LARGEST_RECEIVED} LIMIT 3"
    found = tables.connection.execute(query).fetchall()
    if found:
        yield _error(tables, RECEIVED, "领取合计太大的企业：" + _listed(found), f"一家合计不超过 {LARGEST_RECEIVED} 分")


def _orphans(tables: Tables, name: str) -> Iterator[DataError]:
    """Rows of enterprises that are not there would silently not count."""
    query = (
        f"SELECT t.{OWNER} FROM {quoted.name(name)} AS t ANTI JOIN {ENTERPRISE} AS e ON t.{OWNER} = e.{ID} "
        f"WHERE t.{OWNER} IS NOT NULL LIMIT 3"
    )
    found = tables.connection.execute(query).fetchall()
    if found:
        yield _error(tables, name, f"{OWNER} 在 enterprise 表里没有的：" + _listed(found), "补上这些企业，或删去这些行")


def _contradicted(tables: Tables, name: str) -> Iterator[DataError]:
    """Rows of enterprises that are said not to have told them: as entities they would count, as receipts they would not."""
    told = told_column(name)
    query = (
        f"SELECT e.{ID} FROM {ENTERPRISE} AS e SEMI JOIN {quoted.name(name)} AS t ON t.{OWNER} = e.{ID} "
        f"WHERE e.{quoted.name(told)} IS NOT TRUE ORDER BY ALL LIMIT 3"
    )
    found = tables.connection.execute(query).fetchall()
    if found:
        what, why = (
            f"{told} 不是“是”的企业却有行，例如 id {_listed(found)}",
            "没有告诉的是不知道，有行的是告诉了，不能两样都是",
        )
        yield _error(tables, name, what, f"把 enterprise 表的 {told} 改成是，或删去这些行", why)


def _fault(tables: Tables, name: str, what: str, condition: str, fix: str) -> DataError:
    key = quoted.name(ID) if name == ENTERPRISE else f"{OWNER}, {quoted.name(ID)}"
    rows = tables.connection.execute(f"SELECT {key} FROM {quoted.name(name)} WHERE {condition} LIMIT 3").fetchall()
    return _error(tables, name, f"{what}，例如 id {_listed(rows)}", fix)


def _error(tables: Tables, name: str, what: str, fix: str, why: str = "") -> DataError:
    return DataError(f"{name} 表：{what}", place=Place(tables.files.get(name, "")), why=why, fix=fix)


def _listed(rows: list[tuple[Any, ...]]) -> str:
    return "、".join("/".join(str(part) for part in row) for row in rows)
