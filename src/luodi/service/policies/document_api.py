"""The API of held documents: documents, clauses, search, relations, saved searches and alerts, as the pages show them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Query, Router, Status, UploadedFile

from luodi.engine.core.errors import DataError
from luodi.engine.documents.readers import MAX_BYTES
from luodi.service.accounts.rights import Over, require
from luodi.service.lists import part
from luodi.service.policies import actions, queries, room, searching, standing
from luodi.service.policies.actions.documents import Outcome
from luodi.service.policies.catalogue import STATES, Held, catalogue, held_now
from luodi.service.policies.document_shapes import (
    AlertsOut,
    Asked,
    ClausesOut,
    DescribeIn,
    DocumentDetail,
    DocumentOut,
    DocumentsOut,
    FoundOut,
    OutcomesOut,
    RelateIn,
    RelationOut,
    SearchesOut,
    SearchIn,
    SearchOut,
    SeenIn,
    WhyIn,
)
from luodi.service.policies.models import RELATIONS, Clause, Document, SavedSearch, Version

router = Router(tags=["文件"])


@router.get("/search", response=FoundOut, summary="检索条款")
def search(request: HttpRequest, asked: Query[Asked]) -> Any:
    """同时写着全部字词的条款；两个字的词也准确。"""
    _may_view(request)
    query = _query(asked)
    if not query.list:
        raise DataError("没有写要找的字词", fix="写 words=算力；列文件用 /documents")
    found = searching.outcome(query)
    hits = searching.matches(found.clauses[part(asked.limit, asked.offset)], query)
    return {
        "items": [_hit(one) for one in hits], "count": len(found.clauses), "documents": found.documents,
        "facets": {name: [{"value": c.value, "label": c.label, "count": c.count} for c in choices] for name, choices in found.facets.items()},
    }  # fmt: skip


@router.get("/documents", response=DocumentsOut, summary="文件")
def documents(request: HttpRequest, asked: Query[Asked]) -> Any:
    """标题或文号里有全部字词的文件，新的在先。"""
    _may_view(request)
    query = _query(asked)
    found, _ = searching.documents(query)
    items = [_document(one, query.on) for one in found[part(asked.limit, asked.offset)]]
    return {"items": items, "count": len(found)}


@router.post("/documents", response=OutcomesOut, summary="导入文件")
def import_document(request: HttpRequest, file: File[UploadedFile], id: str = "", region: str = "") -> Any:  # noqa: A002
    """导入一个文件；一本汇编会拆成几份，各有结果。"""
    acting = request.acting  # type: ignore[attr-defined]
    done = list(
        actions.import_file(
            acting, file.read(MAX_BYTES + 1), file.name or "未命名", timezone.now(), key=id, region=region
        )
    )
    return {"items": [_outcome(one) for one in done], "count": len(done)}


@router.get("/documents/{path:document_id}/clauses", response=ClausesOut, summary="一份文件的条款")
def clauses(request: HttpRequest, document_id: str, version: int = 0, limit: int = 50, offset: int = 0) -> Any:
    """一份文件（某一版）的条款，按原文的次序。"""
    held = _held(request, document_id)
    found = held.versions.filter(number=version).first() if version else held.current
    rows = Clause.objects.filter(version=found)
    items = [
        {
            "id": row.cid,
            "path": row.path,
            "title": row.title,
            "depth": row.depth,
            "text": row.text,
            "page": row.page,
            "marks": row.marks,
        }
        for row in rows[part(limit, offset)]
    ]
    return {"items": items, "count": rows.count()}


@router.post("/documents/{path:document_id}/relations", response=RelationOut, summary="写明关系")
def relate(request: HttpRequest, document_id: str, told: RelateIn) -> Any:
    """写明本文件依据、实施、修订或废止另一份文件。"""
    row = actions.relate(
        request.acting, document_id, told.kind, told.other, timezone.now(), effective=told.effective, note=told.note
    )  # type: ignore[attr-defined]
    return {"number": row.pk, "label": str(RELATIONS[row.kind]), "title": row.title, "other": row.target.key if row.target else "", "clause": "",
            "found": row.found, "effective": row.effective, "note": row.note}  # fmt: skip


@router.delete("/documents/{path:document_id}/relations/{int:number}", response={204: None}, summary="去掉关系")
def unrelate(request: HttpRequest, document_id: str, number: int, why: str = "") -> Any:
    """去掉一条关系；再导入也不会回来。"""
    actions.unrelate(request.acting, number, why, timezone.now())  # type: ignore[attr-defined]
    return Status(204, None)


@router.post("/documents/{path:document_id}/describe", response=DocumentOut, summary="补写原文没有的")
def describe(request: HttpRequest, document_id: str, told: DescribeIn) -> Any:
    """补写文号、文种、地区、印发日期；效力按它重算。"""
    row = actions.describe(
        request.acting,
        document_id,
        timezone.now(),
        number=told.number,
        kind=told.kind,
        region=told.region,
        issued=told.issued,
    )  # type: ignore[attr-defined]
    return _document(catalogue().by_key.get(row.key) or held_now(row), timezone.localdate())


@router.post("/documents/{path:document_id}/withdraw", response={204: None}, summary="撤下文件")
def withdraw(request: HttpRequest, document_id: str, told: WhyIn) -> Any:
    """撤下：检索和列表里不再出现，原件和历史都在。"""
    actions.withdraw(request.acting, document_id, told.why, timezone.now())  # type: ignore[attr-defined]
    return Status(204, None)


@router.post("/documents/{path:document_id}/restore", response={204: None}, summary="恢复文件")
def restore(request: HttpRequest, document_id: str, told: WhyIn) -> Any:
    """恢复撤下的文件。"""
    actions.restore(request.acting, document_id, told.why, timezone.now())  # type: ignore[attr-defined]
    return Status(204, None)


@router.get("/documents/{path:document_id}", response=DocumentDetail, summary="一份文件")
def document(request: HttpRequest, document_id: str, on: date | None = None) -> Any:
    """一份文件在某一天的效力，连同版本和关系。"""
    row = _held(request, document_id)
    day = on or timezone.localdate()
    held = catalogue().by_key.get(row.key) or held_now(row)
    versions = list(row.versions.order_by("number"))
    now = standing.standing(row, held, versions, day)
    relations = [
        {"number": one.number, "label": one.label, "title": one.quoted, "other": one.key, "clause": one.clause, "found": one.found,
         "effective": one.effective, "note": one.note} for one in now.neighbours
    ]  # fmt: skip
    return {**_document(held, day), "versions": [_version(one) for one in versions], "relations": relations}


@router.get("/saved-searches", response=SearchesOut, summary="我的订阅")
def saved_searches(request: HttpRequest) -> Any:
    """本人订阅的检索。"""
    person = _person(request)
    rows = [_search(one) for one in SavedSearch.objects.filter(person=person).order_by("-kept_at")]
    return {"items": rows, "count": len(rows)}


@router.post("/saved-searches", response=SearchOut, summary="订阅检索")
def keep_search(request: HttpRequest, told: SearchIn) -> Any:
    """订阅一个检索；以后导入的文件符合就有提醒。"""
    return _search(actions.keep_search(request.acting, told.words, told.chosen, told.name, timezone.now()))  # type: ignore[attr-defined]


@router.delete("/saved-searches/{int:number}", response={204: None}, summary="退订")
def drop_search(request: HttpRequest, number: int) -> Any:
    """退订，它的提醒一并删去。"""
    actions.drop_search(request.acting, number, timezone.now())  # type: ignore[attr-defined]
    return Status(204, None)


@router.get("/alerts", response=AlertsOut, summary="提醒")
def alerts(request: HttpRequest, limit: int = 50, offset: int = 0) -> Any:
    """本人订阅得到的提醒，新的在先。"""
    rows = queries.alerts(_person(request))
    items = [
        {"number": one.pk, "search": one.search_id, "words": one.search.words, "document": one.version.document.key, "title": one.version.document.title,
         "version": one.version.number, "clauses": one.clauses, "link": room.url_of(one.version.document.key, one.first),
         "made_at": one.made_at.isoformat(), "seen": one.seen_at is not None} for one in rows[part(limit, offset)]
    ]  # fmt: skip
    return {"items": items, "count": rows.count()}


@router.post("/alerts/seen", response={204: None}, summary="提醒看过了")
def see(request: HttpRequest, told: SeenIn) -> Any:
    """把提醒标为看过；不写编号是全部。"""
    actions.see(request.acting, told.numbers, timezone.now())  # type: ignore[attr-defined]
    return Status(204, None)


def _may_view(request: HttpRequest) -> None:
    require(request.acting, "document.view")  # type: ignore[attr-defined]


def _held(request: HttpRequest, key: str) -> Document:
    _may_view(request)
    return room.document_of(key, request.acting)  # type: ignore[attr-defined]


def _person(request: HttpRequest) -> int | None:
    acting = request.acting  # type: ignore[attr-defined]
    require(acting, "saved_search.keep", Over(person=acting.person))
    person: int | None = acting.person
    return person


def _query(asked: Asked) -> searching.Query:
    given = asked.dict(exclude={"limit", "offset", "on"})
    return searching.Query(**{**given, "words": asked.words[:200]}, on=asked.on or timezone.localdate())


def _document(held: Held, on: date) -> dict[str, Any]:
    state = held.state(on)
    return {
        "id": held.key, "title": held.title, "number": held.number, "kind": held.kind, "region": held.region, "year": held.year,
        "issuers": list(held.issuers), "state": state, "state_label": str(STATES[state]), "validity": standing.said(held), "encoded": held.encoded,
    }  # fmt: skip


def _version(row: Version) -> dict[str, Any]:
    return {
        "number": row.number, "file_name": row.file_name, "sha256": row.sha256, "imported_at": row.imported_at.isoformat(),
        "imported_by": row.imported_by, "clauses": row.clauses.count(), "changes": len(row.changes),
    }  # fmt: skip


def _hit(one: searching.Match) -> dict[str, Any]:
    marks, place = [], 0
    for text, is_word in one.pieces:
        if is_word:
            marks.append((place, place + len(text)))
        place += len(text)
    return {
        "document": one.document.key, "title": one.document.title, "clause": one.cid, "path": list(one.path), "state": one.state,
        "excerpt": "".join(text for text, _ in one.pieces), "marks": marks, "link": room.url_of(one.document.key, one.cid),
    }  # fmt: skip


def _outcome(one: Outcome) -> dict[str, Any]:
    return {
        "file": one.file,
        "state": one.state,
        "id": one.key,
        "title": one.title,
        "version": one.version,
        "clauses": one.clauses,
        "message": one.message,
    }


def _search(row: SavedSearch) -> dict[str, Any]:
    return {
        "number": row.pk,
        "name": row.name,
        "words": row.words,
        "chosen": row.chosen,
        "unseen": row.alerts.filter(seen_at=None).count(),
    }
