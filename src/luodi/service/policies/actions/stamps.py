"""The stamp of what is held: whoever changes anything renews it, and holds it until the change is written."""

from __future__ import annotations

import uuid

from luodi.service.policies.models import Stamp


def lock() -> Stamp:
    """Wait until nobody else changes what is held; within a transaction."""
    return Stamp.objects.select_for_update().get_or_create(pk=1, defaults={"token": ""})[0]


def renew(held: Stamp) -> None:
    """Say that something was changed."""
    held.token = uuid.uuid4().hex
    held.save(update_fields=["token"])
