"""The list of organisations one may see, and the suggestions of boxes."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from luodi.engine.core.errors import DataError
from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.rights import require
from luodi.service.registry import importing, queries, suggesting, values

_PAGE = 25


@require_safe
def enterprises(request: HttpRequest) -> HttpResponse:
    """My enterprise, or the enterprises of my region; who has just one is taken to it."""
    who = acting_of(request)
    if who.person is None:
        require(who, "organisation.view")
    staff = who.regions("organisation.view") != ()
    if not staff and len(who.organisations) == 1 and "words" not in request.GET:
        return redirect("enterprise", queries.visible(who).values_list("code", flat=True)[0])
    given = {name: request.GET.get(name, "").strip() for name in ("words", "region")}
    region, wrong = "", ""
    if given["region"]:
        try:
            region = values.region(given["region"])
        except DataError as error:
            wrong = f"{error.what}；{error.fix}"
    pages = Paginator(queries.listed(who, given["words"], region), _PAGE)
    page = pages.get_page(request.GET.get("page"))
    found = [(one, values.region_name(one.region), queries.old_name(one, given["words"])) for one in page]
    context = {
        "here": "registry", "found": found, "page": page, "given": given, "wrong": wrong, "staff": staff,
        "can_import": importing.may_import(who), "can_export": who.regions("fact.export") != (),
    }  # fmt: skip
    return render(request, "registry/list.html", context, status=422 if wrong else 200)


@require_safe
def suggest_regions(request: HttpRequest) -> HttpResponse:
    """Regions for what was written so far, as choices of a box."""
    return _choices(request, suggesting.regions(_written(request)))


@require_safe
def suggest_industries(request: HttpRequest) -> HttpResponse:
    """Industries for what was written so far, as choices of a box."""
    return _choices(request, suggesting.industries(_written(request)))


def _written(request: HttpRequest) -> str:
    """The one thing that was sent, whatever its box is called."""
    return next((text[:60] for text in request.GET.values() if text.strip()), "")


def _choices(request: HttpRequest, found: list[tuple[str, str]]) -> HttpResponse:
    return render(request, "registry/_choices.html", {"found": found})
