"""Which lines belong together: a new paragraph is told by its indent, a short line before it, its size, a wide gap."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from luodi.engine.documents.paging.lines import Line, by_page
from luodi.engine.documents.source import BlockKind

_ENDS = "。！？；：!?;:…"
_CLOSERS = "）)”’」』》〉】]"
#: Words and numbers are not cut at a line end, so a line that goes on with one may leave so much room (in characters).
_ROOM_FOR_A_WORD = 6


@dataclass
class Piece:
    """A paragraph, a heading or a table while it is put together."""

    kind: BlockKind
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class _Measure:
    """The edges of the text in a column of a page (column 0: the page), and the pitch and size of the body."""

    column: tuple[int, int]
    left: float
    right: float
    size: float
    pitch: float


def group(lines: list[Line]) -> list[Piece]:
    """Put lines, given in reading order, together to paragraphs, headings and tables."""
    size = _common([round(line.size * 2) for line in lines]) / 2 or 1.0
    pitch = _pitch(lines, size)
    columns = {key: found for page in by_page(lines).values() for key, found in _columns(page, size).items()}
    measures: dict[int, _Measure] = {}
    for key, found in columns.items():
        measure = _measure(key, found, lines if key[1] == 0 else found, size, pitch)
        measures.update({id(line): measure for line in found})
    pieces: list[Piece] = []
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and _goes_on(pieces[-1], before, line, measures[id(before)], measures[id(line)]):
            pieces[-1].lines.append(line)
        else:
            pieces.append(Piece(_kind(line, measures[id(line)]), [line]))
    return pieces


def _columns(page: list[Line], size: float) -> dict[tuple[int, int], list[Line]]:
    """Return the lines of a page by column: 0 for a page of one, 1 and 2 for a page of two, as gazettes have."""
    number = page[0].page
    middle = (min(line.x0 for line in page) + max(line.x1 for line in page)) / 2
    left = [line for line in page if line.x1 < middle + 0.5 * size and line.table < 0]
    right = [line for line in page if line.x0 > middle - 0.5 * size and line.table < 0]
    if len(page) < 12 or min(len(left), len(right)) < 0.3 * len(page):
        return {(number, 0): page}
    inside = {id(line) for line in (*left, *right)}
    found = {(number, 1): left, (number, 2): right, (number, 0): [line for line in page if id(line) not in inside]}
    return {key: lines for key, lines in found.items() if lines}


def _common(values: list[int]) -> int:
    return Counter(values).most_common(1)[0][0] if values else 0


def _pitch(lines: list[Line], size: float) -> float:
    steps = [a.middle - b.middle for a, b in pairwise(lines) if a.page == b.page and a.middle - b.middle > 0.8 * size]
    return median(steps) if steps else size * 1.5


def _measure(key: tuple[int, int], found: list[Line], every: list[Line], size: float, pitch: float) -> _Measure:
    """Measure a column; margins may be mirrored, so each page has its own, short pages take the document's."""
    body = [line for line in found if abs(line.size - size) < 1 and line.table < 0]
    if len(body) < 8:
        body = [line for line in every if abs(line.size - size) < 1 and line.table < 0] or found
    # The left edge is the leftmost x shared by two lines: indented first lines may well be the majority.
    lefts = Counter(round(line.x0 / 2) for line in body)
    shared = [x for x, count in lefts.items() if count + lefts[x + 1] >= 2] or list(lefts)
    longest = sorted(body, key=lambda line: -line.x1)[: len(body) // 2 + 1]
    right = _common([round(line.x1 / 4) for line in longest]) * 4
    return _Measure(key, min(shared) * 2, right, size, pitch)


def _kind(line: Line, measure: _Measure) -> BlockKind:
    if line.table >= 0:
        return "table"
    return "heading" if line.size > measure.size * 1.12 and _is_centred(line, measure) else "paragraph"


def _is_centred(line: Line, measure: _Measure) -> bool:
    left, right = line.x0 - measure.left, measure.right - line.x1
    return left > -measure.size and abs(left - right) < 2 * line.size


def _goes_on(piece: Piece, before: Line, line: Line, there: _Measure, here: _Measure) -> bool:
    """Tell whether a line belongs to the piece of the line before it."""
    if before.table >= 0 or line.table >= 0:
        return before.table == line.table
    if abs(line.size - before.size) > max(0.08 * here.size, 0.7):
        return False
    if here.column == there.column and not 0.2 * here.pitch < before.middle - line.middle < 1.7 * here.pitch:
        return False
    if piece.kind == "heading":
        return _is_centred(line, here) and here.column == there.column
    return _runs_on(piece, before, line, there, here)


def _runs_on(piece: Piece, before: Line, line: Line, there: _Measure, here: _Measure) -> bool:
    indent = line.x0 - here.left
    room = there.right - before.x1
    ended = before.text.rstrip().rstrip(_CLOSERS)[-1:] in _ENDS
    if indent > 1.2 * here.size:
        # A hanging paragraph keeps its indent from line to line, and its lines are full.
        hanging = abs((before.x0 - there.left) - indent) < 0.5 * here.size and len(piece.lines) > 1
        return hanging and room < 1.2 * here.size and not ended
    if room < 1.2 * here.size:
        return True
    early = room < _ROOM_FOR_A_WORD * here.size and before.x0 - there.left < 4 * here.size
    return not ended and early and _is_wordlike(line.text)


def _is_wordlike(text: str) -> bool:
    return re.match(r"[0-9A-Za-z“‘（《(]", text.lstrip()) is not None
