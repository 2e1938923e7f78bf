"""A vocabulary of the tests' own, a quick way to make a population, and to check a table written on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.library import Library
from luodi.engine.population.check import Request, check
from luodi.engine.population.findings import Findings
from luodi.engine.population.headings import Wishes
from luodi.engine.population.recipe import Recipe, recipe
from luodi.engine.rules.vocabulary import Vocabulary

FACTS = (
    "ai_business", "ai_registered", "core_revenue", "local_contribution", "incubatees", "institute_level", "valuation_usd", "first_listed", "listing_raised", "tax_region",
    "project.project_kind", "project.total_investment", "project.actual_investment", "project.local_equipment_share", "project.signed_on", "project.completed_on",
    "loan.principal", "loan.disbursed_on", "loan.due_on", "lease.location", "lease.annual_rent", "incubatee.annual_revenue",
)  # fmt: skip


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Library().vocabulary


@pytest.fixture
def asked(vocabulary: Vocabulary) -> Callable[..., Recipe]:
    def make(rows: int = 3000, seed: int = 5, **told: Any) -> Recipe:
        given = {"years": range(2019, 2023), "facts": FACTS, "regions": ["330100", "510100"]} | told
        return recipe(vocabulary, rows, seed, **given)

    return make


@pytest.fixture
def checked(vocabulary: Vocabulary, tmp_path: Path) -> Callable[..., Findings]:
    """Check a CSV of these lines."""

    def run(text: str | bytes, name: str = "firms.csv", wishes: Wishes | None = None, **told: Any) -> Findings:
        (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return check(Request(tmp_path / name, wishes=wishes or Wishes(), **told), vocabulary)

    return run
