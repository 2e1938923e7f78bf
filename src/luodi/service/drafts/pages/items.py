"""One item: the words of the clause beside the form, a live check, the cases typed in beside it, and what a person decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luodi.engine.core.errors import LuodiError, each
from luodi.engine.core.provisions import BOUNDS, TARGET_KINDS
from luodi.engine.rules.model import INSTRUMENTS, Policy
from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.rights import Refused
from luodi.service.drafts import actions, fields, queries, trying
from luodi.service.drafts.actions.deciding import tried
from luodi.service.drafts.fields import Fields
from luodi.service.drafts.models import OPEN, STATES, Item
from luodi.service.drafts.pages.asked import number, rights
from luodi.service.policies.library import library
from luodi.service.policies.models import Clause
from luodi.service.policies.queries import shown

_PROMISED = {"amount": "确定的金额", "at_most": "上限（最高、不超过）", "discretion": "不能计算"}


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, number: int) -> HttpResponse:
    """Show an item; a form accepts it as it stands in the fields, or keeps what was typed."""
    held = queries.item(acting_of(request), number)
    if request.method != "POST":
        return render(
            request, "drafts/item.html", _context(request, held, fields.of_text(held.kind, held.text), held.cases)
        )
    told, text, cases = _posted(request, held)
    try:
        made = _done(request, held, text, cases)
    except Refused:
        raise
    except actions.Conflict as error:
        return _conflict(request, held, told, cases, error)
    except LuodiError as error:
        context = {**_context(request, held, told, cases), "wrong": each(error)}
        return render(request, "drafts/item.html", context, status=422)
    if made.state in OPEN:
        messages.success(request, _("已存，还没有定。"))
        return redirect("desk-item", held.pk)
    return _onward(request, made)


def _done(request: HttpRequest, held: Item, text: str, cases: str) -> Item:
    act = actions.save if "save" in request.POST else actions.decide
    return act(acting_of(request), held.pk, _version(request), text, cases, timezone.now())


def _version(request: HttpRequest) -> int:
    return number(request.POST.get("version"))


def _posted(request: HttpRequest, held: Item) -> tuple[Fields, str, str]:
    """The fields as they were typed, as text; a form that was not touched changes no character."""
    was = fields.of_text(held.kind, held.text)
    told = was.posted(request.POST, request.POST.getlist("settled"))  # type: ignore[arg-type]
    text = held.text if told == was else told.text
    return told, text, trying.typed(request.POST.get("cases", "").replace("\r\n", "\n"))


def _conflict(request: HttpRequest, held: Item, told: Fields, cases: str, error: LuodiError) -> HttpResponse:
    """Tell what somebody else changed, and keep what was typed."""
    held.refresh_from_db()
    theirs = queries.difference(told.text, held.text)
    context = {
        **_context(request, held, told, cases),
        "problem": error,
        "theirs": theirs,
        "their_cases": queries.difference(cases, held.cases),
    }
    return render(request, "drafts/item.html", context, status=409)


def _onward(request: HttpRequest, made: Item) -> HttpResponse:
    messages.success(request, f"{made.clause}　{STATES[made.state]}")
    following = queries.after(made.desk, made)
    return redirect("desk-item", following.pk) if following else redirect("desk-of", made.desk.key)


@require_POST
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Try what stands in the fields: the strict loader, the formula in words, the cases; a part of the page for htmx, else the page."""
    held = queries.item(acting_of(request), number)
    told, text, cases = _posted(request, held)
    if request.headers.get("HX-Request"):
        return render(request, "drafts/_tried.html", _tried(held, text, cases))
    return render(request, "drafts/item.html", _context(request, held, told, cases, text))


@require_POST
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Leave an item out."""
    held = queries.item(acting_of(request), number)
    try:
        made = actions.refuse(
            acting_of(request), number, _version(request), request.POST.get("reason", ""), timezone.now()
        )
    except actions.Conflict as error:
        return _conflict(request, held, fields.of_text(held.kind, held.text), held.cases, error)
    return _onward(request, made)


@require_POST
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Take an item up again."""
    made = actions.reopen(acting_of(request), number, _version(request), timezone.now())
    return redirect("desk-item", made.pk)


def _tried(held: Item, text: str, cases: str) -> dict[str, Any]:
    found = tried(held, text, cases)
    policy = found.policy
    if held.kind != "support":
        return {"tried": found, "planned": _planned(policy, held.own) if policy else [], "sample": "", "text": text}
    support = policy.support(held.own) if policy else None
    words = shown(support, policy) if support and policy else None
    empty = support and policy and not cases.strip()
    sample = trying.skeleton(policy, support, timezone.localdate().replace(month=6, day=1)) if empty else ""  # type: ignore[arg-type]
    return {"tried": found, "words": words, "sample": sample, "text": text}


def _planned(policy: Policy, own: str) -> list[tuple[str, str]]:
    """A target or a task in words, as the loader understood it."""
    target = next((one for one in policy.targets if one.id == own), None)
    if target is not None:
        year = _("%(year)d年") % {"year": target.year} if target.year else _("原文没有写")
        return [(_("指标"), target.indicator), (_(TARGET_KINDS[target.kind]), target.words), (_("年份"), year)]
    task = next(one for one in policy.tasks if one.id == own)
    told = [(_("牵头"), "、".join(task.lead)), (_("配合"), "、".join(task.assist)), (_("责任"), "、".join(task.bodies)),
            (_("何时"), "、".join(task.when))]  # fmt: skip
    return [(name, words) for name, words in told if words] or [(_("责任"), _("没有写谁做、何时做"))]


def _context(request: HttpRequest, held: Item, told: Fields, cases: str, text: str = "") -> dict[str, Any]:
    desk = held.desk
    before, behind = queries.beside(desk, held)
    clause = Clause.objects.filter(version=desk.read_id, cid=held.cid).first() if desk.read_id else None
    found = _tried(held, text or held.text, cases)
    return {
        "here": "desk", "item": held, "desk": desk, "told": told, "cases": cases or found["sample"], "clause": clause, "before": before, "behind": behind,
        "states": STATES, "instruments": INSTRUMENTS, "entities": library().vocabulary.entities, "promised": _PROMISED, "progress": queries.progress(desk),
        "change": queries.difference(held.words_before, held.words) if held.words_before and held.state == "changed" else [],
        "drafted": queries.difference(held.text, held.drafted) if held.state == "changed" and held.text != held.drafted else [],
        "open": held.state in OPEN, "form": f"drafts/_{held.kind}.html", "target_kinds": TARGET_KINDS, "bounds": BOUNDS, **found, **rights(request, desk.region),
    }  # fmt: skip
