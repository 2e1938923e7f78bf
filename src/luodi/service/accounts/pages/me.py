"""One's own account: details, password, second factor, open sessions, keys of the API, language."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from luodi.service.accounts import queries
from luodi.service.accounts.acting import acting
from luodi.service.accounts.actions import people, second_factor, sign_ins, tokens
from luodi.service.accounts.agents import browser
from luodi.service.accounts.forms import CodeForm, DetailsForm, PasswordForm, TokenForm
from luodi.service.accounts.models import Person, SignIn
from luodi.service.accounts.pages.forms_of import answered, page
from luodi.service.accounts.regions import name as region_name
from luodi.service.accounts.rights import VISITOR
from luodi.service.accounts.wording import role_name, said

_SECRET = "new_second_factor"


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The account on one page."""
    return render(request, "accounts/me.html", _account(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Change name, telephone, e-mail."""
    person = queries.me(request.acting)  # type: ignore[attr-defined]
    form = DetailsForm(
        request.POST or None, initial={"name": person.name, "phone": person.phone, "email": person.email}
    )

    def do(held: dict[str, Any]) -> HttpResponse:
        people.change(request.acting, person.pk, people.Details(held["name"], held["phone"], held["email"]))  # type: ignore[attr-defined]
        messages.success(request, _("已保存"))
        return redirect("me")

    answer = answered(form, do) if request.method == "POST" else None
    return answer or page(
        request,
        "accounts/form.html",
        {"here": "me", "form": form, "title": _("修改我的信息"), "button": _("保存")},
        form,
    )


@sensitive_post_parameters("old", "new", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; the only page for somebody who has one of one use."""
    if not isinstance(request.user, Person):
        return redirect("sign-in")
    form = PasswordForm(request.POST or None)

    def do(held: dict[str, Any]) -> HttpResponse:
        mine, key = acting(request.user, timezone.now()), request.session.session_key or ""
        changed = people.change_password(mine, request.user.pk, held["old"], held["new"], keep=key)
        update_session_auth_hash(request, changed)  # gives the session a new key
        SignIn.objects.filter(session_key=key).update(session_key=request.session.session_key)
        messages.success(request, _("密码改好了；别处的登录都已退出"))
        return redirect("me")

    answer = answered(form, do) if request.method == "POST" else None
    context = {
        "here": "me",
        "form": form,
        "title": _("改密码"),
        "button": _("改密码"),
        "must_change": request.user.must_change,
    }
    return answer or page(request, "accounts/form.html", context, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Switch the second factor on (the first code proves it), off, or make new recovery codes."""
    person = queries.me(request.acting)  # type: ignore[attr-defined]
    form, what = CodeForm(request.POST or None), request.POST.get("what", "")
    secret = request.session.get(_SECRET) or second_factor.new_secret()
    if not person.totp_secret:
        request.session[_SECRET] = secret

    def do(held: dict[str, Any]) -> HttpResponse:
        now, mine = timezone.now(), request.acting  # type: ignore[attr-defined]
        if what == "off":
            second_factor.disable(mine, person.pk, held["code"], now)
            messages.success(request, _("第二步验证已关闭"))
            return redirect("me")
        if what == "renew":
            codes = second_factor.renew(mine, person.pk, held["code"], now)
        else:
            codes = second_factor.enable(mine, person.pk, secret, held["code"], now)
            request.session.pop(_SECRET, None)
        return render(request, "accounts/recovery_codes.html", {"here": "me", "codes": codes})

    answer = answered(form, do) if request.method == "POST" else None
    qr = segno.make(second_factor.address(person, secret), error="m").svg_data_uri(
        scale=5, border=3, light="#fff", dark="#000"
    )
    return answer or page(
        request,
        "accounts/second_factor.html",
        {"here": "me", "form": form, "on": person.totp_secret, "secret": secret, "qr": qr},
        form,
    )


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one other session, or all others."""
    mine, key = request.acting, request.POST.get("session", "")  # type: ignore[attr-defined]
    if key.isdecimal():
        sign_ins.end(mine, int(key))
    else:
        sign_ins.end_all(mine, mine.person, keep=request.session.session_key or "")
    messages.success(request, _("已退出"))
    return redirect("me")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a key of the API and show it once."""
    queries.tokens(request.acting)  # type: ignore[attr-defined]
    form = TokenForm(request.POST or None)
    form.fields["scopes"].choices = [(one, said(one)) for one in tokens.scopes_of(request.acting)]  # type: ignore[attr-defined]

    def do(held: dict[str, Any]) -> HttpResponse:
        token, secret = tokens.create(request.acting, held["label"], held["scopes"], held["days"], timezone.now())  # type: ignore[attr-defined]
        return render(
            request,
            "accounts/token.html",
            {"here": "me", "token": token, "secret": secret, "scopes": [said(one) for one in token.scopes]},
        )

    answer = answered(form, do) if request.method == "POST" else None
    return answer or page(
        request,
        "accounts/form.html",
        {"here": "me", "form": form, "title": _("新建接口密钥"), "button": _("新建")},
        form,
    )


@require_POST
def revoke_token(request: HttpRequest) -> HttpResponse:
    """End a key."""
    key = request.POST.get("token", "")
    tokens.revoke(request.acting, int(key) if key.isdecimal() else 0, timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("密钥已撤销"))
    return redirect("me")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages; a signed-in person finds it again elsewhere."""
    told, mine = request.POST.get("language", ""), getattr(request, "acting", VISITOR)
    if mine.person is not None and told in dict(settings.LANGUAGES):
        people.choose_language(mine, mine.person, told)
    return set_language(request)


def _account(request: HttpRequest) -> dict[str, Any]:
    mine = request.acting  # type: ignore[attr-defined]
    person, now = queries.me(mine), timezone.now()
    return {
        "here": "me", "person": person, "organisations": queries.my_organisations(mine), "requests": queries.my_requests(mine),
        "posts": [(role_name(post.role), post, region_name(post.region)) for post in queries.posts(person, timezone.localdate(now))],
        "sign_ins": [(one, browser(one.agent), one.session_key == request.session.session_key) for one in queries.sign_ins(mine, now)],
        "tokens": [(one, [said(scope) for scope in one.scopes], one.expires is not None and one.expires <= now) for one in queries.tokens(mine)],
        "recovery_left": person.recovery_codes.filter(used_at=None).count(), "sessions_open": settings.SESSIONS_OPEN,
    }  # fmt: skip
