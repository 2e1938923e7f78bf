"""The encoded policies that a run is asked of: those of the site and, laid over them, the unpublished drafts that were given for it."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError, LuodiError, Problems, by_file_name
from luodi.engine.core.ids import is_policy_id
from luodi.engine.library import Library
from luodi.engine.library.draft.writing import with_status
from luodi.engine.library.load import CASES_FILE, POLICY_FILE
from luodi.engine.rules.model import Policy
from luodi.service.policies.library import library
from luodi.service.simulations import places
from luodi.service.simulations.models import Draft

#: Shelves that stay on the disk; one that is gone is written again when it is asked for.
_KEPT = 60


def library_of(drafts: Sequence[int]) -> Library:
    """The library of the site with drafts laid over it; of two drafts of one policy the later one counts."""
    if not drafts:
        return library()
    held = library()
    return _laid(held, _shelf(held, list(Draft.objects.filter(pk__in=drafts).order_by("pk"))))


@lru_cache(maxsize=16)
def _laid(held: Library, shelf: Path) -> Library:
    return held.overlaid(shelf)


def _shelf(held: Library, drafts: Sequence[Draft]) -> Path:
    """Write the folder of published policies and drafts, whole or not at all."""
    said = [held.overlay.name if held.overlay else "", *(f"{one.key} {one.digest}" for one in drafts)]
    target = places.shelf_folder(hashlib.sha256("\n".join(said).encode()).hexdigest()[:16])
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = Path(tempfile.mkdtemp(dir=target.parent, prefix="."))
    if held.overlay:
        shutil.copytree(held.overlay, beside, dirs_exist_ok=True)
    for one in drafts:
        _write(beside, one.key, one.policy)
    try:
        beside.rename(target)
    except OSError:  # somebody else wrote the same meanwhile
        shutil.rmtree(beside, ignore_errors=True)
    _forget(target)
    return target


def _write(place: Path, key: str, text: str) -> None:
    folder = place / key
    folder.mkdir(parents=True, exist_ok=True)
    (folder / POLICY_FILE).write_text(text, "utf-8")
    (folder / CASES_FILE).write_text("cases: []\n", "utf-8")


def _forget(newest: Path) -> None:
    shelves = [one for one in newest.parent.iterdir() if one.is_dir() and one != newest and one.name[0] != "."]
    for one in sorted(shelves, key=lambda held: -held.stat().st_mtime_ns)[_KEPT:]:
        shutil.rmtree(one, ignore_errors=True)


def as_draft(text: str) -> str:
    """The text of a policy file that says of itself that it is a draft, whatever it said."""
    bare = text.replace("\r\n", "\n").removeprefix("\ufeff")
    return with_status(bare, "status: draft\n")


def read(key: str, text: str) -> Policy:
    """Read a draft by the strict loader among the policies of the site; Problems names every fault with its line in policy.yaml."""
    if not is_policy_id(key):
        raise DataError(
            _("“%(a)s”不能作政策的编号") % {"a": key[:80]}, why=_("编号是路径：省/市/政策，小写字母、数字和连字符"), fix=_("例如 sichuan/chengdu/ai-policy")
        )  # fmt: skip
    if len(text.encode()) > places.DRAFT_LIMIT:
        raise DataError(_("政策文件太大"), fix=_("至多 %(n)s KB") % {"n": places.DRAFT_LIMIT // 1000})
    held = library()
    with tempfile.TemporaryDirectory(prefix="luodi-draft-") as place:
        _write(Path(place), key, text)
        try:
            made = held.overlaid(Path(place)).policy(key)
        except LuodiError as error:
            raise Problems(by_file_name(error)) from None
    if not made.supports:
        raise DataError(
            _("这份稿子里还没有可以推演的支持"),
            why=_("推演算的是支持：条件和金额编成公式才能算"),
            fix=_("先在审编台接受或改正至少一项支持，再来推演"),
        )
    return made


__all__ = ["as_draft", "library_of", "read"]
