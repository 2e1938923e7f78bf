"""Find the measurable goals of a document, its baselines and forecasts: indicator, value or range, unit, bound, year.

    >>> from luodi.engine.documents import read_text
    >>> document = read_text(
    ...     "示例市行动方案\\n\\n一、总体要求\\n\\n（一）发展目标。到2025年，核心产业规模达到90亿元，培育8家左右龙头企业。\\n"
    ... )
    >>> [(found.indicator, str(found.quantity.value), found.quantity.bound, found.year) for found in find_targets(document)]
    [('核心产业规模', '9000000000', 'exact', 2025), ('龙头企业', '8', 'about', 2025)]

Every quantity that is no part of a support, no name and no period is a candidate; `phrases` says what it measures (with `nouns`), `times`
for which year it is meant and whether it is a goal, what is, or what somebody expects. A table of indicators is read by `tables`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from luodi.engine.documents.model import Clause, Document, Paragraph, Span
from luodi.engine.extraction.finders.supports import find_supports
from luodi.engine.extraction.finders.targets.phrases import phrase_of
from luodi.engine.extraction.finders.targets.tables import table_targets
from luodi.engine.extraction.finders.targets.times import Times
from luodi.engine.extraction.model import Quantity, Support, Target
from luodi.engine.extraction.numbers import find_quantities

_SKIPPED = frozenset({"footnotes", "notice"})
_MEASURED = frozenset({"money", "ratio", "count", "measure", "rank", "bare"})


def find_targets(document: Document, supports: tuple[Support, ...] | None = None) -> tuple[Target, ...]:
    """Return the targets of a document in the order of its text; `supports` saves finding the document's supports again."""
    granted = {
        figure.quantity.span
        for support in (find_supports(document) if supports is None else supports)
        for figure in support.figures
        if figure.role != "fund"
    }
    times = Times(document)
    found: list[Target] = []
    for clause in document.clauses:
        if clause.kind not in _SKIPPED and not times.rules(clause):
            for paragraph in clause.paragraphs:
                found += _in(document, clause, paragraph, times, granted)
            found += table_targets(clause, times)
    return _linked(found)


def _in(document: Document, clause: Clause, paragraph: Paragraph, times: Times, granted: set[Span]) -> Iterator[Target]:
    if paragraph.kind == "row" or "\t" in paragraph.text:
        return
    last: Target | None = None
    described = paragraph.start
    quantities = find_quantities(paragraph.text, paragraph.start)
    for number, quantity in enumerate(quantities):
        if quantity.kind not in _MEASURED or quantity.span in granted or quantity.span.start < described:
            continue  # 10家规模超亿元的企业: what is inside a counted noun describes it
        phrase = phrase_of(paragraph, quantities, number, last.indicator if last else "", described)
        if phrase is None:
            continue
        described = phrase.span.end
        year, status = times.of(clause, paragraph, quantity, quantities)
        last = Target(clause.id, "/".join(clause.path), phrase.span, phrase.indicator, _counted(quantity), year, status)
        yield last


def _counted(quantity: Quantity) -> Quantity:
    return replace(quantity, kind="count") if quantity.kind == "bare" else quantity


def _linked(found: list[Target]) -> tuple[Target, ...]:
    """Say of each goal where the same indicator stands again."""
    places: dict[tuple[str, str], list[Span]] = {}
    for target in found:
        places.setdefault((target.indicator, target.status), []).append(target.span)
    return tuple(
        replace(target, repeats=tuple(span for span in places[target.indicator, target.status] if span != target.span))
        for target in found
    )
