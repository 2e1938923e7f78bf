"""Application data: windows, steps with their days, materials, offices with their telephone numbers."""

from __future__ import annotations

import pytest

from luodi.engine.documents import read_text
from luodi.engine.extraction.finders.application import find_application

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


def kinds(words: str) -> list[str]:
    document = read_text(f"示例市政策\n\n一、支持企业。给予支持。\n\n二、事项。{words}\n")
    return sorted(found.what for found in find_application(document))


def offices(words: str) -> list[tuple[str, tuple[str, ...]]]:
    document = read_text(f"示例市政策\n\n一、支持企业。给予支持。\n\n二、事项\n\n{words}\n")
    return [(found.words, found.phones) for found in find_application(document) if found.what == "office"]


def test_when_how_with_what_and_where_to_apply() -> None:
    found = [(one.what, one.words) for one in find_application(read_text(APPLY))]
    assert found == [
        ("window", "每年3—4月集中受理"), ("material", "申请书"), ("material", "营业执照复印件"), ("step", "市科技局组织专家评审"), ("step", "名单公示不少于5个工作日"),
        ("office", "市科技局资源处"),
    ]  # fmt: skip


def test_the_days_of_a_step() -> None:
    found = find_application(read_text(APPLY))
    assert [(q.value, q.unit) for one in found for q in one.quantities if q.unit == "working_day"] == [
        (5, "working_day")
    ]


def test_pieces_stand_where_they_say() -> None:
    document = read_text("示例市政策\n\n一、事项。申报企业需提交申请书、租赁合同、审计报告等材料。\n")
    found = find_application(document)
    assert [(one.what, document.text[one.span.start : one.span.end]) for one in found] == [
        ("material", "申请书"),
        ("material", "租赁合同"),
        ("material", "审计报告"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "申报时间为每年3月1日至4月30日。", "每年第一季度集中受理申报。", "常年受理申请。", "申报截止时间为5月31日。", "每年上半年组织申报。", "每年两次受理申请。",
    ],
)  # fmt: skip
def test_windows(words: str) -> None:
    assert kinds(words) == ["window"]


@pytest.mark.parametrize(
    "words",
    [
        "市科技局自收到申请之日起10个工作日内完成审核。", "评审结果公示5个工作日。", "公示期不少于7日。", "由市财政局按程序拨付资金。", "市科技局组织专家评审。",
    ],
)  # fmt: skip
def test_steps_outside_a_part_of_their_own(words: str) -> None:
    assert kinds(words) == ["step"]


@pytest.mark.parametrize(
    "words",
    [
        "推动事项网上受理、全程办理。", "加强项目审核和资金监管。", "支持企业申报国家级试点。", "2025年6月前，建成一批申报平台。", "经评审认定的，给予最高100万元补助。", "骗取资金的，三年内不予受理其申请。",
        "实现过程可审核、可追溯。",
    ],
)  # fmt: skip
def test_words_that_tell_nobody_how_to_apply(words: str) -> None:
    assert kinds(words) == []


def test_materials_after_a_colon_end_with_the_sentence() -> None:
    assert kinds("应提供以下材料：（1）申请书；（2）营业执照复印件。合同另行签订。") == ["material", "material"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("市科技局，联系电话：0731-88665188、88665189。", [("市科技局", ("0731-88665188", "88665189"))]), ("联系电话：61881234（市科技局资源处）", [("市科技局资源处", ("61881234",))]),
        ("咨询电话：市科技局 028-61881234", [("市科技局", ("028-61881234",))]), ("落实部门：市科技局资源处\n\n咨询电话：61881234 61881235", [("市科技局资源处", ("61881234", "61881235"))]),
        ("向区科技局提出申请。", [("区科技局", ())]), ("受理部门：市科技局资源处", [("市科技局资源处", ())]),
        ("（政策咨询部门：市科技局资源处，咨询电话：61881234；市商务局外资处，电话：\n61885678）", [("市科技局资源处", ("61881234",)), ("市商务局外资处", ("61885678",))]),
    ],
)  # fmt: skip
def test_offices(words: str, said: list[tuple[str, tuple[str, ...]]]) -> None:
    assert offices(words) == said


def test_a_persons_own_number_is_not_kept_nor_cut() -> None:
    assert offices("市科技局资源处，电话：13812345678") == [("市科技局资源处", ())]
