"""How often one address may knock: sign-in, sign-up and the API, counted in windows of time.

`settings.RATE_LIMITS` is the table (none on one's own machine, see settings). The count is in Django's cache, which is of one
process by default; several processes share a count when `CACHES` names a cache that they share. Lock-out after wrong passwords is
another matter: django-axes counts those in the database, per name and address.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Limit:
    """At most `count` requests in `seconds` from one address: of these methods, to an address that begins so."""

    name: str
    begins: str
    methods: tuple[str, ...]  # none: every method
    count: int
    seconds: int


class RateLimits:
    """Answers 429 to who knocks too often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Count, and answer."""
        now = timezone.now()
        limits = [limit for row in settings.RATE_LIMITS if _meets(limit := Limit(*row), request)]
        seconds = max((wait(limit, request, now) for limit in limits), default=0)
        return _too_often(request, seconds) if seconds else self._get_response(request)


def _meets(limit: Limit, request: HttpRequest) -> bool:
    return request.path.startswith(limit.begins) and (not limit.methods or request.method in limit.methods)


def wait(limit: Limit, request: HttpRequest, now: datetime) -> int:
    """Count a request; seconds until the next window when it is one too many, else 0."""
    window, gone = divmod(int(now.timestamp()), limit.seconds)
    key = f"rate:{limit.name}:{_who(request)}:{window}"
    cache.add(key, 0, limit.seconds * 2)
    try:
        count = cache.incr(key)
    except ValueError:  # the cache was emptied in between
        count = 1
    return limit.seconds - gone if count > limit.count else 0


def _who(request: HttpRequest) -> str:
    """The address; a key of the API gives no count of its own, or guessing keys would be free."""
    return hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:24]


def _too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    what, fix = _("请求太频繁"), _("等 %(wait)s 秒再试") % {"wait": seconds}
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": what, "status": 429, "detail": fix}
        response = HttpResponse(
            json.dumps(body, ensure_ascii=False), status=429, content_type="application/problem+json"
        )
    else:
        response = render(request, "accounts/too_often.html", {"what": what, "fix": fix}, status=429)
    response["Retry-After"] = str(seconds)
    return response
