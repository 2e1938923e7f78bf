"""Reasons: each condition with what was read and the gap, each step of the sum, and which fact to ask for next."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.rules import tree
from luodi.engine.rules.ask import questions
from luodi.engine.rules.explain import condition_text, gap, leaves, trace
from luodi.engine.rules.formula_text import formula_text

if TYPE_CHECKING:
    from tests.conftest import Desk, Formulas


@pytest.mark.parametrize(
    ("text", "facts", "short", "direction", "strictly"),
    [
        ("capital >= line", {"capital": 70}, 30, "还差", False),
        ("capital > line", {"capital": 100}, 0, "还差", True),
        ("capital <= line", {"capital": 130}, 30, "超出", False),
        ("capital < line", {"capital": 130}, 30, "超出", True),
        ("line <= capital", {"capital": 70}, 30, "还差", False),
        ("line >= capital", {"capital": 130}, 30, "超出", False),
        ("capital + tax >= line", {"capital": 70, "tax": 10}, 20, "还差", False),
        ("patents >= line", {"patents": 97}, 3, "还差", False),
    ],
)
def test_a_failed_threshold_tells_the_gap(
    formulas: Formulas, text: str, facts: dict[str, int], short: int, direction: str, strictly: bool
) -> None:
    found = gap(formulas.step(text, facts, line=100))
    assert found is not None
    assert (found.short, found.direction, found.strictly) == (short, direction, strictly)
    assert found.label
    assert str(found)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("capital >= line", {"capital": 100}),
        ("capital >= line", {}),
        ("patents == line", {"patents": 1}),
        ("patents != line", {"patents": 100}),
        ("accredited", {"accredited": False}),
        ('level == "national"', {"level": "municipal"}),
    ],
)
def test_there_is_no_gap_where_a_number_does_not_say_it(
    formulas: Formulas, text: str, facts: dict[str, object]
) -> None:
    assert gap(formulas.step(text, facts, line=100)) is None


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_closing_the_gap_meets_the_condition(formulas: Formulas, capital: Decimal) -> None:
    step = formulas.step("capital >= line", {"capital": capital}, line=500_000_000)
    short = gap(step)
    assert (short is None) is (step.verdict is True)
    if short is not None:
        assert formulas.step("capital >= line", {"capital": capital + short.short}, line=500_000_000).verdict is True


def test_conditions_are_taken_apart_and_alternatives_keep_their_heading(formulas: Formulas) -> None:
    step = formulas.step("accredited and (exporting or honest) and capital >= line", {"accredited": True}, line=100)
    assert [(depth, type(s.node)) for depth, s in leaves(step)] == [
        (0, tree.FactOf), (0, tree.Some), (1, tree.FactOf), (1, tree.FactOf), (0, tree.Compare),
    ]  # fmt: skip


ALL_FORMS = [
    "capital >= line",
    "not accredited",
    'level in ["national"]',
    'level == "national"',
    'within(home, "330100")',
    "accredited or exporting",
    "accredited and exporting",
    "founded_on + years(few) <= on",
    "days_between(founded_on, on) > few",
    "received > 0",
    "0 < patents",
    "(accredited if exporting else honest)",
    "min(capital, tax, line) > 0",
    "max(0, capital - tax) * share / few >= line",
    "step(capital, tiers) > 0",
    "pick(level, classes) > 0",
    "overlap_days(founded_on, on, year_start, year_end) >= few",
    "sales@last_year > sales@year_before_last",
    "capital / patents >= line",
]
FIGURES = {"line": 100, "few": 3, "share": 0.5, "tiers": [[20_000, 10]], "classes": {"national": 5}}


@pytest.mark.parametrize("text", ALL_FORMS)
def test_every_form_can_be_told_in_words_with_and_without_facts(formulas: Formulas, text: str) -> None:
    facts = {"capital": 70, "tax": 5, "patents": 0, "level": "national", "home": "330106", "accredited": True, "exporting": False,
             "founded_on": date(2020, 1, 1), "sales": {2023: 5, 2022: 6}}  # fmt: skip
    for told in (facts, {}):
        step = formulas.step(text, told, **FIGURES)
        assert condition_text(step)
        assert all(condition_text(s) for _, s in leaves(step))
        assert list(trace(step))
    assert formula_text(formulas.build(text, **FIGURES))


def test_words_of_a_formula_are_labels_and_figures_never_names_of_facts(formulas: Formulas) -> None:
    text = formula_text(formulas.build('capital >= line and level in ["national"]', line=20_000))
    assert "实缴资本" in text
    assert "2万元" in text
    assert "国家级" in text
    assert "capital" not in text


def test_the_trace_shows_every_fact_with_its_value(formulas: Formulas) -> None:
    lines = "\n".join(trace(formulas.step("min(capital * rate, tax)", {"capital": 70_000, "tax": 90_000}, rate=0.5)))
    assert all(word in lines for word in ("实缴资本", "7万元", "50%", "地方贡献", "9万元", "3.5万元"))


# -- what to ask next


def test_the_fact_that_decides_most_money_is_asked_first(desk: Desk) -> None:
    plan = desk.several(
        "values: {x: 100}\nwhen: accredited\namount: x",
        "values: {x: 500}\nwhen: exporting\namount: x",
        "values: {x: 300}\nwhen: accredited\namount: x",
    )
    found = questions(plan.check().claims)
    assert [(q.missing.key, q.stake, q.whole) for q in found] == [("exporting", 500, 500), ("accredited", 400, 400)]


def test_a_fact_that_alone_decides_weighs_more_than_one_of_several(desk: Desk) -> None:
    plan = desk.several(
        "values: {x: 300}\nwhen: accredited and exporting and honest\namount: x",
        "values: {x: 200}\nwhen: patents > 0\namount: x",
    )
    assert questions(plan.check().claims)[0].missing.key == "patents"


def test_an_unknown_sum_is_at_stake_by_its_width(desk: Desk) -> None:
    plan = desk.one("values: {low: 100, cap: 150}\namount: max(low, min(capital, cap))")
    assert [(q.missing.key, q.stake) for q in questions(plan.check().claims)] == [("capital", 50)]


def test_nothing_is_asked_for_what_no_fact_can_save(desk: Desk) -> None:
    plan = desk.one("values: {x: 300}\nwhen: accredited and exporting\namount: x")
    assert questions(plan.check("enterprise: {accredited: false}").claims) == []


def test_the_entity_of_a_missing_fact_is_named(desk: Desk) -> None:
    plan = desk.one("for: project\nvalues: {x: 300}\nwhen: shortlisted\namount: x")
    found = questions(plan.check("project: [{id: a}, {id: b, shortlisted: true}]").claims)
    assert [(q.missing.key, q.missing.thing) for q in found] == [("project.shortlisted", "a")]


def test_answering_the_first_question_removes_it(desk: Desk) -> None:
    plan = desk.one("values: {x: 300}\nwhen: accredited\namount: x")
    assert questions(plan.check("enterprise: {accredited: true}").claims) == []
