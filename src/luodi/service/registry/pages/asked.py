"""What pages read from an address, and what each of them knows of its organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError
from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.models import Organisation
from luodi.service.accounts.rights import may
from luodi.service.registry import queries


def day(request: HttpRequest) -> date:
    """The day asked about (`on`), else today; DataError when it is none."""
    text = request.GET.get("on", "").strip()
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise DataError(_("没有“%(a)s”这一天") % {"a": text[:20]}, fix=_("写 2021-06-01")) from None


def rights(request: HttpRequest, organisation: Organisation) -> dict[str, bool]:
    """What one may do with an organisation, for the buttons of a page."""
    over, who = queries.over(organisation), acting_of(request)
    told = {
        "view": "fact.view",
        "record": "fact.record",
        "take": "fact.export",
        "rename": "organisation.rename",
        "bring": "fact.import",
    }
    return {name: may(who, right, over) for name, right in told.items()}


def context(request: HttpRequest, organisation: Organisation, **more: Any) -> dict[str, Any]:
    """What every page of one organisation knows."""
    return {"here": "registry", "organisation": organisation, "can": rights(request, organisation), **more}
