"""One row an enterprise: what fits into it is what a check-up says, the rest is declared."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.engines.tables.columns import columns
from luodi.engine.rules.engines.tables.question import Question
from luodi.engine.rules.engines.tables.run import run
from luodi.engine.rules.engines.tables.sources import open_tables
from luodi.engine.rules.situation import Situation

ON = date(2024, 6, 30)
RATES = """
    values: {rate: 0.15, cap: 2_000_000, least: 1_000_000}
    when: sales@last_year >= least
    at_most: min(sales@last_year * rate, cap)
"""
NATIONAL = "group: titles\nvalues: {rate: 0.2, cap: 900_000}\nwhen: accredited\nat_most: min(capital * rate, cap)"
PROVINCIAL = "group: titles\nvalues: {rate: 0.25, cap: 600_000}\nwhen: exporting\nat_most: min(capital * rate, cap)"
MUNICIPAL = "group: titles\nvalues: {fixed: 300_000}\nwhen: honest\nat_most: fixed"
SHARE = "values: {rate: 0.3, least: 0.05}\nwhen: tax / capital >= least\namount: tax * rate"
PAID = "values: {rate: 0.06}\namount: max(0, capital * rate - received)\npays: [0.4, 0.3, 0.3]"
HEAD = "groups: {titles: {rule: highest_only, clause: 二}}"
NUMBERS = {"sales_2023": 100, "capital": 100, "tax": 100, "patents": 1}
TRUTHS = ("accredited", "exporting", "honest")


def drawn(count: int, *, gaps: bool) -> list[dict[str, Any]]:
    """Enterprises with facts of every size, many of them beside a threshold; with gaps, one fact in five is not told."""
    draw = random.Random(5)
    rows = []
    for number in range(count):
        row: dict[str, Any] = {"id": number}
        for name, parts in NUMBERS.items():
            value = draw.choice(
                (0, 1, 99_999_999, 100_000_000, 400_000_001, draw.randint(0, 10**9), draw.randint(0, 10**13))
            )
            row[name] = value if parts == 100 else value % 1000
        row |= {name: draw.random() < 0.5 for name in TRUTHS}
        row["home"] = draw.choice(("330100", "330106", "330000", "510100"))
        rows.append({k: None if gaps and k != "id" and draw.random() < 0.2 else v for k, v in row.items()})
    return rows


def tables(rows: list[dict[str, Any]]) -> dict[str, Any]:
    kinds = {
        "id": pa.int64(),
        **dict.fromkeys(NUMBERS, pa.int64()),
        **dict.fromkeys(TRUTHS, pa.bool_()),
        "home": pa.string(),
    }
    shape = pa.schema(list(kinds.items()))
    paid = [r for r in rows if r["id"] % 3 == 0]
    received = pa.table({
        "enterprise_id": pa.array([r["id"] for r in paid], pa.int64()), "support": pa.array(["north/town/plan#6"] * len(paid)),
        "date": pa.array([date(2023, 3, 1)] * len(paid)), "amount": pa.array([1_000_001] * len(paid), pa.int64()),
    })  # fmt: skip
    return {"enterprise": pa.Table.from_pylist(rows, shape), "received": received}


def situation(plan: Any, row: Mapping[str, Any]) -> Situation:
    asked: Situation = plan.situation(
        received="[{support: north/town/plan#6, date: 2023-03-01, amount: 10000.01}]" if row["id"] % 3 == 0 else "[]"
    )
    facts: dict[str, Any] = {}
    for name, value in row.items():
        if value is None or name == "id":
            continue
        own = name.removesuffix("_2023")
        worth = Decimal(value) / NUMBERS[name] if name in NUMBERS else value
        facts[own] = {2023: worth} if own != name else worth
    return replace(asked, enterprise=facts)


@pytest.fixture(scope="module")
def plan(desk: Any) -> Any:
    return desk.several(RATES, NATIONAL, PROVINCIAL, MUNICIPAL, SHARE, PAID, head=HEAD)


def read(plan: Any, made: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, tuple[str, ...]], dict[str, str]]:
    with open_tables(made, plan.library.vocabulary) as opened:
        wides, declared = columns([plan.policy], plan.library.vocabulary, Question(ON, layout=opened.layout))
        [wide] = wides
        cursor = opened.connection.execute(f"SELECT * FROM ({wide.query.sql}) ORDER BY enterprise_id")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return rows, dict(wide.columns), {one.support: one.reason for one in declared}


def expected(plan: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict and what enters a total, by support."""
    found = {}
    for claim in check_up([plan.policy], situation(plan, row), plan.library.vocabulary).claims():
        counted = claim.counted if claim.counts and claim.verdict is not False else None
        ends = (
            tuple(None if not end.is_finite() else int(end * 100) for end in (counted.lo, counted.hi))
            if counted
            else (0, 0)
        )
        found[claim.support.path] = (claim.verdict, *ends)
    return found


def test_full_facts_come_out_as_in_a_check_up(plan: Any) -> None:
    rows = drawn(400, gaps=False)
    found, held, declared = read(plan, tables(rows))
    assert declared == {}
    assert len(held) == 6
    for row, answer in zip(rows, found, strict=True):
        assert {path: tuple(answer[c] for c in names[:3]) for path, names in held.items()} == expected(plan, row), row
        parts, whole = [answer[c] for c in held["north/town/plan#6"][3:]], answer["s6_high_fen"]
        assert parts == [whole * 4 // 10, whole * 3 // 10, whole - whole * 4 // 10 - whole * 3 // 10]


def test_with_gaps_what_excludes_each_other_is_declared_and_the_rest_agrees(plan: Any) -> None:
    rows = drawn(400, gaps=True)
    found, held, declared = read(plan, tables(rows))
    assert {path.partition("#")[2] for path in declared} == {"2", "3", "4"}
    assert all("空缺" in reason for reason in declared.values())
    assert len(held) == 3
    for row, answer in zip(rows, found, strict=True):
        wanted = expected(plan, row)
        assert {path: tuple(answer[c] for c in names[:3]) for path, names in held.items()} == {
            p: wanted[p] for p in held
        }, row


def test_full_facts_come_out_row_by_row_as_well(plan: Any, tmp_path: Path) -> None:
    rows = drawn(300, gaps=False)
    out = tmp_path / "answers.parquet"
    run([plan.policy], plan.library.vocabulary, Question(ON), tables(rows), out)
    found = {(r["enterprise_id"], r["support"]): r for r in pa.parquet.read_table(out).to_pylist()}
    for row in rows:
        for path, (verdict, low, high) in expected(plan, row).items():
            answer = found.get((row["id"], path))
            assert (answer is not None) is (verdict is not False)
            if answer is not None and answer["counts"]:
                assert (answer["counted_low_fen"], answer["counted_high_fen"]) == (low, high)


def test_what_does_not_fit_into_one_row_is_declared(desk: Any) -> None:
    own = desk.several(
        "values: {rate: 0.1}\namount: capital * rate", "for: project\nvalues: {rate: 0.1}\namount: cost * rate",
        "values: {rate: 0.1}\namount: tax * rate",
        head='limits: [{supports: ["1", "2"], per: enterprise, period: year, cap: 500_000, clause: 三}]',
    )  # fmt: skip
    _, held, declared = read(own, tables(drawn(3, gaps=False)))
    assert list(held) == ["north/town/plan#3"]
    assert "按实体计数" in declared["north/town/plan#2"]
    assert "同享上限" in declared["north/town/plan#1"]
