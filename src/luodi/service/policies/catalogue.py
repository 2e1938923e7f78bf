"""The held documents in memory: what every list, search and link asks for. It is read again when something was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from django.db import connection
from django.utils.translation import gettext_lazy as _

from luodi.engine.core.period import DateSpan
from luodi.engine.documents.model import Span
from luodi.engine.documents.validity import State, Term, Validity
from luodi.service.policies.library import library
from luodi.service.policies.models import Clause, Document, Relation, Version

REPEALED = "repealed"
STATES = {
    "in force": _("施行中"),
    "not yet": _("尚未施行"),
    "expired": _("已失效"),
    REPEALED: _("已废止"),
    "unknown": _("待核实"),
}
_OPEN_END = (Term("end", "", "", Span(0, 0)),)  # the text speaks of an end that is no day


@dataclass(frozen=True, slots=True)
class Repeal:
    """What ends a document before its own term: by which document, since when."""

    key: str
    title: str
    since: DateSpan


@dataclass(frozen=True, slots=True)
class Held:
    """A held document as lists show it."""

    pk: int
    key: str
    title: str
    plain_title: str
    number: str
    kind: str
    region: str
    region_name: str
    year: int | None
    version: int
    issuers: tuple[str, ...]
    validity: Validity
    said: str
    encoded: bool
    repeals: tuple[Repeal, ...] = ()

    def state(self, day: date) -> str:
        """The state on a day: a key of `STATES`."""
        own = self.validity.on(day)
        for repeal in self.repeals:
            if day >= repeal.since.latest and own is not State.NOT_YET:
                return REPEALED
            if day >= repeal.since.earliest and own is State.IN_FORCE:
                own = State.UNKNOWN
        return own.value


@dataclass(frozen=True)
class Catalogue:
    """Every document that is held and not withdrawn, by its key and by its current version."""

    by_key: Mapping[str, Held]
    by_version: Mapping[int, Held]
    clauses: Mapping[str, frozenset[str]] = field(default_factory=dict)  # of documents that are encoded policies

    def near(self, key: str) -> list[str]:
        """A few keys like one that is not held."""
        name = key.rpartition("/")[2][:6]
        return [one for one in self.by_key if name in one][:3] if name else []


def stamp() -> str:
    """What changes with every change to what is held; whoever asks several questions for one page asks for it once."""
    with connection.cursor() as cursor:  # asked by every page
        cursor.execute("SELECT token FROM policies_stamp WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else ""


def catalogue(token: str | None = None) -> Catalogue:
    """The held documents as they are now."""
    return _read(stamp() if token is None else token)


@lru_cache(maxsize=1)
def _read(token: str) -> Catalogue:
    rows = Document.objects.filter(withdrawn_at=None, current__isnull=False).select_related("current")
    first = {row.key: _held(row) for row in rows}
    titled = {held.plain_title: held for held in first.values()}
    ended = {
        row.key: end
        for row in rows
        if row.current and (other := titled.get(row.current.same_end_as)) and (end := other.validity.end) is not None
    }
    repeals = _repeals(first)
    whole = {key: _with(held, ended.get(key), tuple(repeals.get(held.pk, ()))) for key, held in first.items()}
    return Catalogue(whole, {held.version: held for held in whole.values()}, _clauses(whole))


def _held(row: Document) -> Held:
    version = row.current
    assert version is not None
    encoded = row.key in library().ids()
    return Held(
        row.pk, row.key, row.title, row.plain_title, row.number, row.kind, row.region,
        library().vocabulary.regions.name(row.region) if row.region else "", version.year, version.pk, tuple(version.issuers),
        _encoded_validity(row.key) if encoded else own_validity(version), "" if encoded else version.said, encoded,
    )  # fmt: skip


def held_now(document: Document) -> Held:
    """A document as it stands in the running transaction, whatever is kept in memory."""
    return _held(document)


def own_validity(version: Version) -> Validity:
    """The validity as the text of a version says it."""
    start = _span(version.starts_from, version.starts_to)
    end = _span(version.ends_from, version.ends_to)
    return Validity(start, end, _OPEN_END if version.end_said else (), ())


def _encoded_validity(key: str) -> Validity:
    """The validity that a person has encoded: it knows days that the text does not print."""
    known = library().policy(key).validity
    return Validity(known.start, known.end, (), ())


def _span(first: date | None, last: date | None) -> DateSpan | None:
    return None if first is None and last is None else DateSpan(first or date.min, last or date.max)


def _repeals(held: Mapping[str, Held]) -> dict[int, list[Repeal]]:
    by_pk = {one.pk: one for one in held.values()}
    found: dict[int, list[Repeal]] = {}
    for row in Relation.objects.filter(kind="repeals", dropped_at=None, target__isnull=False):
        source = by_pk.get(row.source_id)
        if source is not None:
            since = DateSpan(row.effective, row.effective) if row.effective else source.validity.start or DateSpan()
            found.setdefault(row.target_id, []).append(Repeal(source.key, source.title, since))
    return found


def _with(held: Held, end: DateSpan | None, repeals: tuple[Repeal, ...]) -> Held:
    if end is None or held.encoded:
        return replace(held, repeals=repeals) if repeals else held
    return replace(held, validity=Validity(held.validity.start, end, (), ()), repeals=repeals)


def _clauses(held: Mapping[str, Held]) -> dict[str, frozenset[str]]:
    versions = {one.version: one.key for one in held.values() if one.encoded}
    found: dict[str, set[str]] = {key: set() for key in versions.values()}
    for version, cid in Clause.objects.filter(version__in=versions).values_list("version_id", "cid"):
        found[versions[version]].add(cid)
    return {key: frozenset(cids) for key, cids in found.items()}
