"""The reference: the twelve clauses in plain Python integers of fen, rates as fractions, half a fen up."""

from __future__ import annotations

from rules.inputs import Row

#: Every sum an engine must give: one for each rule, and the three instalments of the twelfth.
SUMS = (*(f"r{n}" for n in range(1, 13)), "r12_first", "r12_second", "r12_third")

_YUAN = 100
_WAN = 10_000 * _YUAN
_LISTED = {"robots", "sensors", "machine_tools", "chips", "software", "batteries"}


def part(fen: int, numerator: int, denominator: int = 100) -> int:
    """A fraction of a sum, rounded to the fen, half up."""
    return (2 * fen * numerator + denominator) // (2 * denominator)


def tier(fen: int, tiers: tuple[tuple[int, int], ...]) -> int:
    """What the highest tier that is reached gives; tiers in 万元."""
    return max((reward * _WAN for threshold, reward in tiers if fen >= threshold * _WAN), default=0)


def sums(row: Row) -> dict[str, int]:
    """Return every sum of one enterprise in fen."""
    found = dict.fromkeys(SUMS, 0)
    found["r1"] = min(part(row["software"], 15), 200 * _WAN)
    found["r2"] = tier(row["revenue"], ((2_000, 10), (10_000, 50), (50_000, 150), (200_000, 400)))
    found["r3"] = max(0, tier(row["output"], ((1_000, 20), (5_000, 60), (20_000, 200))) - row["topup_received"])
    if (row["certified"] or row["high_growth"]) and row["rd"] * 100 >= row["revenue"] * 5:
        found["r4"] = min(part(row["rd"], 8), 500 * _WAN)
    if row["district"] == "demonstration" and row["industry"] in _LISTED:
        found["r5"] = min(part(row["equipment"], 10), 100 * _WAN)
    found["r6"] = min(part(row["rent"], 50), max(0, 60 * _WAN - row["rent_received"]))
    if row["certification"] >= 5 * _WAN:
        found["r7"] = max(2 * _WAN, min(part(row["certification"], 30), 30 * _WAN))
    found["r8"] = _progressive(row["compute"])
    found["r9"] = min(row["talents"] * 15_000 * _YUAN, 30 * _WAN)
    found["r10"] = min(part(max(0, row["rd"] - row["rd_before"]), 10), 300 * _WAN)
    found["r11"] = max(
        min(part(row["project"], 20), 100 * _WAN) if row["national"] else 0,
        min(part(row["project"], 25), 60 * _WAN) if row["provincial"] else 0,
        30 * _WAN if row["city"] else 0,
    )
    if row["investment"] >= 1_000 * _WAN:
        whole = min(part(row["investment"], 6), 1_000 * _WAN)
        first, second = whole * 4 // 10, whole * 3 // 10
        found |= {"r12": whole, "r12_first": first, "r12_second": second, "r12_third": whole - first - second}
    return found


def _progressive(fen: int) -> int:
    low, high = 100 * _WAN, 500 * _WAN
    return part(min(fen, low) * 30 + max(0, min(fen, high) - low) * 15 + max(0, fen - high) * 5, 1)
