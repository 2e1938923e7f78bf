"""Sign in by name and password, then by a one-time code where that is switched on; sign out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from luodi.service.accounts.acting import acting
from luodi.service.accounts.actions import second_factor, sign_ins
from luodi.service.accounts.forms import CodeForm, SignInForm
from luodi.service.accounts.models import Person
from luodi.service.accounts.plain_text import plain

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_WAITS, _LONG = "second_factor", timedelta(minutes=5)  # how long a right password waits for its code


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page of sign-in."""
    if request.acting.person is not None:  # type: ignore[attr-defined]
        return redirect(_next(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = plain(form.cleaned_data["login"]).casefold()
        person = authenticate(request, login=name, password=form.cleaned_data["password"])
        if isinstance(person, Person):
            return _second(request, person) if person.totp_secret else _open(request, person)
        if getattr(request, "axes_locked_out", False):
            return locked_out(request)
        form.add_error(
            None,
            _("登录名或密码不对。再试一次；连续错 %(count)s 次要等一刻钟。忘了密码请管理员重置。")
            % {"count": settings.AXES_FAILURE_LIMIT},
        )
    context = {"form": form, "next": _next(request, ""), "ended": request.session.pop("ended", False)}
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second step: a one-time code, or a recovery code. Wrong codes count like wrong passwords."""
    now, held = timezone.now(), request.session.get(_WAITS)
    person = Person.objects.filter(pk=held["person"], is_active=True).first() if held else None
    if person is None or now - datetime.fromisoformat(held["at"]) > _LONG:
        request.session.pop(_WAITS, None)
        return redirect("sign-in")
    form, credentials = CodeForm(request.POST or None), {"login": person.login}
    if request.method == "POST" and form.is_valid():
        if not AxesProxyHandler.is_allowed(request, credentials):
            return locked_out(request)
        if second_factor.passes(person.pk, form.cleaned_data["code"], now):
            return _open(request, person, held["next"])
        user_login_failed.send(sender=__name__, credentials=credentials, request=request)
        form.add_error("code", _("验证码不对，或已经用过。等下一个再输。"))
    return render(request, "accounts/code.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if isinstance(request.user, Person):
        sign_ins.closed(acting(request.user, timezone.now()), request.session.session_key or "")
    logout(request)
    messages.success(request, _("已退出登录"))
    return redirect("home")


def locked_out(request: HttpRequest, *told: Any) -> HttpResponse:
    """The answer while a name is locked for an address."""
    request.session.pop(_WAITS, None)
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {"what": _("暂时不能登录"), "fix": _("密码或验证码连续错了 %(count)s 次。等 %(minutes)s 分钟再试，或请管理员重置密码。") % {
        "count": settings.AXES_FAILURE_LIMIT, "minutes": minutes}}  # fmt: skip
    answer = render(request, "accounts/too_often.html", context, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer


def enter(request: HttpRequest, person: Person) -> None:
    """Open a session for a person; what a visitor told before (a check-up) stays in it."""
    login(request, person, backend=_BACKEND)
    request.session.pop(_WAITS, None)
    if request.session.session_key is None:
        request.session.save()
    now = timezone.now()
    ended = sign_ins.opened(
        acting(person, now),
        request.session.session_key or "",
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("User-Agent", ""),
        now,
    )
    if ended:
        messages.warning(request, _("同时登录的地方太多，最久没用的 %(count)s 处已经退出") % {"count": ended})


def _open(request: HttpRequest, person: Person, target: str = "") -> HttpResponse:
    enter(request, person)
    answer = redirect("me-password" if person.must_change else target or _next(request))
    if person.language:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, person.language, max_age=31_536_000, samesite="Lax", secure=settings.SERVED
        )
    return answer


def _second(request: HttpRequest, person: Person) -> HttpResponse:
    request.session.cycle_key()
    request.session[_WAITS] = {"person": person.pk, "at": timezone.now().isoformat(), "next": _next(request)}
    return redirect("sign-in-code")


def _next(request: HttpRequest, default: str | None = None) -> str:
    """Where to go afterwards: within this site only."""
    told = request.POST.get("next") or request.GET.get("next") or ""
    if told and url_has_allowed_host_and_scheme(
        told, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return told
    return "/me/" if default is None else default
