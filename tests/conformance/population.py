"""Situations as the tables the table engine reads, and the reference's answers as the rows it must give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luodi.engine.rules.answer import CheckUp, Claim
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.engines.tables.layout import PARTS, RECEIVED, parts_of, sql_type, told_column
from luodi.engine.rules.model import Kind, Policy
from luodi.engine.rules.situation import Receipt, Situation, Thing
from luodi.engine.rules.tree import NUMERIC
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary

Rows = list[dict[str, Any]]


@dataclass
class Table:
    """A table: its columns with their SQL types, and its rows."""

    columns: dict[str, str]
    rows: Rows


def in_order(situation: Situation) -> Situation:
    """The situation with its entities in the order of their ids, as tables hold them: ids that sort as they were listed."""
    ids: dict[tuple[str, str], str] = {}
    things = {}
    for kind, told in situation.things.items():
        for i, thing in enumerate(told):
            ids[kind, thing.id] = f"{i:04d}:{thing.id}"
        things[kind] = tuple(Thing(kind, ids[kind, t.id], t.facts) for t in told)
    names = {old: new for (_, old), new in ids.items()}
    received = situation.received
    if received is not None:
        received = tuple(Receipt(r.support, r.date, r.amount, names.get(r.entity, r.entity)) for r in received)
    return Situation(situation.on, situation.enterprise, things, received, situation.in_force)


def tables(situations: Sequence[Situation], vocabulary: Vocabulary) -> dict[str, Table]:
    """The tables of a population, enterprise i being situation i."""
    made = {ENTERPRISE: Table({"id": "BIGINT"}, [])}
    kinds = sorted({k for s in situations for k in s.things})
    for kind in kinds:
        made[kind] = Table({"enterprise_id": "BIGINT", "id": "TEXT"}, [])
    history = any(s.received is not None for s in situations)
    if history:
        made[RECEIVED] = Table(
            {"id": "BIGINT", "enterprise_id": "BIGINT", "support": "TEXT", "date": "DATE", "amount": "BIGINT", "entity": "TEXT"}, []
        )  # fmt: skip
    for number, situation in enumerate(situations):
        row = {"id": number, **_facts(situation.enterprise, ENTERPRISE, vocabulary, made[ENTERPRISE])}
        for kind in kinds:
            row[told_column(kind)] = kind in situation.things
            made[ENTERPRISE].columns[told_column(kind)] = "BOOLEAN"
            for thing in situation.things.get(kind, ()):
                facts = _facts(thing.facts, kind, vocabulary, made[kind])
                made[kind].rows.append({"enterprise_id": number, "id": thing.id, **facts})
        if history:
            row[told_column(RECEIVED)] = situation.received is not None
            made[ENTERPRISE].columns[told_column(RECEIVED)] = "BOOLEAN"
        made[ENTERPRISE].rows.append(row)
        for receipt in situation.received or ():
            rows = made[RECEIVED].rows
            rows.append({
                "id": len(rows), "enterprise_id": number, "support": receipt.support, "date": receipt.date,
                "amount": int(receipt.amount * 100), "entity": receipt.entity or None,
            })  # fmt: skip
    _drop_certain_flags(made)
    return made


def _drop_certain_flags(made: dict[str, Table]) -> None:
    """Tables that tell of every enterprise need no flag, and are then read without one."""
    enterprises = made[ENTERPRISE]
    for name in [c for c in enterprises.columns if c.endswith("_told")]:
        if all(row[name] for row in enterprises.rows):
            del enterprises.columns[name]
            for row in enterprises.rows:
                del row[name]


def _facts(facts: Mapping[str, Any], kind: str, vocabulary: Vocabulary, table: Table) -> dict[str, Any]:
    row = {}
    for name, held in facts.items():
        fact = vocabulary.facts[kind][name]
        years = held.items() if fact.by_year else [(None, held)]
        for year, value in years:
            column = name if year is None else f"{name}_{year}"
            table.columns[column] = sql_type(fact.type)
            if fact.type in NUMERIC:
                exact = parts_of(fact.type, value)
                assert exact is not None, f"{name} = {value} has more decimals than its column ({PARTS[fact.type]})"
                row[column] = exact
            else:
                row[column] = value
    return row


Answer = dict[tuple[str, str | None], tuple[Any, ...]]
#: What is compared of each claim, in this order.
COMPARED = (
    "verdict", "kind", "sum_fen", "low_fen", "high_fen", "counts", "counted_low_fen", "counted_high_fen", "at_least_low_fen",
    "at_least_high_fen", "limited", "yields_to",
)  # fmt: skip


def expected(
    policies: Iterable[Policy], situation: Situation, vocabulary: Vocabulary, beside: Iterable[Policy] = ()
) -> Answer:
    """What the reference answers for one situation, as rows."""
    return from_answer(check_up(policies, situation, vocabulary, beside=beside))


def from_answer(answer: CheckUp) -> Answer:
    """The reference's answer as rows, what is rejected left out."""
    return {
        (c.support.path, c.thing.id if c.thing else None): _row(c) for c in answer.claims() if c.verdict is not False
    }


def _row(claim: Claim) -> tuple[Any, ...]:
    verdict = "yes" if claim.verdict else "unknown"
    ends = (None, None) if claim.sum is None else (_fen(claim.sum.lo), _fen(claim.sum.hi))
    counted = (None, None) if claim.counted is None else (_fen(claim.counted.lo), _fen(claim.counted.hi))
    if claim.support.kind is Kind.DISCRETION:
        counted = (None, None)
    least = (None, None) if claim.at_least is None else (_fen(claim.at_least.lo), _fen(claim.at_least.hi))
    certain = ends[0] if claim.certain else None
    yields = claim.yields_to.support.path if claim.yields_to else None
    return (
        verdict, claim.support.promise.value, certain, *ends, claim.counts, *counted, *least, bool(claim.limits), yields,
    )  # fmt: skip


def _fen(value: Decimal | Fraction) -> int | None:
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    fen = Fraction(value) * 100
    assert fen.denominator == 1, value
    return int(fen)


def differences(expected: Mapping[int, Answer], found: Mapping[int, Answer], limit: int = 5) -> list[str]:
    """What differs between the reference and an engine, for people."""
    faults = []
    for number, answer in expected.items():
        other = found.get(number, {})
        for key in {**answer, **other}:
            if answer.get(key) != other.get(key):
                faults.append(f"#{number} {key}: reference {_named(answer.get(key))}, engine {_named(other.get(key))}")
                if len(faults) >= limit:
                    return faults
    return faults


def _named(row: tuple[Any, ...] | None) -> str:
    return (
        "no row" if row is None else str({n: v for n, v in zip(COMPARED, row, strict=True) if v not in (None, False)})
    )


def by_enterprise(rows: Iterable[Mapping[str, Any]]) -> dict[int, Answer]:
    """Rows of an engine by enterprise."""
    found: dict[int, Answer] = {}
    for row in rows:
        key = (row["support"], row["entity_id"])
        answer = found.setdefault(int(row["enterprise_id"]), {})
        assert key not in answer, f"two rows for {row['enterprise_id']} {key}"
        answer[key] = tuple(bool(row[n]) if n in {"counts", "limited"} else row[n] for n in COMPARED)
    return found


def on_day(situations: Iterable[Situation]) -> dict[tuple[date, tuple[tuple[str, bool], ...]], list[Situation]]:
    """Situations that can be asked in one question: those of one day that know the same of the validity of policies."""
    found: dict[tuple[date, tuple[tuple[str, bool], ...]], list[Situation]] = {}
    for situation in situations:
        found.setdefault((situation.on, tuple(sorted(situation.in_force.items()))), []).append(situation)
    return found
