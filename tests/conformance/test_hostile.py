"""What real databases hold: gaps everywhere, no rows at all, quotes in texts, days at the ends of the calendar.

And what a dialect cannot say: declared by name, exactly these and no others.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

pytest.importorskip("sqlglot", reason="缺少 tables 扩展")

from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.engines.tables.dialects import DIALECTS
from luodi.engine.rules.engines.tables.emit import emit
from luodi.engine.rules.engines.tables.needs import needs
from luodi.engine.rules.engines.tables.question import Question
from luodi.engine.rules.situation import Receipt, Situation, Thing

DATABASES = ("duckdb", "postgres", "sqlite", "clickhouse", "spark")
ON = date(2024, 6, 30)
every_database = pytest.mark.parametrize("dialect", DATABASES)


def ask(databases: Any, dialect: str, plan: Any, tables: Any, layout: Any) -> list[dict[str, Any]]:
    words = plan.library.vocabulary
    emission = emit([plan.policy], words, Question(ON, layout=layout), dialect=dialect)
    one = databases(dialect)
    one.load(tables)
    return [row for query in emission.queries for row in one.ask(query.sql)]


@pytest.fixture(scope="module")
def wide(desk: Any) -> Any:
    """Supports that read every kind of fact."""
    return desk.several(
        'for: project\nwhen: shortlisted and grade == "gold" and finished_on + years(n) > on\namount: min(invest * rate, cap)\n'
        "group: g\nvalues: {n: 1, rate: 0.1, cap: 1_000_000}",
        "for: project\nwhen: sales >= floor and staff > least\nat_most: max(cost * rate - received_here, small)\ngroup: g\n"
        "once: entity\nvalues: {floor: 1_000_000, least: 3, small: 100, rate: 0.5}",
        'when: within(home, "330100") and level in ["national", "provincial"]\namount: sales * rate\n'
        "limits: [{per: enterprise, period: year, cap: 500_000}]\nvalues: {rate: 0.2}",
        "for: loan\nat_most: min(principal, cap) + daily * days_between(disbursed_on, due_on)\nvalues: {cap: 5_000_000, daily: 10}",
        head="groups: {g: {rule: highest_only, per: project, clause: 九}}",
    )


@every_database
def test_gaps_everywhere_are_unknown_and_never_zero(
    wide: Any, population: Any, databases: Callable[[str], Any], dialect: str
) -> None:
    needed = needs([wide.policy], wide.library.vocabulary, ON.year)
    kinds = {t: {c: "BIGINT" if c in {"id", "enterprise_id"} and t not in {"project", "loan"} else h.kind for c, h in cs.items()}
             for t, cs in needed.tables.items()}  # fmt: skip
    for table in ("project", "loan"):
        kinds[table] = {**kinds[table], "enterprise_id": "BIGINT", "id": "TEXT"}
    tables = {name: population.Table(columns, []) for name, columns in kinds.items()}
    tables["enterprise"].rows.append({"id": 0})
    tables["project"].rows.append({"enterprise_id": 0, "id": "p"})
    tables["loan"].rows.append({"enterprise_id": 0, "id": "l"})
    situation = Situation(ON, {}, {k: (Thing(k, k[0], {}),) for k in ("project", "loan")}, ())
    expected = population.expected([wide.policy], situation, wide.library.vocabulary)
    found = population.by_enterprise(ask(databases, dialect, wide, tables, needed.layout))
    assert population.differences({0: expected}, found) == []
    assert len(expected) == 4
    assert {row[0] for row in expected.values()} <= {"unknown", "yes"}


@every_database
@pytest.mark.parametrize("enterprises", [0, 1])
def test_tables_without_a_row_say_that_there_is_nothing(
    wide: Any, population: Any, databases: Callable[[str], Any], dialect: str, enterprises: int
) -> None:
    needed = needs([wide.policy], wide.library.vocabulary, ON.year)
    tables = {
        name: population.Table({c: h.kind for c, h in columns.items()}, []) for name, columns in needed.tables.items()
    }
    tables["enterprise"].rows += [{"id": "甲", "home": "330106", "level": "national", "sales_2024": 5}] * enterprises
    rows = ask(databases, dialect, wide, tables, needed.layout)
    # Nobody has projects or loans, so only what is for the enterprise itself may be had.
    assert {row["support"] for row in rows} == ({wide.policy.supports[2].path} if enterprises else set())


@every_database
def test_ids_and_words_with_quotes_are_only_texts(
    desk: Any, population: Any, databases: Callable[[str], Any], dialect: str
) -> None:
    strange = ["甲'乙", '"', "\\", "\\'", "%s {0} ?", "𠮷", "a\tb", "' OR 1=1 --", "é"]
    bodies = [
        f"for: project\nwhen: {json.dumps(f'name == {word!r}', ensure_ascii=False)}\namount: invest" for word in strange
    ]
    plan = desk.several(*bodies)
    tables = {
        "enterprise": population.Table({"id": "TEXT", "name": "TEXT"}, [{"id": w, "name": w} for w in strange]),
        "project": population.Table(
            {"enterprise_id": "TEXT", "id": "TEXT", "invest": "BIGINT", "finished_on": "DATE"},
            [{"enterprise_id": w, "id": w, "invest": 100 + i} for i, w in enumerate(strange)],
        ),
    }
    layout = needs([plan.policy], plan.library.vocabulary, ON.year, without=["received"]).layout
    rows = ask(databases, dialect, plan, tables, layout)
    found = {row["support"]: (row["enterprise_id"], row["entity_id"], row["sum_fen"]) for row in rows}
    assert len(rows) == len(strange)
    assert found == {
        s.path: (w, w, 100 + i) for i, (s, w) in enumerate(zip(plan.policy.supports, strange, strict=True))
    }


@every_database
def test_who_shares_first_does_not_hang_on_how_a_language_sorts(
    desk: Any, population: Any, databases: Callable[[str], Any], dialect: str
) -> None:
    plan = desk.one("for: project\namount: invest\nlimits: [{per: enterprise, period: year, cap: 100}]")
    ids = sorted(["a", "B", "Z", "_", "1", "é", "乙", "甲", "中", "10", "9"])
    things = tuple(Thing("project", i, {"invest": Decimal("30.00"), "finished_on": date(2024, 1, 1)}) for i in ids)
    situation = Situation(ON, {}, {"project": things}, ())
    tables = population.tables([situation], plan.library.vocabulary)
    expected = population.expected([plan.policy], situation, plan.library.vocabulary)
    from luodi.engine.rules.engines.tables.layout import Layout

    layout = Layout({name: frozenset(table.columns) for name, table in tables.items()})
    found = population.by_enterprise(ask(databases, dialect, plan, tables, layout))
    assert population.differences({0: expected}, found, 20) == []
    paid = {
        c.thing.id
        for c in check_up([plan.policy], situation, plan.library.vocabulary).claims()
        if c.thing and c.sum and c.sum.hi
    }
    assert paid == set(ids[:4])


@every_database
def test_days_at_the_ends_of_the_calendar(desk: Any, agrees: Callable[..., Any], population: Any, dialect: str) -> None:
    plan = desk.several(
        "for: loan\namount: daily * days_between(disbursed_on, due_on)\nvalues: {daily: 1000}",
        "for: loan\nat_most: daily * overlap_days(disbursed_on - years(n), due_on + years(n), year_start, on)\nvalues: {n: 300, daily: 7}",
        "for: loan\nwhen: disbursed_on + years(n) > due_on and max(due_on, founded_on + months(m)) < on + years(n)\namount: principal\n"
        "values: {n: 1000, m: 3}",
        "for: loan\nwhen: founded_on + months(m) == due_on\namount: principal\nvalues: {m: 1}",
    )
    days = [
        date(1900, 1, 1),
        date(1900, 2, 28),
        date(2000, 2, 29),
        date(2024, 1, 31),
        date(2024, 2, 29),
        date(2299, 12, 31),
    ]
    situations = [
        Situation(ON, {} if founded is None else {"founded_on": founded}, {"loan": (Thing("loan", "l", facts),)}, ())
        for founded in (None, *days)
        for start in (None, *days)
        for facts in [
            {
                "principal": Decimal(1000),
                **({"disbursed_on": start} if start else {}),
                **({"due_on": end} if end else {}),
            }
            for end in (None, days[3], days[4], days[-1])
        ]
    ]
    faults, rows, declared = agrees(dialect, [plan.policy], situations, plan.library.vocabulary)
    assert (faults, declared) == ([], ())
    assert rows > 400


@every_database
def test_the_largest_numbers_a_table_may_hold(desk: Any, agrees: Callable[..., Any], dialect: str) -> None:
    plan = desk.several(
        "for: project\namount: min(invest * local, cap)\nvalues: {cap: 9_999_999_999_999}",
        "for: project\nwhen: invest * n > cost * (growth + 1)\nat_most: max(invest - cost, 0) * rate\nvalues: {n: 3, rate: 0.333}",
        "at_most: max(sales - (sales@last_year), 0) + capital",
        "when: profit < 0\namount: max(0 - profit, 0)",
    )
    top, one = Decimal(10**13), Decimal("0.01")
    situations = [
        Situation(
            ON, {"sales": {2024: a, 2023: b}, "capital": b, "growth": Decimal(10), "profit": -Decimal(10**9) if a > b else one},
            {"project": (Thing("project", "p", {"invest": a, "cost": b, "local": share}),)},
            (Receipt(plan.policy.supports[0].path, date(2024, 1, 1), top, "p"),),
        )
        for a in (top, top - one, one, Decimal(0)) for b in (top, top - one, one, Decimal(0))
        for share in (Decimal(1), Decimal("0.999999999"), Decimal("0.000000001"), Decimal(0))
    ]  # fmt: skip
    faults, rows, declared = agrees(dialect, [plan.policy], situations, plan.library.vocabulary)
    assert faults == []
    assert {d.support[-1] for d in declared} == ({"1", "2"} if dialect == "sqlite" else set())
    assert rows > 80


#: What cannot be said, by support: in no dialect, or only where whole numbers have 64 bits.
NOWHERE, NARROW = set(DIALECTS), {"sqlite"}
DECLARED = {
    "1": set[str](),
    "2": NARROW,  # three parts of 10^9
    "3": NOWHERE,  # wider than 128 bits: 10^15 × 10^15 × 10^9 × 10^9
    "4": NOWHERE,  # a period as long as a fact says
    "5": NARROW,  # shares a limit with 2
    "6": NOWHERE,  # divided by what may be negative
    "7": NOWHERE,  # a day moved out of the calendar
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_dialect_declares_exactly_what_it_cannot_say(desk: Any, dialect: str) -> None:
    plan = desk.several(
        "for: project\namount: min(invest * rate, cap)\nvalues: {rate: 0.1, cap: 1_000_000}",
        "for: project\namount: min(invest * local * local, cap)\nvalues: {cap: 1_000_000}",
        "for: project\namount: min(invest * (cost / state_money) * (1 - local) * (1 - local), cap)\nvalues: {cap: 1_000_000}",
        "for: project\nwhen: finished_on + months(patents) >= on\namount: min(invest, cap)\nvalues: {cap: 1_000_000}",
        "for: project\namount: min(cost, cap)\nvalues: {cap: 1_000_000}",
        "amount: min(capital * (tax / profit), cap)\nvalues: {cap: 1_000_000}",
        "when: founded_on + years(n) > on\namount: min(capital, cap)\nvalues: {n: 1900, cap: 1_000_000}",
        head='limits: [{supports: ["2", "5"], per: entity, period: year, cap: 500_000, clause: 九}]',
    )
    emission = emit([plan.policy], plan.library.vocabulary, Question(ON), dialect=dialect)
    found = {d.support.partition("#")[2]: d for d in emission.unsupported}
    assert set(found) == {number for number, where in DECLARED.items() if dialect in where}
    assert all(d.dialect == dialect and d.reason for d in found.values())
    answered = {s for query in emission.queries for s in query.supports}
    assert {d.support for d in found.values()}.isdisjoint(answered)
    assert len(answered) + len(found) == len(plan.policy.supports)
