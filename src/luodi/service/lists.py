"""What every list of the site shares: which part of it is asked for, and which of its rows lie in the regions somebody may see."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from luodi.engine.core.regions import prefix

_FURTHEST = 1_000_000_000  # databases count no further than 64 bits


def part(limit: int, offset: int, most: int = 200) -> slice:
    """The rows of one answer for an address that takes any numbers: at most `most` of them, from the first on.

    >>> part(1_000, -5), part(0, 40)
    (slice(0, 200, None), slice(40, 41, None))
    """
    start = max(0, min(offset, _FURTHEST))
    return slice(start, start + max(1, min(limit, most)))


def within(regions: Iterable[str], field: str = "region") -> Q:
    """The rows whose region lies in one of these (as `Acting.regions` gives them); of none, no row."""
    held = Q(pk__in=[])
    for code in regions:
        held |= Q(**{f"{field}__startswith": prefix(code)})
    return held
