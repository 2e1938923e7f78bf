"""One item as the fields of a form, and back; one module for each kind of item, and this table is the register."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from luodi.service.drafts.fields import support, target, task
from luodi.service.drafts.fields.lines import Fields, item_of

#: The fields of each kind of item.
KINDS: Final[Mapping[str, type[Fields]]] = MappingProxyType(
    {"support": support.Support, "target": target.Target, "task": task.Task}
)


def of_text(kind: str, text: str) -> Fields:
    """Read the fields of an item's text; DataError when it is no single item."""
    return KINDS[kind].of(item_of(text))


__all__ = ["KINDS", "Fields", "of_text"]
