"""Yuan, exactly: rounding and writing. Money is a Decimal (or a Fraction inside a sum) of yuan, never a float."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from fractions import Fraction
from typing import Literal

Number = Decimal | Fraction
Direction = Literal["half_up", "down"]

#: Sums are computed in this context: an operation that would round raises, and is then done with fractions.
EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
_ROUNDING = Context(prec=80)

FEN = Decimal("0.01")
WAN = Decimal(10_000)
YI = Decimal(100_000_000)


def round_to(value: Number, unit: Decimal = FEN, how: Direction = "half_up") -> Decimal:
    """Round a sum to a multiple of `unit` yuan: half up (四舍五入) or down (舍尾)."""
    if isinstance(value, Decimal) and not value.is_finite():
        return value
    if isinstance(value, Fraction):
        return _round_fraction(value, unit, how)
    rounding = ROUND_DOWN if how == "down" else ROUND_HALF_UP
    if unit == FEN:
        return value.quantize(FEN, rounding, _ROUNDING)
    steps = _ROUNDING.divide(value, unit).quantize(Decimal(1), rounding, _ROUNDING)
    return _ROUNDING.multiply(steps, unit)


def _round_fraction(value: Fraction, unit: Decimal, how: Direction) -> Decimal:
    steps = abs(value) / Fraction(unit)
    whole = steps.numerator // steps.denominator
    if how == "half_up" and (steps - whole) * 2 >= 1:
        whole += 1
    return _ROUNDING.multiply(Decimal(whole if value >= 0 else -whole), unit)


def plain(value: Number) -> str:
    """Write a number without exponent or trailing zeros: `1200`, `0.015`."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if not value.is_finite():
        return "∞"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def yuan(value: Number) -> str:
    """Write a sum as people read it, losing nothing: 300万元, 1.5亿元, 12,345.67元."""
    if isinstance(value, Fraction):
        value = round_to(value)
    return f"{scaled(value)}元" if value.is_finite() else "不封顶"


def scaled(value: Decimal) -> str:
    """Write a finite number as people read it, losing nothing: 300万, 1.5亿, 12,345.67."""
    for unit, word in ((YI, "亿"), (WAN, "万")):
        if abs(value) >= unit:
            text = plain(_ROUNDING.divide(value, unit))
            if len(text.partition(".")[2]) <= 6:
                return f"{_grouped(text)}{word}"
    return _grouped(plain(value))


def _grouped(text: str) -> str:
    whole, dot, part = text.partition(".")
    return f"{int(whole):,}{dot}{part}" if whole not in {"-0", "-"} else text
