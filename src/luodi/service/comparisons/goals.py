"""Targets and tasks of the held documents side by side: what people have confirmed, else what was read from them at import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import reverse

from luodi.engine.core.ids import clause_id
from luodi.service.comparisons.asked import Asked
from luodi.service.policies.catalogue import STATES, Held, catalogue, stamp
from luodi.service.policies.models import Clause
from luodi.service.policies.queries import library

#: What stands behind the words of a target: its status and its year.
_TARGET = ("target", "task")


@dataclass(frozen=True)
class Provision:
    """One target or task as the document has it. `value` is the quantity (of a task: its times and bodies), `state` a key of STATES."""

    kind: str
    key: str
    document: str
    region: str
    place: str
    title: str
    value: str
    status: str
    year: int | None
    cid: str
    path: str
    lead: tuple[str, ...]
    others: tuple[str, ...]
    checked: bool = False  # confirmed by people and published; else read by the program

    @property
    def link(self) -> str:
        """Where its clause stands in the reading room."""
        return f"{reverse('document', args=[self.key])}#{self.cid}"

    @property
    def bodies(self) -> tuple[str, ...]:
        """Everybody who has something to do, the leading ones first."""
        return (*self.lead, *self.others)


@dataclass(frozen=True)
class Group:
    """Targets that carry the same indicator, each place with its own."""

    indicator: str
    rows: tuple[Provision, ...]
    places: int


def provisions(kind: str, ask: Asked, token: str | None = None) -> list[Provision]:
    """The targets (or tasks) that were asked for: words, place, year, body, and only of documents in force on the day."""
    held = catalogue(token).by_key
    within = library().vocabulary.regions.within
    words, body = ask.words.split(), ask.body
    return [
        one for one in _all(stamp() if token is None else token)
        if one.kind == kind and all(word in one.title + one.value + one.document for word in words)
        and (not ask.place or (one.region and within(one.region, ask.place))) and (not ask.year or str(one.year or "") == ask.year)
        and (not body or any(body in name for name in one.bodies)) and (not ask.in_force or held[one.key].state(ask.on) == "in force")
    ]  # fmt: skip


def states(keys: Iterable[str], on: date) -> dict[str, str]:
    """How each document stands on a day, in words."""
    held = catalogue().by_key
    return {key: str(STATES[held[key].state(on)]) for key in set(keys) if key in held}


def provision_data(one: Provision, states: Mapping[str, str]) -> dict[str, Any]:
    """A target or a task as plain data, with how its document stands on the day."""
    return {
        "title": one.title, "value": one.value, "status": one.status, "year": one.year, "region": one.region, "region_name": one.place,
        "document": one.key, "document_title": one.document, "clause": one.cid, "path": one.path, "lead": list(one.lead), "bodies": list(one.bodies),
        "state": states.get(one.key, ""), "checked": one.checked,
    }  # fmt: skip


def grouped(rows: Iterable[Provision]) -> list[Group]:
    """The targets by indicator, those that most places have first."""
    found: dict[str, list[Provision]] = {}
    for one in rows:
        found.setdefault(one.title, []).append(one)
    made = [
        Group(title, tuple(sorted(own, key=lambda one: (one.region, one.year or 0))), len({one.region for one in own}))
        for title, own in found.items()
    ]
    return sorted(made, key=lambda one: (-one.places, -len(one.rows), one.indicator))


def years(token: str | None = None) -> list[int]:
    """The years that some target names."""
    return sorted({one.year for one in _all(stamp() if token is None else token) if one.year and one.kind == "target"})


def regions(token: str | None = None) -> list[tuple[str, str]]:
    """The places of the held documents."""
    return sorted({(one.region, one.region_name) for one in catalogue(token).by_key.values() if one.region})


@lru_cache(maxsize=1)
def _all(token: str) -> tuple[Provision, ...]:
    """Every target and task of the current versions; read again when something was changed."""
    held = catalogue(token)
    rows = Clause.objects.filter(version__in=list(held.by_version)).order_by("version", "place")
    made = [one for document in held.by_key.values() for one in _confirmed(document)]
    told = {(one.key, one.kind) for one in made}
    for version, cid, path, marks in rows.values_list("version_id", "cid", "path", "marks").iterator():
        if marks:
            read = _of_clause(held.by_version[version], cid, "/".join(path), marks)
            made += (one for one in read if (one.key, one.kind) not in told)
    return tuple(made)


def _confirmed(document: Held) -> Iterator[Provision]:
    """The targets and tasks that people confirmed of a document: those of its encoded policy, once that is reviewed."""
    if document.key not in library().ids():
        return
    policy = library().policy(document.key)
    where = (document.key, document.title, document.region, document.region_name)
    for one in () if policy.draft else policy.targets:
        yield Provision(
            "target", *where, one.indicator, one.words, one.kind, one.year, clause_id(one.clause[0]), "、".join(one.clause), (), one.bodies, checked=True
        )  # fmt: skip
    for task in () if policy.draft else policy.tasks:
        others = tuple(name for name in task.everybody if name not in task.lead)
        yield Provision(
            "task", *where, task.title, "、".join(task.when), "", None, clause_id(task.clause[0]), "、".join(task.clause), task.lead, others, checked=True
        )  # fmt: skip


def _of_clause(document: Held, cid: str, path: str, marks: list[dict[str, Any]]) -> Iterator[Provision]:
    bodies = [(mark["title"], mark["role"]) for mark in marks if mark["kind"] == "body" and mark["role"] != "contact"]
    lead = tuple(dict.fromkeys(name for name, role in bodies if role == "lead"))
    others = tuple(dict.fromkeys(name for name, role in bodies if role != "lead" and name not in lead))
    for mark in marks:
        if mark["kind"] not in _TARGET:
            continue
        value = mark["words"].rpartition("（")[0] if mark["kind"] == "target" else mark["words"]
        yield Provision(
            mark["kind"], document.key, document.title, document.region, document.region_name, " ".join(mark["title"].split()), value,
            mark.get("status", ""), mark.get("year"), cid, path, lead, others,
        )  # fmt: skip
