"""Figures in running text: money, shares, counts, periods, days; what is a name (5G, L4, 文号) is no figure.

Used to check that the figures of an encoded support stand in its clause, and that no figure of a clause is left
unexplained. It reads only what a clause can promise or ask; the whole grammar of quantities belongs to extraction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_SCALE = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
_CN_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CN_UNIT = {"十": 10, "百": 100, "千": 1000}

_ARABIC = r"\d+(?:,\d{3})*(?:\.\d+)?"
_CHINESE = r"[一二三四五六七八九十百千两零〇]+"
_COUNTERS = "家|个|项|件|名|人|户|期|次|台|套|张|证|种|所|平方米|倍|前"
_UNITS = r"年度|年|个月|月|个工作日|工作日|日|天|小时"

#: What looks like a figure and is a name: document numbers, standards, 5G, the year of a programme, 上一年度.
_NAMES = re.compile(
    r"〔\d{4}〕\d*号?|[\[【]\d{4}[\]】]\d*号?|(?:GB|DB)/?T?\s?\d+(?:[—\-–]\d+)?|\d+G(?![A-Za-z])"
    r"|\d{4}\s?年度?版?(?=—|-)|科技创新\s?\d{4}|[上前同]一年度?"
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("name", _NAMES),
    ("date", re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")),
    ("year_day", re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日")),
    ("share", re.compile(r"(?<![\d:])(\d+):(\d+)(?:[:](\d+))?(?![\d:])")),
    ("percent", re.compile(rf"({_ARABIC})\s?(%|‰)")),
    ("money", re.compile(rf"({_ARABIC})\s?(亿|千万|百万|十万|万|千|百)?(元|人民币)")),
    ("money_bare", re.compile(rf"({_ARABIC})\s?(亿|千万|百万|万)(?!元|家|个|项|人|名)")),
    ("money_cn", re.compile(rf"({_CHINESE})(亿|万)元")),
    ("months", re.compile(r"(?<!\d)(\d{1,2})[-—–~至](\d{1,2})月")),
    ("count", re.compile(rf"({_ARABIC})\s?(万)?(?:多|余)?({_COUNTERS})")),
    ("period", re.compile(rf"({_ARABIC})\s?({_UNITS})")),
    ("period_cn", re.compile(rf"({_CHINESE})({_UNITS})(?!份)")),
    ("ordinal", re.compile(r"第[一二三四五六七八九十]+")),
    ("count_cn", re.compile(rf"(?<![其之第唯同任每统万])([二三四五六七八九十两]+)({_COUNTERS})")),
)  # fmt: skip
_WHOLE_DAYS = re.compile(r"月$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a text: what was printed, where, its kind, and its value in the base unit."""

    text: str
    start: int
    kind: str  # money ratio count period date share
    value: Decimal | date
    values: tuple[Decimal, ...] = ()  # the parts of a share such as 4:3:3

    def same(self, other: Figure) -> bool:
        """Whether two figures say the same."""
        return self.value == other.value and (self.kind == other.kind or {self.kind, other.kind} <= {"count", "period"})


def chinese(text: str) -> int:
    """Read a small Chinese number: 三, 十二, 二十."""
    total = digit = 0
    for char in text:
        if char in _CN_UNIT:
            total += (digit or 1) * _CN_UNIT[char]
            digit = 0
        else:
            digit = _CN_DIGIT[char]
    return total + digit


def squeeze(text: str) -> str:
    """Fold widths and drop white space: figures are broken by both in printed documents."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", "", folded)


def figures(text: str) -> list[Figure]:
    """Return every figure of a text, in order; a place is read once, by the first pattern that takes it."""
    squeezed = squeeze(text).replace("∶", ":").replace("：", ":")
    taken = [False] * len(squeezed)
    found: list[Figure] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(squeezed):
            if any(taken[match.start() : match.end()]):
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            found += _read(kind, match)
    return sorted(found, key=lambda f: f.start)


def _read(kind: str, match: re.Match[str]) -> Iterator[Figure]:
    text, start = match[0], match.start()
    match kind:
        case "date":
            yield Figure(text, start, "date", date(int(match[1]), int(match[2]), int(match[3])))
        case "share":
            parts = tuple(Decimal(p) for p in match.groups() if p)
            yield Figure(text, start, "share", parts[0], parts)
        case "percent":
            per = Decimal(100 if match[2] == "%" else 1000)
            yield Figure(text, start, "ratio", _number(match[1]) / per)
        case "money" | "money_bare":
            yield Figure(text, start, "money", _number(match[1]) * _SCALE[match[2] or ""])
        case "money_cn":
            yield Figure(text, start, "money", Decimal(chinese(match[1]) * _SCALE[match[2]]))
        case "count":
            yield Figure(text, start, "count", _number(match[1]) * _SCALE[match[2] or ""])
        case "period":
            if not (match[2] == "年" and len(match[1]) == 4):
                yield Figure(text, start, "period", _number(match[1]))
        case "period_cn":
            yield Figure(text, start, "period", Decimal(chinese(match[1])))
        case "count_cn":
            yield Figure(text, start, "count", Decimal(chinese(match[1])))
        case "months":
            yield Figure(text, start, "period", Decimal(match[1]))
            yield Figure(text, start, "period", Decimal(match[2]))
        case "year_day":
            yield Figure(text, start, "period", Decimal(match[1]))
        case _:
            return


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
