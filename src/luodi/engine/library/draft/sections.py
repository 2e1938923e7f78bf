"""A policy file taken apart at its lists (supports, targets, tasks) and put together again, with every character a person wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from luodi.engine.core.errors import DataError, Place
from luodi.engine.library.draft import writing

#: The lists of a policy file, in the order in which they are written; a file without supports says so, the others are left out.
LISTS = ("supports", "targets", "tasks")
_KEY = re.compile(r"^([a-z_]+):(.*)(?:\n|\Z)", re.M)
_ITEM = re.compile(r"^- ", re.M)
_ID = re.compile(r'^- id:\s*"?([^"\s#]+)"?')
_CLAUSE = re.compile(r"^  clause:\s*(.+?)\s*$", re.M)
_EMPTY = re.compile(r"\s*(?:\[\s*\])?\s*(?:#.*)?")


@dataclass(frozen=True, slots=True)
class Held:
    """An item as it stands in the file."""

    id: str
    text: str
    clause: str
    source: str  # empty when a person wrote the whole item
    untouched: bool


def taken_apart(text: str, file: str = "policy.yaml") -> tuple[str, dict[str, list[Held]]]:
    """Split a policy file: what stands outside its lists, and the items of each.

    DataError where a list is not written one item below the other from the first column: its items could not be told apart.
    """
    top, lists = "", {name: list[Held]() for name in LISTS}
    for name, piece in _pieces(text):
        if name not in LISTS:
            top += piece
            continue
        first, _, body = piece.partition("\n")
        starts = [match.start() for match in _ITEM.finditer(body)]
        written = body[: starts[0]] if starts else body
        if not _EMPTY.fullmatch(first.partition(":")[2]) or any(
            line.lstrip()[:1] not in {"", "#"} for line in written.split("\n")
        ):
            raise DataError(
                f"{name} 的写法分不开", place=Place(file), fix=f"{name}: 自成一行，下面每项从行首的 - id: 写起"
            )
        top += written if starts else ""
        lists[name] += [_held(body[a:b]) for a, b in pairwise([*starts, len(body)])]
    return top, lists


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Each top-level key with all that stands below it; what stands before the first has no name."""
    found = list(_KEY.finditer(text))
    starts = [match.start() for match in found]
    yield "", text[: starts[0]] if starts else text
    for match, end in zip(found, [*starts[1:], len(text)], strict=True):
        yield match[1], text[match.start() : end]


def _held(text: str) -> Held:
    own, clause, mark = _ID.match(text), _CLAUSE.search(text), writing.mark_of(text)
    return Held(
        own[1] if own else "", text, writing.unmarked(clause[1]).strip() if clause else "", mark[0] if mark else "",
        bool(mark) and mark is not None and writing.digest(text) == mark[1],
    )  # fmt: skip


def put_together(top: str, lists: Mapping[str, Sequence[str]]) -> str:
    """Write a policy file from what stands outside its lists and the items of each."""
    made = top.rstrip() + "\n"
    for name in LISTS:
        items = lists.get(name, ())
        if items:
            made += f"{name}:\n" + "\n".join(text.rstrip() + "\n" for text in items)
        elif name == LISTS[0]:
            made += f"{name}: []\n"
    return made
