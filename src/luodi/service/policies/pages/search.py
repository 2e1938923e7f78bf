"""Search over the held documents, the searches that a person keeps, and their alerts."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from luodi.service.accounts.rights import Over, require
from luodi.service.policies import actions, queries
from luodi.service.policies.catalogue import STATES, stamp
from luodi.service.policies.models import SavedSearch
from luodi.service.policies.pages.keeping import kept_part
from luodi.service.policies.searching import FACETS, Query, documents, matches, outcome

_PER_PAGE = 20
_ORDERS = {"fit": _("最相关"), "new": _("最新")}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Clauses that hold the words; without words the list of documents."""
    require(request.acting, "document.view")  # type: ignore[attr-defined]
    query, wrong = asked(request)
    token = stamp()
    named, facets = documents(query, token)
    found = outcome(query, token) if query.list else None
    pages = Paginator(found.clauses if found else named, _PER_PAGE)
    page = pages.get_page(request.GET.get("page"))

    def shown() -> list[Any]:  # asked by the template, when the part is not kept
        rows = list(page.object_list)
        return matches(rows, query, token) if found else [(one, one.state(query.on)) for one in rows]

    context = {
        "here": "search", "query": query, "wrong": wrong, "found": found, "page": page, "shown": shown, "count": pages.count,
        "facets": _facets(request, found.facets if found else facets), "chosen": _chosen(request, query, found.facets if found else facets),
        "named": named[:5] if found else [], "states": STATES, "orders": _ORDERS, "rest": _rest(request, "page"), "on": query.on,
        "may_import": _may_import(request), "may_keep": _person(request) is not None, "total": queries.held_counts(token),
        "unseen": queries.unseen(_person(request)),
    }  # fmt: skip
    context["part"] = _part(request, token, query, context)
    if request.headers.get("HX-Target") == "found":
        return HttpResponse(context["part"])
    return render(request, "policies/search.html", context)


def _part(request: HttpRequest, token: str, query: Query, context: dict[str, Any]) -> SafeString:
    """What was found, as HTML; for a visitor it is kept while nothing changes."""
    if _person(request) is not None:
        return render_to_string("policies/_found.html", context, request)
    return kept_part(
        (token, query.on, request.GET.urlencode(), get_language()),
        lambda: render_to_string("policies/_found.html", context),
    )


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """The searches that the person keeps, and what was imported since."""
    acting = request.acting  # type: ignore[attr-defined]
    require(acting, "saved_search.keep", Over(person=acting.person))
    searches = [(row, _link(row)) for row in SavedSearch.objects.filter(person=acting.person).order_by("-kept_at")]
    alerts = Paginator(queries.alerts(acting.person), 50).get_page(request.GET.get("page"))
    return render(
        request, "policies/alerts.html", {"here": "search", "searches": searches, "alerts": alerts, "facets": FACETS}
    )


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the search that is shown."""
    chosen = {name: request.POST.get(name, "") for name in FACETS}
    actions.keep_search(
        request.acting, request.POST.get("words", ""), chosen, request.POST.get("name", ""), timezone.now()
    )  # type: ignore[attr-defined]
    messages.success(request, gettext("已订阅。以后导入的文件里有这些字词，这里会提醒。"))
    return redirect("alerts")


@require_POST
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Keep a search no longer."""
    actions.drop_search(request.acting, number, timezone.now())  # type: ignore[attr-defined]
    return redirect("alerts")


@require_POST
def see(request: HttpRequest) -> HttpResponse:
    """All alerts were read."""
    actions.see(request.acting, None, timezone.now())  # type: ignore[attr-defined]
    return redirect("alerts")


def asked(request: HttpRequest) -> tuple[Query, str]:
    """What the address asks, and what is wrong with its day."""
    on, wrong = day_of(request.GET.get("on", ""))
    chosen = {name: request.GET.get(name, "").strip()[:120] for name in FACETS}
    order = request.GET.get("order", "fit")
    return Query(
        request.GET.get("words", "").strip()[:200], on, **chosen, order=order if order in _ORDERS else "fit"
    ), wrong


def day_of(text: str) -> tuple[date, str]:
    """The day that is written, today without one; and what is wrong with it."""
    today = timezone.localdate()
    if not text.strip():
        return today, ""
    try:
        return date.fromisoformat(text.strip()), ""
    except ValueError:
        return today, gettext("没有“%s”这一天，写成 2021-06-01；下面按今天算") % text[:20]


def _facets(request: HttpRequest, found: object) -> list[tuple[str, str, list[tuple[object, str]]]]:
    """Every facet with the address that each of its choices leads to."""
    assert isinstance(found, dict)
    return [
        (name, label, [(choice, _with(request, name, "" if choice.chosen else choice.value)) for choice in found[name]])
        for name, label in FACETS.items()
        if found.get(name)
    ]


def _chosen(request: HttpRequest, query: Query, found: object) -> list[tuple[str, str, str]]:
    """What is narrowed, each with the address without it."""
    assert isinstance(found, dict)
    labels = {(name, choice.value): choice.label for name, choices in found.items() for choice in choices}
    return [
        (FACETS[name], labels.get((name, value), value), _with(request, name, ""))
        for name, value in query.chosen.items()
    ]


def _with(request: HttpRequest, name: str, value: str) -> str:
    given = {key: text for key, text in request.GET.items() if key not in {name, "page"} and text}
    return "?" + urlencode({**given, name: value} if value else given)


def _rest(request: HttpRequest, *without: str) -> str:
    return urlencode({key: text for key, text in request.GET.items() if key not in without and text})


def _link(row: SavedSearch) -> str:
    return urlencode({"words": row.words, **row.chosen})


def _person(request: HttpRequest) -> int | None:
    person: int | None = request.acting.person  # type: ignore[attr-defined]
    return person


def _may_import(request: HttpRequest) -> bool:
    return request.acting.regions("document.import") != ()  # type: ignore[attr-defined]
