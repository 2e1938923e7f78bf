"""The same queries in every database: each case of each policy, and made-up rows, answered to the fen as the reference does.

Each database is asked about all cases of a policy's commonest day with made-up rows beside them. On days with few cases the
others than DuckDB are asked only about the supports that those cases speak of, with all that share a group or a limit with
them: Spark takes seconds to plan what others plan in a blink.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.library import Library
from luodi.engine.library.cases import Case, load_cases
from luodi.engine.rules.model import Policy

DATABASES = ("duckdb", "postgres", "sqlite", "clickhouse", "spark")
#: Made-up enterprises per question; LUODI_CONFORMANCE_ROWS is for a whole run of test_million.
ROWS = 40
#: Days on which made-up enterprises ask once more.
DAYS = {"duckdb": 1, "postgres": 1, "sqlite": 1, "clickhouse": 0, "spark": 0}

Group = tuple[date, dict[str, bool], list[Case]]


def test_every_database_is_asked() -> None:
    modules = {file.stem for file in (Path(__file__).parent / "databases").glob("*.py")}
    assert modules == set(DATABASES)


@pytest.mark.parametrize("policy_id", Library().ids())
@pytest.mark.parametrize("dialect", DATABASES)
def test_every_case_and_made_up_rows_come_out_alike(
    real_library: Library, generator: Callable[..., Any], agrees: Callable[..., Any], dialect: str, policy_id: str
) -> None:
    policy = real_library.policy(policy_id)
    vocabulary = real_library.vocabulary
    made = generator([policy], vocabulary, f"{policy_id} {dialect}")
    groups = by_question(load_cases(real_library, policy))
    compared = 0
    for number, (on, told, cases) in enumerate(groups):
        situations = [case.situation for case in cases]
        asked = policy
        if number == 0:
            situations += [made.situation(on, told) for _ in range(ROWS)]
        elif dialect != "duckdb":
            asked = narrowed(policy, cases)
        faults, rows, declared = agrees(dialect, [asked], situations, vocabulary)
        assert (faults, declared) == ([], ()), (on, told)
        compared += rows
    for _ in range(DAYS[dialect]):
        on, told = made.question()
        faults, rows, declared = agrees(dialect, [policy], [made.situation(on, told) for _ in range(ROWS)], vocabulary)
        assert (faults, declared) == ([], ()), (on, told)
    assert compared > len(policy.supports)


def by_question(cases: Iterable[Case]) -> list[Group]:
    """Cases that ask on one day, knowing the same of the validity of policies; the largest group first."""
    found: dict[tuple[date, tuple[tuple[str, bool], ...]], list[Case]] = {}
    for case in cases:
        found.setdefault((case.situation.on, tuple(case.situation.in_force.items())), []).append(case)
    return sorted(((on, dict(told), held) for (on, told), held in found.items()), key=lambda group: -len(group[2]))


def narrowed(policy: Policy, cases: Iterable[Case]) -> Policy:
    """The policy with just the supports that the cases expect something of, and those they share with."""
    from luodi.engine.rules.engines.tables.sharing import company

    asked = {key.partition("[")[0] for case in cases for key in case.expect}
    kept = {other for s in policy.supports if s.id in asked for other in company(policy, s)} | asked
    for limit in (*policy.limits, *(m for s in policy.supports for m in s.limits)):
        if kept & set(limit.supports):
            kept |= set(limit.supports)
    return replace(policy, supports=tuple(s for s in policy.supports if s.id in kept))


@pytest.mark.parametrize("dialect", [d for d in DATABASES if d != "spark"])
def test_all_policies_at_once_come_out_alike(
    real_library: Library, generator: Callable[..., Any], agrees: Callable[..., Any], dialect: str
) -> None:
    """Queries of 600 outputs: rules and the clauses they implement in one question."""
    policies = [real_library.policy(policy_id) for policy_id in real_library.ids()]
    made = generator(policies, real_library.vocabulary, f"all {dialect}")
    on, told = date(2021, 6, 1), {p.id: True for p in policies}
    situations = [made.situation(on, told) for _ in range(int(os.environ.get("LUODI_CONFORMANCE_ALL", "25")))]
    faults, rows, declared = agrees(dialect, policies, situations, real_library.vocabulary)
    assert (faults, declared) == ([], ())
    assert rows > 200
