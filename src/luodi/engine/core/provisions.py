"""Targets and tasks of a policy as a person has confirmed them: what is to be reached, what is to be done, by whom, by when.

A support says what an enterprise may claim and is a noun of `engine.rules`; these two say what the region owes itself. The library reads
them from `policy.yaml`; whoever follows a plan points at them by id, `sichuan/chengdu/ai-policy#2.1-target`.

>>> from decimal import Decimal
>>> Target("2-target", "a/b", ("二",), "核心产业规模", Decimal(50_000_000_000), unit="元", bound="at_least", year=2027).words
'不低于 500亿元'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from luodi.engine.core.money import plain, scaled
from luodi.engine.core.period import DateSpan

#: What a figure of a plan is: to be reached, what was there when it was written, what is expected anyway.
TARGET_KINDS: Final[Mapping[str, str]] = MappingProxyType({"target": "目标", "baseline": "现状", "forecast": "预计"})
#: How the figure binds, and how that is said before it.
BOUNDS: Final[Mapping[str, str]] = MappingProxyType({
    "exact": "达到", "at_least": "不低于", "more_than": "超过", "at_most": "不高于", "less_than": "低于", "about": "约", "range": "",
})  # fmt: skip
#: Units whose value is a share of one: 0.2 is read as 20%, as 20个百分点.
SHARES: Final[Mapping[str, str]] = MappingProxyType({"比率": "%", "百分点": "个百分点"})


@dataclass(frozen=True, slots=True)
class Target:
    """One measurable goal. `value` is in its unit without 万 and 亿 (money in yuan, a share as 0.2), `upper` the other end of a range.

    `year` is by the end of which it is to be reached (of a baseline: of which it is told); None where the text names none.
    """

    id: str
    policy: str
    clause: tuple[str, ...]
    indicator: str
    value: Decimal
    upper: Decimal | None = None
    unit: str = ""
    bound: str = "exact"
    year: int | None = None
    kind: str = "target"
    bodies: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    line: int | None = None

    @property
    def path(self) -> str:
        """The whole id: policy and clause."""
        return f"{self.policy}#{self.id}"

    @property
    def words(self) -> str:
        """The figure as people read it."""
        figure = "—".join(self._figure(one) for one in (self.value, self.upper) if one is not None)
        return " ".join(filter(None, [BOUNDS[self.bound], figure]))

    def _figure(self, value: Decimal) -> str:
        share = SHARES.get(self.unit)
        return f"{plain(value * 100)}{share}" if share else f"{scaled(value)}{self.unit}"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that somebody has to do: who leads, who assists or answers for it, and the days by which it is to be done."""

    id: str
    policy: str
    clause: tuple[str, ...]
    title: str
    lead: tuple[str, ...] = ()
    assist: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    by: tuple[DateSpan, ...] = ()
    notes: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    line: int | None = None

    @property
    def path(self) -> str:
        """The whole id: policy and clause."""
        return f"{self.policy}#{self.id}"

    @property
    def when(self) -> tuple[str, ...]:
        """The days by which it is to be done, as precisely as they are known: 2025年, 2025年6月, 2025-06-30."""
        return tuple(map(_as_known, self.by))

    @property
    def everybody(self) -> tuple[str, ...]:
        """Every body that has something to do, the leading ones first."""
        return tuple(dict.fromkeys((*self.lead, *self.bodies, *self.assist)))


def _as_known(span: DateSpan) -> str:
    first, last = span.earliest, span.latest
    if span.known:
        return first.isoformat()
    return f"{last.year}年" if first.month != last.month else f"{last.year}年{last.month}月"
