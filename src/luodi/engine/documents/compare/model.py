"""The nouns of comparison: every side of a result is a quote that says where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from luodi.engine.documents.model import Document, Span

#: `number`: a figure differs; `label`: the number of a clause; `missing`: words only one side has; `wording`: the rest
#: of the words; `mark`: punctuation, which is kept apart.
DifferenceKind = Literal["number", "label", "wording", "missing", "mark"]
KINDS: tuple[DifferenceKind, ...] = ("number", "label", "wording", "missing", "mark")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document with their neighbours: `document.text[start:end]`, the clause, and the line of the file."""

    start: int
    end: int
    text: str
    before: str
    after: str
    clause: str
    line: int
    span: Span  # in the original


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two copies differ; a side that lacks the words has an empty text.

    `edits` is how many replacements, insertions and deletions it was put together from: “和” for “and” is one place, and
    two of them.
    """

    kind: DifferenceKind
    left: Quote
    right: Quote
    edits: int = 1


@dataclass(frozen=True, slots=True)
class Copies:
    """Two copies of one document; the shares tell how much of each stands in the other, `marks` where punctuation differs."""

    left: Document
    right: Document
    left_share: float
    right_share: float
    differences: tuple[Difference, ...]
    marks: tuple[Difference, ...] = ()

    @property
    def edits(self) -> int:
        """How many single edits the differences are put together from."""
        return sum(difference.edits for difference in self.differences)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that differs between two sentences that are otherwise alike; one side may have none."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A sentence that stands, the same or nearly, in both documents; `likeness` is 100 for the same words."""

    left: Quote
    right: Quote
    likeness: float
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """A policy and its rules: the shared sentences in the order of the left document."""

    left: Document
    right: Document
    shared: tuple[Shared, ...]
    left_share: float
    right_share: float

    @property
    def changed(self) -> tuple[Shared, ...]:
        """The shared sentences whose figures differ."""
        return tuple(pair for pair in self.shared if pair.changes)


@dataclass(frozen=True, slots=True)
class Borrowing:
    """A passage that stands nearly the same in another place's document."""

    here: Quote
    there: Quote
    other: str  # name of the other document
    likeness: float
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of a folder with what it has in common with other places' documents, the oldest of those first."""

    name: str  # its path below the folder
    document: Document
    place: str
    day: date | None
    borrowings: tuple[Borrowing, ...]
    day_is: str = ""  # what the day is of: 成文, 印发, …; or that only a year was found


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder compared: entries oldest first; copies are pairs of names; compilations were left out."""

    entries: tuple[Entry, ...]
    copies: tuple[tuple[str, str], ...]
    compilations: tuple[str, ...]
