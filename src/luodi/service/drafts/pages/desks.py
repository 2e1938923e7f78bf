"""The list of desks, one desk, what stands before its supports, and policy folders that come in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi.engine.core.errors import DataError, LuodiError, each
from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.rights import Refused
from luodi.service.drafts import actions, folder, queries, trying
from luodi.service.drafts.models import KEPT, KINDS, OPEN, OUTCOMES, STATES, Desk
from luodi.service.drafts.pages.asked import number, rights
from luodi.service.policies.library import library


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every desk with its progress, what waits for a second person, and documents that nobody has taken up."""
    who = acting_of(request)
    context = {
        "here": "desk", "desks": queries.desks(who), "waiting": queries.waiting(who), "documents": queries.untouched(who),
        "regions": library().vocabulary.regions.names, "may_import": bool(who.regions("draft.decide") != ()),
    }  # fmt: skip
    return render(request, "drafts/list.html", context)


@require_POST
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Take up a document."""
    made = actions.begin(acting_of(request), key, timezone.now())
    return redirect("desk-of", made.key)


@require_POST
def refresh(request: HttpRequest, key: str) -> HttpResponse:
    """Take up the newest version of the document."""
    counts = actions.refresh(acting_of(request), key, timezone.now())
    messages.success(
        request,
        _("换到新版本：%(kept)d 项没有变，不再问；%(changed)d 项原文改了，%(added)d 项新增，%(gone)d 项没有了。")
        % counts,
    )
    return redirect("desk-of", key)


@require_safe
def desk(request: HttpRequest, key: str) -> HttpResponse:
    """One desk: its items in the order in which to look at them, and what comes next."""
    held = queries.desk(acting_of(request), key)
    every = queries.ordered(held)
    kind = request.GET.get("kind", "")
    items = [one for one in every if not kind or one.kind == kind]
    newer = held.document and held.document.current and held.read_id != held.document.current_id
    context = {
        "here": "desk", "desk": held, "items": items, "progress": queries.progress(held),
        "next": next((one for one in items if one.state in OPEN), None), "kinds": KINDS, "kind": kind,
        "counts": [(name, label, n) for name, label in KINDS.items() if (n := sum(one.kind == name for one in every))],
        "states": STATES, "outcomes": OUTCOMES, "newer": held.document.current if newer else None, "open": OPEN,  # type: ignore[union-attr]
        "proposals": held.proposals.order_by("-pk").defer("policy", "cases"), "region": library().vocabulary.regions.names.get(held.region, held.region),
        "published": held.proposals.filter(state="published").defer("policy", "cases").first(), **rights(request, held.region),
    }  # fmt: skip
    return render(request, "drafts/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, key: str) -> HttpResponse:
    """What stands before the supports, and what the cases share; tried by the strict loader with what is decided."""
    held = queries.desk(acting_of(request), key)
    given = {"head": held.head, "given": held.given, "version": held.version}
    if request.method != "POST":
        return render(request, "drafts/head.html", _head(request, held, given))
    given = {name: request.POST.get(name, "") for name in ("head", "given")} | {
        "version": number(request.POST.get("version"))
    }
    if "check" in request.POST:
        return render(request, "drafts/head.html", _head(request, held, given))
    try:
        actions.save_head(
            acting_of(request), key, int(given["version"]), str(given["head"]), str(given["given"]), timezone.now()
        )
    except Refused:
        raise
    except actions.Conflict as error:
        held.refresh_from_db()
        told = {"problem": error, "theirs": queries.difference(str(given["head"]), held.head)}
        return render(
            request,
            "drafts/head.html",
            {**_head(request, held, {**given, "version": held.version}), **told},
            status=409,
        )
    except LuodiError as error:
        return render(request, "drafts/head.html", {**_head(request, held, given), "wrong": each(error)}, status=422)
    messages.success(request, _("已存。"))
    return redirect("desk-of", key)


def _head(request: HttpRequest, held: Desk, given: dict[str, Any]) -> dict[str, Any]:
    kept = list(held.items.filter(state__in=KEPT))
    text = str(given["head"]).replace("\r\n", "\n").strip() + "\n"
    tried = trying.whole(
        held.key,
        text,
        queries.lists(kept),
        str(given["given"]).replace("\r\n", "\n"),
        [one.cases for one in kept],
    )
    return {"here": "desk", "desk": held, "given": given, "tried": tried, **rights(request, held.region)}


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Import a policy folder: a ZIP file, or its two files."""
    who = acting_of(request)
    who.everywhere_or("draft.decide")
    context: dict[str, Any] = {"here": "desk", "key": request.POST.get("key", "").strip()}
    if request.method != "POST":
        return render(request, "drafts/import.html", context)
    try:
        made = actions.import_folder(who, _folder(request, context["key"]), timezone.now())
    except Refused:
        raise
    except LuodiError as error:
        return render(request, "drafts/import.html", {**context, "wrong": each(error)}, status=422)
    messages.success(request, _("已导入，%(n)d 项。") % {"n": made.items.count()})
    return redirect("desk-of", made.key)


def _folder(request: HttpRequest, key: str) -> folder.Folder:
    sent = request.FILES.get("folder")
    if sent is None:
        raise DataError(_("没有选文件"), fix=_("选一个 .zip：里面是政策文件夹"))
    data = sent.read(folder.LIMIT + 1)
    if len(data) > folder.LIMIT:
        raise DataError(_("文件太大"), fix=_("政策文件夹里只要 policy.yaml 和 cases.yaml"))
    return folder.unzipped(data, key)
