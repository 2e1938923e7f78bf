"""Make quotes: words of a document with their place."""

from __future__ import annotations

from luodi.engine.documents.compare.model import Quote
from luodi.engine.documents.model import Document

CONTEXT = 14


def quote(document: Document, start: int, end: int, context: int = CONTEXT) -> Quote:
    """Return `document.text[start:end]` as a quote."""
    text = document.text
    span = document.cleaned.span(start, end)
    clause = document.clause_at(span.start)
    return Quote(
        start,
        end,
        text[start:end],
        text[max(0, start - context) : start],
        text[end : end + context],
        clause.id if clause else "",
        document.line(span.start),
        span,
    )
