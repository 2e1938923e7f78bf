"""The API of the log: rows, the history of one object, the proof of the chain."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from luodi.service.audit import queries

router = Router(tags=["审计"])


class Asked(Schema):
    """按什么查。"""

    words: str = ""
    actor: str = ""
    action: str = ""
    kind: str = ""
    key: str = ""
    since: date | None = None
    until: date | None = None
    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000_000)


class EntryOut(Schema):
    """一行记录。"""

    number: int
    at: datetime
    actor: str
    actor_name: str
    action: str
    kind: str
    key: str = Field(alias="object")
    region: str
    before: Any = None
    after: Any = None
    reason: str
    previous: str
    digest: str


class Entries(Schema):
    """记录的列表，新的在前。"""

    items: list[EntryOut]
    count: int


class BrokenOut(Schema):
    """链在哪里断，怎么断的。"""

    number: int
    why: str


class ProofOut(Schema):
    """校验的结果；另存 anchor，下次带来就能看出整条链是否被重写。"""

    rows: int
    digest: str
    anchor: str
    holds: bool
    broken: list[BrokenOut]


class Anchor(Schema):
    """另存过的“行号:摘要”；没有就不带。"""

    anchor: str = ""


@router.get("/audit", response=Entries, summary="审计记录", by_alias=False)
def listed(request: HttpRequest, asked: Query[Asked]) -> Any:
    """按人、动作、对象、日期查；新的在前。"""
    regions = request.acting.everywhere_or("audit.view")  # type: ignore[attr-defined]
    found = queries.entries(**asked.dict(exclude={"limit", "offset"}), regions=regions)
    return {"items": list(found[asked.offset : asked.offset + asked.limit]), "count": found.count()}


@router.get("/audit/{int:number}", response=EntryOut, summary="一行审计记录", by_alias=False)
def entry(request: HttpRequest, number: int) -> Any:
    """一次改动的前后。"""
    regions = request.acting.everywhere_or("audit.view")  # type: ignore[attr-defined]
    return queries.entry(number, regions)


@router.post("/audit/verify", response=ProofOut, summary="校验审计链")
def verify(request: HttpRequest, given: Anchor) -> Any:
    """从第一行读到最后一行，说出每一处断开。"""
    request.acting.everywhere_or("audit.verify")  # type: ignore[attr-defined]
    proof = queries.verify(queries.anchor(given.anchor) if given.anchor else None)
    return {
        "rows": proof.rows, "digest": proof.digest, "anchor": f"{proof.rows}:{proof.digest}", "holds": not proof.broken,
        "broken": [{"number": found.number, "why": found.why} for found in proof.broken],
    }  # fmt: skip
