"""Where passages came from: which document has words of an older one, and which figures changed on the way."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import PurePath

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError, LuodiError, NotFound
from luodi.engine.documents import Document, read_text
from luodi.engine.documents.compare import Borrowing, Change, Corpus, Quote, Shared, compare_corpus, compare_related
from luodi.service import files
from luodi.service.policies.catalogue import Held, catalogue
from luodi.service.policies.models import Clause, Relation, Version
from luodi.service.policies.queries import library
from luodi.service.policies.reading import read_again, read_parts
from luodi.service.policies.room import url_of

#: More documents are compared place by place.
MOST = 300
_one_at_a_time = threading.Lock()  # comparing a folder takes a while; who comes second finds it done


@dataclass(frozen=True)
class Descent:
    """Two documents that share passages, the older one first: how many, and in how many a figure changed."""

    older: Held
    newer: Held
    older_day: date | None
    newer_day: date | None
    passages: int
    changed: int
    relation: str = ""


@dataclass(frozen=True)
class Side:
    """One side of a passage: its words with the changed figures marked, and where it stands."""

    html: SafeString
    text: str
    cid: str
    line: int
    link: str


@dataclass(frozen=True)
class Passage:
    """A passage of two documents; `likeness` is 100 for the same words."""

    left: Side
    right: Side
    likeness: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Pair:
    """Two documents with what they share, changed figures first."""

    left: Held
    right: Held
    passages: tuple[Passage, ...]

    @property
    def changed(self) -> int:
        """In how many passages a figure changed."""
        return sum(1 for one in self.passages if one.changes)


def descents(token: str, place: str = "") -> list[Descent]:
    """Documents that share passages: of different places, and a document with what implements or amends it. The most passages first."""
    held, corpus = catalogue(token).by_key, _corpus(token, place)
    days = {entry.name: entry.day for entry in corpus.entries}
    order = {entry.name: number for number, entry in enumerate(corpus.entries)}  # oldest first
    found: dict[tuple[str, str], list[Borrowing]] = defaultdict(list)
    for entry in corpus.entries:
        for one in entry.borrowings:
            if order[one.other] < order[entry.name]:
                found[one.other, entry.name].append(one)
    made = [
        Descent(held[old], held[new], days[old], days[new], len(own), sum(1 for one in own if one.changes))
        for (old, new), own in found.items()
    ]
    return sorted([*made, *_related(token, place)], key=lambda one: (-one.changed, -one.passages, one.newer.key))


def pair(token: str, left: str, right: str) -> Pair:
    """Two documents side by side; NotFound when one is not held, DataError when it is one and the same."""
    held = catalogue(token).by_key
    for key in (left, right):
        if key not in held:
            near = catalogue(token).near(key)
            raise NotFound(
                _("库中没有文件“%(a)s”") % {"a": key[:120]}, fix=_("相近的：%(a)s") % {"a": "、".join(near)} if near else _("从列表里选")
            )  # fmt: skip
    if left == right:
        raise DataError(_("两边是同一份文件"), fix=_("另选一份"))
    passages = [_passage(one, held[left], held[right]) for one in _shared(token, left, right)]
    passages.sort(key=lambda one: (not one.changes, one.left.line))
    return Pair(held[left], held[right], tuple(passages))


def _shared(token: str, left: str, right: str) -> Iterable[tuple[Quote, Quote, float, tuple[Change, ...]]]:
    """What the two share: of one place sentence by sentence; of different places without the stock phrases of many."""
    if PurePath(left).parent == PurePath(right).parent or len(catalogue(token).by_key) > MOST:
        return [_of_shared(one) for one in compare_related(_document(token, left), _document(token, right)).shared]
    entry = next((one for one in _corpus(token, "").entries if one.name == left), None)
    if entry is None:  # a copy, or a compilation of others
        return [_of_shared(one) for one in compare_related(_document(token, left), _document(token, right)).shared]
    return [(one.here, one.there, one.likeness, one.changes) for one in entry.borrowings if one.other == right]


def _of_shared(one: Shared) -> tuple[Quote, Quote, float, tuple[Change, ...]]:
    return one.left, one.right, one.likeness, one.changes


def _passage(one: tuple[Quote, Quote, float, tuple[Change, ...]], left: Held, right: Held) -> Passage:
    here, there, likeness, changes = one
    return Passage(
        _side(here, left, [change.left for change in changes]), _side(there, right, [change.right for change in changes]), int(likeness), changes
    )  # fmt: skip


def _side(quote: Quote, document: Held, figures: list[str]) -> Side:
    text = "".join(quote.text.split("\n"))
    return Side(_marked(text, figures), text, quote.clause, quote.line, url_of(document.key, quote.clause))


def _marked(text: str, figures: list[str]) -> SafeString:
    """The words with the figures that changed marked, each where it comes next."""
    made, at = [], 0
    for figure in filter(None, figures):
        found = text.find(figure, at)
        if found < 0:
            continue
        made += [escape(text[at:found]), f"<mark>{escape(figure)}</mark>"]
        at = found + len(figure)
    return mark_safe("".join([*made, escape(text[at:])]))  # every part is escaped


def _related(token: str, place: str) -> list[Descent]:
    """A document and what implements or amends it, where both are held in one place and can be read."""
    by_pk = {one.pk: one for one in catalogue(token).by_key.values() if _inside(one, place)}
    rows = Relation.objects.filter(kind__in=("implements", "amends"), dropped_at=None, target__in=list(by_pk))
    made, read = [], _documents(token).keys()
    for source, target in dict.fromkeys((row.source_id, row.target_id) for row in rows):
        if source in by_pk and source != target:
            older, newer = by_pk[target], by_pk[source]
            if PurePath(older.key).parent == PurePath(newer.key).parent and {older.key, newer.key} <= read:
                shared = _counted(token, older.key, newer.key)
                made.append(Descent(older, newer, None, None, *shared, _("细则或修订")))
    return made


@lru_cache(maxsize=256)
def _counted(token: str, older: str, newer: str) -> tuple[int, int]:
    documents = _documents(token)  # read for the page anyway
    found = compare_related(documents[older], documents[newer])
    return len(found.shared), len(found.changed)


def _corpus(token: str, place: str) -> Corpus:
    with _one_at_a_time:
        return _compared(token, place)


@lru_cache(maxsize=2)
def _compared(token: str, place: str) -> Corpus:
    held = catalogue(token).by_key
    documents = {key: one for key, one in _documents(token).items() if _inside(held[key], place)}
    if len(documents) > MOST:
        raise DataError(
            _("文件共 %(n)d 份，一次比不完") % {"n": len(documents)}, why=_("网页上一次最多比 %(n)d 份") % {"n": MOST},
            fix=_("选一个地区，或直接选两份文件；整个文件夹用 luodi compare --corpus"),
        )  # fmt: skip
    return compare_corpus(documents)


def _inside(document: Held, place: str) -> bool:
    return not place or (document.region != "" and library().vocabulary.regions.within(document.region, place))


def provinces(token: str) -> list[tuple[str, str]]:
    """The provinces that documents are of, with their names."""
    regions = library().vocabulary.regions
    codes = sorted({f"{one.region[:2]}0000" for one in catalogue(token).by_key.values() if one.region})
    return [(code, regions.name(code)) for code in codes]


@lru_cache(maxsize=32)
def _document(token: str, key: str) -> Document:
    """One held document as the engine reads it: two can be compared without reading the others."""
    held = catalogue(token).by_key[key]
    version = Version.objects.get(pk=held.version)
    try:
        return _from_clauses(version) if _by_eye(version) else read_again(version, held.region)
    except LuodiError:
        raise NotFound(_("“%(a)s”的原件读不出来") % {"a": key}, fix=_("重新导入这份文件")) from None


@lru_cache(maxsize=1)
def _documents(token: str) -> dict[str, Document]:
    """Every held document as the engine reads it; one whose original cannot be read is left out."""
    held = catalogue(token).by_version
    versions = list(Version.objects.filter(pk__in=list(held)).order_by("sha256", "part"))
    by_file: dict[str, list[Version]] = defaultdict(list)
    made: dict[str, Document] = {}
    for version in versions:
        if _by_eye(version):
            made[held[version.pk].key] = _from_clauses(version)
        else:
            by_file[version.sha256].append(version)
    for digest, own in by_file.items():
        try:
            parts = {one.part: held[one.pk].region for one in own}
            read = read_parts(files.read(digest), own[0].file_name, parts)
        except LuodiError:
            continue
        made |= {held[one.pk].key: read[one.part] for one in own if one.part in read}
    return made


def _by_eye(version: Version) -> bool:
    """Whether the original was read by OCR: that takes long, and its words are kept."""
    return version.format == "scan" or any("OCR" in problem for problem in version.problems)


def _from_clauses(version: Version) -> Document:
    rows = Clause.objects.filter(version=version).values_list("label", "title", "text")
    parts = [
        text if not title or text.startswith((label, title)) else f"{label}{title}\n\n{text}"
        for label, title, text in rows
    ]
    return read_text("\n\n".join(part.replace("\n", "\n\n") for part in parts), version.file_name)
