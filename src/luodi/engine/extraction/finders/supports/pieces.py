"""Cut a paragraph into the pieces that can promise something on their own.

A sentence ends at 。；！？; inside it a new piece begins where somebody else is addressed (对…, 支持…) after a sum has been
named. Nothing is cut inside brackets or titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luodi.engine.extraction.finders.supports import words
from luodi.engine.extraction.model import Quantity

_OPEN = dict(zip("（(《〔【“", "）)》〕】”", strict=True))
_ENDS = "。；;！？\n"
#: Somebody new is addressed.
ADDRESS = re.compile(
    r"(?:[（(]?[0-9一二三四五六七八九十]{1,3}[）).、．]\s*)?"
    r"(?:(?:同时|此外|另外|并且?|其中)[，,]?)?(?:对(?!外|接|标|应|照|比|口|象)|对于|支持(?!标准|额度|比例|方式|金额|最高|力度|资金)|鼓励|引导|推动|设立|组建|联合[^，。；]{2,20}设立|凡|获得|新认定|首次)"
)
_INNER = re.compile(
    r"[，,、]\s*(?:(?:同时|此外|另外|并)[，,]?)?(?=对(?!外|接|标|应|照|比|口|象|其)|支持(?!标准|额度|比例|方式|金额|最高|力度|资金)|鼓励|设立)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """`text[start:end]` of a paragraph, with its quantities; `mark` is what closes the piece before it."""

    text: str
    start: int  # in the document's text
    quantities: tuple[Quantity, ...]
    mark: str

    @property
    def end(self) -> int:
        """Where it ends in the document's text."""
        return self.start + len(self.text)

    @property
    def addresses(self) -> bool:
        """Whether it addresses somebody before its first number."""
        head = self.text[: self.quantities[0].span.start - self.start] if self.quantities else self.text
        return bool(ADDRESS.match(self.text.lstrip()) or _INNER.search(head))

    def before(self, quantity: Quantity, *, whole: bool = True) -> str:
        """Return the words before a quantity (before its bound words when `whole`)."""
        return self.text[: (quantity.whole if whole else quantity.span).start - self.start]

    def after(self, quantity: Quantity) -> str:
        """Return the words behind a quantity and its bound words."""
        return self.text[quantity.whole.end - self.start :]


def pieces(text: str, start: int, quantities: Sequence[Quantity]) -> Iterator[Piece]:
    """Cut a paragraph that begins at `start` of the document."""
    mark = ""
    for begin, end in _sentences(text):
        inside = [q for q in quantities if begin <= q.span.start - start < end]
        for low, high in _addressed(text, begin, end, start, inside):
            held = tuple(q for q in inside if low <= q.span.start - start < high)
            yield Piece(text[low:high], start + low, held, mark)
            mark = "，"
        mark = text[end - 1 : end] if end else ""


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    begin, closers = 0, ""
    for place, char in enumerate(text):
        if char in _OPEN:
            closers += _OPEN[char]
        elif closers and char == closers[-1]:
            closers = closers[:-1]
        elif char in _ENDS and (not closers or (closers[-1:] == "”" and char in "。\n") or char == "\n"):
            if place > begin:
                yield begin, place + 1
            begin, closers = place + 1, ""
    if begin < len(text):
        yield begin, len(text)


def _addressed(text: str, begin: int, end: int, start: int, inside: Sequence[Quantity]) -> Iterator[tuple[int, int]]:
    low = begin
    for cut in _INNER.finditer(text, begin, end):
        paid = any(low <= q.span.start - start < cut.start() and q.kind in {"money", "ratio"} for q in inside)
        paid = paid and bool(words.PAYS.search(text, low, cut.start()))
        left = any(q.span.start - start >= cut.end() for q in inside)
        if paid and left and not _between_lists(text, cut):
            yield low, cut.end()
            low = cut.end()
    yield low, end


def _between_lists(text: str, cut: re.Match[str]) -> bool:
    """Tell 对A、对B分别给予, which is one grant, from a new one."""
    return text[cut.start()] == "、"
