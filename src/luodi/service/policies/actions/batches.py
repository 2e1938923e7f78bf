"""Uploads: the files are stored and written down first, then read one after the other.

What was taken is never lost: a file stays `waiting` until its documents are written, so whoever comes next goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from luodi.engine.core.errors import DataError, LuodiError
from luodi.engine.documents.readers import MAX_BYTES
from luodi.service import files
from luodi.service.accounts.rights import Acting, Over, require
from luodi.service.audit.actions import record
from luodi.service.policies.actions.documents import TAKEN, import_file
from luodi.service.policies.models import Batch, BatchFile, Document

MOST_FILES = 200
#: Which outcome speaks for a file of several documents.
_WEIGHT = ("failed", "added", "changed", "same", "known")


def begin(
    acting: Acting,
    uploads: Sequence[tuple[str, bytes | files.store.Readable]],
    now: datetime,
    *,
    region: str = "",
    key: str = "",
) -> Batch:
    """Take uploaded files; those that cannot be taken are written down with the reason."""
    require(acting, "document.import", Over(region=region))
    if not uploads:
        raise DataError("没有选文件", fix="选一份或几份公文：PDF、Word、网页、文本、扫描的图片")
    if len(uploads) > MOST_FILES:
        raise DataError(f"一次最多 {MOST_FILES} 个文件", fix="分几次传，或在服务器上用 luodi import 文件夹")
    if key and len(uploads) > 1:
        raise DataError("编号只能给一份文件", fix="编号留空，或一次只传一份")
    kept = [_kept(name, data, key) for name, data in uploads]
    with transaction.atomic():
        batch = Batch.objects.create(person_id=acting.person, region=region, made_at=now)
        for row in kept:
            row.batch = batch
        BatchFile.objects.bulk_create(kept)
        record(
            acting,
            "document.import",
            "batch",
            batch.pk,
            after={"files": [[row.name, row.sha256] for row in kept]},
            region=region,
        )
    return batch


def _kept(name: str, data: bytes | files.store.Readable, key: str) -> BatchFile:
    try:
        digest = files.keep(data, kinds=TAKEN, limit=MAX_BYTES, name=name).digest
    except LuodiError as error:
        return BatchFile(name=name[:300], sha256="", state="failed", told=[error.line])
    return BatchFile(name=name[:300], key=key, sha256=digest)


def step(acting: Acting, batch: int, now: datetime) -> bool:
    """Read the next file that waits; False when none does."""
    row = BatchFile.objects.filter(batch=batch, state="waiting").select_related("batch").first()
    if row is None:
        return False
    try:
        data = files.read(row.sha256)
        done = list(import_file(acting, data, row.name, now, key=row.key, region=row.batch.region))
        row.state = next(state for state in _WEIGHT if any(one.state == state for one in done))
        row.told = [one.line for one in done]
        keys = {one.key for one in done if one.key}
    except LuodiError as error:
        row.state, row.told, keys = "failed", [error.line], set()
    with transaction.atomic():
        row.save(update_fields=["state", "told"])
        row.documents.set(Document.objects.filter(key__in=keys))
    return True


def wait_again(acting: Acting, batch: int, now: datetime) -> int:
    """Let the files of a batch that could not be read wait again; how many."""
    row = Batch.objects.get(pk=batch)
    require(acting, "document.import", Over(region=row.region))
    with transaction.atomic():
        failed = BatchFile.objects.filter(batch=batch, state="failed").exclude(sha256="")
        names = list(failed.values_list("name", flat=True))
        if names:
            failed.update(state="waiting", told=[])
            record(acting, "document.import", "batch", batch, after={"again": names}, region=row.region)
    return len(names)


def steps_left(batch: int) -> int:
    """How many files of a batch still wait."""
    return BatchFile.objects.filter(batch=batch, state="waiting").count()
