"""Template filters of the whole site: sums of money, verdicts, days, as people read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template

from luodi.engine.core.money import yuan
from luodi.engine.rules.answer import VERDICTS, Sum
from luodi.engine.rules.engines.python import INFINITE

register = template.Library()


@register.filter
def money(value: Any) -> str:
    """Say a sum of yuan: 4,100万元."""
    return "没有上限" if value == INFINITE else yuan(value if isinstance(value, Decimal) else Decimal(value))


@register.filter
def span(value: Sum | None) -> str:
    """Say a sum between two ends."""
    if value is None:
        return "—"
    if value.known:
        return money(value.hi)
    return (
        f"{money(value.lo)} — {money(value.hi)}"
        if value.lo
        else f"至多 {money(value.hi)}"
        if value.hi != INFINITE
        else "还算不出"
    )


@register.filter
def verdict(value: bool | None) -> str:
    """Say whether: 符合, 不符合, 待核实."""
    return VERDICTS[value]


@register.filter
def verdict_class(value: bool | None) -> str:
    """The style of a verdict."""
    return {True: "yes", False: "no", None: "open"}[value]


@register.filter
def day(value: date | None) -> str:
    """Say a day."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


@register.filter
def item(held: dict[Any, Any], key: Any) -> Any:
    """Return what a mapping holds under a key."""
    return held.get(key)
