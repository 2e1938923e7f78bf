"""Combining: each rule in the words that policies use, and words that combine nothing."""

from __future__ import annotations

import pytest

from luodi.engine.documents import read_text
from luodi.engine.extraction.finders.combining import find_combining


def rules(words: str) -> list[str]:
    return [found.rule for found in find_combining(read_text(f"示例市政策\n\n一、附则。{words}\n"))]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        *(("highest_only", words) for words in (
            "同一项目按就高不重复原则享受。", "从高不重复给予扶持。", "按照就高不就低原则享受。", "同类政策按最高标准给予支持。", "多项补助取最高额奖励。",
            "按孰高原则补助企业。", "同类政策择优享受，不重复。", "各级政策按最高一级执行，不累计。",
        )),
        *(("choose_one", words) for words in (
            "同一事项由企业自愿选择申报，不重复享受。", "由企业自主选择其一享受。", "同类政策由单位择一享受。", "企业可选择其中一项申报。",
        )),
        *(("no_repeat", words) for words in (
            "同一项目不得重复享受奖励。", "同一项目只能享受一次补助。", "已享受同类补助的，不再享受本政策。", "不得与其他同类政策同时享受。", "同类奖励不得叠加享受。", "不同时享受其他奖励。",
        )),
        *(("top_up", words) for words in (
            "已获奖励的企业晋级补差。", "升级后按差额给予奖励。", "获不同级别认定的企业，补足差额部分。", "晋档企业给予差额奖励。", "达到更高档次的企业，只奖励差额部分。",
        )),
        *(("stacks", words) for words in (
            "各项政策可叠加享受。", "与上级政策可同时享受。", "对获国家级认定的企业再给予奖励。", "另给予企业配套补助。", "项目额外给予补助。",
        )),
    ],
)  # fmt: skip
def test_rules(rule: str, words: str) -> None:
    assert rules(words) == [rule]


@pytest.mark.parametrize(
    "words",
    [
        "推动高质量发展，就业更充分。", "形成政策叠加效应。", "坚持高标准建设项目。", "避免重复建设，支持企业共享。", "减少重复检测，支持单位互认。", "引进从高校毕业的企业人才。",
        "择优给予企业支持。", "企业奖励累计不超过一百万元。", "上级政策另有规定的，从其规定。", "同一单位每年只能申报一个项目。",
    ],
)  # fmt: skip
def test_words_that_combine_nothing(words: str) -> None:
    assert rules(words) == []


def test_a_rule_has_its_clause_and_its_sentence_without_the_label() -> None:
    document = read_text("示例市办法\n\n第一条 同一项目不得重复享受。\n\n第二条 各项政策可叠加享受；由市科技局解释。\n")
    found = find_combining(document)
    assert [(one.path, document.text[one.span.start : one.span.end]) for one in found] == [
        ("第一条", "同一项目不得重复享受"),
        ("第二条", "各项政策可叠加享受"),
    ]
