"""What a run assumes beside the rules, as a person fills it in: fields for what is general, lines of YAML for single supports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError
from luodi.engine.core.money import plain
from luodi.engine.simulation.assumptions import UNPAID, WHEN_SHORT, Assumptions, read_assumptions
from luodi.service.simulations.yaml_text import written

#: The orders in which a budget pays when it is not shared out.
PAID_FIRST = {"largest": "金额高的在先", "smallest": "金额低的在先", "lot": "摇号"}
_FACTORS = {"亿": 10**8, "亿元": 10**8, "万": 10**4, "万元": 10**4, "元": 1, "": 1}


@dataclass(frozen=True)
class Assumed:
    """The fields: `take_up` in per cent, `budgets` one year per line (`2021: 2亿`), `singles` YAML with `take_up` and `quota`."""

    take_up: str = "100"
    years: str = "3"
    seed: str = "1"
    budgets: str = ""
    when_short: str = "shares"
    order: str = "largest"
    unpaid: str = "lapses"
    singles: str = ""

    def as_data(self) -> dict[str, str]:
        """The fields as they are kept."""
        return asdict(self)


def assumptions_of(assumed: Assumed, supports: Iterable[str]) -> Assumptions:
    """Return what the engine is told; DataError says which field cannot be used."""
    known = set(supports)
    singles = _singles(assumed.singles, known)
    share = _number(assumed.take_up, "申报率")
    if not 0 <= share <= 100:
        raise DataError(f"申报率 {assumed.take_up}% 不能用", why="它是 0 到 100 的百分数", fix="例如 80")
    data: dict[str, Any] = {
        "take_up": {"default": share / 100, **singles.get("take_up", {})}, "quota": singles.get("quota", {}),
        "years": _number(assumed.years, "现金流看几年"), "seed": _number(assumed.seed, "种子"),
    }  # fmt: skip
    budgets = dict(_budgets(assumed.budgets))
    if budgets:
        data["envelope"] = {
            "years": budgets,
            "when_short": assumed.when_short,
            "order": assumed.order,
            "unpaid": assumed.unpaid,
        }
    return read_assumptions(strict_yaml.parse(written(data).encode(), "假设"), known)


def with_single(text: str, support: str, take_up: str, quota: str) -> str:
    """Return the lines of single supports with those of one support put in; an empty field takes it out. DataError as above."""
    data = _parsed(text)
    for key, given, factor in (("take_up", take_up, Decimal(100)), ("quota", quota, Decimal(1))):
        held = dict(data.get(key) or {})
        held.pop(support, None)
        if given.strip():
            held[support] = _number(given, "申报率" if key == "take_up" else "名额") / factor
        data[key] = held
    return written({key: held for key, held in data.items() if held})


def single(text: str, support: str) -> tuple[str, str]:
    """The take-up in per cent and the quota that the lines say of one support; empty where they say nothing."""
    try:
        data = _parsed(text)
    except DataError:
        return "", ""
    rate, seats = (
        data.get(key, {}).get(support) if isinstance(data.get(key), dict) else None for key in ("take_up", "quota")
    )
    count = seats.get("count") if isinstance(seats, dict) else seats
    return (plain(rate * 100) if isinstance(rate, Decimal) else ""), (
        plain(count) if isinstance(count, Decimal) else ""
    )


def _parsed(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    data = strict_yaml.parse(text.encode(), "单项假设").data
    if not isinstance(data, dict) or not set(data) <= {"take_up", "quota"}:
        raise DataError("单项假设只写 take_up（申报率）和 quota（名额）", fix="例如 quota: {政策id#支持id: 10}")
    return data


def _singles(text: str, known: set[str]) -> dict[str, Any]:
    """The lines of single supports, checked by themselves so that an error names their own line."""
    data = _parsed(text)
    if data:
        read_assumptions(strict_yaml.parse(text.encode(), "单项假设"), known)
    return {key: held or {} for key, held in data.items()}


def _budgets(text: str) -> Iterable[tuple[str, Decimal]]:
    for line in text.replace("，", "\n").replace(";", "\n").replace("；", "\n").splitlines():
        if not line.strip():
            continue
        year, _sign, money = line.replace("：", ":").replace("=", ":").partition(":")
        year, money = year.strip().removesuffix("年"), money.strip().replace(",", "").replace("_", "")
        digits = money.rstrip("亿万元")
        unit = money[len(digits) :]
        if len(year) != 4 or not year.isdecimal() or unit not in _FACTORS or not digits:
            raise DataError(f"预算“{line.strip()[:40]}”读不懂", why="一行一年，写 年: 金额", fix="例如 2021: 2亿元")
        yield year, _number(digits, "预算") * _FACTORS[unit]


def _number(text: str, what: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise DataError(f"{what}“{text.strip()[:20]}”不是数", fix="写阿拉伯数字") from None
    if not number.is_finite() or abs(number) >= 10**18:
        raise DataError(f"{what}“{text.strip()[:20]}”不是能用的数", fix="写阿拉伯数字")
    return number


__all__ = ["PAID_FIRST", "UNPAID", "WHEN_SHORT", "Assumed", "assumptions_of", "single", "with_single"]
