"""The people of the site, their posts, their passwords: the pages of the administrator (the auditor may look)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi.service.accounts import queries
from luodi.service.accounts.actions import people, posts
from luodi.service.accounts.forms import PersonForm, PostForm, ReasonForm
from luodi.service.accounts.pages.forms_of import answered, page
from luodi.service.accounts.regions import name as region_name
from luodi.service.accounts.rights import require
from luodi.service.accounts.wording import role_name

_A_PAGE = 50


@never_cache
@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """The list of people."""
    words, staff = request.GET.get("words", "").strip(), bool(request.GET.get("staff"))
    found = queries.people(request.acting, words, staff=staff)  # type: ignore[attr-defined]
    shown, today = Paginator(found, _A_PAGE).get_page(request.GET.get("page")), timezone.localdate()
    rows = [
        (one, [(role_name(post.role), region_name(post.region)) for post in queries.posts(one, today)]) for one in shown
    ]
    return render(
        request,
        "accounts/people.html",
        {"here": "people", "rows": rows, "shown": shown, "words": words, "staff": staff},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Make an account for a member of staff; the password of one use is shown once."""
    require(request.acting, "person.create")  # type: ignore[attr-defined]
    form = PersonForm(request.POST or None)

    def do(held: dict[str, Any]) -> HttpResponse:
        details = people.Details(held["name"], held["phone"], held["email"])
        made, password = people.create(request.acting, held["login"], details, timezone.now())  # type: ignore[attr-defined]
        return render(request, "accounts/password_once.html", {"here": "people", "found": made, "password": password})

    answer = answered(form, do) if request.method == "POST" else None
    return answer or page(
        request,
        "accounts/form.html",
        {"here": "people", "form": form, "title": _("新建人员"), "button": _("新建")},
        form,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, key: int) -> HttpResponse:
    """One person with posts and authorisations; give a post."""
    acting = request.acting  # type: ignore[attr-defined]
    queries.people(acting)  # who may see everybody; one's own account is another page
    found, form = queries.person(acting, key), PostForm(request.POST or None)

    def do(held: dict[str, Any]) -> HttpResponse:
        posts.grant(acting, found.pk, held["role"], held["unit"], held["region"], timezone.now(), ends=held["ends"])
        messages.success(request, _("岗位已给"))
        return redirect("person", found.pk)

    answer = answered(form, do) if request.method == "POST" else None
    context = {
        "here": "people", "found": found, "contact": queries.contact(acting, found), "form": form,
        "posts": [(post, role_name(post.role), region_name(post.region)) for post in queries.posts(found, timezone.localdate())],
        "authorisations": [(held, role_name(held.role)) for held in found.authorisations.select_related("organisation").filter(revoked_at=None)],
        "may_change": acting.regions("post.grant") != (), "may_reset": acting.regions("person.reset") is None,
    }  # fmt: skip
    return answer or page(request, "accounts/person.html", context, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_post(request: HttpRequest, key: int) -> HttpResponse:
    """Take a post back, with the reason."""
    acting, form = request.acting, ReasonForm(request.POST or None)  # type: ignore[attr-defined]
    post = queries.post(acting, key)

    def do(held: dict[str, Any]) -> HttpResponse:
        posts.revoke(acting, key, held["reason"], timezone.now())
        messages.success(request, _("岗位已撤销，立即生效"))
        return redirect("person", post.person_id)

    answer = answered(form, do) if request.method == "POST" else None
    told = _("%(name)s将不再是%(unit)s的%(role)s（%(region)s），立即生效。") % {
        "name": post.person.name, "unit": post.unit, "role": role_name(post.role), "region": region_name(post.region)}  # fmt: skip
    return answer or page(
        request,
        "accounts/form.html",
        {"here": "people", "form": form, "title": _("撤销岗位"), "button": _("撤销"), "told": told},
        form,
    )


@never_cache
@require_POST
def reset(request: HttpRequest, key: int) -> HttpResponse:
    """Give a password of one use, and show it once."""
    acting = request.acting  # type: ignore[attr-defined]
    require(acting, "person.reset")
    found = queries.person(acting, key)
    password = people.reset_password(acting, key, request.POST.get("reason", ""))
    return render(request, "accounts/password_once.html", {"here": "people", "found": found, "password": password})


@require_POST
def switch(request: HttpRequest, key: int) -> HttpResponse:
    """Disable somebody, or enable again."""
    acting = request.acting  # type: ignore[attr-defined]
    require(acting, "person.disable")
    found = queries.person(acting, key)
    if found.is_active:
        people.disable(acting, key, request.POST.get("reason", ""))
        messages.success(request, _("已停用，立即生效"))
    else:
        people.enable(acting, key, request.POST.get("reason", ""))
        messages.success(request, _("已恢复"))
    return redirect("person", key)
