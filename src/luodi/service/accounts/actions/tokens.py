"""Keys of the API: made, shown once, revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError, NotFound, Place
from luodi.service.accounts.models import Person, Token
from luodi.service.accounts.plain_text import plain
from luodi.service.accounts.rights import Acting, Over, may, require, table
from luodi.service.audit.actions import record

LONGEST = 366  # days
_PREFIX = "luodi_"  # so that a key that was published by mistake is found by those who look for keys


def create(acting: Acting, label: str, scopes: Collection[str], days: int, now: datetime) -> tuple[Token, str]:
    """Return a new key and its secret, which is kept nowhere; it never holds more rights than the one who makes it."""
    require(acting, "token.create", Over(person=acting.person))
    label, wanted = plain(label)[:60], sorted(set(scopes))
    unknown = [one for one in wanted if one not in all_scopes()]
    if unknown:
        raise DataError(
            _("没有“%(scope)s”这个范围") % {"scope": unknown[0]}, place=Place(key="scopes"), fix=_("从列出的范围里选")
        )
    if not label or not wanted:
        place = Place(key="scopes" if label else "label")
        raise DataError(_("密钥要有名称，并至少选一个范围"), place=place, fix=_("写它用在哪里，勾选它要做的事"))
    if acting.scopes is not None and not acting.scopes.issuperset(wanted):
        raise DataError(_("新密钥的范围不能大过正在用的密钥"), place=Place(key="scopes"), fix=_("登录网页来建"))
    if not 1 <= days <= LONGEST:
        raise DataError(
            _("有效期是 1 至 %(days)s 天") % {"days": LONGEST},
            place=Place(key="days"),
            fix=_("改一个天数；到期前另建一个"),
        )
    secret = _PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=acting.person)
        token = Token.objects.create(
            person=person,
            label=label,
            digest=digest(secret),
            scopes=wanted,
            created=now,
            expires=now + timedelta(days=days),
        )
        record(
            acting,
            "token.create",
            "token",
            token.pk,
            after={"label": label, "scopes": wanted, "expires": token.expires},
        )
    return token, secret


def revoke(acting: Acting, key: int, now: datetime) -> None:
    """End a key at once."""
    with transaction.atomic():
        token = Token.objects.select_for_update().filter(pk=key, revoked=None).first()
        if token is None or not may(acting, "token.revoke", Over(person=token.person_id)):
            raise NotFound(_("没有这个密钥"), why=_("它已经撤销，或不是您的"), fix=_("回到“我的账户”看还有哪些"))
        token.revoked = now
        token.save(update_fields=["revoked"])
        record(acting, "token.revoke", "token", key, before={"label": token.label, "scopes": token.scopes})


def digest(secret: str) -> str:
    """What is kept of a key, or of another secret of ours: so many bits of chance need no slow digest."""
    return hashlib.sha256(secret.encode()).hexdigest()


def all_scopes() -> tuple[str, ...]:
    """Every right of the table, as the scope of a key."""
    return tuple(f"{kind}.{action}" for kind, actions in table().items() for action in actions)


def scopes_of(acting: Acting) -> tuple[str, ...]:
    """The scopes that could ever be of use to somebody: the rights of a role held."""
    return tuple(
        one for one in all_scopes() if acting.roles & set(table()[one.partition(".")[0]][one.partition(".")[2]])
    )
