"""Values between people, the table and the engine: what a person writes is read as a cell of a sheet is, kept as exact text, and checked by the engine's reader.

>>> typed(words.fact_of("main_revenue"), "12000000.5"), shown(words.fact_of("main_revenue"), "12000000.5")
(Decimal('12000000.5'), '1,200.00005万元')
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError
from luodi.engine.core.money import EXACT, plain, yuan
from luodi.engine.core.strict_yaml import Source
from luodi.engine.population.cells import Cell, Stored, Wrong, is_unknown, plain_text
from luodi.engine.population.cells import region as cell_region
from luodi.engine.population.layout import SCALE, unscaled
from luodi.engine.population.numbers import Finer
from luodi.engine.population.rows import reader as cell_reader
from luodi.engine.rules.facts import Reader
from luodi.engine.rules.tree import NUMERIC, Type
from luodi.engine.rules.vocabulary import Fact
from luodi.service.registry import industries, words

_YEAR = re.compile(r"(?:19|20)\d{2}")


def typed(fact: Fact, text: str) -> Any:
    """The value that a strict fact file would hold for a kept text; a text that is no such value stays text, and is refused later."""
    try:
        if fact.type in NUMERIC:
            return Decimal(text)
        if fact.type is Type.DATE:
            return date.fromisoformat(text)
    except (ArithmeticError, ValueError):
        return text
    return {"true": True, "false": False}.get(text, text) if fact.type is Type.BOOLEAN else text


def kept(fact: Fact, stored: Stored) -> str:
    """The exact text of what a sheet's cell was read as (numbers there are in whole parts)."""
    if fact.type in SCALE:
        assert isinstance(stored, int)
        return plain(unscaled(fact.type, stored))
    if isinstance(stored, bool):
        return "true" if stored else "false"
    return stored.isoformat() if isinstance(stored, date) else str(stored)


def read(fact: Fact, cell: Cell) -> str:
    """Read what a person wrote for a fact (1,200万元, 是, 2021年6月1日, 杭州市西湖区) as the text to keep; DataError says what is wrong."""
    if is_unknown(cell, fact.type):
        raise DataError(_("“%(a)s”没有写值") % {"a": fact.label}, fix=_("不知道就不要记；记错了的，用“撤回”"))
    try:
        stored = cell_reader(fact, None, words.vocabulary().regions)(cell)
    except Finer:
        raise DataError(
            _("“%(a)s”写得比能记的更细") % {"a": fact.label}, why=_("金额精确到分"), fix=_("四舍五入后再写")
        ) from None
    except Wrong as wrong:
        raise DataError(f"“{fact.label}”{wrong.what}", why=wrong.why, fix=wrong.fix) from None
    return checked(fact, kept(fact, stored))


def checked(fact: Fact, text: str) -> str:
    """The text, once the engine's own reader has accepted it; DataError otherwise."""
    reader = Reader(Source("", {}, {}), words.vocabulary(), set(), set())
    if reader.fact(fact, typed(fact, text), ()) is None:
        raise reader.problems[0]
    if fact.key == "industry":
        return industries.check(text)
    if fact.key == "received.support":
        _known_support(text)
    return text


def _known_support(text: str) -> None:
    if not any(support.path == text for policy in words.library().policies() for support in policy.supports):
        raise DataError(
            _("没有支持“%(a)s”") % {"a": text}, why=_("只认已编政策里的支持"), fix=_("在政策页找到这项支持，抄它的编号")
        )


def period(fact: Fact, text: str) -> str:
    """Read the period of a value: a year for a fact that changes by year, else the day from which it holds, or nothing."""
    told = text.strip().removesuffix("年")
    if fact.by_year:
        if not _YEAR.fullmatch(told):
            raise DataError(
                _("“%(a)s”按年填写，没有写是哪一年") % {"a": fact.label}
                if not told
                else _("“%(a)s”不是年份") % {"a": text},
                fix=_("写四位年份，如 2021"),
            )
        return told
    if not told:
        return ""
    try:
        return date.fromisoformat(told).isoformat()
    except ValueError:
        raise DataError(
            _("“%(a)s”不是日期") % {"a": text}, fix=_("写值从哪一天起是这样，如 2021-06-01；一直如此就空着")
        ) from None


def shown(fact: Fact, text: str) -> str:
    """A kept text as people read it."""
    value = typed(fact, text)
    match fact.type:
        case Type.MONEY if isinstance(value, Decimal):
            return yuan(value)
        case Type.RATIO if isinstance(value, Decimal):
            return f"{plain(EXACT.multiply(value, Decimal(100)))}%"
        case Type.COUNT | Type.NUMBER if isinstance(value, Decimal):
            return f"{plain(value)}{fact.unit}" if fact.unit == "年" else f"{value:,f} {fact.unit}".strip()
        case Type.BOOLEAN:
            return {"true": _("是"), "false": _("否")}.get(text, text)
        case Type.CATEGORY:
            return dict(fact.words).get(text, text)
        case Type.REGION:
            return words.vocabulary().regions.name(text)
    return industries.name(text) if fact.key == "industry" else text


def unit_of(fact: Fact) -> str:
    """What to write for a fact, in a few words."""
    told = {
        Type.MONEY: _("元；可写 300万元"), Type.RATIO: _("写 0.2 或 20%"), Type.DATE: _("写 2021-06-01"), Type.REGION: _("写名称或六位代码"),
    }  # fmt: skip
    return told.get(fact.type, fact.unit)


def region(text: str) -> str:
    """Read a region written by name or code; DataError when it cannot be only one."""
    try:
        return cell_region(plain_text(text), words.vocabulary().regions)
    except Wrong as wrong:
        raise DataError(f"“{text[:40]}”{wrong.what}", why=wrong.why, fix=wrong.fix) from None


def region_name(code: str) -> str:
    """The name of a region; empty for none."""
    return words.vocabulary().regions.name(code) if code else ""
