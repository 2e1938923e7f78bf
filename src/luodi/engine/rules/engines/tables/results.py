"""The table of answers: one row a claim, the same columns whatever the support.

| column | holds |
|---|---|
| enterprise_id, support, entity_id | whose claim, under which whole id, for which entity (NULL: the enterprise, or none was told) |
| verdict | `yes`, `unknown`; `no` only where it was asked for |
| kind | `amount`, `at_most`, `discretion`: what the answer may call the sum |
| sum_fen | the sum where eligibility and sum are both certain |
| low_fen, high_fen | its ends after limits and rounding; NULL `high_fen`: endless; both NULL for `discretion` and `no` |
| counts | whether it enters a total: no other claim displaces it (`yields_to`) or speaks for it |
| counted_low_fen, counted_high_fen | the part that enters a total |
| at_least_low_fen, at_least_high_fen | what the text promises at the lower end |
| limited | whether a limit cut the sum |
| yields_to | the support that displaces it in its group |
"""

from __future__ import annotations

from dataclasses import dataclass

from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.claims import Branch
from luodi.engine.rules.engines.tables.exact import Num
from luodi.engine.rules.engines.tables.sql import Sql
from luodi.engine.rules.engines.tables.truths import Truth, as_sql, negation

#: Every column of the answers with its SQL type ('' is the type of the enterprise's id).
COLUMNS = {
    "enterprise_id": "", "support": "TEXT", "entity_id": "TEXT", "verdict": "TEXT", "kind": "TEXT", "sum_fen": "BIGINT",
    "low_fen": "BIGINT", "high_fen": "BIGINT", "counts": "BOOLEAN", "counted_low_fen": "BIGINT", "counted_high_fen": "BIGINT",
    "at_least_low_fen": "BIGINT", "at_least_high_fen": "BIGINT", "limited": "BOOLEAN", "yields_to": "TEXT",
}  # fmt: skip


@dataclass(frozen=True)
class Money:
    """Both ends in fen; a NULL highest end is endless."""

    lo: Sql
    hi: Sql


def money(lo: Num, hi: Num) -> Money:
    """Both ends as SQL."""
    return Money(*(sql.big(n.sql) if isinstance(n.sql, int) else n.sql for n in (lo, hi)))


NO_MONEY = Money(sql.nothing("BIGINT"), sql.nothing("BIGINT"))


def row(
    verdict: Sql, support: Sql, kind: Sql, counts: Sql, sum_: Money, counted: Money, least: Money, limited: Sql, yields_to: Sql,
    *, rejected: bool,
) -> list[Sql]:  # fmt: skip
    """The columns of one answer; what is rejected has no sum."""

    def only_open(value: Sql) -> Sql:
        return sql.case((sql.may_hold(verdict), value)) if rejected else value

    word = sql.case((verdict, sql.text("yes")), (sql.negate(verdict), sql.text("no")), otherwise=sql.text("unknown"))
    certain = sql.case((sql.both([verdict, sql.binary("=", sum_.lo, sum_.hi)]), sum_.lo))
    ends = [sum_.lo, sum_.hi]
    values = [
        sql.column("enterprise_id"), support, sql.column("entity_id"), word, kind, certain, *map(only_open, ends),
        sql.both([sql.may_hold(verdict), counts]) if rejected else counts,
        *map(only_open, (counted.lo, counted.hi, least.lo, least.hi)), only_open(limited), yields_to,
    ]  # fmt: skip
    return [sql.alias(value, name) for value, name in zip(values, COLUMNS, strict=True)]


def alone(branch: Branch, *, rejected: bool) -> list[Sql]:
    """The answer of claims that share nothing with another: their limits need no other row."""
    support, kind = sql.text(branch.support.path), sql.text(branch.support.promise.value)
    verdict, counts = as_sql(branch.verdict), as_sql(negation(branch.replaced))
    nobody = sql.nothing("TEXT")
    if branch.whole is None:
        none = NO_MONEY
        return row(verdict, support, kind, counts, none, none, none, sql.truth(False), nobody, rejected=rejected)
    before = branch.rounded(branch.whole)
    lo, hi = _under_limits(branch, *before)
    limited: Truth = sql.either([_differs(before[0], lo), _differs(before[1], hi)]) if lo is not before[0] else False
    least = NO_MONEY
    if branch.least is not None:
        ends = branch.rounded(branch.least)
        least = money(*(_again(branch, _least(branch, *pair)) for pair in zip(ends, (lo, hi), strict=True)))
    final = money(_again(branch, lo), _again(branch, hi))
    return row(verdict, support, kind, counts, final, final, least, as_sql(limited), nobody, rejected=rejected)


def _under_limits(branch: Branch, lo: Num, hi: Num) -> tuple[Num, Num]:
    """The sum under limits that only this claim shares in; a claim that does not count is not limited."""
    for shared in branch.shared:
        if branch.replaced is True:
            break
        ends = [_least(branch, lo, shared.lo), _least(branch, hi, shared.hi)]
        if branch.replaced is not False:
            gone = as_sql(branch.replaced)
            ends = [
                branch.exact.chosen([(gone, before)], after, nullable=before.nullable)
                for before, after in zip((lo, hi), ends, strict=True)
            ]
        lo, hi = (branch.narrow(end) for end in ends)
    return lo, hi


def _least(branch: Branch, a: Num, b: Num) -> Num:
    """The lesser of two ends; NULL is endless."""
    if a.absent or b.absent:
        return b if a.absent else a
    return branch.narrow(branch.exact.extreme("<=", a, b, skip_null=True))


def _again(branch: Branch, fen: Num) -> Num:
    """Rounded once more, since a limit may have cut within the unit."""
    return branch.narrow(branch.unit.rounded(branch.exact, fen))


def _differs(a: Num, b: Num) -> Sql:
    """Whether two ends differ; NULL differs from everything else."""
    x, y = (sql.big(n.sql) if isinstance(n.sql, int) else n.sql for n in (a, b))
    same = sql.binary("=", x, y)
    if a.nullable or b.nullable:
        both = sql.both([sql.is_null(x), sql.is_null(y)])
        return sql.negate(sql.coalesce(same, both))
    return sql.negate(same)
