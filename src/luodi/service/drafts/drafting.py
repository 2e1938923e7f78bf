"""From the kept original of a document to what a desk holds of it: the head, and a draft with its words for every support, target and task."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from luodi.engine.documents.model import Document
from luodi.engine.extraction.extract import extract
from luodi.engine.extraction.model import AnyDraft, Support, Target, Validity
from luodi.engine.library.draft import run
from luodi.engine.library.draft.plan import words_of
from luodi.engine.library.draft.supports import Block
from luodi.engine.library.draft.writing import block_text, unmarked
from luodi.service.drafts.models import LISTS
from luodi.service.policies.library import library
from luodi.service.policies.models import Version
from luodi.service.policies.reading import read_again

_PAYING = {"cap", "amount", "fund"}
#: Digits that a support without a sum of money counts for, so that it is neither first nor forgotten.
_NO_SUM = 4
_BROKEN = re.compile(r"(?<![。；：！？])\n(?=[\u3000-\u9fff\uff00-\uffef])")


@dataclass(frozen=True)
class Fresh:
    """An item as the text gives it now.

    `worth` is the largest sum that a support names, in yuan (0: none). `weight` says how soon it should be looked at: the more is at stake and
    the less is certain, the higher.
    """

    kind: str
    own: str
    clause: str
    cid: str
    source: str
    words: str
    text: str
    worth: Decimal
    asks: int
    weight: int


@dataclass(frozen=True)
class Read:
    """A document as a desk takes it up."""

    head: str
    given: str
    items: tuple[Fresh, ...]


def document_of(version: Version) -> Document:
    """Read the kept original of a version again."""
    return read_again(version, version.document.region)


def read(version: Version) -> Read:
    """Draft a policy from a kept document; DataError when nobody knows its region."""
    document = document_of(version)
    found = extract(document)
    drafts = run.blocks(library(), document, found)
    made = [(draft.span, kind, draft, block) for kind, name in LISTS.items() for draft, block in drafts[name]]
    made.sort(key=lambda one: (one[0].start, list(LISTS).index(one[1])))
    items = tuple(_fresh(document, kind, draft, block) for _span, kind, draft, block in made)
    return Read(_head(version, document, found), _given(found), items)


def _head(version: Version, document: Document, found: Sequence[AnyDraft]) -> str:
    text = run.head(library(), version.document.key, document, found, version.document.region)
    return "\n".join(line for line in text.split("\n") if not line.startswith("# "))


def _given(found: Sequence[AnyDraft]) -> str:
    known = any(isinstance(one, Validity) and one.begins and one.begins[:1].isdecimal() for one in found)
    return "given:\n" + ("" if known else "  in_force: true\n") + "  received: []\n"


def _fresh(document: Document, kind: str, draft: AnyDraft, block: Block) -> Fresh:
    words = _joined(words_of(document, draft))
    figures = draft.figures if isinstance(draft, Support) else ()
    sums = [figure.value for figure in figures if figure.unit == "yuan" and figure.role in _PAYING]
    worth = max(sums, default=Decimal(0))
    return Fresh(
        kind, block.id, block.clause, draft.clause, block.source, words, unmarked(block_text(block)), worth, len(block.ask),
        _stake(draft, worth) * (1 + len(block.ask)),
    )  # fmt: skip


def _stake(draft: AnyDraft, worth: Decimal) -> int:
    """How much is at stake: the digits of the sum of a support; a target and a task have none, a figure of the background less."""
    if isinstance(draft, Support):
        return len(str(int(worth))) if worth else _NO_SUM
    return 0 if isinstance(draft, Target) and draft.status != "target" else 1


def _joined(text: str) -> str:
    """The words as lines of their own: where a page broke a line within a sentence, it is one again."""
    lines = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return _BROKEN.sub("", lines)
