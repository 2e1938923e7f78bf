"""One page of a PDF as a PNG, drawn in a process of its own with so much memory and time: what is built to break it breaks only itself.

The process is this module run as a program: `python -m luodi.service.policies.drawing PAGE` takes the PDF from its standard input and
gives the PNG on its standard output. It imports nothing of Django.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from contextlib import suppress

from luodi.engine.core.errors import SourceError

#: The longer side in pixels: sharp on a screen of twice the density, and never a gigabyte.
LONGEST = 1_800
MEMORY, SECONDS = 2 * 1024**3, 20
#: How much is put into a character of a PNG: 1 is quick, 9 is small.
_LEVEL = 6


def draw(pdf: bytes, page: int) -> bytes:
    """Return a page, counted from 1, as a PNG; SourceError when it cannot be drawn within the limits."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-P", "-m", __name__, str(page)]
    try:
        done = subprocess.run(
            command, input=pdf, capture_output=True, timeout=2 * SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise _failed(page) from None
    if done.returncode or not done.stdout.startswith(b"\x89PNG"):
        raise _failed(page)
    return done.stdout


def _failed(page: int) -> SourceError:
    return SourceError(f"原件第 {page} 页画不出来", why="没有这一页，或它太复杂、已损坏", fix="下载原件，用阅读器打开")


def main() -> None:
    """Draw the page of the PDF on standard input."""
    _limit()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    with answers:
        answers.write(_png(sys.stdin.buffer.read(), int(sys.argv[1])))


def _limit() -> None:
    with suppress(ImportError, OSError, ValueError):  # Windows has no such limit, macOS refuses it
        import resource
        import signal

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(SECONDS)


def _png(pdf: bytes, number: int) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    page = document[number - 1]
    width, height = page.get_size()
    bitmap = page.render(scale=min(LONGEST / max(width, height, 1), 4.0), rev_byteorder=True, prefer_bgrx=False)
    return png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels)


def png(pixels: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    """Write rows of pixels (1 channel: grey, 3: RGB, 4: RGB and one that is left out) as a PNG (RFC 2083)."""
    rows = bytearray()
    for row in range(height):
        line = pixels[row * stride : row * stride + width * channels]
        if channels == 4:
            opaque = bytearray(width * 3)
            for channel in range(3):
                opaque[channel::3] = line[channel::4]
            line = bytes(opaque)
        rows += b"\x00" + line
    colour = 0 if channels == 1 else 2
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), _LEVEL)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


if __name__ == "__main__":
    main()
