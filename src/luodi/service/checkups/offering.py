"""The facts that check-ups offer to other subjects: the one in the session, and those that somebody may see.

`settings.SITUATION_SOURCES` names this module; whoever compares asks it without knowing it.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from luodi.engine.rules.situation import Situation
from luodi.service.checkups import answering, queries, sitting
from luodi.service.checkups.told import Told

SESSION, SAVED = "session", "saved-"
_MOST = 50


def offered(request: HttpRequest) -> list[tuple[str, str]]:
    """What may be chosen: a key, and what it is called."""
    made = []
    if (held := sitting.read(request.session)) is not None:
        made.append((SESSION, _("正在做的体检（%(name)s）") % {"name": _name(held.told, held.organisation_name)}))
    rows = queries.visible(request.acting)[:_MOST]  # type: ignore[attr-defined]
    return [*made, *((f"{SAVED}{row.pk}", _("保存的体检：%(title)s") % {"title": row.title}) for row in rows)]


def taken(request: HttpRequest, key: str) -> tuple[str, Situation] | None:
    """The facts of a key with whose they are; None when the key is of another subject. NotFound for one that may not be seen."""
    if key == SESSION and (held := sitting.read(request.session)) is not None:
        return _name(held.told, held.organisation_name), answering.situation_of(held.told)
    number = key.removeprefix(SAVED)
    if not key.startswith(SAVED) or not number.isdigit() or len(number) > 18:
        return None
    row = queries.found(request.acting, int(number))  # type: ignore[attr-defined]
    return row.title, answering.situation_of(queries.told_of(row))


def _name(told: Told, organisation: str) -> str:
    return str(told.enterprise.get("name") or organisation or _("没有写名称"))
