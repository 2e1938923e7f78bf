"""Formulas are a small closed grammar: every form that is allowed, every form that is refused, and the units."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from luodi.engine.core.errors import FormulaError
from luodi.engine.rules import tree
from luodi.engine.rules.tree import Type

if TYPE_CHECKING:
    from tests.conftest import Formulas

MORE = {
    "top": 3_000_000,
    "rate": 0.2,
    "tiers": [[100, 10], [200, 30]],
    "classes": {"national": 5, "provincial": 3},
    "day": date(2020, 1, 1),
}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("sales >= top", Type.BOOLEAN),
        ("sales > top and not exporting", Type.BOOLEAN),
        ("accredited or exporting or honest", Type.BOOLEAN),
        ("sales <= top", Type.BOOLEAN),
        ("sales < top", Type.BOOLEAN),
        ("patents == 0", Type.BOOLEAN),
        ("patents != 1", Type.BOOLEAN),
        ('level == "national"', Type.BOOLEAN),
        ('"national" != level', Type.BOOLEAN),
        ('level in ["national", "provincial"]', Type.BOOLEAN),
        ('level not in ["national"]', Type.BOOLEAN),
        ('within(home, "330100")', Type.BOOLEAN),
        ("founded_on >= day", Type.BOOLEAN),
        ("founded_on + years(patents) <= on", Type.BOOLEAN),
        ("(accredited if exporting else honest) and honest", Type.BOOLEAN),
        ("sales + capital", Type.MONEY),
        ("sales - sales@last_year", Type.MONEY),
        ("sales - sales@year_before_last", Type.MONEY),
        ("sales * rate", Type.MONEY),
        ("rate * sales", Type.MONEY),
        ("sales / staff", Type.MONEY),
        ("sales / capital", Type.RATIO),
        ("patents / staff", Type.RATIO),
        ("capital * (1 - rate)", Type.MONEY),
        ("min(sales * rate, top)", Type.MONEY),
        ("max(0, sales - received)", Type.MONEY),
        ("top if accredited else capital", Type.MONEY),
        ("received_here + capital", Type.MONEY),
        ("days_between(founded_on, on)", Type.COUNT),
        ("overlap_days(founded_on, on, year_start, year_end)", Type.COUNT),
        ("founded_on + days(1)", Type.DATE),
        ("on - months(1)", Type.DATE),
        ("min(founded_on, on)", Type.DATE),
        ("patents * staff", Type.COUNT),
        ("year - patents", Type.COUNT),
    ],
)
def test_each_form_of_the_grammar_has_its_unit(formulas: Formulas, text: str, kind: Type) -> None:
    assert formulas.build(text, **MORE).type is kind


@pytest.mark.parametrize("text", ["step(sales, tiers)", "step_above(sales, tiers)", "pick(level, classes)"])
def test_a_table_takes_the_unit_that_is_wanted(formulas: Formulas, text: str) -> None:
    assert formulas.build(text, Type.MONEY, **MORE).type is Type.MONEY


def test_a_list_of_words_may_have_a_name(formulas: Formulas) -> None:
    node = formulas.build("level in high", high=["national", "provincial"])
    assert isinstance(node, tree.OneOf)
    assert node.options == ("national", "provincial")


def test_a_sub_formula_is_used_by_its_name(formulas: Formulas) -> None:
    node = formulas.build("min(base, top)", base="sales - capital", top=5)
    assert [n.name for n in tree.walk(node) if isinstance(n, tree.Named)] == ["base"]
    assert [f.name for f in tree.facts_in(node)] == ["sales", "capital"]


def test_the_facts_of_the_entity_are_seen_before_those_of_the_enterprise(formulas: Formulas) -> None:
    node = formulas.build("invest / sales", entity="project")
    assert [(f.name, f.entity) for f in tree.facts_in(node)] == [("invest", "project"), ("sales", "enterprise")]


def test_a_formula_may_be_written_over_several_lines(formulas: Formulas) -> None:
    assert formulas.build("min(\n  sales,\n  top\n)", **MORE).type is Type.MONEY


def refused(
    formulas: Formulas, text: str, wants: Type | None = None, entity: str = "enterprise", **values: object
) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        formulas.build(text, wants, entity, **values)
    error = caught.value
    assert (error.place.file, error.place.line) == ("formula.yaml", 7)
    assert error.what
    return error


@pytest.mark.parametrize(
    "text",
    [
        "[x for x in sales]",
        "sum(x for x in sales)",
        "(lambda: sales)()",
        "sales.real",
        "sales.__class__",
        "tiers[0]",
        "sales[0]",
        'f"{sales}"',
        "0 <= sales <= top",
        "sales ** top",
        "sales % top",
        "sales // top",
        "-sales",
        "~patents",
        "sales & top",
        "sales is top",
        "(sales, top)",
        "[sales]",
        "{sales}",
        "(x := sales)",
        "await sales",
        "yield sales",
        "*sales",
        "min(*tiers)",
        "min(sales, key=top)",
        "abs(sales)",
        "sum(sales)",
        "__import__('os')",
        "open('x')",
        "min()",
        "None",
        "...",
        "b'x'",
        "",
        "   ",
        "sales >=",
        "sales > top; capital > top",
        "import os",
        "sales = top",
        "sales ≥ top",
        "sales ＞ top",
        "if sales: top",
    ],
)
def test_anything_outside_the_grammar_is_refused_with_its_line(formulas: Formulas, text: str) -> None:
    refused(formulas, text, **MORE)


@pytest.mark.parametrize(
    "text", ["2", "10_000", "0.2", "1.0", "1e3", "2j", "0.0", "sales * 2", "sales >= 20000000", "min(sales, 3000000)"]
)
def test_no_number_but_0_and_1_stands_in_a_formula(formulas: Formulas, text: str) -> None:
    assert "values" in refused(formulas, text).fix


@pytest.mark.parametrize("text", ["True", "False", "accredited == True", "sales if True else capital"])
def test_true_and_false_are_not_written(formulas: Formulas, text: str) -> None:
    refused(formulas, text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("sales + staff", "money and a count"),
        ("sales - abroad", "money and a ratio"),
        ("sales * capital", "money by money"),
        ("staff / sales", "a count through money"),
        ("1 / sales", "a number through money"),
        ("sales >= staff", "money against a count"),
        ("sales >= abroad", "money against a ratio"),
        ("founded_on > sales", "a date against money"),
        ("founded_on - on", "a date minus a date"),
        ("founded_on + patents", "a date plus a count"),
        ("founded_on + 1", "a date plus a number"),
        ("founded_on > 0", "a date against a number"),
        ("0 < founded_on", "a number against a date"),
        ("min(0, founded_on)", "a number and a date"),
        ("founded_on * rate", "a date times a ratio"),
        ("years(patents) + days(patents)", "two periods"),
        ("years(patents) >= days(patents)", "periods compared"),
        ('level > "provincial"', "categories in order"),
        ('level >= "provincial"', "categories in order"),
        ("level == 1", "a category and a number"),
        ("0 < level", "a number and a category"),
        ("level + sales", "a category added"),
        ("level * rate", "a category multiplied"),
        ("min(level, level)", "the lesser category"),
        ("accredited == exporting", "booleans compared"),
        ("accredited > 0", "a boolean as a number"),
        ("1 == accredited", "a number against a boolean"),
        ("accredited + exporting", "booleans added"),
        ("min(accredited, exporting)", "the lesser boolean"),
        ('home == "330100"', "regions compared"),
        ('home in ["330100"]', "a region in a list"),
        ('within(level, "330100")', "a category in a region"),
        ("within(home, home)", "a region that is no code"),
        ("sales and exporting", "money as a condition"),
        ("not sales", "money as a condition"),
        ("top if sales else capital", "money as a condition"),
        ("capital if exporting else patents", "two units in one choice"),
        ("min(sales, patents)", "two units in one minimum"),
        ("days_between(founded_on, sales)", "money as a day"),
        ("overlap_days(founded_on, on, day, sales)", "money as a day"),
        ("on + years(sales)", "years of money"),
        ("on + years(level)", "years of a category"),
        ("on + years(rate)", "years of a ratio"),
        ("step(level, tiers)", "tiers of a category"),
        ("step(founded_on, tiers)", "tiers of a date"),
        ("pick(sales, classes)", "a class of money"),
        ("step(sales, classes)", "classes as tiers"),
        ("pick(level, tiers)", "tiers as classes"),
        ("step(sales, top)", "a number as a table"),
        ("step(sales, capital)", "a fact as a table"),
        ("tiers + sales", "a table as a number"),
        ("sales >= tiers", "a table as a number"),
        ("founded_on >= top", "a date against a number's name"),
        ("founded_on + top", "a date plus a number's name"),
        ("days_between(top, on)", "a number's name as a day"),
        ("level == top", "a category against a number's name"),
        ("top and accredited", "a number's name as a condition"),
        ("sales >= day", "money against a day's name"),
        ("patents@last_year > top", "a fact without years"),
        ("sales@next_year > top", "a year that is not offered"),
        ("top@last_year > sales", "a figure by year"),
        ("sales in tiers", "money in a list"),
        ("level in [national]", "a bare word in a list"),
        ("level in []", "nothing in a list"),
        ("level in level", "a fact as a list"),
        ("level in classes", "a table as a list"),
    ],
)
def test_units_that_do_not_go_together_are_refused(formulas: Formulas, text: str, why: str) -> None:
    assert refused(formulas, text, **MORE), why


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("sales", Type.BOOLEAN),
        ("accredited", Type.MONEY),
        ("patents", Type.MONEY),
        ("abroad", Type.MONEY),
        ("founded_on", Type.MONEY),
        ("level", Type.MONEY),
        ("sales >= top", Type.MONEY),
        ("step(sales, tiers)", Type.BOOLEAN),
        ("pick(level, classes)", Type.BOOLEAN),
        ("1", Type.BOOLEAN),
        ("rate", Type.MONEY),
        ("sales / capital", Type.MONEY),
    ],
)
def test_a_formula_of_another_unit_than_wanted_is_refused(formulas: Formulas, text: str, wants: Type) -> None:
    refused(formulas, text, wants, **MORE)


@pytest.mark.parametrize("text", ["abroad >= least", "least <= abroad", "cost / invest > least", "abroad == least"])
def test_a_ratio_is_not_compared_with_twenty(formulas: Formulas, text: str) -> None:
    entity = "project" if "cost" in text else "enterprise"
    assert "0.2" in refused(formulas, text, entity=entity, least=20).fix
    assert formulas.build(text, entity=entity, least=0.2).type is Type.BOOLEAN


def test_a_ratio_is_not_looked_up_in_tiers_above_its_range(formulas: Formulas) -> None:
    refused(formulas, "step(abroad, shares)", Type.MONEY, shares=[[50, 10], [80, 20]])
    assert formulas.build("step(abroad, shares)", Type.MONEY, shares=[[0.5, 10], [0.8, 20]]).type is Type.MONEY


def test_a_ratio_that_may_be_above_one_is_compared_with_its_own_range(formulas: Formulas) -> None:
    assert formulas.build("growth >= least", least=3).type is Type.BOOLEAN
    refused(formulas, "growth >= least", least=300)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("salse >= 0", "sales"),
        ("accreditted", "accredited"),
        ("mni(sales, capital)", "min"),
        ('level == "nationl"', "national"),
        ('level in ["provincal"]', "provincial"),
        ("sale@last_year > 0", "sales"),
        ("recieved > 0", "received"),
        ("over_lap_days(on, on, on, on) > 0", "overlap_days"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_one(formulas: Formulas, text: str, near: str) -> None:
    assert f"“{near}”" in refused(formulas, text).fix


def test_the_nearest_name_may_be_a_value(formulas: Formulas) -> None:
    assert "“threshold”" in refused(formulas, "sales >= treshold", threshold=5).fix


def test_a_fact_of_another_entity_is_not_seen(formulas: Formulas) -> None:
    refused(formulas, "principal > 0", entity="project")
    refused(formulas, "invest > 0", entity="enterprise")


def test_a_word_of_a_class_table_must_be_a_word_of_the_category(formulas: Formulas) -> None:
    assert "“national”" in refused(formulas, "pick(level, classes)", Type.MONEY, classes={"nationaal": 5}).fix


def test_a_region_must_be_a_code_and_the_error_has_its_line(formulas: Formulas) -> None:
    refused(formulas, 'within(home, "5101")')
    refused(formulas, 'within(home, "990100")')


def test_sub_formulas_in_a_circle_are_refused(formulas: Formulas) -> None:
    assert "绕回" in refused(formulas, "a > 0", a="b + sales", b="a - sales").what
    assert "绕回" in refused(formulas, "a > 0", a="a").what


@pytest.mark.parametrize("count", ["half", "rate"])
def test_years_are_whole(formulas: Formulas, count: str) -> None:
    refused(formulas, f"founded_on + years({count}) <= on", half=1.5, rate=0.2)


@pytest.mark.parametrize(
    "name",
    ["step(sales)", "step(sales, tiers, tiers)", "pick(level)", "within(home)", "days()", "overlap_days(on, on)"],
)
def test_a_wrong_number_of_arguments_shows_how_it_is_written(formulas: Formulas, name: str) -> None:
    assert name.partition("(")[0] in refused(formulas, name, **MORE).fix


def test_a_named_argument_is_not_mistaken_for_an_unknown_function(formulas: Formulas) -> None:
    assert "没有“min”" not in refused(formulas, "min(sales, key=capital)").what


@pytest.mark.parametrize(
    "text", ["(" * 300 + "sales" + ")" * 300, " + ".join(["capital"] * 5000), "not " * 3000 + "accredited"]
)
def test_a_formula_too_deep_to_read_is_refused_not_crashed(formulas: Formulas, text: str) -> None:
    refused(formulas, text)


def test_sub_formulas_that_double_are_refused_before_they_fill_the_memory(formulas: Formulas) -> None:
    doubling = {f"a{i}": f"a{i + 1} + a{i + 1}" for i in range(40)} | {"a40": "sales + capital"}
    assert "展开后太大" in refused(formulas, "a0", **doubling).what


def test_a_long_chain_of_sub_formulas_is_built(formulas: Formulas) -> None:
    chain = {f"a{i}": f"max(a{i + 1} + capital, capital)" for i in range(30)} | {"a30": "sales"}
    assert formulas.build("a0", Type.MONEY, **chain).type is Type.MONEY


def test_categories_without_a_common_word_are_not_compared(formulas: Formulas) -> None:
    assert "没有共同的类别" in refused(formulas, "level == grade", entity="project").what
    assert formulas.build("level == level").type is Type.BOOLEAN


def test_a_sum_of_forty_parts_is_built(formulas: Formulas) -> None:
    node = formulas.build(" + ".join(f"part{i}" for i in range(40)) + " + sales", **{f"part{i}": i for i in range(40)})
    assert node.type is Type.MONEY


def test_the_unit_of_a_figure_is_found_by_its_use_elsewhere(formulas: Formulas) -> None:
    refused(formulas, "x + sales > 0 and x + staff > 0", x=5)
    assert formulas.build("x + sales > 0 and x + capital > 0", x=5).type is Type.BOOLEAN


def test_figures_without_a_unit_take_the_unit_of_what_they_meet(formulas: Formulas) -> None:
    assert formulas.build("min(capital, x / y)", Type.MONEY, x=100, y=3).type is Type.MONEY
    assert formulas.build("abroad >= x / y", x=1, y=3).type is Type.BOOLEAN


def test_money_per_head_is_money(formulas: Formulas) -> None:
    node = formulas.build("min(staff * per_head, top)", Type.MONEY, per_head=2000, top=9)
    units = {n.name: n.type for n in tree.walk(node) if isinstance(n, tree.ValueOf)}
    assert units == {"per_head": Type.MONEY, "top": Type.MONEY}


def test_every_node_below_is_reached_by_walking(formulas: Formulas) -> None:
    node = formulas.build('founded_on + years(n) <= on and (pick(level, c) > 0 or within(home, "330100")) and not level in ["national"]',
                          n=2, c={"national": 1})  # fmt: skip
    assert [f.name for f in tree.facts_in(node)] == ["founded_on", "level", "home"]
