"""What pages and API read of saved check-ups: whose they are, what they answer today, how two differ, what a link shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from luodi.engine.core.errors import Ended, NotFound
from luodi.engine.rules.answer import CheckUp, Claim
from luodi.service.accounts.actions.tokens import digest
from luodi.service.accounts.rights import Acting, Over, may
from luodi.service.checkups import answering, entering, wording
from luodi.service.checkups.models import SavedCheckUp, ShareLink
from luodi.service.checkups.told import Told, of_data


def over(held: SavedCheckUp) -> Over:
    """What the rights over a check-up are asked for: its enterprise where it has one, else its person."""
    return Over(person=held.person_id) if held.organisation_id is None else Over(organisation=held.organisation_id)


def visible(acting: Acting) -> QuerySet[SavedCheckUp]:
    """The check-ups that somebody may see, the latest first."""
    if acting.person is None or (acting.scopes is not None and "checkup.view" not in acting.scopes):
        return SavedCheckUp.objects.none()
    mine = Q(person=acting.person, organisation=None) | Q(organisation__in=list(acting.organisations))
    return SavedCheckUp.objects.filter(mine, removed_at=None).select_related("organisation", "person")


def found(acting: Acting, number: int, right: str = "checkup.view", *, lock: bool = False) -> SavedCheckUp:
    """One check-up for somebody who may do this with it; NotFound otherwise, the same as when there is none."""
    rows = SavedCheckUp.objects.filter(removed_at=None)
    held = (
        (rows.select_for_update() if lock else rows.select_related("organisation", "person")).filter(pk=number).first()
    )
    if held is None or acting.person is None or not may(acting, right, over(held)):
        raise NotFound(_("没有这次体检，或者你不能看"), fix=_("从“保存过的体检”里打开"))
    return held


def link_of(held: SavedCheckUp, number: int) -> ShareLink:
    """One link of a check-up."""
    made = held.links.filter(pk=number).first()
    if made is None:
        raise NotFound(_("没有这个链接"), fix=_("刷新这一页"))
    return made


def shared(secret: str, now: datetime) -> ShareLink:
    """The link of a secret; NotFound when there is none, Ended when it may no longer be read."""
    rows = ShareLink.objects.select_related("check_up", "check_up__organisation")
    link = rows.filter(digest=digest(secret)).first()
    if link is None:
        raise NotFound(_("没有这个链接"), fix=_("核对链接是不是完整"))
    if link.revoked_at is not None or link.expires_at <= now or link.check_up.removed_at is not None:
        raise Ended(_("这个链接已经失效"), why=_("主人撤销了它，或者过了期限"), fix=_("请向给你链接的人要一个新的"))
    return link


def told_of(held: SavedCheckUp) -> Told:
    """What was told in a saved check-up."""
    return of_data(held.told)


@dataclass(frozen=True)
class Side:
    """One of two check-ups that are compared."""

    title: str
    told: Told
    answer: CheckUp


@dataclass(frozen=True)
class Differing:
    """One fact or one claim that differs between two check-ups; None stands for what is not there."""

    label: str
    owner: str
    left: str
    right: str


@dataclass(frozen=True)
class Comparison:
    """Two check-ups beside each other: the facts that differ, the supports that come out differently."""

    left: Side
    right: Side
    facts: tuple[Differing, ...]
    claims: tuple[Differing, ...]


def side(held: SavedCheckUp) -> Side:
    """A saved check-up with today's answer."""
    told = told_of(held)
    return Side(held.title, told, answering.answer_to(told))


def compared(left: Side, right: Side) -> Comparison:
    """Compare two check-ups."""
    return Comparison(left, right, tuple(_facts(left.told, right.told)), tuple(_claims(left.answer, right.answer)))


def _facts(left: Told, right: Told) -> Iterator[Differing]:
    a, b = dict(left.facts()), dict(right.facts())
    for at in dict.fromkeys((*a, *b)):
        if a.get(at) != b.get(at):
            label = entering.shown(at, a[at] if at in a else b[at])[0]
            yield Differing(
                label, at.thing, *(entering.shown(at, held[at])[1] if at in held else "—" for held in (a, b))
            )


def _claims(left: CheckUp, right: CheckUp) -> Iterator[Differing]:
    a, b = ({c.path: c for c in answer.claims()} for answer in (left, right))
    for path in dict.fromkeys((*a, *b)):
        old, new = a.get(path), b.get(path)
        if _shown(old) != _shown(new) and not _nothing(old, new):
            held = old or new
            assert held is not None
            yield Differing(held.title, "、".join(held.support.clause), _shown(old), _shown(new))


def _nothing(old: Claim | None, new: Claim | None) -> bool:
    """Whether neither brings anything: not there and not eligible are the same then."""
    return all(c is None or c.verdict is False for c in (old, new))


def _shown(claim: Claim | None) -> str:
    if claim is None:
        return "—"
    word = str(wording.STATES[claim.state])
    return word if claim.state == "no" else f"{word} {wording.sum_text(claim)}"
