"""Everything that was read, as JSON; spans count characters of the file's text (`[start, end)`)."""

from __future__ import annotations

from json import dumps
from typing import Any

from luodi.engine.documents.model import Clause, Document, Field, Span
from luodi.engine.documents.validity import Validity, validity

SUFFIX = ".json"
FORMAT = "luodi.document/1"


def write(document: Document) -> str:
    """Return the JSON text."""
    return dumps(as_data(document), ensure_ascii=False, indent=1) + "\n"


def as_data(document: Document) -> dict[str, Any]:
    """Return the document as plain data."""
    source = document.source
    return {
        "format": FORMAT,
        "name": document.name,
        "read_as": source.format,
        "title": document.title,
        "region": document.region,
        "number": document.number,
        "issuers": [_field(field) for field in document.issuing],
        "addressees": [_field(field) for field in document.fields if field.kind == "addressee"],
        "annexes": [_field(field) for field in document.annexed],
        "fields": [{"kind": field.kind, **_field(field)} for field in document.fields],
        "dates": [
            {"what": dated.what, "day": dated.day.isoformat(), "span": _span(dated.span)} for dated in document.dates
        ],
        "cited": [
            {
                "title": one.title,
                "number": one.number,
                "short": one.short,
                "clause": one.clause,
                "span": _span(one.span),
            }
            for one in document.cited
        ],
        "validity": _validity(validity(document)),
        "clauses": [_clause(clause, document) for clause in document.clauses],
        "findings": [
            {"kind": one.kind, "message": one.message, "line": one.line, "span": _span(one.span)}
            for one in document.findings
        ],
        "noise": [{"kind": edit.kind, "span": [edit.start, edit.end]} for edit in document.noise],
        "flags": [{"kind": flag.kind, "note": flag.note, "span": [flag.start, flag.end]} for flag in source.flags],
        "problems": list(source.problems),
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _field(field: Field) -> dict[str, Any]:
    return {"value": field.value, "span": _span(field.span)}


def _clause(clause: Clause, document: Document) -> dict[str, Any]:
    span = clause.span
    return {
        "id": clause.id,
        "kind": clause.kind,
        "label": clause.label,
        "number": clause.number,
        "title": clause.title,
        "path": list(clause.path),
        "parent": clause.parent,
        "line": document.line(span.start),
        "page": document.source.page_at(span.start),
        "span": _span(span),
        "paragraphs": [
            {"kind": p.kind, "span": _span(document.cleaned.span(p.start, p.end)), "text": p.text}
            for p in clause.paragraphs
        ],
        "bodies": [
            {
                "printed": b.printed,
                "name": b.name,
                "known": b.known,
                "role": b.role,
                "note": b.note,
                "span": _span(b.span),
            }
            for b in clause.bodies
        ],
    }


def _validity(found: Validity) -> dict[str, Any]:
    return {
        "start": str(found.start) if found.start else None,
        "end": str(found.end) if found.end else None,
        "missing": list(found.missing),
        "terms": [
            {
                "kind": term.kind, "clause": term.clause, "words": term.words, "span": _span(term.span), "event": term.event,
                "day": term.day.isoformat() if term.day else None, "period": str(term.period) if term.period else None,
                "same_as": term.same_as.title if term.same_as else None,
                "repealed": [one.title or one.number for one in term.repealed],
            }
            for term in found.terms
        ],
    }  # fmt: skip
