"""The library of encoded policies, one for the whole process and every subject, and how long a policy holds in words."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from luodi.engine.core.period import DateSpan
from luodi.engine.rules.model import Policy
from luodi.service.registry.words import library

__all__ = ["day_text", "library", "term"]


def day_text(span: DateSpan) -> str:
    """Say a day that may be known only between two others."""
    if span.known:
        return span.earliest.isoformat()
    given = {"start": span.earliest, "end": span.latest}
    if span.earliest == date.min:
        return _("不详") if span.latest == date.max else _("不晚于%(end)s") % given
    return _("不早于%(start)s") % given if span.latest == date.max else _("%(start)s至%(end)s之间") % given


def term(policy: Policy) -> str:
    """Say from when until when an encoded policy is in force."""
    start, end = policy.validity.start, policy.validity.end
    begins = _("%(day)s起施行") % {"day": day_text(start)}
    if end.earliest == date.max:
        return begins + "，" + _("没有写明有效期")
    return begins + "，" + _("有效期至%(day)s") % {"day": day_text(end)}
