"""A reform edited value by value: it stays what the strict loader reads, nothing else in it is lost, faults are told with their line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError, LuodiError
from luodi.engine.library import Library
from luodi.service.simulations import reforming
from luodi.service.simulations.assuming import Assumed, assumptions_of, single, with_single
from luodi.service.simulations.yaml_text import written

HANGZHOU = "zhejiang/hangzhou/ai-zone-policy"
SCENARIO = f"{HANGZHOU}#4"
ON = date(2021, 6, 1)


def test_the_cap_goes_up_and_back(real_library: Library) -> None:
    support = real_library.support(SCENARIO)
    text = reforming.with_figures(real_library, support, "", {"cap": "500万", "rate": ""}, ON)
    assert strict_yaml.parse(text.encode(), "x").data == {
        "changes": {SCENARIO: {"values": {"cap": Decimal(5_000_000)}}}
    }
    (change,) = reforming.changes(real_library, text, [HANGZHOU], ON)
    assert (change.support, change.what, change.before, change.after) == ("4", "封顶", "300万元", "500万元")
    told = {figure.name: figure.new for figure in reforming.figures(real_library, support, text, ON)}
    assert told["cap"] == "500万元" and told["rate"] == ""
    assert reforming.with_figures(real_library, support, text, {"cap": "300万元"}, ON) == ""  # as it was is no change


def test_what_a_person_wrote_beside_stays(real_library: Library) -> None:
    support = real_library.support(SCENARIO)
    text = f"title: 试\nfrom: 2022-01-01\nchanges:\n  {SCENARIO}:\n    at_most: min(total_investment, cap)\n  {HANGZHOU}#9-1: remove\n"
    new = reforming.with_figures(real_library, support, text, {"cap": "500万"}, ON)
    data = strict_yaml.parse(new.encode(), "x").data
    assert data["title"] == "试" and data["from"] == date(2022, 1, 1) and data["changes"][f"{HANGZHOU}#9-1"] == "remove"
    assert data["changes"][SCENARIO] == {"at_most": "min(total_investment, cap)", "values": {"cap": Decimal(5_000_000)}}
    assert f"{HANGZHOU}#9-1" not in reforming.without(new, f"{HANGZHOU}#9-1")


def test_a_support_is_taken_away(real_library: Library) -> None:
    (change,) = reforming.changes(real_library, reforming.removing("", SCENARIO), [HANGZHOU], ON)
    assert (change.what, change.after) == ("整项支持", "取消")


@pytest.mark.parametrize(
    ("text", "told", "line"),
    [
        (f"changes:\n  {SCENARIO}: {{valuez: {{cap: 5}}}}\n", "valuez", 2),
        (f"changes:\n  {SCENARIO}:\n    at_most: min(total_investmint, cap)\n", "total_investmint", 3),
        ("changes:\n  hubei/wuhan/ai-zone-policy#1: remove\n", "不在推演的政策里", 2),
        ("change: {}\n", "change", 1),
        ("a: 1\na: 2\n", "a", 2),
    ],
)  # fmt: skip
def test_faults_have_their_line(real_library: Library, text: str, told: str, line: int) -> None:
    with pytest.raises(LuodiError) as refused:
        reforming.changes(real_library, text, [HANGZHOU], ON)
    first = getattr(refused.value, "problems", [refused.value])[0]
    assert told in str(first) and first.place.line in {line, 1} and first.fix


@pytest.mark.parametrize("text", ["五百万", "500斤", "20%", "", "1e9", "NaN"])
def test_a_figure_that_is_none(real_library: Library, text: str) -> None:
    cap = next(value for value in real_library.support(SCENARIO).values if value.name == "cap")
    with pytest.raises(DataError):
        reforming.number(text, cap)


_WORDS = st.text("abc#/_ 政策:：'\"{}[],-0123.\\\n", min_size=1, max_size=12)
_DATA = st.dictionaries(
    _WORDS, st.one_of(_WORDS, st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9), st.booleans(),
                      st.dates(), st.dictionaries(_WORDS, _WORDS, max_size=3), st.lists(_WORDS, max_size=3)), min_size=1, max_size=4,
)  # fmt: skip


@given(_DATA)
def test_what_is_written_is_read_back(data: dict[str, object]) -> None:
    assert strict_yaml.parse(written(data).encode(), "x").data == data


def test_assumptions_of_the_form() -> None:
    made = assumptions_of(
        Assumed(take_up="80", years="5", seed="9", budgets="2021: 2亿元\n2022年：1,500万", when_short="first_come", unpaid="next_year",
                singles=with_single("", SCENARIO, "50", "10")), {SCENARIO},
    )  # fmt: skip
    assert (made.default_rate, made.rates, made.years, made.seed) == (Decimal("0.8"), {SCENARIO: Decimal("0.5")}, 5, 9)
    assert made.envelope.years == {2021: 20_000_000_000, 2022: 1_500_000_000} and made.envelope.unpaid == "next_year"
    assert made.quotas[SCENARIO].count == 10


def test_a_single_support_is_put_in_and_taken_out() -> None:
    text = with_single("quota: {a/b#1: {count: 5, order: lot}}\n", SCENARIO, "50", "")
    assert single(text, SCENARIO) == ("50", "") and single(text, "a/b#1") == ("", "5")
    assert single(with_single(text, SCENARIO, "", ""), SCENARIO) == ("", "")


@pytest.mark.parametrize(
    "given_",
    [{"take_up": "120"}, {"take_up": "多"}, {"years": "0"}, {"seed": "1.5"}, {"budgets": "今年: 2亿"}, {"budgets": "2021: 两亿"}, {"budgets": "2021"},
     {"singles": "quota: {没有#1: 3}"}, {"singles": "years: 3"}, {"unpaid": "later"}, {"take_up": "Infinity"}],
)  # fmt: skip
def test_an_assumption_that_cannot_be(given_: dict[str, str]) -> None:
    if "unpaid" in given_:
        given_ = {**given_, "budgets": "2021: 1亿"}
    with pytest.raises(DataError) as refused:
        assumptions_of(Assumed(**given_), {SCENARIO})
    assert refused.value.fix
