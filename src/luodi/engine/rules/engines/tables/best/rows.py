"""The claims that are open, as rows: what each would bring alone, before groups and limits, and what is left under its limits.

| column | holds |
|---|---|
| enterprise_id, number, entity_id | whose claim, of which support (by its number), for which entity (NULL: the enterprise) |
| sure | whether it is eligible for certain |
| kind | 0 a definite sum, 1 a ceiling, 2 decided case by case |
| lo, hi | both ends of its sum in fen, rounded by the policy's rule; NULL `hi`: endless |
| dated | the day that orders claims under a limit |
| l0, l0_for, l0_lo, l0_hi, l1 … | a limit it shares in, for whom that is counted, and both ends of what is left under it |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from luodi.engine.rules.engines.tables import dialects, sql
from luodi.engine.rules.engines.tables.best.circles import Plan
from luodi.engine.rules.engines.tables.claims import Branch, Counting
from luodi.engine.rules.engines.tables.layout import LAST_DAY
from luodi.engine.rules.engines.tables.question import Question, Unsupported
from luodi.engine.rules.engines.tables.results import money
from luodi.engine.rules.engines.tables.sheets import Sheets
from luodi.engine.rules.engines.tables.sql import Inexpressible, Sql, column
from luodi.engine.rules.engines.tables.truths import as_sql
from luodi.engine.rules.model import Kind, Limit, Policy
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary

KINDS = {Kind.AMOUNT: 0, Kind.AT_MOST: 1, Kind.DISCRETION: 2}


@dataclass(frozen=True)
class Ceiling:
    """One limit of one policy: its place among the limits of all, and in which columns it stands."""

    number: int
    slot: int
    limit: Limit


@dataclass(frozen=True)
class Open:
    """The queries of open claims, one a policy; the limits they name; and what takes no part, with the reason.

    `aside` are supports for a kind of entity of which the population has no table.
    """

    queries: tuple[str, ...]
    ceilings: Mapping[int, Ceiling]
    slots: int
    unsupported: tuple[Unsupported, ...]
    aside: tuple[str, ...]


def open_claims(
    policies: tuple[Policy, ...], plan: Plan, vocabulary: Vocabulary, question: Question, *,
    dialect: str = "duckdb", beside: tuple[Policy, ...] = (),
) -> Open:  # fmt: skip
    """Write the queries of the claims that are open; what a support cannot be compared without goes with it."""
    target = dialects.dialect(dialect)
    counting = Counting(policies, vocabulary, question, target, beside)
    numbers = {support.path: number for number, support in plan.supports.items()}
    branches, sheets, failed = _branches(policies, counting, numbers, question)
    gone = _with_field(plan, failed)
    asked = [b for b in branches if b.number not in gone]
    aside = tuple(b.support.path for b in asked if b.rows.told is False and b.support.entity != ENTERPRISE)
    asked = [b for b in asked if b.support.path not in aside]
    ceilings, slots = _ceilings(asked)
    queries = []
    for policy in policies:
        mine = [b for b in asked if b.policy.id == policy.id]
        if mine:
            tree = sql.union([_query(b, ceilings, slots) for b in mine])
            queries.append(dialects.written(tree, dialect, sheets[policy.id].queries()))
    by_number = {c.number: c for c in ceilings.values()}
    unsupported = tuple(Unsupported(plan.supports[n].path, dialect, reason) for n, reason in sorted(gone.items()))
    return Open(tuple(queries), by_number, slots, unsupported, aside)


def _branches(
    policies: tuple[Policy, ...], counting: Counting, numbers: Mapping[str, int], question: Question
) -> tuple[list[Branch], dict[str, Sheets], dict[int, str]]:
    made: list[Branch] = []
    sheets: dict[str, Sheets] = {}
    failed: dict[int, str] = {}
    for policy in policies:
        counting.sheets = sheets[policy.id] = Sheets(question.layout)
        for support in policy.supports:
            number = numbers[support.path]
            try:
                branch = counting.branch(policy, support, number)
            except Inexpressible as error:
                failed[number] = str(error)
            else:
                if not branch.hopeless and branch.replaced is not True:
                    made.append(branch)
    return made, sheets, failed


def _with_field(plan: Plan, failed: Mapping[int, str]) -> dict[int, str]:
    """What cannot be expressed, and what cannot be chosen without knowing it."""
    gone = dict(failed)
    for number, reason in failed.items():
        for other, where in plan.fields.items():
            if where == plan.fields[number]:
                gone.setdefault(other, f"与“{plan.supports[number].id}”互斥或同享上限，而那一项：{reason}")
    return gone


def _ceilings(branches: list[Branch]) -> tuple[dict[tuple[str, int], Ceiling], int]:
    """Give every limit a number and a place in which no other limit of its supports stands."""
    users: dict[tuple[str, int], list[Branch]] = {}
    limits: dict[tuple[str, int], Limit] = {}
    for branch in branches:
        for shared in branch.shared:
            users.setdefault((branch.policy.id, shared.order), []).append(branch)
            limits[branch.policy.id, shared.order] = shared.limit
    made: dict[tuple[str, int], Ceiling] = {}
    taken: dict[int, set[int]] = {}
    for number, (key, mine) in enumerate(sorted(users.items())):
        used = {slot for b in mine for slot in taken.get(b.number, ())}
        slot = next(i for i in range(len(used) + 1) if i not in used)
        for branch in mine:
            taken.setdefault(branch.number, set()).add(slot)
        made[key] = Ceiling(number, slot, limits[key])
    return made, max((c.slot + 1 for c in made.values()), default=0)


def _query(branch: Branch, ceilings: Mapping[tuple[str, int], Ceiling], slots: int) -> exp.Query:
    """One support's open claims."""
    priced = branch.whole is not None
    ends = money(*branch.rounded(branch.whole)) if branch.whole is not None else None
    gone = branch.replaced if branch.replaced is not False else None
    values: dict[str, Sql] = {
        "enterprise_id": column("enterprise_id"), "number": sql.whole(branch.number), "entity_id": column("entity_id"),
        "sure": sql.holds(as_sql(branch.verdict)), "kind": sql.whole(KINDS[branch.support.promise]),
        "lo": ends.lo if ends else sql.big(0), "hi": ends.hi if ends else sql.big(0),
        "dated": branch.dated if branch.dated is not None else sql.day(date(LAST_DAY.year + 1, 1, 1)),
    }  # fmt: skip
    for slot in range(slots):
        values |= _left(branch, ceilings, slot)
    names = list(values)
    if gone is not None:
        values["gone"] = as_sql(gone)
    query = branch.query([sql.alias(value, name) for name, value in values.items()], rejected=False)
    brings = sql.either([sql.is_null(column("hi")), sql.binary(">", column("hi"), sql.whole(0))])
    kept = [brings if priced else column("sure")]
    if branch.support.entity != ENTERPRISE:
        kept.append(sql.is_given(column("entity_id")))
    if gone is not None:
        kept.append(sql.negate(sql.holds(column("gone"))))
    return sql.select([column(name) for name in names], sql.within(query, "q"), kept)


def _left(branch: Branch, ceilings: Mapping[tuple[str, int], Ceiling], slot: int) -> dict[str, Sql]:
    """The limit that stands in one place, if one does."""
    name = f"l{slot}"
    for shared in branch.shared:
        ceiling = ceilings[branch.policy.id, shared.order]
        if ceiling.slot == slot:
            left = money(shared.lo, shared.hi)
            return {name: sql.whole(ceiling.number), f"{name}_for": _for(branch, shared.limit), f"{name}_lo": left.lo, f"{name}_hi": left.hi}  # fmt: skip
    return {name: sql.nothing("INT"), f"{name}_for": sql.text(""), f"{name}_lo": sql.nothing("BIGINT"), f"{name}_hi": sql.nothing("BIGINT")}  # fmt: skip


def _for(branch: Branch, limit: Limit) -> Sql:
    """For whom a limit is counted; an enterprise's own claim shares a limit per entity with nobody."""
    if limit.per == ENTERPRISE:
        return sql.text("")
    if branch.support.entity == ENTERPRISE:
        return sql.text(f"#{branch.number}")
    joined: Sql = exp.DPipe(this=sql.text(f"{branch.support.entity}/"), expression=column("entity_id"))
    return joined
