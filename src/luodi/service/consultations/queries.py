"""What pages and API read: consultations one may see, their clauses, comments and clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError, NotFound
from luodi.service.accounts.actions.tokens import digest
from luodi.service.accounts.rights import Acting, Over, may, require
from luodi.service.consultations import showing
from luodi.service.consultations.models import Attachment, Cluster, Comment, Consultation
from luodi.service.policies.models import Clause
from luodi.service.policies.room import heading_of

_BIGGEST = 2**63 - 1  # what a key of the database holds


@dataclass(frozen=True)
class Text:
    """A clause of a text that is open for comment; `cid` is empty for the text as a whole. `text` is without the heading line above it."""

    cid: str
    path: str
    place: int
    heading: str
    text: str
    depth: int = 1
    lines: tuple[tuple[str, str], ...] = ()  # kind of paragraph, text


@dataclass(frozen=True)
class Counts:
    """How far a consultation is: comments by state, clusters that have to be answered."""

    shown: int
    waiting: int
    hidden: int
    withdrawn: int
    clusters: int
    unanswered: int


def listed(acting: Acting, now: datetime) -> list[Consultation]:
    """The consultations one may see, those open now first."""
    rows = Consultation.objects.select_related("version__document")
    today, regions = timezone.localdate(now), acting.regions("consultation.open")
    order = {"open": 0, "coming": 1, "closed": 2, "published": 3}
    found = [one for one in rows if one.opens <= today or (regions != () and manages(acting, one))]
    return sorted(
        found,
        key=lambda one: (
            order[one.phase(today)],
            one.closes if one.phase(today) == "open" else date.max - one.closes,
            -one.pk,
        ),
    )  # type: ignore[return-value]


def manages(acting: Acting, of: Consultation) -> bool:
    """Whether somebody looks after a consultation."""
    return may(acting, "consultation.open", Over(region=of.region))


def visible(acting: Acting, number: int, now: datetime, *, lock: bool = False) -> Consultation:
    """A consultation that one may see; what has not begun is there for those who look after it only."""
    found = _found(number, lock)
    require(acting, "consultation.view")
    if found is None or (found.opens > timezone.localdate(now) and not manages(acting, found)):
        raise _absent(number)
    return found


def held(acting: Acting, number: int, right: str, *, lock: bool = False) -> Consultation:
    """A consultation with a right over its region; Refused says nothing of whether there is one."""
    found = _found(number, lock)
    if acting.regions(right) == ():
        require(acting, right)
    if found is None:
        raise _absent(number)
    require(acting, right, Over(region=found.region))
    return found


def _found(number: int, lock: bool) -> Consultation | None:
    rows = Consultation.objects.select_related("version__document")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return rows.filter(pk=number).first() if 0 < number <= _BIGGEST else None


def _absent(number: int) -> NotFound:
    return NotFound(_("没有第 %(n)d 号征求意见") % {"n": number}, fix=_("从“征求意见”的列表里找"))


def clauses(of: Consultation) -> list[Text]:
    """The text that is open for comment, clause by clause."""
    return [_text(row) for row in Clause.objects.filter(version=of.version_id).order_by("place")]


def clause_of(of: Consultation, cid: str, version: int | None = None) -> Text:
    """One clause of the current text, or the text as a whole for an empty id; DataError when its author read another text."""
    if version is not None and version != of.version.number:
        raise DataError(
            _("征求意见的文本刚刚换成了新的一版"),
            why=_("您看的是第 %(n)d 版") % {"n": version},
            fix=_("看过新的文字再提交；您写的还在下面"),
        )
    if not cid:
        return Text("", "", 0, _("全文"), "", 0)
    row = Clause.objects.filter(version=of.version_id, cid=cid.replace("\0", "")).first()
    if row is None:
        raise NotFound(_("没有“%(a)s”这一条") % {"a": cid[:40]}, fix=_("从征求意见的页面上选"))
    return _text(row)


def _text(row: Clause) -> Text:
    texts = row.text.split("\n") if row.text else []
    kinds = [*row.paragraphs, *["text"] * (len(texts) - len(row.paragraphs))]
    pairs = tuple(zip(kinds, texts, strict=False))
    heading = heading_of(row)
    return Text(
        row.cid, "/".join(row.path)[:300] or heading[:300], row.place + 1, heading, row.text.strip(), row.depth, pairs
    )


def over(of: Comment) -> Over:
    """What a comment belongs to: its organisation, or else its person; and the region of its consultation."""
    own = {"organisation": of.organisation_id} if of.organisation_id is not None else {"person": of.person_id}
    return Over(**own, region=of.consultation.region)


def comment_of(acting: Acting, of: Consultation, number: int, right: str, *, secret: str = "") -> Comment:
    """A comment over which one has a right, or of which one has the secret; NotFound otherwise, as for one that is not there."""
    rows = Comment.objects.select_related("consultation", "cluster", "version", "person", "organisation")
    found = rows.filter(consultation=of, number=number).first() if 0 < number <= 2**31 - 1 else None
    known = found is not None and (
        may(acting, right, over(found))
        or (bool(secret) and bool(found.secret) and constant_time_compare(digest(secret), found.secret))
    )
    if found is None or not known:
        raise NotFound(_("没有第 %(n)d 条意见") % {"n": number}, fix=_("从“我的意见”里找"))
    return found


def attachments(acting: Acting, number: int, own: int, now: datetime) -> QuerySet[Attachment]:
    """The files of a comment: for its author and for those who moderate."""
    of = visible(acting, number, now)
    right = "comment.moderate" if showing.sees_whole(acting, of) else "comment.withdraw"
    return Attachment.objects.filter(comment=comment_of(acting, of, own, right))


def by_secret(secret: str) -> Comment:
    """The comment of a visitor who has its secret."""
    rows = Comment.objects.select_related("consultation__version__document", "cluster")
    found = rows.filter(secret=digest(secret)).first() if secret else None
    if found is None:
        raise NotFound(_("没有这条意见"), why=_("链接不完整"), fix=_("用提交时给的整个链接"))
    return found


def cluster_of(of: Consultation, number: int, *, lock: bool = False) -> Cluster:
    """A cluster by its number."""
    rows = Cluster.objects.filter(consultation=of)
    rows = rows.select_for_update(of=("self",)) if lock else rows.select_related("merged_into")
    found = rows.filter(number=number).first() if 0 < number <= 2**31 - 1 else None
    if found is None:
        raise NotFound(_("没有第 %(n)d 组意见") % {"n": number}, fix=_("从答复的列表里找"))
    return found


def clusters(of: Consultation) -> QuerySet[Cluster]:
    """The clusters that hold a comment, in the order of the text, each with its `size`."""
    shown = Count("comments", filter=Q(comments__state="shown"))
    rows = Cluster.objects.filter(consultation=of, merged_into=None).annotate(size=shown).filter(size__gt=0)
    return rows.order_by("place", "cid", "kind", "number")


def comments_of(found: Sequence[Cluster]) -> dict[int, list[Comment]]:
    """The comments that count, by the key of their cluster."""
    rows = Comment.objects.filter(cluster__in=[one.pk for one in found], state="shown").select_related(
        "person", "organisation", "consultation"
    )
    told: dict[int, list[Comment]] = {}
    for row in rows.prefetch_related("attachments").order_by("number"):
        told.setdefault(row.cluster_id, []).append(row)
    return told


def counts(of: Consultation) -> Counts:
    """How far it is."""
    states = dict(Comment.objects.filter(consultation=of).order_by().values_list("state").annotate(Count("pk")))
    found = clusters(of)
    return Counts(
        states.get("shown", 0), states.get("waiting", 0), states.get("hidden", 0), states.get("withdrawn", 0), found.count(),
        found.filter(Q(decision="") | Q(stale=True)).count(),
    )  # fmt: skip


def by_clause(of: Consultation) -> dict[str, int]:
    """How many comments there are of each clause of the current text; those that wait count, those withdrawn or left out do not."""
    rows = Comment.objects.filter(consultation=of, version=of.version_id, state__in=["shown", "waiting"]).order_by()
    return dict(rows.values_list("cid").annotate(Count("pk")))


def own(acting: Acting) -> QuerySet[Comment]:
    """The comments of a person, and of the organisations the person acts for; the newest first."""
    rows = Comment.objects.select_related(
        "consultation__version__document", "cluster", "organisation", "person"
    ).prefetch_related("attachments")
    if acting.person is None:
        return rows.none()
    mine = Q(person=acting.person, organisation=None) | Q(organisation__in=list(acting.organisations))
    return rows.filter(mine).order_by("-made_at", "-pk")


def unread(acting: Acting) -> int:
    """How many of one's comments have a published answer that nobody of theirs has read."""
    if acting.person is None:
        return 0
    return own(acting).filter(told_at=None, consultation__published_at__isnull=False).exclude(state="withdrawn").count()


def cluster_data(of: Cluster, held: list[Comment]) -> dict[str, Any]:
    """A cluster with the numbers of its comments as plain data, as the API and the commands tell it."""
    names = (
        "number", "path", "kind", "clause_text", "decision", "explanation", "answered", "revision", "changed_at", "changed_by", "changed_how",
    )  # fmt: skip
    told = {name: getattr(of, name) for name in names}
    return {**told, "clause": of.cid, "size": len(held), "comments": [one.number for one in held]}
