"""Pages that prepare a run: the question, the reform value by value or as text, the assumptions; one form, so nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from luodi.engine.core.errors import DataError, LuodiError, each
from luodi.engine.rules.model import Support
from luodi.service.accounts.acting import acting_of
from luodi.service.policies.library import library, term
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
from luodi.service.simulations.cautions import cautions
from luodi.service.simulations.models import Draft, Run
from luodi.service.simulations.reading import DRAFT, day, picked
from luodi.service.simulations.shelf import library_of

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
_DRAFTS = 8
_FIELDS = tuple(Assumed().as_data())


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a run: over which enterprises, which policies, on which day."""
    acting = acting_of(request)
    acting.everywhere_or("simulation.run")
    problems: Sequence[LuodiError] = ()
    if request.method == "POST":
        try:
            post = request.POST
            policies, drafts = picked(post.getlist("policies"))
            made = actions.prepare(
                acting, post.get("title", "") or _default_title(policies, drafts), _chosen(post.get("population", "")), day(post.get("on", "")),
                policies, timezone.now(), by=post.getlist("by"), in_force="in_force" in post, drafts=drafts,
            )  # fmt: skip
            return redirect("simulation-edit", made.pk)
        except LuodiError as error:
            problems = each(error)
    asked = request.POST.getlist("policies") or request.GET.getlist("policy")
    given = {
        "title": request.POST.get("title", ""), "population": request.POST.get("population", request.GET.get("population", "")),
        "on": request.POST.get("on") or request.GET.get("on") or _first_day(asked), "policies": asked,
        "by": request.POST.getlist("by") or ["region", "industry", "size"], "in_force": "in_force" in request.POST,
    }  # fmt: skip
    context = {"here": "simulations", "problems": problems, "given": given, **_choices(acting, asked)}
    context["for_these"] = urlencode([*(("policy", one) for one in asked), ("on", given["on"])])
    return render(request, "simulations/new.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change what a run asks, its reform and its assumptions; then send it."""
    acting = acting_of(request)
    run = queries.found(acting, number, "simulation.run")
    if run.asked_at is not None:
        return redirect("simulation", number)
    if request.method != "POST":
        shown = request.GET.get("support") or _first_shown(run)
        return render(request, "simulations/edit.html", _context(request, run, shown))
    try:
        run = _saved(request, run)
        do = request.POST.get("do", "save")
        if do == "send":
            actions.send(acting, number, timezone.now())
            return redirect("simulation", number)
    except LuodiError as error:
        _unsaved(request, run)
        context = _context(request, run, request.POST.get("support", ""), each(error))
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
    return render(request, "simulations/_checked.html", _checked_as_typed(request, run))


def _checked_as_typed(request: HttpRequest, run: Run) -> dict[str, Any]:
    """What is said of the form with the figures as they are typed now."""
    try:
        _typed(request, run)
    except LuodiError as error:
        return {**checked(run), "wrong": each(error)}
    return checked(run)


@require_POST
def figures(request: HttpRequest, number: int) -> HttpResponse:
    """The figures of the support that was chosen."""
    run = queries.found(acting_of(request), number, "simulation.run")
    with suppress(LuodiError):  # a day that is half typed
        _unsaved(request, run)
    said = _checked_as_typed(request, run)  # the figures of the support before go into the text
    context = {"run": run, "beside": True, **said, **_figures(run, request.POST.get("support", ""))}
    return render(request, "simulations/_figures.html", context)


def checked(run: Run) -> dict[str, Any]:
    """What the strict loader says of a run's reform and assumptions."""
    held = library_of(run.drafts)
    found: dict[str, Any] = {"changes": [], "wrong": [], "wrong_assumed": []}
    added: set[str] = set()
    try:
        found["changes"] = reforming.changes(held, run.reform, run.policies, run.on)
        added = reforming.added(held, run.reform, run.policies)
    except LuodiError as error:
        found["wrong"] = each(error)
    try:
        assumptions_of(Assumed(**run.assumed), {s.path for policy in held.policies() for s in policy.supports} | added)
    except LuodiError as error:
        found["wrong_assumed"] = each(error)
    found["empty"] = bool(run.reform.strip()) and not found["wrong"] and not found["changes"]
    found["none"] = not run.reform.strip()
    found["cautions"] = list(cautions(run, held))
    return found


def _saved(request: HttpRequest, run: Run) -> Run:
    """Keep the whole form, with what its button does to the reform."""
    _unsaved(request, run)
    do, support = request.POST.get("do", "save"), request.POST.get("support", "")
    if do in {"figures", "save", "send", "pick"}:
        _typed(request, run)
    elif do == "take-away" and support:
        _support(run, support)
        run.reform = reforming.removing(run.reform, support)
    elif do.startswith("drop:"):
        run.reform = reforming.without(run.reform, do.removeprefix("drop:"))
    return actions.change(
        acting_of(request), run.pk, timezone.now(), title=run.title, population=run.population_id, on=run.on, policies=run.policies, drafts=run.drafts,
        by=run.by, in_force=run.in_force, reform=run.reform, assumed=Assumed(**run.assumed),
    )  # fmt: skip


def _typed(request: HttpRequest, run: Run) -> None:
    """Put the figures that were typed into their fields into the reform and the assumptions; DataError for one that cannot be read.

    A field that still says what it said when the page was made changes nothing: the text of the reform may have been changed beside it.
    """
    post = request.POST
    own, every = post.get("figures-of") or post.get("support", ""), post.get("do") == "figures"
    if not own or own.partition("#")[0] not in run.policies:
        return
    given = {
        name.removeprefix("figure."): value
        for name, value in post.items()
        if name.startswith("figure.") and (every or value.strip() != post.get(f"was.{name}", ""))
    }
    if given:
        run.reform = reforming.with_figures(library_of(run.drafts), _support(run, own), run.reform, given, run.on)
    singles = [(post.get(name, ""), post.get(f"was.{name}", "")) for name in ("single-take-up", "single-quota")]
    if every or any(told.strip() != was for told, was in singles):
        text = with_single(run.assumed["singles"], own, *(told for told, _was in singles))
        run.assumed = {**run.assumed, "singles": text}


def _unsaved(request: HttpRequest, run: Run) -> None:
    """Put what stands in the form on the run in memory; DataError for a day or a population that is none."""
    post = request.POST
    run.reform = post.get("reform", run.reform).replace("\r\n", "\n")
    run.assumed = {key: post.get(f"assumed-{key}", run.assumed.get(key, "")).replace("\r\n", "\n") for key in _FIELDS}
    if "title" in post:
        run.title, run.by, run.in_force = post["title"], post.getlist("by"), "in_force" in post
        policies, run.drafts = picked(post.getlist("policies"))
        run.policies = [*queries.keys(acting_of(request), run.drafts), *policies]
        run.population_id = _chosen(post.get("population", ""))
        run.on = day(post.get("on", ""))


def _context(request: HttpRequest, run: Run, support: str, problems: Sequence[LuodiError] = ()) -> dict[str, Any]:
    given = {
        "title": run.title,
        "population": str(run.population_id),
        "on": run.on.isoformat(),
        "policies": [*(f"{DRAFT}{number}" for number in run.drafts), *run.policies],
        "by": run.by,
        "in_force": run.in_force,
    }
    held = library_of(run.drafts)
    return {
        "here": "simulations", "run": run, "given": given, "problems": problems, "assumed": run.assumed, "short": WHEN_SHORT, "unpaid": UNPAID, "first": PAID_FIRST,
        "asked": [held.policy(own) for own in run.policies if own in held.ids()], "opened": bool(problems),
        **checked(run), **_figures(run, support, request.POST if problems else {}), **_choices(acting_of(request), given["policies"]),
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
    told = typed if typed and typed.get("figures-of", support) == support else {}
    shown = [
        (one, told.get(f"figure.{one.name}", one.new))
        for one in reforming.figures(library_of(run.drafts), held, run.reform, run.on)
    ]
    return {
        "support": held, "figures": shown, "rate": rate, "seats": seats, "single_take_up": told.get("single-take-up", rate),
        "single_quota": told.get("single-quota", seats),
    }  # fmt: skip


def _first_shown(run: Run) -> str:
    """The support whose figures are open at first: the one that the reform changes, or the only one there is; empty for none."""
    held = library_of(run.drafts)
    paths = [one.path for own in run.policies if own in held.ids() for one in held.policy(own).supports]
    with suppress(LuodiError):
        changed = {f"{one.policy}#{one.support}" for one in reforming.changes(held, run.reform, run.policies, run.on)}
        if found := [path for path in paths if path in changed]:
            return found[0]
    return paths[0] if len(paths) == 1 else ""


def _support(run: Run, path: str) -> Support:
    if path.partition("#")[0] not in run.policies:
        raise DataError(_("“%(a)s”不在推演的政策里") % {"a": path[:120]}, fix=_("从列表里选"))
    return library_of(run.drafts).support(path)


def _choices(acting: Any, asked: Sequence[str]) -> dict[str, Any]:
    """What a question can be put together from: the populations that can be run over, drafts (the asked ones, then the latest), policies."""
    ready = [
        one
        for one in queries.populations(acting)[:100]
        if one.enterprises is not None or queries.state_of(one) in {"waiting", "running"}
    ]
    rows = queries.drafts(acting)
    ticked = _ticked(asked)
    drafts = list(dict.fromkeys([*rows.filter(pk__in=ticked), *rows[:_DRAFTS]]))
    held = library()
    return {
        "populations": ready, "drafts": drafts, "ticked": ticked, "policies": [(one, term(one)) for one in held.policies()], "ways": WAYS,
    }  # fmt: skip


def _ticked(asked: Sequence[str]) -> list[int]:
    """The numbers of the drafts among what was asked for in an address; what is none is passed over."""
    numbers = (one.removeprefix(DRAFT) for one in asked if one.startswith(DRAFT))
    return [int(number) for number in numbers if number.isdecimal() and len(number) < 18]


def _chosen(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise DataError(_("还没有选企业数据"), fix=_("选一批；还没有就先生成或上传"))
    return int(text)


def _default_title(policies: Sequence[str], drafts: Sequence[int]) -> str:
    held = library_of(drafts)
    known = [held.policy(own).title for own in policies if own in held.ids()]
    known = [*Draft.objects.filter(pk__in=drafts).values_list("title", flat=True), *known]
    if not known:
        return _("政策推演")
    return known[0][:60] if len(known) == 1 else _("%(title)s 等 %(n)s 项") % {"title": known[0][:60], "n": len(known)}


def _first_day(asked: Sequence[str]) -> str:
    """The day that a question about drafts is first offered with: that on which the latest of them is surely in force, today at the soonest."""
    drafts = _ticked(asked)
    if not drafts:
        return ""
    held = library_of(drafts)
    days = [
        held.policy(key).validity.start.latest
        for key in Draft.objects.filter(pk__in=drafts).values_list("key", flat=True)
    ]
    return max([timezone.localdate(), *(one for one in days if one != date.max)]).isoformat()
