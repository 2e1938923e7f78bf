"""What is told: addresses, fact files there and back, and every way a person writes a value."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from luodi.engine.core.errors import LuodiError

ON = date(2021, 6, 1)


@pytest.mark.parametrize("text", ["kind", "main_revenue@2020", "project.level[新厂]", "lease.annual_rent@2021[一]二]"])
def test_an_address_is_written_as_it_is_read(application: Any, text: str) -> None:
    from luodi.service.checkups.told import address

    assert str(address(text)) == text


@pytest.mark.parametrize("text", ["", "主体", "a.b.c", "kind@20", "kind[]"])
def test_what_is_no_address_is_refused(application: Any, text: str) -> None:
    from luodi.service.checkups.told import address

    with pytest.raises(LuodiError, match="不是一个事实的名字"):
        address(text)


@pytest.mark.parametrize("name", ["start-up", "growing-firm", "incubator"])
def test_a_fact_file_comes_back_as_it_was(example: Callable[[str], Any], name: str) -> None:
    from luodi.service.checkups import answering, files
    from luodi.service.checkups.told import of_data

    told = example(name)
    assert of_data(json.loads(json.dumps(told.as_data()))) == told
    for text, end in ((files.yaml(told), "yaml"), (files.as_json(told), "json")):
        assert files.told_of(files.upload(text.encode(), f"x.{end}")) == told
    assert answering.situation_of(told).enterprise["name"].endswith("（虚构）")


def test_a_number_keeps_every_digit(application: Any) -> None:
    from luodi.service.checkups import files

    told = files.told_of(
        files.upload(b'{"on": "2021-06-01", "enterprise": {"main_revenue": {"2020": 123456789012345678.91}}}', "f.json")
    )
    assert told.enterprise["main_revenue"]["2020"] == "123456789012345678.91"
    assert "123456789012345678.91" in files.as_json(told)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "不是事实文件"), (b"\0\1", "不是事实文件"), (b"on: 2021-06-01\nenterprise: {revenu: 1}", "不认识事实"),
        (b"\xff\xfe", "UTF-8"), (b"{", "读不通"), (b"on: 2021-06-01\nproject: 3", "要写成列表"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_why(application: Any, raw: bytes, said: str) -> None:
    from luodi.service.checkups import files

    with pytest.raises(LuodiError, match=said):
        files.upload(raw, "f.yaml")


@pytest.mark.parametrize(
    ("key", "text", "unit", "value"),
    [
        ("listing_raised", "300万元", "", "3000000"), ("listing_raised", "1,200", "10000", "12000000"), ("listing_raised", "１．５亿", "10000", "150000000"),
        ("listing_raised", "0.5", "1", "0.5"), ("listing_raised", "￥5000", "1", "5000"), ("main_revenue@2020", "26", "10000", "260000"),
        ("registered_on", "2021年6月1日", "", "2021-06-01"), ("registered_on", "2021/6/1", "", "2021-06-01"), ("registered_on", "20210601", "", "2021-06-01"),
        ("registered_region", "330106", "", "330106"), ("registered_region", "浙江省杭州市", "", "330100"), ("incubatees", " 12 家", "", "12"),
        ("kind", "enterprise", "", "enterprise"), ("ai_business", "true", "", "true"), ("name", "某某公司", "", "某某公司"),
    ],
)  # fmt: skip
def test_values_are_read_as_people_write_them(application: Any, key: str, text: str, unit: str, value: str) -> None:
    from luodi.service.checkups import entering
    from luodi.service.checkups.told import address

    assert entering.entered(address(key), text, unit, ON) == value


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("listing_raised", "很多", "不是金额"), ("listing_raised", "", "还没有填"), ("listing_raised", "-3", "不能小于"), ("listing_raised", "1e9", "不是金额"),
        ("listing_raised", "0.001元", "精确到分"), ("listing_raised", "1" * 30, "位数太多"), ("listing_raised", "nan", "不是金额"),
        ("incubatees", "1.5", "不是整数"), ("incubatees", "-1", "不能小于"), ("registered_on", "2021-02-30", "这一天"), ("registered_on", "", "还没有选"),
        ("registered_region", "999999", "不存在"), ("registered_region", "", "还没有选地区"), ("kind", "公司", "还没有选"), ("ai_business", "是", "还没有选"),
        ("name", "", "还没有填"), ("name", "a\u202eb", "看不见"), ("no_such", "1", "没有“no_such”"), ("main_revenue", "1", "要写明年份"), ("kind@2020", "x", "不分年份"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_what_to_do(application: Any, key: str, text: str, said: str) -> None:
    from luodi.service.checkups import entering
    from luodi.service.checkups.told import address

    with pytest.raises(LuodiError, match=said) as refused:
        entering.entered(address(key), text, "10000", ON)
    assert refused.value.fix or "年份" in refused.value.what


def test_percentages_are_written_as_percentages(application: Any) -> None:
    from luodi.engine.rules.tree import Type
    from luodi.service.checkups import entering
    from luodi.service.checkups.told import Address
    from luodi.service.policies.queries import library

    fact = next(
        f for f in library().vocabulary.all() if f.type is Type.RATIO and f.maximum is None and f.minimum is None
    )
    at = Address(fact.name, fact.entity, "2020" if fact.by_year else "")
    assert entering.entered(at, "12.5%", "", ON) == entering.entered(at, "12.5", "", ON) == "0.125"
    assert entering.shown(at, "0.125")[1] == "12.5%"
    with pytest.raises(LuodiError, match="0% 到 100%"):
        entering.entered(at, "120", "", ON)


def test_the_units_of_money_are_shown_as_they_fit(application: Any) -> None:
    from luodi.service.checkups import entering
    from luodi.service.checkups.told import address

    shown = {
        value: entering.field(address("listing_raised"), value)
        for value in ("18000000", "150000000", "12.34", "345678.95")
    }
    assert [(one.text, one.money_unit) for one in shown.values() if one] == [
        ("1800", "10000"),
        ("1.5", "100000000"),
        ("12.34", "1"),
        ("345678.95", "1"),
    ]


def test_sums_are_said_in_the_language_of_the_page(application: Any) -> None:
    from decimal import Decimal

    from django.utils import translation

    from luodi.service.checkups.saying import money

    assert money(Decimal("1061946.9")) == "106.19469万元"
    with translation.override("en"):
        assert [money(Decimal(text)) for text in ("1061946.9", "40000000")] == [
            "CNY\u00a01,061,946.90",
            "CNY\u00a040,000,000",
        ]
