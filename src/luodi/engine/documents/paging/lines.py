"""The nouns of paged files: a printed line and the size of a page."""

from __future__ import annotations

from dataclasses import dataclass


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
