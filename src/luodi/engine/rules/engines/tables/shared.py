"""Claims that share a group or a limit with other rows: one query over all of them, then the same answers as alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import lcm

from sqlglot import exp

from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.claims import Branch
from luodi.engine.rules.engines.tables.exact import NARROW, Num
from luodi.engine.rules.engines.tables.results import Money, money, row
from luodi.engine.rules.engines.tables.sharing import Place, Places
from luodi.engine.rules.engines.tables.sql import Inexpressible, Sql, column
from luodi.engine.rules.engines.tables.truths import as_sql, negation
from luodi.engine.rules.engines.tables.windows import group_round, layer, limit_round
from luodi.engine.rules.model import Kind


class Common:
    """What claims that share have in common: one denominator for comparing sums, and how they are rounded."""

    def __init__(self, members: Sequence[Branch], places: Places, widest: int) -> None:
        rivals = [b for b in members if places.in_group(b)]
        ends = [end for b in rivals if b.whole for end in (b.whole.lo, b.whole.hi) if end is not None]
        if any(end.by is not None for end in ends):
            raise Inexpressible("除以一个事实的金额与别的支持互斥")
        self.unit = members[0].unit
        #: Sums are compared, and floors taken off, in parts of a yuan; a multiple of 100, so that fen are whole.
        self.den = lcm(100, *(end.den for end in ends))
        sums = [n.top for b in members if b.whole for n in b.rounded(b.whole)]
        #: A sum of fen, rounded up to a unit, in these parts.
        self.top = max((end.top * (self.den // end.den) for end in ends), default=0) + self.den // 50 * self.unit.fen
        self.top = max(self.top, (max(sums, default=0) + self.unit.fen) * (self.den // 100))
        self.wide = self.top > NARROW
        if self.top > widest:
            raise Inexpressible("几项金额的分母通分后超出整数的范围")


def claims(branches: Sequence[Branch], places: Places, common: Mapping[int, Common], *, rejected: bool) -> exp.Query:
    """The answers of all claims that share something."""
    wide = any(common[b.number].wide for b in branches)
    query = sql.union([_raw(b, places, common[b.number], wide=wide, rejected=rejected) for b in branches])
    floor, yields = "floor", "nobody"
    for r in range(len(places.groups)):
        query, floor, yields = group_round(query, r, floor, yields)
    query = layer(query, yields=column(yields), beyond=column(floor))
    lo, hi, limited = "lo", "hi", "uncut"
    for r in range(len(places.limits)):
        query, lo, hi, limited = limit_round(query, r, lo, hi, limited)
    query = layer(query, sum_lo=column(lo), sum_hi=column(hi), cut=column(limited))
    return _answers(query, branches, wide=wide, rejected=rejected)


def _raw(branch: Branch, places: Places, common: Common, *, wide: bool, rejected: bool) -> exp.Query:
    """One support's claims with all that groups and limits ask of them."""
    assert branch.whole is not None
    assert branch.dated is not None
    width = sql.WIDE if wide else "BIGINT"
    lo, hi = branch.rounded(branch.whole)
    ends = money(lo, hi)
    ends_of = (branch.whole.lo, branch.whole.hi) if places.in_group(branch) else (None, None)
    scaled = [_over(branch, end, common.den, wide=wide) for end in ends_of]
    least = (
        money(*branch.rounded(branch.least)) if branch.least else Money(sql.nothing("BIGINT"), sql.nothing("BIGINT"))
    )
    per_unit = common.den // 100 * common.unit.fen
    values: dict[str, Sql] = {
        "enterprise_id": column("enterprise_id"), "entity_id": column("entity_id"), "number": sql.whole(branch.number),
        "verdict": as_sql(branch.verdict), "counts": _counts(branch, rejected=rejected),
        "definite": sql.truth(branch.support.promise is Kind.AMOUNT), "dated": branch.dated,
        "whole_lo": scaled[0], "whole_hi": scaled[1], "floor": sql.cast(sql.whole(0), width), "nobody": sql.nothing("INT"),
        "lo": ends.lo, "hi": ends.hi, "uncut": sql.truth(False), "least_lo": least.lo, "least_hi": least.hi,
        "promised": sql.truth(branch.least is not None),
        "parts": sql.cast(sql.whole(common.den // 100), width), "per_unit": sql.cast(sql.whole(per_unit), width),
        "half": sql.cast(sql.whole(per_unit // 2 if common.unit.half_up else 0), width), "unit": sql.big(common.unit.fen),
        "half_unit": sql.big(common.unit.fen // 2 if common.unit.half_up else 0),
    }  # fmt: skip
    for r, groups in enumerate(places.groups):
        values |= _place(f"g{r}", groups.get(branch.number), branch)
    for r, limits in enumerate(places.limits):
        place = limits.get(branch.number)
        values |= _place(f"l{r}", place, branch)
        shared = next((s for s in branch.shared if place is not None and s.order == place.order), None)
        left = money(shared.lo, shared.hi) if shared else Money(sql.big(0), sql.big(0))
        values |= {f"l{r}_left_lo": left.lo, f"l{r}_left_hi": left.hi}
    return branch.query([sql.alias(value, name) for name, value in values.items()], rejected=rejected)


def _counts(branch: Branch, *, rejected: bool) -> Sql:
    """Whether a claim meets others at all: one that is out of the question neither displaces them nor takes of their limit."""
    counts = as_sql(negation(branch.replaced))
    return sql.both([sql.may_hold(as_sql(branch.verdict)), counts]) if rejected else counts


def _over(branch: Branch, end: Num | None, den: int, *, wide: bool) -> Sql:
    """An end of a sum over the common denominator."""
    if end is None:
        return sql.nothing(sql.WIDE if wide else "BIGINT")
    scaled = branch.exact.times(end, den // end.den)
    made = branch.exact.numerator(scaled, wide=wide)
    # What was computed wide but fits 64 bits must say so: dialects divide wide and narrow numbers differently.
    return sql.cast(made, "BIGINT") if scaled.wide and not wide else made


def _place(prefix: str, place: Place | None, branch: Branch) -> dict[str, Sql]:
    """Where a claim stands in one round. A claim whose entity was not told meets no other for its entity."""
    if place is None:
        return {prefix: sql.nothing("INT"), f"{prefix}_kind": sql.whole(0), f"{prefix}_entity": sql.text("")}
    if not place.per_entity:
        return {prefix: sql.whole(place.number), f"{prefix}_kind": sql.whole(0), f"{prefix}_entity": sql.text("")}
    entity, told = sql.coalesce(column("entity_id"), sql.text("")), branch.rows.told
    number, kind = sql.whole(place.number), sql.whole(_kind_number(branch))
    if told is not True:
        in_group = sql.case((as_sql(told), number))
        number = in_group if prefix.startswith("g") else number
        kind = sql.case((as_sql(told), kind), otherwise=sql.whole(-branch.number - 1))
    return {prefix: number, f"{prefix}_kind": kind, f"{prefix}_entity": entity}


def _kind_number(branch: Branch) -> int:
    """A number for the kind of entity, the same for every support of the policy."""
    return sorted({s.entity for s in branch.policy.supports}).index(branch.rows.kind) + 1


def _answers(query: exp.Query, branches: Sequence[Branch], *, wide: bool, rejected: bool) -> exp.Query:
    """Round once more, take off what another claim of the group counts, and name the supports."""
    lo, hi = column("sum_lo"), column("sum_hi")
    query = layer(
        query, final_lo=_rounded(lo), final_hi=_rounded(hi), counted_lo=_beyond(lo, wide=wide), counted_hi=_beyond(hi, wide=wide),
        least_lo_final=_rounded(_lesser(column("least_lo"), lo)), least_hi_final=_rounded(_lesser(column("least_hi"), hi)),
    )  # fmt: skip
    names = [(sql.binary("=", column("number"), sql.whole(b.number)), b) for b in branches]
    support = sql.case(*((test, sql.text(b.support.path)) for test, b in names))
    kind = sql.case((column("definite"), sql.text("amount")), otherwise=sql.text("at_most"))
    winner = sql.case(
        *((sql.binary("=", column("yields"), sql.whole(b.number)), sql.text(b.support.path)) for b in branches)
    )
    columns = row(
        column("verdict"), support, kind, sql.both([column("counts"), sql.is_null(column("yields"))]),
        Money(column("final_lo"), column("final_hi")), Money(column("counted_lo"), column("counted_hi")),
        Money(column("least_lo_final"), column("least_hi_final")), column("cut"), winner, rejected=rejected,
    )  # fmt: skip
    return sql.select(columns, sql.within(query, "q"))


def _rounded(fen: Sql) -> Sql:
    """A number of fen by the policy's rule; a NULL end stays endless."""
    unit = column("unit")
    steps = sql.call(sql.DIVIDE, sql.binary("+", fen, column("half_unit")), unit)
    return sql.case((sql.binary("=", unit, sql.whole(1)), fen), otherwise=sql.binary("*", steps, unit))


def _beyond(fen: Sql, *, wide: bool) -> Sql:
    """What a sum brings beyond the floor, rounded; endless beyond anything stays endless, beyond the endless lies nothing."""
    floor = column("beyond")
    whole = sql.binary("*", sql.cast(fen, sql.WIDE) if wide else fen, column("parts"))
    rest = sql.binary("-", whole, floor)
    divide = sql.WIDE_DIVIDE if wide else sql.DIVIDE
    steps = sql.cast(sql.call(divide, sql.binary("+", rest, column("half")), column("per_unit")), "BIGINT")
    return sql.case(
        (sql.is_null(fen), sql.nothing("BIGINT")),
        (sql.either([sql.is_null(floor), sql.binary("<=", whole, floor)]), sql.big(0)),
        otherwise=sql.binary("*", steps, column("unit")),
    )


def _lesser(least: Sql, most: Sql) -> Sql:
    """The lesser of what is promised at least and the sum; a NULL end is endless, unless nothing is promised."""
    more = sql.either([sql.is_null(least), sql.binary(">", least, most)])
    return sql.case((sql.both([column("promised"), more]), most), otherwise=least)
