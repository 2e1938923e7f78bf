"""Template filters of the whole site: sums of money, verdicts, days, names of data, as people read them in the language of the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language, gettext

from luodi.engine.core.money import yuan
from luodi.engine.rules.answer import VERDICTS, Sum
from luodi.engine.rules.engines.python import INFINITE
from luodi.service.accounts import wording

register = template.Library()


def _english() -> bool:
    return get_language() == "en"


@register.filter
def tr(value: Any) -> str:
    """Say a label of data (a fact, an entity, a choice) in the language of the page."""
    return gettext(str(value)) if value else ""


@register.filter
def money(value: Any) -> str:
    """Say a sum of yuan: 4,100万元; in English CNY 41,000,000."""
    if value == INFINITE:
        return gettext("没有上限")
    exact = value if isinstance(value, Decimal) else Decimal(value)
    if not _english():
        return yuan(exact)
    return f"CNY\u00a0{exact.quantize(1) if exact == int(exact) else exact:,f}"


@register.filter
def span(value: Sum | None) -> str:
    """Say a sum between two ends."""
    if value is None:
        return "—"
    if value.known:
        return money(value.hi)
    if value.lo:
        return f"{money(value.lo)} — {money(value.hi)}"
    return gettext("至多 %(sum)s") % {"sum": money(value.hi)} if value.hi != INFINITE else gettext("还算不出")


@register.filter
def verdict(value: bool | None) -> str:
    """Say whether: 符合, 不符合, 待核实."""
    return gettext(VERDICTS[value])


@register.filter
def verdict_class(value: bool | None) -> str:
    """The style of a verdict."""
    return {True: "yes", False: "no", None: "open"}[value]


@register.filter
def day(value: date | None) -> str:
    """Say a day."""
    if value is None:
        return ""
    return f"{value.day} {value:%B %Y}" if _english() else f"{value.year}年{value.month}月{value.day}日"


@register.filter
def item(held: dict[Any, Any], key: Any) -> Any:
    """Return what a mapping holds under a key."""
    return held.get(key)


@register.filter
def right_words(right: str) -> str:
    """Say a right, or what stands in the log: 文件：导入."""
    return wording.said(right)


@register.filter
def object_words(kind: str) -> str:
    """Say a kind of object: 文件."""
    return wording.object_words(kind)


@register.filter
def field_words(name: str) -> str:
    """Say the name of a field that stands in the log: 登录名."""
    return wording.field_words(name)
