"""Lay the published policies out as a folder that the library reads over the packaged ones. The tables are what counts; this can be made again."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction

from luodi.service.drafts import trying
from luodi.service.drafts.models import Proposal
from luodi.service.policies.actions.stamps import lock, renew
from luodi.service.policies.library import library
from luodi.service.registry.words import NOW, PUBLISHED

_LOG = logging.getLogger("luodi.drafts")
#: Folders that may still be read by a page that began before.
_KEPT = 2


def lay_out() -> bool:
    """Write what is published now, whole, then say so; whether anything was written. A policy that no longer loads is left out and logged."""
    place = Path(settings.DATA) / PUBLISHED
    if not _said(place) and not Proposal.objects.filter(state="published").exists():
        return False
    with transaction.atomic():
        stamp = lock()
        rows = list(Proposal.objects.filter(state="published").select_related("desk").order_by("desk__key"))
        said = "\n".join([library().vocabulary.digest, *(f"{one.desk.key} {one.digest}" for one in rows)])
        name = hashlib.sha256(said.encode()).hexdigest()[:16] if rows else ""
        if _said(place) == name:
            return False
        if rows:
            _written(place, name, rows)
        else:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = place / f"{NOW}.part"
        beside.write_text(name, "utf-8")
        os.replace(beside, place / NOW)  # noqa: PTH105  (Path.replace is the same call; this one says that it is atomic)
        _forget(place, name)
        renew(stamp)
    return True


def _said(place: Path) -> str:
    try:
        return (place / NOW).read_text("utf-8").strip()
    except OSError:
        return ""


def _written(place: Path, name: str, rows: list[Proposal]) -> None:
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (place / name).is_dir():
        return
    beside = Path(tempfile.mkdtemp(dir=place))
    for one in rows:
        found = trying.text(one.desk.key, one.policy, one.cases)
        if not found.loads:
            _LOG.warning("published policy %s does not load and is left out: %s", one.desk.key, found.problems)
            continue
        trying.write(beside, one.desk.key, one.policy, one.cases)
    beside.chmod(0o755)
    beside.replace(place / name)


def _forget(place: Path, name: str) -> None:
    old = sorted(
        (one for one in place.iterdir() if one.is_dir() and one.name != name), key=lambda one: one.stat().st_mtime_ns
    )
    for one in old[:-_KEPT]:
        shutil.rmtree(one, ignore_errors=True)
