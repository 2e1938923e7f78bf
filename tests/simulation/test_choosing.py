"""Who applies is drawn so that anybody can draw it again; who is chosen follows a stated order, and ties are told."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import pytest

from luodi.engine.core.errors import DataError
from luodi.engine.simulation.assumptions import Assumptions, Envelope, Seats
from luodi.engine.simulation.model import Money

from .conftest import KINDS, NAMES, POLICY, PROJECT_KINDS, PROJECT_NAMES, Bench, pa, pq, write

MANY = 400


def drawn(seed: int, support: str, own: object) -> int:
    """The draw as the documentation says it: md5, its last eight bytes as a number, the lowest first."""
    return int.from_bytes(hashlib.md5(f"{seed}|{support}|{own}".encode()).digest()[8:], "little") % 10**9


@pytest.fixture
def crowd(bench: Bench) -> Bench:
    """So many enterprises that all get the same, 20 yuan, from support 1."""
    rows = tuple((n, "330106", "software", "enterprise", 10, 20_000, False) for n in range(MANY))
    write(bench.folder / "enterprise.parquet", NAMES, KINDS, rows)
    write(bench.folder / "project.parquet", PROJECT_NAMES, PROJECT_KINDS, ())
    return bench


def claims(bench: Bench, support: str) -> dict[Any, dict[str, Any]]:
    return {
        r["enterprise_id"]: r
        for r in pq.read_table(bench.place / "claims.parquet").to_pylist()
        if r["support"] == support
    }


@pytest.mark.parametrize("seed", [1, 7])
def test_who_applies_can_be_drawn_again_by_anybody(crowd: Bench, seed: int) -> None:
    one = crowd.run(assumptions=Assumptions(rates={"a/b#1": Decimal("0.3")}, seed=seed)).baseline.supports[0]
    wanted = {n for n in range(MANY) if drawn(seed, "a/b#1", n) < 300_000_000}
    assert {own for own, row in claims(crowd, "a/b#1").items() if row["applies"]} == wanted
    assert 60 < len(wanted) < 180
    assert one.take_up == "0.3"
    assert one.applied == one.expected == Money(ceiling=2_000 * len(wanted))
    assert one.money.ceiling == 2_000 * MANY


def test_a_higher_rate_only_adds_to_them(crowd: Bench) -> None:
    before: set[Any] = set()
    for rate in ("0", "0.1", "0.5", "0.999999999", "1"):
        crowd.run(assumptions=Assumptions(Decimal(rate)))
        now = {own for own, row in claims(crowd, "a/b#1").items() if row["applies"]}
        assert before <= now
        before = now
    assert len(before) == MANY


def test_the_same_enterprises_are_drawn_before_and_after_a_reform(crowd: Bench) -> None:
    [changed] = crowd.policies(POLICY.replace("rate: 0.1", "rate: 0.2"))
    outcome = crowd.run(assumptions=Assumptions(Decimal("0.5")), reform={"a/b": changed})
    assert outcome.reform is not None
    assert outcome.reform.expected.ceiling == 2 * outcome.baseline.expected.ceiling > 0


def test_a_quota_takes_the_largest_that_is_certain(bench: Bench) -> None:
    three = bench.run().baseline.supports[2]
    assert three.quota is not None
    assert (three.quota.count, three.quota.competing, three.quota.tied, three.quota.order) == (2, 4, 0, "金额高的在先")
    assert three.expected == Money(definite=70_000_000)
    assert three.applied == three.money


@pytest.mark.parametrize(
    ("seats", "things"),
    [
        (Seats(1), {"2"}), (Seats(1, "smallest"), {"3"}), (Seats(1, "project.total_investment"), {"2"}), (Seats(2, "-project.total_investment"), {"1", "3"}),
        (Seats(2, "main_revenue"), {"3", "1"}), (Seats(3), {"1", "2", "3"}), (Seats(9), {"1", "2", "3", "4"}), (Seats(0), set()),
    ],
)  # fmt: skip
def test_the_order_can_be_stated(bench: Bench, seats: Seats, things: set[str]) -> None:
    if seats.order == "main_revenue":  # the enterprise's fact orders its projects alike, the lot decides between them
        bench.run(assumptions=Assumptions(quotas={"a/b#3": Seats(1, "main_revenue")}))
    else:
        bench.run(assumptions=Assumptions(quotas={"a/b#3": seats}))
    rows = pq.read_table(bench.place / "claims.parquet").to_pylist()
    chosen = {r["thing"] for r in rows if r["support"] == "a/b#3" and r["chosen"]}
    assert chosen == ({"3"} if seats.order == "main_revenue" else things)


def test_a_quota_counts_those_who_apply(crowd: Bench) -> None:
    one = crowd.run(assumptions=Assumptions(Decimal("0.5"), quotas={"a/b#1": Seats(10)})).baseline.supports[0]
    assert one.quota is not None
    assert one.quota.competing == one.applied.ceiling // 2_000
    assert one.expected.ceiling == 10 * 2_000


def test_a_tie_at_the_line_is_told_and_drawn(crowd: Bench) -> None:
    one = crowd.run(assumptions=Assumptions(quotas={"a/b#1": Seats(10)})).baseline.supports[0]
    assert one.quota is not None
    assert (one.quota.tied, one.quota.tied_chosen) == (MANY, 10)
    chosen = {own for own, row in claims(crowd, "a/b#1").items() if row["chosen"]}
    wanted = sorted(range(MANY), key=lambda n: drawn(1, "a/b#1", f"{n}|"))[:10]
    assert chosen == set(wanted)
    crowd.run(assumptions=Assumptions(quotas={"a/b#1": Seats(10)}, seed=2))
    assert {own for own, row in claims(crowd, "a/b#1").items() if row["chosen"]} != chosen


def test_a_lot_has_no_ties(crowd: Bench) -> None:
    one = crowd.run(assumptions=Assumptions(quotas={"a/b#1": Seats(10, "lot")})).baseline.supports[0]
    assert one.quota is not None
    assert (one.quota.tied, one.quota.order) == (0, "摇号")


@pytest.mark.parametrize(
    ("order", "said"),
    [("main_revnue", "main_revenue"), ("loan.principal", "不是这项支持"), ("sector", "类别"), ("rd_expense", "没有 rd_expense_2021 列")],
)  # fmt: skip
def test_an_order_that_cannot_be_is_refused_before_the_run(bench: Bench, order: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        bench.run(assumptions=Assumptions(quotas={"a/b#3": Seats(1, order)}))
    with pytest.raises(DataError):
        bench.run(assumptions=Assumptions(envelope=Envelope({2021: 5}, "first_come", order)))


def test_a_day_orders_the_earliest_last(bench: Bench) -> None:
    source = bench.folder / "enterprise.parquet"
    held = pq.read_table(source)
    days = pa.array([f"20{n:02d}-03-0{n}" for n in range(1, 6)]).cast(pa.date32())
    pq.write_table(held.append_column("registered_on", days), source)
    bench.run(assumptions=Assumptions(quotas={"a/b#1": Seats(1, "-registered_on")}))
    assert [own for own, row in claims(bench, "a/b#1").items() if row["chosen"]] == [1]
