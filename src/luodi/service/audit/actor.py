"""Whoever acts: a visitor, a person, a token of a person, or a command on the machine itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Who acts. `id` is stable (`person:12`, `token:3`, `visitor`, `command`), `name` is what people read."""

    id: str
    name: str
