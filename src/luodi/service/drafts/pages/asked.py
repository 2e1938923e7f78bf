"""What every page of the desk asks of its request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from luodi.service.accounts.acting import acting_of
from luodi.service.accounts.rights import Over, may


def rights(request: HttpRequest, region: str) -> dict[str, bool]:
    """What this one may do at a desk of a region."""
    over = Over(region=region)
    return {
        f"may_{what}": may(acting_of(request), f"draft.{what}", over)
        for what in ("decide", "propose", "publish", "withdraw")
    }


def number(given: Any) -> int:
    """A version that a form carries; 0 where it carries none."""
    text = str(given or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
