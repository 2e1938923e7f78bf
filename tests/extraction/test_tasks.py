"""Tasks: which items they are, what they are called, who does them and by when; on texts of our own and on the labels."""

from __future__ import annotations

import pytest

from luodi.engine.documents import read_text
from luodi.engine.extraction.finders.tasks import find_tasks
from luodi.engine.extraction.model import Task

WORK = "依托园区推动项目落地，提升服务水平。"
PLAN = """示例市行动方案（2021—2025年）

一、总体要求

（一）指导思想。全面贯彻精神。

（二）发展目标。建成示范区。

二、重点任务

（一）夯实基础

1.建设算力中心。2023年6月底前建成一期。（牵头单位：市发改委；配合单位：市科技局、市财政局）

2.开放公共数据。制定清单。（责任单位：市大数据局）

（二）推进应用

1.支持企业参与标准制定，建设公共平台，提升服务能力。

三、保障措施

（一）加强组织领导。成立领导小组。

四、附则

本方案自印发之日起施行，有效期至2026年6月30日。
"""


def found(*items: str, title: str = "示例市行动方案") -> tuple[Task, ...]:
    return find_tasks(read_text("\n\n".join((title, *items)) + "\n"))


def titles(*items: str, title: str = "示例市行动方案") -> list[str]:
    return [task.title for task in found(*items, title=title)]


def test_the_lowest_numbered_items_are_the_tasks() -> None:
    tasks = find_tasks(read_text(PLAN))
    assert [task.title for task in tasks] == [
        "建设算力中心",
        "开放公共数据",
        "支持企业参与标准制定，建设公共平台，提升服务能力",
        "加强组织领导",
    ]
    assert [task.path for task in tasks] == ["二/（一）/1", "二/（一）/2", "二/（二）/1", "三/（一）"]


def test_a_task_stands_where_its_title_stands() -> None:
    document = read_text(PLAN)
    for task in find_tasks(document):
        assert document.text[task.span.start : task.span.end] == task.title


def test_who_leads_who_assists_and_by_when() -> None:
    first, second, *_ = find_tasks(read_text(PLAN))
    assert (first.lead, first.assist, first.bodies) == (
        ("市发改委",),
        ("市科技局", "市财政局"),
        ("市发改委", "市科技局", "市财政局"),
    )
    assert (second.lead, second.bodies) == ((), ("市大数据局",))
    assert [deadline.text for deadline in first.deadlines] == ["2023年6月"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("2025年底前完成。", ["2025年"]),
        ("力争2024年上半年投用。", ["2024年"]),
        ("截至2020年底，建成三处。", []),
        ("2022年以来，建成三处。", []),
    ],
)
def test_deadlines(words: str, said: list[str]) -> None:
    (task,) = found("一、重点任务", f"（一）建设平台。{WORK}{words}")
    assert [deadline.text for deadline in task.deadlines] == said


@pytest.mark.parametrize(
    "part",
    [
        "总体要求", "总体思路与发展目标", "指导思想、基本原则和主要目标", "产业发展现状及面临的形势", "发展基础", "机遇与挑战", "功能定位", "规划背景", "2025年目标",
        "实施步骤", "名词解释", "附则",
    ],
)  # fmt: skip
def test_parts_that_state_aims_hold_no_task(part: str) -> None:
    assert titles(f"一、{part}", f"（一）甲。{WORK}", "二、重点任务", f"（一）推动应用。{WORK}") == ["推动应用"]
    assert titles(f"一、{part}", WORK, f"二、推动应用。{WORK}{WORK}") == ["推动应用"]


@pytest.mark.parametrize(
    "part", ["保障措施", "工作要求", "组织保障", "优化空间布局", "产业基础再造工程", "标准体系建设"]
)
def test_parts_that_order_something_hold_tasks(part: str) -> None:
    assert titles(f"一、{part}", f"（一）甲项工作。{WORK}", f"（二）乙项工作。{WORK}") == ["甲项工作", "乙项工作"]


def test_a_heading_of_aims_with_bodies_is_a_task() -> None:
    items = ("一、重点任务", f"（一）空间布局。{WORK}（责任单位：市发改委）", f"（二）推动应用。{WORK}")
    assert titles(*items) == ["空间布局", "推动应用"]


def test_what_a_support_is_divided_into_is_no_task() -> None:
    items = (
        "一、支持研发", f"（一）支持对象。{WORK}", f"（二）支持标准。{WORK}", "（三）申报材料", "1.申请书。", "2.营业执照。", "二、支持平台", f"（一）申报条件。{WORK}",
        f"（二）政策咨询。{WORK}",
    )  # fmt: skip
    assert titles(*items, title="示例市实施细则") == ["支持研发", "支持平台"]


def test_rules_and_closing_words_set_no_task() -> None:
    assert titles("第一条 为规范管理，制定本办法。", "第二条 本办法适用于本市企业。", "（一）甲企业。") == []
    assert (
        titles("一、认定条件", f"（一）甲。{WORK}", "二、退出", f"（一）乙。{WORK}", title="示例平台管理暂行办法") == []
    )


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (("第一章 发展基础", WORK, "第二章 重点任务", "第一节 技术攻关", f"一、突破算法\n\n{WORK}", f"二、研发芯片\n\n{WORK}"), ["突破算法", "研发芯片"]),
        ((f"第一条 加强攻关。{WORK}", f"第二条 建设平台。{WORK}", "第三条 本措施自印发之日起施行。"), ["加强攻关", "建设平台"]),
        (("一、主要任务", f"（一）建设面向重点行业的公共服务平台体系：{WORK}", f"（二）推动应用：{WORK}"), ["建设面向重点行业的公共服务平台体系", "推动应用"]),
        (("一、主要任务", f"（一）建设算力中心（责任单位：市发改委）\n\n{WORK}", f"（二）推动应用（市科技局牵头）。{WORK}"), ["建设算力中心", "推动应用"]),
        (("一、主要任务", "（一）推进应用", "智能制造", WORK, "智能医疗", WORK, f"（二）夯实基础。{WORK}"), ["推进应用", "夯实基础"]),
        (("一、主要任务", "（一）推进应用", f"①智能制造。{WORK}", f"②智能医疗。{WORK}"), ["智能制造", "智能医疗"]),
    ],
)  # fmt: skip
def test_forms_of_plans(items: tuple[str, ...], said: list[str]) -> None:
    assert titles(*items) == said


def test_an_item_whose_number_was_lost_is_found_where_the_numbers_leave_a_gap() -> None:
    items = (
        "一、任务",
        "1.智能制造。推广应用，建设一批智能工厂。",
        "智能医疗。加强应用，提升诊疗服务能力。",
        "3.智能物流。依托枢纽，建设智能仓储。",
    )
    assert titles(*items) == ["智能制造", "智能医疗", "智能物流"]


def test_an_item_inside_the_paragraph_before_it_is_found_with_its_own_bodies() -> None:
    first = f"（一）完善生态。1.建设人才体系。{WORK}（责任单位：市人社局）"
    tasks = found("一、任务", first, f"2.优化金融服务。{WORK}（责任单位：市金融局）", f"3.加强合作。{WORK}")
    assert [(task.path, task.title, task.bodies) for task in tasks] == [
        ("一/（一）/1", "建设人才体系", ("市人社局",)),
        ("一/（一）/2", "优化金融服务", ("市金融局",)),
        ("一/（一）/3", "加强合作", ()),
    ]


def test_bodies_of_the_heading_above_and_behind_the_last_item_are_for_all() -> None:
    tasks = found(
        "一、任务", "（一）推动应用（责任单位：市科技局）", f"1.智能制造。{WORK}", f"2.智能医疗。{WORK}", "（二）夯实基础", f"1.算力。{WORK}", f"2.数据。{WORK}",
        "（责任单位：市发改委、市数据局）",
    )  # fmt: skip
    assert [task.bodies for task in tasks] == [
        ("市科技局",),
        ("市科技局",),
        ("市发改委", "市数据局"),
        ("市发改委", "市数据局"),
    ]


@pytest.mark.parametrize(
    ("words", "bodies"),
    [
        ("由市科技局牵头组建工作组。（责任单位：市发改委、市财政局）", ("市发改委", "市财政局")),
        ("由市科技局负责建设。", ("市科技局",)),
        ("由市科技局建设。（市发改委（市能源局）牵头；市财政局、市教育局配合）", ("市发改委（市能源局）", "市财政局", "市教育局")),
    ],
)  # fmt: skip
def test_a_list_of_bodies_counts_before_one_named_in_a_sentence(words: str, bodies: tuple[str, ...]) -> None:
    first, _ = found("一、任务", f"（一）推动应用。{WORK}{words}", f"（二）夯实基础。{WORK}")
    assert first.bodies == bodies


def test_the_first_leads_where_the_document_says_so() -> None:
    tasks = found("一、任务（排名第一的为牵头单位，下同）", f"（一）推动应用。{WORK}（责任单位：市科技局、市财政局）")
    assert [task.lead for task in tasks] == [("市科技局",)]


def test_scores_on_the_labelled_documents_hold(score: dict[str, dict[str, float]]) -> None:
    assert score["tasks"]["f1"] >= 0.995
    assert score["task bodies"]["f1"] >= 0.995
