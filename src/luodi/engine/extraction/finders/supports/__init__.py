"""Find the supports of a document: each separate grant with its figures, what it means, for whom and by whom.

    >>> from luodi.engine.documents import read_text
    >>> document = read_text("示例市政策\\n\\n一、对评审通过的项目，按研发投入的20%给予最高300万元补助；特别重大的一事一议。\\n")
    >>> for support in find_supports(document):
    ...     print(support.meaning, [(figure.role, str(figure.value), figure.per) for figure in support.figures])
    at_most [('rate', '0.20', None), ('cap', '3000000', 'project')]
    discretion []

A paragraph is cut into pieces (`pieces`), each quantity of a piece gets its role (`roles`), pieces are joined to grants
(`grants`), and each grant is described (`describe`).
"""

from __future__ import annotations

from collections.abc import Iterator

from luodi.engine.documents.model import Clause, Document, Paragraph
from luodi.engine.extraction.finders.supports.describe import support_of
from luodi.engine.extraction.finders.supports.grants import Grant, grants
from luodi.engine.extraction.model import Support

_SKIPPED = frozenset({"footnotes", "head", "notice"})


def find_supports(document: Document) -> tuple[Support, ...]:
    """Return the supports of a document in the order of its text."""
    return tuple(
        support_of(document, clause, grant)
        for clause in document.clauses
        if clause.kind not in _SKIPPED
        for grant in _grants(clause)
    )


def _grants(clause: Clause) -> Iterator[Grant]:
    found: list[Grant] = []
    for paragraph in clause.paragraphs:
        if _holds_supports(paragraph):
            found = grants(paragraph.text, paragraph.start, found)
    yield from found


def _holds_supports(paragraph: Paragraph) -> bool:
    return paragraph.kind != "heading" and "\t" not in paragraph.text
