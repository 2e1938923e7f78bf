"""Import a file: read it, find out which document it is, keep the original, and write everything of it in one transaction.

What is told as added is on the disk. A file that was read before is known by its digest; a copy with the same words is no new version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luodi.engine.core.errors import DataError, LuodiError, NotFound
from luodi.engine.documents.compare import compare_copies
from luodi.engine.documents.readers import MAX_BYTES
from luodi.engine.documents.validity import validity
from luodi.service import files
from luodi.service.accounts.rights import Acting, Over, require
from luodi.service.audit.actions import record
from luodi.service.policies import index
from luodi.service.policies.actions.finding import Place, place_of
from luodi.service.policies.actions.relations import connect
from luodi.service.policies.actions.searches import alert
from luodi.service.policies.actions.stamps import lock, renew
from luodi.service.policies.catalogue import catalogue
from luodi.service.policies.library import library
from luodi.service.policies.models import Clause, Document, Version
from luodi.service.policies.naming import KINDS, plain_number, quoted
from luodi.service.policies.reading import Reading, read_again, read_all, validity_fields

STATES = {
    "added": _("新增"),
    "changed": _("新版本"),
    "same": _("文字相同"),
    "known": _("已在库"),
    "failed": _("没有导入"),
}
TAKEN = ("pdf", "docx", "doc", "html", "text", "jpg", "png", "tif", "bmp", "webp", "zip")
_MOST_CHANGES = 300


@dataclass(frozen=True)
class Outcome:
    """What became of one document of a file: `state` is a key of `STATES`."""

    file: str
    state: str
    key: str = ""
    title: str = ""
    version: int = 0
    clauses: int = 0
    message: str = ""

    @property
    def line(self) -> str:
        """The outcome on one line for people."""
        named = quoted(self.title) if self.title else self.file
        told = {"added": f"{self.clauses} 条", "changed": f"第 {self.version} 版，{self.clauses} 条"}.get(
            self.state, ""
        )
        return "　".join(filter(None, [str(STATES[self.state]), named, told, self.message, self.key]))


def import_file(
    acting: Acting, data: bytes, name: str, now: datetime, *, path: str = "", key: str = "", region: str = ""
) -> Iterator[Outcome]:  # fmt: skip
    """Import every document of a file, each in a transaction of its own; what cannot be read is an outcome with its reason.

    `path` is the file's place below the imported folder, which may give the document its key; `key` and `region` are told by staff.
    """
    acting.everywhere_or(
        "document.import"
    )  # nothing is read for one who may import nowhere; where, is asked when that is known
    digest = hashlib.sha256(data).hexdigest()
    known = Version.objects.filter(sha256=digest, part=0).select_related("document").first()
    if known is not None:
        yield _known(name, known)
        return
    try:
        for found in read_all(data, name, region):
            if isinstance(found, LuodiError):
                yield Outcome(name, "failed", message=found.line)
                continue
            try:
                yield _import(acting, found, data, digest, now, path, key, region)
            except LuodiError as error:
                yield Outcome(name, "failed", title=found.title, message=error.line)
    except LuodiError as error:
        yield Outcome(name, "failed", message=error.line)


def _known(name: str, version: Version) -> Outcome:
    document = version.document
    why = f"这份文件已撤下：{document.withdrawn_why}" if document.withdrawn_at else ""
    return Outcome(name, "known", document.key, document.title, version.number, message=why)


def _import(
    acting: Acting, reading: Reading, data: bytes, digest: str, now: datetime, path: str, key: str, region: str
) -> Outcome:  # fmt: skip
    for _attempt in range(3):  # somebody else may import the same document meanwhile
        place = place_of(reading, path, key, region)
        require(acting, "document.import", Over(region=place.region))
        before = place.document.current if place.document else None
        if before is not None and (before.text_digest == reading.text_digest or reading.part):
            why = "" if before.text_digest == reading.text_digest else "库中已有这份文件，汇编里的不另作版本"
            return Outcome(reading.file_name, "same", place.key, reading.title, before.number, message=why)
        changes = _changes(before, reading, place) if before else []
        files.keep(data, kinds=TAKEN, limit=MAX_BYTES, name=reading.file_name)
        with transaction.atomic():
            stamp = lock()
            twin = Version.objects.filter(sha256=digest, part=reading.part).select_related("document").first()
            if twin is not None:
                return _known(reading.file_name, twin)
            if not _still(place):
                continue
            done = _write(acting, reading, place, digest, len(data), changes, now)
            renew(stamp)
            return done
    raise DataError("有人同时在导入同一份文件", fix="过一会儿再试一次；已导入的不受影响")


def _still(place: Place) -> bool:
    """Whether what was found before the transaction still holds in it."""
    if place.document is None:
        return not Document.objects.filter(key=place.key).exists()
    return Document.objects.filter(pk=place.document.pk, current_id=place.document.current_id).exists()


def _changes(before: Version, reading: Reading, place: Place) -> list[dict[str, Any]]:
    """What differs from the version before, figures first."""
    old = read_again(before, place.region)
    found = compare_copies(old, reading.document).differences
    return [
        {"kind": one.kind, "before": one.left.text, "after": one.right.text, "clause": one.right.clause or one.left.clause,
         "lead": one.right.before or one.left.before, "tail": one.right.after or one.left.after}
        for one in found[:_MOST_CHANGES]
    ]  # fmt: skip


def _write(
    acting: Acting, reading: Reading, place: Place, digest: str, size: int, changes: list[dict[str, Any]], now: datetime
) -> Outcome:  # fmt: skip
    held = place.document and Document.objects.select_related("current").get(pk=place.document.pk)
    document = held or Document(key=place.key, region=place.region, added_at=now)
    before = document.current
    document.title, document.plain_title, document.kind = reading.title, reading.plain_title, reading.kind
    document.number = reading.document.number[:80] or document.number or place.number
    document.plain_number = plain_number(document.number)
    document.region = document.region or place.region
    document.save()
    version = Version.objects.create(
        document=document, number=before.number + 1 if before else 1, sha256=digest, part=reading.part, file_name=reading.file_name[:300],
        size=size, changes=changes, imported_at=now, imported_by=acting.name, **reading.version_fields(),
    )  # fmt: skip
    clauses = Clause.objects.bulk_create(Clause(version=version, **row) for row in reading.clause_rows())
    if before is not None:
        index.remove(before.pk)
    if document.withdrawn_at is None:
        index.write((clause.pk, clause.text) for clause in clauses)
    document.current = version
    document.save(update_fields=["current"])
    connect(document, reading.relations, acting, now)
    state = {"title": document.title, "number": document.number, "version": version.number, "sha256": digest, "part": reading.part,
             "file": version.file_name, "clauses": len(clauses)}  # fmt: skip
    earlier = {"version": before.number, "sha256": before.sha256} if before else None
    record(acting, "document.import", "document", document.key, before=earlier, after=state, region=document.region)
    alert(document, version, now)
    return Outcome(
        reading.file_name,
        "changed" if before else "added",
        document.key,
        document.title,
        version.number,
        len(clauses),
        place.remark,
    )


def withdraw(acting: Acting, key: str, why: str, now: datetime) -> Document:
    """Take a document out of lists and search; it is kept and can be put back. DataError without a reason."""
    if not why.strip():
        raise DataError("没有写为什么撤下", fix="写一句理由，会记入审计")
    with transaction.atomic():
        document, stamp = _locked(key), lock()
        require(acting, "document.withdraw", Over(region=document.region))
        if document.withdrawn_at is None:
            document.withdrawn_at, document.withdrawn_why = now, why.strip()[:300]
            document.save(update_fields=["withdrawn_at", "withdrawn_why"])
            index.remove(document.current_id)
            record(acting, "document.withdraw", "document", key, before={"withdrawn": False}, after={"withdrawn": True}, reason=why.strip(),
                   region=document.region)  # fmt: skip
            renew(stamp)
    return document


def restore(acting: Acting, key: str, why: str, now: datetime) -> Document:
    """Put a withdrawn document back."""
    with transaction.atomic():
        document, stamp = _locked(key), lock()
        require(acting, "document.withdraw", Over(region=document.region))
        if document.withdrawn_at is not None:
            document.withdrawn_at, document.withdrawn_why = None, ""
            document.save(update_fields=["withdrawn_at", "withdrawn_why"])
            index.write(Clause.objects.filter(version=document.current_id).values_list("pk", "text"))
            record(acting, "document.withdraw", "document", key, before={"withdrawn": True}, after={"withdrawn": False}, reason=why.strip(),
                   region=document.region)  # fmt: skip
            renew(stamp)
    return document


def describe(
    acting: Acting, key: str, now: datetime, *, number: str, kind: str, region: str, issued: date | None
) -> Document:
    """Say what the text does not: number, kind, region, and the day of issue, from which the validity is computed again."""
    if kind not in KINDS:
        raise DataError(f"没有文种“{kind}”", fix="可写：" + "、".join(KINDS))
    if region:
        library().vocabulary.regions.check(region)
    with transaction.atomic():
        document, stamp = _locked(key), lock()
        for where in {document.region, region}:
            require(acting, "document.import", Over(region=where))
        before = {
            "number": document.number,
            "kind": document.kind,
            "region": document.region,
            "issued": document.issued,
        }
        document.number, document.kind, document.region, document.issued = (
            number.replace("\0", "").strip()[:80],
            kind,
            region,
            issued,
        )
        document.plain_number = plain_number(document.number)
        document.save()
        version = document.current
        if version is not None and issued != before["issued"]:
            text = read_again(version, region)
            fields = validity_fields(validity(text, issued=issued))
            year = issued.year if issued else version.year
            Version.objects.filter(pk=version.pk).update(**fields, year=year)
        after = {"number": document.number, "kind": kind, "region": region, "issued": issued}
        record(acting, "document.import", "document", key, before=before, after=after, region=region)
        renew(stamp)
    return document


def _locked(key: str) -> Document:
    found = Document.objects.select_for_update().filter(key=key.replace("\0", "")).first()
    if found is None:
        near = catalogue().near(key)
        raise NotFound(f"库中没有文件“{key}”", fix="相近的：" + "、".join(near) if near else "在“文件”里按字词找")
    return found
