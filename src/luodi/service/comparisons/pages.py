"""The pages of comparison: answers of `queries`, `enterprise`, `goals` and `lineage` in a template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from luodi.engine.core.errors import NoReport
from luodi.engine.core.provisions import TARGET_KINDS
from luodi.engine.rules.model import INSTRUMENTS, Kind
from luodi.service.accounts.rights import require
from luodi.service.comparisons import enterprise, goals, lineage, queries, tables
from luodi.service.comparisons.asked import Asked, asked
from luodi.service.files import KINDS
from luodi.service.policies.catalogue import catalogue, stamp

TABS = {
    "compare": _("支持"),
    "compare-most": _("谁给得最多"),
    "compare-enterprise": _("为一家企业比"),
    "compare-targets": _("目标"),
    "compare-tasks": _("任务与责任单位"),
    "compare-lineage": _("文字来历"),
}
_MEDIA = {name: KINDS[name].media for name in ("xlsx", "pdf")}
_GROUPS, _ROWS, _PASSAGES = 30, 50, 40


@require_safe
def supports(request: HttpRequest) -> HttpResponse:
    """Supports side by side: an overview, or the columns of one theme or instrument."""
    ask = _asked(request, "policy.view")
    held = queries.chosen(ask)
    made = {"count": len(held), **_choices(ask)}
    if ask.theme or ask.instrument or ask.place:
        made["columns"] = queries.columns(held)
    else:
        named, rows = queries.overview(held, ask.on)
        made |= {"named": [(code, queries.short(name)) for code, name in named], "rows": rows}
    return _page(request, "compare", "supports", ask, made)


@require_safe
def most(request: HttpRequest) -> HttpResponse:
    """Who pays most for this: bars and the table."""
    ask = _asked(request, "policy.view")
    cards = queries.ranked(ask)
    by = ask.by or "ceiling"
    made = {
        "cards": cards, "chart": queries.chart(cards, by), "by": by, "orders": queries.ORDERS, "left_out": len(queries.chosen(ask)) - len(cards),
        "bars": queries.BARS, **_choices(ask),
    }  # fmt: skip
    return _page(request, "compare-most", "most", ask, made)


@require_safe
def of_enterprise(request: HttpRequest) -> HttpResponse:
    """What one enterprise would get in every city."""
    ask = _asked(request, "policy.view")
    made: dict[str, Any] = {"whose": enterprise.choices(request), **_choices(ask)}
    if ask.who:
        name, held = enterprise.situation(request, ask.who, ask.on, assume=ask.assume)
        answers = enterprise.everywhere(held, ask.place)
        made |= {
            "name": name,
            "answers": answers,
            "states": enterprise.STATES,
            "region_told": held.enterprise.get("registered_region"),
        }
    answer = _page(request, "compare-enterprise", "enterprise", ask, made)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """Targets side by side, by indicator."""
    ask = _asked(request, "document.view")
    token = stamp()
    rows = goals.provisions("target", ask, token)
    page = Paginator(goals.grouped(rows), _GROUPS).get_page(request.GET.get("page"))
    made = {
        "page": page, "count": len(rows), "years": goals.years(token), "statuses": TARGET_KINDS,
        "states": goals.states((one.key for group in page for one in group.rows), ask.on), "regions": goals.regions(token), "held": _held(token),
    }  # fmt: skip
    return _page(request, "compare-targets", "targets", ask, made)


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Tasks with the bodies that have to do them."""
    ask = _asked(request, "document.view")
    token = stamp()
    rows = goals.provisions("task", ask, token)
    page = Paginator(rows, _ROWS).get_page(request.GET.get("page"))
    made = {"page": page, "count": len(rows), "regions": goals.regions(token), "held": _held(token)}
    return _page(request, "compare-tasks", "tasks", ask, made)


@require_safe
def descents(request: HttpRequest) -> HttpResponse:
    """Which document has words of which older one."""
    ask = _asked(request, "document.view")
    token = stamp()
    rows = lineage.descents(token, ask.place)
    made = {"descents": rows, "documents": _documents(token), "tops": lineage.provinces(token), "held": _held(token)}
    return _page(request, "compare-lineage", "lineage", ask, made)


@require_safe
def pair(request: HttpRequest) -> HttpResponse:
    """Two documents with the passages they share, changed figures first."""
    ask = _asked(request, "document.view")
    token = stamp()
    both = lineage.pair(token, ask.left, ask.right)
    page = Paginator(both.passages, _PASSAGES).get_page(request.GET.get("page"))
    made = {"both": both, "page": page, "documents": _documents(token)}
    return _page(request, "compare-lineage", "pair", ask, made)


@require_safe
def file(request: HttpRequest, view: str, suffix: str) -> HttpResponse:
    """What a page shows, whole, as XLSX or PDF."""
    ask = _asked(request, "policy.view" if view in {*tables.OF_POLICIES, "enterprise"} else "document.view")
    with translation.override("zh-hans"):
        made = _made(request, view, ask)
        try:
            content = tables.xlsx(made) if suffix == "xlsx" else tables.pdf(made)
        except NoReport as error:
            return render(request, "comparisons/no_report.html", {"here": "compare", "error": error}, status=503)
    name = {
        "Content-Disposition": f'attachment; filename="luodi-compare-{view}-{ask.on}.{suffix}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=_MEDIA[suffix], headers=name)


def _made(request: HttpRequest, view: str, ask: Asked) -> tables.Made:
    if view in tables.OF_POLICIES:
        return tables.OF_POLICIES[view](ask)
    if view in tables.OF_DOCUMENTS:
        return tables.OF_DOCUMENTS[view](ask, stamp())
    if view != "enterprise" or not ask.who:
        raise Http404
    return tables.of_enterprise(ask, *enterprise.situation(request, ask.who, ask.on, assume=ask.assume))


def _asked(request: HttpRequest, right: str) -> Asked:
    require(request.acting, right)  # type: ignore[attr-defined]
    return asked(request.GET, timezone.localdate())


def _choices(ask: Asked) -> dict[str, Any]:
    return {
        "themes": queries.themes(ask.on), "instruments": INSTRUMENTS, "kinds": list(Kind), "places": queries.all_places(ask.on),
        "theme": queries.shelf(ask.on).themes.named(ask.theme) if ask.theme else None,
    }  # fmt: skip


def _held(token: str) -> int:
    return len(catalogue(token).by_key)


def _documents(token: str) -> list[tuple[str, str]]:
    """Every held document to choose from."""
    held = catalogue(token).by_key.values()
    return [
        (one.key, f"{one.region_name or one.key.partition('/')[0]}　{one.title}")
        for one in sorted(held, key=lambda one: one.key)
    ]


def _page(request: HttpRequest, tab: str, view: str, ask: Asked, made: Mapping[str, Any]) -> HttpResponse:
    held = {"here": "compare", "tabs": TABS, "tab": tab, "view": view, "ask": ask, "query": ask.query(), **made}
    return render(request, f"comparisons/{view}.html", held)
