"""Fields to enter facts: what a person is shown for a fact, and what is made of what was written. Nothing is guessed.

What is refused keeps what was typed: `Entered` holds the text and, beside it, what is wrong and what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError, LuodiError, Problems
from luodi.engine.core.money import plain, round_to
from luodi.engine.core.strict_yaml import MAX_DIGITS, Source
from luodi.engine.rules.facts import read_situation
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, KNOWN_BY, Fact
from luodi.service.checkups.saying import money
from luodi.service.checkups.told import Address, typed
from luodi.service.policies.queries import library

#: The units money is entered in, by how many yuan they are.
MONEY_UNITS = (("10000", "万元"), ("100000000", "亿元"), ("1", "元"))
_WORDS = (("亿元", "100000000"), ("万元", "10000"), ("亿", "100000000"), ("万", "10000"), ("元", "1"))
_WIDGETS = {
    Type.MONEY: "money", Type.RATIO: "percent", Type.COUNT: "count", Type.NUMBER: "number", Type.BOOLEAN: "choice",
    Type.CATEGORY: "choice", Type.DATE: "date", Type.REGION: "region", Type.TEXT: "text",
}  # fmt: skip
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


@dataclass(frozen=True)
class Field:
    """One fact as a form shows it: its words, the widget, what stands in it, and what is wrong with that."""

    address: Address
    label: str
    meaning: str
    widget: str
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    text: str = ""
    money_unit: str = "10000"
    wrong: str = ""
    known_by: str = ""
    judged: bool = False

    @property
    def name(self) -> str:
        """The name of the input."""
        return str(self.address)

    @property
    def unit_name(self) -> str:
        """The name of the input of its unit."""
        return f"{self.address}.unit"


def field(at: Address, value: str | None = None, *, text: str = "", unit: str = "", wrong: str = "") -> Field | None:
    """The field of a fact with what was told of it, or with what was typed and refused; None for no fact."""
    fact = library().vocabulary.by_key(at.key)
    if fact is None or bool(at.year) != fact.by_year:
        return None
    shown, money_unit = (text, unit or "10000") if wrong or value is None else _shown(fact, value)
    choices = (
        (("true", _("是")), ("false", _("否")))
        if fact.type is Type.BOOLEAN
        else tuple((word, _(text)) for word, text in fact.words)
    )
    return Field(
        at, label(fact, at.year), _(fact.meaning), _WIDGETS.get(fact.type, "text"), fact.unit, choices, shown, money_unit, wrong,
        _(KNOWN_BY[fact.known_by]), fact.judged,
    )  # fmt: skip


def label(fact: Fact, year: str) -> str:
    """What a fact (of a year) is called."""
    return _("%(label)s（%(year)s年）") % {"label": _(fact.label), "year": year} if year else _(fact.label)


def entered(at: Address, text: str, unit: str, on: date) -> str:
    """Make the text of a fact file of what was written; DataError says what is wrong and what to do."""
    fact = library().vocabulary.by_key(at.key)
    if fact is None:
        raise DataError(_("没有“%(key)s”这个事实") % {"key": at.key[:80]}, fix=_("从问题里选一个"))
    if fact.by_year != bool(at.year):
        raise DataError(
            _("“%(label)s”要写明年份") % {"label": fact.label}
            if fact.by_year
            else _("“%(label)s”不分年份") % {"label": fact.label}
        )
    value = _READERS[_WIDGETS[fact.type]](unicodedata.normalize("NFKC", text).strip(), unit, fact)
    check(at, value, on)
    return value


def check(at: Address, value: str, on: date) -> None:
    """Hold a value against the vocabulary, as a fact file is; DataError in the words of the reader of fact files."""
    vocabulary = library().vocabulary
    fact = vocabulary.by_key(at.key)
    held = typed(fact, value)
    given = {at.name: {at.year: held} if at.year else held}
    data = {"on": on, ENTERPRISE: given} if at.entity == ENTERPRISE else {"on": on, at.entity: [given]}
    try:
        read_situation(Source("", data, {}), vocabulary)
    except Problems as problems:
        raise problems.problems[0] from None


def said(error: LuodiError) -> str:
    """What is wrong and what to do, in one line."""
    first = error.problems[0] if isinstance(error, Problems) else error
    return "；".join(part for part in (first.what, first.fix) if part)


def shown(at: Address, value: str) -> tuple[str, str]:
    """A fact that was told as people read it: its label and its value."""
    vocabulary = library().vocabulary
    fact = vocabulary.by_key(at.key)
    if fact is None:
        return at.key, value
    if fact.type is Type.MONEY:
        text = money(Decimal(value))
    elif fact.type is Type.RATIO:
        text = plain(Decimal(value) * 100) + "%"
    elif fact.type is Type.BOOLEAN:
        text = {"true": _("是"), "false": _("否")}.get(value, value)
    elif fact.type is Type.REGION:
        text = vocabulary.regions.name(value)
    else:
        text = (_(dict(fact.words)[value]) if value in dict(fact.words) else value) + _unit(fact)
    return label(fact, at.year), text


def _unit(fact: Fact) -> str:
    return _(fact.unit) if fact.unit else ""


def places() -> list[tuple[str, list[tuple[str, str]]]]:
    """The regions to choose from: each province with what lies in it."""
    regions = library().vocabulary.regions
    found: dict[str, list[tuple[str, str]]] = {}
    for code in sorted(regions.names):
        province = f"{code[:2]}0000"
        name = regions.names[code]
        if code != province and not (code.endswith("00")):
            city = regions.names.get(f"{code[:4]}00", "")
            name = f"{city}{name}"
        found.setdefault(regions.names.get(province, province), []).append((code, name))
    return list(found.items())


def _shown(fact: Fact, value: str) -> tuple[str, str]:
    """What stands in the input for a value, and in which unit of money."""
    if fact.type is Type.RATIO:
        return plain(Decimal(value) * 100), ""
    if fact.type is not Type.MONEY:
        return value, ""
    number = Decimal(value)
    for size in ("100000000", "10000"):
        scaled = number / Decimal(size)
        if abs(scaled) >= 1 and len(plain(scaled).partition(".")[2]) <= 4:
            return plain(scaled), size
    return plain(number), "1"


def _digits(text: str, what: str, example: str) -> Decimal:
    cleaned = re.sub(r"[,，\s_¥￥]", "", text)
    try:
        number = Decimal(cleaned)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or "e" in cleaned.lower():
        raise DataError(
            _("“%(text)s”不是%(what)s") % {"text": text[:40], "what": what} if text else _("还没有填%(what)s") % {"what": what},
            fix=_("写数字，例如 %(example)s；不知道就先跳过") % {"example": example},
        )  # fmt: skip
    if len(number.as_tuple().digits) > MAX_DIGITS:
        raise DataError(_("位数太多"), fix=_("核对这个数"))
    return number


def sum_of(text: str, unit: str, low: Decimal = Decimal(0)) -> str:
    """Read a sum of money with its unit as yuan; DataError says what is wrong."""
    text = unicodedata.normalize("NFKC", text).strip()
    for word, size in _WORDS:  # a unit that was written wins over the one that was chosen
        if text.endswith(word):
            text, unit = text.removesuffix(word), size
            break
    sizes = [size for size, _word in MONEY_UNITS]
    number = _digits(text, _("金额"), _("1,200，单位在旁边选")) * Decimal(unit if unit in sizes else "1")
    if number < low:
        raise DataError(_("%(sum)s 不能小于 %(low)s") % {"sum": money(number), "low": money(low)}, fix=_("核对正负号"))
    if number != round_to(number):
        raise DataError(_("金额精确到分就够了"), fix=_("最多写到 0.01 元"))
    return plain(number)


def _money(text: str, unit: str, fact: Fact) -> str:
    return sum_of(text, unit, fact.range[0])


def _percent(text: str, unit: str, fact: Fact) -> str:
    number = _digits(text.removesuffix("%"), _("百分数"), "12.5")
    low, high = (bound * 100 for bound in fact.range)
    if not low <= number <= high:
        raise DataError(
            _("%(number)s%% 不在 %(low)s%% 到 %(high)s%% 之间") % {"number": plain(number), "low": plain(low), "high": plain(high)},
            fix=_("写百分数：两成写 20"),
        )  # fmt: skip
    return plain(number / 100)


def _count(text: str, unit: str, fact: Fact) -> str:
    number = _digits(text.removesuffix(fact.unit) if fact.unit else text, _("个数"), "12")
    if number != number.to_integral_value():
        raise DataError(_("%(number)s 不是整数") % {"number": plain(number)}, fix=_("写整数"))
    if number < fact.range[0]:
        raise DataError(
            _("%(number)s 不能小于 %(low)s") % {"number": plain(number), "low": plain(fact.range[0])},
            fix=_("核对正负号"),
        )
    return plain(number)


def _decimal(text: str, unit: str, fact: Fact) -> str:
    return plain(_digits(text.removesuffix(fact.unit) if fact.unit else text, _("数"), "3.5"))


def _date(text: str, unit: str, fact: Fact) -> str:
    return day(text).isoformat()


def day(text: str) -> date:
    """Read a day the ways people write one; DataError says how to write it.

    >>> day("2021年6月1日")
    datetime.date(2021, 6, 1)
    """
    written = _DAY.fullmatch(text.strip()) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text.strip())
    try:
        assert written is not None
        found = date(*(int(part) for part in written.groups()))
        assert 1949 <= found.year <= 2100
    except (AssertionError, ValueError):
        what = _("没有“%(text)s”这一天") % {"text": text[:40]} if text.strip() else _("还没有选日期")
        raise DataError(what, fix=_("写成 2021-06-01")) from None
    return found


def _choice(text: str, unit: str, fact: Fact) -> str:
    known = {"true", "false"} if fact.type is Type.BOOLEAN else {word for word, _label in fact.words}
    if text not in known:
        raise DataError(_("还没有选"), fix=_("选一个；不知道就先跳过"))
    return text


def _region(text: str, unit: str, fact: Fact) -> str:
    regions = library().vocabulary.regions
    code = next((code for code in regions.names if regions.name(code) == text), text)
    if not code:
        raise DataError(_("还没有选地区"), fix=_("选到市或区县；不知道就先跳过"))
    return regions.check(code)


def _text(text: str, unit: str, fact: Fact) -> str:
    if not text:
        raise DataError(_("还没有填“%(label)s”") % {"label": fact.label}, fix=_("不知道就先跳过"))
    if len(text) > 200 or any(unicodedata.category(char).startswith("C") for char in text):
        raise DataError(_("这段文字太长，或有看不见的字符"), fix=_("最多 200 字"))
    return text


_READERS = {
    "money": _money, "percent": _percent, "count": _count, "number": _decimal, "date": _date, "choice": _choice, "region": _region, "text": _text,
}  # fmt: skip


def filled(fields: list[Field], given: Mapping[str, str], on: date) -> tuple[dict[Address, str], list[Field]]:
    """Read a whole form: what was told, and the fields again with what is wrong; what was left empty is unknown."""
    told: dict[Address, str] = {}
    again: list[Field] = []
    for one in fields:
        text, unit = given.get(one.name, "").strip(), given.get(f"{one.name}.unit", "")
        wrong = ""
        if text:
            try:
                told[one.address] = entered(one.address, text, unit, on)
            except LuodiError as error:
                wrong = said(error)
        made = field(one.address, told.get(one.address), text=text, unit=unit, wrong=wrong)
        assert made is not None
        again.append(made)
    return told, again
