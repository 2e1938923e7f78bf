"""Ids are paths: `sichuan/chengdu/ai-policy-rules#2.5.3` is a policy and, after #, its clause with the numbers in digits.

>>> clause_id("二/（五）/3"), clause_id("第十一条"), clause_id("第二章/第十条/（一）")
('2.5.3', 'a11', 'a10.1')
"""

from __future__ import annotations

import re
import unicodedata

from luodi.engine.core.errors import DataError

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LEVEL = re.compile(r"[（(\[〔]?\s*([0-9]+|[零〇一二三四五六七八九十百千两]+)\s*[）)\]〕]?[、.．]?")
_ARTICLE = re.compile(r"第([0-9]+|[零〇一二三四五六七八九十百千两]+)条")
_CHAPTER = re.compile(r"第([0-9]+|[零〇一二三四五六七八九十百千两]+)[编章节]")
_NAMED = {"末段": "end", "序言": "head", "前言": "head"}
_POLICY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)+")
_CIRCLED = re.compile(r"[①-⑳]")


def chinese_number(text: str) -> int:
    """Read a whole Chinese or Arabic number below ten thousand: 二十三, 一百零八, 12."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def clause_id(printed: str) -> str:
    """Turn the path of a clause as it is printed (二/（五）/3, 第十一条, 末段) into its id (2.5.3, a11, end)."""
    parts = []
    for raw in printed.split("/"):
        level = unicodedata.normalize("NFKC", raw.strip()) if _CIRCLED.fullmatch(raw.strip()) else raw.strip()
        if _CHAPTER.fullmatch(level):
            continue
        if level in _NAMED:
            parts.append(_NAMED[level])
        elif article := _ARTICLE.fullmatch(level):
            parts.append(f"a{chinese_number(article[1])}")
        elif number := _LEVEL.fullmatch(level):
            parts.append(str(chinese_number(number[1])))
        else:
            raise DataError(
                f"看不懂条款“{printed}”里的“{raw}”",
                why="条款按原文印的路径写，逐级用 / 隔开",
                fix="例如 二/（五）/3、第十一条、第二十四条/（三）、末段",
            )
    return ".".join(parts)


def citable(printed: str) -> str:
    """Cut a printed path to what a citation can name: a box or an unnumbered heading is cited by the clause above, else by 前言.

    >>> citable("三/（五）/2/专栏14"), citable("附图")
    ('三/（五）/2', '前言')
    """
    parts = printed.split("/")
    for end in range(len(parts), 0, -1):
        try:
            if clause_id("/".join(parts[:end])):
                return "/".join(parts[:end])
        except DataError:
            continue
    return "前言"


def is_policy_id(text: str) -> bool:
    """Whether the text has the form of a policy id (small letters, digits and hyphens, at least two levels)."""
    return bool(_POLICY.fullmatch(text))


def split_support_id(text: str) -> tuple[str, str]:
    """Split `policy#clause` into the two; the policy is empty when there is no #."""
    policy, mark, clause = text.partition("#")
    return (policy, clause) if mark else ("", policy)
