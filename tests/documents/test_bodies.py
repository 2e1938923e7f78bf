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
