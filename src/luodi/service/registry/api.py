"""The API of the registry: organisations, their facts with history, files in and out, names, regions and industries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from luodi.engine.core.money import plain
from luodi.engine.rules.vocabulary import ENTERPRISE
from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.models import Organisation
from luodi.service.accounts.rights import require
from luodi.service.accounts.schemas import LIMIT, OFFSET
from luodi.service.files.answer import XLSX, attachment, download, sends
from luodi.service.registry import (
    actions,
    addresses,
    exporting,
    importing,
    queries,
    showing,
    suggesting,
    uploads,
    values,
)
from luodi.service.registry.models import SOURCES, Import, Statement
from luodi.service.registry.words import PERSONAL, masked

router = Router(tags=["企业登记"])
_TABLE = sends(XLSX)


class EnterpriseOut(Schema):
    """一家企业或机构。"""

    code: str
    name: str
    kind: str
    region: str
    region_name: str


class Enterprises(Schema):
    """一页企业；count 是全部的个数。"""

    items: list[EnterpriseOut]
    count: int


class EnterpriseName(Schema):
    """一个名称和它的起止；until 是下一个名称开始的那一天。"""

    name: str
    since: date | None
    until: date | None
    reason: str


class EnterpriseDetail(EnterpriseOut):
    """一家企业和它用过的名称。"""

    names: list[EnterpriseName]


class StatementOut(Schema):
    """一条登记：哪个事实（fact）、值（文字，金额单位元）、来源、何时何人登记、是否已被替换或撤回。"""

    id: int
    fact: str
    value: str
    source: str
    note: str
    evidence: str
    official: bool
    recorder: str
    recorded_at: datetime
    superseded_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str


class Statements(Schema):
    """一页登记。"""

    items: list[StatementOut]
    count: int


class FactIn(Schema):
    """要登记的一个事实。"""

    fact: str = Field(
        description="如 main_revenue@2021、ai_business、project.level[p1]；自某日起的写 ai_business@2021-06-01"
    )
    value: str = Field(description="照人的写法：1200万元、是、2021-06-01、330106")
    source: str = Field(default="self", description="、".join(f"{key}（{label}）" for key, label in SOURCES.items()))
    note: str = ""
    evidence: str = Field(default="", description="先上传佐证，写它的摘要（SHA-256）")


class FactsIn(Schema):
    """一次登记几个事实；要么全部登记，要么一个也不登记。"""

    facts: list[FactIn] = Field(min_length=1, max_length=200)


class NoneIn(Schema):
    """注明一种也没有。"""

    entity: str
    source: str = "self"


class WhyIn(Schema):
    """理由。"""

    reason: str


class NameIn(Schema):
    """改名。"""

    name: str
    since: date
    reason: str = ""


class WantedOut(Schema):
    """一个还不知道的事实；stake 是取决于它的钱（元），没有上限时为空。"""

    fact: str
    label: str
    meaning: str
    known_by: str
    stake: str | None
    supports: int


class ImportOut(Schema):
    """一次导入的结果；refused 说有没有退回的行，可另行下载。"""

    id: int
    name: str
    source: str
    at: datetime
    finished: bool
    refused: bool
    report: dict[str, Any]


class CodeOut(Schema):
    """一个代码和它的名称。"""

    code: str
    name: str


class EvidenceOut(Schema):
    """一份收下的文件。"""

    digest: str
    kind: str
    size: int


@router.get("/organisations", response=Enterprises, summary="企业与机构")
def organisations(
    request: HttpRequest, words: str = "", region: str = "", limit: int = LIMIT, offset: int = OFFSET
) -> Any:  # fmt: skip
    """自己能看的企业，按名称（新旧都行）、信用代码、地区查。"""
    acting = acting_of(request)
    if not acting.organisations:
        acting.everywhere_or("organisation.view")
    found = queries.listed(acting, words, region)
    return {"items": [_organisation(one) for one in found[offset : offset + limit]], "count": found.count()}


@router.get("/organisations/template.xlsx", summary="空白表格", openapi_extra=_TABLE)
def template(request: HttpRequest, years: str = "") -> HttpResponse:
    """用来填写的空白表格；years 写 2020,2021。"""
    acting = acting_of(request)
    if not importing.may_import(acting):
        require(acting, "fact.import")
    return download(exporting.template(uploads.years(years, timezone.localdate()), []), "企业事实表.xlsx")


@router.post("/organisations/imports", response={201: ImportOut}, summary="导入表格")
def import_file(
    request: HttpRequest, file: File[UploadedFile], source: Form[str], since: Form[str] = "", entity: Form[str] = ENTERPRISE
) -> Any:  # fmt: skip
    """导入 XLSX：对的行登记，错的行退回。同一份再发一次不改变什么。"""
    wanted = importing.Wanted(source, since, entity)
    made = importing.import_file(acting_of(request), uploads.table(file), file.name or "", wanted, timezone.now())
    return Status(201, _import(made))


@router.get("/organisations/imports/{number}", response=ImportOut, summary="一次导入的结果")
def imported(request: HttpRequest, number: int) -> Any:
    """自己的一次导入。"""
    return _import(queries.imported(acting_of(request), number))


@router.get("/organisations/imports/{number}/refused.xlsx", summary="退回的行", openapi_extra=_TABLE)
def refused(request: HttpRequest, number: int) -> HttpResponse:
    """退回的行，末列“错在哪里”；改好再导入。"""
    return download(queries.refused(acting_of(request), number), "退回的行.xlsx")


@router.get("/organisations/{code}", response=EnterpriseDetail, summary="一家企业")
def organisation(request: HttpRequest, code: str) -> Any:
    """一家企业和它用过的名称。"""
    found = queries.found(acting_of(request), code)
    return {**_organisation(found), "names": [vars(one) for one in queries.names(found)]}


@router.get("/organisations/{code}/facts", response=Statements, summary="企业的事实")
def facts(
    request: HttpRequest, code: str, on: date | None = None, limit: int = Query(200, ge=1, le=200), offset: int = OFFSET
) -> Any:  # fmt: skip
    """在一天（on，不写就是今天）成立的事实。"""
    acting = acting_of(request)
    found = queries.found(acting, code, "fact.view")
    rows = [row for _slot, row in sorted(queries.holds(found, on or timezone.localdate()).statements.items())]
    sees = queries.sees_persons(acting, found)
    return {"items": [_statement(row, sees=sees) for row in rows[offset : offset + limit]], "count": len(rows)}


@router.post("/organisations/{code}/facts", response={201: list[StatementOut]}, summary="登记事实")
def state(request: HttpRequest, code: str, given: FactsIn) -> Any:
    """登记一个或几个事实；值没有变的不再登记。"""
    acting = acting_of(request)
    found = queries.found(acting, code, "fact.record")
    rows = actions.state_all(
        acting, found, [(one.fact, one.value, actions.Origin(one.source, one.note, one.evidence)) for one in given.facts], timezone.now()
    )  # fmt: skip
    return Status(201, [_statement(row, sees=True) for row in rows])


@router.get("/organisations/{code}/history", response=Statements, summary="一个事实的来历")
def history(
    request: HttpRequest, code: str, fact: str, limit: int = LIMIT, offset: int = OFFSET
) -> Any:  # fmt: skip
    """一个事实的全部登记，新的在前；被替换和撤回的也在。"""
    acting = acting_of(request)
    found = queries.found(acting, code, "fact.view")
    told = addresses.read(fact)
    rows = queries.history(found, told.entity, told.name, told.thing, told.period or None)
    sees = queries.sees_persons(acting, found)
    return {"items": [_statement(row, sees=sees) for row in rows[offset : offset + limit]], "count": rows.count()}


@router.post("/organisations/{code}/facts/{number}/withdraw", response=StatementOut, summary="撤回一条登记")
def withdraw(request: HttpRequest, code: str, number: int, given: WhyIn) -> Any:
    """撤回登记错了的一条，写明理由；历史仍在。"""
    acting = acting_of(request)
    found = queries.found(acting, code, "fact.record")
    return _statement(actions.withdraw(acting, found, number, given.reason, timezone.now()), sees=True)


@router.post("/organisations/{code}/none", response={201: list[StatementOut]}, summary="注明没有")
def none_of(request: HttpRequest, code: str, given: NoneIn) -> Any:
    """注明没有一种事：没有贷款（loan），没有领过奖补（received）。"""
    acting = acting_of(request)
    found = queries.found(acting, code, "fact.record")
    return Status(
        201,
        [
            _statement(row, sees=True)
            for row in actions.none_of(acting, found, given.entity, actions.Origin(given.source), timezone.now())
        ],
    )


@router.get("/organisations/{code}/wanted", response=list[WantedOut], summary="最值得补的事实")
def wanted(request: HttpRequest, code: str, on: date | None = None) -> Any:
    """还不知道的事实，取决于它的钱多的在前。"""
    acting = acting_of(request)
    found = queries.found(acting, code, "fact.view")
    held = queries.holds(found, on or timezone.localdate())
    sees = queries.sees_persons(acting, found)
    return [
        {"fact": one.address, "label": one.label, "meaning": one.meaning, "known_by": one.known_by, "supports": one.supports,
         "stake": None if one.stake is None else plain(one.stake)}
        for one in showing.wanted(held, queries.source_name(found), sees=sees)
    ]  # fmt: skip


@router.get("/organisations/{code}/facts.yaml", summary="事实文件", openapi_extra=sends("application/yaml"))
def fact_file(request: HttpRequest, code: str, on: date | None = None) -> HttpResponse:
    """在一天成立的事实，写成 luodi check 读的文件。"""
    acting = acting_of(request)
    found = queries.found(acting, code, "fact.export")
    text = queries.fact_file(found, on or timezone.localdate(), sees=queries.sees_persons(acting, found))
    return HttpResponse(text, content_type="application/yaml; charset=utf-8")


@router.get("/organisations/{code}/facts.xlsx", summary="导出表格", openapi_extra=_TABLE)
def export(request: HttpRequest, code: str, on: date | None = None) -> HttpResponse:
    """在一天成立的事实，写成可以再导入的表格。"""
    acting = acting_of(request)
    found = queries.found(acting, code, "fact.export")
    return download(exporting.exported(acting, [found], on or timezone.localdate()), f"{found.name}.xlsx")


@router.post("/organisations/{code}/names", response={201: EnterpriseDetail}, summary="改名")
def rename(request: HttpRequest, code: str, given: NameIn) -> Any:
    """从一天起改名；旧名仍可查到。"""
    acting = acting_of(request)
    found = queries.found(acting, code, "organisation.rename")
    made = actions.rename(acting, found, given.name, given.since, given.reason, timezone.now())
    return Status(201, {**_organisation(made), "names": [vars(one) for one in queries.names(made)]})


@router.post("/organisations/{code}/evidence", response={201: EvidenceOut}, summary="上传佐证")
def put_evidence(request: HttpRequest, code: str, file: File[UploadedFile]) -> Any:
    """上传一份佐证（PDF、JPG、PNG），登记事实时写它的摘要。"""
    acting = acting_of(request)
    found = queries.found(acting, code, "fact.record")
    made = actions.keep_evidence(
        acting, found, uploads.evidence(file, file.name or ""), file.name or "", timezone.now()
    )
    return Status(201, {"digest": made.digest, "kind": made.kind, "size": made.size})


@router.get(
    "/organisations/{code}/evidence/{digest}",
    summary="看佐证",
    openapi_extra=sends("application/pdf", "image/png", "image/jpeg"),
)
def get_evidence(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    """登记时用过的一份佐证。"""
    found = queries.found(acting_of(request), code, "fact.view")
    return attachment(digest, queries.evidence(found, digest).name)


@router.get("/regions", response=list[CodeOut], summary="地区")
def regions(request: HttpRequest, words: str) -> Any:
    """按名称或 GB/T 2260 代码查地区。"""
    return [{"code": code, "name": name} for code, name in suggesting.regions(words)]


@router.get("/industries", response=list[CodeOut], summary="行业")
def industries(request: HttpRequest, words: str) -> Any:
    """按名称或 GB/T 4754 代码查行业。"""
    return [{"code": code, "name": name} for code, name in suggesting.industries(words)]


def _organisation(found: Organisation) -> dict[str, Any]:
    name = values.region_name(found.region)
    return {"code": found.code, "name": found.name, "kind": found.kind, "region": found.region, "region_name": name}


def _statement(row: Statement, *, sees: bool) -> dict[str, Any]:
    thing = row.thing if sees or row.entity not in PERSONAL else masked(row.thing)
    return {
        "id": row.pk, "fact": str(addresses.Address(row.entity, row.name, thing, row.period)), "value": row.value, "source": row.source, "note": row.note,
        "evidence": row.evidence.digest if row.evidence else "", "official": row.official, "recorder": row.recorder, "recorded_at": row.recorded_at,
        "superseded_at": row.superseded_at, "withdrawn_at": row.withdrawn_at, "withdrawn_reason": row.withdrawn_reason,
    }  # fmt: skip


def _import(made: Import) -> dict[str, Any]:
    return {
        "id": made.pk, "name": made.name, "source": made.source, "at": made.at, "finished": made.finished_at is not None,
        "refused": bool(made.refused), "report": made.report,
    }  # fmt: skip
