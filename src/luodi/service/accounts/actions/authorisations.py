"""Decide who may act for an organisation: grant, decide a request, revoke. A revocation holds from the next request on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError, NotFound, Place
from luodi.service.accounts.actions.organisations import ROLES
from luodi.service.accounts.models import AccessRequest, Authorisation, Organisation, Person
from luodi.service.accounts.plain_text import plain, reason_of
from luodi.service.accounts.rights import Acting, Over, may, require
from luodi.service.audit.actions import record
from luodi.service.files import Kept


def grant(
    acting: Acting, organisation: int, login: str, role: str, evidence: Kept, now: datetime, *, manages: bool = False, ends: date | None = None,
) -> Authorisation:  # fmt: skip
    """Let a person, known by the name of sign-in, act for an organisation until a day (None: until it is revoked)."""
    with transaction.atomic():
        found = Organisation.objects.select_for_update().filter(pk=organisation).first()
        if found is None or not may(acting, "authorisation.view", _over(found)):
            raise NotFound(_("没有这家企业"), fix=_("核对地址"))
        require(acting, "authorisation.grant", _over(found))
        person = Person.objects.filter(login=plain(login).casefold(), is_active=True).first()
        if person is None:
            raise DataError(
                _("没有登录名为“%(login)s”的人") % {"login": login.strip()},
                place=Place(key="login"),
                fix=_("请他先注册，再把登录名告诉您"),
            )
        return _granted(acting, person, found, role, evidence.digest, now, manages=manages, ends=ends)


def accept(acting: Acting, key: int, now: datetime, *, manages: bool = False) -> Authorisation:
    """Grant what somebody asked for."""
    with transaction.atomic():
        asked = _open_request(acting, key)
        held = _granted(acting, asked.person, asked.organisation, asked.role, asked.evidence, now, manages=manages)
        asked.decided_at, asked.decided_by_id, asked.authorisation = now, acting.person, held
        asked.save(update_fields=["decided_at", "decided_by", "authorisation"])
    return held


def refuse(acting: Acting, key: int, reason: str, now: datetime) -> None:
    """Refuse what somebody asked for, and say why."""
    with transaction.atomic():
        asked = _open_request(acting, key)
        asked.decided_at, asked.decided_by_id, asked.refused_reason = now, acting.person, reason_of(reason)
        asked.save(update_fields=["decided_at", "decided_by", "refused_reason"])
        record(
            acting, "authorisation.grant", "access_request", key, region=asked.organisation.region,
            after={"refused": True, "person": asked.person.login, "organisation": asked.organisation.code}, reason=asked.refused_reason,
        )  # fmt: skip


def revoke(acting: Acting, key: int, reason: str, now: datetime) -> Authorisation:
    """End an authorisation at once, in every open session too: rights are read anew for each request."""
    with transaction.atomic():
        held = (
            Authorisation.objects.select_for_update(of=("self",))
            .select_related("organisation", "person")
            .filter(pk=key)
            .first()
        )
        if held is None or not may(acting, "authorisation.view", over(held)):
            raise NotFound(_("没有这份授权"), fix=_("核对地址"))
        require(acting, "authorisation.revoke", over(held))
        if held.revoked_at is not None:
            raise DataError(_("这份授权已经撤销了"), fix=_("不用再做什么"))
        held.revoked_at, held.revoked_reason = now, reason_of(reason)
        held.save(update_fields=["revoked_at", "revoked_reason"])
        record(
            acting, "authorisation.revoke", "authorisation", key, region=held.organisation.region,
            before={"person": held.person.login, "organisation": held.organisation.code, "role": held.role}, after=None, reason=held.revoked_reason,
        )  # fmt: skip
    return held


def over(held: Authorisation | AccessRequest) -> Over:
    """What an authorisation, or a request for one, belongs to."""
    return Over(person=held.person_id, organisation=held.organisation_id, region=held.organisation.region)


def _over(organisation: Organisation) -> Over:
    return Over(organisation=organisation.pk, region=organisation.region)


def _open_request(acting: Acting, key: int) -> AccessRequest:
    """The request, locked; who asked may see it but not decide it, and it is decided once."""
    asked = (
        AccessRequest.objects.select_for_update(of=("self",))
        .select_related("organisation", "person")
        .filter(pk=key)
        .first()
    )
    if asked is None or not may(acting, "access_request.view", over(asked)):
        raise NotFound(_("没有这份申请"), fix=_("核对地址"))
    require(acting, "authorisation.grant", _over(asked.organisation))
    if asked.person_id == acting.person:
        raise DataError(_("不能审定自己的申请"), fix=_("请企业的授权人或别的政策员来做"))
    if asked.decided_at is not None:
        raise DataError(_("这份申请已经审定过了"), fix=_("不用再做什么"))
    return asked


def _granted(
    acting: Acting, person: Person, organisation: Organisation, role: str, evidence: str, now: datetime, *, manages: bool, ends: date | None = None,
) -> Authorisation:  # fmt: skip
    today = timezone.localdate(now)
    if role not in ROLES:
        raise DataError(_("没有这种身份"), place=Place(key="role"), fix=_("选企业用户或顾问"))
    if ends is not None and ends < today:
        raise DataError(_("止期已经过了"), place=Place(key="ends"), fix=_("写今天或以后的日子；一直有效就不填"))
    if (
        Authorisation.objects.filter(person=person, organisation=organisation, role=role, revoked_at=None)
        .exclude(ends__lt=today)
        .exists()
    ):
        raise DataError(_("他已经代表这家企业"), place=Place(key="login"), fix=_("要改就先撤销原来的授权"))
    held = Authorisation.objects.create(
        person=person, organisation=organisation, role=role, manages=manages, starts=today, ends=ends, evidence=evidence,
        granted_by_id=acting.person, granted_at=now,
    )  # fmt: skip
    record(
        acting, "authorisation.grant", "authorisation", held.pk, region=organisation.region,
        after={"person": person.login, "organisation": organisation.code, "role": role, "manages": manages, "ends": ends, "evidence": evidence},
    )  # fmt: skip
    return held
