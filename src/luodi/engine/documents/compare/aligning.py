"""Which runs of two folded texts correspond: runs of 13 characters that both have once anchor the rest."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

#: Thirteen characters of Chinese hardly ever recur by chance.
SEED = 13
#: A gap between anchors larger than this is not aligned character by character: it is a different text.
LARGEST_GAP = 40_000_000


@dataclass(frozen=True, slots=True)
class Match:
    """`left[left_start:][:length]` equals `right[right_start:][:length]`."""

    left_start: int
    right_start: int
    length: int


@dataclass(frozen=True, slots=True)
class Edit:
    """`left[left_start:left_end]` stands where `right[right_start:right_end]` does; they differ."""

    left_start: int
    left_end: int
    right_start: int
    right_end: int


def anchors(left: str, right: str) -> list[Match]:
    """Return equal runs in the order of both texts, grown from seeds that each text has once."""
    ours, theirs = _once(left), _once(right)
    seeds = sorted((place, theirs[seed]) for seed, place in ours.items() if seed in theirs)
    found: list[Match] = []
    for left_start, right_start in _rising(seeds):
        if found and left_start < found[-1].left_start + found[-1].length:
            continue
        if found and right_start < found[-1].right_start + found[-1].length:
            continue
        found.append(_grown(left, right, left_start, right_start, found[-1] if found else None))
    return found


def _once(text: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for place in range(len(text) - SEED + 1):
        seed = text[place : place + SEED]
        places[seed] = -1 if seed in places else place
    return {seed: place for seed, place in places.items() if place >= 0}


def _rising(seeds: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of seeds that rises on both sides."""
    tails: list[int] = []
    chain: list[int] = []
    before: list[int] = []
    for number, (_, right) in enumerate(seeds):
        slot = bisect_left(tails, right)
        tails[slot : slot + 1] = [right]
        chain[slot : slot + 1] = [number]
        before.append(chain[slot - 1] if slot else -1)
    found: list[tuple[int, int]] = []
    at = chain[-1] if chain else -1
    while at >= 0:
        found.append(seeds[at])
        at = before[at]
    return found[::-1]


def _grown(left: str, right: str, i: int, j: int, last: Match | None) -> Match:
    low_i, low_j = (last.left_start + last.length, last.right_start + last.length) if last else (0, 0)
    start_i, start_j = i, j
    while start_i > low_i and start_j > low_j and left[start_i - 1] == right[start_j - 1]:
        start_i, start_j = start_i - 1, start_j - 1
    end_i, end_j = i + SEED, j + SEED
    while end_i < len(left) and end_j < len(right) and left[end_i] == right[end_j]:
        end_i, end_j = end_i + 1, end_j + 1
    return Match(start_i, start_j, end_i - start_i)


def edits(left: str, right: str) -> Iterator[Edit]:
    """Yield every place where the texts differ, in order."""
    i = j = 0
    for match in [*anchors(left, right), Match(len(left), len(right), 0)]:
        yield from _gap(left, right, Edit(i, match.left_start, j, match.right_start))
        i, j = match.left_start + match.length, match.right_start + match.length


def _gap(left: str, right: str, gap: Edit) -> Iterator[Edit]:
    ours, theirs = left[gap.left_start : gap.left_end], right[gap.right_start : gap.right_end]
    if not ours and not theirs:
        return
    if not ours or not theirs or len(ours) * len(theirs) > LARGEST_GAP:
        yield gap
        return
    for op in Levenshtein.opcodes(ours, theirs):
        if op.tag != "equal":
            yield Edit(
                gap.left_start + op.src_start,
                gap.left_start + op.src_end,
                gap.right_start + op.dest_start,
                gap.right_start + op.dest_end,
            )
