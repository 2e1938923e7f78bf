"""Write blocks as YAML the way the encoded policies are written: figures with underscores, short lists on one line."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from luodi.engine.core.money import plain
from luodi.engine.library.draft.supports import Block

_WORD = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff/（）()、，；。+.*<>= -]*")
_RESERVED = {"yes", "no", "true", "false", "null", "on", "off", "~"}
_FORMULAS = {"amount", "at_most", "at_least"}
#: Keys whose figures are years, which nobody writes with an underscore.
_YEARS = {"year", "by"}
_STATUS = re.compile(r"^status:.*\n", re.M)
_MARK = re.compile(r"# 初稿：原文 (?P<source>[0-9a-f]{12}) 本段 (?P<block>[0-9a-f]{12})")


def block_text(block: Block) -> str:
    """Return a support as text, its first line marked with the digests that a second run compares."""
    keys = dict(block.keys)
    if block.ask:
        keys["to_decide"] = block.ask
    lines = []
    for name, value in keys.items():
        lines += _entry(name, value)
    body = "\n".join([f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]) + "\n"
    return marked(body, block.source)


def marked(body: str, source: str) -> str:
    """Mark a block with the digest of its source and its own."""
    clean = unmarked(body)
    head, _, rest = clean.partition("\n")
    return f"{head:<34} # 初稿：原文 {source} 本段 {digest(clean)}\n{rest}"


def unmarked(text: str) -> str:
    """Return a block without its mark and without blank lines at its end."""
    return re.sub(r" *# 初稿：原文 [0-9a-f]{12} 本段 [0-9a-f]{12}", "", text).rstrip() + "\n"


def with_status(text: str, said: str) -> str:
    """Return the text of a policy file whose status line is `said`, whatever it said of itself before."""
    return _STATUS.sub(said, text, count=1) if _STATUS.search(text) else said + text


def mark_of(text: str) -> tuple[str, str] | None:
    """Return the digests of a block's mark: of its source and of the block as it was written."""
    found = _MARK.search(text.partition("\n")[0])
    return (found["source"], found["block"]) if found else None


def digest(text: str) -> str:
    """Return the digest of a block."""
    return hashlib.sha256(unmarked(text).encode()).hexdigest()[:12]


def _entry(name: str, value: Any) -> list[str]:
    if name == "id":
        return [f"id: {json.dumps(value)}"]
    if name in _YEARS:
        days = [
            plain(one) if isinstance(one, Decimal) else flow(one)
            for one in (value if isinstance(value, list) else [value])
        ]
        return [f"{name}: {days[0] if len(days) == 1 else '[' + ', '.join(days) + ']'}"]
    if name in {"to_decide", "limits"}:
        return [f"{name}:", *(f"- {flow(one)}" for one in value)]
    if isinstance(value, Mapping) and len(flow(value)) > 100:
        return [f"{name}:", *(f"  {key}: {flow(one)}" for key, one in value.items())]
    return [f"{name}: {flow(value)}"]


def flow(value: Any) -> str:
    """Return a value on one line."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    return str(value)


def number(value: Decimal) -> str:
    """Write a figure with an underscore at each thousand."""
    whole, point, part = plain(value).partition(".")
    return f"{int(whole):_}{point}{part}"


def text(value: str) -> str:
    """Quote a text only where YAML would read it as something else."""
    safe = _WORD.fullmatch(value) and value.lower() not in _RESERVED and ": " not in value and " #" not in value
    return (
        value
        if safe and not re.search(r"[,\[\]{}]", value) and value == value.strip()
        else json.dumps(value, ensure_ascii=False)
    )
