"""The consistency review of a held document as a page, as text and as a table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.rights import Over, require
from luodi.service.drafts import findings
from luodi.service.drafts.models import Desk
from luodi.service.files.answer import download
from luodi.service.policies.models import Document, Version
from luodi.service.policies.room import document_of


@require_safe
def review(request: HttpRequest, key: str) -> HttpResponse:
    """Each finding with its clause, what it costs whom, and what to ask; `level` chooses a severity."""
    held, version = _held(request, key)
    level = request.GET.get("level", "")
    every = findings.findings(version)
    context = {
        "here": "desk", "document": held, "version": version, "found": findings.findings(version, level), "level": level,
        "levels": [(name, label, findings.counts(every)[name]) for name, label in findings.LEVELS.items()], "count": len(every),
        "has_desk": Desk.objects.filter(key=held.key).exists(),
    }  # fmt: skip
    return render(request, "drafts/review.html", context)


@require_safe
def text(request: HttpRequest, key: str) -> HttpResponse:
    """The findings as a text to send."""
    held, version = _held(request, key)
    found = findings.findings(version, request.GET.get("level", ""))
    return download(findings.as_text(held.title, found).encode(), _("起草体检") + ".txt", "text/plain; charset=utf-8")


@require_safe
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    """The findings as a table with a column for the answers."""
    held, version = _held(request, key)
    return download(
        findings.as_sheet(held.title, findings.findings(version, request.GET.get("level", ""))), _("起草体检") + ".xlsx"
    )


def _held(request: HttpRequest, key: str) -> tuple[Document, Version]:
    who = acting_of(request)
    who.everywhere_or("draft.view")
    held = document_of(key)
    require(who, "draft.view", Over(region=held.region))
    assert held.current is not None
    return held, held.current
