"""The twelve rules by zen-engine: one decision of tables and expressions, through its quickest loader (static).

zen counts in decimals of 28 digits; it takes and returns floats of yuan, and rounds to the fen with its own `round`.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import zen

from rules.inputs import Row

NAME = f"zen-engine {version('zen-engine')}"
_KEY = "twelve"
_LISTED = "['robots', 'sensors', 'machine_tools', 'chips', 'software', 'batteries']"
_EXPRESSIONS = {
    "r1": "round(min([software * 0.15, 2000000]), 2)",
    "r3": "max([0, output_tier - topup_received])",
    "r4": "(certified or high_growth) and rd / revenue >= 0.05 ? round(min([rd * 0.08, 5000000]), 2) : 0",
    "r5": f"district == 'demonstration' and industry in {_LISTED} ? round(min([equipment * 0.10, 1000000]), 2) : 0",
    "r6": "min([round(rent * 0.5, 2), max([0, 600000 - rent_received])])",
    "r7": "certification >= 50000 ? max([20000, round(min([certification * 0.3, 300000]), 2)]) : 0",
    "r8": "round(min([compute, 1000000]) * 0.3 + max([0, min([compute, 5000000]) - 1000000]) * 0.15"
    " + max([0, compute - 5000000]) * 0.05, 2)",
    "r9": "min([talents * 15000, 300000])",
    "r10": "round(min([max([0, rd - rd_before]) * 0.1, 3000000]), 2)",
    "r11": "max([national ? round(min([project * 0.2, 1000000]), 2) : 0,"
    " provincial ? round(min([project * 0.25, 600000]), 2) : 0, city ? 300000 : 0])",
    "r12": "investment >= 10000000 ? round(min([investment * 0.06, 10000000]), 2) : 0",
    "r12_first": "floor($.r12 * 40) / 100",
    "r12_second": "floor($.r12 * 30) / 100",
    "r12_third": "$.r12 - $.r12_first - $.r12_second",
}


def _table(node: str, field: str, output: str, tiers: dict[int, int]) -> dict[str, Any]:
    """A decision table, the highest tier first."""
    rules = [
        {"_id": f"{node}-{i}", "in": f">= {low}", "out": str(reward)} for i, (low, reward) in enumerate(tiers.items())
    ]
    return {
        "id": node,
        "name": node,
        "type": "decisionTableNode",
        "content": {
            "hitPolicy": "first",
            "inputs": [{"id": "in", "name": field, "field": field}],
            "outputs": [{"id": "out", "name": output, "field": output}],
            "rules": [*rules, {"_id": f"{node}-none", "in": "", "out": "0"}],
        },
    }


def decision() -> dict[str, Any]:
    """The decision as its editor would save it."""
    links = [
        ("request", "scale"), ("request", "output"), ("request", "sums"), ("output", "sums"), ("scale", "response"),
        ("sums", "response"),
    ]  # fmt: skip
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "request", "name": "request", "type": "inputNode", "content": {"schema": ""}},
            _table("scale", "revenue", "r2", {
                2_000_000_000: 4_000_000, 500_000_000: 1_500_000, 100_000_000: 500_000, 20_000_000: 100_000,
            }),
            _table("output", "output", "output_tier", {200_000_000: 2_000_000, 50_000_000: 600_000, 10_000_000: 200_000}),
            {
                "id": "sums", "name": "sums", "type": "expressionNode",
                "content": {"expressions": [{"id": k, "key": k, "value": v} for k, v in _EXPRESSIONS.items()]},
            },
            {"id": "response", "name": "response", "type": "outputNode", "content": {"schema": ""}},
        ],
        "edges": [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in links],
    }  # fmt: skip


class Engine:
    """The engine with its decision, compiled once."""

    def __init__(self, *, trace: bool = False) -> None:
        self.engine = zen.ZenEngine({"loader": {"type": "static", "content": {_KEY: decision()}}})
        self.options: Any = {"trace": True} if trace else None

    def facts(self, row: Row) -> dict[str, Any]:
        """A request: money in yuan."""
        kept = {"talents", "industry", "district", "certified", "high_growth", "national", "provincial", "city"}
        return {name: value if name in kept else value / 100 for name, value in row.items()}

    def answer(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Evaluate the decision."""
        result: dict[str, Any] = self.engine.evaluate(_KEY, facts, self.options)["result"]
        return result

    def sums(self, answer: dict[str, Any]) -> dict[str, int]:
        """Return the sums in fen."""
        return {name: round(value * 100) for name, value in answer.items()}
