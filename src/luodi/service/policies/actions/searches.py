"""Searches that people keep, and the alerts that an import makes for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from luodi.engine.core.errors import DataError, NotFound
from luodi.service.accounts.rights import Acting, Over, require
from luodi.service.audit.actions import record
from luodi.service.policies.catalogue import Held, held_now
from luodi.service.policies.models import Alert, Document, SavedSearch, Version
from luodi.service.policies.searching import FACETS, Query, first_in

#: One person keeps no more: every import asks each of them.
_MOST = 50


def keep_search(acting: Acting, words: str, chosen: dict[str, str], name: str, now: datetime) -> SavedSearch:
    """Keep a search, to be told of newly imported documents that match; DataError without words."""
    require(acting, "saved_search.keep", Over(person=acting.person))
    plain = " ".join(words.replace("\0", "").split())[:200]
    if not plain:
        raise DataError("没有写要找的字词", fix="先检索，再订阅")
    if wrong := set(chosen) - set(FACETS):
        raise DataError(f"不能按“{'、'.join(wrong)}”选", fix="可用：" + "、".join(FACETS))
    with transaction.atomic():
        if SavedSearch.objects.filter(person=acting.person).count() >= _MOST:
            raise DataError(f"最多订阅 {_MOST} 个检索", fix="先删掉不用的")
        narrowed = {facet: value.replace("\0", "")[:120] for facet, value in chosen.items() if value}
        row, made = SavedSearch.objects.get_or_create(
            person_id=acting.person,
            words=plain,
            chosen=narrowed,
            defaults={"name": (name.replace("\0", "").strip() or plain)[:60], "kept_at": now},
        )
        if made:
            record(acting, "saved_search.keep", "saved_search", row.pk, after={"words": plain, "chosen": narrowed})
    return row


def drop_search(acting: Acting, number: int, now: datetime) -> None:
    """Keep a search no longer; its alerts go with it."""
    require(acting, "saved_search.keep", Over(person=acting.person))
    with transaction.atomic():
        row = SavedSearch.objects.filter(pk=number, person=acting.person).first()
        if row is None:
            raise NotFound("没有这个订阅", fix="刷新“我的订阅”")
        record(acting, "saved_search.keep", "saved_search", row.pk, before={"words": row.words, "chosen": row.chosen})
        row.delete()


def see(acting: Acting, numbers: Iterable[int] | None, now: datetime) -> int:
    """Note that alerts were read, all of them when none is named; it is no change that the log needs to hold."""
    require(acting, "saved_search.keep", Over(person=acting.person))
    with transaction.atomic():
        rows = Alert.objects.filter(search__person=acting.person, seen_at=None)
        return (rows if numbers is None else rows.filter(pk__in=list(numbers))).update(seen_at=now)


def alert(document: Document, version: Version, now: datetime) -> None:
    """Make the alerts of a version that has just been written; within its transaction."""
    if document.withdrawn_at is not None:
        return
    held: Held = held_now(document)
    found: dict[Query, tuple[int, str]] = {}
    rows = []
    for search in SavedSearch.objects.all():
        query = Query(search.words, timezone.localdate(now), **search.chosen)
        if query not in found:
            found[query] = first_in(version.pk, held, query)
        count, first = found[query]
        if count:
            rows.append(Alert(search=search, version=version, clauses=count, first=first, made_at=now))
    Alert.objects.bulk_create(rows)
