"""Where the punctuation of two copies differs; the width of a mark and the way a dash is drawn are no difference.

>>> regular("，"), regular("──"), regular("——"), regular(" …… ")
(',', '—', '—', '…')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from luodi.engine.documents.compare.aligning import Edit
from luodi.engine.documents.compare.folding import Folded

_DASHES = re.compile(r"[-‐‑‒–—―─━]+")
_DOTS = re.compile(r"[.…]{2,}")
_CURLED = {'"': "“”", "'": "‘’"}

Run = tuple[int, int]


def regular(marks: str) -> str:
    """Return marks in one form: narrow, without blanks, each dash and each row of dots as one."""
    plain = "".join(unicodedata.normalize("NFKC", marks).split())
    return _DOTS.sub("…", _DASHES.sub("—", plain))


def different_marks(
    left: str, right: str, ours: Folded, theirs: Folded, edits: Sequence[Edit]
) -> Iterator[tuple[Run, Run]]:
    """Yield the runs of both texts between two equal characters whose marks differ."""
    end = Edit(len(ours.text), len(ours.text), len(theirs.text), len(theirs.text))
    i = j = 0
    for edit in (*edits, end):
        for step in range(edit.left_start - i - 1):
            one = ours.places[i + step] + 1, ours.places[i + step + 1]
            other = theirs.places[j + step] + 1, theirs.places[j + step + 1]
            if not _same(left[slice(*one)], right[slice(*other)]):
                yield _trimmed(left, one), _trimmed(right, other)
        i, j = edit.left_end, edit.right_end


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    a, b = regular(one), regular(other)
    return len(a) == len(b) and all(
        x == y or x in _CURLED.get(y, "") or y in _CURLED.get(x, "") for x, y in zip(a, b, strict=True)
    )


def _trimmed(text: str, run: Run) -> Run:
    """Leave out the blanks around the marks."""
    marks = text[slice(*run)]
    start = run[0] + len(marks) - len(marks.lstrip())
    return start, max(start, run[0] + len(marks.rstrip()))
