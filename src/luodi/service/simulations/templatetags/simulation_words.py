"""Filters of this subject: sums in fen as people read them, numbers with their sign."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language

from luodi.engine.simulation.report.cells import exact, short

register = template.Library()


@register.filter
def fen(value: Any) -> str:
    """A sum of fen, short: 330.48亿元; in English CNY 33,048,000,000."""
    if value is None:
        return "—"
    if get_language() == "en":
        return f"CNY\u00a0{Decimal(value) / 100:,.0f}".replace("-", "−")
    return short(int(value)) if value else "0"


@register.filter
def fen_exact(value: Any) -> str:
    """A sum of fen, losing nothing."""
    if value is None:
        return ""
    return f"CNY {Decimal(value) / 100:,.2f}" if get_language() == "en" else exact(int(value))


@register.filter
def fen_change(value: Any) -> str:
    """A difference in fen with its sign; 0 where there is none."""
    if not value:
        return "0"
    return ("+" if value > 0 else "−") + fen(abs(value))


@register.filter
def count_change(value: Any) -> str:
    """A difference of a count with its sign."""
    return "0" if not value else f"{'+' if value > 0 else '−'}{abs(value):,}"


@register.filter
def share_change(before: Any, after: Any) -> str:
    """By how much per cent the second number is more or less than the first; a dash where the first is nothing."""
    if not before or after is None:
        return "—"
    if before == after:
        return "0"
    share = (Decimal(after) - Decimal(before)) * 100 / abs(Decimal(before))
    return f"{'+' if share > 0 else '−'}{abs(share):,.1f}%"


@register.filter
def minus(value: Any, other: Any) -> Any:
    """The difference of two numbers."""
    return (value or 0) - (other or 0)


@register.filter
def plus(value: Any, other: Any) -> Any:
    """Two numbers together."""
    return (value or 0) + (other or 0)


@register.filter
def grouped(value: Any) -> str:
    """A count with its thousands apart."""
    return "—" if value is None else f"{int(value):,}"


@register.filter
def megabytes(value: Any) -> str:
    """A number of bytes."""
    return (
        f"{Decimal(value or 0) / 1_000_000:,.1f} MB" if (value or 0) >= 100_000 else f"{-(-(value or 0) // 1000):,} KB"
    )
