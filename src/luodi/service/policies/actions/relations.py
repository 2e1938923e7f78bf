"""How documents hang together: what their texts say is written at import, what staff know is added or dropped by them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from luodi.engine.core.errors import DataError, NotFound
from luodi.service.accounts.rights import Acting, Over, require
from luodi.service.audit.actions import record
from luodi.service.policies.actions.stamps import lock, renew
from luodi.service.policies.library import library
from luodi.service.policies.models import RELATIONS, Document, Relation
from luodi.service.policies.naming import plain_number, plain_title
from luodi.service.policies.relations import Stated

_Key = tuple[str, str, str]


def connect(document: Document, stated: Iterable[Stated], acting: Acting, now: datetime) -> None:
    """Write what a text says of other documents, and find the relations that were waiting for this one; within a transaction.

    What staff dropped stays dropped; what an earlier version said and this one does not is dropped.
    """
    texts = list(stated)
    known = {(one.kind, plain_title(one.title)) for one in texts}
    encoded = [one for one in _of_library(document) if (one.kind, plain_title(one.title)) not in known]
    said = {_key(one.kind, one.title, one.number): one for one in (*texts, *encoded)}
    kept: set[_Key] = set()
    for row in document.relations.exclude(found="staff"):
        own = (row.kind, row.plain_title, row.plain_number)
        kept.add(own)
        if own not in said and row.dropped_at is None:
            row.dropped_at = now
            row.save(update_fields=["dropped_at"])
    for own, one in said.items():
        if own not in kept:
            found = "library" if one in encoded else "text"
            Relation.objects.create(
                source=document, kind=one.kind, target=_target(own, document), title=one.title[:300], number=one.number[:80], plain_title=own[1],
                plain_number=own[2], clause=one.clause, found=found, made_at=now, made_by=acting.name,
            )  # fmt: skip
    waiting = Relation.objects.filter(target=None).exclude(source=document)
    waiting.filter(_names(document.plain_title, document.plain_number)).update(target=document)


def relate(
    acting: Acting, key: str, kind: str, other: str, now: datetime, *, effective: date | None = None, note: str = ""
) -> Relation:  # fmt: skip
    """Say that a document is based on, implements, amends or repeals another: its key, or its title when it is not held."""
    if kind not in RELATIONS:
        raise DataError(
            f"没有“{kind}”这种关系", fix="可写：" + "、".join(f"{k}（{label}）" for k, label in RELATIONS.items())
        )
    if not other.strip():
        raise DataError("没有写另一份文件", fix="写它的编号，或没有导入时写它的标题")
    with transaction.atomic():
        stamp = lock()
        source = Document.objects.filter(key=key.replace("\0", "")).first()
        if source is None:
            raise NotFound(f"库中没有文件“{key}”", fix="先导入它")
        require(acting, "document.relate", Over(region=source.region))
        named = other.replace("\0", "").strip().strip("《》")
        target = Document.objects.filter(Q(key=named) | Q(plain_title=plain_title(named))).exclude(pk=source.pk).first()
        if target is None and (named == key or plain_title(named) == source.plain_title):
            raise DataError("一份文件不能与自己有关系", fix="写另一份文件")
        title = target.title if target else named
        row = Relation.objects.create(
            source=source, kind=kind, target=target, title=title[:300], number=target.number if target else "", plain_title=plain_title(title),
            plain_number=plain_number(target.number) if target else "", found="staff", effective=effective, note=note.replace("\0", "").strip()[:300], made_at=now,
            made_by=acting.name,
        )  # fmt: skip
        state = {"relation": row.pk, "kind": kind, "other": target.key if target else title, "effective": effective}
        record(acting, "document.relate", "document", key, after=state, reason=row.note, region=source.region)
        renew(stamp)
    return row


def unrelate(acting: Acting, number: int, why: str, now: datetime) -> Relation:
    """Say that a relation does not hold; an import does not bring it back."""
    with transaction.atomic():
        stamp = lock()
        row = Relation.objects.select_related("source", "target").filter(pk=number, dropped_at=None).first()
        if row is None:
            raise NotFound("没有这条关系", why="它已经去掉，或从来没有", fix="刷新文件页")
        require(acting, "document.relate", Over(region=row.source.region))
        row.dropped_at = now
        row.save(update_fields=["dropped_at"])
        state = {"relation": row.pk, "kind": row.kind, "other": row.target.key if row.target else row.title}
        record(
            acting,
            "document.relate",
            "document",
            row.source.key,
            before=state,
            reason=why.strip(),
            region=row.source.region,
        )
        renew(stamp)
    return row


def _of_library(document: Document) -> list[Stated]:
    """What the encoded policy says: the policy whose rules this is."""
    if document.key not in library().ids() or not (other := library().policy(document.key).implements):
        return []
    return [Stated("implements", library().policy(other).title, "", "")] if other in library().ids() else []


def _key(kind: str, title: str, number: str) -> _Key:
    return kind, plain_title(title), plain_number(number)


def _target(own: _Key, document: Document) -> Document | None:
    return Document.objects.filter(_names(own[1], own[2])).exclude(pk=document.pk).order_by("pk").first()


def _names(title: str, number: str) -> Q:
    """Documents and relations of this title or this number."""
    found = Q(pk__in=[])
    if title:
        found |= Q(plain_title=title)
    if number:
        found |= Q(plain_number=number)
    return found
