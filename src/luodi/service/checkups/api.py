"""The API of the check-up."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from luodi.engine.core.strict_yaml import parse
from luodi.engine.rules.answer_json import as_data
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.facts import read_situation
from luodi.service.checkups.answering import policies_of
from luodi.service.policies import queries

router = Router(tags=["政策体检"])


class CheckIn(Schema):
    """要体检的事实，与事实文件同形：enterprise、project、received、in_force …"""

    on: date
    region: str = ""
    policies: list[str] = Field(default_factory=list)
    facts: dict[str, Any]


@router.post("/check", summary="政策体检")
def check(request: HttpRequest, given: CheckIn) -> Any:
    """按事实逐条体检，与 luodi check --json 的内容相同。"""
    lib = queries.library()
    source = parse(json.dumps({**given.facts, "on": given.on.isoformat()}, ensure_ascii=False).encode(), "facts")
    supports = [s.path for held in lib.policies() for s in held.supports]
    situation = read_situation(source, lib.vocabulary, on=given.on, supports=supports, policies=lib.ids())
    chosen = [lib.policy(own) for own in given.policies] if given.policies else policies_of(given.region)
    return as_data(check_up(chosen, situation, lib.vocabulary, beside=lib.policies()), lib.vocabulary)
