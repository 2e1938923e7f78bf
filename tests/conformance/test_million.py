"""As many made-up enterprises as are asked for: LUODI_CONFORMANCE_ROWS=1000000 LUODI_CONFORMANCE_PROCESSES=8 pytest …

Without a number just enough for every policy to have its turn; `million.py` alone shows how far it is and prints a tally.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

pytest.importorskip("duckdb", reason="缺少 tables 扩展")

ROWS = int(os.environ.get("LUODI_CONFORMANCE_ROWS", "1800"))
PROCESSES = int(os.environ.get("LUODI_CONFORMANCE_PROCESSES", "1"))


def test_reference_and_table_engine_agree_on_made_up_enterprises(million: Any) -> None:
    total = million.Tally()
    for tally in million.run(ROWS, PROCESSES):
        total.add(tally)
        assert tally.faults == []
    assert total.rows == ROWS
    assert total.declared == {}
    assert set(total.policies) == set(million.library().ids())
    # Something of everything: certain sums and unknown ones, sums cut by limits, claims that give way to others.
    assert min(total.certain, total.unknown, total.limited, total.displaced) > ROWS // 50


def test_rows_are_spread_by_how_many_supports_a_policy_has(million: Any) -> None:
    parts = million.shares(10_000, 700)
    assert sum(rows for _, _, rows in parts) == 10_000
    assert max(rows for _, _, rows in parts) == 700
    counts = {policy_id: sum(rows for own, _, rows in parts if own == policy_id) for policy_id, _, _ in parts}
    assert max(counts, key=counts.__getitem__) == max(counts, key=lambda i: len(million.library().policy(i).supports))
