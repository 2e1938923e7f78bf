"""The API of consultations: the texts, comments, clusters, answers and the summary, as the pages show them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Status, UploadedFile
from ninja.errors import HttpError

from luodi.engine.core.errors import NotFound
from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.models import Organisation
from luodi.service.accounts.schemas import LIMIT, OFFSET
from luodi.service.consultations import actions, exporting, knocking, queries, showing, summary
from luodi.service.consultations.models import Cluster, Comment, Consultation
from luodi.service.consultations.pages.public import file_of, readable
from luodi.service.consultations.schemas import (
    AnswerIn,
    AttachmentOut,
    ClausesOut,
    ClusterOut,
    ClustersOut,
    CommentIn,
    CommentOut,
    CommentsOut,
    ConclusionIn,
    ConsultationOut,
    ConsultationsOut,
    MadeOut,
    MergeIn,
    ModerateIn,
    OpenIn,
    SecretIn,
    SplitIn,
    ToldIn,
    WhyIn,
)
from luodi.service.files.answer import attachment, sends

router = Router(tags=["征求意见"])
_MEDIA = {form: media.partition(";")[0] for form, media in exporting.MEDIA.items()}


@router.get("/consultations", response=ConsultationsOut, summary="征求意见")
def listed(request: HttpRequest, limit: int = LIMIT, offset: int = OFFSET) -> Any:
    """能看的征求意见，正在征求的在前。"""
    found = queries.listed(acting_of(request), timezone.now())
    return {"items": [_consultation(one) for one in found[offset : offset + limit]], "count": len(found)}


@router.post("/consultations", response={201: ConsultationOut}, summary="发起征求意见")
def open_consultation(request: HttpRequest, given: OpenIn) -> Any:
    """对库中的一份文件（最新一版）征求意见。"""
    told = actions.Told(**given.dict(exclude={"document"}))
    return Status(
        201, _consultation(actions.open_consultation(acting_of(request), given.document, told, timezone.now()))
    )


@router.get("/consultations/{int:number}", response=ConsultationOut, summary="一次征求意见")
def consultation(request: HttpRequest, number: int) -> Any:
    """日期、单位、联系方式、现在到了哪一步。"""
    return _consultation(queries.visible(acting_of(request), number, timezone.now()))


@router.put("/consultations/{int:number}", response=ConsultationOut, summary="改日期和说明")
def change(request: HttpRequest, number: int, given: ToldIn) -> Any:
    """截止前可以改；开始以后不能改开始日期。"""
    return _consultation(actions.change(acting_of(request), number, actions.Told(**given.dict()), timezone.now()))


@router.post("/consultations/{int:number}/text", response=ConsultationOut, summary="换成最新一版文本")
def use_text(request: HttpRequest, number: int) -> Any:
    """此后显示库中的最新一版；已有的意见仍带着当时的条款文字。"""
    return _consultation(actions.use_current_text(acting_of(request), number, timezone.now()))


@router.post("/consultations/{int:number}/close", response=ConsultationOut, summary="提前截止")
def close(request: HttpRequest, number: int, given: WhyIn) -> Any:
    """现在截止，写明理由。"""
    return _consultation(actions.close(acting_of(request), number, timezone.now(), given.reason))


@router.post("/consultations/{int:number}/publish", response=ConsultationOut, summary="公布答复")
def publish(request: HttpRequest, number: int, given: ConclusionIn) -> Any:
    """截止以后，全部答复了才能公布。"""
    return _consultation(actions.publish(acting_of(request), number, given.conclusion, timezone.now()))


@router.get("/consultations/{int:number}/clauses", response=ClausesOut, summary="征求意见的条款")
def clauses(request: HttpRequest, number: int, limit: int = LIMIT, offset: int = OFFSET) -> Any:
    """逐条的文字，和已有的意见数。"""
    of = queries.visible(acting_of(request), number, timezone.now())
    found, counts = queries.clauses(of), queries.by_clause(of)
    items = [
        {"id": one.cid, "path": one.path, "heading": one.heading, "text": one.text, "comments": counts.get(one.cid, 0)}
        for one in found[offset : offset + limit]
    ]
    return {"items": items, "count": len(found)}


@router.get("/consultations/{int:number}/comments", response=CommentsOut, summary="意见")
def comments(request: HttpRequest, number: int, limit: int = LIMIT, offset: int = OFFSET) -> Any:
    """工作人员看到全部；其他人看到自己的。公布了的答复见 summary。"""
    acting = acting_of(request)
    of = queries.visible(acting, number, timezone.now())
    every = Comment.objects.filter(consultation=of).exclude(state="withdrawn").prefetch_related("attachments")
    rows = every if showing.sees_whole(acting, of) else queries.own(acting).filter(consultation=of)
    rows = rows.select_related("person", "organisation", "consultation").order_by("number")
    return {"items": [summary.comment(one, whole=True) for one in rows[offset : offset + limit]], "count": rows.count()}


@router.post("/consultations/{int:number}/comments", response={201: MadeOut}, summary="提意见")
def comment(request: HttpRequest, number: int, given: CommentIn) -> Any:
    """对一条（或全文）提增加、删除、修改；截止后不收。"""
    acting, now = acting_of(request), timezone.now()
    if knocking.wait(request, now):
        raise HttpError(429, f"没有登录的，一小时至多提 {knocking.MOST} 条；过一会儿再提，或登录后提")
    organisation = None
    if given.organisation:
        found = Organisation.objects.filter(
            code=given.organisation.replace("\0", "")[:18], pk__in=list(acting.organisations)
        ).first()
        if found is None:
            raise NotFound("您不代表这家企业", fix="写您代表的企业的统一社会信用代码，或不写，以本人名义提")
        organisation = found.pk
    said = actions.Said(**given.dict(exclude={"organisation"}), organisation=organisation)
    made, secret = actions.comment(acting, number, said, now)
    return Status(201, {**summary.comment(made, whole=True), "secret": secret})


@router.post("/consultations/{int:number}/comments/{int:own}/withdraw", response=CommentOut, summary="撤回意见")
def withdraw(request: HttpRequest, number: int, own: int, given: SecretIn) -> Any:
    """截止前撤回自己的一条。"""
    return summary.comment(
        actions.withdraw(acting_of(request), number, own, timezone.now(), secret=given.secret), whole=True
    )


@router.post(
    "/consultations/{int:number}/comments/{int:own}/attachments", response={201: AttachmentOut}, summary="交附件"
)
def attach(request: HttpRequest, number: int, own: int, file: File[UploadedFile], secret: Form[str] = "") -> Any:
    """给自己的一条意见加附件。"""
    made = actions.attach(acting_of(request), number, own, file, file.name or "附件", timezone.now(), secret=secret)
    return Status(201, {"digest": made.digest, "name": made.name, "size": made.size})


@router.get(
    "/consultations/{int:number}/comments/{int:own}/attachments", response=list[AttachmentOut], summary="一条意见的附件"
)
def attachments(request: HttpRequest, number: int, own: int) -> Any:
    """自己的，或工作人员看的。"""
    return list(_attachments(request, number, own).values("digest", "name", "size"))


@router.get(
    "/consultations/{int:number}/comments/{int:own}/attachments/{digest}",
    summary="下载附件",
    openapi_extra=sends("*/*"),
)
def attached(request: HttpRequest, number: int, own: int, digest: str) -> HttpResponse:
    """附件本身。"""
    found = _attachments(request, number, own).filter(digest=digest.replace("\0", "")).first()
    if found is None:
        raise NotFound("没有这份附件", fix="先列出这条意见的附件")
    return attachment(found.digest, found.name)


def _attachments(request: HttpRequest, number: int, own: int) -> Any:
    return queries.attachments(acting_of(request), number, own, timezone.now())


@router.post("/consultations/{int:number}/comments/{int:own}/moderate", response=CommentOut, summary="审核意见")
def moderate(request: HttpRequest, number: int, own: int, given: ModerateIn) -> Any:
    """收下，或不收并写理由（本人会看到）。"""
    made = actions.moderate(acting_of(request), number, own, timezone.now(), accept=given.accept, reason=given.reason)
    return summary.comment(made, whole=True)


@router.get("/consultations/{int:number}/clusters", response=ClustersOut, summary="归并的意见")
def clusters(request: HttpRequest, number: int, limit: int = LIMIT, offset: int = OFFSET) -> Any:
    """相同的意见一组，按条款的次序。"""
    of = queries.held(acting_of(request), number, "consultation.answer")
    rows = queries.clusters(of)
    page = list(rows[offset : offset + limit])
    held = queries.comments_of(page)
    return {"items": [queries.cluster_data(one, held.get(one.pk, [])) for one in page], "count": rows.count()}


@router.post("/consultations/{int:number}/clusters/merge", response=ClusterOut, summary="归并几组")
def merge(request: HttpRequest, number: int, given: MergeIn) -> Any:
    """同一条、同一种的几组并成一组。"""
    return _one(actions.merge(acting_of(request), number, given.clusters, timezone.now()))


@router.post("/consultations/{int:number}/clusters/{int:group}/split", response={201: ClusterOut}, summary="拆出几条")
def split(request: HttpRequest, number: int, group: int, given: SplitIn) -> Any:
    """拆出的几条成为新的一组，还没有答复。"""
    return Status(
        201, _one(actions.split(acting_of(request), number, group, given.comments, given.revision, timezone.now()))
    )


@router.post("/consultations/{int:number}/clusters/{int:group}/answer", response=ClusterOut, summary="答复一组")
def answer(request: HttpRequest, number: int, group: int, given: AnswerIn) -> Any:
    """一个答复给到组里的每一条；看过以后变了的，不收，并说变了什么。"""
    made = actions.answer(
        acting_of(request), number, group, given.decision, given.explanation, given.revision, timezone.now()
    )
    return _one(made)


@router.get("/consultations/{int:number}/summary", summary="意见与答复", openapi_extra=sends(*_MEDIA.values()))
def answers(request: HttpRequest, number: int, form: str = Query("json", pattern="^(json|xlsx|pdf)$")) -> HttpResponse:
    """公布了的意见与答复，个人信息打码；form 写 xlsx 或 pdf 得文件。"""
    of, whole = readable(acting_of(request), number, timezone.now())
    return file_of(of, form, whole)


def _consultation(of: Consultation) -> dict[str, Any]:
    names = (
        "title",
        "region",
        "unit",
        "explanation",
        "contact",
        "phone",
        "email",
        "opens",
        "closes",
        "visitors",
        "closed_at",
        "published_at",
    )
    return {
        **{name: getattr(of, name) for name in names}, "id": of.pk, "document": of.version.document.key, "version": of.version.number,
        "phase": of.phase(timezone.localdate()),
    }  # fmt: skip


def _one(of: Cluster) -> dict[str, Any]:
    return queries.cluster_data(of, queries.comments_of([of]).get(of.pk, []))
