"""Find from when to when a document holds, as it says it: a day, `issue`, `issue+30d`, `from+4y`, `same_as:《…》`.

>>> from luodi.engine.documents import read_text
>>> document = read_text("示例市政策\\n\\n本政策自印发之日起30日后施行，有效期四年。\\n")
>>> [(found.begins, found.until) for found in find_validity(document)]
[('issue+30d', 'from+4y')]
"""

from __future__ import annotations

from luodi.engine.core.period import Period
from luodi.engine.documents.model import Document, Span
from luodi.engine.documents.validity import Term, terms
from luodi.engine.extraction.model import Validity


def find_validity(document: Document) -> tuple[Validity, ...]:
    """Return the validity of a document; nothing when it says neither its beginning nor its end."""
    found = list(terms(document))
    end = next((term for term in found if term.kind == "end"), None)
    start = _start([term for term in found if term.kind == "start"], end)
    said = [term for term in (start, end) if term is not None]
    if not said:
        return ()
    clause = document.clause(said[0].clause)
    places = [place for term in said for place in _places(document, term)]
    begins = _begins(start) if start else None
    span = Span(min(places), max(places))
    return (Validity(clause.id, "/".join(clause.path), span, begins, _ends(end) if end else None),)


def _start(starts: list[Term], end: Term | None) -> Term | None:
    """The beginning that stands with the end, else the last: closing words stand behind what they speak of."""
    if not starts:
        return None
    with_end = [term for term in starts if end and term.clause == end.clause]
    return min(with_end, key=lambda term: abs(term.span.start - end.span.start)) if with_end and end else starts[-1]


def _places(document: Document, term: Term) -> tuple[int, int]:
    stop = max(term.span.end, term.same_as.span.end if term.same_as else 0)
    return document.cleaned.position(term.span.start), document.cleaned.position(stop)


def _begins(term: Term) -> str:
    if term.day is not None:
        return term.day.isoformat()
    return f"issue+{_short(term.period)}{'w' if term.working_days else ''}" if term.period else "issue"


def _ends(term: Term) -> str | None:
    if term.day is not None:
        return term.day.isoformat()
    if term.same_as is not None:
        return f"same_as:《{term.same_as.title}》" if term.same_as.title else f"same_as:{term.same_as.number}"
    return f"from+{_short(term.period)}" if term.period else None


def _short(period: Period) -> str:
    """Write a period the way policy files do: 30d, 6m, 4y."""
    for count, letter in ((period.years, "y"), (period.months, "m"), (period.days, "d")):
        if count:
            return f"{count}{letter}"
    return "0d"
