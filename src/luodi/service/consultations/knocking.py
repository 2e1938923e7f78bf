"""How many comments one address may send as a visitor: counted in Django's cache, on every site (signed-in people are known, and not counted)."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest

MOST, SECONDS = 10, 3600


def wait(request: HttpRequest, now: datetime) -> int:
    """Seconds until a visitor from this address may send again, 0 when they may now; a call counts as one comment."""
    if request.acting.person is not None:  # type: ignore[attr-defined]
        return 0
    window, gone = divmod(int(now.timestamp()), SECONDS)
    who = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:24]
    key = f"consultation:{who}:{window}"
    cache.add(key, 0, SECONDS * 2)
    try:
        count = cache.incr(key)
    except ValueError:  # the cache was emptied in between
        count = 1
    return SECONDS - gone if count > MOST else 0
