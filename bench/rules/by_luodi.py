"""The twelve rules by Luodi: the policy folder beside this file, evaluated with all reasons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from luodi import __version__
from luodi.engine.core.strict_yaml import Source
from luodi.engine.library import Library
from luodi.engine.rules.answer import CheckUp, Claim
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.facts import read_situation
from luodi.engine.rules.situation import Situation
from rules.inputs import DISTRICTS, ON, YEAR, Row

NAME = f"Luodi {__version__}"
POLICY = "bench/twelve-rules"
_HERE = Path(__file__).parent


def yuan(fen: int) -> Decimal:
    """Fen as a fact file has them: yuan with two decimals."""
    return Decimal(fen).scaleb(-2)


class Engine:
    """The policy and its vocabulary, loaded once."""

    def __init__(self) -> None:
        library = Library(_HERE / "policies", _HERE / "vocabulary")
        self.policies, self.vocabulary = [library.policy(POLICY)], library.vocabulary

    def facts(self, row: Row) -> dict[str, Any]:
        """What a fact file holds once its YAML is read."""
        day = date.fromisoformat(ON)
        received = [("3", date(YEAR - 1, 5, 1), row["topup_received"]), ("6", date(YEAR, 3, 1), row["rent_received"])]
        return {
            "on": day,
            "enterprise": {
                "registered_region": DISTRICTS[row["district"]],
                "industry": row["industry"],
                "certified": row["certified"],
                "high_growth": row["high_growth"],
                "national_title": row["national"],
                "provincial_title": row["provincial"],
                "city_title": row["city"],
                "main_revenue": {str(YEAR): yuan(row["revenue"])},
                "output_value": {str(YEAR): yuan(row["output"])},
                "rd_expense": {str(YEAR - 1): yuan(row["rd_before"]), str(YEAR): yuan(row["rd"])},
                "software_cost": yuan(row["software"]),
                "equipment_cost": yuan(row["equipment"]),
                "rent_paid": yuan(row["rent"]),
                "certification_cost": yuan(row["certification"]),
                "compute_cost": yuan(row["compute"]),
                "project_cost": yuan(row["project"]),
                "plant_investment": yuan(row["investment"]),
                "talents": Decimal(row["talents"]),
            },
            "received": [
                {"support": f"{POLICY}#{support}", "date": when, "amount": yuan(fen)}
                for support, when, fen in received
                if fen
            ],
        }

    def situation(self, facts: dict[str, Any]) -> Situation:
        """Read the facts: each checked for its name, unit and range."""
        return read_situation(Source("", facts, {}), self.vocabulary)

    def answer(self, facts: dict[str, Any]) -> CheckUp:
        """Read the facts and evaluate every rule with its reasons."""
        return self.evaluate(self.situation(facts))

    def evaluate(self, situation: Situation) -> CheckUp:
        """Evaluate every rule with its reasons."""
        return check_up(self.policies, situation, self.vocabulary)

    def sums(self, answer: CheckUp) -> dict[str, int]:
        """Return the sums in fen; ValueError when one is not certain."""
        found: dict[str, int] = {}
        for claim in answer.claims():
            key = "r" + claim.support.id.partition("-")[0]
            found[key] = found.get(key, 0) + (_fen(claim) if claim.counts else 0)
            if claim.support.pays:
                pays = claim.instalments() or (Decimal(0),) * 3
                names = ("r12_first", "r12_second", "r12_third")
                found |= {name: int(sum_ * 100) for name, sum_ in zip(names, pays, strict=True)}
        return found


def _fen(claim: Claim) -> int:
    if claim.counted is None or not claim.certain or claim.counted.hi * 100 % 1:
        raise ValueError(f"{claim.key} is not a certain sum of whole fen")
    return int(claim.counted.hi * 100)
