"""Two people and the whole: propose, look at what is proposed, publish or send back, withdraw; the folder as a ZIP file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi.engine.core.errors import LuodiError, each
from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.rights import Refused
from luodi.service.drafts import actions, folder, queries, trying
from luodi.service.drafts.actions.publishing import faults
from luodi.service.drafts.folder import Folder
from luodi.service.drafts.models import OUTCOMES
from luodi.service.drafts.pages.asked import rights
from luodi.service.files.answer import download as sent
from luodi.service.policies.library import library, term
from luodi.service.policies.queries import planned, shown

_ZIP = "application/zip"


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, key: str) -> HttpResponse:
    """What stands against proposing the whole, and the form when nothing does."""
    held = queries.desk(acting_of(request), key)
    today = timezone.localdate()
    context = {"here": "desk", "desk": held, "note": request.POST.get("note", ""), **rights(request, held.region)}
    if request.method != "POST":
        left_out = held.items.filter(state="waiting").exclude(kind="support").count()
        return render(
            request, "drafts/propose.html", {**context, "wrong": faults(held, today)[1], "left_out": left_out}
        )
    try:
        made = actions.propose(acting_of(request), key, context["note"], timezone.now(), today)
    except Refused:
        raise
    except LuodiError as error:
        return render(request, "drafts/propose.html", {**context, "wrong": each(error)}, status=422)
    messages.success(request, _("已提请发布，等另一位复核。"))
    return redirect("desk-proposal", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """A proposal in words, beside what was published before; the second person publishes it or sends it back."""
    who = acting_of(request)
    held = queries.proposal(who, number)
    problem = None
    if request.method == "POST":
        try:
            return _settled(request, number)
        except LuodiError as error:
            problem = error
    before = held.desk.proposals.filter(number__isnull=False, pk__lt=held.pk).order_by("-number").first()
    tried = trying.text(held.desk.key, held.policy, held.cases)
    policy = tried.policy
    context = {
        "here": "desk", "proposal": held, "desk": held.desk, "tried": tried, "own": held.made_by == who.id, "problem": problem, "outcomes": OUTCOMES,
        "policy": policy, "planned": planned(policy) if policy else [],
        "term": term(policy) if policy else "", "supports": [shown(one, policy) for one in policy.supports] if policy else [],
        "difference": queries.difference(before.policy, held.policy) if before else [], "before": before, "progress": queries.progress(held.desk),
        "region": library().vocabulary.regions.names.get(held.desk.region, ""), **rights(request, held.desk.region),
    }  # fmt: skip
    status = 403 if isinstance(problem, Refused) else 422 if problem else 200
    return render(request, "drafts/proposal.html", context, status=status)


def _settled(request: HttpRequest, number: int) -> HttpResponse:
    who, now = acting_of(request), timezone.now()
    if "approve" in request.POST:
        made = actions.approve(who, number, now)
        messages.success(request, _("已发布第 %(n)d 版，体检里马上就有。") % {"n": made.number})
    elif "recall" in request.POST:
        made = actions.recall(who, number, now)
        messages.success(request, _("已收回。"))
    else:
        made = actions.send_back(who, number, request.POST.get("reason", ""), now)
        messages.success(request, _("已退回，理由在审编台上。"))
    return redirect("desk-of", made.desk.key)


@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Take what is published out of the library."""
    actions.withdraw(acting_of(request), key, request.POST.get("reason", ""), timezone.now())
    messages.success(request, _("已撤下，体检和政策库里不再有这一版。"))
    return redirect("desk-of", key)


@require_safe
def export(request: HttpRequest, key: str) -> HttpResponse:
    """What is decided so far as a policy folder."""
    held = queries.desk(acting_of(request), key)
    return _zip(queries.compiled(held))


@require_safe
def download(request: HttpRequest, number: int) -> HttpResponse:
    """A proposal, or what was published of it, as a policy folder."""
    held = queries.proposal(acting_of(request), number)
    return _zip(Folder(held.desk.key, held.policy, held.cases))


def _zip(made: Folder) -> HttpResponse:
    return sent(folder.zipped(made), f"{made.key.rpartition('/')[2]}.zip", _ZIP)
