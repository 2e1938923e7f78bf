"""Tables in and out, fact files, evidence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luodi.engine.core.errors import DataError, LuodiError
from luodi.engine.rules.vocabulary import ENTERPRISE
from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.rights import Refused, require
from luodi.service.files.answer import attachment, download
from luodi.service.registry import exporting, importing, queries, uploads, values
from luodi.service.registry.models import SOURCES
from luodi.service.registry.pages.asked import day
from luodi.service.registry.words import vocabulary


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Send a table; the answer is a page of its own, so that loading it again sends nothing."""
    who = acting_of(request)
    if not importing.may_import(who):
        require(who, "fact.import")
    if request.method != "POST":
        return render(request, "registry/import.html", _form(request, {"source": "annual"}))
    try:
        file = request.FILES.get("file")
        if file is None:
            raise DataError(_("没有选文件"), fix=_("选一个 .xlsx 文件"))
        wanted = importing.Wanted(
            request.POST.get("source", ""), request.POST.get("since", "").strip(), request.POST.get("entity") or ENTERPRISE, request.POST.get("note", "").strip()
        )  # fmt: skip
        made = importing.import_file(who, uploads.table(file), str(file.name), wanted, timezone.now())
    except Refused:
        raise
    except LuodiError as error:
        return render(request, "registry/import.html", {**_form(request, request.POST), "problem": error}, status=422)
    return redirect("registry-imported", made.pk)


def _form(request: HttpRequest, given: Any) -> dict[str, Any]:
    return {
        "here": "registry", "sources": SOURCES, "given": given, "entities": [(e.name, e.label) for e in vocabulary().entities.values()],
        "imports": queries.imports(acting_of(request)), "limit": uploads.TABLE_LIMIT // 1_000_000, "year": timezone.localdate().year,
    }  # fmt: skip


@require_safe
def imported(request: HttpRequest, number: int) -> HttpResponse:
    """What an import found: rows, columns, what came back."""
    made = queries.imported(acting_of(request), number)
    found = made.report.get("sheets", [])
    totals = {name: sum(part[name] for part in found) for name in ("read", "new", "unchanged", "refused", "registered")}
    return render(request, "registry/imported.html", {
        "here": "registry", "made": made, "sheets": found, "totals": totals, "unread": made.report.get("unread", []), "source": SOURCES[made.source],
    })  # fmt: skip


@require_safe
def refused(request: HttpRequest, number: int) -> HttpResponse:
    """The refused rows, to be corrected and sent again."""
    return download(queries.refused(acting_of(request), number), _("退回的行") + ".xlsx")


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty table, with the codes of one's own organisations already in it."""
    who = acting_of(request)
    if not importing.may_import(who):
        require(who, "fact.import")
    own = queries.visible(who, "fact.import").filter(pk__in=list(who.organisations))
    return download(
        exporting.template(uploads.years(request.GET.get("years", ""), timezone.localdate()), own),
        _("企业事实表") + ".xlsx",
    )


@require_safe
def export(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation as a table."""
    who = acting_of(request)
    found = queries.found(who, code, "fact.export")
    return download(exporting.exported(who, [found], day(request)), f"{found.name}.xlsx")


@require_safe
def export_list(request: HttpRequest) -> HttpResponse:
    """The organisations of a search as a table."""
    who = acting_of(request)
    if who.regions("fact.export") == () and not who.organisations:
        require(who, "fact.export")
    region = request.GET.get("region", "").strip()
    chosen = queries.listed(who, request.GET.get("words", ""), values.region(region) if region else "", "fact.export")
    if chosen.count() > exporting.MOST:
        messages.error(request, _("企业太多：一次至多导出 %(n)d 家，按地区分几次导出。") % {"n": exporting.MOST})
        return redirect("registry")
    return download(exporting.exported(who, chosen, day(request)), _("企业登记") + ".xlsx")


@require_safe
def fact_file(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation as a fact file for `luodi check`."""
    who = acting_of(request)
    found = queries.found(who, code, "fact.export")
    text = queries.fact_file(found, day(request), sees=queries.sees_persons(who, found))
    return download(text.encode(), f"{found.code}.yaml", "application/yaml; charset=utf-8")


@require_safe
def evidence(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    """A piece of evidence."""
    found = queries.found(acting_of(request), code, "fact.view")
    held = queries.evidence(found, digest)
    return attachment(digest, held.name, inline=True)
