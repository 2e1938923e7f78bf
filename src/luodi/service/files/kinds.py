"""What kind of file it is, by its first bytes (and, in a ZIP, by its parts).

>>> sniff(b"%PDF-1.7 ...").suffix
'.pdf'
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of file: its short name, its suffix, its media type, and how people call it."""

    name: str
    suffix: str
    media: str
    label: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: Mapping[str, Kind] = {
    kind.name: kind for kind in (
        Kind("pdf", ".pdf", "application/pdf", "PDF"),
        Kind("jpg", ".jpg", "image/jpeg", "JPG"),
        Kind("png", ".png", "image/png", "PNG"),
        Kind("tif", ".tif", "image/tiff", "TIFF"),
        Kind("bmp", ".bmp", "image/bmp", "BMP"),
        Kind("webp", ".webp", "image/webp", "WebP"),
        Kind("docx", ".docx", f"{_OFFICE}wordprocessingml.document", "Word（docx）"),
        Kind("xlsx", ".xlsx", f"{_OFFICE}spreadsheetml.sheet", "Excel（xlsx）"),
        Kind("parquet", ".parquet", "application/vnd.apache.parquet", "Parquet"),
        Kind("zip", ".zip", "application/zip", "ZIP"),
        Kind("doc", ".doc", "application/msword", "旧版 Office"),
        Kind("html", ".html", "text/html", "网页"),
        Kind("text", ".txt", "text/plain", "文本"),
    )
}  # fmt: skip
_BEGINNINGS = (
    (b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"PAR1", "parquet"), (b"II*\0", "tif"), (b"MM\0*", "tif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
)  # fmt: skip
_PARTS = (("word/", "docx"), ("xl/", "xlsx"))
_ZIP = b"PK\x03\x04"
_TEXT_SAMPLE = 65_536


def sniff(content: bytes) -> Kind | None:
    """Return the kind of a whole file; None when it is none of `KINDS` (programs, archives of other forms, random bytes)."""
    for beginning, name in _BEGINNINGS:
        if content.startswith(beginning):
            return KINDS[name]
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return KINDS["webp"]
    if content.startswith(b"BM") and content[6:10] == b"\0\0\0\0":
        return KINDS["bmp"]
    if content.startswith(_ZIP):
        return _archive(content)
    return _text(content)


def _archive(content: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as held:
            names = held.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" in names:
        for part, name in _PARTS:
            if any(one.startswith(part) for one in names):
                return KINDS[name]
    return KINDS["zip"]


def _text(content: bytes) -> Kind | None:
    """Text of UTF-8, UTF-16 with its mark, or GB 18030; a zero byte or another control character says that it is none."""
    sample = content[:_TEXT_SAMPLE]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return KINDS["text"]
    if not sample.strip() or any((byte < 32 and byte not in (9, 10, 12, 13, 27)) or byte == 127 for byte in sample):
        return None
    head = sample.lstrip(b"\xef\xbb\xbf \t\r\n")[:1024].lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<html" in head:
        return KINDS["html"]
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return KINDS["text"]
    return None
