"""Names of regions, and the region that a unified social credit code says."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext

from luodi.engine.core.errors import DataError
from luodi.engine.core.regions import Regions
from luodi.engine.library import Library


@lru_cache(maxsize=1)
def regions() -> Regions:
    """The regions of the vocabulary."""
    return Library().vocabulary.regions


def of_code(code: str) -> str:
    """Return the region where a body was registered, from its credit code; empty when the code names none (100000 is the State's)."""
    try:
        return regions().check(code[2:8])
    except DataError:
        return ""


def name(code: str) -> str:
    """Return the name of a region; 全部地区 for the empty code of a post that holds everywhere."""
    return regions().name(code) if code else gettext("全部地区")
