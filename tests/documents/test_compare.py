"""Comparison: the real differences of two copies, a policy and its rules, a folder of many places."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from luodi.engine.documents import Document, read, read_text
from luodi.engine.documents.compare import compare_copies, compare_corpus, compare_related
from luodi.engine.documents.compare.folding import fold
from luodi.engine.documents.compare.sentences import changes, is_bodies, sentences

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="没有 ../shared/corpus，跳过用真实文件的测试")

PLAN = """云溪市算力产业行动方案

一、总体目标

到2027年，全市建成3个算力中心，培育4A级以上园区2家。

二、重点任务

（一）建设平台。加快5G网络与算力网络协同，建设统一的算力调度平台，服务中小企业不少于800家。

（二）培养人才。支持高校与企业联合建设实训基地，每年培养各类算力人才1000人以上。
"""


def document(text: str, name: str = "甲.txt") -> Document:
    return read_text(text, name)


def test_a_copy_in_another_dress_has_no_difference() -> None:
    other = PLAN.replace("，", ", ").replace("（", "(").replace("3个", "３ 个").replace("\n\n", "\n")
    result = compare_copies(document(PLAN), document(other))
    assert result.differences == ()
    assert (result.left_share, result.right_share) == (1.0, 1.0)


def test_kinds_of_differences_figures_first() -> None:
    other = (
        PLAN.replace("4A级", "4级").replace("加快5G", "加快5").replace("（二）培养", "培养").replace("联合建设", "共同建设")
        .replace("不少于800家", "不少于300家").replace("各类算力人才", "算力人才")
    )  # fmt: skip
    result = compare_copies(document(PLAN), document(other, "乙.txt"))
    found = [(d.kind, d.left.text, d.right.text) for d in result.differences]
    assert found == [
        ("number", "4A", "4"),
        ("number", "5G", "5"),
        ("number", "800", "300"),
        ("label", "（二）", ""),
        ("wording", "联合", "共同"),
        ("missing", "各类", ""),
    ]


def test_every_side_stands_where_it_says() -> None:
    left = document(PLAN)
    result = compare_copies(left, document(PLAN.replace("1000人", "1200人"), "乙.txt"))
    quote = result.differences[0].left
    assert left.text[quote.start : quote.end] == quote.text == "1000"
    assert left.original[quote.span.start : quote.span.end] == "1000"
    assert (quote.clause, quote.line) == ("2.2", 11)
    assert quote.before.endswith("算力人才")
    assert quote.after.startswith("人以上")


@pytest.mark.parametrize(("one", "other"), [("三年", "五年"), ("1.5%", "15%"), ("30", "30‰")])
def test_figures_in_chinese_points_and_signs_are_compared(one: str, other: str) -> None:
    text = "实施办法\n\n第一条 经认定的示范企业按照{}的标准给予支持，具体由主管部门核定。\n"
    result = compare_copies(document(text.format(one)), document(text.format(other), "乙.txt"))
    assert [d.kind for d in result.differences] == ["number"]


def test_a_letter_of_notice_before_one_copy_is_one_difference() -> None:
    notice = "云溪市人民政府办公室关于印发云溪市算力产业行动方案的通知\n\n各有关单位：\n\n现予印发，请遵照执行。\n\n"
    result = compare_copies(document(notice + PLAN), document(PLAN, "乙.txt"))
    assert [d.kind for d in result.differences] == ["missing"]


def test_punctuation_stands_apart() -> None:
    other = PLAN.replace("协同，建设", "协同。建设").replace("（二）", "(二)").replace("，每年", "，  每年")
    result = compare_copies(document(PLAN), document(other, "乙.txt"))
    assert result.differences == ()
    assert [(d.kind, d.left.text, d.right.text, d.left.clause) for d in result.marks] == [("mark", "，", "。", "2.1")]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("，", ",", True), ("——", "──", True), ("——", "—", True), ("“", '"', True), ("……", "…", True), ("（", "(", True),
        ("“", "”", False), ("、", "，", False), (".", "·", False), ("", "。", False),
    ],
)  # fmt: skip
def test_how_a_mark_is_drawn_is_no_difference(one: str, other: str, same: bool) -> None:
    text = "示例办法\n\n第一条 对本市的企业{}给予奖励。\n"
    result = compare_copies(document(text.format(one)), document(text.format(other), "乙.txt"))
    assert (result.differences, len(result.marks)) == ((), 0 if same else 1)


def test_edits_that_stand_together_are_one_place() -> None:
    result = compare_copies(document(PLAN), document(PLAN.replace("高校与企业", "高校and企业"), "乙.txt"))
    assert [(d.left.text, d.right.text, d.edits) for d in result.differences] == [("与", "and", 2)]
    assert result.edits == 2


def test_fold_goes_there_and_back() -> None:
    text = "（三）对３Ａ级企业，给予 3.5 万元、3.5.\n㎡①"
    folded = fold(text)
    assert folded.text == "三对3a级企业给予3.5万元3.5㎡1"
    for place, char in enumerate(folded.text):
        start, end = folded.back(place, place + 1)
        assert fold(text[start:end]).text in {char, ""} or char == "."


RULES = """云溪市算力若干政策实施细则

第一条 对使用本市算力平台的企业，按照实际支付费用的20%给予补贴，每家企业每年最高不超过100万元。

第二条 申请企业应当在本市依法登记注册，并按时报送统计报表。

第三条 对完成备案的行业大模型，经专家评审后，给予研发单位一次性奖励50万元，奖励资金从产业专项资金中列支。
"""
POLICY = """云溪市算力若干政策

一、对使用本市算力平台的企业，按照实际支付费用的30%给予补贴，每家企业每年最高不超过200万元。

二、对完成备案的行业大模型，给予研发单位一次性奖励50万元。
"""


def test_a_policy_and_its_rules() -> None:
    result = compare_related(document(POLICY), document(RULES, "细则.txt"))
    assert [(pair.left.clause, pair.right.clause) for pair in result.shared] == [("1", "a1"), ("2", "a3")]
    assert [[(c.left, c.right) for c in pair.changes] for pair in result.changed] == [
        [("30%", "20%"), ("最高不超过200万元", "最高不超过100万元")]
    ]
    assert result.shared[0].likeness > 95
    assert 0.8 < result.left_share <= 1
    assert 0.3 < result.right_share < 0.9


def test_changes_and_names_that_hold_digits() -> None:
    assert changes("建设5G基站，按第三条办理，为期三年", "建设4G基站，按第五条办理，为期五年") == changes(
        "三年", "五年"
    )
    assert changes("给予 30 万元", "给予30万元") == ()


def test_a_ceiling_that_becomes_a_sum_is_a_change() -> None:
    found = changes("认定后给予最高200万元奖励，面积2000平方米以上", "认定后给予200万元奖励，面积超过2000平方米")
    assert [(c.left, c.right) for c in found] == [("最高200万元", "200万元"), ("2000平方米以上", "超过2000平方米")]
    assert changes("最高给予60万元", "给予最高不超过60万元") == ()


def test_lists_of_bodies_are_no_sentences() -> None:
    text = "办法\n\n一、加快建设全市统一的算力调度平台。（责任单位：市科技局、市经济和信息化局、市财政局）\n"
    assert [s.text for s in sentences(document(text))] == ["加快建设全市统一的算力调度平台。"]
    assert is_bodies("市科技局、市经济和信息化局、市财政局、各区县人民政府")


SHARED = "支持龙头企业牵头组建创新联合体，围绕智能芯片、基础软件和行业大模型开展协同攻关"
STOCK = "各级各部门要切实加强组织领导，明确责任分工，确保各项工作任务落到实处取得实效"


def town(name: str, year: int, *more: str) -> Document:
    body = "".join(f"（{'一二三四五'[n]}）{words}。\n\n" for n, words in enumerate((*more, STOCK)))
    return read_text(f"{name}市人工智能产业行动计划（{year}—{year + 3}年）\n\n一、重点任务\n\n{body}", f"{name}.txt")


def test_a_folder_of_many_places() -> None:
    own = "{}独有的一段话，写的是当地特色产业与智能制造深度融合发展的具体做法和安排，编号{}"
    documents = {
        "north/甲/plan.txt": town("甲", 2021, SHARED + "，每年支持不少于5个项目", own.format("甲地", "子")),
        "south/乙/plan.txt": town("乙", 2019, SHARED + "，每年支持不少于3个项目"),
        "south/乙/rules.txt": town("乙", 2020, SHARED),
        "west/丙/plan.txt": town("丙", 2022, own.format("丙市全境", "丑寅卯")),
        "west/丁/plan.txt": town("丁", 2023),
        "west/戊/plan.txt": town("戊", 2024),
    }
    result = compare_corpus(documents)
    assert [entry.name for entry in result.entries][:3] == [
        "south/乙/plan.txt",
        "south/乙/rules.txt",
        "north/甲/plan.txt",
    ]
    entries = {entry.name: entry for entry in result.entries}
    found = entries["north/甲/plan.txt"].borrowings
    assert [b.other for b in found if SHARED[:20] in b.here.text] == ["south/乙/plan.txt", "south/乙/rules.txt"]
    assert [(c.left, c.right) for c in found[0].changes] == [("不少于5个", "不少于3个")]
    assert not any(STOCK[:12] in b.here.text for entry in result.entries for b in entry.borrowings)
    assert all(b.other.split("/")[1] != "乙" for b in entries["south/乙/rules.txt"].borrowings)
    quote = found[0].here
    assert documents["north/甲/plan.txt"].text[quote.start : quote.end] == quote.text


def test_what_the_day_of_a_document_stands_on() -> None:
    texts = {
        "a/1.txt": "甲市办法\n\n第一条 依据《某规划》（国发〔2017〕35号）和《某意见》（某政发〔2020〕8号）制定。\n",
        "b/2.txt": "乙市行动计划（2019—2021年）\n\n一、建设平台。\n",
        "c/3.txt": "丙市办法\n\n第一条 建设平台。\n",
    }
    entries = compare_corpus({path: read_text(text, path) for path, text in texts.items()}).entries
    found = [(entry.name, entry.day and entry.day.year, entry.day_is) for entry in entries]
    assert found == [
        ("b/2.txt", 2019, "题名所写起始年"),
        ("a/1.txt", 2020, "以后（据所引文号）"),
        ("c/3.txt", None, ""),
    ]


def test_copies_and_compilations_are_set_apart() -> None:
    words = "围绕{0}产业的第{1}项任务，建设{0}公共服务平台，支持{0}领域的企业开展技术改造与应用示范"
    texts = {
        f"p{n}/plan.txt": f"{name}产业行动计划\n\n" + "\n\n".join(words.format(name, k) + "。" for k in "一二三四五六")
        for n, name in enumerate(("芯片设计", "智能语音", "机器视觉", "无人系统"))
    }
    documents = {path: read_text(text, path) for path, text in texts.items()}
    documents["p0/second.txt"] = read_text(texts["p0/plan.txt"].replace("六项", "五项"), "p0/second.txt")
    documents["all.txt"] = read_text("\n\n".join(texts.values()), "all.txt")
    result = compare_corpus(documents)
    assert result.compilations == ("all.txt",)
    assert result.copies == (("p0/plan.txt", "p0/second.txt"),)
    assert len(result.entries) == 4


def test_short_and_empty_documents() -> None:
    one, other = document("甲"), document("乙")
    assert compare_copies(one, other).left_share == 0
    assert compare_related(one, other).shared == ()
    assert compare_corpus({"a/1.txt": one, "b/2.txt": other}).entries[0].borrowings == ()


@needs_corpus
def test_the_two_real_copies() -> None:
    folder = CORPUS / "henan" / "zhengzhou"
    result = compare_copies(read(folder / "ai-plan-2021-2025.txt"), read(folder / "ai-plan-2021-2025.second-copy.txt"))
    kinds = [d.kind for d in result.differences]
    # Within the plan 19 places of words and 3 of punctuation, 22 in all; and the notice that only one copy has.
    assert len(kinds) == 20
    assert sum(d.left.line == 1 for d in result.differences) == 1
    assert [(d.left.text, d.right.text) for d in result.marks] == [(".", "·"), (".", "·"), ("“", "”")]
    assert result.edits == 21  # “和” for “and” is one place of two edits
    assert kinds == sorted(kinds, key=("number", "label", "wording", "missing").index)
    assert ("3A", "3") in [(d.left.text, d.right.text) for d in result.differences]
    assert sum((d.left.text, d.right.text) == ("5G", "5") for d in result.differences) == 4


@needs_corpus
def test_the_real_corpus_is_compared_quickly_and_both_ways() -> None:
    paths = sorted(CORPUS.rglob("*.txt"))
    documents = {path.relative_to(CORPUS).as_posix(): read(path) for path in paths}
    start = time.perf_counter()
    result = compare_corpus(documents)
    assert time.perf_counter() - start < 3  # 0.5 s on a quiet machine; `bench` holds the real bound
    assert result.compilations == ("compilation.txt",)
    assert len(result.copies) == 1
    pairs = {(e.name, b.other) for e in result.entries for b in e.borrowings}
    assert pairs
    assert all((other, name) in pairs for name, other in pairs)
