"""How many comments one address may send as a visitor, on every site (signed-in people are known, and not counted)."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from luodi.service.accounts import limits

MOST, SECONDS = 10, 3600
_KNOCKS = limits.Limit("consultation", "", (), MOST, SECONDS)


def wait(request: HttpRequest, now: datetime) -> int:
    """Seconds until a visitor from this address may send again, 0 when they may now; a call counts as one comment."""
    return 0 if request.acting.person is not None else limits.wait(_KNOCKS, request, now)  # type: ignore[attr-defined]
