"""Page headers, footers and page numbers: told by their place and by repeating, left out and reported."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from luodi.engine.documents.paging.lines import Line, Sheet, by_page

#: Page headers and numbers stand in this share of the page at its top and bottom (35 mm of A4).
MARGIN = 0.125
#: A text that stands at the same place of so many pages (of both, when there are two) is a page header or footer.
REPEATED = 3
_SENTENCE = tuple("，。；：、！？,;:")
# OCR reads the dashes of — 12 — as 一 or ·, so those count as dashes beside a number.
_NUMBER = re.compile(
    r"(?P<dash>[—–―\-－一·\s]*)(?:第\s*)?(?P<number>[0-9０-９]{1,4})\s*(?:页)?(?:\s*[/,，]?\s*(?:共\s*)?[0-9]{1,4}\s*页?)?"
    r"(?P<end>[—–―\-－一·\s]*)"
)


def without_furniture(lines: list[Line], sheets: list[Sheet]) -> tuple[list[Line], list[str]]:
    """Return the lines of the text itself, and sentences on what was left out."""
    repeated = _repeated(lines, sheets)
    numbers = _page_numbers([line for line in lines if id(line) not in repeated], sheets)
    kept = [line for line in lines if id(line) not in repeated and id(line) not in numbers]
    notes = [f"页眉页脚“{text}”已略去（{count}处）" for text, count in Counter(repeated.values()).items()]
    return kept, notes + ([f"页码 {len(numbers)} 处已略去"] if numbers else [])


def _in_margin(line: Line, sheet: Sheet) -> bool:
    return line.middle > sheet.height * (1 - MARGIN) or line.middle < sheet.height * MARGIN


def _repeated(lines: list[Line], sheets: list[Sheet]) -> dict[int, str]:
    by_number = {sheet.number: sheet for sheet in sheets}
    places: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for line in lines:
        text = line.text.strip()
        # A line that ends like a sentence is text, even where every page begins alike.
        if (
            text
            and not text.endswith(_SENTENCE)
            and line.table < 0
            and _in_margin(line, by_number[line.page])
            and not _NUMBER.fullmatch(text)
        ):
            # The page's number may be part of the header.
            places[re.sub(r"[0-9]+", "#", text), round(line.middle / 4)].append(line)
    enough = min(REPEATED, max(2, len(sheets)))
    found: dict[int, str] = {}
    for (text, height), same in places.items():
        # Its place may differ by a point, and so fall into the next slot.
        near = [line for slot in (height - 1, height, height + 1) for line in places.get((text, slot), ())]
        if len({line.page for line in near}) >= enough:
            found.update({id(line): same[0].text.strip() for line in same})
    return found


def _page_numbers(lines: list[Line], sheets: list[Sheet]) -> set[int]:
    """Return the lines that are page numbers: between dashes, or counting with the pages."""
    by_number = {sheet.number: sheet for sheet in sheets}
    found: list[tuple[Line, int, bool]] = []
    for line in {id(line): line for line in _edges(lines)}.values():
        match = _NUMBER.fullmatch(line.text.strip())
        if match and line.table < 0 and _in_margin(line, by_number[line.page]):
            plain = not (match["dash"].strip() and match["end"].strip()) and "页" not in line.text
            found.append((line, int(match["number"]) - line.page, plain))
    steady = {shift for shift, count in Counter(shift for _, shift, _ in found).items() if count >= 2}
    alone = len(sheets) == 1
    return {id(line) for line, shift, plain in found if not plain or shift in steady or (alone and shift == 0)}


def _edges(lines: list[Line]) -> Iterable[Line]:
    """Yield the highest and the lowest line of each page: a page number stands nowhere else."""
    for found in by_page(lines).values():
        yield max(found, key=lambda line: line.middle)
        yield min(found, key=lambda line: line.middle)
