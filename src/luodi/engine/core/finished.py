"""A file that appears under its name only when it is finished: written in a folder beside it, then renamed in one step.

A killed process leaves the folder (`.NAME.partial`), which no reader looks at; the next run for the same file empties it. A
run that is still going holds a lock on it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from luodi.engine.core.errors import DataError, Place

_LOCK, _MADE = ".lock", "finished"


@contextmanager
def finished_file(out: Path) -> Iterator[Path]:
    """Give the name to write to, in a folder of its own; when the block ends well the file there becomes `out`."""
    out = out.absolute()
    if not out.parent.is_dir():
        raise DataError(f"没有文件夹 {out.parent}", place=Place(str(out)), fix="先建好文件夹")
    if out.is_dir():
        raise DataError("这是文件夹，不是文件", place=Place(str(out)), fix="换一个文件名")
    folder = out.with_name(f".{out.name}.partial")
    folder.mkdir(exist_ok=True)
    with _held(folder, out):
        try:
            for left in folder.iterdir():
                if left.name != _LOCK:
                    _remove(left)
            yield folder / _MADE
            _flush(folder / _MADE)
            (folder / _MADE).replace(out)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held(folder: Path, out: Path) -> Iterator[None]:
    """Hold the folder's lock; the system releases it when the process ends, however it ends."""
    try:
        import fcntl  # noqa: PLC0415  (not on every system; there two runs at once are not noticed)
    except ImportError:
        yield
        return
    with (folder / _LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DataError("另一个进程正在写这个文件", place=Place(str(out)), fix="等它写完，或换一个文件名") from None
        yield


def _flush(file: Path) -> None:
    """Let the disk have the bytes before the name."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
