"""What a person hands to a command as text: in a file, or written on the command itself. Read strictly; what is wrong is said in a sentence."""

from __future__ import annotations

from pathlib import Path

from luodi.engine.core.errors import DataError, Place
from luodi.engine.core.strict_yaml import read_bytes


def text_of(file: Path) -> str:
    """Read a file that holds text in UTF-8; NotFound, DataError."""
    try:
        return read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError("不是 UTF-8 文本", place=Place(str(file)), fix="另存为 UTF-8 编码") from None


def written_or_said(said: str, file: Path | None, option: str) -> str:
    """Return what was said on the command, or what stands in a file instead; DataError when both were given."""
    if file is None:
        return said
    if said:
        raise DataError(f"--{option} 和 --{option}-file 都写了", fix="只留一个")
    return text_of(file)
