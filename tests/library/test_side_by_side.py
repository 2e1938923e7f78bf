"""Supports side by side: ceilings by the engine's own bounds under the limits, rates, what a rule supersedes, who pays most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from luodi.engine.core.errors import DataError
from luodi.engine.library import Library
from luodi.engine.library.side_by_side import Entry, Shelf, entry_data, places, ranking
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.engines.python import INFINITE
from luodi.engine.rules.situation import Situation

if TYPE_CHECKING:
    from tests.conftest import Desk

ON = date(2024, 6, 30)


THEMES = """
themes:
  all: {label: 全部, meaning: 全部}
rules:
- {theme: all, entity: [enterprise, project, loan, lease, site]}
"""


@pytest.fixture(scope="module")
def entry(desk: Desk) -> Callable[..., Entry]:
    """The entry of a support of the tests' own."""
    themes = desk.empty()
    (themes / "themes.yaml").write_text(THEMES, "utf-8")

    def make(body: str, on: date = ON) -> Entry:
        library = desk.one(body).library
        library.vocabulary_folder = themes
        return Shelf(library, on).entries[0]

    return make


@pytest.mark.parametrize(
    ("body", "ceiling", "rates"),
    [
        ("values: {rate: 0.2, cap: 300}\nat_most: min(capital * rate, cap)", 300, ["0.2"]),
        ("values: {rate: 0.2}\nat_most: capital * rate", INFINITE, ["0.2"]),
        ("values: {sum: 500}\namount: sum", 500, []),
        ("values: {tiers: [[100, 10], [200, 30]]}\namount: step(capital, tiers)", 30, []),
        ("values: {rate: 0.2}\nat_most: capital * rate\nlimits: [{per: enterprise, period: year, cap: 70}]", 70, ["0.2"]),
        ("discretion: 一事一议", None, []),
    ],
)  # fmt: skip
def test_a_ceiling_is_what_the_formula_can_give_under_the_limits(
    entry: Callable[..., Entry], body: str, ceiling: object, rates: list[str]
) -> None:
    found = entry(body)
    assert found.ceiling == ceiling
    assert [str(rate) for rate in found.rates] == rates


def test_a_threshold_is_no_rate(entry: Callable[..., Entry]) -> None:
    found = entry("values: {share: 0.3, large: 200, cap: 100}\nat_most: large if abroad >= share else cap")
    assert (found.ceiling, found.rates) == (200, ())


def test_a_value_that_changed_is_that_of_the_day(entry: Callable[..., Entry]) -> None:
    body = "values: {cap: {2020-01-01: 100, 2023-01-01: 300}}\nat_most: min(capital, cap)"
    assert [entry(body, on=date(year, 6, 1)).ceiling for year in (2021, 2024)] == [100, 300]


def test_a_ceiling_is_never_below_what_the_engine_answers_for_somebody(real_library: Library) -> None:
    """The bounds of the check-up of an enterprise nobody knows lie within it, for every encoded support."""
    on = date(2021, 6, 1)
    ceilings = {one.support.path: one.ceiling for one in Shelf(real_library, on).entries}
    for claim in check_up(real_library.policies(), Situation(on), real_library.vocabulary).claims():
        if claim.sum is not None and not claim.replaced_by:  # limits are not for what another speaks for
            ceiling = ceilings[claim.support.path]
            assert ceiling is not None
            assert claim.sum.hi <= ceiling


def test_a_clause_is_left_out_where_its_rule_is_compared_too(real_library: Library) -> None:
    """As in a check-up: on a day on which the clause holds for certain and the rule perhaps, the clause stands."""
    general, rule = "sichuan/chengdu/ai-policy#1.2", "sichuan/chengdu/ai-policy-rules#1.2.2"
    for on, left in ((date(2021, 6, 1), general), (date(2026, 1, 1), rule), (date.max, rule)):
        chosen = {one.support.path for one in Shelf(real_library, on).choose()}
        assert chosen & {general, rule} == {left}
    assert general in {one.support.path for one in Shelf(real_library, on).choose(whole=True)}


def test_supports_are_chosen_by_theme_instrument_place_kind_and_day(real_library: Library) -> None:
    shelf = Shelf(real_library, date(2021, 6, 1))
    assert {one.theme.name for one in shelf.choose(theme="people")} == {"people"}
    assert {one.support.instrument for one in shelf.choose(instrument="rent")} == {"rent"}
    assert places(shelf.choose(place="440000")) == [("440112", "广东省广州市黄埔区")]
    assert {one.in_force for one in shelf.choose(in_force=True)} == {True}
    assert {one.kind.value for one in shelf.choose(kind="discretion")} == {"discretion"}
    for wrong in ({"theme": "peeple"}, {"instrument": "rents"}, {"kind": "atmost"}):
        with pytest.raises(DataError, match=next(iter(wrong.values()))):
            shelf.choose(**wrong)  # type: ignore[arg-type]


def test_who_pays_most_leaves_out_what_names_no_sum(real_library: Library) -> None:
    entries = Shelf(real_library, date(2021, 6, 1)).choose(theme="platforms")
    found = ranking(entries)
    assert [one.ceiling for one in found] == sorted((one.ceiling for one in found), reverse=True)
    assert all(isinstance(one.ceiling, Decimal) and one.ceiling.is_finite() for one in found)
    by_rate = ranking(entries, "rate")
    assert by_rate[0].rates[0] == max(rate for one in entries for rate in one.rates)
    with pytest.raises(DataError, match="rates"):
        ranking(entries, "rates")


def test_as_data_no_number_is_rounded(real_library: Library) -> None:
    data = entry_data(Shelf(real_library, date(2021, 6, 1)).entry("guangdong/guangzhou/huangpu/ai-rules#a20"))
    assert (data["ceiling"], data["rates"], data["theme"], data["kind"]) == ("1000000", ["0.015"], "finance", "at_most")
    assert entry_data(Shelf(real_library, ON).entry("hunan/changsha/ai-policy#2.2-2"))["ceiling"] == "unlimited"
