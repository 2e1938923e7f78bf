"""The reading room: a held document as it is read, clause by clause, with its margin; `standing` has its dates and neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from luodi.engine.core.errors import DataError, NotFound
from luodi.engine.core.ids import clause_id
from luodi.engine.documents.search import folded
from luodi.engine.library import Library
from luodi.service.accounts.rights import VISITOR, Acting, Over, may
from luodi.service.policies.catalogue import Held, catalogue, held_now
from luodi.service.policies.library import library
from luodi.service.policies.marks import KINDS, MEANINGS
from luodi.service.policies.models import Clause, Document, Version
from luodi.service.policies.naming import quoted
from luodi.service.policies.queries import anchor, shown
from luodi.service.policies.searching import marked
from luodi.service.policies.standing import Standing, standing

#: A run of text and the classes it is shown with.
Piece = tuple[str, str]
_UNNUMBERED = {"head": gettext_lazy("序言"), "end": gettext_lazy("结尾"), "notice": gettext_lazy("印发通知")}
_RANK = {"target": 0, "support": 1, "body": 2}


@dataclass(frozen=True)
class Line:
    """A paragraph: its kind and its text with what is marked, escaped; for a row of a table that of each cell."""

    kind: str
    html: SafeString
    cells: tuple[SafeString, ...] = ()


@dataclass(frozen=True)
class Support:
    """An encoded support as the margin shows it."""

    id: str
    anchor: str  # the name of its claim on the page of a check-up's result
    title: str
    instrument: str
    kind: str
    draft: bool
    conditions: tuple[str, ...]
    sum: str
    limits: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A clause as it is shown."""

    cid: str
    depth: int
    kind: str
    heading: str  # what the outline calls it
    path: str
    lines: tuple[Line, ...]
    notes: tuple[tuple[str, tuple[Mapping[str, Any], ...]], ...]  # label of the kind → marks
    supports: tuple[Support, ...]
    page: int | None
    citation: str
    found: int  # how often the words that are looked for stand in it


@dataclass(frozen=True)
class Room:
    """A document on a day: the version that is shown, and how everything stands; its text is asked for apart (`text_of`)."""

    document: Document
    held: Held
    version: Version
    versions: tuple[Version, ...]
    standing: Standing


@dataclass(frozen=True)
class Text:
    """The text of a version with its margin, and how often the words that are looked for stand in it."""

    clauses: tuple[Shown, ...]
    counts: Mapping[str, int]
    found: int


def document_of(key: str, acting: Acting = VISITOR) -> Document:
    """Return a held document; NotFound names what is like it. A withdrawn one is there only for who may withdraw it."""
    row = Document.objects.select_related("current").filter(key=key.replace("\0", "")).first()
    if row is None or row.current is None:
        near = catalogue().near(key)
        raise NotFound(
            f"库中没有文件“{key}”", fix="相近的：" + "、".join(near) if near else "按字词检索，或请工作人员导入它"
        )
    if row.withdrawn_at is not None and not may(acting, "document.withdraw", Over(region=row.region)):
        raise NotFound(f"{quoted(row.title)}已撤下", why=row.withdrawn_why, fix="在“检索原文”里找它的新版本")
    return row


def room(
    document: Document, on: date, number: int | None = None, *, today: date | None = None, token: str | None = None
) -> Room:  # fmt: skip
    """Bring a document to its page; NotFound when it has no such version."""
    versions = tuple(document.versions.order_by("number"))
    held = catalogue(token).by_key.get(document.key) or held_now(document)
    now = standing(document, held, versions, on, today)
    wanted = number if number is not None else now.version
    version = next((one for one in versions if one.number == wanted), None)
    if version is None:
        raise NotFound(f"{quoted(document.title)}没有第 {number} 版", fix=f"它有 {len(versions)} 版")
    return Room(document, held, version, versions, now)


def text_of(room: Room, words: Sequence[str] = ()) -> Text:
    """Return the text of the version that is shown, its margin, and where the words stand."""
    rows = list(room.version.clauses.all())
    key = room.document.key
    supports = encoded(library(), key, frozenset(row.cid for row in rows)) if room.held.encoded else {}
    clauses = tuple(_shown(row, room.document, supports.get(row.cid, ()), words, bool(supports)) for row in rows)
    counts = {kind: sum(1 for row in rows for mark in row.marks if mark["kind"] == kind) for kind in KINDS}
    return Text(clauses, counts, sum(one.found for one in clauses))


def _shown(
    row: Clause, document: Document, supports: tuple[Support, ...], words: Sequence[str], reviewed: bool
) -> Shown:
    spans: dict[int, list[tuple[int, int, str]]] = {}
    for mark in row.marks:
        for paragraph, start, end in mark["spans"]:
            spans.setdefault(paragraph, []).append((start, end, mark["kind"]))
    texts = row.text.split("\n") if row.paragraphs else []
    lines = tuple(
        _line(kind, text, spans.get(place, []), words)
        for place, (kind, text) in enumerate(zip(row.paragraphs, texts, strict=False))
    )
    path = "/".join(row.path)
    named = f"{quoted(document.title)}{f'（{document.number}）' if document.number else ''}"
    found = sum(folded(row.text).count(word) for word in words)
    return Shown(
        row.cid, row.depth, row.kind, heading_of(row), path, lines, _notes(row.marks, reviewed), supports, row.page, f"{named}{path}", found
    )  # fmt: skip


def heading_of(row: Clause) -> str:
    """What the outline calls a clause: its number and title, or what part of the document it is."""
    return "　".join(filter(None, [row.label, row.title])) or str(_UNNUMBERED.get(row.kind, row.cid))


def _notes(marks: list[dict[str, Any]], reviewed: bool) -> tuple[tuple[str, tuple[Mapping[str, Any], ...]], ...]:
    """The marks by kind, bodies each once; where a person has encoded the supports, what a machine found of them is not told again."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for mark in marks:
        if mark["kind"] == "support" and reviewed:
            continue
        meaning = str(MEANINGS.get(mark.get("meaning", ""), ""))
        key = mark["title"] if mark["kind"] == "body" else mark["title"] + mark["words"]
        found.setdefault(mark["kind"], {}).setdefault(key, {**mark, "meaning": meaning})
    return tuple((kind, tuple(found[kind].values())) for kind in KINDS if kind in found)


def _line(kind: str, text: str, spans: list[tuple[int, int, str]], words: Sequence[str]) -> Line:
    if kind == "row" and "\t" in text:
        cells, start = [], 0
        for cell in text.split("\t"):
            inside = [(a - start, b - start, k) for a, b, k in spans if a >= start and b <= start + len(cell)]
            cells.append(_html(pieces(cell, inside, words)))
            start += len(cell) + 1
        return Line(kind, SafeString(), tuple(cells))
    return Line(kind, _html(pieces(text, spans, words)))


def _html(found: Iterator[Piece]) -> SafeString:
    """Write pieces as HTML, every text escaped."""
    written = []
    for text, kinds in found:
        kind, _, word = kinds.partition(" ")
        shown = escape(text)
        if "found" in (kind, word):
            shown = format_html("<mark>{}</mark>", shown)
        written.append(
            format_html('<span class="in-{}">{}</span>', kind, shown) if kind not in ("", "found") else shown
        )
    return SafeString("".join(written))


def pieces(text: str, spans: Sequence[tuple[int, int, str]], words: Sequence[str]) -> Iterator[Piece]:
    """Cut a text where marks and words begin and end; where marks meet, the first of target, support, body is shown.

    >>> list(pieces("到2025年建成3个中心", [(8, 10, "target")], ["建成"]))
    [('到2025年', ''), ('建成', 'found'), ('3个', 'target'), ('中心', '')]
    """
    kinds: list[str] = [""] * len(text)
    for start, end, kind in sorted(spans, key=lambda span: -_RANK.get(span[2], 9)):
        kinds[start:end] = [kind] * (min(end, len(text)) - start)
    place = 0
    for piece, is_word in marked(text, words) if words else [(text, False)]:
        if is_word:
            kinds[place : place + len(piece)] = [f"{kind} found".strip() for kind in kinds[place : place + len(piece)]]
        place += len(piece)
    begin = 0
    for here in range(1, len(text) + 1):
        if here == len(text) or kinds[here] != kinds[begin]:
            yield text[begin:here], kinds[begin]
            begin = here


@lru_cache(maxsize=256)
def encoded(shelf: Library, policy: str, clauses: frozenset[str]) -> dict[str, tuple[Support, ...]]:
    """The encoded supports of a policy by the clause they stand at: the first one they cite, or the nearest above it that the text has."""
    found: dict[str, list[Support]] = {}
    held = shelf.policy(policy)
    for support in held.supports:
        words = shown(support, held)
        place = next((cid for printed in support.clause if (cid := _nearest(printed, clauses))), "")
        if place:
            told = Support(
                support.id, anchor(support.path), support.title, words.instrument, words.kind, held.draft, tuple(text for text, _ in words.conditions),
                words.sum or support.discretion, words.limits,
            )  # fmt: skip
            found.setdefault(place, []).append(told)
    return {cid: tuple(supports) for cid, supports in found.items()}


def _nearest(printed: str, clauses: frozenset[str]) -> str:
    try:
        cid = clause_id(printed)
    except DataError:
        return ""
    while cid and cid not in clauses:
        cid = cid.rpartition(".")[0]
    return cid


def url_of(key: str, cid: str = "") -> str:
    """The address of a document or of its clause."""
    return reverse("document", args=[key]) + (f"#{cid}" if cid else "")
