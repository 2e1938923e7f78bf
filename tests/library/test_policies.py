"""Every encoded policy: it loads, its cases pass, every support has a case, and what it refers to exists."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from luodi.engine.library import Library
from luodi.engine.library.cases import load_cases, run_case, uncovered
from luodi.engine.rules import tree
from luodi.engine.rules.model import Policy, Support

IDS = Library().ids()


@pytest.fixture(params=IDS)
def policy(request: pytest.FixtureRequest, real_library: Library) -> Policy:
    return real_library.policy(request.param)


def test_there_are_policies() -> None:
    assert IDS


def test_every_case_of_a_policy_passes(real_library: Library, policy: Policy) -> None:
    results = [run_case(real_library, policy, case) for case in load_cases(real_library, policy)]
    assert results
    assert [str(f) for r in results for f in r.findings] == []


def test_every_support_has_a_case(real_library: Library, policy: Policy) -> None:
    assert uncovered(policy, load_cases(real_library, policy)) == []


def test_no_two_cases_of_a_policy_have_one_name(real_library: Library, policy: Policy) -> None:
    names = [case.name for case in load_cases(real_library, policy)]
    assert sorted(names) == sorted(set(names))


def test_what_a_support_implements_exists(real_library: Library, policy: Policy) -> None:
    for support in policy.supports:
        for target in support.implements:
            assert real_library.support(target)


def test_a_policy_that_implements_another_says_which(real_library: Library, policy: Policy) -> None:
    targets = {t.partition("#")[0] for s in policy.supports for t in s.implements}
    assert targets <= {policy.implements}
    assert policy.implements in {"", *real_library.ids()}


def formulas(support: Support) -> list[tree.Node]:
    nodes = [c.test for c in support.conditions] + [n for n in (support.sum, support.least) if n is not None]
    return [below for node in nodes for below in tree.walk(node)]


def test_every_support_without_a_formula_says_why(policy: Policy) -> None:
    assert [s.id for s in policy.supports if (s.sum is None) is not bool(s.discretion)] == []


def test_every_office_has_only_telephone_numbers_of_the_office(policy: Policy) -> None:
    """A mobile number would be a person's."""
    phones = [p for s in policy.supports for c in s.application.contacts for p in c.phones]
    assert [p for p in phones if len(p) == 11 and p.startswith("1")] == []


def test_every_fact_of_every_formula_is_of_the_enterprise_or_of_the_supports_entity(policy: Policy) -> None:
    for support in policy.supports:
        assert {n.entity for n in formulas(support) if isinstance(n, tree.FactOf)} <= {"enterprise", support.entity}


def test_every_region_a_policy_names_has_a_name_that_people_read(real_library: Library, policy: Policy) -> None:
    tests = [c.test for c in policy.scope] + [n for s in policy.supports for n in formulas(s)]
    codes = {n.region for node in tests for n in tree.walk(node) if isinstance(n, tree.Within)} | {policy.region}
    assert codes - set(real_library.vocabulary.regions.names) == set()


def named(support: Support, figures: Mapping[str, str]) -> dict[str, str]:
    """Every figure, list and sub-formula of a support, its limits' caps included, with the label an explanation shows."""
    found = {value.name: figures.get(value.name, "") for value in support.values}
    for node in formulas(support):
        match node:
            case tree.ValueOf(name=name, label=label) | tree.Named(name=name, title=label):
                found[name] = label
            case tree.OneOf(source=tree.ValueOf(name=name, label=label)):
                found[name] = label
    return found


def test_every_figure_and_sub_formula_has_a_label_that_people_read(real_library: Library, policy: Policy) -> None:
    figures = real_library.vocabulary.figures
    bare = {
        (s.id, n) for s in policy.supports for n, label in named(s, figures).items() if not re.search("[一-鿿]", label)
    }
    assert bare == set()


def test_every_label_of_a_figure_is_used(real_library: Library) -> None:
    figures = real_library.vocabulary.figures
    used = {
        name for policy in real_library.policies() for support in policy.supports for name in named(support, figures)
    }
    assert set(figures) - used == set()
