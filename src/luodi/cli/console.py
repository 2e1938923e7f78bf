"""What every verb shares: the console people read from, and the library with its cache in the user's cache folder."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from luodi.engine.core.errors import NotFound
from luodi.engine.library import Cache, Library

#: Wide enough for Chinese tables when the output is not a terminal.
out = Console(highlight=False, soft_wrap=True, width=None if os.isatty(1) else 120)


def cache_folder() -> Path | None:
    """Return the folder of the cache: `LUODI_CACHE`, else the user's own; None switches it off (`LUODI_CACHE=`)."""
    told = os.environ.get("LUODI_CACHE")
    if told is not None:
        return Path(told) if told else None
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111  (Path.home() may raise)
    return Path(home) / "luodi"


@lru_cache(maxsize=1)
def library() -> Library:
    """Return the library of encoded policies; `LUODI_POLICIES` names another folder of policies."""
    folder = os.environ.get("LUODI_POLICIES")
    cache = Cache(cache_folder())
    return Library(Path(folder), cache=cache) if folder else Library(cache=cache)


def print_json(data: Any) -> None:
    """Print plain data as JSON, in Chinese characters."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def encoded() -> tuple[str, ...]:
    """Return the ids of all encoded policies; NotFound when there is none: a check-up of nothing would say 0."""
    if ids := library().ids():
        return ids
    raise NotFound(
        f"“{library().folder}”里没有已编的政策", why="LUODI_POLICIES 指向这个文件夹" if os.environ.get("LUODI_POLICIES") else "",
        fix="核对路径；不设 LUODI_POLICIES 就用随程序的已编政策；luodi policies new 新建一项",
    )  # fmt: skip
