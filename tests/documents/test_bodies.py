"""Responsible bodies: five notations, lists that leave things out, and what is no body."""

from __future__ import annotations

import pytest

from luodi.engine.core.bodies import load_bodies
from luodi.engine.documents import read_text
from luodi.engine.documents.bodies import find_bodies


def found(text: str, region: str = "") -> list[tuple[str, str]]:
    return [(one.printed, one.role) for one in find_bodies(text, load_bodies(), region)]


def printed(text: str, role: str = "responsible") -> list[str]:
    return [name for name, given in found(text) if given == role]


@pytest.mark.parametrize("brackets", ["（）", "()", "[]", "〔〕", "【】"])
def test_a_list_after_a_word(brackets: str) -> None:
    for word in ("责任单位：", "责任部门:", "落实部门："):
        assert printed(f"给予补助。{brackets[0]}{word}市科技局、市财政局，各区人民政府{brackets[1]}") == [
            "市科技局",
            "市财政局",
            "各区人民政府",
        ]


def test_lead_and_assisting() -> None:
    text = "推进建设。（牵头单位：市发展改革委；配合单位：市委网信办、市教委，各区政府）"
    assert found(text) == [
        ("市发展改革委", "lead"),
        ("市委网信办", "assist"),
        ("市教委", "assist"),
        ("各区政府", "assist"),
    ]


def test_a_list_before_a_verb() -> None:
    assert printed("推进建设。（某生态城、市科技局、某区人民政府等按职责分工负责）") == [
        "某生态城",
        "市科技局",
        "某区人民政府",
    ]
    assert found("推进建设。（市科技局牵头，市财政局、市商务局配合）") == [
        ("市科技局", "lead"),
        ("市财政局", "assist"),
        ("市商务局", "assist"),
    ]
    assert printed("推进建设。（市科技局、市财政局负责）") == ["市科技局", "市财政局"]


def test_bodies_in_the_sentence() -> None:
    assert found("本政策由市科技局会同市财政局负责解释。") == [("市科技局", "lead"), ("市财政局", "assist")]
    assert found("由市教育局、市卫生健康委牵头推进。") == [("市教育局", "lead"), ("市卫生健康委", "lead")]
    assert found("由市科技局负责牵头组织实施。") == [("市科技局", "lead")]
    assert found("由区商务主管部门负责审核。") == [("区商务主管部门", "responsible")]
    assert found("建立由分管领导牵头的机制。") == []


def test_offices_with_telephone_numbers() -> None:
    text = "（政策咨询部门：市科技局创新处，咨询电话：00000001、00000002；市教育局高教处，咨询电话：\n00000003）"
    bodies = find_bodies(text, load_bodies())
    assert [(one.printed, one.role, one.note) for one in bodies] == [
        ("市科技局创新处", "contact", "00000001、00000002"),
        ("市教育局高教处", "contact", "00000003"),
    ]
    assert bodies[0].name == "市科学技术局"


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("市科技局，各区、县（市）政府", ["市科技局", "各区、县（市）政府"]),
        ("各区人民政府〈含甲园区、乙景区管委会，下同〉", ["各区人民政府〈含甲园区、乙景区管委会，下同〉"]),
        ("各区县市人民政府和园区管委会", ["各区县市人民政府", "园区管委会"]),
        ("市发展和改革委员会、市经济和信息化局", ["市发展和改革委员会", "市经济和信息化局"]),
        ("甲区、乙区政府", ["甲区", "乙区政府"]),
        ("市科技局(市知识产权局)", ["市科技局(市知识产权局)"]),
        ("市科技局等", ["市科技局"]),
    ],
)
def test_lists(listed: str, names: list[str]) -> None:
    assert printed(f"（责任单位：{listed}）") == names


def test_names_are_completed_from_the_list() -> None:
    bodies = find_bodies("[责任部门：市商务局、经济和信息化委，甲区、乙区政府]", load_bodies(), "210100")
    assert [one.name for one in bodies] == ["沈阳市商务局", "沈阳市经济和信息化委员会", "甲区政府", "乙区政府"]
    assert all(one.known for one in bodies[:2])


def test_a_clause_carries_its_own_bodies_with_their_place() -> None:
    document = read_text(
        "成都市若干政策\n\n一、甲\n\n（一）子。给予补助。\n\n(责任单位：市科技局、市经信局)\n\n（二）丑。（责任单位：市财政局）\n"
    )
    mentions = document.clause("1.1").bodies
    assert [(one.printed, one.name, one.known) for one in mentions] == [
        ("市科技局", "成都市科学技术局", True),
        ("市经信局", "成都市经济和信息化局", True),
    ]
    for one in mentions:
        assert document.original[one.span.start : one.span.end] == one.printed
    assert document.clause("1").bodies == ()


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("（责任单位：市科技局牵头，市财政局、市商务局配合）", "*市科技局 +市财政局 +市商务局"),
        ("（市科技局牵头，市财政局、市商务局参与）", "*市科技局 +市财政局 +市商务局"),
        ("〔市大数据局会同市直有关部门负责〕", "*市大数据局 +市直有关部门"),
        ("（责任单位：市科技局牵头，会同市财政局）", "*市科技局 +市财政局"),
        ("（市发展改革委、市商务局，各区政府按职责分工负责）", "市发展改革委 市商务局 各区政府"),
        ("（市商务局、市科技局等部门按职责分工负责）", "市商务局 市科技局"),
        ("（省科技厅、省财政厅等按职责分工负责，各市人民政府落实）", "省科技厅 省财政厅 各市人民政府"),
        ("（市科技局、市财政局牵头，市商务局等部门按职责分工负责）", "*市科技局 *市财政局 市商务局"),
        ("（省工业和信息化厅牵头，省直相关部门和单位配合）", "*省工业和信息化厅 +省直相关部门和单位"),
        ("（市商务局、市科技局以及各区人民政府负责）", "市商务局 市科技局 各区人民政府"),
        ("（责任单位：市科技局、市财政局按职责分工负责）", "市科技局 市财政局"),
        ("（责任单位：市科技局；完成时限：2025年12月底）", "市科技局"),
        ("（牵头市领导：某某；牵头单位：市科技局）", "*市科技局"),
        ("（牵头责任单位：市科技局；配合责任单位：市财政局）", "*市科技局 +市财政局"),
        ("（市级责任单位：市科技局；区级责任单位：各区政府）", "市科技局 各区政府"),
        ("（牵头：市科技局；配合：市财政局）", "*市科技局 +市财政局"),
        ("（牵头单位为市科技局，责任单位为市财政局）", "*市科技局 市财政局"),
        ("（主责单位：市科技局；协同单位：市财政局）", "市科技局 +市财政局"),
        ("（责任单位：市科技局 市财政局/市商务局）", "市科技局 市财政局 市商务局"),
        ("（责任单位：市科技局、市财政局（排名第一为牵头单位））", "市科技局 市财政局"),
        ("（责任单位：各区（市）县政府（管委会），市科技局）", "各区（市）县政府（管委会） 市科技局"),
        ("（两江新区管委会负责）", "两江新区管委会"),
        ("（市科技局、市财政局、示例银行）", "市科技局 市财政局 示例银行"),
        ("由市科技局牵头，市财政局配合。", "*市科技局 +市财政局"),
    ],
)
def test_notations_of_many_places(words: str, names: str) -> None:
    marks = {"lead": "*", "assist": "+", "responsible": ""}
    text = f"建成一批公共平台。{words}"
    assert " ".join(f"{marks[role]}{name}" for name, role in found(text)) == names


@pytest.mark.parametrize(
    "words",
    [
        "（包括智能终端、服务平台、实验室）", "（依托示例大学、示例研究院、示例医院）", "（推动示例公司、示例集团等企业参与）", "（支持各区、园区、企业参与）", "（见附件）",
        "（以下简称市科技局）", "（示例大学、示例研究院）", "由有关处室负责人组成专班。", "建立由市科技局牵头、相关部门参与的机制。",
    ],
)  # fmt: skip
def test_what_names_no_responsible_body(words: str) -> None:
    assert found(f"建成一批公共平台。{words}") == []


def test_bodies_alone_in_a_bracket_count_only_behind_the_last_sentence() -> None:
    assert found("建成平台（市科技局、市财政局）并投用。") == []
    assert printed("建成平台。（市科技局、市财政局）。") == ["市科技局", "市财政局"]


@pytest.mark.parametrize(
    "junk", ["【】", "（）", "〈甲〉", "局和", "和", "甲区、", "市科技局、", "a ", "[a]", "等部门"]
)
def test_a_list_of_anything_is_read_at_once(junk: str) -> None:
    read_text(f"示例市政策\n\n一、甲。（责任单位：{junk * 2000}）\n")  # each hung the reader before it had its bound
