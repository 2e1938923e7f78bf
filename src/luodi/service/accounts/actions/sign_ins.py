"""Open sessions: opened at sign-in, counted, ended one by one or all at once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from luodi.engine.core.errors import NotFound
from luodi.service.accounts.models import Person, SignIn
from luodi.service.accounts.rights import Acting, Over, may, require
from luodi.service.audit.actions import record


def opened(acting: Acting, session_key: str, address: str, agent: str, now: datetime) -> int:
    """Note a session that was just opened; return how many others had to end, the least used first."""
    require(acting, "person.sign_in")
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=acting.person)
        _close(
            list(person.sign_ins.filter(too_old(now)).exclude(session_key=session_key))
        )  # ended already, only not noted
        kept = settings.SESSIONS_OPEN - 1
        surplus = list(person.sign_ins.exclude(session_key=session_key).order_by("-seen", "-pk")[kept:])
        _close(surplus)
        SignIn.objects.update_or_create(
            session_key=session_key,
            defaults={"person": person, "address": address[:45], "agent": agent[:200], "at": now, "seen": now},
        )
        record(
            acting, "person.sign_in", "person", person.pk, after={"ended_sessions": len(surplus)} if surplus else None
        )
    return len(surplus)


def too_old(now: datetime) -> Q:
    """Sessions that were idle, or open, for too long."""
    return Q(at__lt=now - settings.SESSION_LONGEST) | Q(seen__lt=now - settings.SESSION_IDLE)


def closed(acting: Acting, session_key: str) -> None:
    """Note that a person signed out."""
    require(acting, "session.end", Over(person=acting.person))
    with transaction.atomic():
        SignIn.objects.filter(session_key=session_key).delete()
        record(acting, "session.end", "person", acting.person)


def end(acting: Acting, key: int) -> None:
    """End one open session, wherever it is; NotFound for one that is not to be seen either."""
    with transaction.atomic():
        found = SignIn.objects.select_for_update().filter(pk=key).first()
        if found is None or not may(acting, "session.end", Over(person=found.person_id)):
            raise NotFound(_("没有这次登录"), why=_("它已经结束，或不是您的"), fix=_("回到“我的账户”看还有哪些"))
        _close([found])
        record(acting, "session.end", "person", found.person_id)


def end_all(acting: Acting, person: int, *, keep: str = "") -> int:
    """End every open session of a person but one; return how many."""
    require(acting, "session.end", Over(person=person))
    with transaction.atomic():
        count = close_all(Person.objects.select_for_update().get(pk=person), keep=keep)
        record(acting, "session.end", "person", person, after={"ended_sessions": count})
    return count


def close_all(person: Person, *, keep: str = "") -> int:
    """End every open session but `keep`, inside the transaction of another change."""
    found = list(person.sign_ins.exclude(session_key=keep))
    _close(found)
    return len(found)


def _close(found: list[SignIn]) -> None:
    Session.objects.filter(session_key__in=[one.session_key for one in found]).delete()
    SignIn.objects.filter(pk__in=[one.pk for one in found]).delete()
