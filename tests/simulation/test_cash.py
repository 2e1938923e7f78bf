"""What falls due adds up to the fen over the years; a budget pays what it can in the way that was stated."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from luodi.engine.rules.answer import split
from luodi.engine.simulation.assumptions import Assumptions, Envelope
from luodi.engine.simulation.model import CashYear

from .conftest import ENTERPRISES, KINDS, NAMES, Bench, pq, write

YEARS = range(2021, 2025)


def dues(bench: Bench) -> dict[int, list[tuple[int, str, str, str, int]]]:
    """Each certain due of each year, split as a single check-up splits it: (enterprise, support, thing, class, fen)."""
    supports = {s.path: s for p in bench.library.policies() for s in p.supports}
    found: dict[int, list[tuple[int, str, str, str, int]]] = {year: [] for year in YEARS}
    for row in pq.read_table(bench.place / "claims.parquet").to_pylist():
        if row["class"] not in {"definite", "ceiling"} or not row["chosen"]:
            continue
        support = supports[row["support"]]
        for again in range(support.years_paid or 1):
            for later, part in enumerate(split(Decimal(row["hi"]) / 100, support.pays or (Decimal(1),))):
                if part and (year := 2021 + again + later) in found:
                    found[year].append(
                        (row["enterprise_id"], row["support"], row["thing"] or "", row["class"], int(part * 100))
                    )
    return found


def run(bench: Bench, envelope: Envelope) -> tuple[CashYear, ...]:
    return bench.run(assumptions=Assumptions(envelope=envelope, years=4)).baseline.cash


def test_instalments_add_up_over_the_years_and_yearly_supports_come_again(bench: Bench) -> None:
    cash = run(bench, Envelope())
    assert [year.year for year in cash] == list(YEARS)
    wanted = dues(bench)
    for one in cash:
        assert one.due.definite == sum(fen for *_, kind, fen in wanted[one.year] if kind == "definite")
        assert one.due.ceiling == sum(fen for *_, kind, fen in wanted[one.year] if kind == "ceiling")
    assert [one.due.definite for one in cash] == [
        3 * 8_000_000 + 70_000_000 + 100_000,
        3 * 6_000_000 + 100_000,
        3 * 6_000_001 + 100_000,
        0,
    ]
    assert [one.due.unknown_hi for one in cash] == [100_000_000 + 8_000_000, 6_000_000, 6_000_001, 0]


def test_what_is_endless_falls_due_once(bench: Bench) -> None:
    cash = run(bench, Envelope())
    assert sum(one.due.unbounded for one in cash) == 0
    assert all(one.envelope is None and one.paid is None for one in cash)


def test_an_envelope_that_suffices_pays_all(bench: Bench) -> None:
    first = run(bench, Envelope({2021: 10**12}))[0]
    assert first.paid is not None
    assert (first.paid.definite, first.paid.ceiling) == (first.due.definite, first.due.ceiling)
    assert (first.unpaid, first.short) == (0, 0)


def test_shares_are_cut_to_the_fen_for_each(bench: Bench) -> None:
    money = 100_000_001
    first = run(bench, Envelope({2021: money}))[0]
    due = dues(bench)[2021]
    total = sum(fen for *_, fen in due)
    wanted = {
        kind: sum(fen * money // total for *_, held, fen in due if held == kind) for kind in ("definite", "ceiling")
    }
    assert first.paid is not None
    assert (first.paid.definite, first.paid.ceiling) == (wanted["definite"], wanted["ceiling"])
    assert first.unpaid == total - sum(wanted.values())
    assert first.short == len({own for own, *_ in due})
    assert sum(wanted.values()) <= money


@pytest.mark.parametrize(("order", "key"), [("largest", lambda due: -due[-1]), ("smallest", lambda due: due[-1])])
def test_first_come_pays_in_the_stated_order_until_it_is_used_up(bench: Bench, order: str, key: Any) -> None:
    write(
        bench.folder / "enterprise.parquet",
        NAMES,
        KINDS,
        (*ENTERPRISES, (6, "330106", "software", "enterprise", 9, 77_700, False)),
    )
    money = 111_000_000
    first = run(bench, Envelope({2021: money}, "first_come", order))[0]
    left, paid, short = money, {"definite": 0, "ceiling": 0}, set()
    for own, _, _, kind, fen in sorted(dues(bench)[2021], key=key):
        got = min(fen, left)
        left -= got
        paid[kind] += got
        short |= {own} if got < fen else set()
    assert first.paid is not None
    assert (first.paid.definite + first.paid.ceiling, left) == (money, 0)
    assert first.short >= 1
    # equal sums are drawn by lot, so only what does not depend on the draw is compared with the simple way
    assert first.unpaid == sum(fen for *_, fen in dues(bench)[2021]) - money


def test_what_lapses_is_gone_and_what_is_carried_is_paid_later(bench: Bench) -> None:
    lapsed = run(bench, Envelope({2021: 50_000_000}))
    assert [one.carried for one in lapsed] == [0, 0, 0, 0]
    carried = run(bench, Envelope({2021: 50_000_000, 2022: 10**12}, unpaid="next_year"))
    assert carried[1].carried == carried[0].unpaid == lapsed[0].unpaid > 0
    assert carried[1].paid is not None
    assert carried[1].paid.sure == carried[1].due.sure + carried[0].unpaid
    assert carried[2].carried == 0


def test_what_is_left_over_twice_adds_up(bench: Bench) -> None:
    years = run(bench, Envelope({2021: 7, 2022: 11, 2023: 13}, "first_come", "lot", "next_year"))
    paid = sum(one.paid.sure for one in years if one.paid is not None)
    assert paid == 7 + 11 + 13
    assert years[2].unpaid == sum(one.due.sure for one in years[:3]) - paid
    assert years[3].carried == years[2].unpaid


def test_nothing_at_all_may_be_spent(bench: Bench) -> None:
    first = run(bench, Envelope({2021: 0}))[0]
    assert first.paid is not None
    assert (first.paid.sure, first.unpaid) == (0, first.due.sure)
