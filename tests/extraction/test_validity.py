"""Validity as values: a day, issue, issue+30d, from+4y, same_as; how it is computed is tested with the documents."""

from __future__ import annotations

import pytest

from luodi.engine.documents import read_text
from luodi.engine.extraction.finders.validity import find_validity


def said(words: str, before: str = "给予支持。") -> list[tuple[str | None, str | None]]:
    document = read_text(f"示例市政策\n\n一、支持企业。{before}\n\n二、附则。{words}\n")
    return [(found.begins, found.until) for found in find_validity(document)]


@pytest.mark.parametrize(
    ("words", "begins", "until"),
    [
        ("本政策自印发之日起30日后施行，有效期四年。", "issue+30d", "from+4y"), ("本办法自2021年3月5日起施行，有效期至2024年6月30日。", "2021-03-05", "2024-06-30"),
        ("本措施自发布之日起实施。", "issue", None), ("本细则自公布之日起施行，有效期与《示例市政策》（示政〔2019〕1号）一致。", "issue", "same_as:《示例市政策》"),
        ("本办法自印发之日起满三个月后施行，有效期6个月。", "issue+3m", "from+6m"), ("本办法自印发之日起10个工作日后施行。", "issue+10dw", None),
        ("有效期5年，自2021年3月1日起试行。", "2021-03-01", "from+5y"), ("本政策自2022年1月1日至2024年12月31日执行。", "2022-01-01", "2024-12-31"),
        ("本政策有效期自发布之日起至2025年底。", None, None), ("本规则自印发之日起生效，与《示例市政策》有效期一致。", "issue", "same_as:《示例市政策》"),
    ],
)  # fmt: skip
def test_values(words: str, begins: str | None, until: str | None) -> None:
    assert said(words) == ([(begins, until)] if begins or until else [])


def test_a_document_that_does_not_say_has_no_validity() -> None:
    assert find_validity(read_text("示例市政策\n\n一、支持企业。给予支持。\n")) == ()


def test_the_closing_words_count_not_a_day_in_a_clause() -> None:
    before = "上级办法自2019年1月1日起施行。"
    assert said("本政策自2021年3月1日起施行，有效期两年。", before) == [("2021-03-01", "from+2y")]
    assert said("本政策自2021年3月1日起施行。", before) == [("2021-03-01", None)]


def test_the_span_holds_both_and_the_document_that_is_followed() -> None:
    document = read_text("示例市细则\n\n一、附则。本规则自印发之日起生效，有效期与《示例市政策》一致。\n")
    (found,) = find_validity(document)
    assert (
        document.text[found.span.start : found.span.end].replace("\n", "") == "自印发之日起生效，有效期与《示例市政策》"
    )


def test_scores_on_the_labelled_documents_hold(score: dict[str, dict[str, float]]) -> None:
    assert score["validity"]["f1"] == 1.0
