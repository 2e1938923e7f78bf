"""Who acts in a request: read once from the session or the token, and carried as `request.acting`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from luodi.service.accounts.models import Person, Token
from luodi.service.accounts.rights import VISITOR, Acting, Held


def acting(person: Person, now: datetime) -> Acting:
    """The person with the posts and authorisations that hold on the day."""
    day = timezone.localdate(now)
    current = Q(starts__lte=day) & (Q(ends=None) | Q(ends__gte=day))
    posts = tuple(Held(post.role, post.region, post.unit) for post in person.posts.filter(current))
    held = person.authorisations.filter(current, revoked_at=None).order_by(
        "-role"
    )  # enterprise after adviser: it says more
    return Acting(f"person:{person.pk}", str(person), person.pk, posts, {one.organisation_id: one.role for one in held})


def of_token(secret: str, now: datetime) -> Acting | None:
    """Who acts by a token, within its scopes; None when there is no such token, or it has ended."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = Token.objects.select_related("person").filter(digest=digest, revoked=None, person__is_active=True).first()
    if token is None or (token.expires is not None and token.expires <= now):
        return None
    Token.objects.filter(pk=token.pk).update(last_used=now)
    mine = acting(token.person, now)
    return Acting(
        f"token:{token.pk}",
        f"{mine.name}（密钥 {token.label}）",
        mine.person,
        mine.posts,
        mine.organisations,
        frozenset(token.scopes),
    )


class ActingMiddleware:
    """Puts `request.acting` on every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, knowing who asks."""
        user = request.user
        request.acting = acting(user, timezone.now()) if isinstance(user, Person) else VISITOR  # type: ignore[attr-defined]
        return self._get_response(request)
