"""What is in force on a day: the state of a document, the version whose text holds, the days of change, the documents around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from luodi.engine.core.period import DateSpan
from luodi.service.policies.catalogue import STATES, Held, catalogue, own_validity
from luodi.service.policies.library import library, term
from luodi.service.policies.models import INVERSE, RELATIONS, Document, Relation, Version
from luodi.service.policies.naming import quoted


@dataclass(frozen=True)
class Step:
    """A day on which something changes."""

    day: date
    what: str


@dataclass(frozen=True)
class Neighbour:
    """Another document and how it hangs together with this one."""

    number: int
    label: str
    quoted: str
    key: str  # empty when it is not held
    state: str
    clause: str
    found: str
    effective: date | None
    note: str
    own: bool  # this document says it, so it can be dropped here


@dataclass(frozen=True)
class Standing:
    """What is in force on a day: the state, the version of that day, the days on which something changes, the neighbours."""

    on: date
    state: str
    label: str
    said: str
    version: int  # the number of the version whose text holds on the day
    steps: tuple[Step, ...]
    before: Step | None
    after: Step | None
    months: int
    month: int
    bars: tuple[tuple[str, int, int], ...]  # state, from and width, in thousandths
    place: int  # of the day, in thousandths
    years: tuple[int, ...]
    neighbours: tuple[Neighbour, ...]


def standing(
    document: Document, held: Held, versions: Sequence[Version], on: date, today: date | None = None
) -> Standing:
    """Say what is in force on a day; the line of time reaches to today, too."""
    neighbours = tuple(_neighbours(document, on))
    steps = tuple(sorted(_steps(held, versions, neighbours), key=lambda step: step.day))
    first, last = _frame([step.day for step in steps], on, today)
    months = (last.year - first.year) * 12 + 12
    return Standing(
        on, held.state(on), str(STATES[held.state(on)]), said(held), version_on(versions, on), steps,
        next((step for step in reversed(steps) if step.day < on), None), next((step for step in steps if step.day > on), None),
        months, (on.year - first.year) * 12 + on.month - 1, tuple(_bars(held, first, last)),
        (on - first).days * 1000 // ((last - first).days + 1), tuple(range(first.year, last.year + 1)),
        neighbours,
    )  # fmt: skip


def said(held: Held) -> str:
    """From when until when, in one sentence: as a person has encoded it, else as the text says it."""
    return term(library().policy(held.key)) + "（" + _("已编政策核对过") + "）" if held.encoded else held.said


def version_on(versions: Sequence[Version], on: date) -> int:
    """The number of the version whose text holds on a day: of those that have begun the latest, else of all."""
    begun = [one for one in versions if one.starts_from is None or one.starts_from <= on]
    return max(begun or versions, key=lambda one: (one.starts_from or date.min, one.number)).number


def month_of(now: Standing, month: int, today: date | None = None) -> date:
    """The first day of a month of the slider."""
    first, last = _frame([step.day for step in now.steps], now.on, today)
    month = max(0, min(month, (last.year - first.year) * 12 + 11))
    return date(first.year + month // 12, month % 12 + 1, 1)


def _frame(days: Sequence[date], on: date, today: date | None) -> tuple[date, date]:
    """The whole years that the slider covers."""
    years = [day.year for day in (*days, on, today or on)]
    return date(max(1, min(years) - 1), 1, 1), date(min(9999, max(years) + 1), 12, 31)


def _steps(held: Held, versions: Sequence[Version], neighbours: Sequence[Neighbour]) -> Iterator[Step]:
    validity = held.validity
    yield from _turns(validity.start, _("施行"))
    yield from _turns(validity.end, _("有效期届满"))
    for repeal in held.repeals:
        yield from _turns(repeal.since, _("被%(title)s废止") % {"title": quoted(repeal.title)})
    for version in versions[1:]:
        start = own_validity(version).start
        if start is not None and start.known and start != validity.start:
            yield Step(start.earliest, _("第 %(number)s 版施行") % {"number": version.number})
    for neighbour in neighbours:
        if neighbour.effective is not None and neighbour.label != str(INVERSE["repeals"]):
            yield Step(neighbour.effective, f"{neighbour.label}{neighbour.quoted}")


def _turns(span: DateSpan | None, what: str) -> Iterator[Step]:
    """The day of a change, or the two days between which it lies."""
    if span is None:
        return
    if span.known:
        if span.earliest not in (date.min, date.max):
            yield Step(span.earliest, what)
        return
    if span.earliest != date.min:
        yield Step(span.earliest, _("最早%(what)s") % {"what": what})
    if span.latest != date.max:
        yield Step(span.latest, _("最迟%(what)s") % {"what": what})


def _bars(held: Held, first: date, last: date) -> Iterator[tuple[str, int, int]]:
    """The line of time in pieces of one state, by thousandths of its length; states change only at the ends of what is known."""
    validity, total = held.validity, (last - first).days + 1
    cuts = {first, last}
    for span in (validity.start, validity.end, *(repeal.since for repeal in held.repeals)):
        if span is not None:
            cuts |= {day for day in (span.earliest, span.latest) if first < day < last}
    days = sorted(cuts)
    for begin, end in pairwise(days):
        middle = begin + (end - begin) / 2
        yield (
            held.state(middle).replace(" ", "-"),
            (begin - first).days * 1000 // total,
            max(1, (end - begin).days * 1000 // total),
        )


def _neighbours(document: Document, on: date) -> Iterator[Neighbour]:
    held = {one.pk: one for one in catalogue().by_key.values()}
    rows = Relation.objects.filter(dropped_at=None).select_related("target", "source").order_by("kind", "pk")
    for row in rows.filter(source=document):
        other = held.get(row.target_id or 0)
        yield _neighbour(row, RELATIONS[row.kind], other, on, own=True)
    for row in rows.filter(target=document):
        if (source := held.get(row.source_id)) is not None:
            yield _neighbour(row, INVERSE[row.kind], source, on, own=False)


def _neighbour(row: Relation, label: str, other: Held | None, on: date, *, own: bool) -> Neighbour:
    title = quoted(other.title) if other else quoted(row.title) if row.title else row.number
    return Neighbour(
        row.pk, str(label), title, other.key if other else "", str(STATES[other.state(on)]) if other else "", row.clause, row.found, row.effective, row.note, own
    )  # fmt: skip
