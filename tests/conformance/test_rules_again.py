"""The tests of the rules once more: every question they ask the reference is asked of the table engine too.

These tests hold the odd policies: groups within groups, limits that meet unknown sums, histories half told. The table engine
must answer each as the reference does, or declare that it cannot.
"""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from luodi.engine.rules.answer import CheckUp, PolicyAnswer
from luodi.engine.rules.checkup import check_up

pytest.importorskip("duckdb", reason="缺少 tables 扩展")
pytest.importorskip("sqlglot", reason="缺少 tables 扩展")

RULES = Path(__file__).parents[1] / "rules"
FILES = ("evaluation", "groups", "history", "limits", "mechanisms", "validity")

#: What the table engine declares it cannot express, among what these tests ask (by a word of the reason).
DECLARED = ("期间的长短取自事实",)


def load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def again() -> dict[str, Callable[..., Any]]:
    found = {}
    for name in FILES:
        module = load(f"again_{name}", RULES / f"test_{name}.py")
        for key, test in vars(module).items():
            if key.startswith("test_") and "desk" in inspect.signature(test).parameters:
                found[f"test_{name}__{key.removeprefix('test_')}"] = test
            elif type(test).__name__ == "FixtureFunctionDefinition":
                found[key] = test
    return found


globals().update(again())


@pytest.fixture(scope="session")
def desk(desk: Any, asks_both: Callable[..., None]) -> Any:
    """A desk whose plans ask both engines."""

    class Plan:
        def __init__(self, plan: Any) -> None:
            self.plan = plan

        def __getattr__(self, name: str) -> Any:
            return getattr(self.plan, name)

        def check(self, facts: str = "", **question: Any) -> PolicyAnswer:
            situation = self.plan.situation(facts, **question)
            asks_both([self.plan.policy], situation, self.plan.library.vocabulary)
            return check_up([self.plan.policy], situation, self.plan.library.vocabulary).policies[0]

        def all(self, facts: str = "", **question: Any) -> CheckUp:
            policies, situation = self.plan.library.policies(), self.plan.situation(facts, **question)
            asks_both(policies, situation, self.plan.library.vocabulary)
            return check_up(policies, situation, self.plan.library.vocabulary)

        def ask(self, facts: str = "", key: str = "1", **question: Any) -> Any:
            claim = self.check(facts, **question).claim(key)
            assert claim is not None, f"no claim {key}"
            return claim

    class Both(type(desk)):  # type: ignore[misc]
        def plan(self, *args: Any, **more: Any) -> Plan:
            return Plan(super().plan(*args, **more))

        def shelf(self, **policies: str) -> Plan:
            return Plan(super().shelf(**policies))

    both = object.__new__(Both)
    both.__dict__.update(desk.__dict__)
    return both
