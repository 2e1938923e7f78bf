"""The twelve rules by policyengine-core: the same formulas and parameters as for OpenFisca, whose fork it is."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np
from policyengine_core.entities import build_entity
from policyengine_core.enums import Enum
from policyengine_core.parameters import ParameterNode
from policyengine_core.periods import YEAR as YEARLY
from policyengine_core.simulations import SimulationBuilder
from policyengine_core.taxbenefitsystems import TaxBenefitSystem
from policyengine_core.variables import Variable

from rules import by_openfisca as shared
from rules.exact import SUMS
from rules.inputs import DISTRICTS, INDUSTRIES, YEAR

NAME = f"policyengine-core {version('policyengine-core')}"
Enterprise = build_entity(key="enterprise", plural="enterprises", label="enterprise", is_person=True)
Industry = Enum("Industry", {name: name for name in INDUSTRIES})  # type: ignore[misc]
District = Enum("District", {name: name for name in DISTRICTS})  # type: ignore[misc]


def r5(enterprise: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period).r5
    industry = enterprise("industry", period)
    listed = sum(industry == Industry[name] for name in shared._LISTED) > 0
    here = enterprise("district", period) == District["demonstration"]
    return np.where(here * listed, np.minimum(enterprise("equipment", period) * p.rate, p.cap), 0)


def _variable(name: str, kind: Any, **more: Any) -> type[Variable]:
    common = {"entity": Enterprise, "definition_period": YEARLY, "label": name, "value_type": kind}
    return type(name, (Variable,), common | more)


def together(columns: dict[str, Any]) -> dict[str, Any]:
    """Compute every sum of arrays in one simulation; returns fen, rounded after."""
    made = TaxBenefitSystem([Enterprise])
    made.parameters = ParameterNode("", data=shared.PARAMETERS)
    variables = [_variable(name, float) for name in shared._MONEY] + [_variable(name, bool) for name in shared._TRUTH]
    variables.append(_variable("talents", int))
    variables.append(_variable("industry", Enum, possible_values=Industry, default_value=Industry["food"]))
    variables.append(_variable("district", Enum, possible_values=District, default_value=District["old_town"]))
    formulas = [r5 if formula.__name__ == "r5" else formula for formula in shared._FORMULAS]
    variables += [_variable(formula.__name__, float, formula=formula) for formula in formulas]
    made.add_variables(*variables)
    simulation = SimulationBuilder().build_default_simulation(made, len(columns["revenue"]))
    year, before = str(YEAR), str(YEAR - 1)
    for name in shared._MONEY:
        simulation.set_input(name, year, columns[name] / 100)
    simulation.set_input("rd", before, columns["rd_before"] / 100)
    for name in (*shared._TRUTH, "talents"):
        simulation.set_input(name, year, columns[name])
    for name, words in (("industry", Industry), ("district", District)):
        simulation.set_input(name, year, words.encode(columns[name].astype(str)))
    return {
        name: np.round(np.asarray(simulation.calculate(name, year), dtype=np.float64) * 100).astype(np.int64)
        for name in SUMS
    }
