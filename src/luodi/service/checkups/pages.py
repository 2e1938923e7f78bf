"""Pages of the check-up: what was told is in the session, the answer is made anew each time."""

from __future__ import annotations

from datetime import date
from decimal import InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from luodi.engine.core.errors import LuodiError, Problems
from luodi.service.checkups import answering
from luodi.service.policies import queries

_TOLD, _ON, _REGION, _SKIPPED = "told", "on", "region", "skipped"


@require_http_methods(["GET", "HEAD", "POST"])
def check_up(request: HttpRequest) -> HttpResponse:
    """The check-up: begins with where and when, then asks one question after the other."""
    if request.method == "POST":
        return _begin(request)
    if _ON not in request.session:
        return render(request, "checkups/begin.html", {"here": "checkup", "regions": queries.regions(), "today": ""})
    return render(request, "checkups/checkup.html", _context(request))


@require_POST
def tell(request: HttpRequest) -> HttpResponse:
    """Take the answer to one question."""
    if _ON not in request.session:
        return redirect("checkup")
    key, text = request.POST.get("key", ""), request.POST.get("value", "")
    if request.POST.get("skip"):
        request.session[_SKIPPED] = [*request.session.get(_SKIPPED, []), key]
        return _answer(request)
    try:
        value = (
            answering.read(key, text, date.fromisoformat(request.session[_ON]))
            if key not in {answering.RECEIVED}
            else "none"
        )
    except (LuodiError, InvalidOperation) as error:
        return _answer(request, _said(error), text)
    request.session[_TOLD] = {**request.session.get(_TOLD, {}), key: value}
    return _answer(request)


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Forget one fact that was told, or all of them."""
    key = request.POST.get("key", "")
    if key:
        request.session[_TOLD] = {name: value for name, value in request.session.get(_TOLD, {}).items() if name != key}
        request.session[_SKIPPED] = []
        return _answer(request)
    request.session.flush()
    return redirect("checkup")


def _begin(request: HttpRequest) -> HttpResponse:
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        context = {
            "here": "checkup",
            "regions": queries.regions(),
            "wrong": "写一个日期，例如 2021-06-01",
            "today": request.POST.get("on", ""),
        }
        return render(request, "checkups/begin.html", context, status=422)
    region = request.POST.get("region", "")
    known = {code for code, _ in queries.regions()}
    request.session[_ON], request.session[_REGION] = on.isoformat(), region if region in known else ""
    request.session[_TOLD], request.session[_SKIPPED] = ({"registered_region": region} if region in known else {}), []
    return redirect("checkup")


def _answer(request: HttpRequest, wrong: str = "", text: str = "") -> HttpResponse:
    """Answer with the part that changed, or with the whole page where no script runs."""
    if not request.htmx:  # type: ignore[attr-defined]
        if not wrong:
            return redirect("checkup")
        return render(request, "checkups/checkup.html", _context(request, wrong, text), status=422)
    return render(request, "checkups/_state.html", _context(request, wrong, text))


def _context(request: HttpRequest, wrong: str = "", text: str = "") -> dict[str, Any]:
    told = request.session.get(_TOLD, {})
    state = answering.answered(
        told,
        date.fromisoformat(request.session[_ON]),
        request.session[_REGION],
        tuple(request.session.get(_SKIPPED, ())),
    )
    held = answering.claims(state.answer)
    return {
        "here": "checkup", "state": state, "totals": state.answer.totals, "claims": held, "wrong": wrong, "text": text,
        "told": [(key, *answering.shown(key, value)) for key, value in told.items()],
        "region": dict(queries.regions()).get(state.region, "全部已编政策的地区"), "skipped": len(request.session.get(_SKIPPED, ())),
    }  # fmt: skip


def _said(error: Exception) -> str:
    """Say what is wrong with an answer, in one line."""
    problem = error.problems[0] if isinstance(error, Problems) else error
    if isinstance(problem, LuodiError):
        return f"{problem.what}；不知道就先跳过"
    return "这里要写一个数"
