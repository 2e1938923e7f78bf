"""The typed core tree: what a formula means, free of how it was written. It is the contract between engines.

Every node has a `type`. There are no loops, no attributes and no calls outside this list. `Dated` values keep their
whole history, so one tree serves every date.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from luodi.engine.core.period import Period


class Type(StrEnum):
    """The unit of a value. `number` has none; it is what a product of counts or a bare 0 or 1 is."""

    MONEY = "money"
    RATIO = "ratio"
    COUNT = "count"
    NUMBER = "number"
    DATE = "date"
    PERIOD = "period"
    BOOLEAN = "boolean"
    CATEGORY = "category"
    REGION = "region"
    TEXT = "text"

    @property
    def label(self) -> str:
        """The Chinese word for the unit."""
        return _LABELS[self]


_LABELS = {
    Type.MONEY: "金额", Type.RATIO: "比率", Type.COUNT: "个数", Type.NUMBER: "数", Type.DATE: "日期",
    Type.PERIOD: "期间", Type.BOOLEAN: "是否", Type.CATEGORY: "类别", Type.REGION: "地区", Type.TEXT: "文字",
}  # fmt: skip

NUMERIC = frozenset({Type.MONEY, Type.RATIO, Type.COUNT, Type.NUMBER})

Scalar = Decimal | date | bool | str | Period
Tiers = tuple[tuple[Decimal, Decimal], ...]
Classes = tuple[tuple[str, Decimal], ...]
Payload = Decimal | str | date | Period | Tiers | Classes | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """A number that is not a figure of the clause: 0, 1, or a word of a category."""

    type: Type
    value: Scalar


@dataclass(frozen=True, slots=True)
class FactOf:
    """A fact of the enterprise or of the entity in question; `back` years before the year of the question."""

    type: Type
    name: str
    label: str
    entity: str
    by_year: bool = False
    back: int = 0
    judged: bool = False
    unit: str = ""
    cut: Decimal | None = None  # the policy reads this fact cut down to a multiple of this (舍尾)
    words: tuple[tuple[str, str], ...] = ()  # a category's words and what they are called
    low: Decimal = Decimal(0)  # what an unknown number can be at least
    high: Decimal = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class ValueOf:
    """A figure of the clause by its name, with its history: (from that day on, what it is); None is the beginning."""

    type: Type
    name: str
    history: tuple[tuple[date | None, Payload], ...]
    assumed: bool = False
    label: str = ""

    def on(self, day: date) -> Payload | None:
        """Return what the value is on that day; None before its first date."""
        found: Payload | None = None
        for since, payload in self.history:
            if since is None or since <= day:
                found = payload
        return found


@dataclass(frozen=True, slots=True)
class Named:
    """A sub-formula with a name: a definition of the policy, or a formula in `values`."""

    type: Type
    name: str
    title: str
    clause: tuple[str, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Builtin:
    """The day or year of the question, or what was received before."""

    type: Type
    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """Kleene's not."""

    body: Node
    type: Type = Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Node, ...]
    type: Type = Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple[Node, ...]
    type: Type = Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class Compare:
    """left op right, with op one of >= > <= < == !=."""

    op: str
    left: Node
    right: Node
    type: Type = Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class OneOf:
    """The item is one of the listed words."""

    item: Node
    options: tuple[str, ...]
    source: ValueOf | None = None
    type: Type = Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class Within:
    """A place lies in a region."""

    place: Node
    region: str
    region_name: str
    type: Type = Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class Arith:
    """left op right, with op one of + - * /."""

    type: Type
    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least (`min`) or the greatest (`max`) of the parts."""

    type: Type
    op: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """`then` where the condition holds, else `otherwise`."""

    type: Type
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Tiered:
    """The result of the highest tier that x reaches (or exceeds, when not inclusive); 0 below the lowest."""

    type: Type
    x: Node
    table: ValueOf
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Classed:
    """The result of the class that the level names; 0 for a class the table does not hold."""

    type: Type
    level: Node
    table: ValueOf


@dataclass(frozen=True, slots=True)
class MakePeriod:
    """`days(n)`, `months(n)`, `years(n)`."""

    unit: str
    count: Node
    type: Type = Type.PERIOD


@dataclass(frozen=True, slots=True)
class ShiftDate:
    """A date plus (or minus) a period."""

    day: Node
    period: Node
    sign: int
    type: Type = Type.DATE


@dataclass(frozen=True, slots=True)
class DaysBetween:
    """Days from the first date to the second, the last not counted; never below 0."""

    start: Node
    end: Node
    type: Type = Type.COUNT


@dataclass(frozen=True, slots=True)
class OverlapDays:
    """Days that two spans share; each span counts its first day and not its last."""

    parts: tuple[Node, Node, Node, Node] = field()
    type: Type = Type.COUNT


Node = (
    Literal | FactOf | ValueOf | Named | Builtin | Not | All | Some | Compare | OneOf | Within | Arith | Extreme
    | Choose | Tiered | Classed | MakePeriod | ShiftDate | DaysBetween | OverlapDays
)  # fmt: skip


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below, in the order they were written."""
    match node:
        case Not(body=body) | Named(body=body):
            return (body,)
        case All(parts=parts) | Some(parts=parts) | Extreme(parts=parts) | OverlapDays(parts=parts):
            return tuple(parts)
        case Compare(left=left, right=right) | Arith(left=left, right=right):
            return (left, right)
        case OneOf(item=item):
            return (item,)
        case Within(place=place):
            return (place,)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case Tiered(x=x, table=table):
            return (x, table)
        case Classed(level=level, table=table):
            return (level, table)
        case MakePeriod(count=count):
            return (count,)
        case ShiftDate(day=day, period=period):
            return (day, period)
        case DaysBetween(start=start, end=end):
            return (start, end)
        case _:
            return ()


def walk(node: Node) -> list[Node]:
    """Return the node and everything below it, each before its parts."""
    found = [node]
    for child in children(node):
        found.extend(walk(child))
    return found


def depth(node: Node) -> int:
    """Return how many levels a tree has; level by level, so that no tree is too deep to measure."""
    levels, level = 0, [node]
    while level:
        levels += 1
        # A sub-formula that is used twice is one node: it is measured once.
        level = list({id(child): child for one in level for child in children(one)}.values())
    return levels


def size(node: Node) -> int:
    """Return how many nodes a tree has, a shared one as often as it is used; of a tree that is not too deep."""
    known: dict[int, int] = {}

    def count(one: Node) -> int:
        if id(one) not in known:
            known[id(one)] = 1 + sum(count(child) for child in children(one))
        return known[id(one)]

    return count(node)


def facts_in(node: Node) -> list[FactOf]:
    """Return the facts a formula reads, each once, in the order they are read."""
    return list(dict.fromkeys(n for n in walk(node) if isinstance(n, FactOf)))
