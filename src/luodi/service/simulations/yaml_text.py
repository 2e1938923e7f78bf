"""Data written as the YAML that the strict loader reads back to the same: numbers exact, keys quoted where they must be.

>>> print(written({"changes": {"a/b#4": {"values": {"cap": __import__("decimal").Decimal("5000000")}}}}), end="")
changes:
  a/b#4:
    values:
      cap: 5000000
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from luodi.engine.core.money import plain

_PLAIN = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w/#.\-]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off"}


def written(data: Mapping[str, Any]) -> str:
    """Return a mapping as YAML in blocks."""
    return "".join(f"{line}\n" for line in _lines(data, 0))


def _lines(data: Mapping[str, Any], depth: int) -> Iterator[str]:
    for key, value in data.items():
        head = "  " * depth + _word(str(key)) + ":"
        if isinstance(value, Mapping) and value:
            yield head
            yield from _lines(value, depth + 1)
        else:
            yield f"{head} {_flow(value)}"


def _flow(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal() | int():
            return plain(Decimal(value))
        case date():
            return value.isoformat()
        case Mapping():
            return "{" + ", ".join(f"{_word(str(k))}: {_flow(v)}" for k, v in value.items()) + "}"
        case str():
            return _word(value)
        case Sequence():
            return "[" + ", ".join(_flow(one) for one in value) + "]"
    raise TypeError(type(value).__name__)


def _word(text: str) -> str:
    return (
        text
        if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and not text.endswith(":")
        else json.dumps(text, ensure_ascii=False)
    )
