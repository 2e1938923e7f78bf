"""The API of the review desk: desks, items, decisions, proposals, folders, and the consistency review of a document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, File, Router, Schema, Status, UploadedFile

from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.rights import Over, require
from luodi.service.drafts import actions, findings, folder, queries
from luodi.service.drafts.data import desk_data, item_data, proposal_data
from luodi.service.drafts.models import Desk
from luodi.service.files.answer import download, sends
from luodi.service.lists import part
from luodi.service.policies.room import document_of

router = Router(tags=["审编"])
_ZIP = sends("application/zip")


class DeskOut(Schema):
    """一项政策的审编：进度，用了几分钟，发布了第几版。"""

    key: str
    title: str
    region: str
    items: int
    decided: int
    minutes: int
    published: int | None


class Desks(Schema):
    """一页；count 是全部的个数。"""

    items: list[DeskOut]
    count: int


class ItemOut(Schema):
    """一项支持、目标或任务：原文、初稿、现在的写法、算例、状态；worth 是支持的原文里最大的一笔钱，元。"""

    id: int
    kind: str
    own: str
    clause: str
    words: str
    words_before: str
    drafted: str
    text: str
    cases: str
    state: str
    reason: str
    worth: str
    asks: int
    version: int


class ProposalOut(Schema):
    """一次提请与它的结果；number 是发布的第几版。"""

    id: int
    number: int | None
    state: str
    note: str
    made_at: datetime
    made_name: str
    decided_name: str
    reason: str
    digest: str


class DeskDetail(DeskOut):
    """一项政策的审编，要审的在先。"""

    head: str
    given: str
    version: int
    drafts: list[ItemOut]
    proposals: list[ProposalOut]


class TypedIn(Schema):
    """改过的一项；version 是看到的那一版，别人先改了就退回。"""

    version: int = Field(ge=0, le=2**31 - 1)
    text: str = Field(max_length=50_000)
    cases: str = Field("", max_length=200_000)


class RefuseIn(Schema):
    """不采用，因为。"""

    version: int = Field(ge=0, le=2**31 - 1)
    reason: str = Field(max_length=300)


class HeadIn(Schema):
    """全文各键与算例共用的。"""

    version: int = Field(ge=0, le=2**31 - 1)
    head: str = Field(max_length=50_000)
    given: str = Field("", max_length=50_000)


class KeyIn(Schema):
    """哪一项政策。"""

    key: str = Field(max_length=200)
    note: str = Field("", max_length=300)


class ReasonIn(Schema):
    """理由，记入审计。"""

    reason: str = Field(max_length=300)


class FindingOut(Schema):
    """起草体检的一处。"""

    code: str
    name: str
    severity: str
    cid: str
    path: str
    line: int
    words: str
    message: str
    why: str
    question: str
    before: str
    after: str


class Findings(Schema):
    """一页；count 是全部的个数。"""

    items: list[FindingOut]
    count: int


@router.get("/drafts", response=Desks, summary="正在审编的政策")
def desks(request: HttpRequest, limit: int = 50, offset: int = 0) -> Any:
    """可以看的审编台，新的在先。"""
    rows = queries.desks(acting_of(request))
    return {"items": [desk_data(*row) for row in rows[part(limit, offset)]], "count": len(rows)}


@router.post("/drafts", response={201: DeskDetail}, summary="开始审编一份文件")
def begin(request: HttpRequest, given: KeyIn) -> Any:
    """从库中的文件起草各项支持、目标和任务；已编的政策从它的文件夹开始。"""
    return Status(201, _detail(actions.begin(acting_of(request), given.key, timezone.now())))


@router.post("/drafts/import", response={201: DeskDetail}, summary="导入政策文件夹")
def take_in(request: HttpRequest, file: File[UploadedFile], key: str = "") -> Any:
    """ZIP 里是 policy.yaml 和 cases.yaml；路径就是编号的可以不写 key。"""
    made = folder.unzipped(file.read(folder.LIMIT + 1), key)
    return Status(201, _detail(actions.import_folder(acting_of(request), made, timezone.now())))


@router.post("/drafts/refresh", response=DeskDetail, summary="换到文件的新版本")
def refresh(request: HttpRequest, given: KeyIn) -> Any:
    """没有改的条款不再问；改了的状态是 changed。"""
    actions.refresh(acting_of(request), given.key, timezone.now())
    return _detail(queries.desk(acting_of(request), given.key))


@router.post("/drafts/propose", response={201: ProposalOut}, summary="提请发布")
def propose(request: HttpRequest, given: KeyIn) -> Any:
    """各项都审过、装得上、算例都符合，才能提请。"""
    made = actions.propose(acting_of(request), given.key, given.note, timezone.now(), timezone.localdate())
    return Status(201, proposal_data(made))


@router.get("/drafts/items/{number}", response=ItemOut, summary="一项支持、目标或任务")
def item(request: HttpRequest, number: int) -> Any:
    """它的初稿与现在的写法。"""
    return item_data(queries.item(acting_of(request), _row(number)))


@router.post("/drafts/items/{number}/save", response=ItemOut, summary="暂存")
def save(request: HttpRequest, number: int, given: TypedIn) -> Any:
    """存下写的，不作决定。"""
    return item_data(
        actions.save(acting_of(request), _row(number), given.version, given.text, given.cases, timezone.now())
    )


@router.post("/drafts/items/{number}/decide", response=ItemOut, summary="接受或改正")
def decide(request: HttpRequest, number: int, given: TypedIn) -> Any:
    """没有 to_decide、装得上、算例都符合，才能接受。"""
    return item_data(
        actions.decide(acting_of(request), _row(number), given.version, given.text, given.cases, timezone.now())
    )


@router.post("/drafts/items/{number}/refuse", response=ItemOut, summary="不采用")
def refuse(request: HttpRequest, number: int, given: RefuseIn) -> Any:
    """不编这一项，写明理由。"""
    return item_data(actions.refuse(acting_of(request), _row(number), given.version, given.reason, timezone.now()))


@router.post("/drafts/proposals/{number}/approve", response=ProposalOut, summary="复核发布")
def approve(request: HttpRequest, number: int) -> Any:
    """不能是提请的那个人。"""
    return proposal_data(actions.approve(acting_of(request), _row(number), timezone.now()))


@router.post("/drafts/proposals/{number}/return", response=ProposalOut, summary="退回")
def send_back(request: HttpRequest, number: int, given: ReasonIn) -> Any:
    """退回，写明理由。"""
    return proposal_data(actions.send_back(acting_of(request), _row(number), given.reason, timezone.now()))


@router.get("/drafts/proposals/{number}/folder", summary="一次提请的政策文件夹", openapi_extra=_ZIP)
def proposal_folder(request: HttpRequest, number: int) -> HttpResponse:
    """ZIP，解开放进政策文件夹，luodi policies check 就能检验。"""
    made = queries.proposal(acting_of(request), _row(number))
    return _sent(folder.Folder(made.desk.key, made.policy, made.cases))


@router.post("/drafts/withdraw/{path:key}", response=ProposalOut, summary="撤下发布的政策")
def withdraw(request: HttpRequest, key: str, given: ReasonIn) -> Any:
    """撤下，写明理由。"""
    return proposal_data(actions.withdraw(acting_of(request), key, given.reason, timezone.now()))


@router.get("/drafts/folder/{path:key}", summary="现在的政策文件夹", openapi_extra=_ZIP)
def export(request: HttpRequest, key: str) -> HttpResponse:
    """审过的各项，ZIP。"""
    return _sent(queries.compiled(queries.desk(acting_of(request), key)))


@router.post("/drafts/head/{path:key}", response=DeskDetail, summary="改全文各键")
def head(request: HttpRequest, key: str, given: HeadIn) -> Any:
    """有效期、合并享受、共同条件，以及算例共用的。"""
    return _detail(actions.save_head(acting_of(request), key, given.version, given.head, given.given, timezone.now()))


@router.get("/drafts/of/{path:key}", response=DeskDetail, summary="一项政策的审编")
def desk(request: HttpRequest, key: str) -> Any:
    """各项支持、目标和任务，要审的在先。"""
    return _detail(queries.desk(acting_of(request), key))


@router.get("/reviews/{path:key}", response=Findings, summary="起草体检")
def review(request: HttpRequest, key: str, severity: str = "", limit: int = 50, offset: int = 0) -> Any:
    """矛盾、算不出、漏写的地方，各有理由和要问的问题；severity 可写 high、medium、low。"""
    who = acting_of(request)
    who.everywhere_or("draft.view")
    held = document_of(key)
    require(who, "draft.view", Over(region=held.region))
    assert held.current is not None
    found = findings.findings(held.current, severity)
    return {"items": found[part(limit, offset)], "count": len(found)}


def _row(number: int) -> int:
    """A number that a table may have; others belong to nothing."""
    return number if 0 < number < 2**63 else 0


def _detail(held: Desk) -> dict[str, Any]:
    published = held.proposals.filter(state="published").first()
    return {
        **desk_data(held, queries.progress(held), published), "head": held.head, "given": held.given, "version": held.version,
        "drafts": [item_data(one) for one in queries.ordered(held)], "proposals": [proposal_data(one) for one in held.proposals.order_by("-pk")],
    }  # fmt: skip


def _sent(made: folder.Folder) -> HttpResponse:
    return download(folder.zipped(made), f"{made.key.rpartition('/')[2]}.zip", "application/zip")
