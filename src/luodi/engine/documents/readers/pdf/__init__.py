"""PDF: the text layer, read character by character with its place on the page.

Pages that hold only an image are read by the `ocr` extra when it is installed, and every character of them is flagged;
without the extra the reader says which pages they are.

PDFium ends the whole process when a few hundred bytes of nested drawings ask it for all the memory there is, and no
Python code can catch that. A file that has none of what such a thing is made of is read here; any other in a process of
its own, with limits, for a fifth of a second more.

    plain   tells the one from the other
    apart   the process with limits
    pages   the reading
"""

from __future__ import annotations

from luodi.engine.documents.source import Source

SUFFIXES: tuple[str, ...] = (".pdf",)
#: Longer files are read apart: even a page that shows nothing may take a tenth of a second.
PAGES_HERE = 300


def recognises(head: bytes) -> bool:
    """The mark of PDF, which may stand after some other bytes."""
    return b"%PDF-" in head[:1024]


def read(data: bytes, name: str) -> Source:
    """Read a PDF."""
    from luodi.engine.documents.readers.pdf.apart import read_apart
    from luodi.engine.documents.readers.pdf.pages import page_count, read_pages
    from luodi.engine.documents.readers.pdf.plain import is_plain

    if is_plain(data) and page_count(data, name) <= PAGES_HERE:
        return read_pages(data, name)
    return read_apart(data, name)
