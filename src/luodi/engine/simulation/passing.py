"""A folder for a run that keeps nothing: removed at its end, and by the next run when the process was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from luodi.engine.core.locks import locked

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
        with locked(place / _LOCK) as mine:
            if not mine or not place.exists():  # another run has just taken it for a dead one's
                continue
            try:
                yield place
            finally:
                shutil.rmtree(place, ignore_errors=True)
            return


def _remove_if_dead(left: Path) -> None:
    """Remove a folder of our own that no process holds."""
    with suppress(OSError):
        if (
            left.is_symlink()
            or not os.access(left, os.W_OK)
            or left.stat().st_uid != getattr(os, "getuid", lambda: 0)()
            or not (left / _LOCK).exists()  # its run has only just begun
        ):
            return
        with locked(left / _LOCK) as dead:
            if dead:
                shutil.rmtree(left, ignore_errors=True)
