"""A text folded for matching: widths made one, blanks dropped, and each character's place in the text kept.

Printed documents put blanks and page breaks inside figures (`10 0 万元`), so the grammar reads the folded text and
answers with places of the text as it was given. Line ends between paragraphs stay, as one character.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from luodi.engine.documents.model import Span

_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("，"): ",", ord("∶"): ":", ord("﹪"): "%", ord("〜"): "~", ord("∼"): "~", ord("－"): "-", ord("−"): "-",
    ord("–"): "—", ord("―"): "—", ord("〈"): "《", ord("〉"): "》", ord("﹝"): "〔", ord("﹞"): "〕",
    ord("“"): "“", ord("”"): "”", ord("㎡"): "㎡",
}  # fmt: skip
_BLANK = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded text and, for each of its characters, the place in the text it was made of."""

    value: str
    places: tuple[int, ...] | range
    offset: int = 0

    def span(self, start: int, end: int) -> Span:
        """Return where `value[start:end]` stands in the text, without blanks at its ends."""
        if end <= start:
            return Span(self.at(start), self.at(start))
        return Span(self.places[start] + self.offset, self.places[end - 1] + 1 + self.offset)

    def at(self, place: int) -> int:
        """Return where one character stands in the text; the end of the text for the end of the folded one."""
        if place < len(self.places):
            return self.places[place] + self.offset
        return (self.places[-1] + 1 if self.places else 0) + self.offset

    def find(self, origin: int) -> int:
        """Return the first folded place that stands at or after a place of the text."""
        return bisect_left(self.places, origin - self.offset)


def fold(text: str, offset: int = 0) -> Folded:
    """Fold a text; `offset` is added to every place that is answered."""
    folded = text.translate(_WIDTHS)
    if not _BLANK.search(folded):
        return Folded(folded, range(len(text)), offset)
    kept = [place for place, char in enumerate(folded) if char == "\n" or not char.isspace()]
    return Folded("".join(folded[place] for place in kept), tuple(kept), offset)
