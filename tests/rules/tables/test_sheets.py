"""The sheets of a policy: who is out of the question is left out, nothing is read twice, what cannot be said is declared."""

from __future__ import annotations

from datetime import date
from typing import Any

from luodi.engine.rules.engines.tables.emit import emit
from luodi.engine.rules.engines.tables.layout import Layout
from luodi.engine.rules.engines.tables.question import Question
from luodi.engine.rules.engines.tables.sheets import may_all_hold
from luodi.engine.rules.engines.tables.sql import both, column, either

ON = date(2024, 6, 30)
GRANT = "values: {rate: 0.1}\nwhen: exporting\namount: capital * rate"
HERE = 'when_all: within(home, "330100") and honest'


def asked(plan: Any, **question: Any) -> Any:
    return emit([plan.policy], plan.library.vocabulary, Question(ON, **question))


def test_what_all_supports_ask_for_is_decided_once(desk: Any) -> None:
    [query] = asked(desk.several(GRANT, GRANT, head=HERE)).queries
    assert query.sql.count("'3301'") == 2  # where it is decided, and where rows are passed over
    assert query.sql.count('FROM "enterprise"') == 1
    assert query.sql.startswith("WITH p1_enterprise AS MATERIALIZED (")


def test_a_sheet_that_is_read_once_is_not_kept(desk: Any) -> None:
    [query] = asked(desk.one(GRANT, head=HERE)).queries
    assert "MATERIALIZED" not in query.sql


def test_a_sheet_that_nobody_reads_is_not_written(desk: Any) -> None:
    never = "for: project\nwhen: shortlisted and on >= day\nvalues: {day: 2030-01-01, rate: 0.1}\namount: cost * rate"
    [query] = asked(desk.several(GRANT, never)).queries
    assert "project" not in query.sql.partition("UNION")[0]


def test_each_part_of_a_condition_passes_over_rows_by_itself() -> None:
    a, b, c = column("a"), column("b"), column("c")
    parts = may_all_hold(both([a, both([b, either([a, c])])]))
    assert [p.sql() for p in parts] == ['COALESCE("a", TRUE)', 'COALESCE("b", TRUE)', 'COALESCE("a" OR "c", TRUE)']
    assert may_all_hold(True) == may_all_hold(None) == []
    assert [p.sql() for p in may_all_hold(False)] == ["FALSE"]


def test_a_common_condition_that_cannot_be_said_exactly_takes_every_support_with_it(desk: Any) -> None:
    plan = desk.several(GRANT, "values: {fixed: 1000}\namount: fixed", head="when_all: capital / profit >= abroad")
    emission = asked(plan)
    assert emission.queries == ()
    assert [one.support.partition("#")[2] for one in emission.unsupported] == ["1", "2"]


def test_what_was_received_is_added_up_once_for_all_supports(desk: Any) -> None:
    once = GRANT.replace("capital * rate", "max(0, capital * rate - received)")
    limits = 'limits: [{supports: ["1", "2"], per: enterprise, period: year, cap: 500_000, clause: 三}]'
    [query] = asked(desk.several(once, once, head=limits)).queries
    assert query.sql.count('FROM "received"') == 1


def test_a_fact_without_gaps_is_read_as_it_stands(desk: Any) -> None:
    held = {"enterprise": frozenset({"id", "capital", "exporting"})}
    plan = desk.one("values: {rate: 0.1, cap: 1_000_000}\nat_most: min(capital * rate, cap)")
    gaps, full = (
        asked(plan, layout=Layout(held, complete=complete)).queries[0].sql
        for complete in ({}, {"enterprise": frozenset({"capital"})})
    )
    assert "COALESCE" in gaps
    assert "COALESCE" not in full
