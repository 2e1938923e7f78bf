"""Who applies, who is chosen, and what money there is: what a simulation assumes beside the rules themselves.

```yaml
take_up: {default: 1, zhejiang/hangzhou/ai-zone-policy#4: 0.6}      # 申报率：符合的里面有多少会来申报
quota:                                                              # 名额：取前几名；不写就用条文的名额
  guangdong/guangzhou/huangpu/ai-rules#a13: 10                      #   按金额从高到低
  zhejiang/hangzhou/ai-zone-policy#4: {count: 5, order: project.total_investment}
envelope:                                                           # 各年预算
  years: {2026: 200_000_000, 2027: 150_000_000}                     #   元
  when_short: shares                                                #   不够时：shares 按同一比例；first_come 按次序给到用完
  order: largest                                                    #   first_come 的次序
  unpaid: lapses                                                    #   没有付的：lapses 不再付；next_year 转到下一年
years: 3                                                            # 现金流看几年
seed: 1                                                             # 抽签的种子
```
An order is `largest` or `smallest` (of the sum), `lot` (drawn by the seed), or a fact, the highest first (`-fact`: the lowest).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from luodi.engine.core.errors import DataError
from luodi.engine.core.strict_yaml import Key, Source
from luodi.engine.rules.grammar import did_you_mean

_KEYS = ("take_up", "quota", "envelope", "years", "seed")
_MOST_YEARS = 30
_FINEST = 9  # decimals of a take-up rate
_MOST_FEN = 10**19
ORDERS = {"largest": "金额高的在先", "smallest": "金额低的在先", "lot": "摇号"}
WHEN_SHORT = {"shares": "按同一比例", "first_come": "按次序，用完为止"}
UNPAID = {"lapses": "当年没有付的不再付", "next_year": "当年没有付的转到下一年"}


@dataclass(frozen=True)
class Seats:
    """How many of a support are chosen, and in which order (`largest`, `smallest`, `lot`, or a fact)."""

    count: int
    order: str = "largest"


@dataclass(frozen=True)
class Envelope:
    """The money there is in each year, in fen, and what happens when it is short."""

    years: Mapping[int, int] = field(default_factory=dict)
    when_short: str = "shares"
    order: str = "largest"
    unpaid: str = "lapses"


@dataclass(frozen=True)
class Assumptions:
    """Take-up `rates` by support with `default_rate` for the others, `quotas` by support, the `envelope`, and the seed of draws."""

    default_rate: Decimal = Decimal(1)
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    quotas: Mapping[str, Seats] = field(default_factory=dict)
    envelope: Envelope = field(default_factory=Envelope)
    years: int = 3
    seed: int = 1

    def take_up(self, support: str) -> Decimal:
        """The share of those who may claim that will."""
        return self.rates.get(support, self.default_rate)

    @property
    def everybody_applies(self) -> bool:
        """Whether no one has to be drawn."""
        return self.default_rate == 1 and all(rate == 1 for rate in self.rates.values())


def read_assumptions(source: Source, supports: Iterable[str]) -> Assumptions:
    """Read a file of assumptions; DataError says what cannot be used and where."""
    data, known = source.data, set(supports)
    _refuse_other_keys(source, (), data, _KEYS)
    rates = _by_support(source, "take_up", {*known, "default"})
    for support, rate in rates.items():
        if not isinstance(rate, Decimal) or not 0 <= rate <= 1 or _decimals(rate) > _FINEST:
            raise _wrong(source, ("take_up", support), f"take_up 里“{support}”要写 0 到 1 之间的数", "例如 0.6")
    quotas = {name: _seats(source, name, told) for name, told in _by_support(source, "quota", known).items()}
    years, seed = data.get("years", Decimal(3)), data.get("seed", Decimal(1))
    if not _whole(years) or not 1 <= years <= _MOST_YEARS:
        raise _wrong(source, ("years",), f"years 要写 1 到 {_MOST_YEARS}", "例如 3")
    if not _whole(seed) or abs(seed) >= 2**63:
        raise _wrong(source, ("seed",), "seed 要写整数", "例如 1")
    return Assumptions(
        rates.pop("default", Decimal(1)), rates, quotas, _envelope(source), int(years), int(seed)
    )  # fmt: skip


def _decimals(rate: Decimal) -> int:
    exponent = rate.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _whole(value: Any) -> bool:
    return isinstance(value, Decimal) and value == value.to_integral_value()


def _wrong(source: Source, key: Key, what: str, fix: str) -> DataError:
    return DataError(what, place=source.place(key), fix=fix)


def _refuse_other_keys(source: Source, at: Key, data: Any, keys: Iterable[str]) -> None:
    if not isinstance(data, dict):
        raise _wrong(source, at, "这里要是 键: 值" if at else "假设文件的最外层要是 键: 值", "可用：" + "、".join(keys))
    for wrong in sorted(set(data) - set(keys)):
        raise _wrong(source, (*at, wrong), f"不认识“{wrong}”", did_you_mean(wrong, keys) or "可用：" + "、".join(keys))


def _by_support(source: Source, key: str, names: set[str]) -> dict[str, Any]:
    given = source.data.get(key) or {}
    if not isinstance(given, dict):
        raise _wrong(source, (key,), f"{key} 要写成 支持: 数", "例如 {政策id#支持id: 1}")
    for name in given:
        if name not in names:
            raise _wrong(source, (key, name), f"没有支持“{name}”", did_you_mean(name, names) or "写 政策id#支持id")
    return dict(given)


def _seats(source: Source, support: str, told: Any) -> Seats:
    at: Key = ("quota", support)
    if not isinstance(told, dict):
        told = {"count": told}
    _refuse_other_keys(source, at, told, ("count", "order"))
    count = told.get("count")
    if not _whole(count) or not 0 <= count < 2**31:
        raise _wrong(source, at, f"quota 里“{support}”的名额要写整数，0 或更多", "例如 10；不限名额就不写")
    return Seats(int(count), _order(source, at, told))


def _order(source: Source, at: Key, told: Mapping[str, Any]) -> str:
    order = told.get("order", "largest")
    if not isinstance(order, str) or not order.lstrip("-"):
        raise _wrong(source, (*at, "order"), "order 要写一个词", "可用：" + "、".join(ORDERS) + "，或一个事实")
    return order


def _envelope(source: Source) -> Envelope:
    given = source.data.get("envelope") or {}
    at: Key = ("envelope",)
    if isinstance(given, dict) and all(str(year).isdigit() for year in given):
        return Envelope(_budgets(source, at, given))
    if not isinstance(given, dict) or "years" not in given:
        raise _wrong(source, at, "envelope 要写成 年: 元", "例如 {2026: 200_000_000}，或 {years: {2026: 200_000_000}}")
    _refuse_other_keys(source, at, given, ("years", "when_short", "order", "unpaid"))
    words = []
    for key, known in (("when_short", WHEN_SHORT), ("unpaid", UNPAID)):
        word = given.get(key, next(iter(known)))
        if word not in known:
            raise _wrong(source, (*at, key), f"不认识“{word}”", "可用：" + "、".join(known))
        words.append(str(word))
    return Envelope(
        _budgets(source, (*at, "years"), given["years"]), words[0], _order(source, at, given), words[1]
    )  # fmt: skip


def _budgets(source: Source, at: Key, given: Any) -> dict[int, int]:
    if not isinstance(given, dict) or not all(
        str(year).isdigit() and len(str(year)) == 4 and isinstance(sum_, Decimal) and 0 <= sum_ * 100 < _MOST_FEN and _whole(sum_ * 100)
        for year, sum_ in given.items()
    ):  # fmt: skip
        raise _wrong(source, at, "envelope 要写成 年: 元", "例如 {2026: 200_000_000}；金额是 0 或正数，不比一分更细")
    return {int(year): int(sum_ * 100) for year, sum_ in given.items()}
