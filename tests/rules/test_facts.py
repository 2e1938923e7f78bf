"""A fact file is read strictly: every fault with its line, what is wrong, and what to write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError, LuodiError, Problems
from luodi.engine.rules.facts import read_situation
from luodi.engine.rules.situation import Situation

if TYPE_CHECKING:
    from tests.conftest import Formulas

SUPPORTS = ["north/town/plan#1", "north/town/plan#2.5"]


def read(formulas: Formulas, text: str, on: str | None = "2024-06-30") -> Situation:
    source = strict_yaml.parse(text.encode(), "facts.yaml")
    day = date.fromisoformat(on) if on else None
    return read_situation(source, formulas.vocabulary, on=day, supports=SUPPORTS, policies=["north/town/plan"])


def refused(formulas: Formulas, text: str, on: str | None = "2024-06-30") -> LuodiError:
    with pytest.raises(Problems) as caught:
        read(formulas, text, on)
    assert len(caught.value.problems) == 1, str(caught.value)
    error = caught.value.problems[0]
    assert error.place.file == "facts.yaml"
    assert error.place.line is not None
    return error


def test_facts_are_read_in_their_units(formulas: Formulas) -> None:
    situation = read(
        formulas,
        'enterprise: {name: 甲, capital: 0.1, sales: {2023: 5}, founded_on: 2020-01-01, accredited: false, home: "330106"}',
    )
    assert situation.enterprise == {
        "name": "甲", "capital": Decimal("0.1"), "sales": {2023: Decimal(5)}, "founded_on": date(2020, 1, 1), "accredited": False, "home": "330106",
    }  # fmt: skip


def test_the_day_of_the_command_wins_over_the_files(formulas: Formulas) -> None:
    assert read(formulas, "on: 2020-01-01", "2021-02-03").on == date(2021, 2, 3)
    assert read(formulas, "on: 2020-01-01", None).on == date(2020, 1, 1)


def test_a_file_without_a_day_is_refused_once_because_today_is_never_taken(formulas: Formulas) -> None:
    error = refused(formulas, 'received: [{support: "north/town/plan#1", date: 2020-01-01, amount: 5}]', None)
    assert "--on" in error.fix


@pytest.mark.parametrize("day", ["2020", "明天", "2021-6-1", "1024-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_refused(formulas: Formulas, day: str) -> None:
    assert "on" in refused(formulas, f"on: {day}", None).place.key


def test_an_empty_value_is_unknown(formulas: Formulas) -> None:
    situation = read(formulas, "enterprise: {capital: , sales: {2023: null}}\nreceived: \nproject:\n- {invest: ~}")
    assert situation.enterprise == {"sales": {}}
    assert situation.received is None
    assert situation.things["project"][0].facts == {}


def test_no_history_is_unknown_and_an_empty_one_is_none(formulas: Formulas) -> None:
    assert read(formulas, "enterprise: {}").received is None
    assert read(formulas, "received: []").received == ()


def test_one_entity_needs_no_list_and_no_id(formulas: Formulas) -> None:
    things = read(formulas, "project: {invest: 5}").things["project"]
    assert [(t.id, t.facts) for t in things] == [("project", {"invest": Decimal(5)})]
    assert [t.id for t in read(formulas, "project: [{invest: 5}, {id: , invest: 6}]").things["project"]] == [
        "project1",
        "project2",
    ]
    assert [t.id for t in read(formulas, "project: [{id: 7}, {id: b}]").things["project"]] == ["7", "b"]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("enterprise: {capitl: 5}", "capital"),
        ("enterprise: {foundedon: 2020-01-01}", "founded_on"),
        ("projekt: []", "project"),
        ("enterprise: {level: nationl}", "national"),
        ("enterprise: {level: 国家级}", "national"),
        ('received: [{support: "north/town/plan#2.6", date: 2020-01-01, amount: 5}]', "north/town/plan#2.5"),
        ("in_force: {north/town/plam: true}", "north/town/plan"),
        ("recieved: []", "received"),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest(formulas: Formulas, text: str, near: str) -> None:
    assert near in refused(formulas, text).fix


def test_a_fact_of_another_entity_is_sent_there(formulas: Formulas) -> None:
    assert "project.invest" in refused(formulas, "enterprise: {invest: 5}").fix
    assert "capital" in refused(formulas, "project: {capital: 5}").fix


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("capital", '"5"'),
        ("capital", "五万"),
        ("capital", "12万"),
        ("capital", "1,000"),
        ("capital", "true"),
        ("capital", "2020-01-01"),
        ("capital", "[5]"),
        ("capital", "{2024: 5}"),
        ("capital", "-1"),
        ("capital", "0.001"),
        ("patents", "1.5"),
        ("patents", "-1"),
        ("abroad", "20"),
        ("abroad", "20%"),
        ("abroad", "-0.1"),
        ("growth", "10.01"),
        ("profit", "-1_000_000_001"),
        ("accredited", "1"),
        ("accredited", "yes"),
        ("accredited", "是"),
        ("founded_on", "2020"),
        ("founded_on", '"2020-01-01"'),
        ("founded_on", "2020/01/01"),
        ("level", "1"),
        ("level", "[national]"),
        ("level", "{a: 1}"),
        ("home", "330106"),
        ("home", '"33010"'),
        ("home", "杭州市"),
        ("home", '"990100"'),
        ("home", "[a]"),
        ("name", "360"),
        ("name", "[a]"),
        ("sales", "5"),
        ("sales", "[5]"),
        ("sales", "{去年: 5}"),
        ("sales", "{20: 5}"),
        ("sales", "{2024: 五}"),
        ("sales", "{2024: -5}"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_what_to_write(formulas: Formulas, fact: str, value: str) -> None:
    error = refused(formulas, f"enterprise:\n  {fact}: {value}\n")
    assert error.place.line == 2
    assert fact in error.place.key
    assert error.fix


def test_values_at_the_ends_of_their_range_are_read(formulas: Formulas) -> None:
    facts = read(
        formulas, "enterprise: {capital: 0, abroad: 1, growth: 10, profit: -1_000_000_000, patents: 3.0}"
    ).enterprise
    assert facts == {"capital": 0, "abroad": 1, "growth": 10, "profit": -1_000_000_000, "patents": 3}


def test_a_very_large_sum_is_read(formulas: Formulas) -> None:
    assert read(formulas, "enterprise: {capital: 99999999999999999999.99}").enterprise["capital"] == Decimal(
        "99999999999999999999.99"
    )


@pytest.mark.parametrize(
    "text",
    [
        "lease: {started_on: 2024-02-01, ended_on: 2024-01-31}",
        "loan: {disbursed_on: 2024-02-01, due_on: 2024-01-31}",
    ],
)
def test_dates_in_the_wrong_order_are_refused(formulas: Formulas, text: str) -> None:
    error = refused(formulas, text)
    assert "早于" in error.what
    assert error.fix


def test_dates_on_the_same_day_are_in_order(formulas: Formulas) -> None:
    assert read(formulas, "loan: {disbursed_on: 2024-02-01, due_on: 2024-02-01}").things["loan"]


@pytest.mark.parametrize(
    "text",
    [
        "enterprise: [a]",
        "enterprise: 5",
        "project: 5",
        "project: [5]",
        "project: [{id: a}, {id: a}]",
        "received: {a: 1}",
        "received: [5]",
        "received: [{support: north/town/plan#1}]",
        'received: [{support: "north/town/plan#1", date: 2020, amount: 5}]',
        'received: [{support: "north/town/plan#1", date: 2020-01-01, amount: -5}]',
        'received: [{support: "north/town/plan#1", date: 2020-01-01, amount: 五}]',
        'received: [{support: "north/town/plan#1", date: 2024-07-01, amount: 5}]',
        'received: [{support: "north/town/plan#1", date: 2020-01-01, amount: 5, project: a}]',
        "received: [{support: [a], date: 2020-01-01, amount: 5}]",
        "received: [{support: 4, date: 2020-01-01, amount: 5}]",
        "in_force: true",
        "in_force: {north/town/plan: 1}",
    ],
)
def test_a_section_of_the_wrong_shape_is_refused(formulas: Formulas, text: str) -> None:
    refused(formulas, text)


@pytest.mark.parametrize("text", ["5", "[a, b]", "text"])
def test_a_file_that_is_no_mapping_is_refused(formulas: Formulas, text: str) -> None:
    with pytest.raises(DataError):
        read(formulas, text)


def test_every_fault_of_a_file_is_told_at_once(formulas: Formulas) -> None:
    with pytest.raises(Problems) as caught:
        read(formulas, "enterprise:\n  capital: -1\n  patents: 1.5\n  abroad: 20\n")
    assert [p.place.line for p in caught.value.problems] == [2, 3, 4]
