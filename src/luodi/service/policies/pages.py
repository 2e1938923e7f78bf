"""Pages of the policy library and the check-up: an answer of `queries` or `checkup` in a template."""

from __future__ import annotations

from datetime import date
from decimal import InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi.engine.core.errors import LuodiError, Problems
from luodi.engine.rules.model import INSTRUMENTS
from luodi.service.policies import checkup, queries

_TOLD, _ON, _REGION, _SKIPPED = "told", "on", "region", "skipped"


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """The list of encoded policies, with words, region, instrument and a day to choose by."""
    given = {name: request.GET.get(name, "").strip() for name in ("words", "region", "instrument", "on")}
    wrong, on = "", None
    if given["on"]:
        try:
            on = date.fromisoformat(given["on"])
        except ValueError:
            wrong = f"没有“{given['on']}”这一天"
    found = queries.listed(given["words"], given["region"], given["instrument"], on)
    context = {
        "here": "policies",
        "found": found,
        "given": given,
        "wrong": wrong,
        "on": on,
        "regions": queries.regions(),
        "instruments": INSTRUMENTS,
    }
    return render(request, "policies/list.html", context)


@require_safe
def policy(request: HttpRequest, policy_id: str) -> HttpResponse:
    """One policy with all its supports in words."""
    try:
        found = queries.library().policy(policy_id)
    except LuodiError as error:
        raise Http404(f"{error.what}。{error.fix}") from None
    vocabulary = queries.library().vocabulary
    context = {
        "here": "policies", "policy": found, "region": vocabulary.regions.name(found.region), "combining": queries.combining(found),
        "supports": [queries.shown(support, found) for support in found.supports],
        "scope": [queries.formula_text(c.test) for c in found.scope],
    }  # fmt: skip
    return render(request, "policies/policy.html", context)


@require_safe
def facts(request: HttpRequest) -> HttpResponse:
    """The vocabulary, searched."""
    words = request.GET.get("words", "").strip()
    return render(request, "policies/facts.html", {"here": "facts", "words": words, "found": queries.facts(words)})


@require_http_methods(["GET", "HEAD", "POST"])
def check_up(request: HttpRequest) -> HttpResponse:
    """The check-up: begins with where and when, then asks one question after the other."""
    if request.method == "POST":
        return _begin(request)
    if _ON not in request.session:
        return render(request, "policies/begin.html", {"here": "checkup", "regions": queries.regions(), "today": ""})
    return render(request, "policies/checkup.html", _context(request))


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
            checkup.read(key, text, date.fromisoformat(request.session[_ON]))
            if key not in {checkup.RECEIVED}
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
        return render(request, "policies/begin.html", context, status=422)
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
        return render(request, "policies/checkup.html", _context(request, wrong, text), status=422)
    return render(request, "policies/_state.html", _context(request, wrong, text))


def _context(request: HttpRequest, wrong: str = "", text: str = "") -> dict[str, Any]:
    told = request.session.get(_TOLD, {})
    state = checkup.answered(
        told,
        date.fromisoformat(request.session[_ON]),
        request.session[_REGION],
        tuple(request.session.get(_SKIPPED, ())),
    )
    held = checkup.claims(state.answer)
    return {
        "here": "checkup", "state": state, "totals": state.answer.totals, "claims": held, "wrong": wrong, "text": text,
        "told": [(key, *checkup.shown(key, value)) for key, value in told.items()],
        "region": dict(queries.regions()).get(state.region, "全部已编政策的地区"), "skipped": len(request.session.get(_SKIPPED, ())),
    }  # fmt: skip


def _said(error: Exception) -> str:
    """Say what is wrong with an answer, in one line."""
    problem = error.problems[0] if isinstance(error, Problems) else error
    if isinstance(problem, LuodiError):
        return f"{problem.what}；不知道就先跳过"
    return "这里要写一个数"
