"""Tasks, validity, combining rules and application data, on texts of our own and on the labelled documents."""

from __future__ import annotations

import pytest

from luodi.engine.documents import read_text
from luodi.engine.extraction.finders.application import find_application
from luodi.engine.extraction.finders.combining import find_combining
from luodi.engine.extraction.finders.tasks import find_tasks
from luodi.engine.extraction.finders.validity import find_validity

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


def test_the_lowest_numbered_items_are_the_tasks() -> None:
    found = find_tasks(read_text(PLAN))
    assert [task.title for task in found] == [
        "建设算力中心",
        "开放公共数据",
        "支持企业参与标准制定，建设公共平台，提升服务能力",
        "加强组织领导",
    ]
    assert [task.path for task in found] == ["二/（一）/1", "二/（一）/2", "二/（二）/1", "三/（一）"]


def test_who_leads_who_assists_and_by_when() -> None:
    first, second, *_ = find_tasks(read_text(PLAN))
    assert (first.lead, first.assist, first.bodies) == (
        ("市发改委",),
        ("市科技局", "市财政局"),
        ("市发改委", "市科技局", "市财政局"),
    )
    assert (second.lead, second.bodies) == ((), ("市大数据局",))
    assert [deadline.text for deadline in first.deadlines] == ["2023年6月"]


def test_an_item_whose_number_was_lost_is_found_where_the_numbers_leave_a_gap() -> None:
    text = "示例市方案\n\n一、任务\n\n1.智能制造。推广应用，建设一批智能工厂。\n\n智能医疗。加强应用，提升基层诊疗服务能力。\n\n3.智能物流。依托枢纽，建设智能仓储。\n"
    assert [task.title for task in find_tasks(read_text(text))] == ["智能制造", "智能医疗", "智能物流"]


def test_rules_and_closing_words_set_no_task() -> None:
    text = "示例市办法\n\n第一条 为规范管理，制定本办法。\n\n第二条 本办法适用于本市企业。\n\n（一）甲企业。\n"
    assert find_tasks(read_text(text)) == ()


@pytest.mark.parametrize(
    ("words", "begins", "until"),
    [
        ("本政策自印发之日起30日后施行，有效期四年。", "issue+30d", "from+4y"), ("本办法自2021年3月5日起施行，有效期至2024年6月30日。", "2021-03-05", "2024-06-30"),
        ("本措施自发布之日起实施。", "issue", None), ("本细则自公布之日起施行，有效期与《示例市政策》（示政〔2019〕1号）一致。", "issue", "same_as:《示例市政策》"),
        ("本办法自印发之日起满三个月后施行，有效期6个月。", "issue+3m", "from+6m"),
    ],
)  # fmt: skip
def test_validity(words: str, begins: str, until: str | None) -> None:
    (found,) = find_validity(read_text(f"示例市政策\n\n一、支持企业。给予支持。\n\n二、附则。{words}\n"))
    assert (found.begins, found.until) == (begins, until)


def test_a_document_that_does_not_say_has_no_validity() -> None:
    assert find_validity(read_text("示例市政策\n\n一、支持企业。给予支持。\n")) == ()


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("同一项目按就高不重复原则享受。", "highest_only"), ("同一事项由企业自愿选择申报，不重复享受。", "choose_one"), ("同一项目不得重复享受奖励。", "no_repeat"),
        ("已获奖励的企业晋级补差。", "top_up"), ("各项政策可叠加享受。", "stacks"), ("从高不重复给予扶持。", "highest_only"),
    ],
)  # fmt: skip
def test_combining(words: str, rule: str) -> None:
    assert [found.rule for found in find_combining(read_text(f"示例市政策\n\n一、附则。{words}\n"))] == [rule]


@pytest.mark.parametrize("words", ["推动高质量发展，就业更充分。", "形成叠加效应。", "坚持高标准建设。"])
def test_words_that_combine_nothing(words: str) -> None:
    assert find_combining(read_text(f"示例市政策\n\n一、发展。{words}\n")) == ()


APPLY = """示例市实施细则

一、申报

（一）申报时间。每年3—4月集中受理。

（二）申报材料

（1）申请书；

（2）营业执照复印件。

（三）审核程序

1.市科技局组织专家评审；

2.名单公示不少于5个工作日。

（四）咨询。市科技局资源处，咨询电话：028-61881234、61881235。个人电话 13900000000。
"""


def test_when_how_with_what_and_where_to_apply() -> None:
    found = [(one.what, one.words) for one in find_application(read_text(APPLY))]
    assert found == [
        ("window", "每年3—4月集中受理"), ("material", "申请书"), ("material", "营业执照复印件"), ("step", "市科技局组织专家评审"), ("step", "名单公示不少于5个工作日"),
        ("office", "市科技局资源处"),
    ]  # fmt: skip


def test_telephones_of_offices_only_and_the_days_of_a_step() -> None:
    found = find_application(read_text(APPLY))
    assert [one.phones for one in found if one.phones] == [("028-61881234", "61881235")]
    assert [(q.value, q.unit) for one in found for q in one.quantities if q.unit == "working_day"] == [
        (5, "working_day")
    ]


def test_scores_on_the_labelled_documents_hold(score: dict[str, dict[str, float]]) -> None:
    assert score["tasks"]["f1"] >= 0.98
    assert score["task bodies"]["f1"] >= 0.98
    assert score["validity"]["f1"] == 1.0
