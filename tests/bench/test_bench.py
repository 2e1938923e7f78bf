"""The twelve rules of the benchmark mean the same to Luodi and to plain integers (no clock here)."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.engine.library import Library
from luodi.engine.library.cases import load_cases, run_case, uncovered

BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.fixture(autouse=True)
def _bench_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))


def test_luodi_agrees_with_the_exact_integers_on_generated_rows() -> None:
    from rules import by_luodi, exact, inputs

    engine = by_luodi.Engine()
    for row in inputs.generate(400, seed=7):
        assert engine.sums(engine.answer(engine.facts(row))) == exact.sums(row), row


def test_generated_rows_reach_every_rule_and_its_edges() -> None:
    from rules import exact, inputs

    rows = inputs.generate(400, seed=7)
    found = [exact.sums(row) for row in rows]
    for name in exact.SUMS:
        assert len({sums[name] for sums in found}) >= (2 if name == "r5" else 3), name
    assert rows == inputs.generate(400, seed=7)


def test_the_encoded_rules_pass_their_own_cases() -> None:
    from rules import by_luodi

    library = Library(BENCH / "rules" / "policies", BENCH / "rules" / "vocabulary")
    policy = library.policy(by_luodi.POLICY)
    cases = load_cases(library, policy)
    assert not [finding for case in cases for finding in run_case(library, policy, case).findings]
    assert not uncovered(policy, cases)


def test_the_table_engine_and_the_sql_by_hand_agree_with_the_exact_integers() -> None:
    pa = pytest.importorskip("pyarrow", reason="缺少 tables 扩展")
    from rules import by_duckdb, by_tables, exact, inputs

    rows = [{"id": number, **row} for number, row in enumerate(inputs.generate(600, seed=9))]
    table = pa.Table.from_pylist(rows)
    wanted = [exact.sums(row) for row in rows]
    for found in (
        by_tables.together(by_tables.prepared(table)),
        by_duckdb.together(by_duckdb.prepared(table)),
        by_duckdb.summed(table),
    ):
        for name in exact.SUMS:
            assert found[name].tolist() == [sums[name] for sums in wanted], name
