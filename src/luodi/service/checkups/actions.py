"""Every change of a saved check-up and of its links: right, lock, check, write, audit row, in one transaction."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from luodi.engine.core.errors import DataError
from luodi.engine.rules.answer_json import totals_data
from luodi.service.accounts.actions.tokens import digest
from luodi.service.accounts.rights import Acting, Over, Refused, require
from luodi.service.audit.actions import record
from luodi.service.checkups import answering
from luodi.service.checkups.models import SavedCheckUp, ShareLink
from luodi.service.checkups.queries import found, link_of
from luodi.service.checkups.told import Told

MOST_DAYS = 365
MOST_LINKS = 50


def save(acting: Acting, told: Told, title: str, now: datetime, *, organisation: int | None = None) -> SavedCheckUp:
    """Keep what was told, for the person or for an enterprise the person acts for."""
    person = _person(acting)
    require(
        acting, "checkup.save", Over(organisation=organisation) if organisation is not None else Over(person=person)
    )
    with transaction.atomic():
        made = SavedCheckUp.objects.create(
            person_id=person, organisation_id=organisation, title=_title(title), on=told.on, region=told.region, told=told.as_data(),
            totals=totals_data(answering.answer_to(told).totals), library=answering.digest(), saved_at=now, changed_at=now,
        )  # fmt: skip
        record(acting, "checkup.save", "checkup", made.pk, after=_state(made), region=made.region)
    return made


def change(
    acting: Acting, number: int, now: datetime, *, told: Told | None = None, title: str | None = None
) -> SavedCheckUp:
    """Put other facts, or another title, in the place of those that were kept."""
    with transaction.atomic():
        held = found(acting, number, "checkup.save", lock=True)
        before = _state(held)
        held.title = held.title if title is None else _title(title)
        if told is not None:
            held.on, held.region, held.told = told.on, told.region, told.as_data()
            held.totals, held.library = totals_data(answering.answer_to(told).totals), answering.digest()
        held.changed_at = now
        held.save()
        record(acting, "checkup.save", "checkup", held.pk, before=before, after=_state(held), region=held.region)
    return held


def remove(acting: Acting, number: int, now: datetime) -> None:
    """Take a check-up away: its facts are erased, its links end."""
    with transaction.atomic():
        held = found(acting, number, "checkup.remove", lock=True)
        before = _state(held)
        held.links.filter(revoked_at=None).update(revoked_at=now)
        held.told, held.title, held.removed_at, held.changed_at = {}, "", now, now
        held.save()
        record(acting, "checkup.remove", "checkup", held.pk, before=before, region=held.region)


def share(
    acting: Acting, number: int, now: datetime, *, days: int, shows_name: bool = False, shows_facts: bool = False, label: str = ""
) -> tuple[ShareLink, str]:  # fmt: skip
    """Make a link; the secret in it is returned this once and kept nowhere."""
    with transaction.atomic():
        held = found(acting, number, "checkup.share", lock=True)
        if not 1 <= days <= MOST_DAYS:
            raise DataError(f"有效期是 {days} 天，不能用", why=f"最短 1 天，最长 {MOST_DAYS} 天", fix="另选一个期限")
        if held.links.filter(revoked_at=None, expires_at__gt=now).count() >= MOST_LINKS:
            raise DataError(f"这次体检已有 {MOST_LINKS} 个有效的链接", fix="先撤销不用的")
        secret = secrets.token_urlsafe(32)
        made = ShareLink.objects.create(
            check_up=held, label=label.strip()[:60], digest=digest(secret), shows_name=shows_name, shows_facts=shows_facts, created_by_id=_person(acting),
            created_at=now, expires_at=now + timedelta(days=days),
        )  # fmt: skip
        record(acting, "checkup.share", "checkup", held.pk, after=_link_state(made), region=held.region)
    return made, secret


def revoke(acting: Acting, number: int, link: int, now: datetime) -> ShareLink:
    """End a link; who opens it afterwards is told that it has ended."""
    with transaction.atomic():
        held = found(acting, number, "checkup.share", lock=True)
        made = link_of(held, link)
        if made.revoked_at is None:
            before = _link_state(made)
            made.revoked_at = now
            made.save(update_fields=["revoked_at"])
            record(
                acting,
                "checkup.share",
                "checkup",
                held.pk,
                before=before,
                after=_link_state(made),
                reason="撤销",
                region=held.region,
            )
    return made


def _person(acting: Acting) -> int:
    if acting.person is None:
        raise Refused("没有登录，不能保存和分享", why="保存的体检要有主人", fix="先登录；不登录也可以下载事实文件")
    return acting.person


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title or len(title) > 120 or not title.isprintable():
        raise DataError("给这次体检起个名字", why="名称 1 到 120 字", fix="例如：2026年三季度体检")
    return title


def _state(held: SavedCheckUp) -> dict[str, Any]:
    """What the log holds of a check-up: never what was told, which can be sensitive and can be erased."""
    facts = hashlib.sha256(json.dumps(held.told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]
    return {
        "title": held.title, "on": held.on, "region": held.region, "organisation": held.organisation_id, "person": held.person_id, "facts": facts,
        "library": held.library[:12],
    }  # fmt: skip


def _link_state(link: ShareLink) -> dict[str, Any]:
    return {
        "link": link.pk, "label": link.label, "shows_name": link.shows_name, "shows_facts": link.shows_facts, "expires_at": link.expires_at,
        "revoked_at": link.revoked_at,
    }  # fmt: skip
