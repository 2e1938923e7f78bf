"""Answers: a cluster is answered once for all in it; the summary is published when nothing is unanswered."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError
from luodi.service.accounts.rights import Acting
from luodi.service.audit.actions import record
from luodi.service.consultations.actions.sorting import unchanged
from luodi.service.consultations.actions.words import lines
from luodi.service.consultations.models import DECISIONS, Cluster, Consultation
from luodi.service.consultations.queries import cluster_of, counts, held

EXPLANATION = 4000  # characters


def answer(
    acting: Acting, number: int, cluster: int, decision: str, explanation: str, revision: int, now: datetime
) -> Cluster:
    """Answer all comments of a cluster; Conflict when it is no longer what the officer saw (`revision`)."""
    with transaction.atomic():
        of = held(acting, number, "consultation.answer", lock=True)
        found = cluster_of(of, cluster, lock=True)
        unchanged(of, found, revision)
        if decision not in DECISIONS:
            raise DataError(_("没有选采纳与否"), fix=_("选采纳、部分采纳或不采纳"))
        text = lines(explanation, EXPLANATION, _("说明"), needed=decision != "accepted")
        before = {"decision": found.decision, "explanation": found.explanation}
        found.decision, found.explanation, found.stale, found.revision = decision, text, False, found.revision + 1
        found.changed_at, found.changed_by = now, acting.name[:120]
        found.changed_how = _("答复为“%(a)s”") % {"a": DECISIONS[decision]}
        found.save()
        record(
            acting, "consultation.answer", "cluster", f"{of.pk}/{found.number}", before=before, after={"decision": decision, "explanation": text},
            region=of.region,
        )  # fmt: skip
    return found


def publish(acting: Acting, number: int, conclusion: str, now: datetime) -> Consultation:
    """Publish the answers: after the last day, when nothing waits and nothing is unanswered."""
    with transaction.atomic():
        of = held(acting, number, "consultation.publish", lock=True)
        phase = of.phase(timezone.localdate(now))
        if phase == "published":
            raise DataError(_("答复已经公布"), fix=_("不用再公布"))
        if phase != "closed":
            raise DataError(_("还没有截止"), why=_("还会有新的意见"), fix=_("到截止以后再公布，或先提前截止"))
        now_there = counts(of)
        if now_there.waiting:
            raise DataError(
                _("还有 %(n)d 条意见没有审核") % {"n": now_there.waiting}, why=_("每一条都要有下落"), fix=_("先审核")
            )
        if now_there.unanswered:
            raise DataError(
                _("还有 %(n)d 组意见没有答复") % {"n": now_there.unanswered},
                why=_("每一条意见都要答复"),
                fix=_("答复完再公布"),
            )
        of.conclusion, of.published_at = lines(conclusion, 8000, _("总的说明"), needed=False), now
        of.save(update_fields=["conclusion", "published_at"])
        record(
            acting, "consultation.publish", "consultation", of.pk, before={"published_at": None},
            after={"published_at": now, "comments": now_there.shown, "clusters": now_there.clusters}, region=of.region,
        )  # fmt: skip
    return of
