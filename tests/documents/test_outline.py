"""The outline: one text of our own for each style of numbering, and for each way of getting it wrong."""

from __future__ import annotations

import pytest

from luodi.engine.core.errors import NotFound
from luodi.engine.core.ids import clause_id
from luodi.engine.documents import Document, read_text
from luodi.engine.documents.read import interpret
from luodi.engine.documents.source import Block, Source


def read(body: str, title: str = "示例市若干政策") -> Document:
    return read_text(f"{title}\n\n为了试验，制定本政策。\n\n{body}\n")


def ids(body: str) -> list[str]:
    return [clause.id for clause in read(body).clauses if clause.kind != "head"]


def kinds(document: Document) -> list[str]:
    return [finding.kind for finding in document.findings]


STYLES = {
    "parts_items": ("一、甲\n\n（一）子\n\n1.丑\n\n（1）寅\n\n①卯\n\n②辰\n\n（2）巳\n\n2.午\n\n（二）未\n\n二、乙",
                    "1 1.1 1.1.1 1.1.1.1 1.1.1.1.1 1.1.1.1.2 1.1.1.2 1.1.2 1.2 2"),
    "half_and_full_width": ("一、甲\n\n(一) 子\n\n（二）丑\n\n1、寅\n\n(1) 卯\n\n（2）辰", "1 1.1 1.2 1.2.1 1.2.1.1 1.2.1.2"),
    "numbers_go_on_across_parts": ("一、甲\n\n1.子\n\n2.丑\n\n二、乙\n\n3.寅\n\n4.卯", "1 1.1 1.2 2 2.3 2.4"),
    "items_go_on_across_parts": ("一、甲\n\n（一）子\n\n（二）丑\n\n二、乙\n\n（三）寅\n\n1.卯", "1 1.1 1.2 2 2.3 2.3.1"),
    "articles": ("第一章 总则\n\n第一条 子。\n\n第二条 丑：\n\n（一）寅；\n\n（二）卯。\n\n第二章 附则\n\n第三条 辰。", "c1 a1 a2 a2.1 a2.2 c2 a3"),
    "articles_without_chapters": ("第一条 子。\n\n1.丑。\n\n2.寅。\n\n第二条 卯。", "a1 a1.1 a1.2 a2"),
    "sections": ("第一章 甲\n\n第一节 子\n\n第一条 丑。\n\n第二节 寅\n\n第二条 卯。\n\n第二章 乙\n\n第一节 辰", "c1 c1.s1 a1 c1.s2 a2 c2 c2.s1"),
    "articles_below_parts": ("一、甲\n\n第一条 子。\n\n二、乙\n\n第二条 丑。", "1 a1 2 a2"),
    "parts_below_articles": ("第一条 子：\n\n一、甲；\n\n二、乙。\n\n第二条 丑。", "a1 a1.1 a1.2 a2"),
    "numbers_above_bracketed_parts": ("1.甲\n\n（一）子\n\n（二）丑\n\n2.乙\n\n（一）寅", "1 1.1 1.2 2 2.1"),
    "boxes": ("一、甲\n\n1.子\n\n专栏1 好事\n\n1.丑\n\n2.寅\n\n（二）卯\n\n专栏2 坏事\n\n辰。\n\n二、乙", "1 1.1 box1 box1.1 box1.2 1.2 box2 2"),
    "a_number_that_goes_on_outside_the_box": ("一、甲\n\n3.子\n\n专栏7 好事\n\n1.丑\n\n2.寅\n\n4.卯", "1 1.3 box7 box7.1 box7.2 1.4"),
    "numbers_inside_a_paragraph": ("一、甲\n\n1.材料\n\n（1）申报书；（2）执照；\n\n（3）证明。", "1 1.1 1.1.1 1.1.2 1.1.3"),
    "a_number_behind_a_heading": ("一、甲\n\n1.子\n\n（二）丑 2. 寅卯辰。", "1 1.1 1.2 1.2.2"),
    "closing_part": ("一、甲\n\n子。\n\n本政策自公布之日起施行，有效期三年。", "1 end"),
    "closing_part_over_paragraphs": ("一、甲\n\n子。\n\n以上政策由市财政局负责解释。\n\n每年评估一次。", "1 end"),
    "closing_part_of_articles": ("第一条 甲。子。\n\n以上措施自发布之日起实施。", "a1 end"),
    "closing_part_in_the_last_article": ("第一条 本办法自公布之日起施行。\n\n本办法由市财政局负责解释。", "a1"),
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_styles(style: str) -> None:
    body, expected = STYLES[style]
    assert " ".join(ids(body)) == expected


def test_a_clause_knows_itself() -> None:
    document = read(
        "一、支持研发\n\n(二) 支持平台。对平台给予补助。\n\n（1）按投入补助：\n\n设备。\n\n——软件；\n\n（2）按服务补助。\n"
    )
    clause = document.clause("1.2")
    assert (clause.label, clause.number, clause.title, clause.path) == ("(二)", 2, "支持平台", ("一", "（二）"))
    assert clause.own_text == "(二)支持平台。对平台给予补助。"
    assert clause.text.count("\n") == 4
    assert document.original[clause.span.start : clause.span.end].startswith("(二) 支持平台")
    first = document.clause("1.2.1")
    assert [paragraph.kind for paragraph in first.paragraphs] == ["lead-in", "text", "bullet"]
    assert first.parent == "1.2"
    assert [child.id for child in document.children("1.2")] == ["1.2.1", "1.2.2"]
    place = first.at(0, 3)
    assert document.original[place.start : place.end] == "（1）"
    assert document.clause_at(document.original.index("软件")) == first


def test_ids_are_the_printed_path_in_digits() -> None:
    document = read("一、甲\n\n（五）子\n\n3.丑\n\n第十一条 寅。")
    for clause in document.clauses:
        if clause.kind in {"part", "item"}:
            assert clause_id("/".join(clause.path)) == clause.id


def test_an_id_that_is_not_there_names_the_nearest() -> None:
    document = read("一、甲\n\n（一）子\n\n（二）丑")
    with pytest.raises(NotFound, match=r"1\.1.*1\.2"):
        document.clause("1.7")
    with pytest.raises(NotFound):
        document.clause("a9")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("支持研发", "支持研发"),
        ("支持研发。对企业给予补助。", "支持研发"),
        ("拓展应用场景，深化产业融合。开放一批场景。", "拓展应用场景，深化产业融合"),
        ("书面申请：填写申请表，报主管部门。", "书面申请"),
        ("对企业给予补助，最高十万元。另行公布。", ""),
        ("本政策自公布之日起施行。另行公布。", ""),
        ("申报书一份；", ""),
        ("申请单位应当具备以下条件：", ""),
        ("人工智能企业，是指从事研发的企业。另行公布。", ""),
    ],
)
def test_titles(words: str, title: str) -> None:
    assert read(f"一、甲\n\n（一）{words}\n\n下一段的文字。").clause("1.1").title == title


def test_after_the_items_of_an_article_comes_its_next_paragraph() -> None:
    document = read("第一条 条件如下：\n\n（一）独立法人；\n\n（二）正常经营。\n\n不符合的不予受理。\n\n第二条 子。")
    assert document.clause("a1").own_text.endswith("不予受理。")
    assert document.clause("a1.2").text == "（二）正常经营。"
    assert document.clause("a1").text.endswith("不予受理。")


def test_unnumbered_headings_are_read_and_reported() -> None:
    document = read(
        "一、甲\n\n发展目标\n\n到2030年，产业规模稳步扩大，形成若干特色园区和示范场景。\n\n产业布局\n\n全市形成一个核心区和四个协同区的产业空间格局。\n\n二、乙"
    )
    assert [clause.id for clause in document.clauses] == ["head", "1", "1.h1", "1.h2", "2"]
    assert document.clause("1.h1").title == "发展目标"
    assert kinds(document) == ["heading", "heading"]


def test_a_heading_below_which_numbers_begin_again_stands_above_them() -> None:
    document = read("一、甲\n\n（一）子\n\n（二）丑\n\n重点任务\n\n（一）寅\n\n（二）卯\n\n三、乙")
    assert [clause.id for clause in document.clauses if clause.kind != "head"] == [
        "1",
        "1.1",
        "1.2",
        "h1",
        "h1.1",
        "h1.2",
        "3",
    ]
    assert kinds(document) == ["heading", "gap"]


def test_gaps_repeats_and_wrong_order_are_reported_never_repaired() -> None:
    gap = read("一、甲\n\n三、乙\n\n（二）丙")
    assert [clause.id for clause in gap.clauses][1:] == ["1", "3", "3.2"]
    assert kinds(gap) == ["gap", "gap"]
    assert (gap.findings[0].line, gap.findings[0].message) == (7, "“三、”前缺编号：前一个是第 1 个")
    repeat = read("一、甲\n\n二、乙\n\n二、丙\n\n（一）丁")
    assert [clause.id for clause in repeat.clauses][1:] == ["1", "2", "2~2", "2~2.1"]
    assert kinds(repeat) == ["repeat"]
    order = read("一、甲\n\n三、乙\n\n二、丙")
    assert [clause.id for clause in order.clauses][1:] == ["1", "3", "2"]
    assert kinds(order) == ["gap", "order"]


def test_an_id_does_not_change_when_text_elsewhere_does() -> None:
    before = read("一、甲\n\n（一）子\n\n1.丑\n\n二、乙\n\n（二）寅")
    after = read("一、甲\n\n新的一段文字在这里。\n\n（一）子\n\n——要点\n\n1.丑\n\n（三）新\n\n二、乙\n\n（二）寅")
    kept = {clause.id for clause in before.clauses}
    assert kept <= {clause.id for clause in after.clauses}
    assert after.clause("2.2").text == before.clause("2.2").text


def test_a_notice_and_what_it_sends_are_two_parts() -> None:
    document = read_text(
        "示例市人民政府办公室关于印发示例市若干政策\n\n（试行）的通知\n\n各区人民政府，市有关部门：\n\n现印发给你们。\n\n一、请遵照执行。\n\n"
        "示例市人民政府办公室\n\n2024年3月5日\n\n示例市若干政策（试行）\n\n为了试验。\n\n一、支持研发\n"
    )  # fmt: skip
    assert document.title == "示例市若干政策（试行）"
    assert [clause.id for clause in document.clauses] == ["notice", "notice.1", "head", "1"]
    assert document.clause("notice").own_text == "现印发给你们。"
    assert document.addressees == ("各区人民政府，市有关部门：",)


@pytest.mark.parametrize("page", ["……{0}", " {0}", ""])
def test_a_table_of_contents_is_no_clause(page: str) -> None:
    lines = [f"{line}{page.format(number + 1)}" for number, line in enumerate(["一、甲", "（一）子", "二、乙"])]
    contents = "\n\n".join(lines)
    document = read_text(f"示例规划\n\n目 录\n\n{contents}\n\n前言\n\n为了试验。\n\n一、甲\n\n（一）子\n\n二、乙\n")
    assert [clause.id for clause in document.clauses] == ["head", "1", "1.1", "2"]
    assert document.values("contents")[1:] == tuple(line.replace(" ", "") for line in lines)
    assert document.findings == ()


def test_annexes_have_their_own_ids() -> None:
    document = read_text(
        "示例办法\n\n第一条 甲。\n\n附件：1.申请表\n\n附件1\n\n申请表\n\n一、填写说明\n\n（一）如实填写。\n"
    )
    assert [clause.id for clause in document.clauses] == ["a1", "annex1", "annex1.1", "annex1.1.1"]
    assert document.clause("annex1").title == "申请表"
    assert document.annexes == ("申请表",)


def test_headings_that_the_format_states_nest_by_their_level() -> None:
    lines = [
        ("示例规划", 1),
        ("总体要求", 2),
        ("甲的文字。", None),
        ("基本原则", 3),
        ("乙的文字。", None),
        ("重点任务", 2),
        ("丙的文字。", None),
    ]
    text, blocks = "", []
    for words, level in lines:
        blocks.append(Block(len(text), len(text) + len(words), "heading" if level else "paragraph", level))
        text += words + "\n"
    document = interpret(Source("a.docx", "docx", text, blocks=tuple(blocks)))
    assert document.title == "示例规划"
    assert [(clause.id, clause.title) for clause in document.clauses] == [
        ("h1", "总体要求"),
        ("h1.h1", "基本原则"),
        ("h2", "重点任务"),
    ]


def test_footnotes_stand_for_themselves() -> None:
    text = "示例办法\n第一条 甲。\n脚注的文字\n"
    blocks = (Block(0, 4, "heading"), Block(5, 11, "paragraph"), Block(12, 17, "footnote"))
    document = interpret(Source("a.docx", "docx", text, blocks=blocks))
    assert [clause.id for clause in document.clauses] == ["a1", "notes"]
    assert document.clause("notes").paragraphs[0].kind == "note"


def test_rows_of_a_table_belong_to_the_clause_above_them() -> None:
    document = read("一、目标\n\n表1 指标\n\n类别\t2020年\t2030年\n\t30\t50\n1.\t产值\t60\n\n二、任务")
    assert [paragraph.kind for paragraph in document.clause("1").paragraphs][-3:] == ["row", "row", "row"]
    assert [clause.id for clause in document.clauses][1:] == ["1", "2"]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "标题", "一、", "（一）", "第一条", "——", "一行没有标题的正文。", "\f\f", "专栏1"]
)
def test_very_little_is_read_too(text: str) -> None:
    document = read_text(text)
    assert document.text.strip() == text.strip()
    held = sum(len(p.text) for clause in document.clauses for p in clause.paragraphs) + sum(
        len(f.value) for f in document.fields
    )
    assert held == len(text.strip())


PLAN = """示例市算力事故应急预案

1 总则

1.1 编制目的

为及时处置停机事故，制定本预案。

1.2 适用范围

本预案适用于本市。投资2.1亿元以上的另行规定。

2 组织体系

2.1 领导机构

2.1.1 市级指挥部

设在市科技局。

2.1.3 专家组

（1）参加会商。

2.2 办事机构

负责日常工作。
"""


def test_numbers_of_several_parts() -> None:
    document = read_text(PLAN)
    assert [clause.id for clause in document.clauses] == [
        "1", "1.1", "1.2", "2", "2.1", "2.1.1", "2.1.3", "2.1.3.1", "2.2",
    ]  # fmt: skip
    assert document.clause("2.1.3").path == ("2", "2.1", "2.1.3")
    assert document.clause("2.1.3").title == "专家组"
    assert [finding.kind for finding in document.findings] == ["gap"]


def test_numbers_of_several_parts_below_parts() -> None:
    text = "示例市指南\n\n一、总体要求\n\n1.1基本原则\n\n坚持需求导向。\n\n1.2建设目标\n\n到2027年建成。\n\n二、任务\n\n2.1平台。建设平台。\n"
    assert [clause.id for clause in read_text(text).clauses] == ["1", "1.1", "1.2", "2", "2.1"]
    again = text.replace("2.1平台", "1.1平台")  # begins again below each part
    assert [clause.id for clause in read_text(again).clauses] == ["1", "1.1", "1.2", "2", "2.1.1"]


def test_a_row_without_a_heading_of_its_own() -> None:
    text = "示例市指南\n\n1.1 原则\n\n坚持导向。\n\n1.2 目标\n\n建成。\n\n2.1 平台\n\n建设。\n"
    assert [clause.id for clause in read_text(text).clauses] == ["1.1", "1.2", "2.1"]


def test_one_decimal_is_no_number_of_a_clause() -> None:
    text = "示例市政策\n\n一、补助。每平方米\n\n1.5 折后给予补助。\n"
    assert [clause.id for clause in read_text(text).clauses] == ["1"]
