"""The readers: one module per format, and this folder is the register.

A module has `SUFFIXES`, `recognises(head)` and `read(data, name)`; see `luodi.engine.documents.source.Reader`. Putting
a module here is all that is needed to add a format. A file is given to the reader of its suffix when the content
agrees, else to the reader that recognises the content, with a problem noted.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path, PurePath
from pkgutil import iter_modules
from typing import Protocol, cast

from luodi.engine.core.errors import NotFound, Place, SourceError, UnsupportedFormat
from luodi.engine.documents.readers import text
from luodi.engine.documents.source import Reader, Source

#: Larger files are refused: no official document comes near it, and every reader holds the whole file in memory.
MAX_BYTES = 64_000_000
_HEAD = 4096


class _Module(Protocol):
    __name__: str


@cache
def register() -> tuple[Reader, ...]:
    """Return the modules of this folder; `text`, which takes anything that is text, is asked last."""
    names = sorted((found.name for found in iter_modules(__path__)), key=lambda name: (name == "text", name))
    return tuple(cast(Reader, import_module(f"{__name__}.{name}")) for name in names)


def suffixes() -> tuple[str, ...]:
    """Return every suffix that some reader takes."""
    return tuple(dict.fromkeys(suffix for reader in register() for suffix in reader.SUFFIXES))


def choose(head: bytes, name: str) -> tuple[Reader, str]:
    """Return the reader for a file and a problem to note (empty when suffix and content agree)."""
    suffix = PurePath(name).suffix.lower()
    if suffix in text.SUFFIXES and text.recognises(head):
        return cast(Reader, text), ""  # the commonest case, without loading the libraries of the other formats
    by_suffix = [reader for reader in register() if suffix in reader.SUFFIXES]
    for reader in by_suffix:
        if reader.recognises(head):
            return reader, ""
    for reader in register():
        if reader not in by_suffix and reader.recognises(head):
            kind = cast(_Module, reader).__name__.rpartition(".")[2]
            note = f"后缀是“{suffix}”，内容却是 {kind}，已按内容读取" if by_suffix else ""
            return reader, note
    raise UnsupportedFormat(
        "认不出这是什么文件",
        place=Place(name),
        why="后缀和内容都不属于能读的格式",
        fix=f"能读：{'、'.join(suffixes())}",
    )


def read_source(data: bytes, name: str) -> Source:
    """Read the bytes of a file with the reader that fits."""
    if len(data) > MAX_BYTES:
        raise _too_large(len(data), name)
    if not data.strip(b" \t\r\n\f\0\xef\xbb\xbf"):
        raise SourceError("文件是空的", place=Place(name), fix="重新下载或另存一份再试")
    reader, note = choose(data[:_HEAD], name)
    source = reader.read(data, name)
    if note:
        return Source(
            source.name, source.format, source.text, source.pages, source.blocks, source.boxes, source.flags,
            (note, *source.problems),
        )  # fmt: skip
    return source


def read_file(path: Path, name: str | None = None) -> Source:
    """Read a file from disk; NotFound or SourceError when it is missing, a folder, too large, or cannot be read."""
    shown = name or str(path)
    if not path.exists():
        raise NotFound(f"找不到文件 {shown}", fix="核对路径；相对路径从当前文件夹算起")
    if path.is_dir():
        raise SourceError("这是文件夹，不是文件", place=Place(shown), fix="写出里面的文件名，或用 文件夹/*.txt")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise _too_large(size, shown)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)  # a pipe or a device states no size
    except OSError as error:
        raise SourceError("文件打不开", place=Place(shown), why=error.strerror or str(error), fix="核对权限") from error
    return read_source(data, shown)


def _too_large(size: int, name: str) -> SourceError:
    most = MAX_BYTES // 1_000_000
    return SourceError(
        f"文件有 {size / 1e6:.0f} MB，太大了" if size > MAX_BYTES + 1 else f"文件超过 {most} MB，太大了",
        place=Place(name),
        why=f"一份文件最多 {most} MB",
        fix="拆成几份，或只留正文",
    )
