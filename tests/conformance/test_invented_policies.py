"""Policies that nobody wrote, situations that nobody is in: every engine must still say the same."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from luodi.engine.core.errors import LuodiError

#: How many policies each database is asked about; LUODI_INVENTED=4000 asks DuckDB about so many, the others in proportion.
POLICIES = int(os.environ.get("LUODI_INVENTED", "150"))
SHARE = {"duckdb": 1.0, "postgres": 0.5, "sqlite": 1.0, "clickhouse": 0.34, "spark": 0.04}
SITUATIONS = 40
BATCH = 25
BATCHES = [
    (name, first, min(first + BATCH, round(POLICIES * share)))
    for name, share in SHARE.items()
    for first in range(0, round(POLICIES * share), BATCH)
]


@pytest.mark.parametrize(("dialect", "first", "beyond"), BATCHES)
def test_invented_policies_come_out_alike(
    desk: Any, inventor: Callable[..., Any], generator: Callable[..., Any], agrees: Callable[..., Any], dialect: str, first: int, beyond: int
) -> None:  # fmt: skip
    seen: Counter[str] = Counter()
    for number in range(first, beyond):
        bodies, head = inventor(f"luodi {number}").policy()
        try:
            plan = desk.several(*bodies, head=head)
        except LuodiError as error:
            seen["refused"] += 1
            seen["为什么拒绝：" + str(error)[:300]] += 1
            continue
        words = plan.library.vocabulary
        made = generator([plan.policy], words, number)
        situations = [made.situation(date(2024, 6, 30), {}) for _ in range(SITUATIONS)]
        faults, rows, declared = agrees(dialect, [plan.policy], situations, words)
        seen["declared"] += len(declared)
        seen.update(f"声明：{d.reason}" for d in declared)
        seen["supports"] += len(bodies)
        assert faults == [], (dialect, number, [*bodies, head], [d.reason for d in declared])
        seen["policies"] += 1
        seen["rows"] += rows
    assert seen["policies"] > (beyond - first) * 0.6, seen
    # Where whole numbers are narrow (SQLite), more of these wild formulas do not fit.
    assert seen["declared"] < seen["supports"] * (0.8 if dialect == "sqlite" else 0.5), seen
