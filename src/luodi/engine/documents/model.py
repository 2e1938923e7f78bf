"""The nouns of `engine.documents`: a document, its clauses and paragraphs, and where each stands in the original.

A document has two texts. The *original* is what the file holds, character by character. The *text* is the original
after cleaning: lines joined to paragraphs, page numbers left out. Every `Edit` between the two is kept, so the text
can be made again from the original (`replay`) and every character of the text has its place in the original.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Literal

from luodi.engine.core.errors import NotFound
from luodi.engine.documents.source import Source

EditKind = Literal["blank", "join", "paragraph", "page-number", "page-header", "markup"]
#: Edits of these kinds leave out characters that are not blank; they are the document's noise.
_REGULAR_BRACKETS = str.maketrans("[]（）()", "〔〕〔〕〔〕")
#: What ends a sentence; a semicolon too: in these texts it parts one support or target from the next.
_STOP = re.compile("[。；;!！?？]")
_LINE_END = re.compile(r"\r\n|[\n\r]")
NOISE: frozenset[str] = frozenset({"page-number", "page-header", "markup"})

ClauseKind = Literal[
    "chapter", "article", "part", "item", "box", "heading", "head", "end", "notice", "annex", "footnotes"
]
ParagraphKind = Literal["heading", "text", "lead-in", "bullet", "row", "note"]
FieldKind = Literal[
    "letterhead", "title", "number", "issuer", "addressee", "date", "signature", "annex", "contents", "remark"
]
Role = Literal["lead", "assist", "responsible", "contact"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A run of characters: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of cleaning: `original[start:end]` became `text` (nothing, a line end, or a blank)."""

    start: int
    end: int
    text: str
    kind: EditKind


class Text:
    """A cleaned text with the way back: each character knows its place in the original."""

    __slots__ = ("_lines", "_noise", "_origins", "_starts", "edits", "value")

    def __init__(self, original: str, edits: Iterable[Edit]) -> None:
        self.edits = tuple(edits)
        pieces: list[str] = []
        starts: list[int] = []
        origins: list[int] = []
        done = length = 0
        for edit in (*self.edits, Edit(len(original), len(original), "", "blank")):
            if edit.start > done:
                starts.append(length)
                origins.append(done)
                pieces.append(original[done : edit.start])
                length += edit.start - done
            if edit.text:
                starts.append(length)
                origins.append(edit.start)
                pieces.append(edit.text)
                length += len(edit.text)
            done = edit.end
        self.value = "".join(pieces)
        self._starts, self._origins = starts, origins
        self._noise = [edit for edit in self.edits if edit.kind in NOISE]
        self._lines = [match.end() for match in _LINE_END.finditer(original)]

    def origin(self, position: int) -> int:
        """Return where in the original the character at this position of the text stands."""
        run = bisect_right(self._starts, position) - 1
        return self._origins[run] + position - self._starts[run] if run >= 0 else 0

    def position(self, origin: int) -> int:
        """Return the first position of the text that stands at or after this place of the original."""
        run = bisect_right(self._origins, origin) - 1
        if run < 0:
            return 0
        end = self._starts[run + 1] if run + 1 < len(self._starts) else len(self.value)
        return min(self._starts[run] + origin - self._origins[run], end)

    def line(self, origin: int) -> int:
        """Return the line of the original, from 1, that holds a place."""
        return bisect_right(self._lines, origin) + 1

    def span(self, start: int, end: int) -> Span:
        """Return the run of the original that holds `value[start:end]`, with what cleaning left out inside it."""
        if end <= start:
            return Span(self.origin(start), self.origin(start))
        return Span(self.origin(start), self.origin(end - 1) + 1)

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the same as `span`, cut where noise such as a page number stands between."""
        whole = self.span(start, end)
        found: list[Span] = []
        begin = whole.start
        for place in range(bisect_left(self._noise, whole.start, key=lambda edit: edit.start), len(self._noise)):
            edit = self._noise[place]
            if edit.start >= whole.end:
                break
            if edit.start > begin:
                found.append(Span(begin, edit.start))
            begin = edit.end
        if whole.end > begin or not found:
            found.append(Span(begin, whole.end))
        return tuple(found)


def replay(original: str, edits: Iterable[Edit]) -> str:
    """Make the cleaned text again from the original and the steps that were kept."""
    return Text(original, edits).value


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a clause: `document.text[start:end]`."""

    start: int
    end: int
    kind: ParagraphKind
    text: str


@dataclass(frozen=True, slots=True)
class BodyMention:
    """A body as a clause prints it, what it stands for, and what it has to do there."""

    printed: str
    name: str  # the full name by the region's alias table, or as printed when it is not known
    role: Role
    span: Span  # in the original
    known: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: one numbered (or unnumbered) unit of the outline, with all that stands below it."""

    id: str
    kind: ClauseKind
    label: str  # as printed: （二）, 第五条, 1.
    number: int | None
    title: str
    path: tuple[str, ...]  # the labels from the top, without their punctuation
    parent: str  # the id above, empty at the top
    start: int  # in the document's text
    end: int
    paragraphs: tuple[Paragraph, ...]  # its own, without those of the clauses below
    bodies: tuple[BodyMention, ...] = ()
    _text: Text = field(repr=False, compare=False, kw_only=True)

    @property
    def depth(self) -> int:
        """How deep the clause stands: 1 at the top."""
        return len(self.path)

    @property
    def text(self) -> str:
        """The whole text, label and sub-clauses included, a line for each paragraph."""
        return self._text.value[self.start : self.end]

    @property
    def own_text(self) -> str:
        """The text without the sub-clauses."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    def sentence(self, run: Span) -> Span:
        """Return the sentence of the clause's own paragraphs that holds a run of the document's text; the run itself where it is none's."""
        start, end = run.start, run.end
        for paragraph in (one for one in self.paragraphs if one.start <= start < one.end):
            stops = [match.start() for match in _STOP.finditer(self._text.value, paragraph.start, paragraph.end)]
            start = max((stop + 1 for stop in stops if stop < start), default=paragraph.start)
            end = min((stop for stop in stops if stop >= end), default=max(paragraph.end, end))
        return Span(start, end)

    @property
    def span(self) -> Span:
        """Where the clause stands in the original, from its first character to its last."""
        return self._text.span(self.start, self.end)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The same, cut where noise such as a page number stands between."""
        return self._text.spans(self.start, self.end)

    def at(self, start: int, end: int) -> Span:
        """Return where `text[start:end]` of this clause stands in the original."""
        return self._text.span(self.start + start, self.start + end)


@dataclass(frozen=True, slots=True)
class Field:
    """A piece of the document that is not a clause: its title, 文号, addressee, date, …"""

    kind: FieldKind
    value: str
    start: int  # in the document's text
    end: int
    span: Span  # in the original


@dataclass(frozen=True, slots=True)
class Cited:
    """Another document that is cited: 《title》（number）; either may be missing."""

    title: str
    number: str
    short: str  # the name used from then on (以下简称“…”)
    clause: str
    span: Span


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with what it is the date of: 成文, 印发, 施行, 有效期至, …"""

    what: str
    day: date
    span: Span


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know about the reading: a gap in the numbering, a repeat, an odd heading."""

    kind: str
    message: str
    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read."""

    name: str
    source: Source = field(repr=False)
    cleaned: Text = field(repr=False, compare=False)
    title: str
    fields: tuple[Field, ...] = field(repr=False)
    clauses: tuple[Clause, ...] = field(repr=False)
    issuing: tuple[Field, ...] = field(repr=False)
    annexed: tuple[Field, ...] = field(repr=False)
    cited: tuple[Cited, ...] = field(repr=False)
    dates: tuple[Dated, ...] = field(repr=False)
    findings: tuple[Finding, ...] = field(repr=False)
    region: str = ""
    _by_id: Mapping[str, Clause] = field(default_factory=dict, repr=False, compare=False)
    _below: Mapping[str, tuple[Clause, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The cleaned text."""
        return self.cleaned.value

    @property
    def original(self) -> str:
        """The text of the file, as it was read."""
        return self.source.text

    @property
    def noise(self) -> tuple[Edit, ...]:
        """What was left out that is not blank: page numbers, page headers, marks of a mark-up language."""
        return tuple(edit for edit in self.cleaned.edits if edit.kind in NOISE)

    def values(self, kind: FieldKind) -> tuple[str, ...]:
        """Return the values of the fields of a kind, in order."""
        return tuple(found.value for found in self.fields if found.kind == kind)

    @property
    def number(self) -> str:
        """The 文号 in its regular form, empty when the document prints none."""
        printed = next(iter(self.values("number")), "")
        return "".join(printed.split()).translate(_REGULAR_BRACKETS)

    @property
    def issuers(self) -> tuple[str, ...]:
        """The issuing bodies as printed."""
        return tuple(field.value for field in self.issuing)

    @property
    def addressees(self) -> tuple[str, ...]:
        """The addressees as printed."""
        return self.values("addressee")

    @property
    def annexes(self) -> tuple[str, ...]:
        """The annexes that the document names."""
        return tuple(field.value for field in self.annexed)

    def clause(self, clause_id: str) -> Clause:
        """Return a clause by its id; NotFound names the nearest ids."""
        found = self._by_id.get(clause_id)
        if found is None:
            near = self._nearest(clause_id)
            raise NotFound(
                f"{self.name} 里没有条款 {clause_id}",
                why=f"相近的条款：{'、'.join(near)}" if near else "这份文件没有读出条款",
                fix="用 luodi read 文件 --outline 看全部条款",
            )
        return found

    def children(self, clause_id: str = "") -> tuple[Clause, ...]:
        """Return the clauses right below one (below the document when no id is given)."""
        return self._below.get(clause_id, ())

    def line(self, origin: int) -> int:
        """Return the line of the original, from 1, that holds a place."""
        return self.cleaned.line(origin)

    def clause_at(self, origin: int) -> Clause | None:
        """Return the deepest clause that holds a place of the original."""
        position = self.cleaned.position(origin)
        found = None
        for clause in self.clauses:
            if clause.start > position:
                break
            if clause.end > position and (found is None or clause.depth >= found.depth):
                found = clause
        return found

    def _nearest(self, clause_id: str) -> list[str]:
        above = clause_id
        while "." in above:
            above = above.rpartition(".")[0]
            if above in self._by_id:
                below = [clause.id for clause in self.children(above)]
                return [above, *below[:8]]
        ids = list(self._by_id)
        return get_close_matches(clause_id, ids, n=5, cutoff=0.3) or ids[:5]
