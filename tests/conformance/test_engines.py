"""Every engine gives the same answer: each case of each policy, on each engine there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from luodi.engine.library import Library
from luodi.engine.library.cases import Case, CaseResult, load_cases, run_case
from luodi.engine.rules import engines
from luodi.engine.rules.model import Policy

Run = Callable[[Library, Policy, Case], CaseResult]

#: A new engine adds its name here with what runs a case on it. `python` is the meaning.
ENGINES: dict[str, Run] = {"python": run_case}


def test_every_engine_is_tried() -> None:
    modules = {file.stem for file in Path(engines.__path__[0]).glob("*.py")} - {"__init__"}
    assert modules == set(ENGINES)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("policy_id", Library().ids())
def test_every_case_of_every_policy_passes_on_every_engine(real_library: Library, engine: str, policy_id: str) -> None:
    policy = real_library.policy(policy_id)
    cases = load_cases(real_library, policy)
    assert cases
    assert [str(f) for case in cases for f in ENGINES[engine](real_library, policy, case).findings] == []
