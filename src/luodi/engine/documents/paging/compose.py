"""Write pieces one after another as a `Source`, keeping pages, boxes and flags.

A paragraph may run over a page break: the form feed then stands inside its block.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from luodi.engine.documents.paging.furniture import without_furniture
from luodi.engine.documents.paging.lines import Line, Sheet
from luodi.engine.documents.paging.paragraphs import Piece, group
from luodi.engine.documents.source import CELL_BREAK, PAGE_BREAK, Block, Box, Flag, Page, Source


def compose(name: str, format_: str, sheets: list[Sheet], lines: list[Line], problems: Iterable[str] = ()) -> Source:
    """Make the source of a paged file from its lines, given in reading order."""
    kept, notes = without_furniture(lines, sheets)
    return _Composer(sheets).source(name, format_, group(kept), (*problems, *notes))


class _Composer:
    """The growing text of a paged file."""

    def __init__(self, sheets: list[Sheet]) -> None:
        self.sheets = sheets
        self.places = {sheet.number: place for place, sheet in enumerate(sheets)}
        self.parts: list[str] = []
        self.length = 0
        self.page_starts = [0]
        self.blocks: list[Block] = []
        self.boxes: list[Box] = []
        self.flags: list[Flag] = []

    def source(self, name: str, format_: str, pieces: list[Piece], problems: tuple[str, ...]) -> Source:
        for piece in pieces:
            self.piece(piece)
        self.turn_to(len(self.sheets) - 1)
        ends = [*(start - 1 for start in self.page_starts[1:]), self.length]
        edges = zip(self.sheets, self.page_starts, ends, strict=True)
        return Source(
            name,
            format_,
            "".join(self.parts),
            pages=tuple(Page(sheet.number, start, end) for sheet, start, end in edges),
            blocks=tuple(self.blocks),
            boxes=tuple(self.boxes),
            flags=tuple(self.flags),
            problems=problems,
        )

    def piece(self, piece: Piece) -> None:
        lines = _in_rows(piece.lines) if piece.kind == "table" else piece.lines
        if not self.turn_to(self.places[lines[0].page]) and self.parts:
            self.write("\n")
        start = self.length
        before: Line | None = None
        for line in lines:
            if before is not None and not self.turn_to(self.places[line.page]):
                self.write(_between(before, line))
            self.line(line)
            before = line
        self.blocks.append(Block(start, self.length, piece.kind))

    def line(self, line: Line) -> None:
        text = line.text.strip()
        if not text:
            return
        start = self.length
        self.write(text)
        self.boxes.append(Box(start, self.length, line.page, line.x0, line.y0, line.x1, line.y1))
        if line.flag:
            self.flags.append(Flag(start, self.length, line.flag, line.note))

    def turn_to(self, place: int) -> bool:
        """Write the page breaks up to a page; tell whether there was one."""
        turned = len(self.page_starts) <= place
        while len(self.page_starts) <= place:
            self.write(PAGE_BREAK)
            self.page_starts.append(self.length)
        return turned

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _in_rows(lines: list[Line]) -> list[Line]:
    """Return a table's lines row by row, with an empty line for each empty cell."""
    wide = max(line.column for line in lines) + 1
    cells: dict[tuple[int, int, int], list[Line]] = {}
    for line in lines:
        cells.setdefault((line.page, line.row, line.column), []).append(line)
    found: list[Line] = []
    for page, row in sorted({(page, row) for page, row, _ in cells}):
        for column in range(wide):
            empty = replace(lines[0], page=page, row=row, column=column, text="")
            found += cells.get((page, row, column), [empty])
    return found


def _between(before: Line, line: Line) -> str:
    if line.table >= 0 and before.row != line.row:
        return "\n"
    if line.table >= 0 and before.column != line.column:
        return CELL_BREAK
    left, right = before.text.rstrip()[-1:], line.text.lstrip()[:1]
    return " " if left.isascii() and right.isascii() and left.isalpha() and right.isalpha() else ""
