"""Pages of what there is: runs, populations, a population with the report of its tables; and the forms that make one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi.engine.core.errors import LuodiError, each
from luodi.engine.population.layout import errors_name
from luodi.engine.population.make import NOTE
from luodi.engine.rules.vocabulary import ENTERPRISE
from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.regions import name as region_name
from luodi.service.files.answer import download
from luodi.service.policies.library import library
from luodi.service.simulations import actions, jobs, places, queries
from luodi.service.simulations.reading import DRAFT, columns_of, day, number, picked, rows_of
from luodi.service.simulations.shelf import library_of

_ROWS = 20
_LAST = 1_000_000
MONEY_UNITS = ("元", "千元", "万元", "百万元", "亿元")


def offset_of(request: HttpRequest) -> int:
    """Where the page of rows begins that is asked for."""
    text = request.GET.get("offset", "0")
    return min(int(text), _LAST) if text.isdecimal() and len(text) < 9 else 0


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The runs, and the populations they can run over."""
    acting, now = acting_of(request), timezone.now()
    acting.everywhere_or("simulation.view")
    page = Paginator(queries.runs(acting), _ROWS).get_page(request.GET.get("page"))
    rows = [(run, queries.state_of(run), _shown(run)) for run in page]
    populations = [(one, queries.state_of(one)) for one in queries.populations(acting)[:_ROWS]]
    return render(request, "simulations/list.html", {
        "here": "simulations", "page": page, "rows": [(run, queries.STATES[state], queries.TAGS[state], state, side) for run, state, side in rows],
        "populations": [(one, queries.STATES[state], queries.TAGS[state], state) for one, state in populations],
        "nobody": not jobs.somebody_works(now), "may_run": acting.regions("simulation.run") != (),
    })  # fmt: skip


def _shown(run: Any) -> Any:
    return None if run.summary is None else run.summary["reform"] or run.summary["base"]


@require_http_methods(["GET", "HEAD", "POST"])
def new_population(request: HttpRequest) -> HttpResponse:
    """Make a synthetic population, or upload a table of enterprises."""
    acting = acting_of(request)
    acting.everywhere_or("population.make")
    problems: Sequence[LuodiError] = ()
    if request.method == "POST":
        try:
            made = _uploaded(request) if request.POST.get("kind") == "upload" else _made(request)
            return redirect("simulation-population", made.pk)
        except LuodiError as error:
            problems = each(error)
    given = request.POST or {"rows": "10000", "seed": "1", **_years_for(request)}
    return render(request, "simulations/new_population.html", {
        "here": "simulations", "problems": problems, "given": given, "kind": request.POST.get("kind", ""), "units": MONEY_UNITS, "note": NOTE,
        "policies": library().policies(), "drafts": queries.drafts(acting)[:_ROWS],
        "chosen": request.POST.getlist("policies") or request.GET.getlist("policy"), "limit": places.TABLE_LIMIT // places.MEGABYTE, "most": places.MOST_ROWS,
    }, status=422 if problems else 200)  # fmt: skip


def _years_for(request: HttpRequest) -> dict[str, str]:
    """The years that a population is first offered with: those before the day that the question will be about, when it is known."""
    try:
        last = day(request.GET.get("on", "")).year
    except LuodiError:
        return {"from": "2019", "to": "2022"}
    return {"from": str(last - 3), "to": str(last)}


def _made(request: HttpRequest) -> Any:
    post = request.POST
    rows, seed = rows_of(post.get("rows", "")), number(post.get("seed", "1"), _("种子"))
    years = (number(post.get("from", ""), _("年份")), number(post.get("to", ""), _("年份")))
    title = post.get("title", "").strip() or _("合成企业 %(rows)s 家（种子 %(seed)s）") % {
        "rows": f"{rows:,}",
        "seed": seed,
    }
    policies, drafts = picked(post.getlist("policies"))
    return actions.make_population(
        acting_of(request), title, timezone.now(), rows=rows, seed=seed, years=years, policies=policies, drafts=drafts
    )


def _uploaded(request: HttpRequest) -> Any:
    file = _file(request)
    name = file.name or ""
    title = request.POST.get("title", "").strip() or name.rpartition(".")[0][:100]
    return actions.upload(acting_of(request), title, file, name, timezone.now(), spec=_spec(request))


def _file(request: HttpRequest) -> Any:
    file = request.FILES.get("file")
    if file is None:
        raise LuodiError(_("还没有选文件"), fix=_("选一张 .xlsx、.csv 或 .parquet 的表"))
    return file


def _spec(request: HttpRequest) -> dict[str, Any]:
    post = request.POST
    year = post.get("year", "").strip()
    unit = post.get("unit", "")
    return {
        "sheet": post.get("sheet", "").strip(), "unit": unit if unit in MONEY_UNITS else "", "year": number(year, _("年份")) if year else None,
        "columns": columns_of(post.get("columns", "")),
    }  # fmt: skip


@require_safe
def population(request: HttpRequest, number: int) -> HttpResponse:
    """A population: how far it is, what the check of its tables found."""
    return _population(request, number)


def _population(request: HttpRequest, number: int, problems: Sequence[LuodiError] = ()) -> HttpResponse:
    acting, now = acting_of(request), timezone.now()
    held = queries.population_found(acting, number)
    job = queries.last_job(held)
    tables = [(table, table.report, library().vocabulary.entities[table.entity].label) for table in _latest(held)]
    context = {
        "here": "simulations", "held": held, "tables": tables, "said": queries.said_of(job, now) if job else None, "ready": queries.ready(held),
        "entities": [(key, one.label) for key, one in library().vocabulary.entities.items()], "units": MONEY_UNITS, "problems": problems,
        "region": region_name(held.region), "note": NOTE, "limit": places.TABLE_LIMIT // places.MEGABYTE, "runs": queries.runs(acting).filter(population=held)[:10],
        "may_remove": acting.regions("population.remove") != (), "refresh": job is not None and job.open,
        "made_for": _made_for(held), "asking": [f"{DRAFT}{one}" for one in held.spec.get("drafts", ())] or held.spec.get("policies", ()),
        "cut": {table.pk: (places.population_folder(held.pk) / errors_name(table.entity)).is_file() for table, _r, _l in tables},
    }  # fmt: skip
    if request.htmx and not problems:  # type: ignore[attr-defined]
        answer = render(request, "simulations/_job.html", {"said": context["said"], "poll": request.path})
        if job is None or not job.open:
            answer["HX-Refresh"] = "true"
        return answer
    return render(request, "simulations/population.html", context, status=422 if problems else 200)


def _made_for(held: Any) -> list[str]:
    """The titles of the policies whose facts a synthetic population has; none when it has those of all."""
    laid = library_of(held.spec.get("drafts", ()))
    return [laid.policy(own).title if own in laid.ids() else own for own in held.spec.get("policies", ())]


def _latest(held: Any) -> list[Any]:
    """The last table of each entity, that of the enterprises first."""
    found = {table.entity: table for table in held.tables.order_by("pk")}
    return sorted(found.values(), key=lambda table: (table.entity != ENTERPRISE, table.pk))


@require_POST
def add_table(request: HttpRequest, number: int) -> HttpResponse:
    """Add a table to a population, or put a corrected one in the place of the last."""
    try:
        file = _file(request)
        actions.add_table(
            acting_of(request),
            number,
            request.POST.get("entity", ENTERPRISE),
            file,
            file.name or "",
            timezone.now(),
            spec=_spec(request),
        )
    except LuodiError as error:
        return _population(request, number, each(error))
    return redirect("simulation-population", number)


@require_POST
def remove_population(request: HttpRequest, number: int) -> HttpResponse:
    """Take a population away."""
    actions.remove_population(acting_of(request), number, timezone.now())
    return redirect("simulations")


@require_safe
def errors(request: HttpRequest, number: int, entity: str) -> HttpResponse:
    """The rows with errors, as they stood, with what is wrong: to correct and upload again."""
    held = queries.population_found(acting_of(request), number)
    if entity not in library().vocabulary.entities:
        raise Http404
    file = places.population_folder(held.pk) / errors_name(entity)
    if not file.is_file():
        raise Http404(_("没有错误的行"))
    return download(file.read_bytes(), f"{held.title}-{entity}-errors.csv", "text/csv; charset=utf-8")
