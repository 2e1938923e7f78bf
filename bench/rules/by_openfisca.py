"""The twelve rules by OpenFisca-Core: dated parameters, its own scales, formulas over NumPy arrays.

Numbers are float32, as OpenFisca stores every `float` variable; sums are brought to the fen in double precision after.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import YEAR as YEARLY
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from rules.exact import SUMS
from rules.inputs import DISTRICTS, INDUSTRIES, YEAR, Row

NAME = f"OpenFisca-Core {version('OpenFisca-Core')}"

Enterprise = build_entity(key="enterprise", plural="enterprises", label="enterprise", is_person=True)
Industry = Enum("Industry", {name: name for name in INDUSTRIES})  # type: ignore[misc]
District = Enum("District", {name: name for name in DISTRICTS})  # type: ignore[misc]
_LISTED = ("robots", "sensors", "machine_tools", "chips", "software", "batteries")
_FROM = f"{YEAR - 1}-01-01"
_MONEY = (
    "revenue", "output", "rd", "software", "equipment", "rent", "certification", "compute", "project", "investment",
    "topup_received", "rent_received",
)  # fmt: skip
_TRUTH = ("certified", "high_growth", "national", "provincial", "city")


def _figures(**figures: float) -> dict[str, Any]:
    return {name: {"values": {_FROM: {"value": value}}} for name, value in figures.items()}


def _scale(kind: str, rows: dict[float, float]) -> dict[str, Any]:
    """A scale: `amount` of the bracket that is reached, or marginal `rate`."""
    brackets = [{"threshold": {_FROM: {"value": t}}, kind: {_FROM: {"value": v}}} for t, v in rows.items()]
    return {"brackets": brackets, "metadata": {"type": "single_amount" if kind == "amount" else "marginal_rate"}}


PARAMETERS = {
    "r1": _figures(rate=0.15, cap=2_000_000),
    "r2": {"tiers": _scale("amount", {
        0: 0, 20_000_000: 100_000, 100_000_000: 500_000, 500_000_000: 1_500_000, 2_000_000_000: 4_000_000,
    })},
    "r3": {"tiers": _scale("amount", {0: 0, 10_000_000: 200_000, 50_000_000: 600_000, 200_000_000: 2_000_000})},
    "r4": _figures(rate=0.08, cap=5_000_000, rd_share=0.05),
    "r5": _figures(rate=0.10, cap=1_000_000),
    "r6": _figures(rate=0.50, year_cap=600_000),
    "r7": _figures(rate=0.30, min_cost=50_000, floor=20_000, cap=300_000),
    "r8": {"rates": _scale("rate", {0: 0.30, 1_000_000: 0.15, 5_000_000: 0.05})},
    "r9": _figures(per_head=15_000, cap=300_000),
    "r10": _figures(rate=0.10, cap=3_000_000),
    "r11": _figures(
        national_rate=0.20, national_cap=1_000_000, provincial_rate=0.25, provincial_cap=600_000, city_reward=300_000
    ),
    "r12": _figures(rate=0.06, cap=10_000_000, min_investment=10_000_000, first=0.4, second=0.3),
}  # fmt: skip


def r1(enterprise: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).r1
    return np.minimum(enterprise("software", period) * p.rate, p.cap)


def r2(enterprise: Any, period: Any, parameters: Any) -> Any:
    return parameters(period).r2.tiers.calc(enterprise("revenue", period))


def r3(enterprise: Any, period: Any, parameters: Any) -> Any:
    tier = parameters(period).r3.tiers.calc(enterprise("output", period))
    return np.maximum(0, tier - enterprise("topup_received", period))


def r4(enterprise: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).r4
    rd = enterprise("rd", period)
    chosen = enterprise("certified", period) + enterprise("high_growth", period)
    enough = rd / enterprise("revenue", period) >= p.rd_share
    return np.where(chosen * enough, np.minimum(rd * p.rate, p.cap), 0)


def r5(enterprise: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).r5
    industry = enterprise("industry", period)
    listed = sum(industry == Industry[name] for name in _LISTED) > 0
    here = enterprise("district", period) == District["demonstration"]
    return np.where(here * listed, np.minimum(enterprise("equipment", period) * p.rate, p.cap), 0)


def r6(enterprise: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).r6
    left = np.maximum(0, p.year_cap - enterprise("rent_received", period))
    return np.minimum(enterprise("rent", period) * p.rate, left)


def r7(enterprise: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).r7
    cost = enterprise("certification", period)
    return np.where(cost >= p.min_cost, np.maximum(p.floor, np.minimum(cost * p.rate, p.cap)), 0)


def r8(enterprise: Any, period: Any, parameters: Any) -> Any:
    return parameters(period).r8.rates.calc(enterprise("compute", period))


def r9(enterprise: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).r9
    return np.minimum(enterprise("talents", period) * p.per_head, p.cap)


def r10(enterprise: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).r10
    more = np.maximum(0, enterprise("rd", period) - enterprise("rd", period.last_year))
    return np.minimum(more * p.rate, p.cap)


def r11(enterprise: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).r11
    cost = enterprise("project", period)
    national = enterprise("national", period) * np.minimum(cost * p.national_rate, p.national_cap)
    provincial = enterprise("provincial", period) * np.minimum(cost * p.provincial_rate, p.provincial_cap)
    return np.maximum(np.maximum(national, provincial), enterprise("city", period) * p.city_reward)


def r12(enterprise: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).r12
    cost = enterprise("investment", period)
    return np.where(cost >= p.min_investment, np.minimum(cost * p.rate, p.cap), 0)


def r12_first(enterprise: Any, period: Any, parameters: Any) -> Any:
    return np.floor(enterprise("r12", period) * parameters(period).r12.first * 100) / 100


def r12_second(enterprise: Any, period: Any, parameters: Any) -> Any:
    return np.floor(enterprise("r12", period) * parameters(period).r12.second * 100) / 100


def r12_third(enterprise: Any, period: Any) -> Any:
    return enterprise("r12", period) - enterprise("r12_first", period) - enterprise("r12_second", period)


_FORMULAS = (r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r12_first, r12_second, r12_third)


def _variable(name: str, kind: Any, **more: Any) -> type[Variable]:
    common = {"entity": Enterprise, "definition_period": YEARLY, "label": name, "value_type": kind}
    return type(name, (Variable,), common | more)


def system() -> TaxBenefitSystem:
    """Build the tax-benefit system: inputs, parameters, formulas."""
    made = TaxBenefitSystem([Enterprise])
    made.parameters = ParameterNode("", data=PARAMETERS)
    variables = [_variable(name, float) for name in _MONEY] + [_variable(name, bool) for name in _TRUTH]
    variables.append(_variable("talents", int))
    variables.append(_variable("industry", Enum, possible_values=Industry, default_value=Industry["food"]))
    variables.append(_variable("district", Enum, possible_values=District, default_value=District["old_town"]))
    variables += [_variable(formula.__name__, float, formula=formula) for formula in _FORMULAS]
    made.add_variables(*variables)
    return made


class Engine:
    """The tax-benefit system, built once; a simulation is built for each situation, as for a web request."""

    def __init__(self, *, trace: bool = False) -> None:
        self.system, self.trace = system(), trace

    def facts(self, row: Row) -> dict[str, Any]:
        """A situation as OpenFisca's web API takes it."""
        year, before = str(YEAR), str(YEAR - 1)
        told: dict[str, Any] = {name: {year: row[name] / 100} for name in _MONEY}
        told["rd"][before] = row["rd_before"] / 100
        told |= {name: {year: row[name]} for name in (*_TRUTH, "talents", "industry", "district")}
        return {"enterprises": {"one": told}}

    def answer(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Build the simulation of one situation and calculate every sum."""
        simulation = SimulationBuilder().build_from_entities(self.system, facts)
        simulation.trace = self.trace
        return {name: simulation.calculate(name, str(YEAR)) for name in SUMS}

    def sums(self, answer: dict[str, Any]) -> dict[str, int]:
        """Return the sums in fen."""
        return {name: round(float(value[0]) * 100) for name, value in answer.items()}

    def together(self, rows: list[Row]) -> dict[str, Any]:
        """Calculate all rows in one simulation of arrays, as its users do for a population."""
        simulation = SimulationBuilder().build_default_simulation(self.system, len(rows))
        year, before = str(YEAR), str(YEAR - 1)
        for name in _MONEY:
            simulation.set_input(name, year, np.array([row[name] / 100 for row in rows]))
        simulation.set_input("rd", before, np.array([row["rd_before"] / 100 for row in rows]))
        for name in (*_TRUTH, "talents"):
            simulation.set_input(name, year, np.array([row[name] for row in rows]))
        for name, words in (("industry", Industry), ("district", District)):
            simulation.set_input(name, year, words.encode(np.array([row[name] for row in rows])))
        return {name: simulation.calculate(name, year) for name in SUMS}

    def columns(self, columns: dict[str, Any]) -> dict[str, Any]:
        """The same from arrays that are there already: what `together` does, without turning rows into arrays."""
        simulation = SimulationBuilder().build_default_simulation(self.system, len(columns["revenue"]))
        year, before = str(YEAR), str(YEAR - 1)
        for name in _MONEY:
            simulation.set_input(name, year, columns[name] / 100)
        simulation.set_input("rd", before, columns["rd_before"] / 100)
        for name in (*_TRUTH, "talents"):
            simulation.set_input(name, year, columns[name])
        for name, words in (("industry", Industry), ("district", District)):
            simulation.set_input(name, year, words.encode(columns[name]))
        return {name: simulation.calculate(name, year) for name in SUMS}
