"""The digest of a row: SHA-256 over its values in one fixed spelling, the digest of the row before included."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any

from luodi.service.audit.models import Entry


def digest(entry: Entry) -> str:
    """Return the digest that a row must carry."""
    values: list[Any] = [
        entry.number, entry.at.astimezone(UTC).isoformat(), entry.actor, entry.actor_name, entry.action, entry.kind, entry.object,
        entry.region, entry.before, entry.after, entry.reason, entry.previous,
    ]  # fmt: skip
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
