"""Clean a text: join hard-wrapped lines and paragraphs cut by a page break, leave out page numbers and stray marks.

Cleaning only leaves characters out; at the end of a line it may put one line end or one blank. Each step is an `Edit`,
so it can be replayed, and nothing that is not blank disappears without being counted as noise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from luodi.engine.documents import labels
from luodi.engine.documents.model import Edit, EditKind, Text
from luodi.engine.documents.source import BlockKind, Source

_LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_BLANKS = " \t\u3000\xa0\ufeff\u200b\u200c\u200d\u2002\u2003\u2009\u202f"
_NOT_TABS = _BLANKS.replace("\t", "")
_GAP = re.compile(f"[{_BLANKS}]+")
_PAGE_NUMBER = re.compile(
    r"[—–─―-]{1,2}\s*[0-9]{1,4}\s*[—–─―-]{1,2}|第\s*[0-9]{1,4}\s*页(?:\s*[,，/]?\s*共\s*[0-9]{1,4}\s*页)?"
)
_BARE_NUMBER = re.compile(r"[0-9]{1,4}")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_LISTED = re.compile(r"-[ \t]+(?=[0-9（(一二三四五六七八九十①-⑳])")
_MARKS = re.compile(r"\*\*|</?(?:u|b|i|em|strong|br|sub|sup) ?/?>")
#: What stands at the head of a line and would not have been broken: a word in Latin letters, a number, with its mark.
_UNBROKEN = re.compile(r"[“‘（(]?[!-~]*[”’）)]?")
_INLINE_LABEL = re.compile(r"[0-9]{1,2}[.、．](?![0-9])")

#: Ends a sentence, a listed item or a lead-in: what follows on the next line is a new paragraph.
_CLOSED = frozenset("。！？；：!?;:…")
_AFTER_CLOSED = "）)”’」』》〉】]\"'"
_PAIRS = {"（": "）)", "(": "）)", "《": "》", "〈": "〉", "“": "”", "「": "」", "【": "】", "〔": "〕"}
_CLOSERS = {closer: opener for opener, closers in _PAIRS.items() for closer in closers}
_COMMAS = frozenset("，,、")
#: No heading ends with one of these words, so the sentence goes on.
_NEVER_LAST = frozenset("的和或以将于从至被把而且其各该")
_NEVER_FIRST = frozenset("，,、。；;：:）)》”’！？%％")
_BODIES_AT_END = re.compile(r"[（(][^（()）]*(?:单位|部门|处室|电话|科室)[^（]*[:：].*[）)]$")
_BODIES_FIRST = re.compile(r"[（(【\[]?(?:责任|牵头|配合|主管|政策咨询|主办|承办|参加|实施)(?:单位|部门|处室)[:：]")
_NAMED_VALUE = re.compile(r"[^，。；：:（(“]{2,12}[:：]")
_PHONE_AT_END = re.compile(r"[0-9]{7,12}$")
#: Printed widths: a line that a page break cut fills a line of the page, and no heading fills much more than one.
_SHORTEST_CUT, _LONGEST_HEADING = 22, 40
_LONGEST_BRACKET = 500
_PUNCTUATION = re.compile("[。；，：;,]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without the blanks and marks around it."""

    start: int
    end: int
    text: str
    block: int = -1  # number of the block that the format states, -1 for none
    kind: BlockKind = "paragraph"
    level: int | None = None  # of a heading that the format states
    after_page: bool = False  # a page break stands before it


@dataclass(frozen=True, slots=True)
class Joined:
    """A paragraph of the cleaned text, `text[start:end]`, and what the format says of it."""

    start: int
    end: int
    text: str
    kind: BlockKind
    level: int | None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The result: the text with its way back, and its paragraphs."""

    text: Text
    paragraphs: tuple[Joined, ...]


def clean(source: Source) -> Cleaned:
    """Clean the text of a source."""
    marks: list[Edit] = []
    found = list(_lines(source, marks))
    lines, noise = _without_page_numbers(found, source)
    groups = _groups(lines, _Evidence(source.text))
    edits = _edits(source.text, groups, sorted([*marks, *noise], key=lambda edit: edit.start))
    text = Text(source.text, edits)
    return Cleaned(text, tuple(_joined(text, groups)))


def _lines(source: Source, marks: list[Edit]) -> Iterator[Line]:
    if not source.blocks:
        yield from _lines_of(source.text, 0, len(source.text), marks, -1, "paragraph", None, source.format == "text")
        return
    done = 0
    for number, block in enumerate(source.blocks):
        if source.text[done : block.start].strip():  # a reader that forgot characters: they are kept, as paragraphs
            yield from _lines_of(source.text, done, block.start, marks, -2 - number, "paragraph", None, False)
        yield from _lines_of(source.text, block.start, block.end, marks, number, block.kind, block.level, False)
        done = block.end
    if source.text[done:].strip():
        yield from _lines_of(source.text, done, len(source.text), marks, -1, "paragraph", None, False)


def _lines_of(
    text: str, start: int, end: int, marks: list[Edit], block: int, kind: BlockKind, level: int | None, marked: bool
) -> Iterator[Line]:
    done = start
    for match in _LINE.finditer(text, start, end):
        raw = match[0]
        around = _NOT_TABS if _is_row(raw.strip(_BLANKS)) else _BLANKS  # a row may begin with an empty cell
        begin = match.start() + len(raw) - len(raw.lstrip(around))
        stop = match.start() + len(raw.rstrip(around))
        if begin >= stop:
            continue
        depth = level
        if marked:
            begin, depth = _unmarked(text, begin, stop, marks)
        if begin < stop:
            after_page = "\f" in text[done : match.start()]
            yield Line(begin, stop, text[begin:stop], block, kind, depth, after_page)
            done = stop


def _is_row(text: str) -> bool:
    """Tell a row of a table: cells between tabs; one tab behind a label is only the blank that Word puts there."""
    if "\t" not in text:
        return False
    label = labels.find(text)
    return not (label and text.count("\t") == 1 and not text[label.end : text.index("\t")].strip())


def _unmarked(text: str, begin: int, stop: int, marks: list[Edit]) -> tuple[int, int | None]:
    """Leave out what Markdown or HTML put into a line of text: `#`, `**`, `<u>`, and `- ` before a label."""
    depth = None
    if match := _HASHES.match(text, begin, stop):
        depth = len(match[1])
        marks.append(Edit(begin, match.end(), "", "markup"))
        begin = match.end()
    elif (match := _LISTED.match(text, begin, stop)) and labels.find(text, match.end()):
        marks.append(Edit(begin, match.end(), "", "markup"))
        begin = match.end()
    found = [Edit(mark.start(), mark.end(), "", "markup") for mark in _MARKS.finditer(text, begin, stop)]
    if sum(text.startswith("*", edit.start) for edit in found) % 2 == 0:
        marks.extend(found)
        while found and found[0].start == begin:
            begin = found.pop(0).end
    return begin, depth


def _without_page_numbers(lines: list[Line], source: Source) -> tuple[list[Line], list[Edit]]:
    """Take out page numbers: the printed form is enough between dashes, a bare number must also stand in a series."""
    numbers = [line for line in lines if line.kind == "paragraph" and _PAGE_NUMBER.fullmatch(line.text)]
    bare = [line for line in lines if line.kind == "paragraph" and _BARE_NUMBER.fullmatch(line.text)]
    if _is_series([int(line.text) for line in bare]):
        numbers += bare
    out = {line.start: _edit(line, "page-number") for line in numbers}
    if len(source.pages) >= 3:
        out |= {line.start: _edit(line, "page-header") for line in _running_heads(lines)}
    if not out:
        return lines, []
    return [line for line in lines if line.start not in out], list(out.values())


def _edit(line: Line, kind: EditKind) -> Edit:
    return Edit(line.start, line.end, "", kind)


def _is_series(numbers: list[int]) -> bool:
    """Three or more numbers, each one above the last: page numbers, not the cells of a list."""
    return len(numbers) >= 3 and all(after - before == 1 for before, after in pairwise(numbers))


def _running_heads(lines: list[Line]) -> list[Line]:
    """Return the short lines that stand, the same, first on three or more pages."""
    heads = [line for line in lines if line.after_page and len(line.text) <= 40 and not labels.find(line.text)]
    often = {text for text, count in Counter(line.text for line in heads).items() if count >= 3}
    return [line for line in heads if line.text in often]


class _Evidence:
    """Which three characters stand together somewhere in the document; made when first asked, from its beginning."""

    _ENOUGH = 300_000

    def __init__(self, text: str) -> None:
        self._text = text[: self._ENOUGH]
        self._seen: frozenset[str] = frozenset()

    def __contains__(self, piece: str) -> bool:
        if not self._seen:
            self._seen = frozenset(self._text[place : place + 3] for place in range(len(self._text)))
        return piece in self._seen


def _groups(lines: list[Line], seen: _Evidence) -> list[list[Line]]:
    width = _wrap_width(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _joins(groups[-1], line, width, seen, lines[0].start):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _width(text: str) -> float:
    """Return the printed width in Chinese characters: a Latin letter or digit takes half of one."""
    narrow = sum(1 for char in text if char < "\u2000")
    return len(text) - narrow / 2


def _wrap_width(lines: list[Line]) -> float:
    """Return the width at which the lines of the file were cut, 0 when they are whole paragraphs."""
    widths = [_width(line.text) for line in lines if line.block < 0]
    if len(widths) < 8:
        return 0.0
    common = Counter(round(width) for width in widths)
    peak = max(common, key=lambda width: sum(common[near] for near in range(width - 2, width + 3)))
    near = sum(common[width] for width in range(peak - 2, peak + 3))
    longer = sum(count for width, count in common.items() if width > peak + 2)
    return float(peak) if near >= 0.45 * len(widths) and longer <= 0.05 * len(widths) and peak >= 16 else 0.0


def _joins(group: list[Line], line: Line, width: float, seen: _Evidence, first: int) -> bool:
    """Tell whether a line goes on with the paragraph before it."""
    before = group[-1]
    if before.block != line.block or line.kind == "table" or before.level != line.level:
        return False
    if line.after_page and line.block >= 0:
        return True  # a page break inside a paragraph that the format states
    tail = before.text
    if _starts_anew(line.text):
        return tail[-1] in "第至和或及与、" and not labels.bullet(line.text)
    if (
        line.text[0] in _NEVER_FIRST
        or tail[-1] in _COMMAS
        or (tail[-1] in _NEVER_LAST and not tail.endswith("目的"))
        or _bracket_goes_on(tail, line.text)
    ):
        return True
    if _is_closed(tail):
        return bool(width) and _width(tail) >= width - 0.5 and not _BODIES_AT_END.search(tail[-_LONGEST_BRACKET:])
    if width:
        return _width(tail) + _width(_UNBROKEN.match(line.text)[0]) >= width - 2  # type: ignore[index]
    if (
        group[0].start == first
        or group[0].text.startswith("附件")
        or (_NAMED_VALUE.match(tail) and _NAMED_VALUE.match(line.text))
    ):
        return False  # the title, and lines such as 联系人：…
    head = group[0].text if before is group[0] else group[0].text + tail
    return _reads_as_cut(head, line.text, seen)


def _starts_anew(text: str) -> bool:
    return bool(labels.find(text) or labels.bullet(text) or _BODIES_FIRST.match(text))


def _is_closed(tail: str) -> bool:
    tail = tail[-_LONGEST_BRACKET:]
    return tail.rstrip(_AFTER_CLOSED)[-1:] in _CLOSED or bool(_BODIES_AT_END.search(tail) or _PHONE_AT_END.search(tail))


def _bracket_goes_on(tail: str, following: str) -> bool:
    """Tell whether a bracket or quotation mark opened in the one line is closed in the other."""
    waiting: list[str] = []
    for char in tail:
        if char in _PAIRS:
            waiting.append(char)
        elif char in _CLOSERS and waiting:
            waiting.pop()
    if not waiting:
        return False
    opener = waiting[-1]
    for char in following:
        if char in _PAIRS[opener]:
            return True
        if char == opener:
            return False
    return False


def _reads_as_cut(head: str, following: str, seen: _Evidence) -> bool:
    """Tell a paragraph cut by a page break from a heading: both end without punctuation.

    A paragraph holds a finished sentence, or a comma when it is no numbered heading. Where neither decides, the
    document itself does: 人工 | 智能 stands together elsewhere in it, the end of a heading and a first word do not.
    """
    label = labels.find(head)
    words = head[label.end :] if label else head
    punctuation = set(_PUNCTUATION.findall(words))
    if punctuation & {"。", "；", ";"}:
        return True
    if punctuation and (label is None or label.kind == "article" or _width(head) > _LONGEST_HEADING):
        return True
    if (labels.bullet(head) or (label and label.kind == "article")) and _width(head) >= _SHORTEST_CUT:
        return True
    return _width(head) >= _SHORTEST_CUT and any(
        piece in seen for piece in (head[-2:] + following[:1], head[-1:] + following[:2])
    )


def _edits(original: str, groups: list[list[Line]], noise: list[Edit]) -> Iterator[Edit]:
    """Return the steps from the original to the text, in order."""
    noises = iter([*noise, Edit(len(original) + 1, len(original) + 1, "", "blank")])
    waiting = next(noises)
    done = 0
    sign, kind = "", "blank"
    before: Line | None = None
    for group in groups:
        for place, line in enumerate(group):
            if before is not None:
                sign, kind = ("\n", "paragraph") if place == 0 else (_between(before, line), "join")
            while waiting.start < line.start:
                yield from _gap(done, waiting.start, sign, kind)
                if waiting.start > done:
                    sign, kind = "", "blank"
                yield waiting
                done = waiting.end
                waiting = next(noises)
            yield from _gap(done, line.start, sign, kind)
            blanks = _blanks(line)
            blank = next(blanks, None)
            while waiting.start < line.end or blank is not None:
                if blank is not None and blank.start < waiting.start:
                    yield blank
                    blank = next(blanks, None)
                else:
                    yield waiting
                    waiting = next(noises)
            before, done = line, line.end
    while waiting.start <= len(original):
        yield from _gap(done, waiting.start, "", "blank")
        yield waiting
        done = waiting.end
        waiting = next(noises)
    yield from _gap(done, len(original), "", "blank")


def _gap(start: int, end: int, sign: str, kind: str) -> Iterator[Edit]:
    if end > start:
        yield Edit(start, end, sign, cast(EditKind, kind))


def _between(before: Line, line: Line) -> str:
    """Return the blank that two joined lines need: only between two words in Latin letters or two numbers."""
    return (
        " "
        if before.text[-1].isascii() and line.text[0].isascii() and before.text[-1].isalnum() and line.text[0].isalnum()
        else ""
    )


def _blanks(line: Line) -> Iterator[Edit]:
    """Leave out the blanks that typesetting put between Chinese and digits; keep those between words and between digits."""
    text = line.text
    is_row = _is_row(text)
    for match in _GAP.finditer(text):
        if not 0 < match.start() < match.end() < len(text):
            continue  # the empty first cell of a row
        left, right = text[match.start() - 1], text[match.end()]
        if is_row and "\t" in match[0]:
            sign = "\t"
        elif _is_narrow(left) == _is_narrow(right) and not (_is_mark(left) or _is_mark(right)):
            sign = " "
        else:
            sign = " " if _is_narrow(right) and not _is_mark(left) and _INLINE_LABEL.match(text, match.end()) else ""
        if sign != match[0]:
            yield Edit(line.start + match.start(), line.start + match.end(), sign, "blank")


def _is_narrow(char: str) -> bool:
    return char < "\u2000"


def _is_mark(char: str) -> bool:
    """Tell Chinese punctuation, which never needs a blank beside it."""
    return "\u2010" <= char <= "\u2030" or "\u3001" <= char <= "\u3020" or char in "，。；：！？（）、％～"


def _joined(text: Text, groups: list[list[Line]]) -> Iterator[Joined]:
    parts = text.value.split("\n")
    assert len(parts) == max(len(groups), 1)
    start = 0
    for part, group in zip(parts, groups, strict=False):
        yield Joined(start, start + len(part), part, group[0].kind, group[0].level)
        start += len(part) + 1
