"""Plain text: UTF-8, or GB18030 (which holds GB2312 and GBK), or UTF-16 with its mark.

Nothing is cleaned here; `Source.text` is the file, decoded. A form feed in the file starts a page.
"""

from __future__ import annotations

import codecs
import re

from luodi.engine.core.errors import Place, SourceError
from luodi.engine.documents.source import PAGE_BREAK, Page, Source

SUFFIXES = (".txt", ".text", ".md")

_OTHER = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|\?xml|meta|div|table|p[ >])", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def recognises(head: bytes) -> bool:
    """Tell whether the bytes are text and not the text of another format."""
    bare = head.removeprefix(codecs.BOM_UTF8)
    if bare.startswith(_OTHER) or _MARKUP.match(bare):
        return False
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" not in head


def read(data: bytes, name: str) -> Source:
    """Decode the file; SourceError tells the line of the first byte that no encoding explains."""
    text = _decode(data, name)
    pages = _pages(text) if PAGE_BREAK in text else ()
    return Source(name, "text", text, pages=pages)


def _decode(data: bytes, name: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(data.decode("utf-16", errors="replace"), name)
    try:
        return _checked(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        if _damaged_utf8(data):
            raise _undecodable(data, error.start, name, "UTF-8 文本里有坏字节") from None
    try:
        return _checked(data.decode("gb18030"), name)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error.start, name, "既不是 UTF-8 也不是 GB18030 文本") from None


def _damaged_utf8(data: bytes) -> bool:
    """Tell whether it is UTF-8 with a few bad bytes: as GB18030 it would decode to nonsense without an error."""
    loose = data.decode("utf-8", errors="replace")
    wide = sum(1 for char in loose if "\u3000" <= char <= "\u9fff")
    return wide > 20 * loose.count("\ufffd")


def _checked(text: str, name: str) -> str:
    if odd := _CONTROL.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        raise SourceError(
            "不是文本文件", place=Place(name, line), why="里面有二进制内容", fix="换成 txt、docx、pdf 或 html 原件"
        )
    return text


def _undecodable(data: bytes, offset: int, name: str, what: str) -> SourceError:
    line = data.count(b"\n", 0, offset) + 1
    return SourceError(
        what, place=Place(name, line), why=f"第 {offset + 1} 个字节读不通", fix="用编辑器打开，另存为 UTF-8"
    )


def _pages(text: str) -> tuple[Page, ...]:
    pages: list[Page] = []
    start = 0
    for number, part in enumerate(text.split(PAGE_BREAK), start=1):
        pages.append(Page(number, start, start + len(part)))
        start += len(part) + 1
    return tuple(pages)
