"""The vocabulary: which facts there are, of which entity, in which unit, and who knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from luodi.engine.core.regions import Regions
from luodi.engine.rules.tree import Type

ENTERPRISE = "enterprise"

KNOWN_BY = {"enterprise": "企业自己", "tax": "税务部门", "statistics": "统计部门", "official": "主管部门"}


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of thing one sum can be counted for; `dated_by` names the fact that orders things of the kind."""

    name: str
    label: str
    meaning: str
    dated_by: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of an entity. `judged` facts are decided by an official, not claimed by the enterprise.

    `settled` facts tell of what has been (the revenue before a move, whether a loan was granted in time): nothing changes them.
    """

    name: str
    entity: str
    label: str
    type: Type
    meaning: str
    known_by: str
    by_year: bool = False
    judged: bool = False
    unit: str = ""
    words: tuple[tuple[str, str], ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    settled: bool = False

    @property
    def range(self) -> tuple[Decimal, Decimal]:
        """The lowest and the highest that a number of this fact can be."""
        top = Decimal(1) if self.type is Type.RATIO else Decimal("Infinity")
        return (
            Decimal(0) if self.minimum is None else self.minimum,
            top if self.maximum is None else self.maximum,
        )

    @property
    def key(self) -> str:
        """The fact's name with its entity: `project.total_investment`; a fact of the enterprise stands alone."""
        return self.name if self.entity == ENTERPRISE else f"{self.entity}.{self.name}"


@dataclass(frozen=True)
class Vocabulary:
    """All entities and facts, the regions, and what the names of figures in `values` are called in Chinese.

    `digest` changes whenever a word of it changes.
    """

    entities: Mapping[str, Entity]
    facts: Mapping[str, Mapping[str, Fact]] = field(repr=False)
    regions: Regions = field(repr=False)
    digest: str = ""
    figures: Mapping[str, str] = field(default_factory=dict, repr=False)

    def find(self, name: str, entity: str) -> Fact | None:
        """Return the fact that a formula for this entity means by the name: the entity's own, else the enterprise's."""
        own = self.facts.get(entity, {})
        return own.get(name) or self.facts.get(ENTERPRISE, {}).get(name)

    def by_key(self, key: str) -> Fact | None:
        """Return the fact of a key such as `project.total_investment` or `main_revenue`."""
        entity, dot, name = key.partition(".")
        return self.facts.get(entity, {}).get(name) if dot else self.facts.get(ENTERPRISE, {}).get(key)

    def all(self) -> list[Fact]:
        """Return every fact, the enterprise's first."""
        names = sorted(self.facts, key=lambda e: (e != ENTERPRISE, e))
        return [fact for entity in names for fact in self.facts[entity].values()]
