"""Sign an organisation up, or ask to act for one that is known already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engine.core import credit_codes
from luodi.engine.core.errors import DataError, LuodiError, NotFound, Place, Problems
from luodi.service.accounts.models import AccessRequest, Authorisation, Organisation, Person
from luodi.service.accounts.plain_text import plain
from luodi.service.accounts.regions import of_code, regions
from luodi.service.accounts.rights import Acting, require
from luodi.service.audit.actions import record
from luodi.service.files import Kept

ROLES = ("enterprise", "adviser")
#: What a written authorisation may be; its size is limited by `settings.EVIDENCE_LIMIT`.
EVIDENCE = ("pdf", "jpg", "png")


@dataclass(frozen=True)
class Told:
    """What is told of an organisation at sign-up; without a region the credit code says where it was registered."""

    code: str
    name: str
    region: str = ""
    kind: str = "enterprise"


def sign_up(acting: Acting, told: Told, role: str, evidence: Kept, now: datetime) -> Authorisation | AccessRequest:
    """Sign an organisation up and act for it from now on; when it is known already, ask those who manage it instead.

    Nobody takes over an organisation by knowing its code: codes are public.
    """
    require(acting, "organisation.sign_up")
    checked = _checked(told)
    if role not in ROLES:
        raise DataError(_("没有这种身份"), place=Place(key="role"), fix=_("选企业用户或顾问"))
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=acting.person)
        found = Organisation.objects.select_for_update().filter(code=checked.code).first()
        if found is not None:
            return ask(acting, found.pk, role, evidence, now)
        made = Organisation.objects.create(
            code=checked.code, name=checked.name, region=checked.region, kind=checked.kind, since=now
        )
        record(
            acting, "organisation.sign_up", "organisation", made.pk, region=made.region,
            after={"code": made.code, "name": made.name, "region": made.region, "kind": made.kind},
        )  # fmt: skip
        held = Authorisation.objects.create(
            person=person, organisation=made, role=role, manages=role == "enterprise", starts=timezone.localdate(now), evidence=evidence.digest,
            granted_by=person, granted_at=now,
        )  # fmt: skip
        record(
            acting, "authorisation.grant", "authorisation", held.pk, region=made.region,
            after={"person": person.login, "organisation": made.code, "role": role, "manages": held.manages, "evidence": evidence.digest},
        )  # fmt: skip
    return held


def ask(acting: Acting, organisation: int, role: str, evidence: Kept, now: datetime) -> AccessRequest:
    """Ask to act for an organisation that is known; nothing is allowed before somebody has decided."""
    require(acting, "organisation.ask")
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=acting.person)
        found = Organisation.objects.filter(pk=organisation).first()
        if found is None:
            raise NotFound(_("没有这家企业"), fix=_("核对信用代码"))
        if organisation in acting.organisations:
            raise DataError(_("您已经代表这家企业"), place=Place(key="code"), fix=_("在“我的企业”里选它"))
        if AccessRequest.objects.filter(person=person, organisation=found, decided_at=None).exists():
            raise DataError(
                _("您已经申请过代表这家企业"),
                place=Place(key="code"),
                why=_("申请还在等企业的授权人审定"),
                fix=_("请他登录审定"),
            )
        made = AccessRequest.objects.create(
            person=person, organisation=found, role=role, evidence=evidence.digest, asked_at=now
        )
        record(
            acting, "organisation.ask", "access_request", made.pk, region=found.region,
            after={"person": person.login, "organisation": found.code, "role": role, "evidence": evidence.digest},
        )  # fmt: skip
    return made


def checked_code(code: str) -> str:
    """A unified social credit code with both check characters right; DataError says which one is wrong, and what to do."""
    try:
        found = credit_codes.check(code)
        if credit_codes.is_synthetic(found):
            raise DataError(_("这是合成企业的代码"), why=_("合成企业只用来推演，不是真的"), fix=_("照营业执照填写"))
    except DataError as error:
        raise DataError(error.what, why=error.why, fix=error.fix, place=Place(key="code")) from None
    return found


def _checked(told: Told) -> Told:
    problems: list[LuodiError] = []
    code, region = told.code, told.region.strip()
    try:
        code = checked_code(told.code)
    except DataError as error:
        problems.append(error)
    name = plain(told.name)
    if not 2 <= len(name) <= 200:
        problems.append(
            DataError(_("企业名称要写，2 至 200 个字"), place=Place(key="organisation"), fix=_("照营业执照填写"))
        )
    try:
        region = regions().check(region) if region else of_code(code)
    except DataError as error:
        problems.append(DataError(error.what, why=error.why, fix=error.fix, place=Place(key="region")))
    if len(problems) > 1:
        raise Problems(problems)
    if problems:
        raise problems[0]
    return Told(code, name, region, told.kind)
