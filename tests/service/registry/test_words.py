"""Regions and industries as data: well formed, complete where they claim to be, found by code and by words."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")


@pytest.fixture(scope="module")
def names(application: Any) -> dict[str, str]:
    from luodi.service.registry.words import vocabulary

    return dict(vocabulary().regions.names)


def test_every_prefecture_is_there(names: dict[str, str]) -> None:
    """333 at the end of 2022: 293 cities, 30 autonomous prefectures, 7 prefectures, 3 leagues."""
    level = [name for code, name in names.items() if code.endswith("00") and not code.endswith("0000")]
    ends = Counter(
        "自治州" if n.endswith("自治州") else "地区" if n.endswith("地区") else "盟" if n.endswith("盟") else n[-1]
        for n in level
    )
    assert ends == {"市": 293, "自治州": 30, "地区": 7, "盟": 3}
    assert len([code for code in names if code.endswith("0000")]) == 34
    assert len(set(level)) == 333


def test_region_codes_are_well_formed(names: dict[str, str]) -> None:
    assert all(re.fullmatch(r"[1-8]\d{5}", code) for code in names)
    assert all(f"{code[:2]}0000" in names for code in names)
    municipal = {"11", "12", "31", "50"}
    assert all(code[2:4] == "90" or code[:2] in municipal or f"{code[:4]}00" in names for code in names)
    assert all(name == name.strip() and name for name in names.values())


def test_industries_are_those_of_the_standard() -> None:
    from luodi.service.registry.industries import industries

    sections = [code for code in industries() if len(code) == 1]
    divisions = [code[1:] for code in industries() if len(code) == 3]
    assert "".join(sections) == "ABCDEFGHIJKLMNOPQRST"
    assert divisions == [f"{number:02}" for number in range(1, 98)]
    assert (
        len(set(industries().values())) == len(industries()) - 3
    )  # 房地产业、教育、国际组织 are a section and its only division


@pytest.mark.parametrize(
    ("words", "first"),
    [("杭州", "330100"), ("3301", "330100"), ("浙江", "330000"), ("杭州 西湖", "330106"), ("恩施", "422800"), ("吉林", "220000"), ("海南", "460000"), ("成都市", "510100")],
)  # fmt: skip
def test_a_region_is_suggested(application: Any, words: str, first: str) -> None:
    from luodi.service.registry.suggesting import regions

    assert regions(words)[0][0] == first


@pytest.mark.parametrize(
    ("words", "first"), [("软件", "I65"), ("65", "I65"), ("i6", "I63"), ("计算机", "C39"), ("C", "C")]
)
def test_an_industry_is_suggested(words: str, first: str) -> None:
    from luodi.service.registry.suggesting import industries

    assert industries(words)[0][0] == first


def test_what_is_suggested_is_taken(application: Any) -> None:
    from luodi.service.registry import suggesting, values, words

    for code, name in suggesting.regions("杭州", 50):
        assert values.read(words.fact_of("tax_region"), name) == code
    for code, name in suggesting.industries("制造", 50):
        assert values.read(words.fact_of("industry"), name) == code


def test_nothing_is_suggested_for_nothing(application: Any) -> None:
    from luodi.service.registry import suggesting

    assert suggesting.regions(" ") == suggesting.industries("") == suggesting.facts("", "enterprise") == []


@pytest.mark.parametrize(
    ("key", "text", "shown"),
    [
        ("main_revenue", "12000000.5", "1,200.00005万元"), ("project.local_equipment_share", "0.125", "12.5%"), ("employees", "1200", "1,200 人"),
        ("ai_business", "false", "否"), ("kind", "university", "高校"), ("tax_region", "330106", "浙江省杭州市西湖区"), ("registered_on", "2018-06-01", "2018-06-01"),
        ("industry", "I65", "信息传输、软件和信息技术服务业 › 软件和信息技术服务业"), ("headquarters_recognised_year", "2021", "2021年"),
        ("valuation_usd", "1000000000", "1,000,000,000 美元"),
    ],
)  # fmt: skip
def test_a_value_as_people_read_it(application: Any, key: str, text: str, shown: str) -> None:
    from luodi.service.registry import values, words

    assert values.shown(words.fact_of(key), text) == shown


def test_every_value_in_a_box_is_read_as_the_same_again(application: Any) -> None:
    """What a form shows of a kept value, sent back, changes nothing."""
    from luodi.engine.rules.tree import Type
    from luodi.service.registry import fields, values, words

    samples = {
        Type.MONEY: "12000000.05",
        Type.RATIO: "0.125",
        Type.COUNT: "2021",
        Type.NUMBER: "12.5",
        Type.DATE: "2021-06-01",
        Type.REGION: "330106",
    }
    for fact in words.vocabulary().all():
        if fact.name in {"name", "credit_code"} or fact.key == "received.support":
            continue
        kept = {Type.BOOLEAN: "true", Type.CATEGORY: fact.words[-1][0] if fact.words else "", Type.TEXT: "I65"}.get(
            fact.type
        ) or samples[fact.type]
        assert values.read(fact, fields.written(fact, kept)) == kept, fact.key
