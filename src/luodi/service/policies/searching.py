"""Search the held documents: clauses that hold every word, with what they can be narrowed by, and the words marked.

The words of a search are separated by blanks and found exactly, two characters or more; a clause must hold all of them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from luodi.engine.core.regions import prefix
from luodi.engine.documents.search import folded
from luodi.engine.rules.model import INSTRUMENTS
from luodi.service.policies import index
from luodi.service.policies.catalogue import STATES, Held, catalogue, stamp
from luodi.service.policies.library import library
from luodi.service.policies.models import Clause
from luodi.service.policies.naming import KINDS

FACETS = {
    "region": _("地区"),
    "year": _("年份"),
    "kind": _("文种"),
    "instrument": _("方式"),
    "body": _("责任单位"),
    "validity": _("效力"),
}
#: What differs from clause to clause; the other facets are those of the whole document.
_OF_CLAUSES = ("instrument", "body")
_MOST_CHOICES = 12
_AROUND = 46
_SHORT_CLAUSE = 150


@dataclass(frozen=True)
class Query:
    """What is asked: words, and a value for some facets; `on` is the day whose state counts."""

    words: str
    on: date
    region: str = ""
    year: str = ""
    kind: str = ""
    instrument: str = ""
    body: str = ""
    validity: str = ""
    order: str = "fit"

    @property
    def list(self) -> list[str]:
        """The words, each once."""
        return list(dict.fromkeys(folded(self.words).split()))

    @property
    def chosen(self) -> dict[str, str]:
        """The facets that are narrowed."""
        return {name: value for name in FACETS if (value := getattr(self, name))}


@dataclass(frozen=True)
class Choice:
    """A value that a facet can take: how many hits it keeps, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Match:
    """A clause that was found."""

    document: Held
    cid: str
    path: tuple[str, ...]
    title: str
    state: str
    pieces: tuple[tuple[str, bool], ...]  # of the text, each with whether it is marked

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(STATES[self.state])

    @property
    def html(self) -> SafeString:
        """The text with its words marked, escaped."""
        return SafeString(
            "".join(f"<mark>{escape(text)}</mark>" if is_word else escape(text) for text, is_word in self.pieces)
        )


@dataclass(frozen=True)
class Outcome:
    """What a question has found: the rows of the clauses in order, and the choices of every facet."""

    clauses: tuple[tuple[int, int], ...]  # clause, version
    documents: int
    facets: Mapping[str, tuple[Choice, ...]]
    more: bool  # there are more hits than are counted


@dataclass(frozen=True)
class _Row:
    clause: int
    held: Held
    instruments: tuple[str, ...]
    bodies: tuple[str, ...]


def outcome(query: Query, token: str | None = None) -> Outcome:
    """Answer a question about clauses; the answer is kept as long as nothing changes. `token` is that of `catalogue.stamp`."""
    return _outcome(stamp() if token is None else token, replace(query, words=" ".join(query.list)))


@lru_cache(maxsize=512)
def _outcome(token: str, query: Query) -> Outcome:
    rows, more = _hits(token, query.words)
    kept, beside = _narrowed(rows, query)
    facets = {name: _choices(name, [*kept, *beside.get(name, ())], query) for name in FACETS}
    if query.order == "new":
        kept.sort(key=lambda row: -(row.held.year or 0))
    return Outcome(
        tuple((row.clause, row.held.version) for row in kept), len({row.held.pk for row in kept}), facets, more
    )


def _narrowed(rows: Iterable[_Row], query: Query) -> tuple[list[_Row], dict[str, list[_Row]]]:
    """The rows that fit every choice; and for each facet those that only its own choice leaves out."""
    tests = {name: _test(name, value, query.on) for name, value in query.chosen.items()}
    of_documents = {name: test for name, test in tests.items() if name not in _OF_CLAUSES}
    of_clauses = {name: test for name, test in tests.items() if name in _OF_CLAUSES}
    known: dict[int, list[str]] = {}
    kept: list[_Row] = []
    beside: dict[str, list[_Row]] = {}
    for row in rows:
        fails = known.get(row.held.pk)
        if fails is None:  # once for each document
            fails = known[row.held.pk] = [name for name, test in of_documents.items() if not test(row)]
        if of_clauses:
            fails = fails + [name for name, test in of_clauses.items() if not test(row)]
        if not fails:
            kept.append(row)
        elif len(fails) == 1:
            beside.setdefault(fails[0], []).append(row)
    return kept, beside


@lru_cache(maxsize=128)
def _hits(token: str, words: str) -> tuple[list[_Row], bool]:
    held = catalogue(token).by_version
    found = index.ask(words.split())
    rows = [
        _Row(hit.clause, held[hit.version], _list(hit.instruments), _list(hit.bodies))
        for hit in found
        if hit.version in held
    ]
    return rows, len(found) >= index.MOST


def _list(stored: str) -> tuple[str, ...]:
    return () if stored == "[]" else tuple(json.loads(stored))


def matches(found: Sequence[tuple[int, int]], query: Query, token: str | None = None) -> list[Match]:
    """Read the clauses of one page of an outcome."""
    held, words = catalogue(token), query.list
    asked = Clause.objects.filter(pk__in=[clause for clause, _ in found]).values_list(
        "pk", "cid", "path", "title", "text"
    )
    rows = {row[0]: row[1:] for row in asked}
    return [
        Match(document, row[0], tuple(row[1]), row[2], document.state(query.on), excerpt(row[3], words))
        for clause, version in found
        if (row := rows.get(clause)) and (document := held.by_version.get(version))
    ]


def documents(query: Query, token: str | None = None) -> tuple[list[Held], dict[str, tuple[Choice, ...]]]:
    """Return the documents whose title or number holds every word, the newest first, with the choices of their facets."""
    return _documents(stamp() if token is None else token, replace(query, words=" ".join(query.list)))


@lru_cache(maxsize=256)
def _documents(token: str, query: Query) -> tuple[list[Held], dict[str, tuple[Choice, ...]]]:
    wanted = query.list
    named = [
        one
        for one in catalogue(token).by_key.values()
        if all(word in folded(one.title + one.number) for word in wanted)
    ]
    rows = [_Row(0, one, (), ()) for one in named]
    kept, beside = _narrowed(rows, replace(query, instrument="", body=""))
    facets = {name: _choices(name, [*kept, *beside.get(name, ())], query) for name in FACETS if name not in _OF_CLAUSES}
    return sorted((row.held for row in kept), key=lambda one: (-(one.year or 0), one.region, one.title)), facets


def first_in(version: int, held: Held, query: Query) -> tuple[int, str]:
    """How many clauses of a version a question finds, and the id of the first one in the order of the text."""
    tests = [_test(name, value, query.on) for name, value in query.chosen.items()]
    found = [
        hit.clause
        for hit in index.ask(query.list, version)
        if all(test(_Row(hit.clause, held, _list(hit.instruments), _list(hit.bodies))) for test in tests)
    ]
    if not found:
        return 0, ""
    return len(found), Clause.objects.filter(pk__in=found).order_by("place").values_list("cid", flat=True)[0]


def _test(facet: str, value: str, on: date) -> Callable[[_Row], bool]:
    match facet:
        case "region":
            return lambda row: row.held.region.startswith(prefix(value)) if value != "-" else not row.held.region
        case "year":
            return lambda row: str(row.held.year or "-") == value
        case "kind":
            return lambda row: row.held.kind == value
        case "instrument":
            return lambda row: value in row.instruments
        case "body":
            return lambda row: value in row.bodies
    return lambda row: row.held.state(on) == value


def _choices(facet: str, rows: Sequence[_Row], query: Query) -> tuple[Choice, ...]:
    counted: Counter[str] = Counter()
    if facet in _OF_CLAUSES:
        counted.update(value for row in rows for value in _values(facet, row, query.on))
    else:
        documents = {row.held.pk: row for row in rows}
        for pk, count in Counter(row.held.pk for row in rows).items():
            counted.update(dict.fromkeys(_values(facet, documents[pk], query.on), count))
    chosen = getattr(query, facet)
    if chosen and chosen not in counted:
        counted[chosen] = 0
    order = (
        sorted(counted, reverse=True)
        if facet == "year"
        else sorted(counted, key=lambda value: (-counted[value], value))
    )
    shown = order[:_MOST_CHOICES] + ([chosen] if chosen in order[_MOST_CHOICES:] else [])
    return tuple(Choice(value, _label(facet, value), counted[value], value == chosen) for value in shown)


def _values(facet: str, row: _Row, on: date) -> tuple[str, ...]:
    match facet:
        case "region":
            return (row.held.region or "-",)
        case "year":
            return (str(row.held.year or "-"),)
        case "kind":
            return (row.held.kind,)
        case "instrument":
            return row.instruments
        case "body":
            return row.bodies
    return (row.held.state(on),)


def _label(facet: str, value: str) -> str:
    """The Chinese label: what is kept serves pages of every language, and they put it into theirs."""
    with override("zh-hans"):
        return _chinese(facet, value)


def _chinese(facet: str, value: str) -> str:
    if value == "-":
        return "不详"
    match facet:
        case "region":
            return library().vocabulary.regions.name(value)
        case "year":
            return value
        case "kind":
            return str(KINDS.get(value, value))
        case "instrument":
            return INSTRUMENTS.get(value, value)
        case "validity":
            return str(STATES.get(value, value))
    return value


def excerpt(text: str, words: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Return the text around the first word, whole when it is short, with every word marked.

    >>> excerpt("支持建设算力中心，发放算力券。", ["算力"])
    (('支持建设', False), ('算力', True), ('中心，发放', False), ('算力', True), ('券。', False))
    """
    flat = " ".join(text.split())
    first = min((place for word in words if (place := folded(flat).find(word)) >= 0), default=0)
    if len(flat) <= _SHORT_CLAUSE:
        begin, end = 0, len(flat)
    else:
        begin = max(0, min(first - _AROUND, len(flat) - _SHORT_CLAUSE))
        end = min(len(flat), begin + _SHORT_CLAUSE)
    shown = ("…" if begin else "") + flat[begin:end] + ("…" if end < len(flat) else "")
    return tuple(marked(shown, words))


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """Cut a text where its words begin and end; True for what is a word."""
    if not words:
        return [(text, False)] if text else []
    form = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    pieces: list[tuple[str, bool]] = []
    done = 0
    for match in form.finditer(folded(text)):
        pieces += [(text[done : match.start()], False), (text[match.start() : match.end()], True)]
        done = match.end()
    pieces.append((text[done:], False))
    return [piece for piece in pieces if piece[0]]
