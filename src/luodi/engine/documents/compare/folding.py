"""A text reduced to what is compared, with the way back to every character.

>>> fold("（三）对 ３Ａ 级企业，给予 3.5 万元。").text
'三对3a级企业给予3.5万元'
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

#: Signs that belong to a figure, whether or not a digit stands beside them.
_SIGNS = "%‰+"
_POINT = re.compile(r"(?<=[0-9０-９])[.．](?=[0-9０-９])")


@dataclass(frozen=True, slots=True)
class Folded:
    """The reduced text; `places[n]` is where its nth character stands in the text it was made from."""

    text: str
    places: tuple[int, ...]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return the run of the original text that holds `text[start:end]`; for an empty run, where it would begin."""
        if start < end:
            return self.places[start], self.places[end - 1] + 1
        here = self.places[start] if start < len(self.places) else (self.places[-1] + 1 if self.places else 0)
        return here, here

    def at(self, place: int) -> int:
        """Return the first position of the reduced text that stands at or after a place of the text."""
        return bisect_left(self.places, place)


@lru_cache(maxsize=30_000)
def _kept(char: str) -> str:
    """Return what stands for a character, an empty text for what is not compared."""
    plain = unicodedata.normalize("NFKC", char).casefold()
    if len(plain) != 1:
        plain = char  # ㎡ and ½ stay as they are: the reduced text must not grow
    category = unicodedata.category(plain)
    return plain if category[0] in "LN" or (category == "So" and not _is_stroke(plain)) or plain in _SIGNS else ""


def _is_stroke(char: str) -> bool:
    """Tell the strokes and dots that stand for a dash or a bullet."""
    return "\u2500" <= char <= "\u27bf"


def fold(text: str) -> Folded:
    """Reduce a text to letters, digits, Han and the signs of figures, all of one width and case."""
    points = {match.start() for match in _POINT.finditer(text)}
    kept = [
        (place, "." if place in points else found)
        for place, char in enumerate(text)
        if (found := _kept(char)) or place in points
    ]
    return Folded("".join(char for _, char in kept), tuple(place for place, _ in kept))
