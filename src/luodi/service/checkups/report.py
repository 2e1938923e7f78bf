"""The report of a check-up as PDF: our own template (`report.typ`) set by typst, with the answer as data beside it.

The data never becomes markup: typst reads it as JSON and sets its texts as texts. The PDF is an archival one (PDF/A-2b), for
which typst refuses every character without a glyph; the refusal is told with the character and where it stands.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from luodi.engine.core.errors import LuodiError
from luodi.engine.rules.answer import Totals
from luodi.service.checkups import advice, answering, entering, reasons, wording
from luodi.service.checkups.saying import money
from luodi.service.checkups.told import Told
from luodi.service.policies.queries import library

TEMPLATE = Path(__file__).with_name("report.typ")
#: Families that hold the Chinese characters, the first that is installed is taken: for text, and for headings.
TEXT_FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
)
TITLE_FONTS = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "Noto Serif SC",
    "SimSun",
    "Songti SC",
)
_STEPS = 8
_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_one_at_a_time = threading.Lock()  # setting a report takes memory; a second one waits


class NoReport(LuodiError):
    """A report that cannot be set: fonts are missing, or a character has no glyph."""


def sheet(told: Told, made_on: date, *, name: str = "", facts: bool = True) -> dict[str, Any]:
    """Everything the report says, as plain data. Without `facts` it says neither what was told nor the values in reasons.

    The report is for offices: it is in Chinese, whatever the language of the page.
    """
    with translation.override("zh-hans"):
        return _sheet(told, made_on, name, facts)


def _sheet(told: Told, made_on: date, name: str, facts: bool) -> dict[str, Any]:
    answer = answering.answer_to(told)
    found = wording.sections(answer)
    if not facts:
        found = [replace(section, items=tuple(map(wording.bare, section.items))) for section in found]
    items = [one for section in found for one in section.items]
    regions = library().vocabulary.regions
    shown_name = name or (told.enterprise.get("name", "") if facts else "")
    data = {
        "name": shown_name, "region": regions.name(told.region) if told.region else _("全部已编政策的地区"), "on": _day(told.on), "made": _day(made_on),
        "library": answering.digest()[:12], "totals": totals(answer.totals), "facts": [],
        "yes": [_item(one) for one in wording.ranked(one for one in items if one.state == "yes")],
        "open": [_item(one) for one in wording.ranked(one for one in items if one.state == "open")],
        "aside": [_item(one) for one in items if one.state == "aside"],
        "no": [_item(one) for section in found if not section.apart for one in section.items if one.state == "no"],
        "apart": [{"title": one.title, "why": one.apart if facts else _("不适用")} for one in found if one.apart],
        "policies": [
            {"id": one.policy, "title": one.title, "number": one.number, "valid": one.valid, "combining": one.combining, "common": _common(one)}
            for one in found if not one.apart
        ],
    }  # fmt: skip
    if facts:
        data["facts"] = [
            {"owner": at.thing, "label": label, "value": text}
            for at, value in told.facts()
            for label, text in [entering.shown(at, value)]
        ]
    return data | {"best": _best(told, facts), "next": _next(told) if facts else []}


def _day(day: date) -> str:
    return _("%(y)d年%(m)d月%(d)d日") % {"y": day.year, "m": day.month, "d": day.day}


def totals(of: Totals) -> dict[str, str]:
    """Totals in words, each kind for itself."""
    unknown = wording.range_text(of.unknown)
    return {
        "amount": money(of.amount),
        "at_most": money(of.at_most),
        "unknown": unknown,
        "discretion": _("%(n)d 项") % {"n": of.discretion},
    }


def _item(one: wording.Item) -> dict[str, Any]:
    data = asdict(one)
    for name in ("least", "most", "link", "id", "next"):
        del data[name]
    data["clauses"] = one.clauses
    data["lines"] = [_line(line) for line in one.lines if not line.common]
    data["steps"] = [{"depth": depth, "text": text} for depth, text in one.steps]
    data["lacks"] = [lack.label for lack in one.lacks]
    return data


def _line(line: reasons.Line) -> dict[str, Any]:
    return {**asdict(line), "word": line.word, "verdict": {True: "yes", False: "no", None: "open"}[line.verdict]}


def _common(section: wording.Section) -> list[dict[str, Any]]:
    """What is asked of every support of a policy, told once."""
    return [_line(line) for line in section.items[0].lines if line.common] if section.items else []


def _best(told: Told, facts: bool) -> dict[str, Any]:
    try:
        found = advice.combination(answering.best_of(told))
    except LuodiError as error:
        return {"wrong": entering.said(error), "chosen": [], "refused": [], "equal": []}
    if not (found.refused or found.equal):
        return {"wrong": "", "chosen": [], "refused": [], "equal": []}
    return {
        "wrong": "", "totals": totals(found.now), "proved": found.proved,
        "chosen": [{"title": one.title, "thing": one.thing if facts else "", "sum": one.sum, "clauses": one.clauses, "word": one.word} for one in found.chosen],
        "refused": [
            {"title": one.title, "alone": one.alone, "clauses": one.clauses, "why": list(one.why), "instead": one.instead} for one in found.refused if facts
        ],
        "equal": [[list(paths) for paths in one.sets] for one in found.equal] if facts else [],
    }  # fmt: skip


def _next(told: Told) -> list[dict[str, Any]]:
    try:
        found = advice.steps(answering.next_of(told), told.on.year)[:_STEPS]
    except LuodiError:  # too much to compare; the same is said of the best combination
        return []
    return [
        {"fact": one.fact, "before": one.before, "after": one.after, "difference": one.difference, "gain": one.gain, "remarks": list(one.remarks),
         "titles": [title for _anchor, title, _b, _a, _r in one.effects][:3], "lacks": list(one.lacks)}
        for one in found
    ]  # fmt: skip


def pdf(data: Mapping[str, Any]) -> bytes:
    """Set the report; NoReport when typst or fonts are missing, or a character has no glyph."""
    try:
        import typst
    except ImportError:
        raise NoReport(_("没有装排版 PDF 用的 typst"), fix="pip install 'luodi[site]'") from None
    fonts, text, title = _fonts()
    inputs = {"data": json.dumps({**data, "fonts": {"text": text, "title": title}}, ensure_ascii=False, default=str)}
    day = datetime(2000, 1, 1, tzinfo=UTC)  # the same data gives the same file; the day it was made stands in the text
    with _one_at_a_time:
        try:
            made = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts, sys_inputs=inputs).compile(
                format="pdf", pdf_standards="a-2b", timestamp=day
            )
        except typst.TypstError as error:
            raise _refusal(error, data) from None
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=1)
def _fonts() -> tuple[Any, str, str]:
    """The fonts of the system with the families for text and headings; NoReport says what to install."""
    import typst

    found = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)
    families = set(found.families())
    text = next((name for name in TEXT_FONTS if name in families), "")
    title = next((name for name in TITLE_FONTS if name in families), text)
    if not text:
        raise NoReport(
            _("系统里没有中文字体，排不了 PDF"), why=_("找过：%(names)s") % {"names": "、".join(TEXT_FONTS)},
            fix=_("Debian、Ubuntu：apt install fonts-noto-cjk；其他系统装“思源黑体”；装好后重新启动网站"),
        )  # fmt: skip
    return found, text, title


def _refusal(error: Any, data: Mapping[str, Any]) -> NoReport:
    found = _GLYPH.search(str(error.message))
    if found is None:
        return NoReport(
            _("报告排不出来"),
            why=str(error.message)[:300],
            fix=_("这是程序的错误，请带上事实文件报告；网页上的结果不受影响"),
        )
    text = _ESCAPED.sub(lambda one: chr(int(one[1], 16)), found[1])
    names = "、".join(f"“{char if char.isprintable() else '?'}”（U+{ord(char):04X}）" for char in dict.fromkeys(text))
    where = next((held for held in _texts(data) if text[:1] in held), "")
    return NoReport(
        _("字体里没有%(names)s这个字，报告排不出来") % {"names": names}, why=_("它在“%(where)s”里") % {"where": where[:60]} if where else "",
        fix=_("把它换成别的写法再试；网页上的结果不受影响"),
    )  # fmt: skip


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for held in data.values():
            yield from _texts(held)
    elif isinstance(data, list | tuple):
        for held in data:
            yield from _texts(held)
