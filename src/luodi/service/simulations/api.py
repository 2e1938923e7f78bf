"""The API of simulations: populations, runs with their reform, results page by page, files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.schemas import LIMIT, OFFSET
from luodi.service.simulations import actions, comparing, places, queries, reforming, results
from luodi.service.simulations.assuming import Assumed
from luodi.service.simulations.models import Draft, Population, Run
from luodi.service.simulations.pages.showing import sent
from luodi.service.simulations.reading import columns_of
from luodi.service.simulations.shelf import library_of

router = Router(tags=["政策推演"])
_MOST = 1_000_000_000
Part = Literal["supports", "groups", "cash", "spread", "reform", "claims"]
_CONTENT = {
    media.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for media in results.MEDIA.values()
}
_FILE = {"responses": {200: {"description": "文件", "content": _CONTENT}}}


class JobOut(Schema):
    """一件后台的事：waiting 排队、running 在做、done 做完、failed 失败、cancelled 已取消；problem 说为什么失败。"""

    state: str
    stage: str
    percent: int
    attempts: int
    problem: dict[str, Any] | None


class PopulationOut(Schema):
    """一批企业；enterprises 在读好以前为空。synthetic 的由程序生成，与真实企业无关。"""

    id: int
    title: str
    synthetic: bool
    region: str
    enterprises: int | None
    bytes: int
    made_at: datetime
    job: JobOut | None


class Populations(Schema):
    """一页企业数据。"""

    items: list[PopulationOut]
    count: int


class PopulationDetail(PopulationOut):
    """一批企业和每张表检查的结果。"""

    spec: dict[str, Any]
    tables: list[dict[str, Any]]


class MakeIn(Schema):
    """要生成的合成企业。"""

    title: str
    rows: int
    seed: int = 1
    first_year: int = 2019
    last_year: int = 2022
    policies: list[str] = Field(default=[], max_length=200)
    drafts: list[int] = Field(default=[], max_length=20)


class AssumedIn(Schema):
    """假设：申报率（百分数）、看几年、种子、各年预算（一行一年，2021: 2亿元）、不够时怎样付、单项申报率与名额（YAML）。"""

    take_up: str = "100"
    years: str = "3"
    seed: str = "1"
    budgets: str = ""
    when_short: str = "shares"
    order: str = "largest"
    unpaid: str = "lapses"
    singles: str = ""


class DraftIn(Schema):
    """还没有发布的政策：id 是它的编号，policy 是 policy.yaml 的文字。"""

    id: str = Field(max_length=200)
    policy: str = Field(max_length=places.DRAFT_LIMIT)


class DraftOut(Schema):
    """收下的稿子；number 写在推演的 drafts 里。"""

    number: int
    id: str
    title: str
    region: str
    made_at: datetime


class Drafts(Schema):
    """一页稿子。"""

    items: list[DraftOut]
    count: int


class RunIn(Schema):
    """要推演的：reform 是改革文件的 YAML 文字；send 为否就只保存。"""

    title: str
    population: int = Field(ge=1, le=_MOST)
    on: date
    policies: list[str] = Field(default=[], max_length=200)
    drafts: list[int] = Field(default=[], max_length=20)
    by: list[str] = Field(default=["region", "industry", "size"], max_length=10)
    in_force: bool = False
    reform: str = ""
    assumed: AssumedIn = AssumedIn()
    send: bool = True


class RunOut(Schema):
    """一次推演；summary 是合计（整数分），做完以前为空。"""

    id: int
    title: str
    region: str
    population: int
    on: date
    policies: list[str]
    drafts: list[int]
    by: list[str]
    in_force: bool
    reform: str
    assumed: dict[str, Any]
    made_at: datetime
    asked_at: datetime | None
    job: JobOut | None
    summary: dict[str, Any] | None


class Runs(Schema):
    """一页推演。"""

    items: list[RunOut]
    count: int


class Rows(Schema):
    """一页行；列与下载的 Parquet 相同，*_fen 是整数分。"""

    items: list[dict[str, Any]]
    count: int


class ChangeOut(Schema):
    """改革改的一处。"""

    policy: str
    support: str
    title: str
    what: str
    before: str
    after: str


class ReformIn(Schema):
    """要检查的改革文字。"""

    reform: str
    policies: list[str] = Field(max_length=200)
    drafts: list[int] = Field(default=[], max_length=20)
    on: date


class ComparedOut(Schema):
    """两次推演并列：问得不同的、合计、各项支持（一页）。"""

    asked: list[list[str]]
    warnings: list[str]
    sums: dict[str, list[int]]
    items: list[dict[str, Any]]
    count: int


@router.get("/simulations/populations", response=Populations, summary="企业数据")
def populations(request: HttpRequest, limit: int = LIMIT, offset: int = OFFSET) -> Any:
    """自己能看的，新的在先。"""
    acting = acting_of(request)
    acting.everywhere_or("population.view")
    found = queries.populations(acting)
    return {"items": [_population(one) for one in found[offset : offset + limit]], "count": found.count()}


@router.post("/simulations/populations", response={201: PopulationOut}, summary="生成合成企业")
def make(request: HttpRequest, told: MakeIn) -> Any:
    """在后台生成；同一种子得到同样的企业。"""
    made = actions.make_population(
        acting_of(request), told.title, timezone.now(), rows=told.rows, seed=told.seed, years=(told.first_year, told.last_year), policies=told.policies,
        drafts=_numbers(told.drafts),
    )  # fmt: skip
    return Status(201, _population(made))


@router.post("/simulations/populations/uploads", response={201: PopulationOut}, summary="上传企业表")
def upload(
    request: HttpRequest, file: File[UploadedFile], title: Form[str] = "", sheet: Form[str] = "", unit: Form[str] = "", year: Form[int | None] = None,
    columns: Form[str] = "",
) -> Any:  # fmt: skip
    """XLSX、CSV 或 Parquet，一行一家；在后台检查。columns 一行一列，写 列名=事实。"""
    spec = {"sheet": sheet, "unit": unit, "year": year, "columns": columns_of(columns)}
    return Status(
        201, _population(actions.upload(acting_of(request), title, file, file.name or "", timezone.now(), spec=spec))
    )


@router.get("/simulations/populations/{int:number}", response=PopulationDetail, summary="一批企业")
def population(request: HttpRequest, number: int) -> Any:
    """一批企业和每张表检查的结果。"""
    held = queries.population_found(acting_of(request), number)
    tables = [{"entity": one.entity, "file": one.name, "report": one.report} for one in held.tables.all()]
    return {**_population(held), "spec": held.spec, "tables": tables}


@router.post("/simulations/populations/{int:number}/tables", response={201: PopulationOut}, summary="加一张表")
def add_table(
    request: HttpRequest, number: int, file: File[UploadedFile], entity: Form[str] = "enterprise", sheet: Form[str] = "", unit: Form[str] = "",
    year: Form[int | None] = None, columns: Form[str] = "",
) -> Any:  # fmt: skip
    """项目、贷款等表；同一种的表换掉原来那张。"""
    spec = {"sheet": sheet, "unit": unit, "year": year, "columns": columns_of(columns)}
    made = actions.add_table(acting_of(request), number, entity, file, file.name or "", timezone.now(), spec=spec)
    return Status(201, _population(made.population))


@router.delete("/simulations/populations/{int:number}", response={204: None}, summary="删除一批企业")
def remove_population(request: HttpRequest, number: int) -> Any:
    """文件一起删掉。"""
    actions.remove_population(acting_of(request), number, timezone.now())
    return Status(204, None)


@router.get("/simulations/drafts", response=Drafts, summary="未发布的稿子")
def drafts(request: HttpRequest, limit: int = LIMIT, offset: int = OFFSET) -> Any:
    """自己能推演的，新的在先。"""
    acting = acting_of(request)
    acting.everywhere_or("simulation.run")
    found = queries.drafts(acting)
    return {"items": [_draft(one) for one in found[offset : offset + limit]], "count": found.count()}


@router.post("/simulations/drafts", response={201: DraftOut}, summary="收下一份稿子")
def keep_draft(request: HttpRequest, told: DraftIn) -> Any:
    """只用来推演，不进政策库；不能用的，每一处的行和办法都在 problems 里。"""
    return Status(201, _draft(actions.keep_draft(acting_of(request), told.id, told.policy, timezone.now())))


@router.post("/simulations/reforms/check", response=list[ChangeOut], summary="检查一份改革")
def check_reform(request: HttpRequest, told: ReformIn) -> Any:
    """严格地读一份改革的文字，说它在问题日改了什么；不能用的，每一处的行和办法都在 problems 里。"""
    acting = acting_of(request)
    acting.everywhere_or("simulation.run")
    drafts = [queries.draft_found(acting, number) for number in _numbers(told.drafts)]
    asked = list(dict.fromkeys([*(one.key for one in drafts), *told.policies]))
    return [vars(one) for one in reforming.changes(library_of([one.pk for one in drafts]), told.reform, asked, told.on)]


@router.get("/simulations/compare", response=ComparedOut, summary="比较两次推演")
def compare(
    request: HttpRequest, left: int, right: int, limit: int = LIMIT, offset: int = OFFSET
) -> Any:  # fmt: skip
    """有改革的，比的是改后；sums 里是左右两个数（整数分）。"""
    made = comparing.compared(acting_of(request), left, right, limit=limit, offset=offset)
    return {
        "asked": made["asked"], "warnings": made["warnings"], "sums": {key: [a, b] for key, a, b in made["sums"]}, "items": made["page"].rows,
        "count": made["page"].count,
    }  # fmt: skip


@router.get("/simulations", response=Runs, summary="推演")
def runs(request: HttpRequest, limit: int = LIMIT, offset: int = OFFSET) -> Any:
    """自己能看的，新的在先。"""
    acting = acting_of(request)
    acting.everywhere_or("simulation.view")
    found = queries.runs(acting)
    return {"items": [_run(one) for one in found[offset : offset + limit]], "count": found.count()}


@router.post("/simulations", response={201: RunOut}, summary="推演一次")
def create(request: HttpRequest, told: RunIn) -> Any:
    """保存并送出；在后台做，做完看 job.state。"""
    acting, now = acting_of(request), timezone.now()
    with transaction.atomic():  # what cannot be sent is not kept either
        made = actions.prepare(
            acting, told.title, told.population, told.on, told.policies, now, by=told.by, in_force=told.in_force, reform=told.reform,
            assumed=Assumed(**told.assumed.dict()), drafts=_numbers(told.drafts),
        )  # fmt: skip
        if told.send:
            actions.send(acting, made.pk, now)
    made.refresh_from_db()
    return Status(201, _run(made))


@router.get("/simulations/{int:number}", response=RunOut, summary="一次推演")
def run(request: HttpRequest, number: int) -> Any:
    """问的、做到哪里、合计。"""
    return _run(queries.found(acting_of(request), number))


@router.post("/simulations/{int:number}/send", response=RunOut, summary="送出")
def send(request: HttpRequest, number: int) -> Any:
    """送出还没有送的；失败、取消的再做一次。"""
    actions.send(acting_of(request), number, timezone.now())
    return _run(queries.found(acting_of(request), number))


@router.post("/simulations/{int:number}/cancel", response=RunOut, summary="取消")
def cancel(request: HttpRequest, number: int) -> Any:
    """在排队的立即取消，在做的几秒内停下。"""
    actions.cancel(acting_of(request), number, timezone.now())
    return _run(queries.found(acting_of(request), number))


@router.delete("/simulations/{int:number}", response={204: None}, summary="删除一次推演")
def remove(request: HttpRequest, number: int) -> Any:
    """结果的文件一起删掉。"""
    actions.remove(acting_of(request), number, timezone.now())
    return Status(204, None)


@router.get("/simulations/{int:number}/{table}", response=Rows, summary="结果的一页")
def rows(
    request: HttpRequest, number: int, table: Part, side: Literal["base", "reform"] = "base",
    support: str = "", by: str = "region", limit: int = LIMIT, offset: int = OFFSET,
) -> Any:  # fmt: skip
    """side 选现行还是改后（supports、cash、claims）；support 只要一项的（claims）；by 按什么分组（groups）。"""
    held = queries.found(acting_of(request), number)
    folder, after = places.run_folder(held.pk), side == "reform"
    if table in {"cash", "spread"}:
        every = results.cash(folder, reform=after) if table == "cash" else results.spread(folder)
        return {"items": every[offset : offset + limit], "count": len(every)}
    page = {
        "supports": lambda: results.supports(folder, reform=after, limit=limit, offset=offset),
        "groups": lambda: results.groups(folder, by, limit=limit, offset=offset),
        "reform": lambda: results.reform(folder, limit=limit, offset=offset),
        "claims": lambda: results.claims(folder, support=support, reform=after, limit=limit, offset=offset),
    }[table]()  # fmt: skip
    return {"items": page.rows, "count": page.count}


@router.get("/simulations/{int:number}/files/{name}", summary="下载结果的一个文件", openapi_extra=_FILE)
def file(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    """supports.csv、claims.parquet、result.json、report.html ……"""
    return sent(queries.found(acting_of(request), number), name)


def _numbers(drafts: list[int]) -> list[int]:
    """Numbers that a table can hold; one that it cannot is no draft."""
    return [one if 0 < one <= _MOST else 0 for one in drafts]


def _draft(held: Draft) -> dict[str, Any]:
    return {"number": held.pk, "id": held.key, "title": held.title, "region": held.region, "made_at": held.made_at}


def _population(held: Population) -> dict[str, Any]:
    return {
        "id": held.pk, "title": held.title, "synthetic": held.synthetic, "region": held.region, "enterprises": held.enterprises, "bytes": held.size,
        "made_at": held.made_at, "job": queries.last_job(held),
    }  # fmt: skip


def _run(held: Run) -> dict[str, Any]:
    return {
        "id": held.pk, "title": held.title, "region": held.region, "population": held.population_id, "on": held.on, "policies": held.policies, "drafts": held.drafts,
        "by": held.by,
        "in_force": held.in_force, "reform": held.reform, "assumed": held.assumed, "made_at": held.made_at, "asked_at": held.asked_at,
        "job": queries.last_job(held), "summary": held.summary,
    }  # fmt: skip
