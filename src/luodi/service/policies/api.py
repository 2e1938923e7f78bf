"""The API of the policy library: what the pages show, as JSON. Sums are texts, so that no reader rounds them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from luodi.service.lists import part
from luodi.service.policies import queries
from luodi.service.policies.document_api import router as documents

router = Router(tags=["政策"])
router.add_router("", documents)


class PolicyOut(Schema):
    """一项已编政策。"""

    id: str
    title: str
    region: str
    number: str
    valid_from: str
    valid_until: str
    draft: bool
    supports: int


class SupportOut(Schema):
    """一项支持，用话说。"""

    id: str
    title: str
    clause: list[str]
    instrument: str
    kind: str
    counted_for: str
    conditions: list[str]
    sum: str
    limits: list[str]
    bodies: list[str]


class PlannedOut(Schema):
    """一个目标（或现状、预计）或一项任务，用话说。"""

    id: str
    kind: str
    title: str
    clause: list[str]
    words: str
    when: str
    bodies: list[str]


class PolicyDetail(PolicyOut):
    """一项政策和它的全部支持、目标和任务。"""

    details: list[SupportOut]
    plan: list[PlannedOut]


class FactOut(Schema):
    """词汇里的一个事实。"""

    key: str
    label: str
    type: str
    unit: str
    by_year: bool
    known_by: str
    meaning: str


@router.get("/policies", response=list[PolicyOut], summary="已编政策")
def policies(
    request: HttpRequest, words: str = "", region: str = "", instrument: str = "", limit: int = 50, offset: int = 0
) -> Any:
    """按字词、地区、方式查已编政策。"""
    found = queries.listed(words, region, instrument)
    return [_policy(one.policy) for one in found[part(limit, offset)]]


@router.get("/policies/{path:policy_id}", response=PolicyDetail, summary="一项政策")
def policy(request: HttpRequest, policy_id: str) -> Any:
    """一项政策和它的全部支持、目标和任务。"""
    found = queries.library().policy(policy_id)
    details = [_support(queries.shown(support, found)) for support in found.supports]
    return {**_policy(found), "details": details, "plan": [_planned(one) for one in queries.planned(found)]}


@router.get("/facts", response=list[FactOut], summary="事实")
def facts(request: HttpRequest, words: str = "", limit: int = 50, offset: int = 0) -> Any:
    """按字词查词汇。"""
    found = queries.facts(words)[part(limit, offset, 500)]
    return [
        {
            "key": f.key,
            "label": f.label,
            "type": f.type.value,
            "unit": f.unit,
            "by_year": f.by_year,
            "known_by": f.known_by,
            "meaning": f.meaning,
        }
        for f, _ in found
    ]


def _planned(one: queries.Planned) -> dict[str, Any]:
    names = ("id", "kind", "title", "words", "when", "bodies")
    return {**{name: getattr(one, name) for name in names}, "clause": [printed for printed, _link in one.clauses]}


def _policy(found: Any) -> dict[str, Any]:
    return {
        "id": found.id, "title": found.title, "region": found.region, "number": found.number, "valid_from": str(found.validity.start),
        "valid_until": str(found.validity.end), "draft": found.draft, "supports": len(found.supports),
    }  # fmt: skip


def _support(shown: queries.Shown) -> dict[str, Any]:
    s = shown.support
    return {
        "id": s.path, "title": s.title, "clause": list(s.clause), "instrument": s.instrument, "kind": s.promise.value, "counted_for": s.entity,
        "conditions": [text for text, _ in shown.conditions], "sum": shown.sum or s.discretion, "limits": list(shown.limits), "bodies": list(s.bodies),
    }  # fmt: skip
