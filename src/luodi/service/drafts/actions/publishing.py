"""What two people do with the whole: one proposes, another publishes it or sends it back; what is published can be withdrawn."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError, LuodiError, NotFound, Problems
from luodi.service.accounts.rights import Acting, Over, Refused, require
from luodi.service.audit.actions import record
from luodi.service.drafts import folder, queries, trying
from luodi.service.drafts.actions.laying import lay_out
from luodi.service.drafts.actions.locking import done, locked
from luodi.service.drafts.folder import Folder
from luodi.service.drafts.models import KEPT, MOVED, OPEN, Desk, Proposal


def faults(desk: Desk, on: date) -> tuple[Folder, list[LuodiError]]:
    """The folder as it would be proposed on a day, and all that stands against it.

    Every support has to be decided. Targets and tasks that nobody has looked at yet are left out of this version; what was decided once and
    has changed in the text since has to be decided again, whatever it is.
    """
    made = queries.compiled(desk)
    whole = Folder(desk.key, folder.reviewed(made.policy, on), made.cases)
    waiting = [one.own for one in desk.items.filter(Q(kind="support", state__in=OPEN) | Q(state__in=MOVED))]
    found: list[LuodiError] = []
    if waiting:
        found.append(
            DataError(
                _("还有 %(n)d 项没有审：%(ids)s") % {"n": len(waiting), "ids": "、".join(waiting[:8])},
                fix=_("逐项接受、改正或不采用"),
            )
        )
    if not desk.items.filter(state__in=KEPT).exists():
        return whole, [*found, DataError(_("没有接受了的支持、目标或任务"), fix=_("至少接受一项"))]
    tried = trying.text(desk.key, whole.policy, whole.cases)
    found += tried.faults
    found += [DataError(_("%(id)s 没有算例") % {"id": own}, fix=_("在这一项旁边写一个")) for own in tried.uncovered]
    return whole, found


def propose(acting: Acting, key: str, note: str, now: datetime, on: date) -> Proposal:
    """Propose the whole for publication; Problems lists what stands against it. A proposal that waits is replaced."""
    with transaction.atomic():
        desk = locked(acting, key, "draft.propose")
        whole, found = faults(desk, on)
        if found:
            raise Problems(found)
        desk.proposals.filter(state="waiting").update(
            state="recalled", reason=_("又提了一份"), decided_at=now, decided_name=acting.name
        )
        made = Proposal.objects.create(
            desk=desk, policy=whole.policy, cases=whole.cases, digest=hashlib.sha256(f"{whole.policy}\0{whole.cases}".encode()).hexdigest(),
            note=note.replace("\0", "").strip()[:300], made_at=now, made_by=acting.id[:60], made_name=acting.name[:120],
        )  # fmt: skip
        done(desk, acting, "propose", now)
        record(
            acting,
            "draft.propose",
            "draft",
            key,
            after={"proposal": made.pk, "digest": made.digest},
            reason=made.note,
            region=desk.region,
        )
    return made


def approve(acting: Acting, number: int, now: datetime) -> Proposal:
    """Publish a proposal; Refused to the one who proposed it, Problems when it no longer holds."""
    with transaction.atomic():
        made = _waiting(acting, number, "draft.publish")
        if acting.id == made.made_by:
            raise Refused(_("不能复核自己提的"), why=_("发布要两个人"), fix=_("请另一位复核员"))
        tried = trying.text(made.desk.key, made.policy, made.cases)
        if not tried.good:
            raise Problems(tried.faults)
        before = made.desk.proposals.filter(state="published").first()
        if before is not None:
            Proposal.objects.filter(pk=before.pk).update(state="replaced", ended_at=now)
        made.number = (made.desk.proposals.aggregate(last=Max("number"))["last"] or 0) + 1
        _settled(acting, made, "published", "", now)
        done(made.desk, acting, "publish", now)
        record(acting, "draft.publish", "draft", made.desk.key, before={"number": before.number} if before else None,
               after={"number": made.number, "proposal": made.pk, "digest": made.digest}, region=made.desk.region)  # fmt: skip
        transaction.on_commit(lay_out)
    return made


def send_back(acting: Acting, number: int, reason: str, now: datetime) -> Proposal:
    """Send a proposal back with a reason."""
    reason = _reason(reason)
    with transaction.atomic():
        made = _waiting(acting, number, "draft.publish")
        _settled(acting, made, "returned", reason, now)
        done(made.desk, acting, "return", now)
        record(
            acting,
            "draft.publish",
            "draft",
            made.desk.key,
            after={"proposal": made.pk, "state": "returned"},
            reason=reason,
            region=made.desk.region,
        )
    return made


def recall(acting: Acting, number: int, now: datetime) -> Proposal:
    """Take one's own proposal back before anybody has decided."""
    with transaction.atomic():
        made = _waiting(acting, number, "draft.propose")
        if acting.id != made.made_by:
            raise Refused(
                _("只能收回自己提的"), why=_("这一份是%(name)s提的") % {"name": made.made_name}, fix=_("复核员可以退回")
            )
        _settled(acting, made, "recalled", "", now)
        record(
            acting,
            "draft.propose",
            "draft",
            made.desk.key,
            after={"proposal": made.pk, "state": "recalled"},
            region=made.desk.region,
        )
    return made


def withdraw(acting: Acting, key: str, reason: str, now: datetime) -> Proposal:
    """Take what is published out of the site's library; a packaged policy of the same id holds again."""
    reason = _reason(reason)
    with transaction.atomic():
        desk = locked(acting, key, "draft.withdraw")
        made = desk.proposals.filter(state="published").first()
        if made is None:
            raise NotFound(_("这项政策没有发布的版本"), fix=_("在审编台看它的来历"))
        made.state, made.reason, made.ended_at = "withdrawn", reason, now
        made.save()
        record(
            acting,
            "draft.withdraw",
            "draft",
            key,
            before={"number": made.number},
            after={"number": None},
            reason=reason,
            region=desk.region,
        )
        transaction.on_commit(lay_out)
    return made


def _waiting(acting: Acting, number: int, right: str) -> Proposal:
    made = Proposal.objects.select_for_update(of=("self",)).select_related("desk").filter(pk=number).first()
    if made is None:
        raise NotFound(_("没有这份提请"), fix=_("从审编台看等人复核的"))
    Desk.objects.select_for_update().get(pk=made.desk_id)  # nobody proposes another one meanwhile
    require(acting, right, Over(region=made.desk.region))
    if made.state != "waiting":
        raise DataError(
            _("这一份已经有了结果"), why=f"{made.decided_name} {made.decided_at:%Y-%m-%d %H:%M}", fix=_("看它的来历")
        )
    return made


def _settled(acting: Acting, made: Proposal, state: str, reason: str, now: datetime) -> None:
    made.state, made.reason, made.decided_at, made.decided_name = state, reason, now, acting.name[:120]
    made.save()


def _reason(text: str) -> str:
    bare = text.replace("\0", "").strip()[:300]
    if not bare:
        raise DataError(_("没有写理由"), fix=_("写一句，会记入审计"))
    return bare
