"""Two copies of one document: where they differ, figures first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from luodi.engine.documents.compare.aligning import Edit, anchors, edits
from luodi.engine.documents.compare.folding import Folded, fold
from luodi.engine.documents.compare.marks import different_marks
from luodi.engine.documents.compare.model import KINDS, Copies, Difference, DifferenceKind
from luodi.engine.documents.compare.quoting import quote
from luodi.engine.documents.model import Document

#: Edits with no more than so many equal characters between them are one difference.
NEAR = 2
#: Longer words that hold a digit are read as wording, not as a figure.
LONGEST_FIGURE = 12
_WORD = re.compile(r"[0-9a-z.%‰+]")
_DIGIT = re.compile(r"[0-9]")
_COUNT = re.compile(r"[零〇一二两三四五六七八九十百千万亿半]+")
_MARKER = re.compile(
    r"(?:[\s#*—]|[（(〔\[]?[一二三四五六七八九十百0-9]{1,4}[）)〕\]]?[、.．]?|第[一二三四五六七八九十百0-9]{1,4}[章节条])*"
)


def compare_copies(left: Document, right: Document) -> Copies:
    """Return the real differences of two copies; blanks and page breaks are none, punctuation stands apart."""
    ours, theirs = fold(left.text), fold(right.text)
    single = list(edits(ours.text, theirs.text))
    found = [_difference(left, right, ours, theirs, edit, count) for edit, count in _merged(single)]
    found.sort(key=lambda difference: KINDS.index(difference.kind))
    marks = tuple(
        Difference("mark", quote(left, *one), quote(right, *other))
        for one, other in different_marks(left.text, right.text, ours, theirs, single)
    )
    return Copies(left, right, *coverage(ours, theirs), tuple(found), marks)


def coverage(left: Folded, right: Folded) -> tuple[float, float]:
    """Return which share of each text stands, in the same order, in the other."""
    common = sum(match.length for match in anchors(left.text, right.text))
    return common / max(len(left.text), 1), common / max(len(right.text), 1)


def _merged(found: Iterable[Edit]) -> Iterator[tuple[Edit, int]]:
    """Put edits that stand next to each other together to one difference, and say of how many."""
    last: Edit | None = None
    count = 0
    for edit in found:
        if last is not None and edit.left_start - last.left_end <= NEAR and edit.right_start - last.right_end <= NEAR:
            last = Edit(last.left_start, edit.left_end, last.right_start, edit.right_end)
            count += 1
            continue
        if last is not None:
            yield last, count
        last, count = edit, 1
    if last is not None:
        yield last, count


def _difference(
    left: Document, right: Document, ours: Folded, theirs: Folded, edit: Edit, count: int
) -> Difference:  # fmt: skip
    one = ours.back(edit.left_start, edit.left_end)
    other = theirs.back(edit.right_start, edit.right_end)
    labels = _label(left.text, *one), _label(right.text, *other)
    if labels[0] is not None and labels[1] is not None:
        return Difference("label", quote(left, *labels[0]), quote(right, *labels[1]), count)
    kind = _kind(ours, theirs, edit)
    if kind == "number":
        whole = _whole_word(ours.text, theirs.text, edit)
        one, other = ours.back(whole.left_start, whole.left_end), theirs.back(whole.right_start, whole.right_end)
    return Difference(kind, quote(left, *one), quote(right, *other), count)


def _kind(ours: Folded, theirs: Folded, edit: Edit) -> DifferenceKind:
    one, other = ours.text[edit.left_start : edit.left_end], theirs.text[edit.right_start : edit.right_end]
    whole = _whole_word(ours.text, theirs.text, edit)
    words = (ours.text[whole.left_start : whole.left_end], theirs.text[whole.right_start : whole.right_end])
    if max(map(len, words)) <= LONGEST_FIGURE and any(_DIGIT.search(word) for word in words):
        return "number"
    if one and other and _COUNT.fullmatch(one) and _COUNT.fullmatch(other):
        return "number"
    return "wording" if one and other else "missing"


def _label(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the number at the head of a paragraph when the characters are it (or would be), else None."""
    line_start = text.rfind("\n", 0, start) + 1
    marker = _MARKER.match(text, line_start)
    if marker is None or end > marker.end():
        return None
    return line_start, line_start + len(marker[0].rstrip())


def _whole_word(left: str, right: str, edit: Edit) -> Edit:
    """Widen an edit to the whole of the figure or Latin word it stands in: 3A, not A."""
    before = after = 0
    while (
        edit.left_start - before > 0
        and edit.right_start - before > 0
        and left[edit.left_start - before - 1] == right[edit.right_start - before - 1]
        and _WORD.match(left[edit.left_start - before - 1])
    ):
        before += 1
    while (
        edit.left_end + after < len(left)
        and edit.right_end + after < len(right)
        and left[edit.left_end + after] == right[edit.right_end + after]
        and _WORD.match(left[edit.left_end + after])
    ):
        after += 1
    return Edit(edit.left_start - before, edit.left_end + after, edit.right_start - before, edit.right_end + after)
