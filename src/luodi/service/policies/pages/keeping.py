"""Keep a part of a page as long as nothing changes: what it depends on is its key, the stamp of what is held always among it.
The language of the page is one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.utils.translation import get_language

#: Seconds after which a part that nobody asks for is forgotten.
_FORGOTTEN = 600
T = TypeVar("T")


def kept_part(depends_on: tuple[object, ...], make: Callable[[], T]) -> T:
    """Return the part for what it depends on, made when it is not kept."""
    key = "policies-" + hashlib.sha256(repr((get_language(), *depends_on)).encode()).hexdigest()
    kept: T | None = cache.get(key)
    if kept is None:
        kept = make()
        cache.set(key, kept, _FORGOTTEN)
    return kept
