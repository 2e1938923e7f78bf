"""The targets finder, on sentences of our own, and on the labelled documents where they are beside the project."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luodi.engine.documents import read_text
from luodi.engine.extraction.finders.targets import find_targets
from luodi.engine.extraction.model import Target

HEAD = "示例市人工智能行动方案\n\n一、总体要求\n\n（一）发展目标。"


def targets(text: str, head: str = HEAD) -> tuple[Target, ...]:
    return find_targets(read_text(head + text + "\n"))


@pytest.mark.parametrize(
    ("text", "indicator", "value", "unit", "bound"),
    [
        ("培育10家左右具有竞争力的龙头企业。", "具有竞争力的龙头企业", "10", "count", "about"),
        ("核心产业规模达到90亿元。", "核心产业规模", "9000000000", "yuan", "exact"),
        ("带动相关产业规模突破70亿元。", "相关产业规模", "7000000000", "yuan", "more_than"),
        ("授权发明专利50项以上。", "授权发明专利", "50", "count", "at_least"),
        ("在智能领域每年形成重大成果2项以上。", "重大成果", "2", "count", "at_least"),
        ("建设3—5个示范区。", "示范区", "3", "count", "range"),
        ("机器人普及率达到60%以上。", "机器人普及率", "0.6", "ratio", "at_least"),
        ("时延不大于500毫秒。", "时延", "500", "millisecond", "at_most"),
        ("支持汉语、英语等30多种语种翻译。", "语种翻译", "30", "count", "more_than"),
        ("建成国内一流的示范园区（基地）3家以上。", "国内一流的示范园区（基地）", "3", "count", "at_least"),
        ("认定100所智慧教育试验（示范）校。", "智慧教育试验（示范）校", "100", "count", "exact"),
        ("引进人工智能项目50个。", "人工智能项目", "50", "count", "exact"),
        ("出口带宽达到2000G以上。", "出口带宽", "2000", "gbps", "at_least"),
        ("提供不少于30万平方米产业空间。", "产业空间", "300000", "square_metre", "at_least"),
        ("设立千亿规模产业基金。", "产业基金", "100000000000", "yuan", "exact"),
        ("设备全国排名前三。", "设备全国排名", "3", "rank", "at_most"),
    ],
)  # fmt: skip
def test_one_goal(text: str, indicator: str, value: str, unit: str, bound: str) -> None:
    (found,) = targets(text)
    assert (found.indicator, found.quantity.value, found.quantity.unit, found.quantity.bound) == (
        indicator, Decimal(value), unit, bound,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "建成千亿级产业基地。", "是国家确定的18个示范城市之一。", "获得大赛第六名。", "实施“人才新政11条”。", "建设5G网络。", "到2025年取得重要进展。",
        "力争三年见成效。", "对企业给予最高500万元奖励。",
    ],
)  # fmt: skip
def test_numbers_that_are_no_goals(text: str) -> None:
    assert targets(text) == ()


def test_what_describes_a_counted_thing_is_no_goal_of_its_own() -> None:
    found = targets("培育10家规模超亿元的骨干企业，形成3个千亿规模的产业集群。")
    assert [target.quantity.text for target in found] == ["10家", "3个"]


def test_a_list_names_each_thing() -> None:
    found = targets("培育10家领军企业、50家以上高新技术企业和100名领军人才。")
    assert [(t.indicator, t.quantity.text) for t in found] == [
        ("领军企业", "10家"),
        ("高新技术企业", "50家"),
        ("领军人才", "100名"),
    ]


def test_numbers_told_severally_take_their_own_noun() -> None:
    found = targets("核心产业与相关产业规模分别超过30亿元和200亿元。")
    assert [(t.indicator, t.quantity.bound) for t in found] == [
        ("核心产业规模", "more_than"),
        ("相关产业规模", "more_than"),
    ]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("到2025年，培育10家企业。", [2025]), ("到2025年，取得进展。培育10家企业。", [2025]), ("2022年规模达到10亿元，2025年达到50亿元。", [2022, 2025]),
        ("培育10家企业。", [None]), ("自2016年以来，培育10家企业。", [None]), ("（2021—2023年）培育10家企业。", [2023]),
    ],
)  # fmt: skip
def test_years(text: str, years: list[int | None]) -> None:
    assert [target.year for target in targets(text)] == years


def test_a_year_that_opens_the_goals_counts_for_the_clauses_below() -> None:
    document = read_text(
        "示例市方案\n\n一、主要目标\n\n到2023年，试验区取得成效。\n\n（一）成果。形成成果2项以上。\n\n二、任务\n\n（一）平台。建成平台3个。\n"
    )
    assert [(t.clause, t.year) for t in find_targets(document)] == [("1.1", 2023), ("2.1", None)]


@pytest.mark.parametrize(
    ("text", "status"),
    [("预计2030年规模达到10亿元。", "forecast"), ("目前已集聚企业100家。", "baseline"), ("到2025年集聚企业100家。", "target"), ("据预测，市场将超过5亿元。", "forecast")],
)  # fmt: skip
def test_goal_baseline_or_forecast(text: str, status: str) -> None:
    assert [target.status for target in targets(text)] == [status]


def test_a_part_on_the_present_state_holds_baselines() -> None:
    found = targets("核心企业近100家，光缆覆盖率100%。", "示例市规划\n\n一、产业现状\n\n")
    assert [target.status for target in found] == ["baseline", "baseline"]


def test_the_same_goal_is_linked_to_where_it_stands_again() -> None:
    document = read_text(
        "示例市方案\n\n一、目标\n\n到2025年，培育龙头企业10家。\n\n二、任务\n\n（一）企业。培育龙头企业10家。\n"
    )
    first, second = find_targets(document)
    assert first.repeats == (second.span,)
    assert second.repeats == (first.span,)


def test_a_table_of_indicators() -> None:
    rows = [
        "指标名称\t单位\t2020年\t2025年",
        "核心产业产值\t亿元\t30\t50",
        "专利授权量\t件\t883\t1200",
        "普及率\t%\t—\t60",
    ]
    document = read_text("示例市方案\n\n一、目标\n\n主要指标如下。\n\n" + "\n".join(rows) + "\n")
    found = [(t.indicator, t.quantity.value, t.year) for t in find_targets(document)]
    assert found == [
        ("核心产业产值", Decimal(3_000_000_000), 2020), ("核心产业产值", Decimal(5_000_000_000), 2025), ("专利授权量", Decimal(883), 2020),
        ("专利授权量", Decimal(1200), 2025), ("普及率", Decimal("0.6"), 2025),
    ]  # fmt: skip


def test_scores_on_the_labelled_documents_hold(score: dict[str, dict[str, float]]) -> None:
    assert score["targets"]["f1"] >= 0.96
    for share in ("target year", "target bound", "target unit", "target upper", "target indicator"):
        assert score[share]["accuracy"] >= 0.97
