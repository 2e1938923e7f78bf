"""The nouns of paged files: a printed line and the size of a page."""

from __future__ import annotations

from dataclasses import dataclass, replace

#: Room of so many characters' width between two pieces of a line is a printed blank.
WIDE = 0.8


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, or one cell's line of a table; places in points, y grows upwards."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    text: str
    flag: str = ""
    note: str = ""
    table: int = -1  # number of the table it belongs to, -1 for none
    row: int = -1
    column: int = -1

    @property
    def middle(self) -> float:
        """Return the height of the line's middle."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """The size of a page."""

    number: int
    width: float
    height: float


def by_page(lines: list[Line]) -> dict[int, list[Line]]:
    """Return the lines of each page, in their order."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    return pages


def join(left: Line, right: Line) -> Line:
    """Return two pieces of one printed line as one, with a blank where the room between them is wide."""
    room = right.x0 - left.x1
    return replace(
        left,
        y0=min(left.y0, right.y0),
        x1=max(left.x1, right.x1),
        y1=max(left.y1, right.y1),
        size=max(left.size, right.size),
        text=left.text + (" " if room > WIDE * right.size else "") + right.text,
        note=min(left.note, right.note),  # of two scores the lower one
    )
