"""The twelve rules in Polars, twice: in yuan of float64, as it is mostly written, and in whole fen."""

from __future__ import annotations

from typing import Any

import polars as pl

from rules.exact import SUMS

NAME = f"Polars {pl.__version__}，元（float64）"
_LISTED = ["robots", "sensors", "machine_tools", "chips", "software", "batteries"]
_MONEY = (
    "revenue", "output", "rd", "rd_before", "software", "equipment", "rent", "certification", "compute", "project", "investment", "topup_received", "rent_received",
)  # fmt: skip


def together(table: Any) -> dict[str, Any]:
    """Compute every sum of an Arrow table in yuan; returns arrays of fen, rounded after."""
    frame = pl.from_arrow(table).lazy().with_columns([pl.col(name).cast(pl.Float64) / 100 for name in _MONEY])  # type: ignore[union-attr]
    c = pl.col

    def tier(name: str, rows: list[tuple[int, int]]) -> Any:
        made: Any = pl.when(c(name) >= rows[0][0]).then(float(rows[0][1]))
        for threshold, reward in rows[1:]:
            made = made.when(c(name) >= threshold).then(float(reward))
        return made.otherwise(0.0)

    def capped(value: Any, cap: float) -> Any:
        return pl.min_horizontal(value, pl.lit(cap))

    rules = {
        "r1": capped(c("software") * 0.15, 2e6),
        "r2": tier("revenue", [(2_000_000_000, 4_000_000), (500_000_000, 1_500_000), (100_000_000, 500_000), (20_000_000, 100_000)]),
        "r3": pl.max_horizontal(pl.lit(0.0), tier("output", [(200_000_000, 2_000_000), (50_000_000, 600_000), (10_000_000, 200_000)]) - c("topup_received")),
        "r4": pl.when((c("certified") | c("high_growth")) & (c("rd") / c("revenue") >= 0.05)).then(capped(c("rd") * 0.08, 5e6)).otherwise(0.0),
        "r5": pl.when((c("district") == "demonstration") & c("industry").is_in(_LISTED)).then(capped(c("equipment") * 0.10, 1e6)).otherwise(0.0),
        "r6": pl.min_horizontal(c("rent") * 0.5, pl.max_horizontal(pl.lit(0.0), 600_000 - c("rent_received"))),
        "r7": pl.when(c("certification") >= 50_000).then(pl.max_horizontal(pl.lit(20_000.0), capped(c("certification") * 0.3, 3e5))).otherwise(0.0),
        "r8": pl.min_horizontal(c("compute"), pl.lit(1e6)) * 0.3 + pl.max_horizontal(pl.lit(0.0), pl.min_horizontal(c("compute"), pl.lit(5e6)) - 1e6) * 0.15
        + pl.max_horizontal(pl.lit(0.0), c("compute") - 5e6) * 0.05,
        "r9": capped(c("talents") * 15_000.0, 3e5), "r10": capped(pl.max_horizontal(pl.lit(0.0), c("rd") - c("rd_before")) * 0.1, 3e6),
        "r11": pl.max_horizontal(
            pl.when(c("national")).then(capped(c("project") * 0.2, 1e6)).otherwise(0.0), pl.when(c("provincial")).then(capped(c("project") * 0.25, 6e5)).otherwise(0.0),
            pl.when(c("city")).then(3e5).otherwise(0.0),
        ),
        "r12": pl.when(c("investment") >= 10_000_000).then(capped(c("investment") * 0.06, 1e7)).otherwise(0.0),
    }  # fmt: skip
    parts = {
        "r12_first": (c("r12") * 0.4 * 100).floor() / 100, "r12_second": (c("r12") * 0.3 * 100).floor() / 100,
    }  # fmt: skip
    found = frame.select([rule.alias(name) for name, rule in rules.items()]).with_columns(
        [rule.alias(name) for name, rule in parts.items()]
    )
    found = found.with_columns((c("r12") - c("r12_first") - c("r12_second")).alias("r12_third"))
    fen = found.select([(c(name) * 100).round().cast(pl.Int64).alias(name) for name in SUMS]).collect()
    return {name: fen[name].to_numpy() for name in SUMS}
