"""Cells as people write them: read exactly, or refused with a reason."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.library import Library
from luodi.engine.population import cells
from luodi.engine.population.cells import Uncalculated, Wrong, is_unknown
from luodi.engine.population.findings import Unit
from luodi.engine.population.layout import unscaled
from luodi.engine.population.numbers import Finer, Numbers, units
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import Fact

VOCABULARY = Library().vocabulary
JUNE = datetime(2021, 6, 1)  # noqa: DTZ001  (a spreadsheet knows no time zone)
MONEY = Fact("m", "enterprise", "钱", Type.MONEY, "", "tax")
RATIO = Fact("r", "enterprise", "比", Type.RATIO, "", "tax")
COUNT = Fact("c", "enterprise", "数", Type.COUNT, "", "tax", unit="人")
PROFIT = Fact("p", "enterprise", "利润", Type.MONEY, "", "tax", minimum=Decimal("-Infinity"))
WAN = units(Type.MONEY)["万元"]
PERCENT = units(Type.RATIO)["%"]


@pytest.mark.parametrize(
    ("fact", "unit", "cell", "value"),
    [
        (MONEY, None, "1200", "1200"),
        (MONEY, WAN, "1200.5", "12005000"),
        (MONEY, WAN, "1,234,567.89", "12345678900"),
        (MONEY, WAN, "12 345", "123450000"),
        (MONEY, WAN, "５００", "5000000"),
        (MONEY, WAN, "1.2亿元", "120000000"),
        (MONEY, None, " 500 万元 ", "5000000"),
        (MONEY, WAN, 0.29, "2900"),
        (MONEY, None, 0.1 + 0.2, "0.3"),
        (MONEY, WAN, 1200, "12000000"),
        (MONEY, None, Decimal("12.34"), "12.34"),
        (MONEY, units(Type.MONEY)["分"], 29, "0.29"),
        (MONEY, None, "0", "0"),
        (PROFIT, WAN, "-3.5", "-35000"),
        (RATIO, None, "0.12", "0.12"),
        (RATIO, None, "12%", "0.12"),
        (RATIO, PERCENT, "12", "0.12"),
        (RATIO, PERCENT, 12.5, "0.125"),
        (RATIO, PERCENT, "50%", "0.5"),
        (COUNT, None, "1,024", "1024"),
        (COUNT, None, 55.0, "55"),
        (COUNT, units(Type.COUNT)["万人"], "1.2", "12000"),
        (COUNT, None, "12人", "12"),
    ],
)
def test_a_number_is_converted_exactly(fact: Fact, unit: Unit | None, cell: Any, value: str) -> None:
    assert unscaled(fact.type, Numbers(fact, unit)(cell)) == Decimal(value)


@pytest.mark.parametrize(
    ("fact", "unit", "cell", "words"),
    [
        (MONEY, WAN, "约500", "不是数"),
        (MONEY, WAN, "1,23", "不是数"),
        (MONEY, WAN, "1.2.3", "不是数"),
        (MONEY, WAN, "12 34", "不是数"),
        (MONEY, WAN, "١٢", "不是数"),
        (MONEY, WAN, "1.5E+8", "科学计数法"),
        (MONEY, WAN, "12%", "不认识单位"),
        (MONEY, WAN, "12美元", "不认识单位"),
        (MONEY, WAN, -5, "负数"),
        (MONEY, WAN, "9" * 50, "50 个字"),
        (MONEY, WAN, "99999999999999999", "太大"),
        (MONEY, WAN, 10**400, "太"),
        (MONEY, WAN, float("inf"), "有限"),
        (MONEY, WAN, True, "不是数"),
        (MONEY, WAN, date(2021, 1, 1), "不是数"),
        (MONEY, WAN, "#DIV/0!", "公式出错"),
        (MONEY, WAN, Uncalculated(), "公式没有算出"),
        (RATIO, None, "12", "100%"),
        (RATIO, PERCENT, "120", "100%"),
        (COUNT, None, "1.5", "不是整数"),
        (COUNT, None, "-1", "负数"),
    ],
)
def test_what_is_no_number_for_certain_is_refused(fact: Fact, unit: Unit | None, cell: Any, words: str) -> None:
    with pytest.raises(Wrong) as refused:
        Numbers(fact, unit)(cell)
    assert words in refused.value.what


@given(st.integers(0, 10**14), st.sampled_from(["元", "千元", "万元", "百万元", "亿元"]))
def test_any_sum_in_any_unit_comes_back_to_the_fen(fen: int, word: str) -> None:
    unit = units(Type.MONEY)[word]
    written = f"{Decimal(fen) / 100 / unit.factor:f}"
    assert Numbers(MONEY, unit)(written) == fen
    assert Numbers(MONEY, None)(written + word) == fen


@given(st.integers(0, 10**12))
def test_a_spreadsheets_binary_fraction_is_the_number_it_shows(fen: int) -> None:
    assert Numbers(MONEY, None)(fen / 100) == fen


def test_a_number_finer_than_the_fen_is_rounded_and_said_so() -> None:
    with pytest.raises(Finer) as found:
        Numbers(MONEY, None)("0.125")
    assert found.value.stored == 13


@pytest.mark.parametrize(
    "cell", ["2021-06-01", "2021/6/1", "2021.06.01", "2021年6月1日", "20210601", "2021-06-01 00:00:00", JUNE, date(2021, 6, 1)]
)  # fmt: skip
def test_a_day(cell: Any) -> None:
    assert cells.day(cell) == date(2021, 6, 1)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("2021-02-30", "没有这一天"), ("2021年13月1日", "没有这一天"), ("0021-01-01", "21 年"), ("2221-01-01", "2221 年"), ("2021-06", "不完整"), ("2021年", "不完整"), ("21-6-1", "不是日期"),
        ("6/1/2021", "不是日期"), (44000, "日期序号"), (44000.0, "日期序号"), ("五月", "不是日期"), (JUNE.replace(hour=9), "钟点"),
    ],
)  # fmt: skip
def test_no_day(cell: Any, words: str) -> None:
    with pytest.raises(Wrong) as refused:
        cells.day(cell)
    assert words in refused.value.what


@pytest.mark.parametrize(("cell", "value"), [("是", True), ("有", True), ("√", True), (1, True), (1.0, True), ("TRUE", True), (True, True), ("否", False), ("无", False), ("0", False), ("×", False)])  # fmt: skip
def test_yes_and_no(cell: Any, value: bool) -> None:
    assert cells.flag(cell) is value


@pytest.mark.parametrize("cell", ["对吗", "2", "可能", "是否"])
def test_neither_yes_nor_no(cell: str) -> None:
    with pytest.raises(Wrong):
        cells.flag(cell)


@pytest.mark.parametrize(
    ("told", "code"),
    [("330106", "330106"), ("浙江省杭州市西湖区", "330106"), ("杭州市西湖区", "330106"), ("杭州市", "330100"), ("四川省", "510000"), ("510104000000", "510104"), ("330106.0", "330106"), ("419001", "419001")],
)  # fmt: skip
def test_a_region(told: str, code: str) -> None:
    assert cells.region(told, VOCABULARY.regions) == code


@pytest.mark.parametrize(
    ("told", "words"), [("西湖区", "330106"), ("火星", "六位代码"), ("990106", "GB/T 2260"), ("3301", "六位")]
)
def test_a_region_that_could_be_elsewhere_is_not_guessed(told: str, words: str) -> None:
    with pytest.raises(Wrong) as refused:
        cells.region(told, VOCABULARY.regions)
    assert words in refused.value.why + refused.value.fix


def test_a_word_by_itself_or_by_its_label() -> None:
    fact = VOCABULARY.facts["enterprise"]["sector"]
    assert cells.word("software", fact) == cells.word("软件和信息技术服务业", fact) == "software"
    with pytest.raises(Wrong, match="类别"):
        cells.word("软件", fact)


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd", "-甲", "甲\x07", "甲\u202e", "甲" * 201, "\ufffd"])
def test_a_text_that_could_do_harm_is_refused(cell: str) -> None:
    with pytest.raises(Wrong):
        cells.text(cell)


def test_a_text_is_one_line() -> None:
    assert cells.text(" 甲\n公司\u200b ") == "甲 公司"
    assert cells.text("-5") == "-5"


@pytest.mark.parametrize("cell", [915101000000000000, 9.15101e17, "9.15E+17"])
def test_a_code_that_was_made_a_number_has_lost_its_end(cell: Any) -> None:
    with pytest.raises(Wrong) as refused:
        cells.credit_code(cell)
    assert "数字" in refused.value.what


@pytest.mark.parametrize("cell", [None, "", " ", "—", "/", "N/A", "不详", "暂无", "－", float("nan"), "无"])
def test_what_says_that_nothing_is_known(cell: Any) -> None:
    assert is_unknown(cell, Type.MONEY)


@pytest.mark.parametrize("cell", [0, "0", False, "否", 0.0])
def test_nothing_known_is_neither_zero_nor_no(cell: Any) -> None:
    assert not is_unknown(cell, Type.MONEY)


def test_none_of_it_is_an_answer_to_yes_or_no() -> None:
    assert not is_unknown("无", Type.BOOLEAN)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(told: str) -> None:
    readers = (
        Numbers(MONEY, WAN),
        Numbers(RATIO, None),
        Numbers(COUNT, None),
        cells.day,
        cells.flag,
        cells.text,
        cells.credit_code,
    )
    for read in readers:
        with suppress(Wrong, Finer):
            read(told)
    with suppress(Wrong):
        cells.region(cells.plain_text(told), VOCABULARY.regions)
