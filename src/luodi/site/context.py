"""What every template knows: who acts, and what this one may do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from luodi.service.accounts.rights import VISITOR
from luodi.service.consultations.queries import unread


def acting(request: HttpRequest) -> dict[str, Any]:
    """The acting person, for the head of every page."""
    held = getattr(request, "acting", VISITOR)
    return {"acting": held, "roles": held.roles, "answers_unread": SimpleLazyObject(lambda: unread(held))}
