"""Pages that prepare a run: the question, the reform value by value or as text, the assumptions; one form, so nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from luodi.engine.core.errors import DataError, LuodiError
from luodi.engine.rules.model import Support
from luodi.service.policies.library import library
from luodi.service.simulations import actions, queries, reforming
from luodi.service.simulations.assuming import (
    PAID_FIRST,
    UNPAID,
    WHEN_SHORT,
    Assumed,
    assumptions_of,
    single,
    with_single,
)
from luodi.service.simulations.models import Run
from luodi.service.simulations.pages.listing import acting_of, problems_of
from luodi.service.simulations.reading import day

WAYS = {
    "region": gettext_lazy("市"), "county": gettext_lazy("区县"), "province": gettext_lazy("省"), "industry": gettext_lazy("行业"),
    "size": gettext_lazy("规模（从业人员）"), "kind": gettext_lazy("主体类型"),
}  # fmt: skip
#: Words of the engine that pages say in the language of the reader.
_SAID = (
    gettext_noop("按同一比例"), gettext_noop("按次序，用完为止"), gettext_noop("当年没有付的不再付"), gettext_noop("当年没有付的转到下一年"),
    gettext_noop("金额高的在先"), gettext_noop("金额低的在先"), gettext_noop("摇号"), gettext_noop("整项支持"), gettext_noop("金额公式"),
    gettext_noop("保底公式"), gettext_noop("条件"), gettext_noop("有效期"), gettext_noop("确定"), gettext_noop("上限"), gettext_noop("现行"), gettext_noop("改后"),
)  # fmt: skip
_FIELDS = tuple(Assumed().as_data())


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a run: over which enterprises, which policies, on which day."""
    acting = acting_of(request)
    acting.everywhere_or("simulation.run")
    problems: list[LuodiError] = []
    if request.method == "POST":
        try:
            post = request.POST
            made = actions.prepare(
                acting, post.get("title", "") or _default_title(post.getlist("policies")), _chosen(post.get("population", "")), day(post.get("on", "")),
                post.getlist("policies"), timezone.now(), by=post.getlist("by"), in_force="in_force" in post,
            )  # fmt: skip
            return redirect("simulation-edit", made.pk)
        except LuodiError as error:
            problems = problems_of(error)
    given = {
        "title": request.POST.get("title", ""), "population": request.POST.get("population", request.GET.get("population", "")),
        "on": request.POST.get("on", ""), "policies": request.POST.getlist("policies") or request.GET.getlist("policy"),
        "by": request.POST.getlist("by") or ["region", "industry", "size"], "in_force": "in_force" in request.POST,
    }  # fmt: skip
    context = {"here": "simulations", "problems": problems, "given": given, **_choices(acting)}
    return render(request, "simulations/new.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change what a run asks, its reform and its assumptions; then send it."""
    acting = acting_of(request)
    run = queries.found(acting, number, "simulation.run")
    if run.asked_at is not None:
        return redirect("simulation", number)
    if request.method != "POST":
        return render(request, "simulations/edit.html", _context(request, run, request.GET.get("support", "")))
    try:
        run = _saved(request, run)
        do = request.POST.get("do", "save")
        if do == "send":
            actions.send(acting, number, timezone.now())
            return redirect("simulation", number)
    except LuodiError as error:
        _unsaved(request, run)
        context = _context(request, run, request.POST.get("support", ""), problems_of(error))
        return render(request, "simulations/edit.html", context, status=422)
    support = "" if do.startswith("drop:") else request.POST.get("support", "")
    where = "#reform" if do != "save" else ""
    return redirect(
        reverse("simulation-edit", args=[number]) + (f"?{urlencode({'support': support})}" if support else "") + where
    )


@require_POST
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Say whether what stands in the form can be used, and what the reform changes; nothing is kept."""
    run = queries.found(acting_of(request), number, "simulation.run")
    with suppress(LuodiError):  # a day that is half typed
        _unsaved(request, run)
    return render(request, "simulations/_checked.html", checked(run))


@require_POST
def figures(request: HttpRequest, number: int) -> HttpResponse:
    """The figures of the support that was chosen."""
    run = queries.found(acting_of(request), number, "simulation.run")
    _unsaved(request, run)
    return render(request, "simulations/_figures.html", {"run": run, **_figures(run, request.POST.get("support", ""))})


def checked(run: Run) -> dict[str, Any]:
    """What the strict loader says of a run's reform and assumptions."""
    held = library()
    found: dict[str, Any] = {"changes": [], "wrong": [], "wrong_assumed": []}
    added: set[str] = set()
    try:
        found["changes"] = reforming.changes(held, run.reform, run.policies, run.on)
        added = reforming.added(held, run.reform, run.policies)
    except LuodiError as error:
        found["wrong"] = problems_of(error)
    try:
        assumptions_of(Assumed(**run.assumed), {s.path for policy in held.policies() for s in policy.supports} | added)
    except LuodiError as error:
        found["wrong_assumed"] = problems_of(error)
    found["empty"] = bool(run.reform.strip()) and not found["wrong"] and not found["changes"]
    found["none"] = not run.reform.strip()
    return found


def _saved(request: HttpRequest, run: Run) -> Run:
    """Keep the whole form, with what its button does to the reform."""
    _unsaved(request, run)
    do, support = request.POST.get("do", "save"), request.POST.get("support", "")
    if do == "figures" and support:
        held, given = (
            _support(run, support),
            {k.removeprefix("figure."): v for k, v in request.POST.items() if k.startswith("figure.")},
        )
        run.reform = reforming.with_figures(library(), held, run.reform, given, run.on)
        singles = with_single(
            run.assumed["singles"],
            support,
            request.POST.get("single-take-up", ""),
            request.POST.get("single-quota", ""),
        )
        run.assumed = {**run.assumed, "singles": singles}
    elif do == "take-away" and support:
        _support(run, support)
        run.reform = reforming.removing(run.reform, support)
    elif do.startswith("drop:"):
        run.reform = reforming.without(run.reform, do.removeprefix("drop:"))
    return actions.change(
        acting_of(request), run.pk, timezone.now(), title=run.title, population=run.population_id, on=run.on, policies=run.policies, by=run.by,
        in_force=run.in_force, reform=run.reform, assumed=Assumed(**run.assumed),
    )  # fmt: skip


def _unsaved(request: HttpRequest, run: Run) -> None:
    """Put what stands in the form on the run in memory; DataError for a day or a population that is none."""
    post = request.POST
    run.reform = post.get("reform", run.reform).replace("\r\n", "\n")
    run.assumed = {key: post.get(f"assumed-{key}", run.assumed.get(key, "")).replace("\r\n", "\n") for key in _FIELDS}
    if "title" in post:
        run.title, run.policies, run.by, run.in_force = (
            post["title"],
            post.getlist("policies"),
            post.getlist("by"),
            "in_force" in post,
        )
        run.population_id = _chosen(post.get("population", ""))
        run.on = day(post.get("on", ""))


def _context(request: HttpRequest, run: Run, support: str, problems: Sequence[LuodiError] = ()) -> dict[str, Any]:
    given = {
        "title": run.title,
        "population": str(run.population_id),
        "on": run.on.isoformat(),
        "policies": run.policies,
        "by": run.by,
        "in_force": run.in_force,
    }
    held = library()
    return {
        "here": "simulations", "run": run, "given": given, "problems": problems, "assumed": run.assumed, "short": WHEN_SHORT, "unpaid": UNPAID, "first": PAID_FIRST,
        "asked": [held.policy(own) for own in run.policies if own in held.ids()], "opened": bool(problems),
        **checked(run), **_figures(run, support, request.POST if problems else {}), **_choices(acting_of(request)),
    }  # fmt: skip


def _figures(run: Run, support: str, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The figures of a support; what was typed and could not be read stands in its field again."""
    if not support:
        return {"support": None}
    try:
        held = _support(run, support)
    except LuodiError:
        return {"support": None}
    rate, seats = single(run.assumed.get("singles", ""), support)
    told = typed or {}
    shown = [
        replace(one, new=told.get(f"figure.{one.name}", one.new))
        for one in reforming.figures(library(), held, run.reform, run.on)
    ]
    return {
        "support": held, "figures": shown, "single_take_up": told.get("single-take-up", rate), "single_quota": told.get("single-quota", seats),
    }  # fmt: skip


def _support(run: Run, path: str) -> Support:
    if path.partition("#")[0] not in run.policies:
        raise DataError(_("“%(a)s”不在推演的政策里") % {"a": path[:120]}, fix=_("从列表里选"))
    return library().support(path)


def _choices(acting: Any) -> dict[str, Any]:
    ready = [
        one
        for one in queries.populations(acting)[:100]
        if one.enterprises is not None or queries.state_of(one) in {"waiting", "running"}
    ]
    return {"populations": ready, "policies": library().policies(), "ways": WAYS}


def _chosen(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise DataError(_("还没有选企业数据"), fix=_("选一批；还没有就先生成或上传"))
    return int(text)


def _default_title(policies: Sequence[str]) -> str:
    known = [own for own in policies if own in library().ids()]
    if not known:
        return _("政策推演")
    title = library().policy(known[0]).title[:60]
    return title if len(known) == 1 else _("%(title)s 等 %(n)s 项") % {"title": title, "n": len(known)}
