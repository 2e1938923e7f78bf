"""The pages of the log. Rights are asked of `request.acting`, which the layer above puts there."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from luodi.engine.core.errors import DataError
from luodi.service.audit import queries
from luodi.service.audit.models import Entry

_A_PAGE = 50
_WORDS, _DAYS = ("words", "action", "kind", "key", "actor"), ("since", "until")


@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The rows, chosen by words, action, kind of object and days."""
    regions = request.acting.everywhere_or("audit.view")  # type: ignore[attr-defined]
    given = {name: request.GET.get(name, "").strip() for name in (*_WORDS, *_DAYS)}
    days, wrong = _days(given)
    found = queries.entries(**{name: given[name] for name in _WORDS}, **days, regions=regions)
    shown = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "here": "audit",
        "shown": shown,
        "given": given,
        "wrong": wrong,
        "kinds": queries.kinds(),
        "actions": queries.actions(),
        "regions": regions,
    }
    return render(request, "audit/list.html", context, status=422 if wrong else 200)


@never_cache
@require_safe
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One change: before, after, why, and its place in the chain."""
    regions = request.acting.everywhere_or("audit.view")  # type: ignore[attr-defined]
    found = queries.entry(number, regions)
    return render(request, "audit/entry.html", {"here": "audit", "entry": found, "changes": changes(found)})


@never_cache
@require_safe
def history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Every change of one object."""
    regions = request.acting.everywhere_or("audit.view")  # type: ignore[attr-defined]
    found = queries.entries(kind=kind, key=key, regions=regions).order_by("number")
    shown = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, changes(one)) for one in shown]
    return render(
        request, "audit/history.html", {"here": "audit", "kind": kind, "key": key, "shown": shown, "rows": rows}
    )


@never_cache
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Prove the chain, and say which row to note elsewhere."""
    request.acting.everywhere_or("audit.verify")  # type: ignore[attr-defined]
    told, wrong, proof = request.POST.get("anchor", "").strip(), None, None
    try:
        proof = queries.verify(queries.anchor(told) if told else None)
    except DataError as error:
        wrong = error
    context = {"here": "audit", "proof": proof, "told": told, "wrong": wrong}
    template = "audit/_proof.html" if request.htmx else "audit/proof.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if wrong and not request.htmx else 200)  # type: ignore[attr-defined]


def changes(found: Entry) -> list[tuple[str, str, str]]:
    """Each field that changed, with its value before and after, as text."""
    before, after = (state if isinstance(state, dict) else {} for state in (found.before, found.after))
    return [(name, _text(before.get(name)), _text(after.get(name))) for name in dict.fromkeys([*before, *after])]


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _days(given: dict[str, str]) -> tuple[dict[str, date | None], str]:
    made: dict[str, date | None] = {}
    wrong = ""
    for name in _DAYS:
        try:
            made[name] = date.fromisoformat(given[name]) if given[name] else None
        except ValueError:
            wrong = _("没有“%(day)s”这一天") % {"day": given[name]}
    return made, wrong
