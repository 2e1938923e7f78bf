"""Read an official document into cited clauses.

    >>> from luodi.engine.documents import read_text
    >>> document = read_text("示例市若干政策\\n\\n一、支持研发\\n\\n（一）补助。按投入的10%给予补助。\\n")
    >>> [clause.id for clause in document.clauses]
    ['1', '1.1']
    >>> document.clause("1.1").path, document.clause("1.1").text
    (('一', '（一）'), '（一）补助。按投入的10%给予补助。')

A `Document` has its metadata, its `clauses` in order and the `findings` a person should look at. Each clause knows its
span in the original. Reading goes source (a reader) → clean → layout → outline, each a module here; nothing is guessed
silently and nothing is lost: what is left out is an `Edit`.
"""

from luodi.engine.documents.model import (
    BodyMention,
    Cited,
    Clause,
    Dated,
    Document,
    Edit,
    Field,
    Finding,
    Paragraph,
    Span,
    replay,
)
from luodi.engine.documents.read import interpret, read, read_bytes, read_text
from luodi.engine.documents.source import Source

__all__ = [
    "BodyMention",
    "Cited",
    "Clause",
    "Dated",
    "Document",
    "Edit",
    "Field",
    "Finding",
    "Paragraph",
    "Source",
    "Span",
    "interpret",
    "read",
    "read_bytes",
    "read_text",
    "replay",
]
