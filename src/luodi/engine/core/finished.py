"""Files and folders that appear whole or not at all: written in a working folder beside them, renamed when everything is there.

A process that is killed leaves the working folder (`.NAME.partial` of a file, `.NAME.part` of a folder), which no reader looks
at; the next run for the same name empties it. A run that is still going holds a lock on it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from luodi.engine.core.errors import DataError, Place
from luodi.engine.core.locks import locked

_LOCK, _MADE = ".lock", "finished"


@contextmanager
def finished_file(out: Path) -> Iterator[Path]:
    """Give the name to write to, in a folder of its own; when the block ends well the file there becomes `out`."""
    out = out.absolute()
    if not out.parent.is_dir():
        raise DataError(f"没有文件夹 {out.parent}", place=Place(str(out)), fix="先建好文件夹")
    if out.is_dir():
        raise DataError("这是文件夹，不是文件", place=Place(str(out)), fix="换一个文件名")
    busy = DataError("另一个进程正在写这个文件", place=Place(str(out)), fix="等它写完，或换一个文件名")
    with _working(out.with_name(f".{out.name}.partial"), busy) as part:
        yield part / _MADE
        _flush(part / _MADE)
        (part / _MADE).replace(out)
        _remove(part)


@contextmanager
def whole_folder(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """Give a working folder; when the block ends well it becomes `target`, else it is removed.

    A folder that is there already is refused unless it is empty or `replace` is given.
    """
    target = target.absolute()
    _refuse_a_file(target)
    if target.is_dir() and any(target.iterdir()) and not replace:
        raise DataError(
            "文件夹里已经有东西",
            place=Place(str(target)),
            why="不覆盖已有的文件",
            fix="换一个 --out，或加 --replace 整个换掉",
        )
    with _folder_beside(target) as part:
        yield part
        (part / _LOCK).unlink()
        _put_in_place(part, target)


@contextmanager
def whole_files(target: Path) -> Iterator[Path]:
    """Give a working folder; when the block ends well each of its files moves into `target` in one step, else none does."""
    target = target.absolute()
    _refuse_a_file(target)
    with _folder_beside(target) as part:
        yield part
        target.mkdir(exist_ok=True)
        for made in sorted(part.iterdir()):
            if made.name != _LOCK:
                os.replace(made, target / made.name)  # noqa: PTH105
        _remove(part)


def _refuse_a_file(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise DataError("这是文件，不是文件夹", place=Place(str(target)), fix="换一个 --out")


@contextmanager
def _folder_beside(target: Path) -> Iterator[Path]:
    """Give the working folder of a folder; DataError says why nothing can be written."""
    part = target.with_name(f".{target.name}.part")
    busy = DataError("另一个进程正在写这个文件夹", place=Place(str(part)), fix="等它写完，或换一个 --out")
    try:
        with _working(part, busy):
            yield part
    except OSError as error:
        raise DataError(
            f"不能写：{error.strerror}", place=Place(str(target)), fix="看磁盘空间与文件夹的权限，或换一个 --out"
        ) from None


@contextmanager
def _working(part: Path, busy: DataError) -> Iterator[Path]:
    """Give an empty folder that no other process writes in, else raise `busy`; taken away when the block fails."""
    part.mkdir(parents=True, exist_ok=True)
    with locked(part / _LOCK) as mine:
        if not mine:
            raise busy
        try:
            for left in part.iterdir():
                if left.name != _LOCK:
                    _remove(left)
            yield part
        except BaseException:
            _remove(part)
            raise


def _put_in_place(part: Path, target: Path) -> None:
    """Rename; what was there before is set aside first and removed last, so that one of the two is always whole."""
    if not target.is_dir():
        part.rename(target)
        return
    old = target.with_name(f".{target.name}.old")
    _remove(old)
    os.replace(target, old)  # noqa: PTH105
    part.rename(target)
    _remove(old)


def _flush(file: Path) -> None:
    """Let the disk have the bytes before the name."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


def _remove(found: Path) -> None:
    if found.is_dir() and not found.is_symlink():
        shutil.rmtree(found, ignore_errors=True)
    else:
        with suppress(OSError):
            found.unlink(missing_ok=True)
