"""Find what the document says about itself and others: issuers, dates, annexes, cited documents. Each with its span."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from luodi.engine.core.ids import chinese_number
from luodi.engine.documents.model import Cited, Clause, Dated, Field, Text
from luodi.engine.documents.parts import NUMBER, Part

_BODY = re.compile(
    r"[\u4e00-\u9fff]{2,24}?(?:人民政府办公[厅室]|人民政府|政府办公[厅室]|办公厅|办公室|委员会|管委会|领导小组|[厅局院])"
)
_ABOUT = re.compile(r"(.{2,120}?)关于")
_DAY = re.compile(r"((?:19|20)[0-9]{2})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日")
_CHINESE_DAY = re.compile(
    r"(二[〇○零0][一二三四五六七八九〇○零0]{2})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS = {"〇": "0", "○": "0", "零": "0", "0": "0"} | {c: str(i) for i, c in enumerate("一二三四五六七八九", start=1)}
_QUOTED = re.compile(r"《([^《》]{1,120}(?:《[^《》]{1,80}》[^《》]{0,60})*)》")
_AFTER = re.compile(rf"\s*[（(]\s*({NUMBER.pattern})[^（()）]{{0,40}}[）)]")
_SHORT = re.compile(r"\s*[（(][^（()）]*?称\s*[“\"《](.{1,20}?)[”\"》]\s*[）)]")
_NOT_OF_NUMBER = re.compile(r".*(?:根据|按照|依据|依照|执行|落实|贯彻|关于|印发|以及|的|和|及|与|原|对|由|见|以)")
_ANNEX_HEAD = re.compile(r"附\s*[件表]\s*[0-9一二三四五六七八九十]{0,3}\s*[:：.、]?\s*")
_ANNEX_NUMBER = re.compile(r"[0-9]{1,2}[.、．]\s*")


def day_in(text: str) -> tuple[date, int, int] | None:
    """Return the first date of a text with its place; None when there is none, or no such day."""
    for match in _DAY.finditer(text):
        if day := _day(int(match[1]), int(match[2]), int(match[3])):
            return day, match.start(), match.end()
    for match in _CHINESE_DAY.finditer(text):
        year = int("".join(_DIGITS[char] for char in match[1].replace("二", "2", 1)[1:]) or 0) + 2000
        if day := _day(year, chinese_number(match[2]), chinese_number(match[3])):
            return day, match.start(), match.end()
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def issuers(parts: Sequence[Part], text: Text) -> list[Field]:
    """Return the bodies that issue the document: above the title, before 关于 in it, in the signature."""
    found: list[Field] = []
    for part in parts:
        for kind, paragraph in (*part.front, *part.back):
            if kind == "signature" or (
                kind == "title" and _BODY.fullmatch(paragraph.text.removesuffix("文件").strip())
            ):
                found.append(_issuer(paragraph.text.strip().removesuffix("文件"), paragraph.start, text))
            elif kind == "title" and (about := _ABOUT.match(paragraph.text)):
                for body in re.finditer(r"[^ \u3000]+", about[1]):
                    if _BODY.fullmatch(body[0]):
                        found.append(_issuer(body[0], paragraph.start + body.start(), text))
    return list({field.value: field for field in reversed(found)}.values())[::-1]


def _issuer(value: str, start: int, text: Text) -> Field:
    return Field("issuer", value, start, start + len(value), text.span(start, start + len(value)))


def annexes(parts: Sequence[Part], text: Text) -> list[Field]:
    """Return the annexes that are listed, each by its name."""
    found = []
    for part in parts:
        for kind, paragraph in part.back:
            if kind != "annex":
                continue
            start = 0
            for form in (_ANNEX_HEAD, _ANNEX_NUMBER):
                if match := form.match(paragraph.text, start):
                    start = match.end()
            if name := paragraph.text[start:].strip("【】[]； "):
                begin = paragraph.start + paragraph.text.index(name, start)
                found.append(Field("annex", name, begin, begin + len(name), text.span(begin, begin + len(name))))
    return found


def dates(parts: Sequence[Part], text: Text) -> list[Dated]:
    """Return the dates that stand outside the clauses: 成文 in the signature, 印发 where it says so."""
    found = []
    for part in parts:
        for place, (kind, paragraph) in enumerate((*part.front, *part.back)):
            day = day_in(paragraph.text) if kind in {"date", "remark"} else None
            if day is None:
                continue
            what = "印发" if "印发" in paragraph.text else "公布" if re.search("发布|公布", paragraph.text) else "成文"
            if what == "成文" and place < len(part.front) and "通过" in paragraph.text:
                what = "通过"
            found.append(Dated(what, day[0], text.span(paragraph.start + day[1], paragraph.start + day[2])))
    return found


def cited(value: str, clauses: Sequence[Clause], text: Text) -> list[Cited]:
    """Return the documents that are cited: 《…》 with the 文号 behind it, and a 文号 that stands alone."""
    places = sorted((part.start, part.end, clause.id) for clause in clauses for part in clause.paragraphs)
    found: list[tuple[int, int, str, str, str]] = []
    for match in _QUOTED.finditer(value):
        after = _AFTER.match(value, match.end())
        end = after.end() if after else match.end()
        short = _SHORT.match(value, match.end()) or _SHORT.match(value, end)
        found.append(
            (
                match.start(),
                end,
                match[1].replace("\n", ""),
                _bare(after[1]) if after else "",
                short[1] if short else "",
            )
        )
    covered = [(start, stop) for start, stop, *_ in found]
    for match in NUMBER.finditer(value):
        cut = _NOT_OF_NUMBER.match(match[0].split("〔")[0].split("[")[0])
        start = match.start() + (cut.end() if cut else 0)
        before = bisect_right(covered, (start, len(value))) - 1
        own = not _clause_of(places, start)  # a 文号 outside the clauses is the document's
        if not own and (before < 0 or start >= covered[before][1]):
            found.append((start, match.end(), "", _bare(value[start : match.end()]), ""))
    return [
        Cited(title, number, short, _clause_of(places, start), text.span(start, stop))
        for start, stop, title, number, short in sorted(found)
    ]


def _bare(number: str) -> str:
    return re.sub(r"\s", "", number).translate(str.maketrans("[]（）()", "〔〕〔〕〔〕"))


def _clause_of(places: Sequence[tuple[int, int, str]], position: int) -> str:
    """Return the id of the clause that holds a position, empty for the title and the like."""
    found = bisect_right(places, position, key=lambda place: place[0]) - 1
    return places[found][2] if found >= 0 and position < places[found][1] else ""
