"""The counters behind Word's automatic numbers: a number is not text in the file, it is counted while reading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from luodi.engine.documents.counting import STYLES, count
from luodi.engine.documents.readers.docx.styles import MAX_CHAIN, Numbered, Styles, W, number_of, value

#: A dash as bullet is printed text of the document (——推动…); a dot or square is only a look.
_DASHES = "—－–―-"
_NEEDS_NO_BLANK = "、.．。：:）)】〕]》"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: `（%2）` counted in 一二三 from 1."""

    style: str = "decimal"
    template: str = ""
    start: int = 1
    restarts_after: int | None = None  # None: after any higher level; 0: never
    legal: bool = False  # all counters of the template in digits
    suffix: str = "tab"


def _level(element: etree._Element) -> Level:
    format_ = element.find(W + "numFmt")
    if format_ is None:
        format_ = element.find(f".//{W}numFmt")  # inside mc:AlternateContent for formats with a newer spelling
    return Level(
        style=(format_.get(W + "val") if format_ is not None else None) or "decimal",
        template=value(element, W + "lvlText") or "",
        start=_or(number_of(value(element, W + "start")), 1),
        restarts_after=number_of(value(element, W + "lvlRestart")),
        legal=element.find(W + "isLgl") is not None and value(element, W + "isLgl") not in {"0", "false"},
        suffix=value(element, W + "suff") or "tab",
    )


def _or(number: int | None, default: int) -> int:
    return default if number is None else number


@dataclass
class _List:
    """A list of the document: which counters it shares, and where it differs from them."""

    counters: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Gives each numbered paragraph the number Word prints before it; ask in the order of the text."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, etree._Element] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self.unknown: set[str] = set()
        if root is not None:
            self._abstract = {a.get(W + "abstractNumId") or "": a for a in root.iter(W + "abstractNum")}
            nums = {n.get(W + "numId") or "": n for n in root.iter(W + "num")}
            self._lists = {key: self._list(num, nums) for key, num in nums.items()}

    def marker(self, place: Numbered, style_id: str | None) -> str:
        """Count a paragraph and return what Word prints before it, an empty text for none."""
        from_style = self._styles.numbered(style_id)
        list_id = from_style.list_id if place.list_id is None else place.list_id
        found = self._lists.get(list_id or "")
        if list_id in {None, "0"} or found is None:
            return ""
        level = _or(place.level, _or(from_style.level, self._level_of_style(found, style_id)))
        if level not in found.levels:
            return ""
        self._count(list_id or "", found, level)
        return self._print(found, level)

    def _list(self, num: etree._Element, nums: dict[str, etree._Element]) -> _List:
        counters = self._root_of(value(num, W + "abstractNumId") or "", nums)
        abstract = self._abstract.get(counters)
        levels = _levels(abstract) if abstract is not None else {}
        found = _List(counters, levels)
        for override in num.findall(W + "lvlOverride"):
            index = _or(number_of(override.get(W + "ilvl")), 0)
            changed = override.find(W + "lvl")
            if changed is not None:
                levels[index] = _level(changed)
            start = number_of(value(override, W + "startOverride"))
            if start is not None:
                found.starts[index] = start
        return found

    def _root_of(self, counters: str, nums: dict[str, etree._Element]) -> str:
        """Follow a list that only names a list style to the list that holds the levels."""
        for _ in range(MAX_CHAIN):
            abstract = self._abstract.get(counters)
            link = value(abstract, W + "numStyleLink")
            list_id = self._styles.numbered(link).list_id if link else None
            num = nums.get(list_id or "")
            if num is None:
                break
            counters = value(num, W + "abstractNumId") or ""
        return counters

    def _level_of_style(self, found: _List, style_id: str | None) -> int:
        abstract = self._abstract.get(found.counters)
        for level in abstract.findall(W + "lvl") if abstract is not None and style_id else ():
            if value(level, W + "pStyle") == style_id:
                return _or(number_of(level.get(W + "ilvl")), 0)
        return 0

    def _count(self, list_id: str, found: _List, level: int) -> None:
        counts = self._counts.setdefault(found.counters, {})
        if level in found.starts and (list_id, level) not in self._begun:
            self._begun.add((list_id, level))
            counts[level] = found.starts[level]
        else:
            counts[level] = counts.get(level, found.levels[level].start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            restarts = found.levels[deeper].restarts_after if deeper in found.levels else None
            # `lvlRestart` counts levels from 1; 0 means that the counter runs through the whole document.
            if restarts is None or (restarts and level < restarts):
                del counts[deeper]

    def _print(self, found: _List, level: int) -> str:
        shape = found.levels[level]
        if shape.style == "bullet":
            return shape.template if shape.template.strip(_DASHES) == "" else ""
        if shape.style not in STYLES:
            self.unknown.add(shape.style)
        text = re.sub(r"%([1-9])", lambda m: self._counter(found, int(m[1]) - 1, shape.legal), shape.template)
        blank = shape.suffix != "nothing" and text and text[-1] not in _NEEDS_NO_BLANK
        return f"{text} " if blank else text

    def _counter(self, found: _List, level: int, legal: bool) -> str:
        shape = found.levels.get(level, Level())
        counts = self._counts.setdefault(found.counters, {})
        # Word counts a level that was never printed as begun: 1.1 under an unnumbered chapter.
        return count(counts.setdefault(level, shape.start), "decimal" if legal else shape.style)


def _levels(abstract: etree._Element) -> dict[int, Level]:
    return {_or(number_of(lvl.get(W + "ilvl")), 0): _level(lvl) for lvl in abstract.findall(W + "lvl")}
