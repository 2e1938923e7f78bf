"""What a person does with one item: keep what was typed, accept or correct, refuse with a reason, take it up again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luodi.engine.core.errors import Conflict, DataError, NotFound, Problems
from luodi.service.accounts.rights import Acting, Over, require
from luodi.service.audit.actions import record
from luodi.service.drafts import fields, queries, trying
from luodi.service.drafts.actions.locking import done, locked_item
from luodi.service.drafts.models import KEPT, LISTS, Desk, Item


def conflict() -> Conflict:
    """Say that somebody else was first."""
    return Conflict(
        _("别人刚改过这一处，你的还没有存"),
        why=_("打开之后有人先存了"),
        fix=_("看一看改了什么，再决定存你的还是用新的"),
    )


def save(acting: Acting, number: int, version: int, text: str, cases: str, now: datetime) -> Item:
    """Keep what was typed without deciding; DataError when it is no single item, Conflict when somebody else changed it."""
    seen = _seen(acting, number)
    text, cases = _clean(text), _clean(cases)
    told = fields.of_text(seen.kind, text)
    with transaction.atomic():
        item = _open(acting, number, version)
        if told.id != item.own:
            raise DataError(_("编号不能改"), why=_("编号给了就不变"), fix=_("写回 %(id)s") % {"id": item.own})
        before = _state(item)
        item.text, item.cases, item.asks = text, cases, len(told.asks)
        if item.state in KEPT:
            item.state = "waiting"
        _written(acting, item, before, "saved", now)
    return item


def decide(acting: Acting, number: int, version: int, text: str, cases: str, now: datetime) -> Item:
    """Accept an item as it was drafted, or as corrected.

    Problems when a question is left, when the strict loader refuses the item or when a case does not come out as expected.
    """
    seen = _seen(acting, number)
    text, cases = _clean(text), _clean(cases)
    told = fields.of_text(seen.kind, text)
    if seen.version == version:
        _require_good(seen, told, text, cases)
    with transaction.atomic():
        item = _open(acting, number, version)
        if told.id != item.own:
            raise DataError(_("编号不能改"), why=_("编号给了就不变"), fix=_("写回 %(id)s") % {"id": item.own})
        before = _state(item)
        item.text, item.cases, item.asks, item.reason = text, cases, 0, ""
        item.state = "accepted" if item.drafted and _same(item, told) else "corrected"
        _written(acting, item, before, item.state, now)
    return item


def refuse(acting: Acting, number: int, version: int, reason: str, now: datetime) -> Item:
    """Leave an item out, with a reason; Conflict when somebody else changed it."""
    reason = reason.replace("\0", "").strip()[:300]
    if not reason:
        raise DataError(_("没有写为什么不采用"), fix=_("写一句理由，例如：不是给企业的钱；与第三条是同一项"))
    with transaction.atomic():
        item = _open(acting, number, version)
        before = _state(item)
        item.state, item.reason = "refused", reason
        _written(acting, item, before, "refused", now, reason)
    return item


def reopen(acting: Acting, number: int, version: int, now: datetime) -> Item:
    """Take an item up again that was decided."""
    with transaction.atomic():
        item = _open(acting, number, version)
        before = _state(item)
        item.state, item.reason = "waiting", ""
        _written(acting, item, before, "reopened", now)
    return item


def tried(item: Item, text: str, cases: str) -> trying.Tried:
    """Try an item among those of its desk that are decided."""
    desk: Desk = item.desk
    others = queries.lists(desk.items.filter(state__in=KEPT).exclude(pk=item.pk))
    return trying.one(desk.key, desk.head, others, LISTS[item.kind], text, desk.given, cases)


def _require_good(item: Item, told: fields.Fields, text: str, cases: str) -> None:
    if told.asks:
        raise Problems(
            [DataError(_("还没有定：%(ask)s") % {"ask": ask}, fix=_("定了就勾上")) for ask, _about in told.asks]
        )
    found = tried(item, text, cases)
    if found.faults:
        raise Problems(found.faults)
    if found.policy is None:
        raise Problems(found.elsewhere or [DataError(_("装载不了"), fix=_("点“检验”看错在哪里"))])


def _same(item: Item, told: fields.Fields) -> bool:
    return replace(fields.of_text(item.kind, item.drafted), asks=(), clause="") == replace(told, asks=(), clause="")


def _clean(text: str) -> str:
    bare = text.replace("\r\n", "\n").replace("\0", "").strip("\n")
    return bare + "\n" if bare.strip() else ""


def _seen(acting: Acting, number: int) -> Item:
    """The item before anything is tried: nothing is tried for one who may not decide."""
    found = Item.objects.select_related("desk").filter(pk=number).first()
    if found is None:
        raise NotFound(_("没有这一项"), fix=_("从审编台选一份文件"))
    require(acting, "draft.decide", Over(region=found.desk.region))
    return found


def _open(acting: Acting, number: int, version: int) -> Item:
    item = locked_item(acting, number)
    if item.version != version:
        raise conflict()
    return item


def _state(item: Item) -> dict[str, str]:
    return {"state": item.state, "text": item.text, "cases": item.cases}


def _written(acting: Acting, item: Item, before: dict[str, str], what: str, now: datetime, reason: str = "") -> None:
    item.version, item.decided_at, item.decided_by = item.version + 1, now, acting.name[:120]
    item.save()
    done(item.desk, acting, what, now, item)
    after = {name: value for name, value in _state(item).items() if before[name] != value}
    changed = {name: before[name] for name in after}
    record(
        acting,
        "draft.decide",
        "draft",
        f"{item.desk.key}#{item.own}",
        before=changed,
        after=after,
        reason=reason,
        region=item.desk.region,
    )
