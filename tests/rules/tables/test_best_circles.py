"""The conflict graph of policies, found once for everybody: rules, circles, their sets, and the fields that limits make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("sqlglot", reason="缺少 tables 扩展")

from luodi.engine.rules.best import Apart, Most
from luodi.engine.rules.engines.tables.best.circles import Plan, plan

if TYPE_CHECKING:
    from tests.conftest import Desk

X = "values: {x: 5}\namount: x"
P = f"for: project\n{X}"


def found(desk: Desk, *bodies: str, head: str = "", told: tuple[Apart | Most, ...] = ()) -> Plan:
    return plan([desk.several(*bodies, head=head).policy], told)


def test_supports_that_stand_alone_are_in_no_circle(desk: Desk) -> None:
    made = found(desk, X, P)
    assert made.circles == ()
    assert made.fields[1] != made.fields[2]


def test_a_group_of_the_enterprise_is_a_circle_of_single_sets(desk: Desk) -> None:
    (circle,) = found(
        desk, f"{X}\ngroup: g", f"{X}\ngroup: g", X, head="groups: {g: {rule: highest_only, clause: 九}}"
    ).circles
    assert (circle.members, circle.per_entity, circle.sets) == ((1, 2), False, ((1,), (2,)))


def test_highest_only_is_for_each_entity_of_a_kind(desk: Desk) -> None:
    loan = f"for: loan\n{X}"
    made = found(desk, P, loan, P, X, loan, f"{P}\nstacks: true", head="combining: {rule: highest_only, clause: 九}")
    assert [(c.members, c.per_entity, c.sets) for c in made.circles] == [
        ((1, 3), True, ((1,), (3,))),
        ((2, 5), True, ((2,), (5,))),
    ]


def test_groups_that_share_a_support_have_sets_across_them(desk: Desk) -> None:
    groups = "groups: {g: {rule: highest_only, clause: 九}, k: {rule: choose_one, clause: 九}}"
    (circle,) = found(desk, f"{X}\ngroup: g", f"{X}\ngroup: [g, k]", f"{X}\ngroup: k", head=groups).circles
    assert circle.sets == ((1, 3), (2,))


def test_a_circle_that_mixes_entities_and_the_enterprise_is_left_to_the_solver(desk: Desk) -> None:
    groups = "groups: {g: {rule: highest_only, clause: 九}, k: {rule: choose_one, per: project, clause: 九}}"
    made = found(desk, f"{P}\ngroup: [g, k]", f"{P}\ngroup: k", f"{X}\ngroup: g", head=groups)
    assert [c.sets for c in made.circles] == [()]
    assert made.by_solver == {made.fields[1]}


def test_a_limit_makes_one_field_of_two_circles(desk: Desk) -> None:
    head = 'groups: {g: {rule: highest_only, clause: 九}}\nlimits: [{supports: ["1", "3"], per: enterprise, period: year, cap: 9, clause: 九}]'
    made = found(desk, f"{X}\ngroup: g", f"{X}\ngroup: g", X, X, head=head)
    assert made.fields[1] == made.fields[2] == made.fields[3] != made.fields[4]
    assert made.by_solver == frozenset()


def test_what_a_person_adds(desk: Desk) -> None:
    one, two = "north/town/plan#1", "north/town/plan#2"
    (apart,) = found(desk, P, P, told=(Apart(one, two),)).circles
    assert (apart.per_entity, apart.sets) == (True, ((1,), (2,)))
    (across,) = found(desk, X, P, told=(Apart(one, two),)).circles
    assert (
        across.sets == ()
    )  # one claim of the one excludes every project of the other, which do not exclude each other
    (most,) = found(desk, X, X, X, told=(Most(2, "north/town/plan"),)).circles
    assert most.sets == ()
