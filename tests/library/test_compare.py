"""Two policies side by side: what a rule changed of the clause it implements, and what stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from luodi.engine.library.compare import Comparison, compare

if TYPE_CHECKING:
    from tests.conftest import Desk

BODY = "values: {rate: 0.2, cap: 300}\nwhen: accredited\nat_most: min(capital * rate, cap)\n"


def compared(desk: Desk, rules: str, *, turned: bool = False, **more: str) -> Comparison:
    plan = desk.shelf(
        plan=desk.text(desk.support(BODY) + desk.support("values: {y: 1}\namount: y", "2", "二")),
        rules=desk.text(
            desk.support(rules + "implements: north/town/plan#1", "3", "三", **more), "implements: north/town/plan"
        ),
    )
    pair = [plan.library.policy(f"north/town/{n}") for n in ("plan", "rules")]
    return compare(*(reversed(pair) if turned else pair))


def test_linked_supports_are_paired_and_the_rest_stands_alone(desk: Desk) -> None:
    result = compared(desk, BODY)
    assert [(p.general.path, p.specific.path) for p in result.pairs] == [("north/town/plan#1", "north/town/rules#3")]
    assert [s.id for s in result.only_first] == ["2"]
    assert result.only_second == ()


def test_what_is_the_same_has_no_differences(desk: Desk) -> None:
    assert compared(desk, BODY).pairs[0].differences == ()


@pytest.mark.parametrize(
    ("body", "more", "what"),
    [
        (BODY.replace("at_most", "amount"), {}, {"金额的性质"}),
        (BODY.replace("300", "200"), {}, {"金额", "数字"}),
        (BODY.replace("when: accredited", "when: accredited and exporting"), {}, {"条件"}),
        (BODY, {"instrument": "reward"}, {"方式"}),
        ("discretion: 视情况\nwhen: accredited\n", {}, {"金额的性质", "金额", "数字"}),
    ],
)
def test_each_difference_is_named(desk: Desk, body: str, more: dict[str, str], what: set[str]) -> None:
    differences = compared(desk, body, **more).pairs[0].differences
    assert {d.what for d in differences} == what
    assert all(d.first != d.second for d in differences)


def test_the_order_of_the_question_is_kept(desk: Desk) -> None:
    body = BODY.replace("at_most", "amount")
    (one,), (other,) = (compared(desk, body, turned=t).pairs[0].differences for t in (False, True))
    assert (one.first, one.second) == (other.second, other.first)


def test_policies_without_a_link_have_no_pairs(desk: Desk) -> None:
    plan = desk.shelf(a=desk.text(desk.support(BODY)), b=desk.text(desk.support(BODY)))
    result = compare(*(plan.library.policy(f"north/town/{n}") for n in "ab"))
    assert (result.pairs, len(result.only_first), len(result.only_second)) == ((), 1, 1)


def test_the_cap_of_a_limit_is_told_once_and_as_money(desk: Desk) -> None:
    body = BODY.replace("cap: 300", "cap: 300, year_cap: 2_000_000") + (
        "limits: [{per: enterprise, period: year, cap: year_cap}]\n"
    )
    (difference,) = compared(desk, body).pairs[0].differences
    assert (difference.what, {difference.first, difference.second}) == ("数字", {"—", "200万元"})
