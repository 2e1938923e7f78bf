"""The nouns of a simulation. Money is in fen; a total never adds definite sums, ceilings and what is not known."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Money:
    """Definite sums, ceilings, and what hangs on missing facts between its two ends (`unbounded`: claims without an upper end)."""

    definite: int = 0
    ceiling: int = 0
    unknown_lo: int = 0
    unknown_hi: int = 0
    unbounded: int = 0

    def __add__(self, other: Money) -> Money:
        return Money(
            self.definite + other.definite, self.ceiling + other.ceiling, self.unknown_lo + other.unknown_lo,
            self.unknown_hi + other.unknown_hi, self.unbounded + other.unbounded,
        )  # fmt: skip

    @property
    def most(self) -> int:
        """The most that all of it can come to, where everything is bounded."""
        return self.definite + self.ceiling + self.unknown_hi

    @property
    def unknown_share(self) -> float | None:
        """How much of the most hangs on missing facts, between 0 and 1; None when there is nothing."""
        return self.unknown_hi / self.most if self.most else None


@dataclass(frozen=True, slots=True)
class Spread:
    """How the money lies among those who surely gain: the median of a gainer, and the share of the top tenth and hundredth."""

    gainers: int = 0
    median: int = 0
    highest: int = 0
    top_tenth: float | None = None
    top_hundredth: float | None = None


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
    quota: int | None = None
    chosen: Money | None = None  # what the best of the quota cost
    take_up: str = "1"
    expected: Money = field(default_factory=Money)  # after quota and take-up


@dataclass(frozen=True, slots=True)
class GroupResult:
    """The same money by a group of enterprises: a region, an industry, a size."""

    by: str
    group: str
    enterprises: int
    gainers: int
    money: Money


@dataclass(frozen=True, slots=True)
class CashYear:
    """What falls due in a year, and the budget of that year when one was given."""

    year: int
    money: Money
    envelope: int | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What a reform does to the enterprises: how many win and lose in sums that are certain, and how much."""

    winners: int
    losers: int
    same: int
    gained: int
    lost: int


@dataclass(frozen=True)
class Result:
    """One run over a population."""

    enterprises: int
    supports: tuple[SupportResult, ...]
    groups: tuple[GroupResult, ...]
    cash: tuple[CashYear, ...]

    @property
    def total(self) -> Money:
        """All supports together."""
        return sum((support.money for support in self.supports), Money())

    @property
    def expected(self) -> Money:
        """All supports together, after quotas and take-up."""
        return sum((support.expected for support in self.supports), Money())
