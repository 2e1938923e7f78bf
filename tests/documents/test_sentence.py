"""The sentence that holds a run of the text, within its paragraph."""

from __future__ import annotations

import pytest

from luodi.engine.documents import read_text
from luodi.engine.documents.model import Span

TEXT = "示例市措施\n\n一、支持工坊。对工坊给予适当奖励；对平台\n给予20万元补助！另有规定的除外\n\n二、附则。本措施自印发之日起施行。\n"


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        ("适当奖励", "对工坊给予适当奖励"),
        ("20万元", "对平台给予20万元补助"),
        ("除外", "另有规定的除外"),
        ("一、支持", "一、支持工坊"),
        ("奖励；对平台", "对工坊给予适当奖励；对平台给予20万元补助"),
    ],
)
def test_the_sentence_of_a_run(run: str, sentence: str) -> None:
    document = read_text(TEXT)
    start = document.text.index(run)
    found = document.clause("1").sentence(Span(start, start + len(run)))
    assert "".join(document.text[found.start : found.end].split()) == sentence


def test_a_run_that_is_not_the_clauses_own_stays_as_it_is() -> None:
    document = read_text(TEXT)
    start = document.text.index("印发")
    assert document.clause("1").sentence(Span(start, start + 2)) == Span(start, start + 2)
