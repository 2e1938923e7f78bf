"""Bring a drafted policy file up to date with a changed text: unchanged blocks stay as they are, a person's words always stay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from luodi.engine.library.draft import writing
from luodi.engine.library.draft.sections import Held
from luodi.engine.library.draft.supports import Block

What = Literal["kept", "rewritten", "asked", "added", "gone"]
_PLAN_FIGURES = ("value", "upper", "unit", "year", "by")
_ASKS = re.compile(r"^  to_decide:[ ]*\n", re.M)


@dataclass(frozen=True, slots=True)
class Change:
    """What a run did to one item."""

    id: str
    what: What


def merged(held: list[Held], fresh: list[Block]) -> tuple[list[str], list[Change]]:
    """Return the blocks to write, in the order of the text, and what was done to each."""
    partner = partners(held, fresh)
    taken = {place for place in partner if place is not None}
    numbers = {one.id for one in held}
    texts, changes = [], []
    for block, place in zip(fresh, partner, strict=True):
        if place is None:
            added = _renamed(block, numbers)
            texts.append(writing.block_text(added))
            changes.append(Change(added.id, "added"))
        else:
            text, what = _one(held[place], block)
            texts.append(text)
            changes.append(Change(held[place].id, what))
    for place, old in enumerate(held):
        if place not in taken:
            at = min(place, len(texts))
            texts.insert(at, _gone(old))
            changes.insert(at, Change(old.id, "gone" if old.source else "kept"))
    return texts, changes


class Sourced(Protocol):
    """What stands for a clause: its printed path, and the digest of the words it came from (empty when a person wrote it)."""

    @property
    def clause(self) -> str:
        """The printed path."""

    @property
    def source(self) -> str:
        """The digest."""


def partners(held: Sequence[Sourced], fresh: Sequence[Sourced]) -> list[int | None]:
    """Pair each draft with its block: the same words first, then the next unpaired of the same clause."""
    free = set(range(len(held)))
    found: list[int | None] = [None] * len(fresh)
    for number, block in enumerate(fresh):
        place = next((p for p in sorted(free) if held[p].source == block.source), None)
        if place is not None:
            found[number] = place
            free.discard(place)
    for number, block in enumerate(fresh):
        if found[number] is None:
            place = next((p for p in sorted(free) if held[p].source and held[p].clause == block.clause), None)
            if place is not None:
                found[number] = place
                free.discard(place)
    return found


def _one(old: Held, block: Block) -> tuple[str, What]:
    if old.source == block.source:
        return old.text, "kept"
    if old.untouched:
        block = replace(block, id=old.id, keys={**block.keys, "id": old.id})
        return writing.block_text(block), "rewritten"
    return _remarked(_asked(old.text, f"原文改了，核对这一项：现在是 {_figures(block)}"), block.source), "asked"


def _figures(block: Block) -> str:
    values = block.keys.get("values") or {name: block.keys[name] for name in _PLAN_FIGURES if name in block.keys}
    return "、".join(f"{name} {writing.flow(value)}" for name, value in values.items()) or "没有数字"


def _gone(old: Held) -> str:
    words = "原文里找不到这一项了：核对后删去，或写明出处"
    return old.text if not old.source or words in old.text else _asked(old.text, words)


def _asked(text: str, words: str) -> str:
    """Put a question first among those of a block."""
    line = f"  - {writing.flow({'ask': words})}\n"
    found = _ASKS.search(text)
    if found:
        return text[: found.end()] + line + text[found.end() :]
    return text.rstrip() + f"\n  to_decide:\n{line}\n"


def _remarked(text: str, source: str) -> str:
    """Keep the block as one that a person changed, now read against the new source."""
    found = writing.mark_of(text)
    return text.replace(f"原文 {found[0]}", f"原文 {source}", 1) if found else text


def _renamed(block: Block, numbers: set[str]) -> Block:
    """Give a new item an id that no other has: an id once given never changes."""
    own, number = block.id, 1
    stem = re.sub(r"-\d+$", "", block.id)
    while own in numbers:
        number += 1
        own = f"{stem}-{number}"
    numbers.add(own)
    return replace(block, id=own, keys={**block.keys, "id": own})
