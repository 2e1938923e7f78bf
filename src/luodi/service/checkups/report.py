"""The report of a check-up as PDF: our own template (`report.typ`) set by typst, with the answer as data beside it.

How it is set, and what happens to a character without a glyph, is `service.files.typesetting`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from luodi.engine.core.errors import LuodiError
from luodi.engine.rules.answer import Totals
from luodi.service.checkups import advice, answering, entering, reasons, wording
from luodi.service.checkups.saying import money
from luodi.service.checkups.told import Told
from luodi.service.files import typesetting
from luodi.service.policies.queries import library

TEMPLATE = Path(__file__).with_name("report.typ")
_STEPS = 8


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
    return typesetting.pdf(TEMPLATE, data)
