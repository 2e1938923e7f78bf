"""The supports finder, on sentences of our own, and on the labelled documents where they are beside the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.engine.documents import Document, read, read_text
from luodi.engine.extraction.finders.supports import find_supports
from luodi.engine.extraction.model import Support

SHARED = Path(__file__).parents[3] / "shared"
HEAD = "示例市若干政策\n\n一、支持发展\n\n"


def supports(text: str) -> tuple[Document, tuple[Support, ...]]:
    document = read_text(HEAD + text + "\n")
    return document, find_supports(document)


def said(document: Document, support: Support) -> list[tuple[str, str, str, str | None]]:
    return [
        ("".join(document.text[f.span.start : f.span.end].split()), f.role, f.bound, f.per) for f in support.figures
    ]


@pytest.mark.parametrize(
    ("text", "meaning", "figures"),
    [
        ("对入选项目按研发投入的20%给予最高300万元补助。", "at_most", [("20%", "rate", "exact", None), ("300万元", "cap", "at_most", "project")]),
        ("对首次认定的企业一次性给予20万元奖励。", "amount", [("20万元", "amount", "exact", "enterprise")]),
        ("给予平台不超过投资额25%、最高90万元支持。", "at_most", [("25%", "rate", "at_most", None), ("90万元", "cap", "at_most", "platform")]),
        ("对年营业收入达到2亿元的企业，给予100万元奖励。", "amount", [("2亿元", "threshold", "at_least", None), ("100万元", "amount", "exact", "enterprise")]),
        ("对新认定的国家、省、市级孵化器，分别给予90万元、60万元、30万元补助。", "amount",
         [("90万元", "amount", "exact", "incubator"), ("60万元", "amount", "exact", "incubator"), ("30万元", "amount", "exact", "incubator")]),
        ("对企业购买服务按金额的20%补贴，单家企业年度最高不超过5万元。", "at_most", [("20%", "rate", "exact", None), ("5万元", "cap", "at_most", "enterprise_year")]),
        ("对入驻企业按租金的50%给予补贴，每年最高30万元，连续补贴3年。", "at_most",
         [("50%", "rate", "exact", None), ("30万元", "cap", "at_most", "enterprise_year"), ("3年", "years", "exact", None)]),
        ("对获得国家立项的企业，给予1:1资金配套。", "amount", [("1:1", "rate", "exact", None)]),
        ("对效果突出的活动给予30万元—50万元补助。", "at_most", [("30万元", "floor", "at_least", "activity"), ("50万元", "cap", "at_most", "activity")]),
        ("设立总规模20亿元的产业基金。", "amount", [("20亿元", "fund", "exact", None)]),
        ("以上资金由市、区财政按1:1的比例承担。", "amount", [("1:1", "share", "exact", None)]),
        ("每年评选不超过10个项目，每个项目给予最高100万元奖励。", "at_most", [("10个", "quota", "at_most", None), ("100万元", "cap", "at_most", "project")]),
        ("对培育载体每认定1家高新技术企业，给予载体5万元奖励。", "amount", [("1家", "other", "exact", None), ("5万元", "amount", "exact", "enterprise")]),
        ("对特别重大的项目实行“一事一议”。", "discretion", []),
        ("对顶尖团队实行“一事一议”，给予最高1亿元支持。", "discretion", [("1亿元", "cap", "at_most", "team")]),
        ("培训补贴最高80元/人/期。", "at_most", [("80元", "cap", "at_most", "person_term")]),
        ("对上年营业收入首次突破1亿元、5亿元的企业，分别给予50万元、100万元奖励。", "amount",
         [("1亿元", "threshold", "more_than", None), ("5亿元", "threshold", "more_than", None), ("50万元", "amount", "exact", "enterprise"), ("100万元", "amount", "exact", "enterprise")]),
        ("对年收入40万元以上的人才，给予不超过其年度收入6%的奖励。", "at_most", [("40万元", "threshold", "at_least", None), ("6%", "rate", "at_most", None)]),
        ("对企业贷款按年利率1.5%给予贴息，贴息期最长3年，每家企业每年最高贴息100万元。", "at_most",
         [("1.5%", "rate", "exact", None), ("3年", "years", "at_most", None), ("100万元", "cap", "at_most", "enterprise_year")]),
        ("每年安排专项资金3亿元，对企业给予支持。", "amount", [("3亿元", "fund", "exact", None)]),
    ],
)  # fmt: skip
def test_one_grant(text: str, meaning: str, figures: list[tuple[str, str, str, str | None]]) -> None:
    document, found = supports(text)
    assert len(found) == 1, [said(document, one) for one in found]
    assert (found[0].meaning, said(document, found[0])) == (meaning, figures)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("对甲类企业给予最高10万元补助；对乙类企业给予最高20万元补助。", 2),
        ("对甲类企业给予10万元补助，对乙类企业给予20万元补助。", 2),
        ("对企业按投入的10%给予补助。单个项目最高不超过50万元。", 1),
        (
            "给予项目不超过投资额20%的资助。其中，投资额在100万元及以下的，资助最高不超过10万元；总投资在100万元以上的，资助最高不超过20万元。",
            1,
        ),
        ("对优秀项目给予最高100万元支持。对于特别重大的项目，可连续支持三年。", 1),
        (
            "按投入的10%给予支持；国产设备超过40%的，按投入的12%给予支持，单个项目最高不超过90万元。",
            1,
        ),
        ("力争到2025年产业规模达到500亿元，培育10家龙头企业。", 0),
        ("公示不少于3个工作日，人力成本最高不超过总投入的40%。", 0),
        ("同一项目按照就高不重复原则给予支持。", 0),
        ("申报单位近三年未发生重大安全事故。", 0),
    ],
)
def test_where_one_grant_ends_and_the_next_begins(text: str, count: int) -> None:
    assert len(supports(text)[1]) == count


def test_the_number_that_parts_two_tiers_belongs_to_one_of_them() -> None:
    _, found = supports(
        "对项目给予资助。其中，总投资在100万元及以下的，资助最高10万元；总投资在100万元以上的，资助最高20万元。"
    )
    assert [f.bound for f in found[0].figures if f.role == "threshold"] == ["at_most", "more_than"]


def test_classes_say_what_each_sum_is_for() -> None:
    _, found = supports("对主导制定国际标准、国家标准的，分别给予100万元、30万元资助。")
    assert [f.when for f in found[0].figures] == ["国际标准", "国家标准"]


def test_who_what_for_and_by_whom() -> None:
    document, found = supports(
        "对入选示范的制造企业，按设备投入的20%给予最高300万元补助。（责任单位：市科技局、市财政局）"
    )
    support = found[0]
    assert support.bodies == ("市科技局", "市财政局")
    assert support.beneficiary is not None
    assert support.base is not None
    assert document.text[support.beneficiary.start : support.beneficiary.end] == "入选示范的制造企业"
    assert document.text[support.base.start : support.base.end] == "设备投入"
    assert support.instrument == "grant"


@pytest.mark.parametrize(
    ("text", "instrument"),
    [("对贷款给予最高100万元贴息", "interest"), ("发放最高5万元服务券补贴", "voucher"), ("对企业给予20万元奖励", "reward"), ("给予最高100万元配套", "matching"),
     ("对租用房屋的给予租金50%的补贴", "rent"), ("设立10亿元基金", "fund"), ("对产品优先采购", "priority")],
)  # fmt: skip
def test_instruments(text: str, instrument: str) -> None:
    assert supports(text + "。")[1][0].instrument == instrument


def test_the_bodies_of_the_clause_above_count_when_the_clause_names_none() -> None:
    document = read_text(HEAD + "（一）研发。对企业给予最高10万元补助。\n\n（责任单位：市科技局）\n")
    assert [support.bodies for support in find_supports(document)] == [("市科技局",)]


@pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="没有 ../shared/gold，跳过按人工标注打分的测试")
def test_scores_on_the_labelled_documents_hold(score: dict[str, dict[str, float]]) -> None:
    assert score["support figures"]["f1"] >= 0.97
    assert score["support groups"]["f1"] >= 0.93
    assert score["figure bound"]["accuracy"] >= 0.97
    assert score["support meaning"]["accuracy"] >= 0.97
    assert score["figure per"]["accuracy"] >= 0.9
    assert score["ungrounded"]["count"] == 0


def test_a_document_is_read_from_a_file_too(tmp_path: Path) -> None:
    file = tmp_path / "政策.txt"
    file.write_text(HEAD + "对企业给予最高10万元补助。\n", "utf-8")
    assert len(find_supports(read(file))) == 1
