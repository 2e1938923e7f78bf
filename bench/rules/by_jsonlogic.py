"""The twelve rules by json-logic (the PyPI package json-logic-qubit): one JSON tree a rule, floats of yuan, rounded after."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from json_logic import jsonLogic

from rules.inputs import Row

NAME = f"json-logic-qubit {version('json-logic-qubit')}"
_LISTED = ["robots", "sensors", "machine_tools", "chips", "software", "batteries"]


def _var(name: str) -> Any:
    return {"var": name}


def _capped(name: str, rate: float, cap: float) -> Any:
    return {"min": [{"*": [_var(name), rate]}, cap]}


def _tier(name: str, rows: list[tuple[int, int]]) -> Any:
    parts: list[Any] = []
    for threshold, reward in rows:
        parts += [{">=": [_var(name), threshold]}, reward]
    return {"if": [*parts, 0]}


RULES: dict[str, Any] = {
    "r1": _capped("software", 0.15, 2_000_000),
    "r2": _tier("revenue", [(2_000_000_000, 4_000_000), (500_000_000, 1_500_000), (100_000_000, 500_000), (20_000_000, 100_000)]),
    "r3": {"max": [0, {"-": [_tier("output", [(200_000_000, 2_000_000), (50_000_000, 600_000), (10_000_000, 200_000)]), _var("topup_received")]}]},
    "r4": {"if": [{"and": [{"or": [_var("certified"), _var("high_growth")]}, {">=": [{"/": [_var("rd"), _var("revenue")]}, 0.05]}]}, _capped("rd", 0.08, 5_000_000), 0]},
    "r5": {"if": [{"and": [{"==": [_var("district"), "demonstration"]}, {"in": [_var("industry"), _LISTED]}]}, _capped("equipment", 0.10, 1_000_000), 0]},
    "r6": {"min": [{"*": [_var("rent"), 0.5]}, {"max": [0, {"-": [600_000, _var("rent_received")]}]}]},
    "r7": {"if": [{">=": [_var("certification"), 50_000]}, {"max": [20_000, _capped("certification", 0.3, 300_000)]}, 0]},
    "r8": {"+": [
        {"*": [{"min": [_var("compute"), 1_000_000]}, 0.3]}, {"*": [{"max": [0, {"-": [{"min": [_var("compute"), 5_000_000]}, 1_000_000]}]}, 0.15]},
        {"*": [{"max": [0, {"-": [_var("compute"), 5_000_000]}]}, 0.05]},
    ]},
    "r9": _capped("talents", 15_000, 300_000),
    "r10": {"min": [{"*": [{"max": [0, {"-": [_var("rd"), _var("rd_before")]}]}, 0.1]}, 3_000_000]},
    "r11": {"max": [
        {"if": [_var("national"), _capped("project", 0.2, 1_000_000), 0]}, {"if": [_var("provincial"), _capped("project", 0.25, 600_000), 0]}, {"if": [_var("city"), 300_000, 0]},
    ]},
    "r12": {"if": [{">=": [_var("investment"), 10_000_000]}, _capped("investment", 0.06, 10_000_000), 0]},
}  # fmt: skip
_MONEY = (
    "revenue", "output", "rd", "rd_before", "software", "equipment", "rent", "certification", "compute", "project", "investment", "topup_received", "rent_received",
)  # fmt: skip


def sums(row: Row) -> dict[str, int]:
    """Compute every sum of one enterprise; the instalments by hand, json-logic has no floor."""
    facts = {**row, **{name: row[name] / 100 for name in _MONEY}}
    found = {name: round(float(jsonLogic(rule, facts)) * 100) for name, rule in RULES.items()}
    whole = found["r12"]
    first, second = int(whole / 100 * 0.4 * 100), int(whole / 100 * 0.3 * 100)
    return found | {"r12_first": first, "r12_second": second, "r12_third": whole - first - second}
