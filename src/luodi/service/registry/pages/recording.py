"""Forms: state one fact, or all facts of a thing; withdraw; state that there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi.engine.core.errors import DataError, LuodiError, NotFound, each
from luodi.engine.rules.vocabulary import ENTERPRISE
from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.models import Organisation
from luodi.service.accounts.rights import Refused
from luodi.service.registry import actions, addresses, fields, queries, suggesting, uploads
from luodi.service.registry.actions import About, Origin
from luodi.service.registry.models import SOURCES
from luodi.service.registry.pages.asked import context
from luodi.service.registry.words import EXISTS, facts_of, vocabulary


@require_safe
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Find the fact to state."""
    found = queries.found(acting_of(request), code, "fact.record")
    words = request.GET.get("words", "").strip()
    told = suggesting.facts(words, ENTERPRISE, 40) if words else ()
    year = timezone.localdate().year - 1
    kinds = [entity for name, entity in vocabulary().entities.items() if name != ENTERPRISE]
    page = context(request, found, words=words, found=told, year=year, kinds=kinds)
    return render(request, "registry/_found_facts.html" if request.htmx else "registry/choose.html", page)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """State one fact of the organisation itself or of one of its things."""
    found = queries.found(acting_of(request), code, "fact.record")
    told = addresses.read(request.GET.get("fact", ""))
    if told.name not in {fact.name for fact in facts_of(told.entity)}:
        raise NotFound(_("没有事实“%(a)s”") % {"a": told.key}, fix=_("在“登记一个事实”里查找"))
    years = [told.period] if len(told.period) == 4 else [str(timezone.localdate().year - 1)]
    wanted = [(told.fact, year) for year in (years if told.fact.by_year else [""])]
    return _form(request, found, About(told.entity, told.thing), wanted, single=True)


@require_http_methods(["GET", "HEAD", "POST"])
def thing(request: HttpRequest, code: str, entity: str) -> HttpResponse:
    """State everything of one project, loan …; without an id a new one."""
    found = queries.found(acting_of(request), code, "fact.record")
    if entity not in vocabulary().entities or entity == ENTERPRISE:
        raise NotFound(_("没有“%(a)s”这种实体") % {"a": entity}, fix=_("从企业页选一种"))
    own = request.GET.get("thing", "") or request.POST.get("thing", "").strip()
    year = timezone.localdate().year
    years = [str(year - 1), str(year)]
    if own:
        held = queries.holds(found, timezone.localdate())
        years = sorted({*years, *(slot[3] for slot in held.statements if slot[:2] == (entity, own) and slot[3])})
    wanted = [(fact, one) for fact in facts_of(entity) for one in (years if fact.by_year else [""])]
    return _form(request, found, About(entity, own), wanted, single=False)


def _form(request: HttpRequest, found: Organisation, about: About, wanted: list[Any], *, single: bool) -> HttpResponse:
    """Show the form, or take it: what was written stays in it when something is wrong."""
    held = queries.holds(found, timezone.localdate())
    given = request.POST if request.method == "POST" else None
    boxes = fields.fields(held, about, wanted, given)
    told = context(
        request, found, about=about, entity=vocabulary().entities[about.entity], single=single, sources=SOURCES, fields=boxes,
        given=given or {"source": "self"}, dated=any(not fact.by_year for fact, _year in wanted), new=not single and not request.GET.get("thing"),
    )  # fmt: skip
    if given is None:
        return render(request, "registry/record.html", told)
    try:
        values = fields.read(boxes, given.get("since", ""), single=single)
        rows = actions.state(acting_of(request), found, about, values, _origin(request, found, given), timezone.now())
    except Refused:
        raise
    except LuodiError as error:
        problems = each(error)
        return render(request, "registry/record.html", {**told, "problems": problems}, status=422)
    messages.success(request, _("已登记 %(n)d 个值。") % {"n": len(rows)} if rows else _("与已登记的相同，没有新增。"))
    return redirect("enterprise", found.code)


def _origin(request: HttpRequest, found: Organisation, given: QueryDict | Mapping[str, str]) -> Origin:
    """Where the values come from; an uploaded file is kept as evidence."""
    file, digest = request.FILES.get("evidence"), ""
    if file is not None:
        kept = uploads.evidence(file, str(file.name))
        digest = actions.keep_evidence(acting_of(request), found, kept, str(file.name), timezone.now()).digest
    return Origin(given.get("source", ""), given.get("note", "").strip(), digest)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str, statement: int) -> HttpResponse:
    """Withdraw a statement, with the reason."""
    who = acting_of(request)
    found = queries.found(who, code, "fact.record")
    row = found.statements.filter(pk=statement).first()
    if row is None:
        raise NotFound(_("没有这一条"), fix=_("从事实的来历里选一条"))
    address = addresses.Address(row.entity, row.name, row.thing, row.period)
    told = context(
        request, found, row=row, address=address, fact=address.fact if row.name != EXISTS else None, given=request.POST
    )
    if request.method != "POST":
        return render(request, "registry/withdraw.html", told)
    try:
        actions.withdraw(who, found, statement, request.POST.get("reason", ""), timezone.now())
    except DataError as error:
        return render(request, "registry/withdraw.html", {**told, "problem": error}, status=422)
    messages.success(request, _("已撤回；历史仍在。"))
    return redirect("enterprise", found.code)


@require_POST
def none_of(request: HttpRequest, code: str) -> HttpResponse:
    """State that there is none of a kind."""
    found = queries.found(acting_of(request), code, "fact.record")
    entity = request.POST.get("entity", "")
    try:
        actions.none_of(acting_of(request), found, entity, Origin("self"), timezone.now())
    except DataError as error:
        messages.error(request, f"{error.what}。{error.fix}")
    else:
        messages.success(request, _("已注明没有%(label)s。") % {"label": vocabulary().entities[entity].label})
    return redirect("enterprise", found.code)


@require_POST
def gone(request: HttpRequest, code: str) -> HttpResponse:
    """State that a thing is not there (any more): its facts stay in the history."""
    found = queries.found(acting_of(request), code, "fact.record")
    about = About(request.POST.get("entity", ""), request.POST.get("thing", ""))
    try:
        actions.state(
            acting_of(request),
            found,
            about,
            {(EXISTS, ""): "false"},
            Origin("self", request.POST.get("reason", "")),
            timezone.now(),
        )
    except DataError as error:
        messages.error(request, f"{error.what}。{error.fix}")
    else:
        messages.success(request, _("已移出；它的历史仍在。"))
    return redirect("enterprise", found.code)
