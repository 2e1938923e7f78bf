"""Numerals to Decimals: 1,200.5, 三点五亿, 一百零八, 千亿. No floats anywhere.

>>> numeral("1.5"), numeral("三点五亿"), numeral("一百零八"), numeral("千")
(Decimal('1.5'), Decimal('350000000.0'), Decimal('108'), Decimal('1000'))
"""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}

#: Characters of regular expressions: a Chinese digit, and any character of a Chinese numeral.
DIGIT = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
CHINESE = rf"[{DIGIT}十拾百佰千仟]+"
ARABIC = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])|[0-9]+(?:\.[0-9]+)?"
SCALE = "(?:[十百千]?万亿|[十百千]?亿|[十百千]?万|[十百千])"


def numeral(text: str) -> Decimal:
    """Read an Arabic or Chinese numeral; ValueError when it is none."""
    if not text:
        raise ValueError("没有数字")
    if text[0].isdecimal():
        return Decimal(text.replace(",", ""))
    return _chinese(text)


def scale(text: str) -> Decimal:
    """Read a scale word after a number: 万, 千万, 万亿; the empty text is one."""
    value = 1
    for char in text:
        value *= _GROUPS.get(char) or _UNITS.get(char) or 0
    if not value:
        raise ValueError(f"不是量级：{text}")
    return Decimal(value)


def _chinese(text: str) -> Decimal:
    whole, point, part = text.partition("点")
    if not point:
        return Decimal(_whole(whole))
    if not whole or not part:
        raise ValueError(f"不是数字：{text}")
    digits = part.rstrip("".join([*_UNITS, *_GROUPS]))
    fraction = "".join(str(_DIGITS[char]) for char in digits)
    return Decimal(f"{_whole(whole)}.{fraction}") * scale(part[len(digits) :])


def _whole(text: str) -> int:
    if not any(char in _UNITS or char in _GROUPS for char in text):
        return int("".join(str(_digit(char)) for char in text))
    total = section = digit = 0
    for place, char in enumerate(text):
        if char in _GROUPS:
            section += digit
            # 千亿, 万亿: the group multiplies all that stands before it
            total = (total + (section or (0 if total else 1))) * _GROUPS[char] if place else _GROUPS[char]
            section = digit = 0
        elif char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _digit(char)
    return total + section + digit


def _digit(char: str) -> int:
    if char not in _DIGITS:
        raise ValueError(f"不是数字：{char}")
    return _DIGITS[char]
