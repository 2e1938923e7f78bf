"""Read: from a file to a `Document`."""

from __future__ import annotations

from pathlib import Path

from luodi.engine.documents.clean import Cleaned, clean
from luodi.engine.documents.parts import Part, parts
from luodi.engine.documents.model import Clause, Document, Field, Finding
from luodi.engine.documents.outline import Node, Outline
from luodi.engine.documents.readers import read_file, read_source
from luodi.engine.documents.source import Source


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
    """Find the structure of a source."""
    cleaned = clean(source)
    found = parts(cleaned.paragraphs)
    outline = Outline()
    for part in found:
        outline.add(part)
    clauses = tuple(_clause(node, cleaned) for node in outline.nodes)
    fields = tuple(_fields(found, cleaned))
    main = next((part for part in found if part.kind == "main"), None)
    return Document(
        name=source.name,
        source=source,
        cleaned=cleaned.text,
        title=main.title if main else "",
        fields=fields,
        clauses=clauses,
        cited=(),
        dates=(),
        findings=tuple(_findings(outline, cleaned, source)),
        region=region,
        _by_id={clause.id: clause for clause in clauses},
    )


def _clause(node: Node, cleaned: Cleaned) -> Clause:
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
        bodies=(),
        _text=cleaned.text,
    )


def _fields(found: list[Part], cleaned: Cleaned) -> list[Field]:
    return [
        Field(kind, paragraph.text, paragraph.start, paragraph.end, cleaned.text.span(paragraph.start, paragraph.end))
        for part in found
        for kind, paragraph in (*part.front, *part.back)
    ]


def _findings(outline: Outline, cleaned: Cleaned, source: Source) -> list[Finding]:
    found = []
    for note in outline.notes:
        span = cleaned.text.span(note.start, note.end)
        found.append(Finding(note.kind, note.message, span, source.text.count("\n", 0, span.start) + 1))
    return found
