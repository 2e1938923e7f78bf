"""What stands in the margin of a clause: the targets, tasks, supports and bodies that the finders see in it, each with its place.

A mark is plain data, so that it is stored at import and never looked for while somebody reads: `kind`; `title` and `words` for the
margin; `spans`, a list of [paragraph, from, to] within the clause's own paragraphs, to be underlined.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from luodi.engine.core.provisions import TARGET_KINDS
from luodi.engine.documents import Clause, Document
from luodi.engine.documents.model import Span
from luodi.engine.extraction.extract import extract
from luodi.engine.extraction.model import AnyDraft, Support, Target, Task
from luodi.engine.rules.model import INSTRUMENTS

KINDS = {"target": _("目标"), "task": _("任务"), "support": _("支持"), "body": _("责任单位")}
ROLES = {"lead": _("牵头"), "assist": _("配合"), "responsible": _("责任"), "contact": _("咨询")}
MEANINGS = {"amount": _("确定"), "at_most": _("上限"), "discretion": _("个案")}
FIGURES = {
    "rate": "比例", "cap": "最高", "floor": "最低", "amount": "金额", "threshold": "门槛", "quota": "名额", "years": "年限", "share": "分摊",
    "fund": "资金规模", "other": "数字",
}  # fmt: skip
_LONGEST = 60

Mark = dict[str, Any]


def marks_of(document: Document) -> dict[str, list[Mark]]:
    """Return the marks of every clause that has any, by its id."""
    places = _Places(document)
    found: dict[str, list[Mark]] = {}
    for draft in extract(document, ("target", "task", "support")):
        clause, mark = places.clause_of(draft.span) or draft.clause, _of_draft(document, draft, places)
        found.setdefault(clause, []).append(mark)
    for one in document.clauses:
        if bodies := list(_bodies(document, one, places)):
            found.setdefault(one.id, []).extend(bodies)
    return found


def instruments_of(marks: list[Mark]) -> list[str]:
    """Return the instruments of the supports among the marks."""
    return sorted({mark["instrument"] for mark in marks if mark["kind"] == "support"})


def bodies_of(marks: list[Mark]) -> list[str]:
    """Return the bodies that have something to do by the marks, by their full names."""
    return list(dict.fromkeys(mark["title"] for mark in marks if mark["kind"] == "body" and mark["role"] != "contact"))


class _Places:
    """Finds the clause and the paragraph that hold a place of the document's text."""

    def __init__(self, document: Document) -> None:
        held = [(p.start, p.end, clause.id, n) for clause in document.clauses for n, p in enumerate(clause.paragraphs)]
        self._held = sorted(held)

    def at(self, position: int) -> tuple[int, int, str, int] | None:
        found = bisect_right(self._held, position, key=lambda one: one[0]) - 1
        return self._held[found] if found >= 0 and position < self._held[found][1] else None

    def clause_of(self, span: Span) -> str:
        found = self.at(span.start)
        return found[2] if found else ""

    def span(self, span: Span) -> list[int] | None:
        """[paragraph, from, to] within its clause; None when the run stands in no paragraph or goes beyond one."""
        found = self.at(span.start)
        if found is None or span.end > found[1]:
            return None
        return [found[3], span.start - found[0], span.end - found[0]]


def _of_draft(document: Document, draft: AnyDraft, places: _Places) -> Mark:
    match draft:
        case Target():
            year = f"{draft.year}年" if draft.year else "没有写年份"
            words = f"{_flat(document, draft.quantity.whole)}（{TARGET_KINDS[draft.status]}，{year}）"
            return {"kind": "target", "title": draft.indicator or "（没有写指标）", "words": words, "status": draft.status, "year": draft.year,
                    "spans": _spans(places, [draft.quantity.whole])}  # fmt: skip
        case Support():
            figures = [f"{FIGURES[one.role]} {_flat(document, one.span)}" for one in draft.figures]
            return {"kind": "support", "title": INSTRUMENTS.get(draft.instrument, draft.instrument), "words": "，".join(figures),
                    "meaning": draft.meaning, "instrument": draft.instrument, "spans": _spans(places, [one.span for one in draft.figures])}  # fmt: skip
        case Task():
            who = [
                *(f"{name}（牵头）" for name in draft.lead),
                *(name for name in draft.bodies if name not in draft.lead),
            ]
            times = "，".join(_flat(document, one.whole) for one in draft.deadlines)
            return {
                "kind": "task",
                "title": draft.title[:_LONGEST],
                "words": "；".join(filter(None, ["、".join(who[:4]), times])),
                "spans": [],
            }
    raise TypeError(type(draft).__name__)


def _bodies(document: Document, clause: Clause, places: _Places) -> Iterator[Mark]:
    for body in clause.bodies:
        run = Span(document.cleaned.position(body.span.start), document.cleaned.position(body.span.end - 1) + 1)
        yield {"kind": "body", "title": body.name, "role": body.role, "known": body.known,
               "words": f"原文作“{body.printed}”" if body.printed != body.name else "", "spans": _spans(places, [run])}  # fmt: skip


def _spans(places: _Places, runs: list[Span]) -> list[list[int]]:
    found = [span for run in runs if (span := places.span(run)) is not None]
    return [list(span) for span in dict.fromkeys(map(tuple, found))]


def _flat(document: Document, span: Span) -> str:
    return "".join(document.text[span.start : span.end].split())[:_LONGEST]
