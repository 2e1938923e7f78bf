"""The nouns of `engine.extraction`: quantities, and drafts of supports, targets, tasks, validity and what goes with them.

Every value is a span of the document's text: `document.text[span.start:span.end]` is what was printed, and
`numbers.parse` of it gives the value again. A draft waits for a person; nothing here is law yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from luodi.engine.documents.model import Span

Bound = Literal["exact", "at_most", "at_least", "more_than", "less_than", "about", "range"]
QuantityKind = Literal[
    "money", "ratio", "count", "measure", "duration", "year", "date", "month", "rank", "grade", "bare"
]
FigureRole = Literal["rate", "cap", "floor", "amount", "threshold", "quota", "years", "share", "fund", "other"]
Meaning = Literal["amount", "at_most", "discretion"]
Instrument = Literal[
    "grant",
    "reward",
    "matching",
    "interest",
    "voucher",
    "rent",
    "tax",
    "guarantee",
    "equity",
    "in_kind",
    "priority",
    "fund",
]
Status = Literal["target", "baseline", "forecast"]
CombiningRule = Literal["highest_only", "choose_one", "top_up", "no_repeat", "stacks"]
ApplicationKind = Literal["window", "step", "material", "office"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as one place of a text prints it.

    `span` holds the number and its unit (`300万元`; of `500—1000万元` the whole range), `whole` also the bound words
    that touch it (`最高不超过300万元`). `value` is in the base unit: yuan, ratio (20% is 0.2), count, year, …; `upper`
    is the higher end of a range. `measure` is the measure word as printed with its scale: 亿元, 万个, 家, %.
    """

    span: Span
    whole: Span
    text: str
    kind: QuantityKind
    value: Decimal
    unit: str
    measure: str = ""
    bound: Bound = "exact"
    upper: Decimal | None = None
    cue: str = ""  # the word before it that says what it does: 不超过, 达到, 第, 到
    spelled: bool = False  # in Chinese numerals: 三年, 百名
    ends: tuple[Span, ...] = ()  # of a range or a proportion: each number of it
    parts: tuple[Decimal, ...] = ()  # of a proportion 4:3:3: the shares, which sum to one
    list_place: int = 0  # in a list such as 100万元、50万元: which, from 0
    list_size: int = 1

    @property
    def day(self) -> date | None:
        """The day, for a `date`."""
        if self.kind != "date":
            return None
        number = int(self.value)
        return date(number // 10_000, number // 100 % 100, number % 100)


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity and what it does in a support."""

    quantity: Quantity
    role: FigureRole
    value: Decimal
    unit: str
    bound: Bound
    span: Span  # what is printed for this figure: of a range one end, when the unit is printed twice
    per: str | None = None
    when: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What every draft has: the clause that it stands in and its run of the document's text."""

    clause: str  # the id of the clause
    path: str  # the heading path as printed: 一/（二）/1
    span: Span


@dataclass(frozen=True, slots=True)
class Support(Draft):
    """One grant: its figures, what it means, for whom, and who is responsible."""

    meaning: Meaning
    figures: tuple[Figure, ...] = ()
    instrument: Instrument = "grant"
    beneficiary: Span | None = None
    base: Span | None = None  # what the rate is a share of: 项目投入
    bodies: tuple[str, ...] = ()
    basis: Span | None = None  # 按《…》的规定: the document that decides
    conditions: tuple[Span, ...] = ()  # what must hold, as proposed and found in the text


@dataclass(frozen=True, slots=True)
class Target(Draft):
    """One measurable goal, baseline or forecast."""

    indicator: str
    quantity: Quantity
    year: int | None
    status: Status = "target"
    repeats: tuple[Span, ...] = ()  # where the same goal stands again


@dataclass(frozen=True, slots=True)
class Task(Draft):
    """One numbered task with its heading and the bodies that do it."""

    title: str
    bodies: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    assist: tuple[str, ...] = ()
    deadlines: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True)
class Validity(Draft):
    """From when to when a document holds: a day, `issue`, `issue+30d`, `from+4y`, `same_as:《…》` or None."""

    begins: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Combining(Draft):
    """How supports go together: highest only, choose one, no repeat, top-up."""

    rule: CombiningRule


@dataclass(frozen=True, slots=True)
class Application(Draft):
    """One piece of how to apply: a window, a step, a material, an office."""

    what: ApplicationKind
    words: str
    quantities: tuple[Quantity, ...] = field(default=())
    phones: tuple[str, ...] = ()


AnyDraft = Support | Target | Task | Validity | Combining | Application
