"""Images of pages (scans, photographs, screenshots), read by the `ocr` extra; every character is flagged."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from luodi.engine.core.errors import Place, SourceError
from luodi.engine.documents.paging import ocr
from luodi.engine.documents.paging.compose import compose
from luodi.engine.documents.paging.lines import Line, Sheet
from luodi.engine.documents.source import Source

SUFFIXES: tuple[str, ...] = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")

_MARKS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM")
#: Larger images are bombs; A3 at 600 dpi has 70 million points.
MAX_PIXELS = 80_000_000
MAX_FRAMES = 200
#: What the library raises for damaged images, by the kind of damage.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, struct.error, MemoryError)


def recognises(head: bytes) -> bool:
    """The marks of PNG, JPEG, TIFF, BMP and WebP."""
    return head.startswith(_MARKS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def read(data: bytes, name: str) -> Source:
    """Read an image; a TIFF may hold several pages."""
    if not ocr.is_installed():
        raise ocr.missing(name, "这是图片（扫描件）")
    sheets: list[Sheet] = []
    lines: list[Line] = []
    for number, picture in enumerate(_pictures(data, name), start=1):
        sheet = Sheet(number, float(picture.shape[1]), float(picture.shape[0]))
        sheets.append(sheet)
        lines += ocr.read_lines(picture, sheet)
    if not lines:
        raise SourceError("图片里没有认出文字", place=Place(name), fix="请用 200 dpi 以上、端正清楚的扫描件")
    return compose(name, "scan", sheets, lines, ["全文由 OCR 识别，数值须人工核对", *ocr.doubts(lines)])


def _pictures(data: bytes, name: str) -> Iterator[Any]:
    """Yield the pages of an image one by one: all of them at once may be gigabytes."""
    import numpy
    from PIL import Image, ImageSequence, UnidentifiedImageError

    try:
        with _quietly(), Image.open(io.BytesIO(data)) as image:
            if getattr(image, "n_frames", 1) > MAX_FRAMES:
                raise _too_large(name, f"有 {getattr(image, 'n_frames', 1)} 页，最多 {MAX_FRAMES} 页")
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height > MAX_PIXELS:
                    raise _too_large(name, f"{frame.width}×{frame.height} 点")
                yield numpy.asarray(_shrunk(_on_white(frame)))
    except Image.DecompressionBombError as error:
        raise _too_large(name, f"超过 {MAX_PIXELS // 1_000_000} 百万点") from error
    except _BROKEN as error:
        why = "不是完整的图片" if isinstance(error, UnidentifiedImageError) else str(error)
        raise SourceError("图片损坏，打不开", place=Place(name), why=why, fix="请重新扫描或另存一份") from error


def _too_large(name: str, why: str) -> SourceError:
    return SourceError("图片太大", place=Place(name), why=why, fix="请缩小到 A4 200 dpi，或按页拆开")


def _on_white(frame: Any) -> Any:
    """Return a frame in colours; what is transparent, as the paper of a screenshot may be, is white."""
    if not frame.has_transparency_data:
        return frame.convert("RGB")
    from PIL import Image

    layer = frame.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep the library's warnings about odd tags to itself: what cannot be read raises, the rest is no matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _shrunk(image: Any) -> Any:
    image.thumbnail((ocr.LONG_SIDE, ocr.LONG_SIDE))
    return image
