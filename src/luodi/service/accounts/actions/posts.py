"""Give posts to members of staff, and take them back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError, NotFound, Place
from luodi.service.accounts.actions.people import locked
from luodi.service.accounts.models import Post
from luodi.service.accounts.plain_text import plain, reason_of
from luodi.service.accounts.regions import regions
from luodi.service.accounts.rights import ROLES, STAFF, Acting, Over, may, require
from luodi.service.audit.actions import record


def grant(
    acting: Acting, person: int, role: str, unit: str, region: str, now: datetime, *, ends: date | None = None
) -> Post:
    """Give a role in a unit over a region and all within it (empty: everywhere), from today until a day."""
    unit, region, today = plain(unit), region.strip(), timezone.localdate(now)
    if role not in STAFF:
        names = "、".join(f"{ROLES[one]}（{one}）" for one in STAFF)
        raise DataError(
            _("没有“%(role)s”这种岗位") % {"role": role},
            place=Place(key="role"),
            fix=_("可用：%(names)s") % {"names": names},
        )
    if not unit:
        raise DataError(_("没有写单位"), place=Place(key="unit"), fix=_("写任职的单位，如“市经信局”"))
    if region:
        regions().check(region)
    if ends is not None and ends < today:
        raise DataError(_("止期已经过了"), place=Place(key="ends"), fix=_("写今天或以后的日子；一直有效就不填"))
    require(acting, "post.grant", Over(region=region))
    with transaction.atomic():
        holder = locked(person)
        if _current(today).filter(person=holder, role=role, region=region, unit=unit).exists():
            raise DataError(_("他已经有这个岗位"), place=Place(key="role"), fix=_("不用再给一次"))
        made = Post.objects.create(person=holder, role=role, unit=unit[:120], region=region, starts=today, ends=ends)
        record(
            acting, "post.grant", "post", made.pk, region=region,
            after={"person": holder.login, "role": role, "unit": unit, "region": region, "ends": ends},
        )  # fmt: skip
    return made


def revoke(acting: Acting, key: int, reason: str, now: datetime) -> None:
    """Take a post back at once; the last administrator of everywhere stays."""
    with transaction.atomic():
        post = (
            Post.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(pk=key, revoked_at=None)
            .first()
        )
        if post is None or not may(acting, "post.view", Over(person=post.person_id, region=post.region)):
            raise NotFound(_("没有这个岗位"), fix=_("核对地址；它可能已经撤销了"))
        require(acting, "post.revoke", Over(region=post.region))
        said = reason_of(reason)
        if _is_last(post, now):
            raise DataError(
                _("这是最后一个管理员"), why=_("没有管理员就没有人能再给岗位"), fix=_("先给另一个人管理员岗位")
            )
        post.revoked_at, post.revoked_reason = now, said
        post.save(update_fields=["revoked_at", "revoked_reason"])
        record(
            acting, "post.revoke", "post", key, region=post.region, reason=said,
            before={"person": post.person.login, "role": post.role, "unit": post.unit, "region": post.region},
        )  # fmt: skip


def _current(day: date) -> models.QuerySet[Post]:
    return Post.objects.filter(models.Q(ends=None) | models.Q(ends__gte=day), revoked_at=None, starts__lte=day)


def _is_last(post: Post, now: datetime) -> bool:
    if (post.role, post.region) != ("administrator", ""):
        return False
    others = (
        _current(timezone.localdate(now))
        .filter(role="administrator", region="", person__is_active=True)
        .exclude(pk=post.pk)
    )
    return not others.exists()
