"""A policy and its rules: which sentences are shared, and which figures changed."""

from __future__ import annotations

from collections import Counter, defaultdict

from rapidfuzz import fuzz

from luodi.engine.documents.compare.folding import fold
from luodi.engine.documents.compare.model import Related, Shared
from luodi.engine.documents.compare.quoting import quote
from luodi.engine.documents.compare.sentences import Sentence, blocks, changes, corresponding, sentences, share_of
from luodi.engine.documents.model import Document

#: Sentences alike from here on are the same sentence; figures are masked before, so a new sum is no unlikeness.
ALIKE = 75.0
#: A sentence whose runs stand inside a longer one counts when they are this share of it.
INSIDE = 80.0
GRAM = 4
CANDIDATES = 6


def compare_related(left: Document, right: Document) -> Related:
    """Return the shared sentences of two documents in the order of the left one."""
    theirs = sentences(right)
    index = _index(theirs)
    shared: list[Shared] = []
    for one in sentences(left):
        best = max((_likeness(one, other), -n) for n, other in _candidates(one, theirs, index)) if theirs else (0.0, 0)
        if best[0] >= ALIKE:
            shared.append(_shared(left, right, one, theirs[-best[1]], best[0]))
    covers = [
        [(pair.left.start, pair.left.end) for pair in shared],
        [(pair.right.start, pair.right.end) for pair in shared],
    ]
    return Related(
        left, right, tuple(shared), share_of(fold(left.text), covers[0]), share_of(fold(right.text), covers[1])
    )


def _index(found: list[Sentence]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for number, sentence in enumerate(found):
        for gram in {sentence.masked[i : i + GRAM] for i in range(len(sentence.masked) - GRAM + 1)}:
            index[gram].append(number)
    return index


def _candidates(one: Sentence, theirs: list[Sentence], index: dict[str, list[int]]) -> list[tuple[int, Sentence]]:
    """Return the sentences that share most groups of four characters; at least one, so that a best exists."""
    votes: Counter[int] = Counter()
    for gram in {one.masked[i : i + GRAM] for i in range(len(one.masked) - GRAM + 1)}:
        votes.update(index.get(gram, ()))
    best = [number for number, _ in votes.most_common(CANDIDATES)] or [0]
    return [(number, theirs[number]) for number in best]


def _likeness(one: Sentence, other: Sentence) -> float:
    whole = fuzz.ratio(one.masked, other.masked)
    if whole >= ALIKE:
        return whole if one.masked != other.masked else 100.0
    short = min(len(one.masked), len(other.masked))
    inside = 100 * sum(block.size for block in blocks(one.masked, other.masked)) / short
    return min(inside, 99.0) if inside >= INSIDE else 0.0


def _shared(left: Document, right: Document, one: Sentence, other: Sentence, likeness: float) -> Shared:
    ours, theirs = corresponding(one.text, other.text)
    return Shared(
        quote(left, one.start + ours[0], one.start + ours[1]),
        quote(right, other.start + theirs[0], other.start + theirs[1]),
        likeness if one.folded == other.folded else min(likeness, 99.9),
        changes(one.text[slice(*ours)], other.text[slice(*theirs)]),
    )
