"""From a cell of a person's table to the whole number, word or day that the population stores; exact or refused.

Text is read as people write it: 1,200.5, ５００, 1.2亿元, 12%, 2021年6月1日, 是. What cannot be one fact for certain is
refused with a reason; a cell that only says that nothing is known (—, 不详, 暂无) counts as empty and is counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from luodi.engine.core import credit_codes
from luodi.engine.core.errors import DataError
from luodi.engine.core.money import EXACT
from luodi.engine.core.regions import Regions
from luodi.engine.population.findings import Unit
from luodi.engine.population.layout import LARGEST, SCALE
from luodi.engine.rules.grammar import did_you_mean
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import Fact

Cell = str | int | float | bool | date | datetime | Decimal | None
Stored = int | str | bool | date | None

UNKNOWN = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        "n/a",
        "na",
        "null",
        "none",
        "nan",
        "不详",
        "未知",
        "暂无",
        "未填",
        "不清楚",
        "未提供",
        "*",
        "…",
    }
)
_YES = frozenset({"是", "有", "1", "true", "t", "y", "yes", "√", "✓", "对"})
_NO = frozenset({"否", "无", "没有", "不是", "0", "false", "f", "n", "no", "×", "✗", "x"})
_SHEET_ERRORS = frozenset({"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})
_UNITS = {
    Type.MONEY: {"元": "1", "人民币": "1", "千元": "1000", "万": "10000", "万元": "10000", "百万元": "1000000", "千万元": "10000000",
                 "亿": "100000000", "亿元": "100000000", "分": "0.01"},
    Type.RATIO: {"%": "0.01", "‰": "0.001", "百分比": "0.01"},
    Type.COUNT: dict.fromkeys("人个家位项年名次台套件", "1") | {"万人": "10000", "万个": "10000", "千人": "1000"},
    Type.NUMBER: {"美元": "1", "万美元": "10000", "亿美元": "100000000", "百万美元": "1000000", "千美元": "1000"},
}  # fmt: skip
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(\D{0,4})")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_COMPACT_DAY = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_FORMULA = re.compile(r"[=@]|[+-](?![\d.])")
_LONGEST = 200
_YEARS = range(1900, 2101)


class Uncalculated:
    """A cell whose formula the spreadsheet program never computed."""

    def __str__(self) -> str:
        return "（公式没有算出的值）"


class Wrong(Exception):
    """A cell cannot be the fact: what is wrong, why, and what to do."""

    def __init__(self, what: str, why: str = "", fix: str = "") -> None:
        self.what, self.why, self.fix = what, why, fix
        super().__init__(what)


class Finer(Exception):
    """A number is finer than a cell can hold; `stored` is the nearest that can be."""

    def __init__(self, stored: int) -> None:
        self.stored = stored
        super().__init__("比能记的更细")


def units(kind: Type) -> dict[str, Unit]:
    """Return the units that a fact's number can be given in, by the word."""
    return {word: Unit(word, Decimal(factor)) for word, factor in _UNITS.get(kind, {}).items()}


def text_of(cell: Cell | Uncalculated) -> str:
    """Return a cell as a person sees it."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return format(_decimal(cell), "f")
    return str(cell)


def is_unknown(cell: Cell | Uncalculated, kind: Type) -> bool:
    """Whether a cell says nothing, or says that nothing is known."""
    if cell is None:
        return True
    if not isinstance(cell, str):
        return isinstance(cell, float) and cell != cell  # noqa: PLR0124  (not a number)
    text = unicodedata.normalize("NFKC", cell).strip().lower()
    return text in UNKNOWN or (text == "无" and kind is not Type.BOOLEAN)


def reader(fact: Fact, unit: Unit | None, regions: Regions) -> Callable[[Cell | Uncalculated], Stored]:
    """Return what reads the cells of a fact's column; it raises Wrong, or Finer for a number that had to be rounded."""
    match fact.type:
        case Type.BOOLEAN:
            return _flag
        case Type.DATE:
            return _day
        case Type.CATEGORY:
            return lambda cell: _word(_plain(cell), fact)
        case Type.REGION:
            return lambda cell: _region(_plain(cell), regions)
        case Type.TEXT:
            return _credit_code if fact.name == "credit_code" else text
        case _:
            return lambda cell: _whole(cell, fact, unit)


def _whole(cell: Cell | Uncalculated, fact: Fact, unit: Unit | None) -> int:
    try:
        return _stored(_number(cell, fact, unit), fact)
    except ArithmeticError:
        raise Wrong("数太长", "位数多得没法准确换算", "核对这一格") from None


def _plain(cell: Cell | Uncalculated) -> str:
    """A cell as one line of text; a formula, or what a spreadsheet says when one failed, is no text."""
    if isinstance(cell, Uncalculated):
        raise Wrong(
            "公式没有算出的值", "文件不是由表格软件保存的，里面只有公式", "用表格软件打开并保存一次，或粘贴为数值"
        )
    told = " ".join(unicodedata.normalize("NFKC", text_of(cell)).split())
    if told in _SHEET_ERRORS:
        raise Wrong(f"公式出错：{told}", fix="在表格软件里改正公式，再粘贴为数值")
    if any(unicodedata.category(char) in {"Cc", "Co", "Cs"} or char == "\ufffd" for char in told):
        raise Wrong("有看不见的控制字符或乱码", fix="重新输入这一格；整列乱码时看文件的编码")
    return told


def text(cell: Cell | Uncalculated) -> str:
    """Read a text: one line, not a formula, of at most 200 characters."""
    told = _plain(cell)
    if _FORMULA.match(told):
        raise Wrong("像一个公式", "以 =、@、+、- 开头的文字被表格软件当公式执行", "去掉开头的符号，或改成应有的文字")
    if len(told) > _LONGEST:
        raise Wrong(f"有 {len(told)} 个字", f"至多 {_LONGEST} 个", "看是不是几格并成了一格，或引号没有配对")
    return told


def _credit_code(cell: Cell | Uncalculated) -> str:
    told = _plain(cell)
    if isinstance(cell, float | int) or _SCIENTIFIC.fullmatch(told):
        raise Wrong(
            "信用代码被存成了数字", "表格软件只保留 15 位，后面的已经丢失", "把这一列设成文本，照营业执照重新填写"
        )
    try:
        return credit_codes.check(told)
    except DataError as error:
        raise Wrong(error.what.replace(f"“{told}”", ""), error.why, error.fix) from None


def _flag(cell: Cell | Uncalculated) -> bool:
    if isinstance(cell, bool):
        return cell
    told = _plain(cell).lower()
    told = told.removesuffix(".0") if isinstance(cell, float) else told
    if told in _YES or told in _NO:
        return told in _YES
    raise Wrong("不是“是”或“否”", fix="写 是 或 否；不知道就空着")


def _day(cell: Cell | Uncalculated) -> date:
    if isinstance(cell, datetime):
        if cell.time() != datetime.min.time():
            raise Wrong("带了钟点", fix="只写年月日")
        day: date | None = cell.date()
    elif isinstance(cell, date):
        day = cell
    else:
        day = _written_day(_plain(cell), number=isinstance(cell, int | float | Decimal))
    if day is None or day.year not in _YEARS:
        raise Wrong("没有这一天" if day is None else f"{day.year} 年不可能", fix="核对年月日，写成 2021-06-01")
    return day


def _written_day(told: str, *, number: bool) -> date | None:
    match = _DAY.fullmatch(told) or _COMPACT_DAY.fullmatch(told)
    if match is None:
        if number and re.fullmatch(r"\d{5}", told):
            raise Wrong(
                "像表格软件内部的日期序号",
                "单凭一个数定不了是哪一天（有 1900 与 1904 两种起点）",
                "把这一列设成日期格式再保存",
            )
        if re.fullmatch(r"\d{4}(?:\s*[-/.年]\s*\d{1,2})?\s*[年月]?", told):
            raise Wrong("日期不完整", "差一天可能就差一笔钱", "写全年月日，如 2021-06-01；不知道就空着")
        raise Wrong("不是日期", fix="写成 2021-06-01、2021/6/1 或 2021年6月1日")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _word(told: str, fact: Fact) -> str:
    for word, label in fact.words:
        if told in {word, label}:
            return word
    known = [label for _, label in fact.words]
    raise Wrong("没有这个类别", fix=did_you_mean(told, known) or "可用：" + "、".join(known))


def _region(told: str, regions: Regions) -> str:
    code = told.removesuffix(".0")
    if re.fullmatch(r"\d{12}", code):
        code = code[:6]  # the statistical code of a village begins with its county's
    if code.isdecimal():
        try:
            return regions.check(code)
        except DataError as error:
            raise Wrong("不是地区代码", error.why, error.fix) from None
    found = _named(regions).get(told)
    if found is None or len(found) > 1:
        near = "、".join(f"{c}（{regions.name(c)}）" for c in (found or ())[:3])
        raise Wrong(
            "定不了是哪个地区",
            "区县名各地有重名" if found else "只认得全称或代码",
            f"是不是 {near}？写代码或省市区全称" if near else "写 GB/T 2260 六位代码",
        )
    if regions.names[found[0]] == told and not found[0].endswith("00"):
        raise Wrong(
            "只写了区县名", "区县名各地有重名", f"是不是 {found[0]}（{regions.name(found[0])}）？写代码或省市区全称"
        )
    return found[0]


_NAMED: dict[int, dict[str, tuple[str, ...]]] = {}


def _named(regions: Regions) -> dict[str, tuple[str, ...]]:
    """The codes that each way of writing a region's name can mean: 浙江省杭州市西湖区, 杭州市西湖区, 西湖区."""
    made = _NAMED.get(id(regions.names))
    if made is None:
        made = {}
        for code in regions.names:
            parts = [regions.names[c] for c in reversed(regions.above(code)) if c in regions.names]
            for start in range(len(parts)):
                way = "".join(parts[start:])
                made[way] = tuple(dict.fromkeys((*made.get(way, ()), code)))
        _NAMED[id(regions.names)] = made
    return made


def _decimal(cell: float) -> Decimal:
    """What a spreadsheet's number is: it keeps fifteen digits, the rest is noise of binary fractions."""
    return Decimal(f"{cell:.15g}")


def _number(cell: Cell | Uncalculated, fact: Fact, unit: Unit | None) -> Decimal:
    if isinstance(cell, bool | date):
        raise Wrong("是日期或是否，不是数", fix="看这一列是不是对错了")
    factor = unit.factor if unit else Decimal(1)
    if isinstance(cell, int | float | Decimal):
        value = _decimal(cell) if isinstance(cell, float) else Decimal(cell)
        if not value.is_finite():
            raise Wrong("不是有限的数", fix="核对这一格")
        return EXACT.multiply(value, factor) if value else value
    told = _plain(cell)
    if _SCIENTIFIC.fullmatch(told):
        raise Wrong("是科学计数法", "表格软件可能已经舍去后面的数字", "把这一列设成数值格式、不用科学计数法，再保存")
    match = _NUMBER.fullmatch(told.replace(" ", "") if re.fullmatch(r"[\d ]+(?:\.\d+)?", told) else told)
    if match is None or len(told) > 40:
        raise Wrong("不是数", "这一列是" + fact.type.label, "只写数字，单位写在列名里；不知道就空着")
    sign, whole, part, word = match.groups()
    if word:
        own = units(fact.type).get(word.strip())
        if own is None:
            raise Wrong(f"不认识单位“{word.strip()}”", fix="可用：" + "、".join(units(fact.type)))
        factor = own.factor
    return EXACT.multiply(Decimal(f"{sign}{whole.replace(',', '')}{part or ''}"), factor)


def _stored(value: Decimal, fact: Fact) -> int:
    low, high = fact.range
    if value < low:
        raise Wrong(f"不能小于 {low}" if low else "不能是负数", fix="核对正负号")
    if value > high:
        percent = fact.type is Type.RATIO
        raise Wrong(
            f"超过 {'100%' if percent and high == 1 else high}", "是不是百分数？" if percent else "",
            "百分数在列名里写（%），或在格里写 %" if percent else "核对这个数和单位",
        )  # fmt: skip
    whole = EXACT.multiply(value, Decimal(SCALE[fact.type]))
    if abs(whole) > LARGEST // 1000:
        raise Wrong("数太大", "超过了任何企业可能有的数", "核对这个数和列名里的单位")
    nearest = int(whole.to_integral_value(rounding="ROUND_HALF_UP"))
    if nearest == whole:
        return nearest
    if fact.type is Type.COUNT:
        raise Wrong("不是整数", "个数没有小数", "核对这个数和列名里的单位")
    raise Finer(nearest)
