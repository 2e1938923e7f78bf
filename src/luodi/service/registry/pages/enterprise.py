"""Pages of one organisation: what is known of it, how a fact came to be, what it was called."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.core.errors import DataError
from luodi.service.accounts.acting import acting_of
from luodi.service.registry import actions, addresses, queries, showing, values
from luodi.service.registry.models import SOURCES
from luodi.service.registry.pages.asked import context, day
from luodi.service.registry.words import PERSONAL, masked, vocabulary


@require_safe
def enterprise(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of an organisation on a day, and what would be worth knowing."""
    who = acting_of(request)
    found = queries.found(who, code)
    told = context(request, found, names=queries.names(found), region=values.region_name(found.region))
    told["name_of"] = {"enterprise": _("企业"), "institution": _("机构"), "department": _("部门")}.get(found.kind, "")
    if told["can"]["view"]:
        on = day(request)
        held = queries.holds(found, on)
        sees = queries.sees_persons(who, found)
        told |= {
            "on": on, "today": timezone.localdate(), "left_out": held.left_out,
            "sheet": showing.sheet(held, sees=sees),
            "wanted": showing.wanted(held, queries.source_name(found), sees=sees), "empty": not held.statements,
            "staff": actions.is_staff(who, found, "fact.record"),
        }  # fmt: skip
    return render(request, "registry/enterprise.html", told)


@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that was ever stated of a fact."""
    who = acting_of(request)
    found = queries.found(who, code, "fact.view")
    told = addresses.read(request.GET.get("fact", ""))
    fact = told.fact
    sees = queries.sees_persons(who, found)
    rows = [
        (row, values.shown(fact, row.value), SOURCES.get(row.source, row.source))
        for row in queries.history(found, told.entity, told.name, told.thing, told.period if fact.by_year and told.period else None)
    ]  # fmt: skip
    thing = told.thing if sees or told.entity not in PERSONAL else masked(told.thing)
    return render(request, "registry/history.html", context(
        request, found, fact=fact, rows=rows, address=told, thing=thing, kind=vocabulary().entities[told.entity].label, staff=actions.is_staff(who, found, "fact.record"),
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, code: str) -> HttpResponse:
    """The names of an organisation with their days; give it a new one."""
    who = acting_of(request)
    found = queries.found(who, code)
    told = context(request, found, names=queries.names(found), given=request.POST, today=timezone.localdate())
    if request.method != "POST":
        return render(request, "registry/names.html", told)
    try:
        actions.rename(
            who,
            found,
            request.POST.get("name", ""),
            _day(request.POST.get("since", "")),
            request.POST.get("reason", ""),
            timezone.now(),
        )
    except DataError as error:
        return render(request, "registry/names.html", {**told, "problem": error}, status=422)
    messages.success(request, _("名称已改；旧名仍可查到这家企业。"))
    return redirect("enterprise", found.code)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise DataError(_("没有写从哪一天起"), fix=_("写营业执照上核准变更的日期，如 2021-06-01")) from None
