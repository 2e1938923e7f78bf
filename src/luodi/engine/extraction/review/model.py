"""The nouns of a review: what a check remarks, and the finding that a drafter reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from luodi.engine.documents.model import Span

Severity = Literal["high", "medium", "low"]
#: high: the words cannot all be carried out; medium: somebody cannot tell what he gets; low: worth a second look.
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a check says of one place; the table of checks makes a finding of it.

    `places` are further places that the same remark holds for. `severity` is given where it is not that of the check.
    """

    span: Span
    message: str
    why: str
    question: str
    places: tuple[Span, ...] = ()
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a drafter should look at.

    `document.text[span.start:span.end]` is what it is about; `why` says what it costs whom; `question` is what to ask the drafter.
    """

    code: str
    name: str
    severity: Severity
    clause: str  # the id of the clause, empty outside all clauses
    path: str  # the heading path as printed: 一/（二）/1
    span: Span
    message: str
    why: str
    question: str
    places: tuple[Span, ...] = ()
