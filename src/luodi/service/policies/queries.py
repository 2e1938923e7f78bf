"""What pages and API read: the encoded policies and their supports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from luodi.engine.core.errors import DataError
from luodi.engine.core.ids import clause_id
from luodi.engine.core.money import yuan
from luodi.engine.core.provisions import TARGET_KINDS
from luodi.engine.rules.formula_text import formula_text
from luodi.engine.rules.model import COMBINING, INSTRUMENTS, Policy, Support
from luodi.engine.rules.vocabulary import Fact
from luodi.service.policies.catalogue import catalogue, stamp
from luodi.service.policies.library import library
from luodi.service.policies.models import Alert

__all__ = ["clause_link", "combining", "counts", "facts", "library", "listed", "regions", "shown"]


def counts() -> dict[str, int]:
    """How much there is, for the home page."""
    policies = library().policies()
    return {
        "policies": len(policies), "supports": sum(len(policy.supports) for policy in policies),
        "regions": len({policy.region for policy in policies}), "facts": len(library().vocabulary.all()),
    }  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """One policy in the list."""

    policy: Policy
    region: str
    in_force: bool | None
    instruments: tuple[str, ...]


def listed(words: str = "", region: str = "", instrument: str = "", on: date | None = None) -> list[Listed]:
    """Return the policies that hold all the words, of a region (or within it), with an instrument."""
    lib = library()
    regions = lib.vocabulary.regions
    found = []
    for policy in lib.policies():
        kinds = tuple(dict.fromkeys(support.instrument for support in policy.supports))
        text = policy.title + policy.number + "".join(support.title for support in policy.supports)
        if (
            all(word in text for word in words.split())
            and (not region or regions.within(policy.region, region))
            and (not instrument or instrument in kinds)
        ):
            found.append(
                Listed(
                    policy,
                    regions.name(policy.region),
                    policy.validity.on(on) if on else None,
                    tuple(INSTRUMENTS[kind] for kind in kinds),
                )
            )
    return found


def regions() -> list[tuple[str, str]]:
    """The regions that have an encoded policy, with their names."""
    lib = library()
    codes = sorted({policy.region for policy in lib.policies()})
    return [(code, lib.vocabulary.regions.name(code)) for code in codes]


@dataclass(frozen=True)
class Shown:
    """One support in words."""

    support: Support
    kind: str
    instrument: str
    entity: str
    conditions: tuple[tuple[str, str], ...]
    sum: str
    least: str
    limits: tuple[str, ...]


def shown(support: Support, policy: Policy) -> Shown:
    """Put a support into words."""
    entities = library().vocabulary.entities
    limits = []
    for limit in (*support.limits, *(m for m in policy.limits if support.id in m.supports)):
        per = entities[support.entity if limit.per == "entity" else limit.per].label
        limits.append(f"按{per}，{limit.window.label}{yuan(limit.cap.history[-1][1])}")  # type: ignore[arg-type]
    return Shown(
        support, support.promise.label, INSTRUMENTS[support.instrument], entities[support.entity].label,
        tuple((formula_text(c.test), "、".join(c.clause)) for c in support.conditions),
        formula_text(support.sum) if support.sum is not None else "", formula_text(support.least) if support.least is not None else "", tuple(limits),
    )  # fmt: skip


def combining(policy: Policy) -> str:
    """Say how the supports of a policy go together."""
    return COMBINING[policy.combining]


def facts(words: str) -> list[tuple[Fact, str]]:
    """Return the facts that hold all the words, each with the label of its entity."""
    vocabulary = library().vocabulary
    found = []
    for fact in vocabulary.all():
        text = fact.key + fact.label + fact.meaning
        if all(word in text for word in words.split()):
            found.append((fact, vocabulary.entities[fact.entity].label))
    return found


@dataclass(frozen=True)
class Planned:
    """A target or a task in words: what, how much or by whom, by when, and its clauses with where they stand in the reading room."""

    id: str
    kind: str
    title: str
    words: str
    when: str
    bodies: tuple[str, ...]
    clauses: tuple[tuple[str, str | None], ...]


def planned(policy: Policy) -> list[Planned]:
    """Put the targets and tasks of a policy into words."""
    token = stamp()
    targets = [
        (one, TARGET_KINDS[one.kind], one.indicator, one.words, f"{one.year}年" if one.year else "", one.bodies)
        for one in policy.targets
    ]
    tasks = [
        (one, "任务", one.title, f"{'、'.join(one.lead)}牵头" if one.lead else "", "、".join(one.when), one.everybody)
        for one in policy.tasks
    ]
    return [
        Planned(one.id, *told, tuple((printed, clause_link(policy.id, printed, token)) for printed in one.clause))
        for one, *told in (*targets, *tasks)
    ]


def clause_link(policy_id: str, clause: str = "", token: str | None = None) -> str | None:
    """Where a clause stands in the reading room, None when the document is not held.

    `clause` is an id (`2.5.3`, `a11`) or the path as it is printed (`二/（五）/3`); without one, or when the held text has no such
    clause, the link leads to the beginning of the document. Who asks for many reads `catalogue.stamp` once and gives it as `token`.
    """
    found = catalogue(token)
    if policy_id not in found.by_key:
        return None
    url = reverse("document", args=[policy_id])
    known = found.clauses.get(policy_id, frozenset())
    anchor = clause if clause in known else _as_id(clause)
    return f"{url}#{anchor}" if anchor in known else url


def anchor(path: str) -> str:
    """The name, within a page, of a claim or of a support by its whole id."""
    return "c-" + path.replace("/", "-").replace("#", "--")


def held_counts(token: str | None = None) -> dict[str, int]:
    """How much is held, for the head of the search page."""
    held = catalogue(token).by_key.values()
    return {"documents": len(held), "regions": len({one.region for one in held if one.region})}


def unseen(person: int | None) -> int:
    """How many alerts a person has not read."""
    return Alert.objects.filter(search__person=person, seen_at=None).count() if person is not None else 0


def alerts(person: int | None) -> QuerySet[Alert]:
    """The alerts of a person, the newest first."""
    rows = Alert.objects.filter(search__person=person).select_related("search", "version__document")
    return rows.order_by("-made_at", "-pk")


def _as_id(printed: str) -> str:
    try:
        return clause_id(printed) if printed else ""
    except DataError:
        return ""
