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


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("重点产业规模达到90亿元。", "重点产业规模"), ("有效专利拥有量达到50件。", "有效专利拥有量"), ("再生材料利用率达到90%。", "再生材料利用率"),
        ("部署毫米波雷达200台。", "毫米波雷达"), ("建设公共平台、产品系列达到30个。", "公共平台、产品系列"), ("孵化器达到20家。", "孵化器"),
        ("引育“雁阵计划”人才70名。", "“雁阵计划”人才"), ("遴选我县“甲乙丙”4条特色赛道。", "特色赛道"), ("全县企业实现营业收入20亿元。", "营业收入"),
        ("在农机领域累计取得标志性成果8项。", "标志性成果"), ("其中县级以上达到8家。", "县级以上"), ("年均增长25%。", "年均增长"), ("占比比2020年提高5个百分点。", "占比"),
        ("培育百亿级企业2家。", "百亿级企业"), ("支持3个物流中心建立平台。", "物流中心"), ("建设面积8万平方米的孵化空间。", "孵化空间"),
        ("设立总规模6亿元的种子基金。", "种子基金"), ("设立种子基金，规模6亿元。", "种子基金规模"), ("规模较2020年翻两番，达到40亿元。", "规模"),
    ],
)  # fmt: skip
def test_the_noun_is_kept_whole_and_the_verb_goes(text: str, indicator: str) -> None:
    assert [found.indicator for found in targets(text)] == [indicator]


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("新建机房PUE降低到1.35以下。", "1.35", "index", "less_than"), ("融合发展指数达72。", "72", "index", "exact"), ("用户数超过5.6亿。", "560000000", "count", "more_than"),
        ("培养2000+企业工程师。", "2000", "count", "more_than"), ("产业规模超万亿元。", "1000000000000", "yuan", "more_than"), ("专利授权近万件。", "10000", "count", "about"),
        ("机器人密度达到350台/万人。", "350", "count", "exact"), ("完成约8万台（套）系统更新。", "80000", "count", "about"),
    ],
)  # fmt: skip
def test_values_without_a_plain_measure_word(text: str, value: str, unit: str, bound: str) -> None:
    (found,) = targets(text)
    assert (found.quantity.value, found.quantity.unit, found.quantity.bound) == (Decimal(value), unit, bound)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("培育营业收入超8亿元企业20家、超40亿元企业5家。", [("营业收入超8亿元企业", "20家"), ("超40亿元企业", "5家")]),
        ("升级达到5大类、90种农机装备。", [("农机装备", "5大类"), ("农机装备", "90种")]),
        ("建成20个以上示范场景、产业规模突破30亿元。", [("示范场景", "20个"), ("产业规模", "30亿元")]),
        ("实施千项改造、覆盖千家企业。", [("改造", "千项"), ("企业", "千家")]),
        ("数控化率、工具普及率分别达到68%和88%。", [("数控化率", "68%"), ("工具普及率", "88%")]),
        ("聚集70%的创新中心、80%的重点实验室。", [("创新中心", "70%"), ("重点实验室", "80%")]),
    ],
)  # fmt: skip
def test_each_number_of_a_list_takes_its_noun(text: str, said: list[tuple[str, str]]) -> None:
    assert [(found.indicator, found.quantity.text) for found in targets(text)] == said


@pytest.mark.parametrize(
    "text",
    [
        "装置可实现10—90倍吞吐量。", "依托甲所、47所、乙所开展攻关。", "按照标高3米以上的标准建设泵站。", "推进5个方面任务。", "在8平方公里的园区中选址。", "邀请前90名企业参会。",
        "落实26条措施。", "申报单位研发人员不少于20人。", "推进三大工程、6大领域建设。",
    ],
)  # fmt: skip
def test_descriptions_norms_and_conditions_are_no_goals(text: str) -> None:
    assert targets(text) == ()


def test_a_numbered_heading_before_5g_is_no_speed() -> None:
    assert targets("3. 5G应用示范。", "示例市方案\n\n二、任务\n\n") == ()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2024年、2025年，产业规模分别达到10亿元、15亿元。", [2024, 2025]), ("占比比2020年提高5个百分点。", [None]), ("到“十四五”末，建成基站3万个。", [2025]),
        ("2025年底前，建成平台2个。", [2025]), ("2025年前建成平台2个。", [2025]), ("到2025年建成高地。培育企业10家。", [2025]),
        ("第一阶段（2021—2022年）：培育企业50家。第二阶段（2023—2025年）：培育企业90家。", [2022, 2025]),
    ],
)  # fmt: skip
def test_years_told_in_other_ways(text: str, years: list[int | None]) -> None:
    assert [target.year for target in targets(text)] == years


def test_a_year_inside_a_task_counts_for_its_own_clause_only() -> None:
    found = targets("到2030年实现全面融合。布局项目90个。", "示例市方案\n\n二、任务\n\n（一）平台。")
    assert [target.year for target in found] == [None]


def test_a_later_paragraph_takes_the_nearest_year_before_it() -> None:
    document = read_text(
        "示例市方案\n\n一、主要目标\n\n到2023年，取得成效。\n\n——建成平台3个。\n\n到2025年，取得突破。\n\n——建成平台8个。\n"
    )
    assert [target.year for target in find_targets(document)] == [2023, 2025]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("存量厂房达到90亩。", "baseline"),
        ("通过存量改造提供90亩用地。", "target"),
        ("2019年产值达到9亿元。", "baseline"),
    ],
)
def test_what_was_before_the_plan_begins_is_a_baseline(text: str, status: str) -> None:
    head = "示例市行动方案（2021—2025年）\n\n一、总体要求\n\n（一）总体思路。"
    assert [target.status for target in targets(text, head)] == [status]


def test_what_will_be_in_a_part_on_the_present_state_is_a_forecast() -> None:
    found = targets("数据显示，到2025年市场规模将达到15亿元。", "示例市规划\n\n一、发展现状\n\n")
    assert [(target.status, target.year) for target in found] == [("forecast", 2025)]


def test_an_article_sets_goals_only_when_it_opens_them() -> None:
    document = read_text(
        "示例市试验区导则\n\n第一章 总则\n\n第一条 企业年收入达到2000万元的适用本导则。\n\n第二章 定位\n\n第二条 分期安排如下。\n\n"
        "——到2025年，新增企业90家，服务机构超过40家。\n"
    )
    assert [(found.clause, found.quantity.text, found.year) for found in find_targets(document)] == [
        ("a2", "90家", 2025),
        ("a2", "40家", 2025),
    ]


def test_rules_for_carrying_out_set_no_goals() -> None:
    assert targets("人力成本不超过投入的50%。", "示例市政策实施细则\n\n一、说明\n\n（一）口径。") == ()


def test_a_table_with_units_in_the_name_and_marks_in_the_cells() -> None:
    rows = [
        "序号\t指标名称\t2025年",
        "1\t产业规模（亿元）\t30",
        "2\t企业数量（家）\t≥50",
        "3\t专利授权量（件）\t90以上",
        "4\t融合指数\t92",
    ]
    document = read_text("示例市方案\n\n一、目标\n\n指标如下。\n\n" + "\n".join(rows) + "\n")
    found = [(t.indicator, t.quantity.value, t.quantity.unit, t.quantity.bound) for t in find_targets(document)]
    assert found == [
        ("产业规模", Decimal(3_000_000_000), "yuan", "exact"), ("企业数量", Decimal(50), "count", "at_least"),
        ("专利授权量", Decimal(90), "count", "at_least"), ("融合指数", Decimal(92), "index", "exact"),
    ]  # fmt: skip


def test_a_row_that_holds_two_indicators_gives_both() -> None:
    rows = ["类别\t指标\t单位\t2020年\t2025年", "规模\t产值\t亿元\t30\t50\t企业数\t家\t20\t40"]
    document = read_text("示例市方案\n\n一、目标\n\n指标如下。\n\n" + "\n".join(rows) + "\n")
    assert [(t.indicator, t.quantity.text, t.year) for t in find_targets(document)] == [
        ("产值", "30", 2020), ("产值", "50", 2025), ("企业数", "20", 2020), ("企业数", "40", 2025),
    ]  # fmt: skip


def test_scores_on_the_labelled_documents_hold(score: dict[str, dict[str, float]]) -> None:
    assert score["targets"]["f1"] >= 0.96
    for share in ("target year", "target bound", "target unit", "target upper", "target indicator"):
        assert score[share]["accuracy"] >= 0.97
