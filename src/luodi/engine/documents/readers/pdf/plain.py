"""Which PDFs hold nothing that could unpack or nest without end: told from the bytes of the file, before it is opened.

The words that say what a stream is stand in the file as they are: the dictionary of a stream is never compressed. A
file that hides them (an escape inside a name, a filter named elsewhere) is not plain.

>>> is_plain(b"%PDF-1.4 ... /Subtype /Form ...")
False
"""

from __future__ import annotations

import re
import zlib

#: A document of 300 pages with its fonts unpacks to some 10 MB.
MOST_UNPACKED = 24_000_000
#: What a byte of deflate may become.
MOST_PER_BYTE = 1032
_PIECE = 1 << 16
_DRAWN_INSIDE = re.compile(rb"/Form\b|/Type3\b|/Subtype\s*(?![\s/])|/PS\b")
#: An escape that stands for a letter; the Chinese names of fonts are escapes of other bytes.
_HIDDEN = re.compile(rb"/[A-Za-z0-9]*#[4-7][0-9A-Fa-f]")
_FILTER_ELSEWHERE = re.compile(rb"/Filter\s*(?:(?![\s/\[])|\[(?!\s*(?:/[A-Za-z0-9]+\s*)*\]))")
_TWICE_PACKED = re.compile(rb"/F(?:l|lateDecode)\s*/F(?:l|lateDecode)\b|/LZW|/RunLength|/RL\b")
_AS_LETTERS = re.compile(rb"/(?:ASCII|A85\b|AHx\b)")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")


def is_plain(data: bytes) -> bool:
    """Tell whether a PDF may be read in this process."""
    if any(form.search(data) for form in (_DRAWN_INSIDE, _HIDDEN, _FILTER_ELSEWHERE, _TWICE_PACKED)):
        return False
    return _is_small(data)


def _is_small(data: bytes) -> bool:
    """Unpack every stream piece by piece, keep nothing, and stop at the bound."""
    left = MOST_UNPACKED
    letters = _AS_LETTERS.search(data) is not None
    for match in _STREAM.finditer(data):
        left -= _unpacked(data, match.end(), left, letters)
        if left < 0:
            return False
    return True


def _unpacked(data: bytes, start: int, most: int, letters: bool) -> int:
    """Return how many bytes a stream becomes, or some number above `most`."""
    head = data[start : start + 2]
    if len(head) < 2 or head[0] & 15 != 8 or int.from_bytes(head, "big") % 31:
        end = data.find(b"endstream", start)
        return (end - start if end >= 0 else len(data) - start) * MOST_PER_BYTE if letters else 0
    unpacking = zlib.decompressobj()
    size = 0
    while size <= most and start < len(data) and not unpacking.eof:
        waiting = data[start : start + _PIECE]
        start += _PIECE
        try:
            while waiting and size <= most:
                size += len(unpacking.decompress(waiting, _PIECE * 16))
                waiting = unpacking.unconsumed_tail
        except zlib.error:
            break  # PDFium takes what it could unpack, too
    return size
