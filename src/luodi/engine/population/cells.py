"""From a cell of a person's table to the text, word, region or day that the population stores; exact or refused.

Text is read as people write it: 2021年6月1日, 是, 杭州市西湖区 (numbers: `numbers`). What cannot be one fact for certain is
refused with a reason; a cell that only says that nothing is known (—, 不详, 暂无) counts as empty and is counted.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from luodi.engine.core import credit_codes
from luodi.engine.core.errors import DataError
from luodi.engine.core.regions import Regions
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
_POWER = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_COMPACT_DAY = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_FORMULA = re.compile(r"[=@]|[+-](?![\d.])")
#: Characters without width that copying from pages leaves; they mean nothing.
_WIDTHLESS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad"))
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


def text_of(cell: Cell | Uncalculated) -> str:
    """Return a cell as a person sees it."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return format(decimal_of(cell), "f")
    return str(cell)


def decimal_of(cell: float) -> Decimal:
    """Return what a spreadsheet's number is: it keeps fifteen digits, the rest is noise of binary fractions."""
    return Decimal(f"{cell:.15g}")


def is_unknown(cell: Cell | Uncalculated, kind: Type) -> bool:
    """Whether a cell says nothing, or says that nothing is known."""
    if cell is None:
        return True
    if not isinstance(cell, str):
        return isinstance(cell, float) and cell != cell  # noqa: PLR0124  (not a number)
    text = (cell if cell.isascii() else unicodedata.normalize("NFKC", cell)).strip().lower()
    return text in UNKNOWN or (text == "无" and kind is not Type.BOOLEAN)


def plain_text(cell: Cell | Uncalculated) -> str:
    """A cell as one line of text; a formula, or what a spreadsheet says when one failed, is no text."""
    if isinstance(cell, Uncalculated):
        raise Wrong(
            "公式没有算出的值", "文件不是由表格软件保存的，里面只有公式", "用表格软件打开并保存一次，或粘贴为数值"
        )
    told = text_of(cell)
    if not told.isascii():
        told = unicodedata.normalize("NFKC", told).translate(_WIDTHLESS)
    told = " ".join(told.split())
    if told in _SHEET_ERRORS:
        raise Wrong(f"公式出错：{told}", fix="在表格软件里改正公式，再粘贴为数值")
    if (not told.isprintable() and _has_hidden(told)) or "\ufffd" in told:
        raise Wrong("有看不见的控制字符或乱码", fix="重新输入这一格；整列乱码时看文件的编码")
    return told


def _has_hidden(told: str) -> bool:
    return any(unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs"} for char in told)


def text(cell: Cell | Uncalculated) -> str:
    """Read a text: one line, not a formula, of at most 200 characters."""
    told = plain_text(cell)
    if _FORMULA.match(told):
        raise Wrong("像一个公式", "以 =、@、+、- 开头的文字被表格软件当公式执行", "去掉开头的符号，或改成应有的文字")
    if len(told) > _LONGEST:
        raise Wrong(f"有 {len(told)} 个字", f"至多 {_LONGEST} 个", "看是不是几格并成了一格，或引号没有配对")
    return told


def credit_code(cell: Cell | Uncalculated) -> str:
    """Read a credit code: eighteen characters with the right check characters, or a synthetic one."""
    told = plain_text(cell)
    if isinstance(cell, float | int) or _POWER.fullmatch(told):
        raise Wrong(
            "信用代码被存成了数字", "表格软件只保留 15 位，后面的已经丢失", "把这一列设成文本，照营业执照重新填写"
        )
    try:
        return credit_codes.check(told)
    except DataError as error:
        what = error.what.replace(f"“{told}”", "").removeprefix("的").removeprefix("里")
        raise Wrong(what, error.why, error.fix) from None


def flag(cell: Cell | Uncalculated) -> bool:
    """Read yes or no."""
    if isinstance(cell, bool):
        return cell
    told = plain_text(cell).lower()
    told = told.removesuffix(".0") if isinstance(cell, float) else told
    if told in _YES or told in _NO:
        return told in _YES
    raise Wrong("不是“是”或“否”", fix="写 是 或 否；不知道就空着")


def day(cell: Cell | Uncalculated) -> date:
    """Read a whole day; a month, a year or a spreadsheet's inner number is none."""
    if isinstance(cell, datetime):
        if cell.time() != datetime.min.time():
            raise Wrong("带了钟点", fix="只写年月日")
        found: date | None = cell.date()
    elif isinstance(cell, date):
        found = cell
    else:
        found = _written_day(plain_text(cell), number=isinstance(cell, int | float | Decimal))
    if found is None or found.year not in _YEARS:
        raise Wrong("没有这一天" if found is None else f"{found.year} 年不可能", fix="核对年月日，写成 2021-06-01")
    return found


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


def word(told: str, fact: Fact) -> str:
    """Read a word of a category, or what it is called."""
    for own, label in fact.words:
        if told in {own, label, unicodedata.normalize("NFKC", label)}:
            return own
    known = [label for _, label in fact.words]
    raise Wrong("没有这个类别", fix=did_you_mean(told, known) or "可用：" + "、".join(known))


def region(told: str, regions: Regions) -> str:
    """Read a region: its code, or a name that can only be one place."""
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
