"""A folder for a run that keeps nothing: removed at its end, and by the next run when the process was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_PREFIX = "luodi-simulate-"
_LOCK = ".lock"


@contextmanager
def passing_folder() -> Iterator[Path]:
    """Give a folder in the system's place for passing files; what runs that are dead left there is removed first."""
    above = Path(tempfile.gettempdir())
    for left in above.glob(f"{_PREFIX}*"):
        _remove_if_dead(left)
    while True:
        place = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=above))
        handle = (place / _LOCK).open("w")
        if _lock(handle) and place.exists():  # else another run has just taken it for a dead one's
            break
        handle.close()
    with handle:
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _lock(handle: IO[str]) -> bool:
    """Hold the lock; the system releases it when the process ends, however it ends."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove_if_dead(left: Path) -> None:
    """Remove a folder of our own that no process holds."""
    with suppress(OSError):
        if (
            left.is_symlink()
            or not os.access(left, os.W_OK)
            or left.stat().st_uid != getattr(os, "getuid", lambda: 0)()
        ):
            return
        with (left / _LOCK).open("r+") as handle:
            if _lock(handle):
                shutil.rmtree(left, ignore_errors=True)
