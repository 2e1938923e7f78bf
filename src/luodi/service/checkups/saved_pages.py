"""Pages of saved check-ups: the list, one with its links, two beside each other; and the page that a link opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luodi.engine.core.errors import DataError, Ended, NotFound
from luodi.service.accounts.rights import Refused
from luodi.service.checkups import actions, answering, entering, queries, report, sitting
from luodi.service.checkups.models import SavedCheckUp, ShareLink
from luodi.service.checkups.pages import begun, groups
from luodi.service.checkups.result_pages import pdf_answer, result_context
from luodi.service.checkups.sitting import Sitting
from luodi.service.policies.queries import library

_PERIODS = ((7, "7 天"), (30, "30 天"), (90, "90 天"), (365, "一年"))
_FRESH = "fresh_link"  # the address of a new link, shown once
_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """A page for those who signed in; a check-up that is not theirs is a page that is not there."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        if request.acting.person is None:  # type: ignore[attr-defined]
            back = request.get_full_path() if request.method == "GET" else reverse("checkups")
            return redirect(f"{_sign_in()}?{urlencode({'next': back})}")
        try:
            return view(request, *args, **more)
        except (NotFound, Refused) as error:
            raise Http404(error.what) from None

    return answer


def _sign_in() -> str:
    from django.conf import settings
    from django.shortcuts import resolve_url

    return str(resolve_url(settings.LOGIN_URL))


@require_safe
@signed_in
def listed(request: HttpRequest) -> HttpResponse:
    """The check-ups one may see."""
    rows = queries.visible(request.acting)[:200]  # type: ignore[attr-defined]
    return render(request, "checkups/list.html", {"here": "checkup", "rows": [_row(one) for one in rows]})


def _row(held: SavedCheckUp) -> dict[str, Any]:
    region = library().vocabulary.regions.name(held.region) if held.region else _("全部已编政策的地区")
    return {"held": held, "region": region, "totals": held.totals, "old": held.library != answering.digest()}


@require_POST
@signed_in
def save(request: HttpRequest) -> HttpResponse:
    """Keep the check-up of the session."""
    held = begun(request)
    whose = held.organisation if request.POST.get("whose") == "organisation" else None
    now, acting = timezone.now(), request.acting  # type: ignore[attr-defined]
    try:
        made = actions.save(acting, held.told, request.POST.get("title", ""), now, organisation=whose)
    except DataError as error:
        messages.error(request, entering.said(error))
        return redirect("checkup-keep")
    held.saved = made.pk
    sitting.keep(request.session, held)
    messages.success(request, _("保存好了。"))
    return redirect("saved-checkup", made.pk)


@require_safe
@signed_in
def saved(request: HttpRequest, number: int) -> HttpResponse:
    """One check-up: its result as of today, its links."""
    held = queries.found(request.acting, number)  # type: ignore[attr-defined]
    now = timezone.now()
    others = [one for one in queries.visible(request.acting)[:200] if one.pk != held.pk]  # type: ignore[attr-defined]
    links = [
        {"link": one, "ended": one.revoked_at is not None or one.expires_at <= now}
        for one in held.links.select_related("created_by")
    ]
    fresh = request.session.pop(_FRESH, None)
    told = queries.told_of(held)
    made = {
        **result_context(told, answering.answer_to(told), request.GET), "saved": held, "links": links, "fresh": fresh if fresh and fresh["check_up"] == held.pk else None,
        "periods": _PERIODS, "others": others, "old": held.library != answering.digest(), "groups": groups(told),
    }  # fmt: skip
    return render(request, "checkups/saved.html", made)


@require_POST
@signed_in
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Go on with a saved check-up: what was told is in the session again; what was saved stays as it is."""
    held = queries.found(request.acting, number)  # type: ignore[attr-defined]
    name = held.organisation.name if held.organisation else ""
    sitting.keep(
        request.session,
        Sitting(queries.told_of(held), organisation=held.organisation_id, organisation_name=name, saved=held.pk),
    )
    return redirect("checkup")


@require_POST
@signed_in
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a saved check-up away, with its links."""
    actions.remove(request.acting, number, timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("移去了；它的链接也一并失效。"))
    return redirect("checkups")


@require_safe
@signed_in
def saved_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The report of a saved check-up."""
    held = queries.found(request.acting, number)  # type: ignore[attr-defined]
    name = held.organisation.name if held.organisation else ""
    return pdf_answer(
        report.sheet(queries.told_of(held), timezone.localdate(timezone.now()), name=name),
        f"luodi-{held.on}.pdf",
        request,
    )


@require_safe
@signed_in
def compare(request: HttpRequest) -> HttpResponse:
    """Two check-ups beside each other."""
    numbers = [text for name in ("a", "b") for text in request.GET.getlist(name)]
    if len(numbers) != 2 or not all(text.isdecimal() for text in numbers):
        messages.error(request, _("选两次体检来比较。"))
        return redirect("checkups")
    sides = [queries.side(queries.found(request.acting, int(text))) for text in numbers]  # type: ignore[attr-defined]
    return render(request, "checkups/compare.html", {"here": "checkup", "both": queries.compared(*sides)})


@require_POST
@signed_in
def share(request: HttpRequest, number: int) -> HttpResponse:
    """Make a link; its address is shown once."""
    days = request.POST.get("days", "")
    try:
        link, secret = actions.share(
            request.acting, number, timezone.now(), days=int(days) if days.isdecimal() else 0, label=request.POST.get("label", ""),  # type: ignore[attr-defined]
            shows_name="shows_name" in request.POST, shows_facts="shows_facts" in request.POST,
        )  # fmt: skip
    except DataError as error:
        messages.error(request, entering.said(error))
        return redirect("saved-checkup", number)
    address = request.build_absolute_uri(reverse("shared-checkup", args=[secret]))
    request.session[_FRESH] = {"check_up": number, "address": address, "link": link.pk}
    return redirect(reverse("saved-checkup", args=[number]) + "#links")


@require_POST
@signed_in
def revoke(request: HttpRequest, number: int, link: int) -> HttpResponse:
    """End a link."""
    actions.revoke(request.acting, number, link, timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("链接已撤销，再打开它只会看到“已失效”。"))
    return redirect(reverse("saved-checkup", args=[number]) + "#links")


def opened(view: Callable[[HttpRequest, str, ShareLink], HttpResponse]) -> View:
    """A page under a link: kept by nobody, found by no search; it says so when the link has ended."""

    @wraps(view)
    def answer(request: HttpRequest, secret: str) -> HttpResponse:
        try:
            response = view(request, secret, queries.shared(secret, timezone.now()))
        except Ended as error:
            response = render(request, "checkups/ended.html", {"error": error}, status=410)
        except NotFound as error:
            raise Http404(error.what) from None
        for name, value in _PRIVATE.items():
            response.headers[name] = value
        return response

    return answer


@require_safe
@opened
def shared(request: HttpRequest, secret: str, link: ShareLink) -> HttpResponse:
    """What a link shows: the result, and of the enterprise no more than its owner chose."""
    told = queries.told_of(link.check_up)
    result = result_context(told, answering.answer_to(told), request.GET, bare=not link.shows_facts)
    more = {"link": link, "name": name_of(link), "secret": secret, "values": link.shows_facts}
    return render(
        request, "checkups/shared.html", {**result, **more, "groups": groups(told) if link.shows_facts else []}
    )


@require_safe
@opened
def shared_pdf(request: HttpRequest, secret: str, link: ShareLink) -> HttpResponse:
    """The report under a link."""
    return pdf_answer(shared_sheet(link), "luodi.pdf", request)


def shared_sheet(link: ShareLink) -> dict[str, Any]:
    """The report with no more than the owner chose to show."""
    return report.sheet(
        queries.told_of(link.check_up), timezone.localdate(timezone.now()), name=name_of(link), facts=link.shows_facts
    )


def name_of(link: ShareLink) -> str:
    """The enterprise's name, where the owner chose to show it."""
    if not link.shows_name:
        return ""
    held = link.check_up
    return str(held.organisation.name if held.organisation else held.told.get("enterprise", {}).get("name", ""))
