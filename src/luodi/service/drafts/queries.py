"""What pages and API read: desks with their progress, items in the order in which to look at them, differences, times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from luodi.engine.core.errors import NotFound
from luodi.service.accounts.rights import Acting, Over, require
from luodi.service.drafts import folder
from luodi.service.drafts.folder import Folder
from luodi.service.drafts.models import KEPT, LISTS, OPEN, Decision, Desk, Item, Proposal
from luodi.service.lists import within
from luodi.service.policies.models import Document

#: Who does nothing for longer than this was not at work: no more of a pause is counted.
IDLE = timedelta(minutes=5)


@dataclass(frozen=True)
class Progress:
    """How far the work on a policy is."""

    total: int
    decided: int
    spent: timedelta

    @property
    def open(self) -> int:
        """How many items wait."""
        return self.total - self.decided

    @property
    def minutes(self) -> int:
        """Minutes of work, rounded up."""
        return -(-int(self.spent.total_seconds()) // 60)


def desks(acting: Acting) -> list[tuple[Desk, Progress, Proposal | None]]:
    """The desks that one may see, the newest first, each with its progress and what is published of it."""
    regions = acting.everywhere_or("draft.view")
    rows = _seen(Desk.objects.all(), "region", regions).annotate(
        total=Count("items"), waiting=Count("items", filter=Q(items__state__in=OPEN))
    )
    published = {one.desk_id: one for one in Proposal.objects.filter(state="published").defer("policy", "cases")}
    times = _spent(Decision.objects.filter(desk__in=rows.values("pk")))
    return [
        (row, Progress(row.total, row.total - row.waiting, times.get(row.pk, timedelta())), published.get(row.pk))
        for row in rows.order_by("-begun_at", "-pk")
    ]  # fmt: skip


def waiting(acting: Acting) -> QuerySet[Proposal]:
    """The proposals that wait for somebody, of the regions that one may see."""
    found = Proposal.objects.filter(state="waiting").select_related("desk").defer("policy", "cases")
    return _seen(found, "desk__region", acting.everywhere_or("draft.view")).order_by("made_at")


def untouched(acting: Acting, limit: int = 50) -> list[Document]:
    """Held documents that one may take up and nobody has."""
    rows = (
        Document.objects.filter(withdrawn_at=None, current__isnull=False)
        .exclude(key__in=Desk.objects.values("key"))
        .exclude(region="")
    )
    return list(_seen(rows, "region", acting.regions("draft.decide")).order_by("-added_at")[:limit])


def _seen(rows: QuerySet, field: str, regions: tuple[str, ...] | None) -> QuerySet:  # type: ignore[type-arg]
    """The rows of regions and of what lies within them; None is everywhere."""
    return rows if regions is None else rows.filter(within(regions, field))


def desk(acting: Acting, key: str) -> Desk:
    """A desk; NotFound, Refused."""
    found = Desk.objects.select_related("document__current", "read").filter(key=key.replace("\0", "")).first()
    if found is None:
        acting.everywhere_or("draft.view")
        raise NotFound(_("审编台上没有“%(key)s”") % {"key": key[:80]}, fix=_("从文件页或审编台开始"))
    require(acting, "draft.view", Over(region=found.region))
    return found


def item(acting: Acting, number: int) -> Item:
    """An item; NotFound, Refused."""
    found = Item.objects.select_related("desk__document__current", "desk__read").filter(pk=number).first()
    if found is None:
        acting.everywhere_or("draft.view")
        raise NotFound(_("没有这一项"), fix=_("从审编台选一份文件"))
    require(acting, "draft.view", Over(region=found.desk.region))
    return found


def proposal(acting: Acting, number: int) -> Proposal:
    """A proposal; NotFound, Refused."""
    found = Proposal.objects.select_related("desk").filter(pk=number).first()
    if found is None:
        acting.everywhere_or("draft.view")
        raise NotFound(_("没有这份提请"), fix=_("从审编台看等人复核的"))
    require(acting, "draft.view", Over(region=found.desk.region))
    return found


def ordered(held: Desk) -> list[Item]:
    """Every item: those that wait first, the most valuable and least certain before the others, then the decided in the order of the text."""
    rows = list(held.items.all())
    return sorted(
        rows, key=lambda one: (one.state not in OPEN, -one.weight if one.state in OPEN else 0, one.place, one.pk)
    )


def after(held: Desk, at: Item) -> Item | None:
    """The next item that waits."""
    rows = [one for one in ordered(held) if one.state in OPEN and one.pk != at.pk]
    return rows[0] if rows else None


def beside(held: Desk, at: Item) -> tuple[Item | None, Item | None]:
    """The item before and the one behind in the order of the list."""
    rows = ordered(held)
    place = next(number for number, one in enumerate(rows) if one.pk == at.pk)
    return (rows[place - 1] if place else None), (rows[place + 1] if place + 1 < len(rows) else None)


def compiled(held: Desk) -> Folder:
    """Put what is decided together as a policy folder, as it stands now."""
    kept = list(held.items.filter(state__in=KEPT).order_by("place", "pk"))
    return Folder(
        held.key, folder.policy_text(held.head, lists(kept)), folder.cases_text(held.given, [one.cases for one in kept])
    )


def lists(items: Iterable[Item]) -> dict[str, list[str]]:
    """The texts of items by the list of a policy file that each stands in."""
    found: dict[str, list[str]] = {name: [] for name in LISTS.values()}
    for one in items:
        found[LISTS[one.kind]].append(one.text)
    return found


def folder_of(held: Desk, *, published: bool = False) -> Folder:
    """The policy folder of a desk: what is decided, or what is published; NotFound when nothing is."""
    if not published:
        return compiled(held)
    made = held.proposals.filter(state="published").first()
    if made is None:
        raise NotFound(_("%(key)s 还没有发布") % {"key": held.key}, fix=_("不写 --published，导出审过的各项"))
    return Folder(held.key, made.policy, made.cases)


def progress(held: Desk) -> Progress:
    """How far the work is, and how long it took."""
    states = list(held.items.values_list("state", flat=True))
    times = _spent(held.decisions.all())
    return Progress(len(states), sum(one not in OPEN for one in states), times.get(held.pk, timedelta()))


def _spent(decisions: Iterable[Decision]) -> dict[int, timedelta]:
    """The time between what each person did, longer pauses counted as `IDLE`; by desk."""
    last: dict[tuple[int, str], Decision] = {}
    found: dict[int, timedelta] = {}
    for one in sorted(decisions, key=lambda held: held.pk):
        before = last.get((one.desk_id, one.actor))
        if before is not None:
            found[one.desk_id] = found.get(one.desk_id, timedelta()) + min(max(one.at - before.at, timedelta()), IDLE)
        last[one.desk_id, one.actor] = one
    return found


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """What differs between two texts: pieces with `same`, `gone` or `new`."""
    found: list[tuple[str, str]] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(("same", before[a:b]))
            continue
        found += [("gone", before[a:b])] if b > a else []
        found += [("new", after[c:d])] if d > c else []
    return found
