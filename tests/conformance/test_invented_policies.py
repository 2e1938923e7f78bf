"""Policies that nobody wrote, situations that nobody is in: both engines must still say the same."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from luodi.engine.core.errors import LuodiError

POLICIES = int(os.environ.get("LUODI_INVENTED", "150"))
SITUATIONS = 40
BATCH = 25


@pytest.mark.parametrize("batch", range((POLICIES + BATCH - 1) // BATCH))
def test_invented_policies_come_out_alike(
    desk: Any,
    inventor: Callable[..., Any],
    generator: Callable[..., Any],
    population: Any,
    duck: Callable[..., Any],
    batch: int,
) -> None:
    seen: Counter[str] = Counter()
    for number in range(batch * BATCH, (batch + 1) * BATCH):
        bodies, head = inventor(f"luodi {number}").policy()
        try:
            plan = desk.several(*bodies, head=head)
        except LuodiError as error:
            seen["refused"] += 1
            seen["为什么拒绝：" + str(error)[:300]] += 1
            continue
        words = plan.library.vocabulary
        made = generator([plan.policy], words, number)
        situations = [population.in_order(made.situation(date(2024, 6, 30), {})) for _ in range(SITUATIONS)]
        found, declared = duck([plan.policy], situations, words)
        gone = {d.support for d in declared}
        seen["declared"] += len(gone)
        seen.update(f"声明：{d.reason}" for d in declared)
        seen["supports"] += len(bodies)
        wanted = {
            i: {key: row for key, row in population.expected([plan.policy], s, words).items() if key[0] not in gone}
            for i, s in enumerate(situations)
        }
        assert population.differences(wanted, found) == [], (number, [*bodies, head], [d.reason for d in declared])
        seen["policies"] += 1
        seen["rows"] += sum(map(len, wanted.values()))
    assert seen["policies"] > BATCH * 0.6, seen
    assert seen["declared"] < seen["supports"] * 0.5, seen
