"""Encoded policies and the vocabulary: an answer of `queries` in a template."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luodi.engine.core.errors import LuodiError
from luodi.engine.rules.model import INSTRUMENTS
from luodi.service.policies import queries
from luodi.service.policies.catalogue import catalogue, stamp
from luodi.service.policies.library import term


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """The list of encoded policies, with words, region, instrument and a day to choose by."""
    given = {name: request.GET.get(name, "").strip() for name in ("words", "region", "instrument", "on")}
    wrong, on = "", None
    if given["on"]:
        try:
            on = date.fromisoformat(given["on"])
        except ValueError:
            wrong = _("没有“%s”这一天") % given["on"][:20]
    found = queries.listed(given["words"], given["region"], given["instrument"], on)
    held = catalogue().by_key
    context = {
        "here": "policies",
        "found": [(one, term(one.policy), one.policy.id in held) for one in found],
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
    vocabulary, token = queries.library().vocabulary, stamp()
    context = {
        "here": "policies", "policy": found, "region": vocabulary.regions.name(found.region), "combining": queries.combining(found),
        "supports": [
            (queries.shown(one, found), [(clause, queries.clause_link(policy_id, clause, token) or "") for clause in one.clause]) for one in found.supports
        ],
        "planned": queries.planned(found), "term": term(found), "reading": queries.clause_link(policy_id, token=token) or "",
        "scope": [queries.formula_text(c.test) for c in found.scope],
    }  # fmt: skip
    return render(request, "policies/policy.html", context)


@require_safe
def facts(request: HttpRequest) -> HttpResponse:
    """The vocabulary, searched."""
    words = request.GET.get("words", "").strip()
    return render(request, "policies/facts.html", {"here": "facts", "words": words, "found": queries.facts(words)})
