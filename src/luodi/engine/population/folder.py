"""A folder that appears whole or not at all: written under a working name beside it, renamed when everything is there.

A process that is killed leaves the working folder, which no reader looks at; the next run removes it. A run that is still
going holds a lock on it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from luodi.engine.core.errors import DataError, Place

_LOCK = ".lock"


@contextmanager
def whole_folder(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """Give a working folder; when the block ends well it becomes `target`, else it is removed.

    A folder that is there already is refused unless it is empty or `replace` is given.
    """
    target = target.absolute()
    _refuse_what_is_there(target, replace)
    part = target.with_name(f".{target.name}.part")
    try:
        part.mkdir(parents=True, exist_ok=True)
        with _locked(part), _removed_on_failure(part):
            _empty(part)
            yield part
            (part / _LOCK).unlink()
            _put_in_place(part, target)
    except OSError as error:
        raise _cannot_write(target, error) from None


@contextmanager
def whole_files(target: Path) -> Iterator[Path]:
    """Give a working folder; when the block ends well each of its files moves into `target` in one step, else none does."""
    target = target.absolute()
    if target.exists() and not target.is_dir():
        raise DataError("这是文件，不是文件夹", place=Place(str(target)), fix="换一个 --out")
    part = target.with_name(f".{target.name}.part")
    try:
        part.mkdir(parents=True, exist_ok=True)
        with _locked(part), _removed_on_failure(part):
            _empty(part)
            yield part
            target.mkdir(exist_ok=True)
            for made in sorted(part.iterdir()):
                if made.name != _LOCK:
                    os.replace(made, target / made.name)  # noqa: PTH105
        _remove(part)
    except OSError as error:
        raise _cannot_write(target, error) from None


def _cannot_write(target: Path, error: OSError) -> DataError:
    return DataError(
        f"不能写：{error.strerror}", place=Place(str(target)), fix="看磁盘空间与文件夹的权限，或换一个 --out"
    )


def _refuse_what_is_there(target: Path, replace: bool) -> None:
    if target.exists() and not target.is_dir():
        raise DataError("这是文件，不是文件夹", place=Place(str(target)), fix="换一个 --out")
    if target.is_dir() and any(target.iterdir()) and not replace:
        raise DataError(
            "文件夹里已经有东西",
            place=Place(str(target)),
            why="不覆盖已有的文件",
            fix="换一个 --out，或加 --replace 整个换掉",
        )


@contextmanager
def _locked(part: Path) -> Iterator[None]:
    """Hold the lock of the working folder; the system releases it when the process ends, however it ends."""
    try:
        import fcntl  # noqa: PLC0415  (not on every system; there two runs at once are not noticed)
    except ImportError:
        (part / _LOCK).touch()
        yield
        return
    with (part / _LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DataError(
                "另一个进程正在写这个文件夹", place=Place(str(part)), fix="等它写完，或换一个 --out"
            ) from None
        yield


@contextmanager
def _removed_on_failure(part: Path) -> Iterator[None]:
    """Take the working folder away when the block fails; only who holds the lock may."""
    try:
        yield
    except BaseException:
        _remove(part)
        raise


def _empty(part: Path) -> None:
    for found in part.iterdir():
        if found.name != _LOCK:
            _remove(found)


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


def _remove(found: Path) -> None:
    if found.is_dir() and not found.is_symlink():
        shutil.rmtree(found, ignore_errors=True)
    else:
        with suppress(OSError):
            found.unlink(missing_ok=True)
