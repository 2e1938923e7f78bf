"""Generated enterprises: every sum of money in fen, from a seed; of ordinary sizes, or with many on or beside a threshold."""

from __future__ import annotations

import random
from typing import Any

Row = dict[str, Any]

ON = "2026-06-30"
YEAR = 2026
INDUSTRIES = (
    "robots", "sensors", "machine_tools", "chips", "software", "batteries", "textiles", "food", "paper", "furniture",
)  # fmt: skip
DISTRICTS = {"demonstration": "990102", "old_town": "990103"}

#: Where something changes, in yuan, for each money fact.
_THRESHOLDS = {
    "revenue": (20_000_000, 100_000_000, 500_000_000, 2_000_000_000),
    "output": (10_000_000, 50_000_000, 200_000_000),
    "rd": (62_500_000,),
    "software": (13_333_333,),
    "equipment": (10_000_000,),
    "rent": (1_200_000,),
    "certification": (50_000, 66_666, 1_000_000),
    "compute": (1_000_000, 5_000_000),
    "project": (2_400_000, 5_000_000),
    "investment": (10_000_000, 166_666_666),
}
_TOPUPS = (0, 0, 20_000_000, 60_000_000)
_RENTS = (0, 0, 12_345_678, 45_000_001, 60_000_000)


def generate(count: int, seed: int = 20260630, *, edges: bool = True) -> list[Row]:
    """Return so many enterprises, the same from the same seed; with `edges`, many values stand at a threshold."""
    draw = random.Random(seed)
    return [_row(draw, edges=edges) for _ in range(count)]


def _row(draw: random.Random, *, edges: bool) -> Row:
    row: Row = {name: _money(draw, marks, edges=edges) for name, marks in _THRESHOLDS.items()}
    row["revenue"] = max(row["revenue"], 1)  # a share of no revenue has no answer in any of the engines
    if edges:
        row["rd"] = draw.choice((row["rd"], row["revenue"] // 20, row["revenue"] // 20 + 1))
    row["rd_before"] = draw.choice((0, row["rd"], row["rd"] + 1, draw.randint(0, row["rd"])))
    row["talents"] = draw.choice((0, 1, 19, 20, 21, draw.randint(0, 400)))
    row["topup_received"], row["rent_received"] = draw.choice(_TOPUPS), draw.choice(_RENTS)
    row["industry"], row["district"] = draw.choice(INDUSTRIES), draw.choice((*DISTRICTS,))
    for name in ("certified", "high_growth", "national", "provincial", "city"):
        row[name] = draw.random() < 0.5
    return row


def _money(draw: random.Random, marks: tuple[int, ...], *, edges: bool) -> int:
    """A sum in fen: none, on or beside a threshold (a quarter of them), or any size from a yuan to five billion."""
    kind = draw.random()
    if kind < 0.05:
        return 0
    if edges and kind < 0.30:
        return draw.choice(marks) * 100 + draw.choice((-1, 0, 1))
    return int(10 ** draw.uniform(2, 11.7))
