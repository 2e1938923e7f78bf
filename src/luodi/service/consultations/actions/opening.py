"""A consultation is opened, changed, closed; its text is replaced by the current version of the document."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError
from luodi.service.accounts.rights import Acting, Over, require
from luodi.service.audit.actions import record
from luodi.service.consultations.actions.words import lines, one_line
from luodi.service.consultations.models import Consultation
from luodi.service.consultations.queries import held
from luodi.service.policies.room import document_of

LONGEST = 366  # days


@dataclass(frozen=True)
class Told:
    """What an officer says of a consultation; `closes` is the last day."""

    opens: date
    closes: date
    unit: str
    title: str = ""  # empty: that of the document
    explanation: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    visitors: bool = False


def open_consultation(acting: Acting, document: str, told: Told, now: datetime) -> Consultation:
    """Open a held document for comment, in its current version."""
    found = document_of(document)
    require(acting, "consultation.open", Over(region=found.region))
    with transaction.atomic():
        fields = _checked(told, found.title)
        if told.closes < timezone.localdate(now):
            raise DataError(_("截止日期已经过了"), why=_("截止后不能再提意见"), fix=_("选今天或以后的一天"))
        made = Consultation.objects.create(
            version=found.current, region=found.region, created_at=now, created_by=acting.name[:120], **fields
        )
        record(acting, "consultation.open", "consultation", made.pk, after=_state(made), region=made.region)
    return made


def change(acting: Acting, number: int, told: Told, now: datetime) -> Consultation:
    """Change what is said of a consultation while it has not closed; what has closed stays closed."""
    with transaction.atomic():
        found = held(acting, number, "consultation.open", lock=True)
        today = timezone.localdate(now)
        if found.phase(today) not in {"coming", "open"}:
            raise DataError(
                _("已经截止，不能再改"), why=_("截止后的日期和说明是答复的依据"), fix=_("要再征求一次，另发起一次")
            )
        if told.closes < today:
            raise DataError(_("截止日期已经过了"), why=_("今天还在征求"), fix=_("要现在截止，用“提前截止”"))
        if told.opens != found.opens and found.phase(today) == "open":
            raise DataError(_("已经开始，开始日期不能再改"), fix=_("只改截止日期和说明"))
        before = _state(found)
        for name, value in _checked(told, found.title).items():
            setattr(found, name, value)
        found.save()
        record(
            acting,
            "consultation.open",
            "consultation",
            found.pk,
            before=before,
            after=_state(found),
            region=found.region,
        )
    return found


def use_current_text(acting: Acting, number: int, now: datetime) -> Consultation:
    """Show the document's current version from now on; what was said keeps the text it was said of."""
    with transaction.atomic():
        found = held(acting, number, "consultation.open", lock=True)
        if found.phase(timezone.localdate(now)) not in {"coming", "open"}:
            raise DataError(_("已经截止，不能再换文本"), why=_("意见是对截止前的文本提的"), fix=_("对新文本另发起一次"))
        current = found.version.document.current
        if current is None or current.pk == found.version_id:
            raise DataError(_("没有更新的文本"), why=_("征求意见的就是库中的最新一版"), fix=_("先导入新的一版"))
        before = {"version": found.version.number}
        found.version = current
        found.save(update_fields=["version"])
        record(
            acting,
            "consultation.open",
            "consultation",
            found.pk,
            before=before,
            after={"version": current.number},
            region=found.region,
        )
    return found


def close(acting: Acting, number: int, now: datetime, reason: str) -> Consultation:
    """End a consultation before its last day has passed; the reason is kept."""
    why = one_line(reason, 300, _("理由"))
    with transaction.atomic():
        found = held(acting, number, "consultation.close", lock=True)
        if found.phase(timezone.localdate(now)) not in {"coming", "open"}:
            raise DataError(_("已经截止了"), fix=_("不用再截止；接着答复"))
        found.closed_at = now
        found.save(update_fields=["closed_at"])
        record(
            acting, "consultation.close", "consultation", found.pk, before={"closed_at": None}, after={"closed_at": now}, reason=why, region=found.region
        )  # fmt: skip
    return found


def _checked(told: Told, title: str) -> dict[str, Any]:
    """The fields as they are kept; DataError for what cannot be."""
    if told.closes < told.opens:
        raise DataError(_("截止日期早于开始日期"), fix=_("截止日期选开始的当天或以后"))
    if (told.closes - told.opens).days > LONGEST:
        raise DataError(_("征求意见的时间太长"), why=_("最长一年"), fix=_("选近一些的截止日期"))
    email = told.email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise DataError(_("“%(a)s”不是电子邮件地址") % {"a": email[:60]}, fix=_("写成 name@example.org")) from None
    if not (told.phone.strip() or email):
        raise DataError(_("没有写联系方式"), why=_("提意见的人要能问到人"), fix=_("写电话或电子邮件，至少一样"))
    return {
        **asdict(told), "title": one_line(told.title or title, 300, _("标题")), "unit": one_line(told.unit, 120, _("征求意见的单位")),
        "explanation": lines(told.explanation, 8000, _("起草说明"), needed=False), "contact": one_line(told.contact, 60, _("联系人"), needed=False),
        "phone": one_line(told.phone, 40, _("电话"), needed=False), "email": email,
    }  # fmt: skip


def _state(of: Consultation) -> dict[str, Any]:
    names = ("title", "unit", "contact", "phone", "email", "opens", "closes", "visitors")
    return {
        **{name: getattr(of, name) for name in names}, "document": of.version.document.key, "version": of.version.number,
        "explanation": of.explanation[:200],
    }  # fmt: skip
