"""The API: what the pages show, as JSON. Errors are problem+json; sums are texts, so that no reader rounds them."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import Field, NinjaAPI, Schema

from luodi.engine.core.errors import LuodiError, NotFound, Problems
from luodi.engine.core.strict_yaml import parse
from luodi.engine.rules.answer_json import as_data
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.facts import read_situation
from luodi.service.policies import queries
from luodi.service.policies.checkup import policies_of

api = NinjaAPI(
    title="落地", version="1", description="政策库与政策体检。金额是文字，单位元；日期写 2021-06-01。", docs_url=None
)


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


class PolicyDetail(PolicyOut):
    """一项政策和它的全部支持。"""

    details: list[SupportOut]


class FactOut(Schema):
    """词汇里的一个事实。"""

    key: str
    label: str
    type: str
    unit: str
    by_year: bool
    known_by: str
    meaning: str


class CheckIn(Schema):
    """要体检的事实，与事实文件同形：enterprise、project、received、in_force …"""

    on: date
    region: str = ""
    policies: list[str] = Field(default_factory=list)
    facts: dict[str, Any]


@api.exception_handler(LuodiError)
def _refused(request: HttpRequest, error: LuodiError) -> HttpResponse:
    problems = error.problems if isinstance(error, Problems) else (error,)
    status = 404 if isinstance(error, NotFound) else 422
    data = {
        "type": "about:blank", "title": "没有找到" if status == 404 else "不能用", "status": status, "detail": str(problems[0]),
        "problems": [{"what": p.what, "why": p.why, "fix": p.fix, "place": str(p.place) if p.place else None} for p in problems],
    }  # fmt: skip
    return HttpResponse(json.dumps(data, ensure_ascii=False), status=status, content_type="application/problem+json")


@api.get("/policies", response=list[PolicyOut], summary="已编政策")
def policies(
    request: HttpRequest, words: str = "", region: str = "", instrument: str = "", limit: int = 50, offset: int = 0
) -> Any:
    """按字词、地区、方式查已编政策。"""
    found = queries.listed(words, region, instrument)
    return [_policy(one.policy) for one in found[max(0, offset) : max(0, offset) + max(1, min(limit, 200))]]


@api.get("/policies/{path:policy_id}", response=PolicyDetail, summary="一项政策")
def policy(request: HttpRequest, policy_id: str) -> Any:
    """一项政策和它的全部支持。"""
    found = queries.library().policy(policy_id)
    return {**_policy(found), "details": [_support(queries.shown(support, found)) for support in found.supports]}


@api.get("/facts", response=list[FactOut], summary="事实")
def facts(request: HttpRequest, words: str = "", limit: int = 50, offset: int = 0) -> Any:
    """按字词查词汇。"""
    found = queries.facts(words)[max(0, offset) : max(0, offset) + max(1, min(limit, 500))]
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


@api.post("/check", summary="政策体检")
def check(request: HttpRequest, given: CheckIn) -> Any:
    """按事实逐条体检，与 luodi check --json 的内容相同。"""
    lib = queries.library()
    source = parse(json.dumps({**given.facts, "on": given.on.isoformat()}, ensure_ascii=False).encode(), "facts")
    supports = [s.path for held in lib.policies() for s in held.supports]
    situation = read_situation(source, lib.vocabulary, on=given.on, supports=supports, policies=lib.ids())
    chosen = [lib.policy(own) for own in given.policies] if given.policies else policies_of(given.region)
    return as_data(check_up(chosen, situation, lib.vocabulary, beside=lib.policies()), lib.vocabulary)


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


def documentation(request: HttpRequest) -> HttpResponse:
    """The documentation of the API, made from its own description; nothing is fetched."""
    schema = api.get_openapi_schema()
    paths = [
        {"method": method.upper(), "path": path, "summary": told.get("summary", ""), "description": told.get("description", ""),
         "parameters": told.get("parameters", []), "body": "requestBody" in told}
        for path, methods in schema["paths"].items() for method, told in methods.items()
    ]  # fmt: skip
    response = render(request, "policies/api.html", {"here": "api", "paths": paths, "title": schema["info"]["title"]})
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:16]}"'
    return response
