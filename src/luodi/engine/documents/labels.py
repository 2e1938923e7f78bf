"""Labels at the head of a paragraph: 第三章, 第十一条, 一、, （二）, 3., （4）, ⑤, 专栏 6, ——.

>>> label = find("（二）支持标准")
>>> label.kind, label.number, label.printed, label.bare
('cnp', 2, '（二）', '（二）')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from luodi.engine.core.ids import chinese_number

Kind = Literal[
    "volume", "chapter", "section", "article", "cn", "cnp", "ar", "dec2", "dec3", "dec4", "arp", "arh", "circled", "box"
]

#: From the widest to the narrowest: the order of GB/T 9704 (一、（一）1.（1）) below that of statutes (编章节条); between 1.
#: and （1） the numbers of several parts, 1.1, 1.1.1 and 1.1.1.1, that plans for emergencies and guides have.
RANKS: dict[Kind, int] = {
    "volume": 0, "chapter": 1, "section": 2, "article": 3, "cn": 4, "cnp": 5, "ar": 6, "dec2": 7, "dec3": 8, "dec4": 9,
    "arp": 10, "arh": 11, "circled": 12, "box": 99,
}  # fmt: skip

_CN = "[一二三四五六七八九十百〇零]"
_BLANK = "[ \u3000\xa0]*"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_UNITS: dict[str, Kind] = {"编": "volume", "篇": "volume", "章": "chapter", "节": "section", "条": "article"}

_STATUTE = re.compile(
    rf"第{_BLANK}({_CN}{{1,6}}|[0-9]{{1,3}}){_BLANK}([编篇章节条])({_BLANK})(?!的|规定|所|第|款|项|至|、|和|及|与|或)"
)
_CHINESE = re.compile(rf"({_CN}{{1,4}}){_BLANK}[、．.](?!{_CN}{{1,3}}(?:[、等级类期线]|$))")
_CHINESE_IN = re.compile(rf"[（(〔\[]{_BLANK}({_CN}{{1,4}}){_BLANK}[）)〕\]]")
_ARABIC = re.compile(rf"([0-9]{{1,3}}){_BLANK}[.．、﹒](?:(?![0-9])|(?=[0-9]{{1,2}}[GD](?![A-Za-z0-9])))")
_PART = "[1-9][0-9]?"
#: 2.1 亿元 is a sum, 2.1 总体要求 a heading; a number of three parts is never a sum.
_UNIT = (
    "[万亿千百元倍％%‰度]|个(?!人|体|性)|年(?!度)|平方|公里|公顷|亩|吨|家(?!庭)|[米级期代版]|[GTMK]|项(?!目)|人(?![才工力民员])|"
    "版本|时代|小时|分钟|秒"
)
_DECIMAL = re.compile(
    rf"({_PART}(?:[.．]{_PART}){{2,3}}|{_PART}[.．]{_PART}(?!{_BLANK}(?:{_UNIT})))(?![0-9.．]){_BLANK}(?=[\u4e00-\u9fff“《A-Za-z])"
)
_BARE = re.compile(rf"({_PART}){_BLANK}(?!{_UNIT})(?=[\u4e00-\u9fff])")
_LONGEST_BARE = 24
_ARABIC_IN = re.compile(rf"[（(]{_BLANK}([0-9]{{1,3}}){_BLANK}[）)]")
_ARABIC_HALF = re.compile(r"([0-9]{1,2})[）)]")
_CIRCLE = re.compile(rf"[{_CIRCLED}]")
_BOX = re.compile(rf"专栏{_BLANK}({_CN}{{1,3}}|[0-9]{{1,2}}){_BLANK}[:：]?{_BLANK}")
_BULLET = re.compile(r"(?:[—–─―-]{2,3}|[●•·▪■◆○★➢►※◇□*]|-(?=[ \u3000]))")

_FORMS: tuple[tuple[str, re.Pattern[str], Kind], ...] = (
    ("（(〔[", _CHINESE_IN, "cnp"),
    ("（(", _ARABIC_IN, "arp"),
    ("123456789", _DECIMAL, "dec2"),
    ("0123456789", _ARABIC, "ar"),
    ("0123456789", _ARABIC_HALF, "arh"),
    ("一二三四五六七八九十百", _CHINESE, "cn"),
)


@dataclass(frozen=True, slots=True)
class Label:
    """A label: what kind, which number, as it is printed, and where the words after it begin."""

    kind: Kind
    number: int
    printed: str
    bare: str  # without its punctuation, brackets full-width: 一, （二）, 3, （4）, 第五条
    end: int
    prefix: tuple[int, ...] = ()  # of 2.1.3: 2 and 1


def find(text: str, start: int = 0) -> Label | None:
    """Return the label that the text begins with at `start`, None when it begins with none."""
    first = text[start : start + 1]
    if first == "第":
        return _statute(text, start)
    if first == "专":
        return _box(text, start)
    if first and first in _CIRCLED:
        return Label("circled", _CIRCLED.index(first) + 1, first, first, start + 1)
    for heads, form, kind in _FORMS:
        if first and first in heads and (match := form.match(text, start)):
            if form is _DECIMAL:
                return _decimal(match)
            number = chinese_number(match[1])
            if number:
                return Label(kind, number, match[0].strip(), _bare(kind, match[1]), match.end())
    return None


def bare_number(text: str) -> Label | None:
    """Return the number of 1 总则: it counts where the numbers below it are 1.1 and 1.2."""
    match = _BARE.match(text)
    if not match or len(text) > _LONGEST_BARE or re.search("[，。；：]", text):
        return None
    return Label("ar", int(match[1]), match[1], match[1], match.end())


def bullet(text: str, start: int = 0) -> int:
    """Return where the words after a bullet begin, 0 when the text does not begin with one."""
    match = _BULLET.match(text, start)
    return match.end() if match else 0


def _bare(kind: Kind, number: str) -> str:
    return f"（{number}）" if kind in {"cnp", "arp"} else f"{number}）" if kind == "arh" else number


def _decimal(match: re.Match[str]) -> Label:
    numbers = [int(part) for part in re.split("[.．]", match[1])]
    kinds: tuple[Kind, ...] = ("dec2", "dec3", "dec4")
    bare = ".".join(map(str, numbers))
    return Label(kinds[len(numbers) - 2], numbers[-1], match[1], bare, match.end(), tuple(numbers[:-1]))


def _statute(text: str, start: int) -> Label | None:
    match = _STATUTE.match(text, start)
    if not match or not chinese_number(match[1]):
        return None
    kind = _UNITS[match[2]]
    if kind != "article" and not match[3] and (len(text) - start > 30 or re.search("[，。；]", text[match.end() :])):
        return None  # a sentence about a chapter, not the chapter's heading
    printed = f"第{match[1]}{match[2]}"
    return Label(kind, chinese_number(match[1]), text[match.start() : match.start(3)], printed, match.end())


def _box(text: str, start: int) -> Label | None:
    match = _BOX.match(text, start)
    if not match or len(text) - start > 40:
        return None
    return Label("box", chinese_number(match[1]), match[0].rstrip(":： \u3000"), f"专栏{match[1]}", match.end())
