"""The API of comparison: what the pages show, as JSON. Sums and shares are texts, so that no reader rounds them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from luodi.engine.library.side_by_side import entry_data
from luodi.service.accounts.rights import require
from luodi.service.comparisons import enterprise, goals, lineage, queries
from luodi.service.comparisons.asked import Asked
from luodi.service.lists import part
from luodi.service.policies.catalogue import stamp

router = Router(tags=["比较"])
_MOST = 200


class ThemeOut(Schema):
    """一个主题。"""

    name: str
    label: str
    meaning: str


@router.get("/comparisons/themes", response=list[ThemeOut], summary="主题")
def themes(request: HttpRequest) -> Any:
    """支持按什么主题比较。"""
    return [
        {"name": one.name, "label": one.label, "meaning": one.meaning} for one in queries.themes(timezone.localdate())
    ]


@router.get("/comparisons/supports", summary="各地支持对照")
def supports(
    request: HttpRequest, theme: str = "", instrument: str = "", place: str = "", kind: str = "", on: date | None = None, in_force: bool = False,
    limit: int = 100, offset: int = 0,
) -> Any:  # fmt: skip
    """各地的支持：主题、方式、性质、单项最高、比例、条件、条款；与 luodi policies side-by-side --json 同形。"""
    ask = _asked(
        request, "policy.view", on, theme=theme, instrument=instrument, place=place, kind=kind, in_force=in_force
    )
    return _items([entry_data(one) for one in queries.chosen(ask)], limit, offset)


@router.get("/comparisons/ranking", summary="谁给得最多")
def ranking(
    request: HttpRequest, theme: str = "", instrument: str = "", place: str = "", kind: str = "", by: str = "ceiling", on: date | None = None,
    in_force: bool = False, limit: int = 100, offset: int = 0,
) -> Any:  # fmt: skip
    """按单项最高（by=ceiling）或比例（by=rate）从高到低；没有写明的不在里面。"""
    ask = _asked(
        request, "policy.view", on, theme=theme, instrument=instrument, place=place, kind=kind, by=by, in_force=in_force
    )
    return _items([entry_data(one.entry) for one in queries.ranked(ask)], limit, offset)


@router.get("/comparisons/enterprise", summary="一家企业在各地能得什么")
def of_enterprise(request: HttpRequest, who: str, place: str = "", on: date | None = None, assume: bool = False) -> Any:
    """假定注册地、税务和统计关系都在该地。who：session（正在做的体检）、saved-编号（保存的体检）、统一社会信用代码。assume：推不出有效期的政策按有效算。"""
    ask = _asked(request, "policy.view", on, who=who, place=place)
    name, held = enterprise.situation(request, ask.who, ask.on, assume=assume)
    answers = enterprise.everywhere(held, ask.place)
    return {
        "name": name,
        "on": ask.on.isoformat(),
        "assumed": list(enterprise.PLACED),
        **_items([enterprise.place_data(one) for one in answers], _MOST, 0),
    }


@router.get("/comparisons/targets", summary="各地目标对照")
def targets(
    request: HttpRequest, words: str = "", place: str = "", year: str = "", body: str = "", on: date | None = None, in_force: bool = False,
    limit: int = 100, offset: int = 0,
) -> Any:  # fmt: skip
    """库中文件里的目标：指标、数、年份、责任单位、条款。"""
    ask = _asked(request, "document.view", on, words=words, place=place, year=year, body=body, in_force=in_force)
    return _provisions("target", ask, limit, offset)


@router.get("/comparisons/tasks", summary="各地任务与责任单位")
def tasks(
    request: HttpRequest, words: str = "", place: str = "", body: str = "", on: date | None = None, in_force: bool = False,
    limit: int = 100, offset: int = 0,
) -> Any:  # fmt: skip
    """库中文件里的任务，各由谁牵头。"""
    ask = _asked(request, "document.view", on, words=words, place=place, body=body, in_force=in_force)
    return _provisions("task", ask, limit, offset)


@router.get("/comparisons/lineage", summary="文字来历")
def descents(request: HttpRequest, place: str = "", limit: int = 100, offset: int = 0) -> Any:
    """哪份文件有哪份较早文件的段落，其中几段改了数。place 是地区代码，只比那里的文件。"""
    ask = _asked(request, "document.view", None, place=place)
    rows = [
        {
            "older": one.older.key, "newer": one.newer.key, "older_day": _day(one.older_day), "newer_day": _day(one.newer_day),
            "passages": one.passages, "changed": one.changed, "relation": one.relation,
        }
        for one in lineage.descents(stamp(), ask.place)
    ]  # fmt: skip
    return _items(rows, limit, offset)


@router.get("/comparisons/lineage/pair", summary="两份文件的相近段落")
def pair(request: HttpRequest, left: str, right: str, limit: int = 100, offset: int = 0) -> Any:
    """两份文件的相近段落，改了数的在前。"""
    ask = _asked(request, "document.view", None, left=left, right=right)
    both = lineage.pair(stamp(), ask.left, ask.right)
    rows = [
        {
            "left": {"text": one.left.text, "clause": one.left.cid, "line": one.left.line},
            "right": {"text": one.right.text, "clause": one.right.cid, "line": one.right.line},
            "likeness": one.likeness, "changes": [{"left": c.left, "right": c.right} for c in one.changes],
        }
        for one in both.passages
    ]  # fmt: skip
    return {"left": both.left.title, "right": both.right.title, "changed": both.changed, **_items(rows, limit, offset)}


def _asked(request: HttpRequest, right: str, on: date | None, /, **given: Any) -> Asked:
    require(request.acting, right)  # type: ignore[attr-defined]
    clean = {
        name: value.replace("\0", "").strip()[:200] if isinstance(value, str) else value
        for name, value in given.items()
    }
    return Asked(on or timezone.localdate(), **clean, told_day=on is not None)


def _provisions(kind: str, ask: Asked, limit: int, offset: int) -> Any:
    rows = goals.provisions(kind, ask)
    states = goals.states((one.key for one in rows), ask.on)
    made = [goals.provision_data(one, states) for one in rows]
    return _items(made, limit, offset)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _items(rows: Sequence[Any], limit: int, offset: int) -> dict[str, Any]:
    return {"items": list(rows[part(limit, offset)]), "count": len(rows)}
