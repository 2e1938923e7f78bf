"""Comments: written while the consultation is open, withdrawn by their authors, those of visitors moderated; each joins its cluster at once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError
from luodi.service.accounts.actions.tokens import digest
from luodi.service.accounts.rights import Acting, Over, require
from luodi.service.audit.actions import record
from luodi.service.consultations.actions.sorting import join, leave
from luodi.service.consultations.actions.words import lines, one_line
from luodi.service.consultations.models import KINDS, Attachment, Comment, Consultation
from luodi.service.consultations.queries import clause_of, comment_of, held, visible
from luodi.service.files import keep
from luodi.service.files.store import Readable

MOST_FILES = 3
FILES = ("pdf", "jpg", "png", "docx", "xlsx")
PROPOSED, REASON = 4000, 2000  # characters


@dataclass(frozen=True)
class Said:
    """A comment as it is written. `clause` is empty for the text as a whole; `version` is the number of the text that its author read."""

    clause: str
    kind: str
    proposed: str = ""
    reason: str = ""
    version: int | None = None
    organisation: int | None = None
    shows_organisation: bool = False
    name: str = ""  # of a visitor
    contact: str = ""


def comment(acting: Acting, number: int, said: Said, now: datetime) -> tuple[Comment, str]:
    """Add a comment; for a visitor also the secret under which to see or withdraw it (empty for who signed in), told this once."""
    with transaction.atomic():
        of = visible(acting, number, now, lock=True)
        who = _author(acting, of, said)
        _still_open(of, now)
        clause = clause_of(of, said.clause, said.version)
        proposed, reason = _texts(said, clause.text)
        secret = "" if acting.person is not None else secrets.token_urlsafe(24)
        of.numbers += 1
        of.save(update_fields=["numbers"])
        made = Comment.objects.create(
            consultation=of, number=of.numbers, version=of.version, cid=clause.cid, path=clause.path, place=clause.place, clause_text=clause.text,
            kind=said.kind, proposed=proposed, reason=reason, secret=digest(secret) if secret else "", made_at=now,
            state="shown" if acting.person is not None else "waiting", **who,
        )  # fmt: skip
        if made.state == "shown":
            join(acting, made, now)
        record(acting, "comment.write", "comment", _key(made), after=_state(made), region=of.region)
    return made, secret


def attach(acting: Acting, number: int, own: int, content: bytes | Readable, name: str, now: datetime, *, secret: str = "") -> Attachment:  # fmt: skip
    """Add a file to one's own comment while the consultation is open."""
    with transaction.atomic():
        of = visible(acting, number, now, lock=True)
        found = comment_of(acting, of, own, "comment.withdraw", secret=secret)
        _still_open(of, now)
        if found.attachments.count() >= MOST_FILES:
            raise DataError(
                _("附件太多"), why=_("一条意见至多 %(n)d 个附件") % {"n": MOST_FILES}, fix=_("合成一个 PDF")
            )
        kept = keep(content, kinds=FILES, name=name)
        made = Attachment.objects.create(
            comment=found, digest=kept.digest, name=one_line(name, 200, _("文件名")), size=kept.size
        )
        record(
            acting,
            "comment.write",
            "comment",
            _key(found),
            after={"attachment": kept.digest, "size": kept.size},
            region=of.region,
        )
    return made


def withdraw(acting: Acting, number: int, own: int, now: datetime, *, secret: str = "") -> Comment:
    """Take one's own comment back while the consultation is open; it stays in the count of those withdrawn, without its text."""
    with transaction.atomic():
        of = visible(acting, number, now, lock=True)
        found = comment_of(acting, of, own, "comment.withdraw", secret=secret)
        if found.state == "withdrawn":
            return found
        _still_open(of, now)
        before = {"state": found.state}
        leave(acting, found, now, _("撤回了第 %(n)d 条") % {"n": found.number})
        found.state, found.withdrawn_at = "withdrawn", now
        found.save(update_fields=["state", "withdrawn_at"])
        record(
            acting,
            "comment.withdraw",
            "comment",
            _key(found),
            before=before,
            after={"state": "withdrawn"},
            region=of.region,
        )
    return found


def moderate(acting: Acting, number: int, own: int, now: datetime, *, accept: bool, reason: str = "") -> Comment:
    """Take a comment in, or leave it out with a reason that its author reads (advertising, insults, other people's data); a decision can be turned."""
    with transaction.atomic():
        of = held(acting, number, "comment.moderate", lock=True)
        found = comment_of(acting, of, own, "comment.moderate")
        if of.published_at is not None:
            raise DataError(_("答复已经公布"), why=_("公布以后意见不再变动"), fix=_("公布前审核"))
        if found.state == "withdrawn":
            raise DataError(_("这条意见已由本人撤回"), fix=_("不用再审核"))
        why = "" if accept else one_line(reason, 300, _("不收的理由"))
        before, state = {"state": found.state}, "shown" if accept else "hidden"
        if found.state == state:
            return found
        if not accept:
            leave(acting, found, now, _("第 %(n)d 条没有收下") % {"n": found.number})
        found.state, found.state_why = state, why
        found.save(update_fields=["state", "state_why"])
        if accept:
            join(acting, found, now)
        record(
            acting,
            "comment.moderate",
            "comment",
            _key(found),
            before=before,
            after={"state": state},
            reason=why,
            region=of.region,
        )
    return found


def told(acting: Acting, comments: list[Comment], now: datetime) -> None:
    """Note that authors have seen the published answers to their comments."""
    if comments:
        with transaction.atomic():
            Comment.objects.filter(pk__in=[one.pk for one in comments], told_at=None).update(told_at=now)
            for one in comments:
                record(
                    acting, "comment.read", "comment", _key(one), after={"told_at": now}, region=one.consultation.region
                )


def _author(acting: Acting, of: Consultation, said: Said) -> dict[str, Any]:
    """Whose comment it is; Refused or DataError for whom it cannot be."""
    if acting.person is None:
        require(acting, "comment.write_as_visitor")
        if not of.visitors:
            require(acting, "comment.write", Over())  # refuses, and says who may
        return {
            "visitor_name": one_line(said.name, 60, _("姓名")),
            "visitor_contact": one_line(said.contact, 120, _("联系方式")),
        }
    if said.organisation is not None:
        require(acting, "comment.write", Over(organisation=said.organisation))
        return {
            "person_id": acting.person,
            "organisation_id": said.organisation,
            "shows_organisation": said.shows_organisation,
        }
    require(acting, "comment.write", Over(person=acting.person))
    return {"person_id": acting.person}


def _still_open(of: Consultation, now: datetime) -> None:
    phase = of.phase(timezone.localdate(now))
    if phase == "coming":
        raise DataError(
            _("还没有开始"), why=_("%(day)s 起征求意见") % {"day": of.opens.isoformat()}, fix=_("到那天再来")
        )
    if phase != "open":
        raise DataError(
            _("已经截止"),
            why=_("截止后不能再提、补充或撤回意见"),
            fix=_("有话要说，按公告上的联系方式找征求意见的单位"),
        )


def _texts(said: Said, clause: str) -> tuple[str, str]:
    """What is proposed and why, as they are kept."""
    if said.kind not in KINDS:
        raise DataError(
            _("没有“%(a)s”这种意见") % {"a": said.kind[:20]}, fix=_("用 add（增加）、delete（删除）或 change（修改）")
        )
    names = {"add": _("要增加的文字"), "delete": _("要删除的文字"), "change": _("修改后的文字")}
    proposed = lines(said.proposed, PROPOSED, names[said.kind], needed=said.kind != "delete")
    if said.kind == "change" and not said.clause:
        raise DataError(_("对全文不能提“修改”"), why=_("要看得出改的是哪一条"), fix=_("到那一条去提，或对全文提“增加”"))
    if said.kind == "change" and proposed == clause:
        raise DataError(_("修改后的文字与原文一样"), fix=_("改好再提交；觉得原文就好，不用提意见"))
    if said.kind == "delete" and not said.clause:
        raise DataError(_("对全文不能提“删除”"), why=_("要看得出删的是哪一条"), fix=_("到那一条去提"))
    if said.kind == "delete" and "".join(proposed.split()) not in "".join(clause.split()):
        raise DataError(
            _("要删除的文字不在这一条里"), why=_("从原文里照抄才认得出"), fix=_("从原文复制；要删整条就空着")
        )
    return proposed, lines(said.reason, REASON, _("理由"))


def _key(of: Comment) -> str:
    return f"{of.consultation_id}/{of.number}"


def _state(of: Comment) -> dict[str, Any]:
    """What the log holds of a comment: no name or contact of a visitor, and a digest of the words, which can be personal."""
    words = hashlib.sha256(f"{of.proposed}\n{of.reason}".encode()).hexdigest()[:16]
    return {
        "clause": of.cid,
        "kind": of.kind,
        "version": of.version.number,
        "organisation": of.organisation_id,
        "state": of.state,
        "words": words,
    }
