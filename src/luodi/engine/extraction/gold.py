"""Drafts as lines of JSON, in the format in which hand labels are kept: one line for each provision, quotes without blanks.

Every quote is an exact run of the document's own characters, and every figure's text is found in it where the figure
stands: a quote or a text that would be found elsewhere first is widened until it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from luodi.engine.core.money import plain
from luodi.engine.documents.model import Document, Span
from luodi.engine.extraction.model import AnyDraft, Application, Combining, Figure, Support, Target, Task, Validity

Line = dict[str, Any]


class Squeezed:
    """The original of a document without its blanks, and the way from the text to it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._places: list[int] = []
        kept = []
        count = 0
        for char in document.original:
            self._places.append(count)
            if not char.isspace():
                kept.append(char)
                count += 1
        self._places.append(count)
        self.value = "".join(kept)

    def span(self, span: Span) -> tuple[int, int]:
        """Return where a span of the document's text stands."""
        origin = self._document.cleaned.span(span.start, span.end)
        return self._places[origin.start], self._places[origin.end]

    def text(self, span: Span) -> str:
        """Return the characters of a span of the document's text, without blanks."""
        start, end = self.span(span)
        return self.value[start:end]

    def quote(self, span: Span) -> tuple[int, int]:
        """Return the same, widened to both sides until no earlier place reads the same."""
        start, end = self.span(span)
        while self.value.find(self.value[start:end]) != start:
            if end < len(self.value):
                end += 1
            elif start:
                start -= 1
            else:
                break
        return start, end


def lines(document: Document, drafts: Iterable[AnyDraft]) -> Iterator[Line]:
    """Return one line for each draft, in the order given."""
    squeezed = Squeezed(document)
    for draft in drafts:
        yield _line(squeezed, draft)


def _line(squeezed: Squeezed, draft: AnyDraft) -> Line:
    # a task is known by its title alone, wherever that stands first
    start, end = squeezed.span(draft.span) if isinstance(draft, Task) else squeezed.quote(draft.span)
    head: Line = {"kind": type(draft).__name__.lower(), "clause": draft.path, "quote": squeezed.value[start:end]}
    match draft:
        case Support():
            return head | _support(squeezed, draft, start, head["quote"])
        case Target():
            return head | _target(draft)
        case Task():
            return head | {
                "title": draft.title, "bodies": list(draft.bodies), "lead": list(draft.lead), "assist": list(draft.assist),
            }  # fmt: skip
        case Validity():
            return head | {"from": draft.begins, "until": draft.until}
        case Combining():
            return head | {"rule": draft.rule}
        case Application():
            return head | {"what": draft.what, "words": draft.words, "phones": list(draft.phones)}


def _support(squeezed: Squeezed, draft: Support, base: int, quote: str) -> Line:
    used: dict[str, int] = {}
    return {
        "meaning": draft.meaning,
        "figures": [_figure(squeezed, figure, base, quote, used) for figure in draft.figures],
        "bodies": list(draft.bodies),
        "instrument": draft.instrument,
        **_words(squeezed, draft),
    }


def _words(squeezed: Squeezed, draft: Support) -> Line:
    """Return what describes the support, where it was found."""
    found = {"beneficiary": draft.beneficiary, "base": draft.base, "basis": draft.basis}
    said: Line = {name: squeezed.text(span) for name, span in found.items() if span is not None}
    if draft.conditions:
        said["conditions"] = [squeezed.text(span) for span in draft.conditions]
    return said


def _figure(squeezed: Squeezed, figure: Figure, base: int, quote: str, used: dict[str, int]) -> Line:
    start, end = squeezed.span(figure.span)
    place = start - base
    text = quote[place : end - base]
    while quote.find(text, used.get(text, 0)) != place and place:
        if text in used and quote.find(text, used[text]) < 0:
            break  # one printed figure that stands for several
        place -= 1
        text = quote[place : end - base]
    used[text] = place + 1
    line: Line = {
        "text": text, "role": figure.role, "value": plain(figure.value), "unit": figure.unit, "bound": figure.bound,
        "per": figure.per,
    }  # fmt: skip
    return line | ({"when": figure.when} if figure.when else {})


def _target(draft: Target) -> Line:
    quantity = draft.quantity
    return {
        "indicator": draft.indicator, "value": plain(quantity.value),
        "upper": None if quantity.upper is None else plain(quantity.upper), "unit": quantity.unit,
        "measure": quantity.measure or None, "bound": quantity.bound, "year": draft.year, "status": draft.status,
    }  # fmt: skip
