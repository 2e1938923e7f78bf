"""A document read once for all checks: its drafts, its passages without blanks, and what it says about itself.

Printed texts put blanks inside figures and mix full and half width, so the checks look at *passages*: the words of a
paragraph or a grant without blanks and in one width, each character with its place in the document's text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from luodi.engine.core.money import yuan
from luodi.engine.documents.model import Clause, Document, Paragraph, Span
from luodi.engine.extraction.finders.application import find_application
from luodi.engine.extraction.finders.combining import find_combining
from luodi.engine.extraction.finders.supports import find_supports
from luodi.engine.extraction.finders.targets import find_targets
from luodi.engine.extraction.finders.tasks import find_tasks
from luodi.engine.extraction.finders.validity import find_validity
from luodi.engine.extraction.model import (
    Application,
    Combining,
    Figure,
    FigureRole,
    Quantity,
    Support,
    Target,
    Task,
    Validity,
)
from luodi.engine.extraction.numbers import find_quantities

#: One width for what the checks look at; `％` and the like are left to the grammar of numbers.
_WIDTHS = str.maketrans("(),:;?", "（），：；？")
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
_SKIPPED = frozenset({"notice", "footnotes"})
_PAYING: frozenset[FigureRole] = frozenset({"rate", "cap", "floor", "amount"})
#: A document with at least so many grants that name a sum or a rate is one that people claim under; a plan has to name more.
_PAYS_FROM, _PLAN_PAYS_FROM = 3, 8
_PLAN = re.compile(r"计划|规划|方案|导则|指导意见")
_LEAVES_TO_RULES = re.compile(
    r"(?:制定|制订|出台|另行|印发|发布)[^，。；]{0,16}(?:实施细则|操作细则|细则|操作办法|操作规程|实施办法|申报指南|办事指南)"
    r"|(?:细则|操作办法|申报指南|办事指南)[^，。；]{0,12}(?:另行|制定|制订|编制|发布)"
)
_RULES_TITLE = re.compile(r"细则|操作办法|操作规程|实施办法|管理办法")
_PERIOD = re.compile(r"((?:19|20)\d\d)年?[—\-–~至到]+((?:19|20)\d\d)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of the document without blanks: `value[i]` stands at `places[i]` of the document's text."""

    value: str
    places: tuple[int, ...]
    clause: Clause | None = None

    def span(self, start: int, end: int) -> Span:
        """Return where `value[start:end]` stands in the document's text."""
        return Span(self.places[start], self.places[end - 1] + 1)

    def find(self, place: int) -> int:
        """Return the first character that stands at or behind a place of the document's text."""
        return bisect_left(self.places, place)

    def before(self, quantity: Quantity) -> str:
        """Return the words before a quantity and its bound words."""
        return self.value[: self.find(quantity.whole.start)]

    def after(self, quantity: Quantity) -> str:
        """Return the words behind a quantity and its bound words."""
        return self.value[self.find(quantity.whole.end) :]

    def sentences(self) -> Iterator[Passage]:
        """Return its sentences, cut at 。；！？."""
        for match in _SENTENCE.finditer(self.value):
            yield Passage(match[0], self.places[match.start() : match.end()], self.clause)


def passage(text: str, start: int, end: int, clause: Clause | None = None) -> Passage:
    """Return the passage of `text[start:end]`."""
    kept = [place for place in range(start, end) if text[place] == "\n" or not text[place].isspace()]
    return Passage("".join(text[place] for place in kept).translate(_WIDTHS), tuple(kept), clause)


class Reading:
    """Everything the checks ask of a document; each part is found when it is first asked for."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The paragraphs of the clauses, without covering notice, footnotes and tables."""
        return tuple(
            passage(self.document.text, paragraph.start, paragraph.end, clause)
            for clause in self.document.clauses
            if clause.kind not in _SKIPPED
            for paragraph in clause.paragraphs
            if _is_prose(paragraph)
        )

    @cached_property
    def text(self) -> str:
        """The words of all passages, a line for each."""
        return "\n".join(held.value for held in self.passages)

    @cached_property
    def title(self) -> str:
        """The title without blanks."""
        return "".join(self.document.title.split())

    @cached_property
    def title_span(self) -> Span:
        """Where the title stands, or the first character of the text."""
        found = next((field for field in self.document.fields if field.kind == "title"), None)
        if found is not None:
            return Span(found.start, found.end)
        first = next((paragraph.start for clause in self.document.clauses for paragraph in clause.paragraphs), 0)
        return Span(first, min(first + 1, len(self.document.text)))

    @cached_property
    def supports(self) -> tuple[Support, ...]:
        """The grants."""
        return find_supports(self.document)

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """The goals, baselines and forecasts."""
        return find_targets(self.document, self.supports)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks of a plan."""
        return find_tasks(self.document)

    @cached_property
    def validity(self) -> Validity | None:
        """From when to when it holds, when it says so."""
        return next(iter(find_validity(self.document)), None)

    @cached_property
    def combining(self) -> tuple[Combining, ...]:
        """What it says of grants that meet."""
        return find_combining(self.document)

    @cached_property
    def application(self) -> tuple[Application, ...]:
        """What it says of how to apply."""
        return find_application(self.document)

    @cached_property
    def paying(self) -> tuple[Support, ...]:
        """The grants that name a sum or a rate."""
        return tuple(support for support in self.supports if any(f.role in _PAYING for f in support.figures))

    @cached_property
    def pays(self) -> bool:
        """Whether people will claim money under this document itself."""
        return len(self.paying) >= (_PLAN_PAYS_FROM if _PLAN.search(self.title) else _PAYS_FROM)

    @cached_property
    def is_rules(self) -> bool:
        """Whether it is itself the detailed rules of another document."""
        return "细则" in self.title

    @cached_property
    def leaves_to_rules(self) -> bool:
        """Whether it says that detailed rules follow (实施细则另行制定)."""
        return bool(_LEAVES_TO_RULES.search(self.text)) and not _RULES_TITLE.search(self.title)

    @cached_property
    def period(self) -> tuple[int, int] | None:
        """The years in the title: 三年行动计划（2021—2023年）."""
        found = _PERIOD.search(self.title)
        return (int(found[1]), int(found[2])) if found and int(found[1]) <= int(found[2]) else None

    def grant(self, support: Support) -> Passage:
        """Return the words of a grant."""
        return passage(self.document.text, support.span.start, support.span.end, self.document.clause(support.clause))

    def quantities(self, held: Passage) -> tuple[Quantity, ...]:
        """Return the quantities of a passage."""
        if not held.places:
            return ()
        start, end = held.places[0], held.places[-1] + 1
        return find_quantities(self.document.text[start:end], start)

    def printed(self, span: Span) -> str:
        """Return the words of a span without blanks."""
        return "".join(self.document.text[span.start : span.end].split())

    def clause_at(self, span: Span) -> Clause | None:
        """Return the deepest clause that holds a span."""
        return self.document.clause_at(self.document.cleaned.origin(span.start))

    def above(self, clause: Clause) -> Clause:
        """Return the top clause that a clause stands below."""
        while clause.parent:
            clause = self.document.clause(clause.parent)
        return clause


def money(value: Decimal) -> str:
    """Write a sum as policies print it: 1000万元, 1.5亿元."""
    return yuan(value).replace(",", "")


def figures(support: Support, *roles: FigureRole) -> tuple[Figure, ...]:
    """Return the figures of a grant that do one of these things."""
    return tuple(figure for figure in support.figures if figure.role in roles)


def _is_prose(paragraph: Paragraph) -> bool:
    return paragraph.kind != "row" and "\t" not in paragraph.text
