"""The nouns: a policy and its supports as data, ready to be evaluated. All frozen; nothing here reads a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from luodi.engine.core.money import FEN, Direction
from luodi.engine.core.period import DateSpan
from luodi.engine.core.provisions import Target, Task
from luodi.engine.rules.tree import Node, ValueOf


class Kind(StrEnum):
    """What a support promises. The three are never added to each other."""

    AMOUNT = "amount"
    AT_MOST = "at_most"
    DISCRETION = "discretion"

    @property
    def label(self) -> str:
        """The Chinese word people read."""
        return {"amount": "确定", "at_most": "上限", "discretion": "个案"}[self.value]


INSTRUMENTS = {
    "grant": "补助", "reward": "奖励", "matching": "配套", "interest": "贴息", "voucher": "券", "rent": "租金补贴",
    "tax": "税收", "guarantee": "担保", "equity": "股权（基金）", "in_kind": "实物与服务", "priority": "优先支持",
}  # fmt: skip

COMBINING = {
    "highest_only": "就高不重复",
    "choose_one": "企业自愿选择其一",
    "stacks": "可叠加",
    "not_stated": "原文没有写明",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A formula that must hold, with the clause it comes from."""

    test: Node
    clause: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The span a limit counts over: a year of claims, a rolling window of years, or for ever."""

    years: int | None  # 1 is the calendar year of the question; None is for ever

    @property
    def label(self) -> str:
        """How the window is named."""
        return {None: "累计", 1: "每年"}.get(self.years, f"{self.years}年内")


@dataclass(frozen=True, slots=True)
class Limit:
    """A ceiling on what several claims together may bring; `per` is `enterprise` or an entity."""

    supports: tuple[str, ...]
    per: str
    window: Window
    cap: ValueOf
    clause: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimLimit:
    """How many claims of some supports may be made in a window; `per` is `enterprise`, `entity` or a kind of entity."""

    supports: tuple[str, ...]
    per: str
    window: Window
    count: int
    clause: tuple[str, ...]

    @property
    def label(self) -> str:
        """How it is named: 每年至多申报1项."""
        return f"{self.window.label}至多申报{self.count}项"


@dataclass(frozen=True, slots=True)
class Group:
    """Supports that exclude each other for one enterprise or one entity; `said` names what is no combining rule."""

    name: str
    rule: str
    per: str
    clause: tuple[str, ...]
    said: str = ""

    @property
    def label(self) -> str:
        """How the rule is named for people."""
        return self.said or COMBINING[self.rule]


@dataclass(frozen=True, slots=True)
class Rounding:
    """How sums are rounded; the fen and half up where the policy says nothing."""

    to: Decimal = FEN
    how: Direction = "half_up"
    clause: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """An office and its telephone numbers; never a person's."""

    office: str
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Application:
    """When, where and with what to apply. `opens` and `closes` are (month, day) of each year."""

    window: str = ""
    opens: tuple[int, int] | None = None
    closes: tuple[int, int] | None = None
    where: str = ""
    steps: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    clause: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Something the text leaves open, and the figures that were assumed so that a sum can be computed.

    `undecided` marks what a draft leaves to a person: it must be answered before the support can be reviewed.
    """

    ask: str
    assume: tuple[tuple[str, str], ...] = ()
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class Commitment:
    """What the one who is paid promises, and for how many years."""

    text: str
    clause: tuple[str, ...]
    years: int | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """How many are chosen; noted, never applied to a single enterprise."""

    count: int
    per: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Text and figures of an encoded item that must stand in, or explain, the clauses it names (for verification)."""

    clause: tuple[str, ...]
    figures: tuple[tuple[str, Decimal | date], ...]  # (name, value) that must stand in the clause
    words: tuple[str, ...]  # our own words, whose figures count as explained
    of: str


@dataclass(frozen=True, slots=True)
class Support:
    """One separate grant of support: whom it is for, on which conditions, how much, by which clause."""

    id: str
    policy: str
    title: str
    clause: tuple[str, ...]
    instrument: str
    entity: str
    kind: Kind
    conditions: tuple[Condition, ...] = ()
    sum: Node | None = None
    least: Node | None = None
    discretion: str = ""
    last_year: bool = False
    implements: tuple[str, ...] = ()
    once: str = ""
    years_paid: int | None = None
    groups: tuple[str, ...] = ()
    stacks: bool = False
    limits: tuple[Limit, ...] = ()
    pays: tuple[Decimal, ...] = ()
    funded_by: tuple[tuple[str, Decimal], ...] = ()
    quota: Quota | None = None
    bodies: tuple[str, ...] = ()
    application: Application = field(default_factory=Application)
    commitments: tuple[Commitment, ...] = ()
    unmodelled: tuple[str, ...] = ()
    open_questions: tuple[Question, ...] = ()
    checked: date | None = None
    draft: bool = False
    values: tuple[ValueOf, ...] = ()
    line: int | None = None

    @property
    def path(self) -> str:
        """The whole id: `sichuan/chengdu/ai-policy#1.2`."""
        return f"{self.policy}#{self.id}"

    @property
    def promise(self) -> Kind:
        """What an answer may call the sum: a definite one of which a part is not modelled is only a ceiling."""
        return Kind.AT_MOST if self.kind is Kind.AMOUNT and self.unmodelled else self.kind


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when a policy is in force, both ends as far as they are known; `why` explains what is missing."""

    start: DateSpan
    end: DateSpan
    clause: tuple[str, ...] = ()
    stated_from: str = ""
    stated_until: str = ""
    same_as: str = ""
    issued: DateSpan = field(default_factory=DateSpan)

    def on(self, day: date) -> bool | None:
        """Whether the policy is in force on the day; None when what is known does not decide it."""
        if day < self.start.earliest or day > self.end.latest:
            return False
        return True if self.start.latest <= day <= self.end.earliest else None


@dataclass(frozen=True)
class Policy:
    """An encoded policy: what holds for all its supports, and the supports; and what the region owes itself: targets and tasks."""

    id: str
    title: str
    region: str
    validity: Validity
    supports: tuple[Support, ...]
    issuer: str = ""
    number: str = ""
    draft: bool = False
    checked: date | None = None
    implements: str = ""
    lead: str = ""
    bodies: tuple[str, ...] = ()
    scope: tuple[Condition, ...] = ()
    combining: str = "not_stated"
    combining_clause: tuple[str, ...] = ()
    rounding: Rounding = field(default_factory=Rounding)
    groups: Mapping[str, Group] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    claim_limits: tuple[ClaimLimit, ...] = ()
    citations: tuple[Citation, ...] = ()
    open_questions: tuple[Question, ...] = ()
    targets: tuple[Target, ...] = ()
    tasks: tuple[Task, ...] = ()
    folder: str = ""
    digest: str = ""

    def support(self, support_id: str) -> Support | None:
        """Return the support of that id within this policy."""
        return next((s for s in self.supports if s.id == support_id), None)
