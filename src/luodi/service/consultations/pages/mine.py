"""One's own comments: where they stand, the answers to them, taking them back, their files; a visitor's under its secret address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luodi.engine.core.errors import NotFound
from luodi.service.consultations import actions, queries
from luodi.service.consultations.models import DECISIONS, STATES, Comment
from luodi.service.consultations.pages.public import with_runs
from luodi.service.files.answer import attachment

_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's comments with their answers; answers that are shown count as read."""
    acting, now = request.acting, timezone.now()  # type: ignore[attr-defined]
    if acting.person is None:
        return redirect(f"{reverse('sign-in')}?{urlencode({'next': reverse('my-comments')})}")
    found = list(queries.own(acting)[:200])
    unread = [
        one
        for one in found
        if one.told_at is None and one.consultation.published_at is not None and one.state != "withdrawn"
    ]
    fresh = {one.pk for one in unread}
    actions.told(acting, unread, now)
    return render(
        request,
        "consultations/mine.html",
        {"here": "consultations", "rows": [{**_row(one), "fresh": one.pk in fresh} for one in found]},
    )


def _row(one: Comment) -> dict[str, Any]:
    """A comment of one's own: nothing of it is masked; its answer only once that is published."""
    today = timezone.localdate()
    published = one.consultation.published_at is not None
    answer = one.cluster if published and one.cluster is not None and one.state == "shown" else None
    return {
        **with_runs([one], whole=True)[0], "state": STATES[one.state], "open": one.consultation.phase(today) == "open" and one.state != "withdrawn",
        "answer": answer, "decision": DECISIONS.get(answer.decision, "") if answer else "",
    }  # fmt: skip


@require_POST
def withdraw(request: HttpRequest, number: int, own: int) -> HttpResponse:
    """Take one's comment back."""
    actions.withdraw(request.acting, number, own, timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("第 %(n)d 条意见撤回了。") % {"n": own})
    return redirect("my-comments")


@require_safe
def visitor(request: HttpRequest, secret: str) -> HttpResponse:
    """What a visitor's address shows: the comment, its state, its answer once published."""
    found = queries.by_secret(secret)
    return _private(
        render(
            request,
            "consultations/visitor.html",
            {"here": "consultations", "row": _row(found), "of": found.consultation, "secret": secret},
        )
    )


@require_POST
def visitor_withdraw(request: HttpRequest, secret: str) -> HttpResponse:
    """Take a visitor's comment back."""
    found = queries.by_secret(secret)
    actions.withdraw(request.acting, found.consultation_id, found.number, timezone.now(), secret=secret)  # type: ignore[attr-defined]
    messages.success(request, _("第 %(n)d 条意见撤回了。") % {"n": found.number})
    return _private(redirect("visitor-comment", secret))


@require_safe
def file(request: HttpRequest, number: int, own: int, digest: str) -> HttpResponse:
    """A file of a comment: for its author and for those who moderate."""
    held = queries.attachments(request.acting, number, own, timezone.now())  # type: ignore[attr-defined]
    found = held.filter(digest=digest).first()
    if found is None:
        raise NotFound(_("没有这份附件"), fix=_("从意见里打开"))
    return attachment(found.digest, found.name)


def _private(response: HttpResponse) -> HttpResponse:
    for name, value in _PRIVATE.items():
        response[name] = value
    return response
