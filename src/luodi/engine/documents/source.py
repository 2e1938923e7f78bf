"""The noun every reader returns: the text of a file with all that the file itself says about it.

`Source.text` is the original of everything later: each span of a document counts characters of it. A reader adds what
only the format knows (pages, certain paragraph edges, boxes on the page, what was read by OCR) and never interprets.

>>> source = Source("通知.txt", "text", "第一页\\f第二页", pages=(Page(1, 0, 3), Page(2, 4, 7)))
>>> source.page_at(5)
2
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal, Protocol

BlockKind = Literal["paragraph", "heading", "table", "footnote", "textbox"]

#: Pages of `Source.text` are separated by one form feed.
PAGE_BREAK = "\f"
#: In a block of kind "table": rows end with a newline, cells are separated by a tab.
CELL_BREAK = "\t"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the file: `text[start:end]`, without the form feed."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A piece whose edges the format states: never to be joined with its neighbours, never to be cut."""

    start: int
    end: int
    kind: BlockKind
    level: int | None = None  # of a heading, 1 is the highest; None when the format does not say


@dataclass(frozen=True, slots=True)
class Box:
    """Where a run of characters stands on its page, in points from the lower left corner."""

    start: int
    end: int
    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Flag:
    """A run of characters with something to know: `ocr`, `inserted`, `numbered`, `footnote`, and a note for people."""

    start: int
    end: int
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: its text, and what the format says about pages, blocks and places.

    `blocks` is empty for plain text, where paragraphs must be inferred. When it is given, blocks stand in the order of
    the text, do not overlap, and hold every character that is not blank. Inside a block a newline is a line break the
    author typed (Word's soft break, HTML's `<br>`), which may or may not start a new paragraph; a form feed is a page
    break inside the paragraph.
    `problems` are sentences for people: what could not be read and what was left out.
    `properties` is what the file says of itself outside its text: pairs of `title`, `published`, `publisher` and a value.
    """

    name: str
    format: str
    text: str
    pages: tuple[Page, ...] = ()
    blocks: tuple[Block, ...] = ()
    boxes: tuple[Box, ...] = ()
    flags: tuple[Flag, ...] = ()
    problems: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Return the number of the page that holds the character, None when the file has no pages."""
        found = bisect_right(self.pages, offset, key=lambda page: page.start) - 1
        return self.pages[found].number if found >= 0 else None

    def flags_in(self, start: int, end: int) -> tuple[Flag, ...]:
        """Return the flags that touch `text[start:end]`."""
        return tuple(flag for flag in self.flags if flag.start < end and flag.end > start)

    def boxes_in(self, start: int, end: int) -> tuple[Box, ...]:
        """Return the boxes that touch `text[start:end]`, in the order of the text."""
        return tuple(box for box in self.boxes if box.start < end and box.end > start)


class Reader(Protocol):
    """The shape of a module of `readers`: three names, nothing else public."""

    SUFFIXES: tuple[str, ...]

    def recognises(self, head: bytes) -> bool:
        """Tell from the first bytes of a file (4096 or all) whether it is of this format."""
        ...

    def read(self, data: bytes, name: str) -> Source:
        """Read a whole file; raise `SourceError` with the reason when it cannot be read."""
        ...
