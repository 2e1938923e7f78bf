"""Keep a file under its digest, once; what is acknowledged is on the disk."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from luodi.engine.core.errors import DataError, NotFound
from luodi.service.files.kinds import KINDS, Kind, sniff

MEGABYTE = 1_000_000
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Readable(Protocol):
    """What is uploaded: Django's `UploadedFile`, or an open file."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""


@dataclass(frozen=True)
class Kept:
    """A kept file: SHA-256 in hexadecimal, kind, bytes."""

    digest: str
    kind: Kind
    size: int


def keep(content: bytes | Readable, *, kinds: Collection[str], limit: int = 10 * MEGABYTE, name: str = "") -> Kept:
    """Write a file under its digest and return what was kept; the same content is kept once.

    `kinds` are names of `KINDS` that are taken here, `limit` is in bytes, `name` (as the person called the file) stands in messages.
    DataError says why a file is not taken; nothing is written then.
    """
    data = content if isinstance(content, bytes) else content.read(limit + 1)
    called = f"“{name}”" if name else "文件"
    if not data:
        raise DataError(f"{called}是空的", fix="重新选择文件")
    if len(data) > limit:
        raise DataError(
            f"{called}太大", why=f"这里收至多 {limit // MEGABYTE} MB 的文件", fix="压缩扫描分辨率，或拆成几份"
        )
    kind = sniff(data)
    taken = "、".join(KINDS[one].label for one in kinds)
    if kind is None or kind.name not in kinds:
        is_what = f"从内容看是 {kind.label}" if kind else "从内容看不出是什么文件"
        raise DataError(f"{called}不能收", why=f"{is_what}；改后缀名不会改变内容", fix=f"这里收：{taken}")
    digest = hashlib.sha256(data).hexdigest()
    write(_at(digest), data)
    return Kept(digest, kind, len(data))


def path(digest: str) -> Path:
    """Return where a file is kept; NotFound when there is none of this digest."""
    if not _DIGEST.fullmatch(digest) or not (found := _at(digest)).is_file():
        raise NotFound("没有这份文件", why="它没有上传过，或数据文件夹不完整", fix="核对地址；从备份恢复数据文件夹")
    return found


def read(digest: str) -> bytes:
    """Return the bytes of a kept file; DataError when they are no longer those of the digest."""
    data = path(digest).read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise DataError("这份文件被改过或损坏了", why="内容与它的摘要不符", fix="从备份恢复数据文件夹")
    return data


def _at(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def write(target: Path, data: bytes) -> None:
    """Write a file that is not there yet: beside, then renamed, so that there is never half of it; it and its folder reach the disk."""
    if target.is_file():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, beside = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).replace(target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
