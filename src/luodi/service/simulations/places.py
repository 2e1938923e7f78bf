"""Where the files of populations and runs lie: in the data folder, served by no web server; and how much there may be."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError

MEGABYTE = 1_000_000
#: Bytes of an uploaded table; what all files of this subject may take; what must be left free on the disk.
TABLE_LIMIT = 64 * MEGABYTE
MOST_KEPT = 20_000 * MEGABYTE
LEAST_FREE = 500 * MEGABYTE
#: Enterprises of a synthetic population made on the site; jobs that wait or run, of one person; what one person may keep.
MOST_ROWS = 1_000_000
MOST_OPEN = 3
MOST_POPULATIONS = 50
MOST_RUNS = 300
#: Drafts of one person that are kept though no run and no population needs them; bytes of the file of one.
MOST_DRAFTS = 30
DRAFT_LIMIT = 400_000


def population_folder(number: int) -> Path:
    """The folder of a population."""
    return _root() / "populations" / str(number)


def run_folder(number: int) -> Path:
    """The folder of what a run wrote."""
    return _root() / "runs" / str(number)


def shelf_folder(name: str) -> Path:
    """The folder of policies that are laid over the encoded ones; it can be written again from the tables."""
    return _root() / "shelves" / name


def remove(folder: Path) -> None:
    """Take a folder away, with what an interrupted job left beside it."""
    for one in (folder, folder.with_name(f".{folder.name}.part"), folder.with_name(f".{folder.name}.old")):
        shutil.rmtree(one, ignore_errors=True)


def refuse_without_room(kept: int) -> None:
    """DataError when the disk, or what this subject may take of it, is full; `kept` is what it takes now, in bytes."""
    root = _root()
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    free = shutil.disk_usage(root).free
    if free < LEAST_FREE:
        raise DataError(
            _("磁盘快满了，不能再推演"), why=_("只剩 %(free)s MB") % {"free": free // MEGABYTE}, fix=_("删去不用的推演和企业数据，或请管理员扩大磁盘")
        )  # fmt: skip
    if kept > MOST_KEPT:
        raise DataError(
            _("推演的文件太多了"), why=_("已占 %(kept)s MB，至多 %(most)s MB") % {"kept": kept // MEGABYTE, "most": MOST_KEPT // MEGABYTE},
            fix=_("删去不用的推演和企业数据"),
        )  # fmt: skip


def _root() -> Path:
    return Path(settings.DATA) / "simulations"
