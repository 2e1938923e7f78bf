"""From the kept original of a document to what a desk holds of it: the head, and a draft with its words for every support."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from luodi.engine.documents.model import Document
from luodi.engine.extraction.extract import extract
from luodi.engine.extraction.model import AnyDraft, Support, Validity
from luodi.engine.library.draft import run
from luodi.engine.library.draft.supports import Block
from luodi.engine.library.draft.writing import block_text, unmarked
from luodi.service import files
from luodi.service.policies.library import library
from luodi.service.policies.models import Version
from luodi.service.policies.reading import read_part

_PAYING = {"cap", "amount", "fund"}
#: Digits that a support without a sum of money counts for, so that it is neither first nor forgotten.
_NO_SUM = 4
_BROKEN = re.compile(r"(?<![。；：！？])\n(?=[\u3000-\u9fff\uff00-\uffef])")


@dataclass(frozen=True)
class Fresh:
    """A support as the text gives it now. `worth` is the largest sum it names, in yuan (0: none)."""

    own: str
    clause: str
    cid: str
    source: str
    words: str
    text: str
    worth: Decimal
    asks: int

    @property
    def weight(self) -> int:
        """How soon it should be looked at: the more is at stake and the less is certain, the higher."""
        digits = len(str(int(self.worth))) if self.worth else _NO_SUM
        return digits * (1 + self.asks)


@dataclass(frozen=True)
class Read:
    """A document as a desk takes it up."""

    head: str
    given: str
    supports: tuple[Fresh, ...]


def document_of(version: Version) -> Document:
    """Read the kept original of a version again."""
    return read_part(files.read(version.sha256), version.file_name, version.part, version.document.region)


def read(version: Version) -> Read:
    """Draft a policy from a kept document; DataError when nobody knows its region."""
    document = document_of(version)
    found = extract(document)
    supports = [one for one in found if isinstance(one, Support)]
    blocks = run.blocks(library(), document, supports)
    return Read(
        _head(version, document, found),
        _given(found),
        tuple(_fresh(document, support, block) for support, block in zip(supports, blocks, strict=True)),
    )


def _head(version: Version, document: Document, found: Sequence[AnyDraft]) -> str:
    held = version.document
    text = run.head(library(), held.key, document, found, held.region).partition("\nsupports:")[0] + "\n"
    lines = [line for line in text.split("\n") if not line.startswith("# ")]
    return "\n".join(lines)


def _given(found: Sequence[AnyDraft]) -> str:
    known = any(isinstance(one, Validity) and one.begins and one.begins[:1].isdecimal() for one in found)
    return "given:\n" + ("" if known else "  in_force: true\n") + "  received: []\n"


def _fresh(document: Document, support: Support, block: Block) -> Fresh:
    words = _joined(document.text[support.span.start : support.span.end])
    sums = [figure.value for figure in support.figures if figure.unit == "yuan" and figure.role in _PAYING]
    return Fresh(
        block.id, block.clause, support.clause, block.source, words, unmarked(block_text(block)), max(sums, default=Decimal(0)), len(block.ask)
    )  # fmt: skip


def _joined(text: str) -> str:
    """The words as lines of their own: where a page broke a line within a sentence, it is one again."""
    lines = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return _BROKEN.sub("", lines)
