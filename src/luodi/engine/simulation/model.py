"""The nouns of a simulation. Money is in fen; a total never adds definite sums, ceilings and what is not known."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Money:
    """Definite sums, ceilings, and what hangs on missing facts between its two ends (`unbounded`: claims without an upper end).

    `cases` counts claims that are decided case by case, without a sum; `unsettled` those that hang on a missing fact.
    """

    definite: int = 0
    ceiling: int = 0
    unknown_lo: int = 0
    unknown_hi: int = 0
    unbounded: int = 0
    cases: int = 0
    unsettled: int = 0

    def __add__(self, other: Money) -> Money:
        return Money(
            self.definite + other.definite, self.ceiling + other.ceiling, self.unknown_lo + other.unknown_lo,
            self.unknown_hi + other.unknown_hi, self.unbounded + other.unbounded, self.cases + other.cases,
            self.unsettled + other.unsettled,
        )  # fmt: skip

    @property
    def sure(self) -> int:
        """What is certain, each ceiling at its full height: how far a budget may be drawn on, never a promise."""
        return self.definite + self.ceiling

    @property
    def most(self) -> int:
        """The most that all of it can come to, where everything is bounded."""
        return self.sure + self.unknown_hi

    @property
    def unknown_permille(self) -> int | None:
        """How many thousandths of the most hang on missing facts, rounded up; None when there is nothing."""
        return -(-self.unknown_hi * 1000 // self.most) if self.most else None


@dataclass(frozen=True, slots=True)
class Spread:
    """How certain money of one kind lies among those who gain it, in fen.

    `deciles` are the sums that a tenth, two tenths … nine tenths of the gainers stay at or below; `top_tenth` and
    `top_hundredth` what the highest tenth and hundredth of them (rounded up) take of `total`.
    """

    gainers: int = 0
    total: int = 0
    highest: int = 0
    deciles: tuple[int, ...] = ()
    top_tenth: int = 0
    top_hundredth: int = 0
    bands: tuple[tuple[int, int], ...] = ()  # (gainers, fen) in each of BANDS

    @property
    def median(self) -> int:
        """What half of the gainers stay at or below."""
        return self.deciles[4] if self.deciles else 0


#: Upper ends of the bands that gainers are counted in, in fen; the last band has none.
BANDS = (10_000_000, 50_000_000, 100_000_000, 500_000_000)
BAND_NAMES = ("10万元以下", "10—50万元", "50—100万元", "100—500万元", "500万元及以上")


@dataclass(frozen=True, slots=True)
class Quota:
    """A quota that was applied: how many may be chosen, in which order, out of how many; and the tie at the line."""

    count: int
    order: str  # in Chinese, as people read it
    competing: int
    tied: int = 0  # claims that stand equal at the line; 0 when the line cuts between different ones
    tied_chosen: int = 0


@dataclass(frozen=True, slots=True)
class SupportResult:
    """One support over the population: how many may claim it, what it costs, how it is spread, what its quota leaves."""

    support: str
    title: str
    eligible: int  # enterprises for which it is certain
    open: int  # enterprises for which a missing fact decides
    claims: int
    money: Money
    spread: Spread
    take_up: str = "1"
    applied: Money = field(default_factory=Money)  # those who apply
    quota: Quota | None = None
    expected: Money = field(default_factory=Money)  # those who apply and are chosen


@dataclass(frozen=True, slots=True)
class GroupResult:
    """The same money by a group of enterprises: a region, an industry, a size. `code` is the value, `group` what people read."""

    by: str
    code: str | None
    group: str
    enterprises: int
    gainers: int  # something is certain
    perhaps: int  # nothing is certain, something hangs on missing facts
    money: Money
    expected: Money


@dataclass(frozen=True, slots=True)
class CashYear:
    """What falls due in a year; with a budget also what it pays, and who gets less than what is due."""

    year: int
    due: Money
    carried: int = 0  # left unpaid in the year before, in fen
    envelope: int | None = None
    paid: Money | None = None
    unpaid: int = 0
    short: int = 0  # enterprises that get less than is due to them


@dataclass(frozen=True, slots=True)
class Changed:
    """What a reform does to the enterprises, in sums that are certain before or after; each kind of money for itself.

    `mixed` gain in one kind and lose in the other; `uncertain` change only in what hangs on missing facts.
    """

    winners: int
    losers: int
    mixed: int
    uncertain: int
    same: int
    definite_gained: int
    definite_lost: int
    ceiling_gained: int
    ceiling_lost: int


@dataclass(frozen=True, slots=True)
class ChangedGroup:
    """What a reform does to the enterprises of one group."""

    by: str
    code: str | None
    group: str
    changed: Changed


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A support that is not in the result, and why."""

    support: str
    reason: str


@dataclass(frozen=True)
class Result:
    """One run over a population."""

    enterprises: int
    gainers: int
    perhaps: int
    supports: tuple[SupportResult, ...]
    definite: Spread  # each enterprise's definite sums together
    ceiling: Spread  # each enterprise's ceilings together
    groups: tuple[GroupResult, ...]
    cash: tuple[CashYear, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def total(self) -> Money:
        """All supports together, for all who may claim."""
        return sum((support.money for support in self.supports), Money())

    @property
    def expected(self) -> Money:
        """All supports together, after take-up and quotas."""
        return sum((support.expected for support in self.supports), Money())
