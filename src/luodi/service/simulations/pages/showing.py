"""Pages of a run: how far it is, what came out part by part, what can be downloaded. Only a page of rows is ever read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from luodi.engine.core.errors import LuodiError
from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.regions import name as region_name
from luodi.service.simulations import actions, places, queries, reforming, results
from luodi.service.simulations.models import DONE, Draft, Run
from luodi.service.simulations.pages.listing import offset_of
from luodi.service.simulations.shelf import library_of

PARTS = {
    "overview": gettext_lazy("总览"), "supports": gettext_lazy("各项支持"), "reform": gettext_lazy("改革前后"), "groups": gettext_lazy("分组"),
    "cash": gettext_lazy("各年现金流"), "spread": gettext_lazy("分布"), "claims": gettext_lazy("逐笔"), "files": gettext_lazy("下载"),
}  # fmt: skip
_CHARTED = 10


@require_safe
def run(request: HttpRequest, number: int) -> HttpResponse:
    """A run: being prepared, on its way, or with its result."""
    held = queries.found(acting_of(request), number)
    if held.asked_at is None:
        return redirect("simulation-edit", number)
    job = queries.last_job(held)
    if request.htmx and job is not None:  # type: ignore[attr-defined]
        answer = render(
            request,
            "simulations/_job.html",
            {"said": queries.said_of(job, timezone.now()), "poll": request.path, "run": held},
        )
        if not job.open:
            answer["HX-Refresh"] = "true"
        return answer
    context = {
        **_head(request, held),
        "said": queries.said_of(job, timezone.now()) if job else None,
        "refresh": job is not None and job.open,
    }
    if held.summary is None or job is None or job.state != DONE:
        return render(request, "simulations/run.html", context)
    if not queries.has_files(held):
        return render(request, "simulations/run.html", {**context, "lost": True})
    return render(request, "simulations/result.html", {**context, **_part(request, held)})


def _head(request: HttpRequest, held: Run) -> dict[str, Any]:
    acting = acting_of(request)
    laid = library_of(held.drafts)
    drafts = {one.key: one for one in Draft.objects.filter(pk__in=held.drafts)}
    titles = [(own, laid.policy(own).title if own in laid.ids() else own, drafts.get(own)) for own in held.policies]
    try:
        changes = reforming.changes(laid, held.reform, held.policies, held.on)
    except LuodiError:
        changes = []
    return {
        "here": "simulations", "run": held, "summary": held.summary, "titles": titles, "changes": changes, "region": region_name(held.region),
        "may_run": acting.regions("simulation.run") != (), "may_remove": acting.regions("simulation.remove") != (),
        "before_it": queries.compared_with(acting, held), "others": list(queries.runs(acting).exclude(pk=held.pk).exclude(summary=None)[:30]) if held.summary else [],
    }  # fmt: skip


def _part(request: HttpRequest, held: Run) -> dict[str, Any]:
    """What one part of the result shows."""
    folder, show = places.run_folder(held.pk), request.GET.get("show", "overview")
    parts = {key: label for key, label in PARTS.items() if key != "reform" or held.summary["reform"]}
    show = show if show in parts else "overview"
    offset = offset_of(request)
    after = bool(held.summary["reform"]) and request.GET.get("side") != "base"
    context: dict[str, Any] = {
        "parts": parts.items(), "show": show, "after": after, "side": held.summary["reform"] if after else held.summary["base"],
        "words": request.GET.get("words", "")[:60], "order": request.GET.get("order", "sure"), "by": "", "support": request.GET.get("support", "")[:200],
    }  # fmt: skip
    context |= _READ[show](held, folder, context, request, offset)
    if page := context.get("page"):
        context |= page.turns(offset)
        told = request.GET.copy()
        told.pop("offset", None)
        context["query"] = told.urlencode()
    return context


def _overview(held: Run, folder: Path, context: dict[str, Any], request: HttpRequest, offset: int) -> dict[str, Any]:
    page = results.supports(folder, reform=context["after"], limit=_CHARTED)
    chart = _bars(_paid(page.rows))
    if held.summary["reform"]:
        changed = results.reform(folder, limit=_CHARTED).rows
        names = [row["title"] for row in changed]
        series = [
            {
                "name": gettext(label),
                "data": [row[f"{when}_definite_fen"] + row[f"{when}_ceiling_fen"] for row in changed],
            }
            for when, label in (("before", "现行"), ("after", "改后"))
        ]
        if any(any(one["data"]) for one in series):
            return {
                "chart": chart,
                "reform_chart": {"names": names, "series": series, "unit": "fen", "sideways": True},
                "top": page.rows,
            }
    return {"chart": chart, "top": page.rows}


def _paid(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that cost something for certain or as a ceiling: the others have no bar."""
    return [row for row in rows if row["definite_fen"] or row["ceiling_fen"]]


def _bars(rows: list[dict[str, Any]], name: str = "title") -> dict[str, Any] | None:
    """A chart of what is certain and of ceilings, beside each other, since they are not added up."""
    kinds = (("definite_fen", "确定"), ("ceiling_fen", "上限"))
    series = [
        {"name": gettext(label), "colour": colour, "data": [row[key] for row in rows]}
        for colour, (key, label) in enumerate(kinds) if any(row[key] for row in rows)
    ]  # fmt: skip
    return {"names": [row[name] for row in rows], "series": series, "unit": "fen", "sideways": True} if series else None


def _supports(held: Run, folder: Path, context: dict[str, Any], request: HttpRequest, offset: int) -> dict[str, Any]:
    return {
        "page": results.supports(
            folder, reform=context["after"], words=context["words"], order=context["order"], offset=offset
        )
    }


def _reform(held: Run, folder: Path, context: dict[str, Any], request: HttpRequest, offset: int) -> dict[str, Any]:
    return {"page": results.reform(folder, offset=offset), "changed": held.summary["changed"]}


def _groups(held: Run, folder: Path, context: dict[str, Any], request: HttpRequest, offset: int) -> dict[str, Any]:
    ways = held.summary["ways"]
    by = request.GET.get("by", "")
    by = by if by in ways else next(iter(ways), "")
    page = results.groups(folder, by, offset=offset)
    return {"page": page, "by": by, "ways": ways.items(), "chart": _bars(_paid(page.rows)[:_CHARTED], "group")}


def _cash(held: Run, folder: Path, context: dict[str, Any], request: HttpRequest, offset: int) -> dict[str, Any]:
    rows = results.cash(folder, reform=context["after"])
    kinds = (("due_definite_fen", "到期·确定"), ("due_ceiling_fen", "到期·上限"), ("envelope_fen", "预算"))
    series = [
        {"name": gettext(label), "colour": colour, "data": [row[key] or 0 for row in rows]}
        for colour, (key, label) in enumerate(kinds) if any(row[key] for row in rows)
    ]  # fmt: skip
    chart = (
        {"names": [str(row["year"]) for row in rows], "series": series, "unit": "fen", "sideways": False}
        if series
        else None
    )
    return {"rows": rows, "chart": chart, "budgeted": any(row["envelope_fen"] is not None for row in rows)}


def _spread(held: Run, folder: Path, context: dict[str, Any], request: HttpRequest, offset: int) -> dict[str, Any]:
    from luodi.engine.simulation.model import BAND_NAMES

    rows = results.spread(folder)
    series = [
        {"name": gettext(row["kind"]), "colour": colour, "data": [row[f"band_{n + 1}"] for n in range(len(BAND_NAMES))]}
        for colour, row in enumerate(rows) if row["gainers"]
    ]  # fmt: skip
    bands = [(name, [row[f"band_{n + 1}"] for row in rows]) for n, name in enumerate(BAND_NAMES)]
    deciles = [(n, [row[f"decile_{n}_fen"] for row in rows]) for n in range(1, 10)]
    chart = {"names": list(BAND_NAMES), "series": series, "unit": "count", "sideways": False} if series else None
    return {"rows": rows, "bands": bands, "deciles": deciles, "chart": chart}


def _claims(held: Run, folder: Path, context: dict[str, Any], request: HttpRequest, offset: int) -> dict[str, Any]:
    page = results.claims(folder, support=context["support"], reform=context["after"], offset=offset)
    titles, laid = {}, library_of(held.drafts)
    for path in {row["support"] for row in page.rows}:
        try:
            titles[path] = laid.support(path).title
        except LuodiError:
            titles[path] = path
    for row in page.rows:
        row["title"] = titles[row["support"]]
    options = results.supports(folder, reform=context["after"], order="name", limit=400).rows
    return {"page": page, "options": [(row["support"], row["title"]) for row in options]}


def _files(held: Run, folder: Path, context: dict[str, Any], request: HttpRequest, offset: int) -> dict[str, Any]:
    return {"files": results.names(folder)}


_READ = {
    "overview": _overview, "supports": _supports, "reform": _reform, "groups": _groups, "cash": _cash, "spread": _spread, "claims": _claims, "files": _files,
}  # fmt: skip


@require_safe
def file(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    """One file of a result, sent piece by piece."""
    held = queries.found(acting_of(request), number)
    return sent(held, name)


def sent(held: Run, name: str) -> HttpResponseBase:
    """A file of a result as a download, kept by no proxy; the page too is saved, not shown, as it carries its own scripts."""
    found = results.file(places.run_folder(held.pk), name)
    answer = FileResponse(found.open("rb"), content_type=results.MEDIA[found.suffix])
    answer["Content-Disposition"] = content_disposition_header(True, f"推演{held.pk}-{found.name}")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a run."""
    actions.cancel(acting_of(request), number, timezone.now())
    return redirect("simulation", number)


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Begin a new run with the same question, to change something."""
    made = actions.again(acting_of(request), number, timezone.now())
    return redirect("simulation-edit", made.pk)


@require_POST
def retry(request: HttpRequest, number: int) -> HttpResponse:
    """Send a run again that failed, was cancelled, or whose files are gone."""
    actions.send(acting_of(request), number, timezone.now())
    return redirect("simulation", number)


@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a run away."""
    actions.remove(acting_of(request), number, timezone.now())
    return redirect("simulations")
