"""Cleaning: lines become paragraphs, page noise goes, and every step can be replayed."""

from __future__ import annotations

import pytest

from luodi.engine.documents import read_text, replay
from luodi.engine.documents.clean import clean
from luodi.engine.documents.source import Block, Page, Source

LONG = "支持企业围绕关键共性技术开展攻关，对通过验收的项目按研发投入的百分之十给予"


def paragraphs(text: str) -> list[str]:
    return [paragraph.text for paragraph in clean(Source("示例.txt", "text", text)).paragraphs]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (LONG, "补助，最高不超过五十万元。"),
        ("对承担试点任务的单位，", "按任务书给予支持。"),
        ("按设备购置费的", "20%给予补助。"),
        ("由主管部门（含其委托的", "专业机构）组织评审。"),
        ("一、支持研发。对新建的中试基地按投资额给予补助，单个", "基地最高一百万元。"),
        ("第三条 申请单位应当在每年三月底前向所在区主管部门提交申", "请材料。"),
        ("1.支持建设开放平台，鼓励骨干企业牵头组建联合体并面向行业提供普惠服务，支持中小企业上", "云用数。"),
    ],
)
def test_a_sentence_cut_by_a_page_is_whole_again(first: str, second: str) -> None:
    assert paragraphs(f"示例\n\n{first}\n\n{second}\n\n二、别的。") == ["示例", first + second, "二、别的。"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("一、支持研发", "对新建的中试基地给予补助。"),
        ("（三）拓展应用场景，深化产业融合", "围绕重点行业开放一批场景。"),
        ("（一）加强领导。", "建立协调机制。"),
        ("联系人：王某", "联系电话：00000000"),
        ("市科技局创新处，咨询电话：00000000", "市财政局科教处负责拨付。"),
        ("申报材料包括：", "申报书原件。"),
        ("发展目标", "到2030年，形成若干特色园区，产业规模稳步扩大。"),
        ("支持建设实验室，按投入给予补助", "（责任单位：市科技局）"),
        ("支持建设实验室，按投入给予补助", "2.支持开放场景。"),
    ],
)
def test_what_is_no_cut_sentence_stays_apart(first: str, second: str) -> None:
    assert paragraphs(f"示例\n\n序言。\n\n{first}\n\n{second}") == ["示例", "序言。", first, second]


def test_the_document_itself_tells_a_cut_word_from_a_heading() -> None:
    cut = "（一）推动机器人整机与关键零部件企业协同发展做强机器"
    whole = f"示例\n\n机器人是重点。\n\n{cut}\n\n人产业基地。"
    assert paragraphs(whole)[-1] == cut + "人产业基地。"
    assert (
        paragraphs(whole.replace("机器人是重点。", "别的是重点。").replace("机器人整机", "整机"))[-1] == "人产业基地。"
    )


def test_a_hard_wrapped_text_is_joined_by_its_width() -> None:
    words = "推动重点行业开放应用场景并支持企业参与标准制定与平台建设和人才培养等各项工作任务落地见效。" * 6
    wrapped = "\n\n".join(words[start : start + 28] for start in range(0, len(words), 28))
    assert paragraphs(f"示例市行动方案\n\n{wrapped}\n\n一、总体目标\n\n{wrapped}")[1] == words


def test_page_numbers_go_and_are_counted_as_noise() -> None:
    document = read_text(
        "示例政策\n\n一、支持研发。按投入的\n\n- 12 -\n\n10%补助。\n\n第 13 页 共 20 页\n\n二、支持应用。\n"
    )
    assert document.clause("1").text == "一、支持研发。按投入的10%补助。"
    assert [document.original[edit.start : edit.end] for edit in document.noise] == ["- 12 -", "第 13 页 共 20 页"]
    first, second = document.clause("1").spans
    assert document.original[first.start : first.end].strip().endswith("投入的")
    assert document.original[second.start : second.end].strip().startswith("10%")


def test_bare_numbers_go_only_in_a_series() -> None:
    series = read_text("标题\n\n甲。\n\n1\n\n乙。\n\n2\n\n丙。\n\n3\n")
    assert [series.original[edit.start : edit.end] for edit in series.noise] == ["1", "2", "3"]
    assert read_text("标题\n\n甲。\n\n2018\n\n乙。\n").noise == ()


def test_running_heads_go_from_the_pages_of_a_text() -> None:
    pages = "\f".join(f"示例市公报\n第{number}段的文字在这里。" for number in "一二三四")
    document = read_text("标题\n序言。\f" + pages)
    assert "示例市公报" in document.original
    assert "示例市公报" not in document.text or document.source.pages == ()
    source = Source("a.txt", "text", pages, pages=tuple(Page(n, n, n + 1) for n in range(4)))
    assert "示例市公报" not in clean(source).text.value.split("\n", 1)[1]


def test_marks_of_markdown_go() -> None:
    document = read_text(
        "# 示例政策\n\n## **一、总则**\n\n**（一）目的。**为了试验。\n\n- 1、第一项。\n- 2、第二项。\n\n<u>注</u>\n"
    )
    assert [clause.id for clause in document.clauses] == ["1", "1.1", "1.1.1", "1.1.2"]
    assert document.clause("1.1").title == "目的"
    assert "*" not in document.text
    assert "<" not in document.text


@pytest.mark.parametrize(
    ("printed", "cleaned"),
    [
        ("最高 100 万元", "最高100万元"),
        ("（一） 支持", "（一）支持"),
        ("每年 3-4 月", "每年3-4月"),
        ("示例区 示例开发区", "示例区 示例开发区"),
        ("GB/T 1—2020, ABCD", "GB/T 1—2020, ABCD"),
        ("专栏 3 5G 应用", "专栏3 5G应用"),
        ("1. 5G 网络", "1. 5G网络"),
        ("第一条  目的", "第一条 目的"),
    ],
)
def test_blanks_of_typesetting_go_and_others_stay(printed: str, cleaned: str) -> None:
    assert paragraphs(printed) == [cleaned]


def test_a_tab_behind_a_label_is_a_blank_and_between_cells_a_cell() -> None:
    assert paragraphs("标题\n\n\t1.\t支持研发。\n\n类别\t指标\n\t产值\t3")[1:] == [
        "1.支持研发。",
        "类别\t指标",
        "\t产值\t3",
    ]


def test_blocks_that_the_format_states_are_neither_joined_nor_cut() -> None:
    text = "标题\n支持企业，\n对象为企业\n"
    blocks = (Block(0, 2, "heading", 1), Block(3, 8, "paragraph"), Block(9, 14, "paragraph"))
    found = clean(Source("a.docx", "docx", text, blocks=blocks)).paragraphs
    assert [paragraph.text for paragraph in found] == ["标题", "支持企业，", "对象为企业"]
    page = Source("a.pdf", "pdf", "对象\f为企业", blocks=(Block(0, 6, "paragraph"),))
    assert [paragraph.text for paragraph in clean(page).paragraphs] == ["对象为企业"]


def test_every_character_has_its_place_and_the_steps_can_be_replayed() -> None:
    original = "\ufeff示例政策\r\n\r\n　　一、支持 5G，\r\n\f- 3 -\r\n最高 10 万元。\r\n"
    document = read_text(original)
    assert replay(original, document.cleaned.edits) == document.text
    for position, char in enumerate(document.text):
        origin = document.cleaned.origin(position)
        assert original[origin] == char or (char == "\n" and original[origin] == "\r")
        assert document.cleaned.position(origin) == position


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    document = read_text("标题\r\n\r\n一、甲。\r\n二、乙。\r三、丙。\n")
    assert [document.line(clause.span.start) for clause in document.clauses] == [3, 4, 5]


def test_a_heading_may_end_with_purpose() -> None:
    text = "示例市预案\n\n一、编制目的\n\n为及时处置事故，减少损失，制定本预案。\n"
    assert [p.text for p in read_text(text).clause("1").paragraphs] == [
        "一、编制目的",
        "为及时处置事故，减少损失，制定本预案。",
    ]
