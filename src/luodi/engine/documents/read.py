"""Read: from a file to a `Document`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from luodi.engine.core.bodies import Bodies, load_bodies
from luodi.engine.core.errors import Place, SourceError
from luodi.engine.documents import metadata
from luodi.engine.documents.bodies import Found, find_bodies, find_in_rows
from luodi.engine.documents.clean import Cleaned, clean
from luodi.engine.documents.model import BodyMention, Clause, Document, Field, Finding, Text
from luodi.engine.documents.outline import Node, Note, Outline
from luodi.engine.documents.parts import Part, parts
from luodi.engine.documents.readers import read_file, read_source
from luodi.engine.documents.source import Source

#: A text longer than this, or of more lines, is no official document; ten times a thick compilation.
MAX_CHARACTERS, MAX_LINES = 5_000_000, 200_000


def read(path: str | Path, *, region: str = "", name: str | None = None) -> Document:
    """Read a file; `region` (a GB/T 2260 code) chooses the alias table for bodies."""
    return interpret(read_file(Path(path), name), region=region)


def read_bytes(data: bytes, name: str, *, region: str = "") -> Document:
    """Read the content of a file that is already in memory; the name's suffix tells the format."""
    return interpret(read_source(data, name), region=region)


def read_text(text: str, name: str = "正文.txt", *, region: str = "") -> Document:
    """Read a text that was pasted."""
    return interpret(Source(name, "text", text), region=region)


def interpret(source: Source, *, region: str = "") -> Document:
    """Find the structure of a source. Without a `region` the title tells which alias table names the bodies."""
    _check_size(source)
    cleaned = clean(source)
    found = parts(cleaned.paragraphs)
    outline = Outline()
    for part in found:
        outline.add(part)
    title = next((part.title for part in found if part.kind == "main"), "")
    bodies = load_bodies()
    region = region or bodies.region_of(title or next((part.title for part in found), ""))
    clauses = tuple(_clause(node, cleaned, bodies, region) for node in outline.nodes)
    text = cleaned.text
    return Document(
        name=source.name,
        source=source,
        cleaned=text,
        title=title,
        fields=tuple(_fields(found, cleaned)),
        clauses=clauses,
        issuing=tuple(metadata.issuers(found, text)),
        annexed=tuple(metadata.annexes(found, text)),
        cited=tuple(metadata.cited(text.value, clauses, text)),
        dates=tuple(metadata.dates(found, text)),
        findings=tuple(_findings(outline, title, cleaned)),
        region=region,
        _by_id={clause.id: clause for clause in clauses},
        _below=_below(clauses),
    )


def _check_size(source: Source) -> None:
    """Refuse what would take minutes and gigabytes, however small its file was."""
    characters, lines = len(source.text), source.text.count("\n")
    if characters > MAX_CHARACTERS or lines > MAX_LINES:
        raise SourceError(
            "文字太多，不像一份公文",
            place=Place(source.name),
            why=f"有 {characters:,} 字、{lines:,} 行，最多 {MAX_CHARACTERS:,} 字、{MAX_LINES:,} 行",
            fix="拆成几份，或只留正文",
        )


def _below(clauses: tuple[Clause, ...]) -> dict[str, tuple[Clause, ...]]:
    found: dict[str, list[Clause]] = {}
    for clause in clauses:
        found.setdefault(clause.parent, []).append(clause)
    return {parent: tuple(children) for parent, children in found.items()}


def _clause(node: Node, cleaned: Cleaned, bodies: Bodies, region: str) -> Clause:
    text = cleaned.text
    return Clause(
        id=node.id,
        kind=node.kind,
        label=node.label,
        number=node.number,
        title=node.title,
        path=node.path,
        parent=node.above.id if node.above else "",
        start=node.start,
        end=node.end,
        paragraphs=tuple(node.paragraphs),
        bodies=tuple(_mentions(node, text, bodies, region)),
        _text=text,
    )


def _mentions(node: Node, text: Text, bodies: Bodies, region: str) -> Iterator[BodyMention]:
    found: list[tuple[int, Found]] = []
    for paragraph in node.paragraphs:
        if paragraph.kind != "row":
            found += ((paragraph.start, one) for one in find_bodies(paragraph.text, bodies, region))
    rows = [paragraph for paragraph in node.paragraphs if paragraph.kind == "row"]
    found += ((rows[number].start, one) for number, one in find_in_rows([row.text for row in rows], bodies, region))
    for start, one in sorted(found, key=lambda pair: pair[0] + pair[1].start):
        span = text.span(start + one.start, start + one.end)
        yield BodyMention(one.printed, one.name, one.role, span, one.known, one.note)


def _fields(found: list[Part], cleaned: Cleaned) -> list[Field]:
    return [
        Field(kind, paragraph.text, paragraph.start, paragraph.end, cleaned.text.span(paragraph.start, paragraph.end))
        for part in found
        for kind, paragraph in (*part.front, *part.back)
    ]


def _findings(outline: Outline, title: str, cleaned: Cleaned) -> list[Finding]:
    notes = list(outline.notes)
    if not title:
        notes.insert(0, Note("title", "没有读到标题", 0, 0))
    found = []
    for note in notes:
        span = cleaned.text.span(note.start, note.end)
        found.append(Finding(note.kind, note.message, span, cleaned.text.line(span.start)))
    return found
