"""Groups and limits over several rows of one enterprise, by window functions.

The rows carry, for each round, the number of their group or limit (NULL: none) and for whom it is counted. A group keeps its
largest certain claim; a limit is shared in the order of dates, then of sums. What `checkup` does claim after claim comes
out of two running sums: what is certainly left is the ceiling less all that may have been taken before, and what may be left is
the ceiling less all that was certainly taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.sql import Sql, column

ZERO, ONE, YES, NO = sql.whole(0), sql.whole(1), sql.truth(True), sql.truth(False)


def layer(query: exp.Query, **values: Sql) -> exp.Query:
    """The query with more columns beside its own; none of them may be there already."""
    named = [sql.alias(value, name) for name, value in values.items()]
    return sql.select([exp.Star(), *named], sql.within(query, "q"))


def flag(condition: Sql) -> Sql:
    """1 where a condition holds, else 0."""
    return sql.case((condition, ONE), otherwise=ZERO)


def first_if(condition: Sql) -> Sql:
    """What sorts rows first for which a condition holds."""
    return sql.case((condition, ZERO), otherwise=ONE)


def largest_first(low: str | None, high: str) -> list[Sql]:
    """The order of sums, the largest first: endless ones, then by the highest, then by the lowest end; ties as encoded."""
    hi = column(high)
    order = [first_if(sql.is_null(hi)), exp.Neg(this=sql.coalesce(hi, ZERO))]
    order += [exp.Neg(this=column(low))] if low else []
    return [*order, column("number"), sql.as_written(sql.coalesce(column("entity_id"), sql.text("")))]


def _among(condition: Sql, function: str, value: Sql, partition: Sequence[Sql]) -> Sql:
    return sql.over(sql.call(function, sql.case((condition, value))), partition)


def partition_of(prefix: str) -> list[Sql]:
    """The rows that meet in one group or limit."""
    return [column("enterprise_id"), column(prefix), column(f"{prefix}_kind"), column(f"{prefix}_entity")]


def group_round(query: exp.Query, r: int, floor: str, yields: str) -> tuple[exp.Query, str, str]:
    """Settle the groups of one round; returns the query and the names of its new floor and whom a row yields to."""
    g = f"g{r}"
    part = partition_of(g)
    hi, lo, verdict = column("whole_hi"), column("whole_lo"), sql.holds(column("verdict"))
    free = [sql.is_given(column(g)), sql.is_null(column(yields)), column("counts")]
    positive = sql.either([sql.is_null(hi), sql.binary(">", hi, ZERO)])
    query = layer(query, **{f"{g}_open": sql.both([*free, positive])})
    opened = column(f"{g}_open")
    definite = sql.both([opened, verdict, column("definite")])
    row_number = sql.call("ROW_NUMBER")
    order = largest_first("whole_lo", "whole_hi")
    query = layer(
        query,
        **{
            f"{g}_many": sql.over(sql.call("SUM", flag(opened)), part),
            f"{g}_rank": sql.over(row_number, part, [first_if(opened), first_if(sql.both([opened, verdict])), *order]),
            f"{g}_definite_rank": sql.over(row_number, part, [first_if(definite), *order]),
        },
    )
    matters = sql.binary(">=", column(f"{g}_many"), sql.whole(2))
    best = sql.both([opened, matters, sql.binary("=", column(f"{g}_rank"), ONE)])
    surest = sql.both([definite, matters, sql.binary("=", column(f"{g}_definite_rank"), ONE)])
    query = layer(query, **{f"{g}_best": best, f"{g}_definite": surest, f"{g}_matters": sql.both([opened, matters])})
    best, surest = column(f"{g}_best"), column(f"{g}_definite")
    query = layer(
        query,
        **{
            f"{g}_best_sure": _among(best, "MAX", flag(verdict), part),
            f"{g}_best_lo": _among(best, "MAX", lo, part),
            f"{g}_best_hi": _among(best, "MAX", hi, part),
            f"{g}_best_number": _among(best, "MAX", column("number"), part),
            f"{g}_definite_lo": _among(surest, "MAX", lo, part),
        },
    )
    best_sure = sql.binary("=", column(f"{g}_best_sure"), ONE)
    less = sql.both([best_sure, sql.holds(sql.binary("<=", hi, column(f"{g}_best_lo")))])
    other = sql.both([column(f"{g}_matters"), sql.negate(best), sql.negate(surest)])
    gives_way = sql.both([other, sql.either([verdict, less])])
    query = layer(
        query,
        **{
            f"{g}_maybe": sql.both([other, sql.negate(sql.either([verdict, less]))]),
            f"{g}_yields": sql.case((gives_way, column(f"{g}_best_number")), otherwise=column(yields)),
        },
    )
    return _floors(query, g, part, floor)


def _floors(query: exp.Query, g: str, part: list[Sql], floor: str) -> tuple[exp.Query, str, str]:
    """What another claim of the group already counts: of those not yet certain, only one can come true. NULL is endless."""
    maybe, hi = column(f"{g}_maybe"), column("whole_hi")
    query = layer(
        query,
        **{
            f"{g}_next": sql.over(
                sql.call("ROW_NUMBER"), part, [first_if(maybe), *largest_first("whole_lo", "whole_hi")]
            ),
            f"{g}_most": _among(maybe, "MAX", hi, part),
            f"{g}_endless": _among(maybe, "MAX", flag(sql.is_null(hi)), part),
        },
    )
    sure = sql.binary("=", column(f"{g}_best_sure"), ONE)
    counted = sql.case((sure, column(f"{g}_best_lo")), otherwise=column(f"{g}_best_hi"))
    query = layer(query, **{f"{g}_counted": counted})
    counted, most = column(f"{g}_counted"), column(f"{g}_most")
    first = sql.binary("=", column(f"{g}_next"), ONE)
    endless = sql.either([sql.is_null(counted), sql.binary("=", column(f"{g}_endless"), ONE)])
    greater = sql.case((sql.binary(">", most, counted), most), otherwise=counted)
    rest = sql.case((first, counted), (endless, exp.Null()), otherwise=greater)
    below = sql.both(
        [column(f"{g}_best"), sql.negate(column(f"{g}_definite")), sql.is_given(column(f"{g}_definite_lo"))]
    )
    made = sql.case((maybe, rest), (below, column(f"{g}_definite_lo")), otherwise=column(floor))
    return layer(query, **{f"{g}_floor": made}), f"{g}_floor", f"{g}_yields"


def limit_round(query: exp.Query, r: int, lo: str, hi: str, limited: str) -> tuple[exp.Query, str, str, str]:
    """Let claims share what is left under the limits of one round; returns the query and the names of its new sums."""
    p = f"l{r}"
    part = partition_of(p)
    member = sql.both([sql.is_given(column(p)), column("counts"), sql.is_null(column("yields"))])
    ceiling = column(f"{p}_left_hi")
    # More than the ceiling takes no more than the ceiling: so no sum is endless here.
    taken = sql.case((sql.binary("<", column(hi), ceiling), column(hi)), otherwise=ceiling)
    query = layer(query, **{f"{p}_member": member, f"{p}_may_take": sql.case((member, taken), otherwise=ZERO)})
    member = column(f"{p}_member")
    order = [first_if(member), column("dated"), *largest_first(None, hi)]
    query = layer(query, **{f"{p}_may_be_taken": _before(f"{p}_may_take", part, order)})
    query = layer(query, **{f"{p}_sure_left": _rest(f"{p}_left_lo", f"{p}_may_be_taken")})
    left = column(f"{p}_sure_left")
    sure = sql.both([member, sql.holds(column("verdict"))])
    takes = sql.case((sql.binary("<", column(lo), left), column(lo)), otherwise=left)
    query = layer(query, **{f"{p}_takes": sql.case((sure, takes), otherwise=ZERO)})
    query = layer(query, **{f"{p}_taken": _before(f"{p}_takes", part, order)})
    query = layer(query, **{f"{p}_most_left": _rest(f"{p}_left_hi", f"{p}_taken")})
    most = column(f"{p}_most_left")
    cut_lo = sql.both([member, sql.binary(">", column(lo), left)])
    cut_hi = sql.both([member, sql.either([sql.is_null(column(hi)), sql.binary(">", column(hi), most)])])
    made = layer(
        query,
        **{
            f"{p}_lo": sql.case((cut_lo, left), otherwise=column(lo)),
            f"{p}_hi": sql.case((cut_hi, most), otherwise=column(hi)),
            f"{p}_limited": sql.either([column(limited), cut_lo, cut_hi]),
        },
    )
    return made, f"{p}_lo", f"{p}_hi", f"{p}_limited"


def _before(name: str, partition: list[Sql], order: list[Sql]) -> Sql:
    """The sum of a column over the rows before this one."""
    window = sql.over(sql.call("SUM", column(name)), partition, order, before=True)
    return sql.cast(sql.coalesce(window, ZERO), "BIGINT")


def _rest(left: str, taken: str) -> Sql:
    """What remains, never below zero."""
    return sql.case(
        (sql.binary(">", column(left), column(taken)), sql.binary("-", column(left), column(taken))), otherwise=ZERO
    )
