"""From the bytes of a file to what is stored of it: one reading for each document that the file holds. No database here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from luodi.engine.core.errors import LuodiError
from luodi.engine.core.period import DateSpan
from luodi.engine.documents import Document, interpret
from luodi.engine.documents.compare.folding import fold
from luodi.engine.documents.readers import read_source
from luodi.engine.documents.source import Source
from luodi.engine.documents.split import is_compilation, split
from luodi.engine.documents.validity import Validity, validity
from luodi.service import files
from luodi.service.policies.marks import Mark, bodies_of, instruments_of, marks_of
from luodi.service.policies.naming import kind_of, one_line, plain_number, plain_title
from luodi.service.policies.relations import Stated, stated_relations

if TYPE_CHECKING:
    from luodi.service.policies.models import Version

_MOST_FINDINGS = 40


@dataclass(frozen=True)
class Reading:
    """One document as read: the engine's document, and which part of its file it is (0: the whole)."""

    document: Document
    part: int
    file_name: str
    validity: Validity
    marks: dict[str, list[Mark]] = field(repr=False)
    relations: list[Stated] = field(repr=False)

    @property
    def title(self) -> str:
        """The title on one line; the file's name when the text has none."""
        return one_line(self.document.title)[:300] or PurePath(self.file_name).stem[:300]

    @property
    def plain_title(self) -> str:
        """The title as it is compared."""
        return plain_title(self.title)

    @property
    def plain_number(self) -> str:
        """The number as it is compared."""
        return plain_number(self.document.number)

    @property
    def kind(self) -> str:
        """A key of `naming.KINDS`."""
        return kind_of(self.title)

    @property
    def text_digest(self) -> str:
        """The digest of the words: blanks, punctuation and page breaks do not count."""
        return hashlib.sha256(fold(self.document.text).text.encode()).hexdigest()

    @property
    def issued(self) -> date | None:
        """The day that the text prints for its issue."""
        days = {dated.what: dated.day for dated in reversed(self.document.dates)}
        return next((days[what] for what in ("印发", "公布", "成文", "通过") if what in days), None)

    @property
    def year(self) -> int | None:
        """The year of issue by the printed day, else by the number, else by the beginning of force."""
        if self.issued is not None:
            return self.issued.year
        bare = self.document.number.partition("〔")[2][:4]
        if bare.isdecimal():
            return int(bare)
        start = self.validity.start
        return start.earliest.year if start is not None and start.known else None

    def version_fields(self) -> dict[str, Any]:
        """What the row of a version holds besides whose it is."""
        source, found = self.document.source, self.validity
        return {
            "format": source.format, "pages": len(source.pages), "text_digest": self.text_digest, "title": self.title,
            "issuers": list(self.document.issuers), "year": self.year, "issued": self.issued, **validity_fields(found),
            "findings": [[one.line, one.message] for one in self.document.findings[:_MOST_FINDINGS]], "problems": list(source.problems),
        }  # fmt: skip

    def clause_rows(self) -> Iterator[dict[str, Any]]:
        """What the rows of the clauses hold, in order."""
        source = self.document.source
        for place, clause in enumerate(self.document.clauses):
            marks = self.marks.get(clause.id, [])
            start = self.document.cleaned.origin(clause.paragraphs[0].start) if clause.paragraphs else clause.span.start
            text = "\n".join(
                one.text.replace("\n", " ") for one in clause.paragraphs
            )  # the places of the marks stay the same
            yield {
                "place": place, "cid": clause.id, "kind": clause.kind, "label": clause.label, "title": " ".join(clause.title.split())[:300],
                "path": list(clause.path), "depth": clause.depth, "text": text, "page": source.page_at(start) if source.pages else None,
                "paragraphs": [paragraph.kind for paragraph in clause.paragraphs], "marks": marks, "line": self.document.line(start),
                "instruments": instruments_of(marks), "bodies": bodies_of(marks),
            }  # fmt: skip


def validity_fields(found: Validity) -> dict[str, Any]:
    """What the row of a version holds of its validity."""
    end = next((term for term in found.terms if term.kind == "end"), None)
    same = plain_title(end.same_as.title) if end is not None and end.same_as is not None else ""
    starts, ends = _ends(found.start), _ends(found.end)
    return {
        "starts_from": starts[0], "starts_to": starts[1], "ends_from": ends[0], "ends_to": ends[1], "end_said": end is not None,
        "same_end_as": same, "said": found.sentence()[:300],
    }  # fmt: skip


def _ends(span: DateSpan | None) -> tuple[date | None, date | None]:
    if span is None:
        return None, None
    return (None if span.earliest == date.min else span.earliest), (None if span.latest == date.max else span.latest)


def read_all(data: bytes, name: str, region: str = "") -> Iterator[Reading | LuodiError]:
    """Read every document of a file: those of a compilation each for itself. What of it cannot be read is given as its error."""
    source = read_source(data, name)
    if not is_compilation(source):
        yield _reading(interpret(source, region=region), 0, name)
        return
    cut = split(source)
    for entry in cut.entries:
        try:
            yield _reading(cut.document(entry, region=region), entry.number, name)
        except LuodiError as error:
            yield error


def read_part(data: bytes, name: str, part: int, region: str = "") -> Document:
    """Read one document of a kept file again."""
    source: Source = read_source(data, name)
    if part == 0:
        return interpret(source, region=region)
    cut = split(source)
    return cut.document(next(entry for entry in cut.entries if entry.number == part), region=region)


def read_again(version: Version, region: str = "") -> Document:
    """Read the document of a version again, from its kept original."""
    return read_part(files.read(version.sha256), version.file_name, version.part, region)


def read_parts(data: bytes, name: str, parts: Mapping[int, str]) -> dict[int, Document]:
    """Read some documents of a kept file again, each by its part with its region; the file is read and cut once."""
    source: Source = read_source(data, name)
    if set(parts) == {0}:
        return {0: interpret(source, region=parts[0])}
    cut = split(source)
    entries = {entry.number: entry for entry in cut.entries}
    return {part: cut.document(entries[part], region=region) for part, region in parts.items() if part in entries}


def _reading(document: Document, part: int, name: str) -> Reading:
    return Reading(document, part, name, validity(document), marks_of(document), stated_relations(document))
