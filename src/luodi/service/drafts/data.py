"""Desks, items and proposals as plain data, as the API and the commands tell them."""

from __future__ import annotations

from typing import Any

from luodi.service.drafts.models import Desk, Item, Proposal
from luodi.service.drafts.queries import Progress

_ITEM = (
    "kind",
    "own",
    "clause",
    "words",
    "words_before",
    "drafted",
    "text",
    "cases",
    "state",
    "reason",
    "asks",
    "version",
)
_PROPOSAL = ("number", "state", "note", "made_name", "decided_name", "reason", "digest")


def desk_data(held: Desk, progress: Progress, made: Proposal | None) -> dict[str, Any]:
    """A desk with its progress and the number of what is published of it."""
    return {
        "key": held.key, "title": held.title, "region": held.region, "items": progress.total, "decided": progress.decided,
        "minutes": progress.minutes, "published": made.number if made else None,
    }  # fmt: skip


def item_data(held: Item) -> dict[str, Any]:
    """An item; its worth is a text, in yuan, so that no reader rounds it."""
    return {"id": held.pk, "worth": str(held.worth), **{name: getattr(held, name) for name in _ITEM}}


def proposal_data(made: Proposal) -> dict[str, Any]:
    """A proposal and what became of it."""
    return {"id": made.pk, "made_at": made.made_at.isoformat(), **{name: getattr(made, name) for name in _PROPOSAL}}
