"""Word documents (.docx), read from their own XML.

What Word shows is what is read: automatic numbers (一、（一）1.) are written out, tracked insertions kept, tracked
deletions, hidden text and the table of contents left out; tables, footnotes and text boxes become blocks of their kind.

    package     the zip file, opened with limits: no bombs, no entities
    styles      which style is a heading, which is numbered
    numbering   the counters behind automatic numbers
    runs        a paragraph's printed characters
    body        paragraphs, tables, footnotes and text boxes in order
"""

from __future__ import annotations

from luodi.engine.documents.source import Source

SUFFIXES: tuple[str, ...] = (".docx", ".docm", ".dotx")


def recognises(head: bytes) -> bool:
    """A zip file that begins like an Office package."""
    return head.startswith(b"PK\x03\x04") and any(
        mark in head for mark in (b"[Content_Types].xml", b"word/", b"_rels/")
    )


def read(data: bytes, name: str) -> Source:
    """Read a Word document."""
    from luodi.engine.documents.readers.docx.body import read_body
    from luodi.engine.documents.readers.docx.package import Package

    return read_body(Package(data, name), name)
