"""Sums of money in the language of the page."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.engine.core.money import Number, plain, round_to, yuan


def money(value: Number) -> str:
    """Say a sum of yuan as people read it, losing nothing: 4,100万元; in English CNY 41,000,000."""
    if get_language() != "en":
        return yuan(value)
    if isinstance(value, Decimal) and not value.is_finite():
        return _("不封顶")
    whole, _dot, part = plain(round_to(value)).partition(".")
    return f"CNY\u00a0{int(whole):,}" + (f".{part:0<2}" if part else "")
