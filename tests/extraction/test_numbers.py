"""The grammar of quantities: values, units, bounds, ranges and lists, what is no quantity, and that spans parse again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.extraction.model import Quantity
from luodi.engine.extraction.numbers import find_quantities, parse
from luodi.engine.extraction.numerals import numeral, scale


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,200.5", "1200.5"), ("三点五亿", "350000000"), ("一百零八", "108"), ("千", "1000"), ("二十", "20"), ("十五", "15"),
        ("两百", "200"), ("贰佰", "200"), ("一千零一", "1001"), ("三千五百", "3500"), ("〇", "0"),
    ],
)  # fmt: skip
def test_numerals_are_read_exactly(text: str, value: str) -> None:
    assert numeral(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "甲", "点"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="数"):
        numeral(text)


@pytest.mark.parametrize(("text", "value"), [("", 1), ("万", 10**4), ("亿", 10**8), ("万亿", 10**12), ("千万", 10**7)])
def test_scales(text: str, value: int) -> None:
    assert scale(text) == value


@pytest.mark.parametrize("text", ["甲", "万甲"])
def test_what_is_no_scale_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="量级"):
        scale(text)


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("补助300万元", "money", "3000000", "yuan"), ("投资1.5亿元", "money", "150000000", "yuan"), ("规模3 0 0亿元", "money", "30000000000", "yuan"),
        ("补贴１２００元", "money", "1200", "yuan"), ("估值10亿美元", "money", "1000000000", "usd"), ("三点五亿元", "money", "350000000", "yuan"),
        ("千亿规模的基金", "money", "100000000000", "yuan"), ("奖励500万的企业", "money", "5000000", "yuan"), ("6.3万亿元", "money", "6300000000000", "yuan"),
        ("按20%补助", "ratio", "0.2", "ratio"), ("按2‰收取", "ratio", "0.002", "ratio"), ("百分之二十", "ratio", "0.2", "ratio"), ("降低5个百分点", "ratio", "0.05", "percentage_point"),
        ("按三成补助", "ratio", "0.3", "ratio"), ("增长2倍", "ratio", "2", "times"), ("按1:1配套", "ratio", "1", "ratio"),
        ("引进10家企业", "count", "10", "count"), ("培养百名人才", "count", "100", "count"), ("4万个基站", "count", "40000", "count"), ("1,200项", "count", "1200", "count"),
        ("连续三年", "duration", "3", "year"), ("满6个月", "duration", "6", "month"), ("公示5个工作日", "duration", "5", "working_day"), ("30日内", "duration", "30", "day"),
        ("到2025年", "year", "2025", "year"), ("2020年1月13日", "date", "20200113", "date"), ("2021年3月", "month", "202103", "month"),
        ("1000平方米", "measure", "1000", "square_metre"), ("带宽1260G", "measure", "1260", "gbps"), ("500毫秒", "measure", "500", "millisecond"), ("100PFlops", "measure", "100", "pflops"),
        ("位居第2位", "rank", "2", "rank"), ("排名前三", "rank", "3", "rank"), ("前三个起草单位", "rank", "3", "rank"), ("一批百亿级企业", "grade", "10000000000", "yuan"),
    ],
)  # fmt: skip
def test_values_and_units(text: str, kind: str, value: str, unit: str) -> None:
    found = only(text)
    assert (found.kind, found.value, found.unit) == (kind, Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "5G通信", "L4级自动驾驶", "信用3A级", "全国百强", "“7+28+N”体系", "国发〔2017〕35号", "GB/T 37988—2019标准", "《新政（2021—2023年）》", "“十四五”时期",
        "第十二条规定", "第一批名单", "（3）申报", "电话：028-61881234", "863计划", "工业4.0", "4K超高清", "千人计划", "一事一议", "一次性给予", "上一年度",
        "统一标准", "一批企业", "三大方向", "一体化", "科技创新2030—重大项目", "12345热线", "双一流",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_quantity(text: str) -> None:
    assert find_quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("最高300万元", "at_most"), ("不超过300万元", "at_most"), ("最高不超过300万元", "at_most"), ("最高可给予300万元", "at_most"), ("300万元以内", "at_most"),
        ("不高于30%", "at_most"), ("不超过项目总投资20%的资助", "at_most"), ("1500万元及以下", "at_most"), ("1500万元（含）以下", "at_most"), ("期限最长3年", "at_most"),
        ("500万元以上", "at_least"), ("500万元（含）以上", "at_least"), ("不低于500万元", "at_least"), ("不少于20家", "at_least"), ("至少3名", "at_least"), ("最低1万元", "at_least"), ("上百家", "at_least"),
        ("超过2亿元", "more_than"), ("突破1000亿元", "more_than"), ("规模超300亿元", "more_than"), ("30多种", "more_than"), ("十余家", "more_than"), ("占比超过在孵企业60%", "more_than"),
        ("低于10%", "less_than"), ("不足20人", "less_than"), ("500万元以下", "less_than"),
        ("10家左右", "about"), ("近100家", "about"), ("约3000亩", "about"), ("将近20个", "about"),
        ("达到500亿元", "exact"), ("近三年", "exact"), ("提供100万元", "exact"),
    ],
)  # fmt: skip
def test_bounds(text: str, bound: str) -> None:
    assert only(text).bound == bound


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("1-2家", "1", "2"), ("3至5个", "3", "5"), ("30万元—50万元", "300000", "500000"), ("500—1000万元", "5000000", "10000000"), ("10%~20%", "0.1", "0.2"),
        ("2020—2022年", "2020", "2022"), ("2020年至2022年", "2020", "2022"), ("建设1-2应用项目", "1", "2"),
    ],
)  # fmt: skip
def test_ranges_have_both_ends(text: str, lower: str, upper: str) -> None:
    found = only(text)
    assert (found.value, found.upper, found.bound) == (Decimal(lower), Decimal(upper), "range")
    assert [parse(text[end.start : end.end]) is not None for end in found.ends] != []


@pytest.mark.parametrize("text", ["20个到10个", "3家至5年"])
def test_two_numbers_with_a_word_between_are_no_range(text: str) -> None:
    assert [found.upper for found in find_quantities(text)] == [None, None]


def test_a_proportion_holds_its_shares_which_sum_to_one() -> None:
    found = only("按4：3：3的比例拨付")
    assert found.parts == (Decimal("0.4"), Decimal("0.3"), Decimal("0.3"))
    assert sum(only("按6:4分担").parts) == 1


def test_a_list_is_numbered_and_shares_its_bound_and_its_unit() -> None:
    found = find_quantities("分别给予最高90万元、40万元补助")
    assert [(q.value, q.bound, q.list_place, q.list_size) for q in found] == [
        (Decimal(900_000), "at_most", 0, 2), (Decimal(400_000), "at_most", 1, 2),
    ]  # fmt: skip
    found = find_quantities("分别给予100、50、30万元奖励")
    assert [(q.value, q.unit) for q in found] == [(Decimal(n), "yuan") for n in (1_000_000, 500_000, 300_000)]


def test_blanks_and_page_breaks_inside_a_figure_do_not_hide_it() -> None:
    found = only("给予最高 5 0 0 万\u3000元补助")
    assert (found.value, found.bound) == (5_000_000, "at_most")


def test_places_are_moved_by_the_offset() -> None:
    found = find_quantities("给予20万元", offset=100)[0]
    assert (found.span.start, found.span.end) == (102, 106)
    assert found.text == "20万元"


def test_a_date_gives_its_day() -> None:
    assert str(only("自2020年1月13日起").day) == "2020-01-13"
    assert only("20家").day is None


def test_no_number_no_quantity() -> None:
    assert parse("给予支持") is None


_PIECES = st.sampled_from(
    ["最高", "不超过", "不低于", "给予", "20", "3.5", "三", "百", "万", "亿", "元", "%", "家", "年", "以上", "左右", "、", "—", "至", "，", "（", "）", "2025", ":", "第", " ", "G", "分之", "余", "\n"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_every_quantity_parses_again_from_what_it_spans(text: str) -> None:
    last = 0
    for found in find_quantities(text):
        assert last <= found.span.start < found.span.end <= len(text)
        assert found.whole.start <= found.span.start
        assert found.span.end <= found.whole.end
        assert "".join(text[found.span.start : found.span.end].split()) == found.text
        last = found.span.end
        if found.list_size == 1 and found.kind not in {"bare", "rank", "grade"}:
            again = [q for q in find_quantities(text[found.span.start : found.span.end]) if q.kind == found.kind]
            assert not again or again[0].value == found.value


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    for found in find_quantities(text):
        assert found.value == found.value
