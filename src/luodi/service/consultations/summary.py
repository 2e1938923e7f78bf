"""The summary of a consultation as data: every clause, every cluster with its comments and its answer, and how many there were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.service.accounts.regions import name as region_name
from luodi.service.consultations import queries, showing
from luodi.service.consultations.models import DECISIONS, KINDS, Cluster, Comment, Consultation

#: Of a cluster with more comments the page shows so many reasons; the files hold all.
REASONS = 5


def data(of: Consultation, *, whole: bool, shown: Sequence[Cluster] | None = None) -> dict[str, Any]:
    """Everything, in the order of the text; personal data masked unless `whole`. A page tells of some clusters only (`shown`)."""
    every = list(queries.clusters(of))
    found = every if shown is None else shown
    comments = queries.comments_of(found)
    told = [_cluster(one, comments[one.pk], whole) for one in found]
    document = of.version.document
    return {
        "id": of.pk, "title": of.title, "document": document.key, "version": of.version.number, "region": of.region, "region_name": region_name(of.region),
        "unit": of.unit, "contact": of.contact, "phone": of.phone, "email": of.email, "opens": of.opens, "closes": of.closes,
        "closed_early": of.closed_at, "published_at": of.published_at, "conclusion": of.conclusion,
        "counts": {**vars(queries.counts(of)), **_counted(every)}, "left_out": left_out(of), "clusters": told,
    }  # fmt: skip


def left_out(of: Consultation) -> list[dict[str, Any]]:
    """The comments that moderators did not take in: how many for which reason."""
    rows = (
        Comment.objects.filter(consultation=of, state="hidden")
        .order_by()
        .values_list("state_why")
        .annotate(Count("pk"))
    )
    return [{"reason": reason, "count": count} for reason, count in sorted(rows)]


def _counted(every: Iterable[Cluster]) -> dict[str, dict[str, int]]:
    """Comments by kind, and by what was decided."""
    kinds, decisions = dict.fromkeys(KINDS, 0), dict.fromkeys(DECISIONS, 0)
    for one in every:
        kinds[one.kind] += one.size
        if one.answered:
            decisions[one.decision] += one.size
    return {"kinds": kinds, "decisions": decisions}


def _cluster(one: Cluster, comments: list[Comment], whole: bool) -> dict[str, Any]:
    first = comments[0]
    return {
        "number": one.number, "clause": one.cid, "path": one.path or _("全文"), "kind": one.kind, "kind_label": str(KINDS[one.kind]),
        "clause_text": one.clause_text, "size": len(comments), "proposed": showing.words(first.proposed, whole=whole),
        "runs": showing.runs(first, whole=whole), "answered": one.answered, "decision": one.decision,
        "decision_label": str(DECISIONS.get(one.decision, "")), "explanation": one.explanation, "changed_at": one.changed_at,
        "comments": [comment(each, whole=whole) for each in comments],
    }  # fmt: skip


def comment(of: Comment, *, whole: bool) -> dict[str, Any]:
    """One comment as somebody may see it."""
    who = showing.author(of, whole=whole)
    return {
        "number": of.number, "clause": of.cid, "path": of.path or _("全文"), "clause_text": of.clause_text, "kind": of.kind, "kind_label": str(KINDS[of.kind]),
        "proposed": showing.words(of.proposed, whole=whole), "reason": showing.words(of.reason, whole=whole), "author_kind": who.kind, "author": who.name,
        "contact": who.contact, "state": of.state, "made_at": timezone.localtime(of.made_at), "attachments": of.attachments.count() if of.pk else 0,
    }  # fmt: skip
