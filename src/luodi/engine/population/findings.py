"""The nouns of a check: what each column was taken for, which cells cannot be facts, and how the rows add up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from luodi.engine.population.layout import Column


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it was written and how many of the fact's own unit it is: 万元 is 10000 yuan."""

    word: str
    factor: Decimal


@dataclass(slots=True)
class Heading:
    """One column of a person's table: its words, what it was taken for (`how`), in which unit.

    `role` is a fact's column, an id, or nothing; `problems` are what a person should look at, each once.
    """

    place: int
    text: str
    role: str = ""
    column: Column | None = None
    unit: Unit | None = None
    how: str = ""
    problems: list[str] = field(default_factory=list)
    filled: int = 0
    told_unknown: int = 0
    wrong: int = 0
    rounded: int = 0
    least: Decimal | date | None = None
    most: Decimal | date | None = None

    @property
    def used(self) -> bool:
        """Whether the column goes into the population."""
        return bool(self.role) or self.column is not None


@dataclass(frozen=True, slots=True)
class RowError:
    """A cell that cannot be a fact: where it is, what stands there, why that is wrong, what to do."""

    row: int
    heading: str
    value: str
    what: str
    why: str = ""
    fix: str = ""

    def __str__(self) -> str:
        told = f"第 {self.row} 行 {self.heading}“{self.value}”：{self.what}"
        return told + (f"；{self.why}" if self.why else "") + (f"；{self.fix}" if self.fix else "")


@dataclass
class Findings:
    """What was found in one file. `read` = `good` + `wrong`; blank rows are counted apart.

    `errors` holds the first ones, `kinds` counts all of them by what is wrong.
    """

    file: str
    entity: str
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    read: int = 0
    good: int = 0
    wrong: int = 0
    blank: int = 0
    synthetic: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing is left for a person to look at."""
        return not (self.wrong or self.problems or any(heading.problems for heading in self.headings))
