"""Add a row to the log; nothing else does, and nothing takes one away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from luodi.service.audit.actor import Actor
from luodi.service.audit.chain import digest
from luodi.service.audit.models import Entry, Head

State = Mapping[str, Any] | None


def record(
    actor: Actor, action: str, kind: str, key: object, *, before: State = None, after: State = None, reason: str = "", region: str = "",
) -> Entry:  # fmt: skip
    """Add the row of a change, in the transaction of the change; RuntimeError outside of one.

    `action` is the right that was used (`document.import`), `kind` and `key` name the object. `before` and `after` hold the fields
    that changed (None: there was, or is, no object); never a password, a secret, or personal data that the log need not hold.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit row is written in the transaction of its change")
    head, _ = Head.objects.select_for_update().get_or_create(pk=1)
    entry = Entry(
        number=head.number + 1, at=timezone.now(), actor=actor.id, actor_name=actor.name, action=action, kind=kind, object=str(key),
        region=region, before=_plain(before), after=_plain(after), reason=reason, previous=head.digest,
    )  # fmt: skip
    entry.digest = digest(entry)
    entry.save(force_insert=True)
    head.number, head.digest = entry.number, entry.digest
    head.save(update_fields=["number", "digest"])
    return entry


def _plain(state: State) -> Any:
    """The state in the words of JSON, the same before it is stored and after it is read again."""
    return None if state is None else json.loads(json.dumps(state, default=_text, ensure_ascii=False))


def _text(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no place in an audit row")
