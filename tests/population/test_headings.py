"""Column names: what they mean, in which unit and year, and what is not guessed."""

from __future__ import annotations

import pytest

from luodi.engine.core.errors import DataError
from luodi.engine.population.headings import ALIASES, Matcher, Wishes, unit_above
from luodi.engine.population.numbers import units
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("name", "column", "unit"),
    [
        ("main_revenue_2021", "main_revenue_2021", "元"), ("2021年营业收入（万元）", "main_revenue_2021", "万元"), ("营业收入2021(亿元)", "main_revenue_2021", "亿元"),
        ("营业收入\n（单位：万元）2021年度", "main_revenue_2021", "万元"), ("2021年营业收入万元", "main_revenue_2021", "万元"), ("2021 营业收入/万元", "main_revenue_2021", "万元"),
        ("企业2021年度研发费用[千元]", "rd_expense_2021", "千元"), ("2021年研发投入（元）", "rd_expense_2021", "元"), ("2021年末从业人数（人）", "employees_2021", "人"),
        ("统一社会信用代码", "credit_code", ""), ("企业名称", "name", ""), ("注册地", "registered_region", ""), ("是否独立法人", "independent_legal_person", ""),
        ("成立日期", "registered_on", ""), ("KIND", "kind", ""), ("企业估值（美元）", "valuation_usd", "美元"), ("实缴资本（万元）", "paid_in_cash_capital", "万元"),
    ],
)  # fmt: skip
def test_a_name_is_the_fact(vocabulary: Vocabulary, name: str, column: str, unit: str) -> None:
    heading = Matcher(vocabulary, "enterprise", Wishes()).headings([name])[0]
    assert heading.column is not None, heading
    assert (heading.column.name, heading.unit.word if heading.unit else "") == (column, unit)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("营业收入（万元）", "--year"), ("2020、2021年营业收入", "几个年份"), ("2021年营业收入（美元）", "美元"), ("2021年营业收入（%）", "不合"), ("2021年从业人数（万元）", "不合"),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_not_read(vocabulary: Vocabulary, name: str, words: str) -> None:
    heading = Matcher(vocabulary, "enterprise", Wishes()).headings([name])[0]
    assert heading.column is None
    assert words in "".join(heading.problems)


@pytest.mark.parametrize("name", ["主营业务利润2021", "联系人", "备注", "序号", "电话", "2021年纳税总额", "合同"])
def test_another_thing_is_no_fact(vocabulary: Vocabulary, name: str) -> None:
    heading = Matcher(vocabulary, "enterprise", Wishes()).headings([name])[0]
    assert not heading.used
    assert "没有对应的事实" in heading.how


def test_what_is_only_alike_is_used_and_said(vocabulary: Vocabulary) -> None:
    heading = Matcher(vocabulary, "enterprise", Wishes()).headings(["统一社会信用代码号"])[0]
    assert heading.column is not None
    assert (heading.column.name, heading.how) == ("credit_code", "相近")
    assert "--map" in heading.problems[0]


def test_a_person_says_what_a_column_is(vocabulary: Vocabulary) -> None:
    wishes = Wishes({"规模": "employees", "营业收入": "", "号": "id"}, units(Type.MONEY)["万元"], 2021)
    made = Matcher(vocabulary, "enterprise", wishes).headings(
        ["规模", "营业收入", "号", "上年研发费用", "本年主营业务收入", "去年营业收入2019"]
    )
    columns = [h.column.name if h.column else h.role for h in made]
    assert columns == ["employees_2021", "", "id", "rd_expense_2020", "core_revenue_2021", "main_revenue_2019"]
    assert made[3].unit == units(Type.MONEY)["万元"]
    assert made[1].how == "按 --map 不用"
    with pytest.raises(DataError, match="main_revenue"):
        Matcher(vocabulary, "enterprise", Wishes({"x": "main_revenu"}))


def test_money_without_a_unit_is_read_in_yuan_and_said(vocabulary: Vocabulary) -> None:
    heading = Matcher(vocabulary, "enterprise", Wishes()).headings(["2021年营业收入"])[0]
    assert heading.unit is not None
    assert (heading.unit.word, len(heading.problems)) == ("元", 1)
    assert "--unit" in heading.problems[0]


def test_a_fact_that_is_named_twice_is_read_once_and_said(vocabulary: Vocabulary) -> None:
    made = Matcher(vocabulary, "enterprise", Wishes()).headings(["企业名称", "单位名称"])
    assert [heading.used for heading in made] == [True, False]
    assert "企业名称" in made[1].problems[0]


def test_the_things_of_an_enterprise_name_their_owner(vocabulary: Vocabulary) -> None:
    made = Matcher(vocabulary, "loan", Wishes()).headings(["统一社会信用代码", "编号", "贷款金额（万元）", "放款日期"])
    assert [heading.role for heading in made] == ["enterprise_id", "id", "", ""]
    assert [heading.column.name for heading in made[2:] if heading.column] == ["principal", "disbursed_on"]


@pytest.mark.parametrize(
    ("line", "word"),
    [("单位：万元", "万元"), ("（金额单位：人民币千元）", "千元"), ("填表日期 2021 单位:亿元", "亿元"), ("填报单位：元宝科技公司", None), ("单位：个", None), ("填报单位：万元科技", None)],
)  # fmt: skip
def test_the_unit_above_the_table(line: str, word: str | None) -> None:
    found = unit_above(["", line])
    assert (found.word if found else None) == word


def test_every_alias_is_of_a_fact_and_of_one_only(vocabulary: Vocabulary) -> None:
    assert [key for key in ALIASES if vocabulary.by_key(key) is None] == []
    for key, aliases in ALIASES.items():
        fact = vocabulary.by_key(key)
        assert fact is not None
        labels = {other.label for other in vocabulary.facts[fact.entity].values() if other is not fact}
        assert not labels & set(aliases), key
