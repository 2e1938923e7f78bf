"""What a language model may propose for a support, and what of it counts: only exact runs of the clause.

A model reads one support and may name its beneficiary, its conditions and the base of its rate, each as a quote. A quote
counts when it is an exact run of the support's own words (blanks apart), and when a number stands in it our own grammar
reads that number again. Everything else is dropped and counted; no value of a model is ever taken.

    >>> from luodi.engine.documents import read_text
    >>> from luodi.engine.extraction.finders.supports import find_supports
    >>> document = read_text("示例市政策\\n\\n一、对年营业收入超过2亿元的企业，给予最高300万元补助。\\n")
    >>> answer = '{"beneficiary": "企业", "conditions": ["年营业收入超过2亿元", "注册满3年"], "base": null}'
    >>> support, counts = accept(document, find_supports(document)[0], answer)
    >>> [document.text[span.start:span.end] for span in support.conditions], counts.accepted, dict(counts.dropped)
    (['年营业收入超过2亿元'], 2, {'原文没有': 1})
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from luodi.engine.documents.model import Document, Span
from luodi.engine.extraction.model import Support
from luodi.engine.extraction.numbers import find_quantities

_ASK = """\
下面是一份政策里的一项支持。只按原文回答，不要改写、不要补充。
用 JSON 回答三个键：beneficiary（谁可以享受，照抄原文的一段）、conditions（要满足的条件，照抄原文的若干段，列表）、\
base（比例是什么的比例，照抄原文的一段）。原文没有的写 null 或 []。

原文：
{text}
"""
_DIGIT = re.compile(r"[0-9０-９]")
_OBJECT = re.compile(r"\{.*\}", re.S)
_LONGEST, _MOST = 200, 12


@dataclass(slots=True)
class Counts:
    """How many proposals counted, and why the others were dropped."""

    asked: int = 0
    accepted: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    def add(self, other: Counts) -> None:
        """Add the counts of another support."""
        self.asked += other.asked
        self.accepted += other.accepted
        self.dropped += other.dropped


def question(document: Document, support: Support) -> str:
    """Return what a model is asked about a support."""
    return _ASK.format(text="".join(document.text[support.span.start : support.span.end].split()))


def accept(document: Document, support: Support, answer: str | None) -> tuple[Support, Counts]:
    """Return the support with what of an answer counts; an answer that cannot be read changes nothing."""
    counts = Counts(asked=1)
    said = _read(answer, counts)
    if said is None:
        return support, counts
    finder = _Finder(document, support, counts)
    beneficiary = finder.one(said.get("beneficiary"))
    base = finder.one(said.get("base"))
    given = said.get("conditions")
    conditions = [span for quote in _list(given, counts) if (span := finder.one(quote)) is not None]
    return replace(
        support, beneficiary=beneficiary or support.beneficiary, base=base or support.base,
        conditions=tuple(dict.fromkeys(conditions)),
    ), counts  # fmt: skip


def _read(answer: str | None, counts: Counts) -> dict[str, Any] | None:
    if answer is None:
        counts.dropped["没有回答"] += 1
        return None
    found = _OBJECT.search(answer)
    try:
        said = json.loads(found[0]) if found else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        counts.dropped["看不懂的回答"] += 1
        return None
    return said


def _list(given: Any, counts: Counts) -> list[Any]:
    if given is None:
        return []
    if not isinstance(given, list):
        return [given]
    if len(given) > _MOST:
        counts.dropped["太多"] += len(given) - _MOST
    return given[:_MOST]


class _Finder:
    """Finds quotes in the words of one support."""

    def __init__(self, document: Document, support: Support, counts: Counts) -> None:
        self.counts, self.text, self.start = counts, document.text, support.span.start
        words = document.text[support.span.start : support.span.end]
        self.places = [place for place, char in enumerate(words) if not char.isspace()]
        self.squeezed = "".join(words[place] for place in self.places)

    def one(self, quote: Any) -> Span | None:
        """Return where a quote stands, or None and count why it does not count."""
        if quote is None or quote == "":
            return None
        if not isinstance(quote, str) or len(quote) > _LONGEST:
            self.counts.dropped["不是一段原文"] += 1
            return None
        wanted = "".join(quote.split())
        place = self.squeezed.find(wanted) if wanted else -1
        if place < 0:
            self.counts.dropped["原文没有"] += 1
            return None
        span = Span(self.start + self.places[place], self.start + self.places[place + len(wanted) - 1] + 1)
        if self._cuts_a_number(place, wanted) or (_DIGIT.search(wanted) and not find_quantities(wanted)):
            self.counts.dropped["数字读不出"] += 1
            return None
        self.counts.accepted += 1
        return span

    def _cuts_a_number(self, place: int, wanted: str) -> bool:
        """Tell a quote that begins or ends inside a number: 00万元 of 300万元."""
        before, after = self.squeezed[place - 1 : place], self.squeezed[place + len(wanted) :][:1]
        return bool(
            (_DIGIT.match(before) and _DIGIT.match(wanted)) or (_DIGIT.match(after) and _DIGIT.match(wanted[-1]))
        )
