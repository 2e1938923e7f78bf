"""What every action at the desk begins and ends with: a locked row, the right, and a line of what was done."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from luodi.engine.core.errors import NotFound
from luodi.service.accounts.rights import Acting, Over, require
from luodi.service.drafts.models import Decision, Desk, Item


def locked(acting: Acting, key: str, right: str) -> Desk:
    """Return a desk that nobody else changes until the transaction ends; NotFound, Refused."""
    found = Desk.objects.select_for_update().filter(key=key.replace("\0", "")).first()
    if found is None:
        raise NotFound(_("审编台上没有“%(key)s”") % {"key": key[:80]}, fix=_("从文件页或审编台开始"))
    require(acting, right, Over(region=found.region))
    return found


def locked_item(acting: Acting, number: int) -> Item:
    """Return an item that nobody else changes until the transaction ends; NotFound, Refused."""
    found = Item.objects.select_for_update(of=("self",)).select_related("desk").filter(pk=number).first()
    if found is None:
        raise NotFound(_("没有这一项"), fix=_("从审编台选一份文件"))
    require(acting, "draft.decide", Over(region=found.desk.region))
    return found


def done(desk: Desk, acting: Acting, what: str, now: datetime, item: Item | None = None) -> None:
    """Keep who did what when: from these the time is counted."""
    Decision.objects.create(desk=desk, item=item, what=what, actor=acting.id[:60], name=acting.name[:120], at=now)
