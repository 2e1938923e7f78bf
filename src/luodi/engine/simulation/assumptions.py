"""Who applies, who is chosen, and what money there is: what a simulation assumes beside the rules themselves.

```yaml
take_up: {default: 1, zhejiang/hangzhou/ai-zone-policy#4: 0.6}      # 申报率：符合的里面有多少会来申报
quota: {guangdong/guangzhou/huangpu/ai-rules#a13: 10}               # 名额：按金额从高到低取前几名；不写就用条文的名额
envelope: {2026: 200_000_000, 2027: 150_000_000}                    # 各年预算，元
years: 3                                                            # 现金流看几年
```
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from luodi.engine.core.errors import DataError
from luodi.engine.core.strict_yaml import Source
from luodi.engine.rules.grammar import did_you_mean

_KEYS = ("take_up", "quota", "envelope", "years")
_MOST_YEARS = 30


@dataclass(frozen=True)
class Assumptions:
    """`rates` by support with `default_rate` for the others, `quotas` by support, `envelope` of a year in yuan."""

    default_rate: Decimal = Decimal(1)
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    quotas: Mapping[str, int] = field(default_factory=dict)
    envelope: Mapping[int, Decimal] = field(default_factory=dict)
    years: int = 3

    def take_up(self, support: str) -> Decimal:
        """The share of those who may claim that will."""
        return self.rates.get(support, self.default_rate)


def read_assumptions(source: Source, supports: Iterable[str]) -> Assumptions:
    """Read a file of assumptions; DataError says what cannot be used and where."""
    data, known = source.data, set(supports)
    if not isinstance(data, dict) or not set(data) <= set(_KEYS):
        wrong = sorted(set(data) - set(_KEYS))[0] if isinstance(data, dict) else ""
        raise DataError(f"不认识“{wrong}”" if wrong else "假设文件的最外层要是 键: 值", place=source.place((wrong,) if wrong else ()),
                        fix=did_you_mean(wrong, _KEYS) or "可用：" + "、".join(_KEYS))  # fmt: skip
    rates = _table(
        source, "take_up", {*known, "default"}, lambda v: isinstance(v, Decimal) and 0 <= v <= 1, "0 到 1 之间的数"
    )
    quotas = _table(source, "quota", known, _whole, "正整数")
    years = data.get("years", Decimal(3))
    if not _whole(years) or years > _MOST_YEARS:
        raise DataError(f"years 要写 1 到 {_MOST_YEARS}", place=source.place(("years",)))
    return Assumptions(
        rates.pop("default", Decimal(1)),
        rates,
        {name: int(count) for name, count in quotas.items()},
        _envelope(source),
        int(years),
    )


def _whole(value: Any) -> bool:
    return isinstance(value, Decimal) and value == value.to_integral_value() and value > 0


def _table(source: Source, key: str, names: set[str], fits: Any, wanted: str) -> dict[str, Decimal]:
    given = source.data.get(key) or {}
    if not isinstance(given, dict):
        raise DataError(f"{key} 要写成 支持: 数", place=source.place((key,)))
    for name, value in given.items():
        if name not in names:
            raise DataError(
                f"没有支持“{name}”",
                place=source.place((key, name)),
                fix=did_you_mean(name, names) or "写 政策id#支持id",
            )
        if not fits(value):
            raise DataError(f"{key} 里“{name}”要写{wanted}", place=source.place((key, name)))
    return dict(given)


def _envelope(source: Source) -> dict[int, Decimal]:
    given = source.data.get("envelope") or {}
    if not isinstance(given, dict) or not all(
        str(year).isdigit() and isinstance(sum_, Decimal) and sum_ >= 0 for year, sum_ in given.items()
    ):
        raise DataError("envelope 要写成 年: 元", place=source.place(("envelope",)), fix="例如 {2026: 200_000_000}")
    return {int(year): sum_ for year, sum_ in given.items()}
