"""What a model proposes counts only as an exact run of the clause."""

from __future__ import annotations

import json

import pytest

from luodi.engine.documents import read_text
from luodi.engine.extraction.finders.supports import find_supports
from luodi.engine.extraction.proposals import Counts, accept, question

DOCUMENT = read_text("示例市政策\n\n一、对年营业收入超过 2 亿元的企业，按投入的20%给予最高300万元补助。\n")
(SUPPORT,) = find_supports(DOCUMENT)


def said(answer: object) -> tuple[list[str], Counts]:
    text = answer if isinstance(answer, str) or answer is None else json.dumps(answer, ensure_ascii=False)
    support, counts = accept(DOCUMENT, SUPPORT, text)
    return [DOCUMENT.text[span.start : span.end] for span in support.conditions], counts


def test_the_question_holds_the_words_of_the_support() -> None:
    assert "对年营业收入超过2亿元的企业" in question(DOCUMENT, SUPPORT)


def test_an_exact_run_counts_blanks_apart() -> None:
    found, counts = said({"beneficiary": "企业", "conditions": ["年营业收入超过2亿元"], "base": "投入"})
    assert ["".join(quote.split()) for quote in found] == ["年营业收入超过2亿元"]
    assert (counts.asked, counts.accepted, dict(counts.dropped)) == (1, 3, {})


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"conditions": ["注册满三年"]}, "原文没有"), ({"conditions": ["年营业收入超过3亿元"]}, "原文没有"), ({"conditions": [7]}, "不是一段原文"),
        ({"conditions": ["甲" * 300]}, "不是一段原文"), ({"base": "00万元补助"}, "数字读不出"), ('{"beneficiary": "企', "看不懂的回答"), ("好的！", "看不懂的回答"),
        ("[" * 5000 + "{}", "看不懂的回答"), (None, "没有回答"), ([1], "看不懂的回答"), ({"conditions": ["企业"] * 40}, "太多"),
    ],
)  # fmt: skip
def test_the_rest_is_dropped_and_counted(answer: object, why: str) -> None:
    found, counts = said(answer)
    assert counts.dropped[why] >= 1 or (why == "看不懂的回答" and isinstance(answer, str) and answer.endswith("{}"))
    assert all(quote in DOCUMENT.text for quote in found)


def test_words_around_the_answer_do_no_harm_and_one_quote_may_stand_for_a_list() -> None:
    found, counts = said('答：```json\n{"conditions": "年营业收入超过2亿元", "beneficiary": null}\n```')
    assert len(found) == 1
    assert counts.accepted == 1


def test_no_value_of_a_model_is_taken() -> None:
    support, _ = accept(DOCUMENT, SUPPORT, '{"figures": [{"value": 999}], "rate": 0.9}')
    assert support.figures == SUPPORT.figures


def test_counts_add_up() -> None:
    total = Counts()
    for answer in (None, '{"conditions": ["不在"]}', '{"base": "投入"}'):
        total.add(said(answer)[1])
    assert (total.asked, total.accepted, dict(total.dropped)) == (3, 1, {"没有回答": 1, "原文没有": 1})
