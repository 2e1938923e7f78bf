"""Web pages: the article of the page, without its navigation.

decoding   which characters the bytes stand for (a declared gb2312 is gb18030)
article    which part of the page is the document, and what is navigation or boilerplate
content    the article's paragraphs, headings, tables and list numbers in order
"""

from __future__ import annotations

import re

from luodi.engine.documents.source import Source

SUFFIXES: tuple[str, ...] = (".html", ".htm", ".shtml", ".xhtml")

_MARK = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|h[1-6]|span|font)[\s>/]", re.IGNORECASE)


def recognises(head: bytes) -> bool:
    """Bytes that begin with a mark of HTML, whatever stands before it in blanks and comments."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\0", b"")
    start = re.sub(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff|\s|<\?xml[^>]*\?>|<!--.*?-->)*", b"", head, flags=re.DOTALL)
    return _MARK.match(start) is not None


def read(data: bytes, name: str) -> Source:
    """Read a web page."""
    from luodi.engine.documents.readers.html.content import read_page
    from luodi.engine.documents.readers.html.decoding import decode

    text, problems = decode(data, name)
    return read_page(text, name, problems)
