"""The organisations somebody acts for, who else acts for them, and the requests that wait to be decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi.service.accounts import queries
from luodi.service.accounts.acting import CHOSEN
from luodi.service.accounts.actions import authorisations
from luodi.service.accounts.forms import GrantForm, OrganisationForm, ReasonForm
from luodi.service.accounts.pages.forms_of import answered, evidence_of, page
from luodi.service.accounts.pages.sign_up import join
from luodi.service.accounts.regions import name as region_name
from luodi.service.accounts.rights import Over, Refused
from luodi.service.accounts.wording import role_name
from luodi.service.files.answer import attachment


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The organisations I act for; add one, or ask for one that is known."""
    acting = request.acting  # type: ignore[attr-defined]
    person, form = queries.me(acting), OrganisationForm(request.POST or None, request.FILES or None)
    answer = answered(form, lambda held: join(request, person, held)) if request.method == "POST" else None
    context = {
        "here": "me", "form": form, "organisations": [{**row, "role_name": role_name(row["role"])} for row in queries.my_organisations(acting)],
        "requests": queries.my_requests(acting), "next": request.GET.get("next", ""),
    }  # fmt: skip
    return answer or page(request, "accounts/my_organisations.html", context, form)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the organisation to act for from now on; it stands in the session."""
    acting, key = request.acting, request.POST.get("organisation", "")  # type: ignore[attr-defined]
    if not key.isdecimal() or int(key) not in acting.organisations:
        raise Refused("没有这项权限", why="您不代表这家企业", fix="先取得它的授权")
    request.session[CHOSEN] = int(key)
    messages.success(request, _("已切换"))
    return redirect("my-organisations")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_organisation(request: HttpRequest, key: int) -> HttpResponse:
    """Who acts for an organisation; grant it to another person."""
    acting = request.acting  # type: ignore[attr-defined]
    found = queries.organisation(acting, key)
    may_grant = acting.may("authorisation.grant", Over(organisation=found.pk, region=found.region))
    form = GrantForm(request.POST or None, request.FILES or None)

    def do(held: dict[str, Any]) -> HttpResponse:
        made = authorisations.grant(
            acting, found.pk, held["login"], held["role"], evidence_of(held), timezone.now(), manages=held["manages"], ends=held["ends"],
        )  # fmt: skip
        messages.success(
            request, _("%(name)s可以代表%(organisation)s了") % {"name": made.person.name, "organisation": found.name}
        )
        return redirect("authorisations", found.pk)

    answer = answered(form, do) if request.method == "POST" else None
    context = {
        "here": "registry", "organisation": found, "region": region_name(found.region) if found.region else "", "form": form, "may_grant": may_grant,
        "rows": [{**row, "role_name": role_name(row["authorisation"].role)} for row in queries.authorisations(acting, found)],
        "today": timezone.localdate(),
    }  # fmt: skip
    return answer or page(request, "accounts/authorisations.html", context, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    """Revoke an authorisation, with the reason; the page asks once more."""
    acting, form = request.acting, ReasonForm(request.POST or None)  # type: ignore[attr-defined]
    held = queries.revocable(acting, key)

    def do(given: dict[str, Any]) -> HttpResponse:
        authorisations.revoke(acting, key, given["reason"], timezone.now())
        messages.success(request, _("授权已撤销，立即生效，已登录的也一样"))
        return redirect(
            "me" if held.person_id == acting.person else "authorisations",
            *([] if held.person_id == acting.person else [held.organisation_id]),
        )

    answer = answered(form, do) if request.method == "POST" else None
    told = _("%(name)s将不能再代表%(organisation)s，立即生效。") % {
        "name": held.person.name,
        "organisation": held.organisation.name,
    }
    return answer or page(
        request,
        "accounts/form.html",
        {"here": "me", "form": form, "title": _("撤销授权"), "button": _("撤销"), "told": told},
        form,
    )


@never_cache
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The requests that wait for me."""
    acting = request.acting  # type: ignore[attr-defined]
    queries.require_some(acting)
    rows = [
        (one, role_name(one.role), region_name(one.organisation.region) if one.organisation.region else "")
        for one in queries.requests(acting)[:200]
    ]
    return render(request, "accounts/requests.html", {"here": "requests", "rows": rows})


@require_POST
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """Accept or refuse a request."""
    acting, now = request.acting, timezone.now()  # type: ignore[attr-defined]
    if request.POST.get("what") == "accept":
        made = authorisations.accept(acting, key, now, manages=bool(request.POST.get("manages")))
        messages.success(
            request,
            _("%(name)s可以代表%(organisation)s了")
            % {"name": made.person.name, "organisation": made.organisation.name},
        )
    else:
        authorisations.refuse(acting, key, request.POST.get("reason", ""), now)
        messages.success(request, _("已拒绝，原因会告诉申请人"))
    return redirect("access-requests")


@never_cache
@require_safe
def evidence(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The written authorisation, for those who may see it."""
    digest, name = queries.evidence(request.acting, kind, int(key))  # type: ignore[attr-defined]
    return attachment(digest, name)
