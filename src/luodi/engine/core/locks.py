"""A lock that ends with its process: who is dead holds nothing, however it died."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(file: Path) -> Iterator[bool]:
    """Hold the lock of a file (made when it is not there) for the block; False when another process holds it.

    A system without such locks keeps nobody out; there the file is not kept open either, so that its folder can be renamed.
    """
    try:
        import fcntl  # noqa: PLC0415  (not on every system)
    except ImportError:
        file.touch()
        yield True
        return
    with file.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            mine = False
        else:
            mine = True
        yield mine
