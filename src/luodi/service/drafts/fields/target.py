"""The fields of a target: its indicator, its figure with unit and bound, its year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from luodi.service.drafts.fields import lines
from luodi.service.drafts.fields.figures import figure
from luodi.service.drafts.fields.lines import Fields, bare, formula, named, said

_OWN = {"indicator", "kind", "value", "upper", "unit", "bound", "year", "bodies"}


@dataclass(frozen=True)
class Target(Fields):
    """The fields of one target; its title is the indicator."""

    kind: str = "target"
    value: str = ""
    upper: str = ""
    unit: str = ""
    bound: str = "exact"
    year: str = ""
    bodies: str = ""

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> Self:
        """Read the fields of a target's data."""
        return cls(
            **lines.shared(held, _OWN, "indicator"), kind=bare(held.get("kind")) or "target", value=bare(held.get("value")), upper=bare(held.get("upper")),
            unit=bare(held.get("unit")), bound=bare(held.get("bound")) or "exact", year=lines.year(held.get("year")), bodies=lines.joined(held.get("bodies")),
        )  # fmt: skip

    def lines(self) -> list[str]:
        """Write the keys of a target; one with two figures is a range."""
        bound = "range" if self.upper else "exact" if self.bound == "range" else self.bound
        made = [f"indicator: {said(self.title)}", self.clause_line()]
        made += [f"kind: {said(self.kind)}"] if self.kind != "target" else []
        made += [
            f"{name}: {formula(figure(typed))}"
            for name, typed in (("value", self.value), ("upper", self.upper))
            if typed
        ]
        made += [f"unit: {said(self.unit)}"] if self.unit else []
        made += [f"bound: {said(bound)}"] if bound != "exact" else []
        made += [f"year: {formula(self.year)}"] if self.year else []
        return made + ([f"bodies: {named(self.bodies)}"] if self.bodies else [])
