"""The library of encoded policies, one for the whole process."""

from __future__ import annotations

import os
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from luodi.engine.library import Library
from luodi.engine.rules.model import Policy


@lru_cache(maxsize=1)
def library() -> Library:
    """The library, read once in a process; `LUODI_POLICIES` names another folder."""
    folder = os.environ.get("LUODI_POLICIES")
    return Library(Path(folder)) if folder else Library()


def term(policy: Policy) -> str:
    """Say from when until when an encoded policy is in force."""
    start, end = policy.validity.start, policy.validity.end
    begins = _("%(day)s起施行") % {"day": start}
    if end.earliest == date.max:
        return begins + "，" + _("没有写明有效期")
    return begins + "，" + _("有效期至%(day)s") % {"day": end}
