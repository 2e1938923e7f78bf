"""Both engines give the same report to the fen, unknown facts included; nothing is left out without being named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.core.errors import DataError
from luodi.engine.library import Library
from luodi.engine.library.reform import load_reform, reformed
from luodi.engine.simulation.assumptions import Assumptions, Envelope, Seats
from luodi.engine.simulation.engines import tables as tables_engine
from luodi.engine.simulation.simulate import Outcome, Request, simulate

from .conftest import KINDS, NAMES, POLICY, Bench, pa, pq, write

REFORM = """\
title: 试
changes:
  tianjin/smart-manufacturing-policy#2.6: {values: {cap: 800_000}}
  sichuan/chengdu/ai-policy-rules#1.1.2: {values: {cap: 300_000}}
  zhejiang/hangzhou/ai-zone-policy#9-1: remove
"""


def same(found: Outcome, wanted: Outcome) -> None:
    assert found.baseline.supports == wanted.baseline.supports
    assert found == wanted


@pytest.mark.parametrize("in_force", [True, False])
def test_a_generated_population_over_every_encoded_policy(
    made_up: Callable[[int], Path], tmp_path: Path, in_force: bool
) -> None:
    lib = Library()
    policies = lib.policies()
    (tmp_path / "reform.yaml").write_text(REFORM, "utf-8")
    reform = reformed(lib, load_reform(tmp_path / "reform.yaml"))
    assumptions = Assumptions(
        Decimal("0.8"), quotas={"tianjin/smart-manufacturing-policy#2.6": Seats(3, "main_revenue")},
        envelope=Envelope({2021: 10**9, 2022: 10**7}, "first_come", "smallest", "next_year"), years=5,
    )  # fmt: skip
    found = {}
    for engine in ("tables", "reference"):
        place = tmp_path / engine
        (place / "work").mkdir(parents=True)
        request = Request(
            made_up(300), policies, lib.vocabulary, date(2021, 6, 1), reform=reform if in_force else None, assumptions=assumptions, by=("region", "industry", "size", "kind"),
            in_force={p.id: True for p in policies} if in_force else {}, engine=engine, memory="1GB", threads=1,
        )  # fmt: skip
        found[engine] = simulate(request, place, place / "work")
    same(found["tables"], found["reference"])
    assert found["tables"].baseline.total.unsettled > 50
    assert found["tables"].synthetic == 300
    assert found["tables"].reform != found["tables"].baseline
    for name in ("claims.parquet", "claims-reform.parquet") if in_force else ("claims.parquet",):
        first, second = (
            pq.read_table(tmp_path / engine / name).drop_columns(["enterprise_id"]).to_pylist() for engine in found
        )
        assert first == second


def test_partly_told_tables_and_history(bench: Bench) -> None:
    enterprises = pq.read_table(bench.folder / "enterprise.parquet")
    told = pa.array([True, True, True, None, False])
    pq.write_table(
        enterprises.append_column("project_told", told).append_column("received_told", told),
        bench.folder / "enterprise.parquet",
    )
    limits = "\nlimits: [{supports: ['1', '2'], per: enterprise, period: year, cap: 900_000, clause: 六}]\n"
    text = (
        POLICY.replace("values: {rate: 0.2, cap: 500_000}", "once: entity, values: {rate: 0.2, cap: 500_000}") + limits
    )
    policies = bench.policies(text)
    received = pa.table({
        "enterprise_id": pa.array([1, 1, 3], pa.int64()), "support": ["a/b#3", "a/b#2", "a/b#4"],
        "date": pa.array([date(2020, 1, 1), date(2021, 1, 1), date(2020, 5, 5)], pa.date32()),
        "amount": pa.array([100, 20_000_000, 100_000], pa.int64()), "entity": ["1", None, ""],
    })  # fmt: skip
    pq.write_table(received, bench.folder / "received.parquet")
    same(bench.run(policies=policies), bench.run(policies=policies, engine="reference"))


def test_rows_of_one_who_did_not_tell_are_refused(bench: Bench) -> None:
    enterprises = pq.read_table(bench.folder / "enterprise.parquet")
    told = pa.array([True, False, None, True, True])
    pq.write_table(enterprises.append_column("project_told", told), bench.folder / "enterprise.parquet")
    with pytest.raises(DataError, match="project_told"):
        bench.run()


def test_ids_may_be_text(bench: Bench) -> None:
    rows = tuple((f"企业{n}", "330106", "software", "enterprise", n, 10_000 * n, n % 2 == 0) for n in range(30))
    write(bench.folder / "enterprise.parquet", NAMES, (pa.string(), *KINDS[1:]), rows)
    for name in ("project", "received"):
        (bench.folder / f"{name}.parquet").unlink()
    assumptions = Assumptions(Decimal("0.5"), quotas={"a/b#2": Seats(4, "lot")})
    same(bench.run(assumptions=assumptions), bench.run(assumptions=assumptions, engine="reference"))


def declared(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Policies with a support that the table engine is made to declare; what it cannot express changes as it grows."""
    from luodi.engine.rules.engines.tables.emit import emit
    from luodi.engine.rules.engines.tables.question import Unsupported

    def less(policies: Any, *more: Any, **named: Any) -> Any:
        kept = [replace(p, supports=tuple(s for s in p.supports if s.id != "2")) for p in policies]
        gone = tuple(Unsupported(s.path, "duckdb", "试作不能表达") for p in policies for s in p.supports if s.id == "2")
        made = emit(kept, *more, **named)
        return replace(made, unsupported=(*made.unsupported, *gone))

    monkeypatch.setattr(tables_engine, "emit", less)
    return bench.library.policies()


def test_what_sql_cannot_express_the_reference_answers(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = bench.run()
    declared(bench, monkeypatch)
    same(bench.run(), wanted)


def test_over_a_large_population_it_is_named_and_not_counted(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    declared(bench, monkeypatch)
    monkeypatch.setattr(tables_engine, "BY_REFERENCE", 4)
    result = bench.run().baseline
    [one] = result.left_out
    assert one.support == "a/b#2"
    assert "试作不能表达" in one.reason
    assert "a/b#2" not in {s.support for s in result.supports}


def test_little_memory_asks_in_smaller_parts(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    wanted = bench.run()
    asked: list[int] = []
    ask = tables_engine._asked

    def once(*given: Any) -> Any:
        asked.append(given[-1])
        if len(asked) < 3:
            raise duckdb.OutOfMemoryException("(100 MiB/100 MiB used)")
        return ask(*given)

    monkeypatch.setattr(tables_engine, "_asked", once)
    same(bench.run(), wanted)
    assert asked == sorted(asked, reverse=True)
    assert len(asked) == 3
