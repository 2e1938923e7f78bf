"""Clusters: a comment joins one by the rule of `alike` or founds its own; an officer splits and merges by hand. All within the caller's lock or their own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engine.core.errors import Conflict, DataError
from luodi.service.accounts.rights import Acting
from luodi.service.audit.actions import record
from luodi.service.audit.actor import Actor
from luodi.service.consultations import alike
from luodi.service.consultations.models import Cluster, Comment, Consultation
from luodi.service.consultations.queries import cluster_of, held


def join(acting: Actor, comment: Comment, now: datetime) -> Cluster:
    """Put a comment into the cluster it is like, or into one of its own; the consultation is locked by the caller."""
    key = alike.key(comment.kind, comment.proposed, comment.reason, comment.clause_text)
    near = Cluster.objects.filter(
        consultation=comment.consultation_id, cid=comment.cid, kind=comment.kind, clause_text=comment.clause_text
    )
    number = alike.nearest(key, near.values_list("number", "key"))
    if number is None:
        comment.cluster = _founded(acting, comment, key, now)
    else:
        comment.cluster = _last(near.get(number=number))
        _changed(comment.cluster, acting, now, _("新来了第 %(n)d 条") % {"n": comment.number}, stale=True)
    comment.save(update_fields=["cluster"])
    return comment.cluster


def leave(acting: Actor, comment: Comment, now: datetime, how: str) -> None:
    """Say that a comment is no longer counted in its cluster; it keeps its place there."""
    if comment.cluster is not None:
        _changed(comment.cluster, acting, now, how)


def split(
    acting: Acting, number: int, cluster: int, comments: Collection[int], revision: int, now: datetime
) -> Cluster:
    """Take some comments (by number) out of a cluster into a new one, which has no answer yet; `revision` is what the officer saw."""
    with transaction.atomic():
        of = held(acting, number, "consultation.answer", lock=True)
        found = cluster_of(of, cluster, lock=True)
        unchanged(of, found, revision)
        chosen = list(found.comments.filter(number__in=comments, state="shown"))
        if not chosen or len(chosen) != len(set(comments)):
            raise DataError(_("没有选要拆出的意见"), why=_("只能拆出这一组里的意见"), fix=_("勾选一条或几条"))
        if len(chosen) == found.comments.filter(state="shown").count():
            raise DataError(_("不能全部拆出"), why=_("原来的一组就空了"), fix=_("至少留下一条"))
        first = next(
            (one for one in chosen if not Cluster.objects.filter(consultation=of, number=one.number).exists()), None
        )
        if first is None:
            raise DataError(
                _("第 %(n)d 条不能单独拆出") % {"n": chosen[0].number},
                why=_("这一组是从它开始的"),
                fix=_("改为拆出其余的各条"),
            )
        made = _founded(acting, first, alike.key(first.kind, first.proposed, first.reason, first.clause_text), now)
        Comment.objects.filter(pk__in=[one.pk for one in chosen]).update(cluster=made)
        told = [one.number for one in chosen]
        _changed(found, acting, now, _("拆出了第 %(n)s 条") % {"n": "、".join(map(str, told))})
        record(
            acting, "consultation.answer", "cluster", f"{of.pk}/{made.number}", before={"cluster": found.number}, after={"cluster": made.number, "comments": told},
            region=of.region,
        )  # fmt: skip
    return made


def merge(acting: Acting, number: int, clusters: Collection[int], now: datetime) -> Cluster:
    """Join clusters of one clause and kind into the oldest; where their answers differ, it has to be answered again."""
    with transaction.atomic():
        of = held(acting, number, "consultation.answer", lock=True)
        if of.published_at is not None:
            raise DataError(_("答复已经公布"), why=_("公布以后意见不再变动"), fix=_("公布前归并"))
        found = [cluster_of(of, one, lock=True) for one in sorted(set(clusters))]
        if len(found) < 2:
            raise DataError(_("至少选两组"), fix=_("勾选要归并的各组"))
        into, rest = found[0], found[1:]
        if any((one.cid, one.kind, one.clause_text) != (into.cid, into.kind, into.clause_text) for one in rest):
            raise DataError(
                _("这些意见不能归并"),
                why=_("只归并同一条、同一种（增加、删除、修改）的意见"),
                fix=_("分别答复，可以写一样的话"),
            )
        answers = {(one.decision, one.explanation) for one in found}
        for one in rest:
            one.comments.update(cluster=into)
            one.merged.update(merged_into=into)
            one.merged_into = into
            one.save(update_fields=["merged_into"])
        told = [one.number for one in rest]
        _changed(into, acting, now, _("并入了第 %(n)s 组") % {"n": "、".join(map(str, told))}, stale=len(answers) > 1)
        record(
            acting,
            "consultation.answer",
            "cluster",
            f"{of.pk}/{into.number}",
            before={"clusters": told},
            after={"cluster": into.number},
            region=of.region,
        )
    return into


def unchanged(of: Consultation, cluster: Cluster, revision: int) -> None:
    """Conflict when a cluster is not the revision that was shown; DataError when its answers are published."""
    if of.published_at is not None:
        raise DataError(_("答复已经公布"), why=_("公布以后答复不再变动"), fix=_("有错就另发说明"))
    if cluster.merged_into is not None:
        raise Conflict(
            _("这一组已并入第 %(n)d 组") % {"n": cluster.merged_into.number}, why=_("%(who)s并的") % {"who": cluster.merged_into.changed_by}, fix=_("到那一组去答复")
        )  # fmt: skip
    if cluster.revision != revision:
        at = timezone.localtime(cluster.changed_at).strftime("%H:%M:%S")
        raise Conflict(
            _("您打开以后，这一组变过，您的答复没有存"), why=_("%(at)s %(who)s：%(how)s") % {"at": at, "who": cluster.changed_by, "how": cluster.changed_how},
            fix=_("看过现在的样子再提交；您写的还在下面"),
        )  # fmt: skip


def _founded(acting: Actor, comment: Comment, key: alike.Key, now: datetime) -> Cluster:
    return Cluster.objects.create(
        consultation_id=comment.consultation_id, number=comment.number, place=comment.place, cid=comment.cid, path=comment.path,
        clause_text=comment.clause_text, kind=comment.kind, key=key, changed_at=now, changed_by=acting.name[:120],
        changed_how=_("从第 %(n)d 条开始") % {"n": comment.number},
    )  # fmt: skip


def _last(cluster: Cluster) -> Cluster:
    """The cluster itself, or the one it was merged into."""
    return cluster if cluster.merged_into is None else cluster.merged_into


def _changed(cluster: Cluster, acting: Actor, now: datetime, how: str, *, stale: bool = False) -> None:
    Cluster.objects.filter(pk=cluster.pk).update(
        revision=F("revision") + 1,
        changed_at=now,
        changed_by=acting.name[:120],
        changed_how=how[:300],
        stale=(stale and bool(cluster.decision)) or cluster.stale,
    )
    cluster.refresh_from_db()
