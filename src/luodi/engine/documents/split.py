"""Split a compilation into its documents by its table of contents; what the contents promise and the body lacks is reported.

The contents give for each document its title and the group it stands in (here the zone it belongs to). A title is
found when the lines of the body, put together, are the title, or nearly so; a near match is marked as such.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from luodi.engine.core.errors import Place, SourceError
from luodi.engine.documents import labels
from luodi.engine.documents.model import Document, Span
from luodi.engine.documents.read import interpret
from luodi.engine.documents.source import Flag, Source

_LINE = re.compile(r"[^\n\f\r]+")
_CONTENTS = re.compile(r"目\s*[录次]")
_PAGE = re.compile(r"(?<![.．…·\s])[.．…·\s]*([0-9]{1,4})$")
_ENTRY = re.compile(r"(?:[-*•]\s+)?([0-9]{1,3})\s*[.．、]\s*(.+)$")
_ODD = re.compile(r"[\s《》〈〉“”\"'（）()【】\[\]:：,，、.．—–─-]")
_SENTENCE_END = ("。", "；", "，", ";")
#: A title split over more lines than this is not looked for.
_LINES_OF_A_TITLE = 5
#: From this similarity on (0–100) a line is taken for the title, and the entry is marked.
_NEAR = 90.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents, and where its document stands; `span` is None when the body lacks it."""

    number: int
    title: str
    group: str
    page: int | None
    line: int
    span: Span | None
    printed: str = ""  # the title as the body prints it, when it differs

    @property
    def found(self) -> bool:
        """Whether the body holds the document."""
        return self.span is not None


@dataclass(frozen=True, slots=True)
class Compilation:
    """A source cut by its contents."""

    source: Source
    entries: tuple[Entry, ...]

    @property
    def missing(self) -> tuple[Entry, ...]:
        """The entries that are not in the body."""
        return tuple(entry for entry in self.entries if not entry.found)

    def text(self, entry: Entry) -> str:
        """Return the part of the original that holds a document."""
        return self.source.text[entry.span.start : entry.span.end] if entry.span else ""

    def document(self, entry: Entry, *, region: str = "") -> Document:
        """Read one document; its spans count from the beginning of its own text (`entry.span.start`)."""
        if entry.span is None:
            raise SourceError(
                f"汇编里没有第 {entry.number} 份《{entry.title}》",
                place=Place(self.source.name, entry.line),
                why="目录里有，正文里找不到这个标题",
            )
        start, end = entry.span.start, entry.span.end
        flags = tuple(
            Flag(max(flag.start - start, 0), min(flag.end, end) - start, flag.kind, flag.note)
            for flag in self.source.flags_in(start, end)
        )
        part = Source(f"{self.source.name}#{entry.number}", self.source.format, self.text(entry), flags=flags)
        return interpret(part, region=region)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    plain: str


def split(source: Source) -> Compilation:
    """Cut a compilation; SourceError when it has no table of contents."""
    lines = [_Line(m.start(), m.end(), m[0].strip(), _plain(m[0])) for m in _LINE.finditer(source.text) if m[0].strip()]
    head = next((place for place, line in enumerate(lines[:400]) if _CONTENTS.fullmatch(line.text)), None)
    if head is None:
        raise SourceError(
            "没有找到目录", place=Place(source.name), why="汇编按目录拆分", fix="核对文件里有没有单独一行的“目录”"
        )
    listed, body = _contents(source, lines, head)
    if not listed:
        raise SourceError(
            "目录里没有读到条目",
            place=Place(source.name, _line_number(source, lines[head].start)),
            fix="条目要写成“1. 标题……页码”",
        )
    return Compilation(source, tuple(_located(source, listed, lines, body)))


def documents(source: Source, *, region: str = "") -> list[Document]:
    """Return the documents of a source: those of a compilation each for itself, else the one it is."""
    if not is_compilation(source):
        return [interpret(source, region=region)]
    cut = split(source)
    return [cut.document(entry, region=region) for entry in cut.entries if entry.found]


def is_compilation(source: Source) -> bool:
    """Tell whether a source has a table of contents of which two or more titles stand in the body."""
    try:
        return sum(entry.found for entry in split(source).entries) >= 2
    except SourceError:
        return False


def _contents(source: Source, lines: Sequence[_Line], head: int) -> tuple[list[Entry], int]:
    """Read the contents; they end where the title of the first entry stands again."""
    entries: list[Entry] = []
    group = ""
    place = begun = head + 1
    while place < len(lines):
        line = lines[place]
        if entries and line.plain == _plain(entries[0].title):
            break
        if match := _ENTRY.match(line.text):
            entries.append(_entry(source, match, group, line))
            begun = place
        elif (label := labels.find(line.text)) and label.kind in {"cn", "cnp", "chapter"}:
            group = _without_page(line.text[label.end :].strip())[0]
        elif (
            entries
            and len(line.text) < 60
            and place - begun < _LINES_OF_A_TITLE
            and not line.text.endswith(_SENTENCE_END)
        ):
            entries[-1] = _continued(entries[-1], line.text)  # a title that goes on in the next line
        else:
            break
        place += 1
    return entries, place


def _entry(source: Source, match: re.Match[str], group: str, line: _Line) -> Entry:
    title, page = _without_page(match[2])
    return Entry(int(match[1]), title, group, page, _line_number(source, line.start), None)


def _continued(entry: Entry, text: str) -> Entry:
    more, page = _without_page(text)
    return Entry(entry.number, entry.title + more, entry.group, page or entry.page, entry.line, None)


def _without_page(text: str) -> tuple[str, int | None]:
    match = _PAGE.search(text)
    if not match or match.start() == 0:
        return text.strip(), None
    return text[: match.start()].strip(" .．…·"), int(match[1])


def _located(source: Source, listed: Sequence[Entry], lines: Sequence[_Line], body: int) -> Iterator[Entry]:
    """Find each title in the body, in the order of the contents; a document ends where the next one begins."""
    starts: list[tuple[int, str] | None] = []
    place = body
    beginning: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if not line.text.endswith(_SENTENCE_END):
            beginning.setdefault(line.plain[:2], []).append(number)
    for entry in listed:
        found = _find(entry.title, lines, beginning.get(_plain(entry.title)[:2], []), place)
        starts.append((lines[found[0]].start, found[2]) if found else None)
        if found:
            place = found[1]
    ends = _ends(source, starts)
    for entry, start, end in zip(listed, starts, ends, strict=True):
        span = Span(start[0], end) if start else None
        yield Entry(entry.number, entry.title, entry.group, entry.page, entry.line, span, start[1] if start else "")


def _ends(source: Source, starts: Sequence[tuple[int, str] | None]) -> list[int]:
    ends = []
    following = len(source.text)
    for start in reversed(starts):
        ends.append(following)
        if start:
            following = start[0]
    return ends[::-1]


def _find(title: str, lines: Sequence[_Line], places: Sequence[int], begin: int) -> tuple[int, int, str] | None:
    """Return first line, line behind the title and the printed form when it differs; the exact title comes first."""
    wanted = _plain(title)
    near: tuple[float, tuple[int, int, str]] | None = None
    for place in places[bisect_left(places, begin) :]:
        printed = ""
        for size in range(1, _LINES_OF_A_TITLE + 1):
            if place + size > len(lines) or len(printed) > 2 * len(title):
                break
            printed += lines[place + size - 1].text
            if _plain(printed) == wanted:
                return place, place + size, ""
            score = fuzz.ratio(_plain(printed), wanted, score_cutoff=_NEAR)
            if score and (near is None or score > near[0]):
                near = score, (place, place + size, printed)
    return near[1] if near else None


def _plain(text: str) -> str:
    return _ODD.sub("", text)


def _line_number(source: Source, offset: int) -> int:
    return source.text.count("\n", 0, offset) + 1
