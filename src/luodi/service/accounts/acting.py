"""Who acts in a request: read once from the session or the token, and carried as `request.acting`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from luodi.service.accounts.actions.tokens import digest
from luodi.service.accounts.models import Person, SignIn, Token
from luodi.service.accounts.rights import VISITOR, Acting, Held

CHOSEN = "organisation"  # the key in the session of the organisation somebody acts for
_MINUTE = timedelta(minutes=1)  # how exactly it is noted when something was last used: not every request writes
#: What somebody with a password of one use may still open.
_ALWAYS = ("me-password", "sign-out", "set_language")


def acting(person: Person, now: datetime, chosen: int | None = None) -> Acting:
    """The person with the posts and authorisations that hold on the day; acts for `chosen`, else for the only organisation there is."""
    day = timezone.localdate(now)
    current = Q(starts__lte=day, revoked_at=None) & (Q(ends=None) | Q(ends__gte=day))
    posts = tuple(Held(post.role, post.region, post.unit) for post in person.posts.filter(current))
    held = list(person.authorisations.filter(current).order_by("role"))  # enterprise after adviser: it says more
    organisations = {one.organisation_id: one.role for one in held}
    only = next(iter(organisations)) if len(organisations) == 1 else None
    return Acting(
        f"person:{person.pk}", str(person), person.pk, posts, organisations, manages=frozenset(one.organisation_id for one in held if one.manages),
        chosen=chosen if chosen in organisations else only,
    )  # fmt: skip


def acting_of(request: HttpRequest) -> Acting:
    """Who acts in a request, as the middleware or the token has put it there."""
    found: Acting = request.acting  # type: ignore[attr-defined]
    return found


def of_token(secret: str, now: datetime) -> Acting | None:
    """Who acts by a token, within its scopes; None when there is no such token, or it has ended."""
    token = (
        Token.objects.select_related("person")
        .filter(digest=digest(secret), revoked=None, person__is_active=True)
        .first()
    )
    if token is None or token.person.must_change or (token.expires is not None and token.expires <= now):
        return None
    if token.last_used is None or now - token.last_used > _MINUTE:
        Token.objects.filter(pk=token.pk).update(last_used=now)
    mine = acting(token.person, now)
    return replace(
        mine, id=f"token:{token.pk}", name=f"{mine.name}（密钥 {token.label}）", scopes=frozenset(token.scopes)
    )


class ActingMiddleware:
    """Puts `request.acting` on every request; ends a session that was idle, or open, for too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, knowing who asks."""
        now, user = timezone.now(), request.user
        request.acting = VISITOR  # type: ignore[attr-defined]
        if isinstance(user, Person):
            if not _still_open(request, user, now):
                logout(request)
                request.session["ended"] = True  # the page of sign-in says why
            elif user.must_change:
                request.must_change = True  # type: ignore[attr-defined]
            else:
                request.acting = acting(user, now, request.session.get(CHOSEN))  # type: ignore[attr-defined]
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponseBase | None:
        """Somebody with a password of one use is led to choose another before anything else; the API sees a visitor."""
        match = request.resolver_match
        if not getattr(request, "must_change", False) or match is None or match.url_name in _ALWAYS:
            return None
        return None if request.path.startswith("/api/v1/") else redirect("me-password")


def _still_open(request: HttpRequest, person: Person, now: datetime) -> bool:
    """Whether the session is neither too old nor idle for too long; a session that nobody noted is noted now."""
    key = request.session.session_key or ""
    address = request.META.get("REMOTE_ADDR", "")[:45]
    found = SignIn.objects.filter(session_key=key).first()
    if found is None:
        SignIn.objects.get_or_create(
            session_key=key, defaults={"person": person, "address": address, "at": now, "seen": now}
        )
        return True
    if now - found.at > settings.SESSION_LONGEST or now - found.seen > settings.SESSION_IDLE:
        found.delete()
        return False
    if now - found.seen > _MINUTE:
        SignIn.objects.filter(pk=found.pk).update(seen=now)
    return True
