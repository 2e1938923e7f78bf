"""Government bodies: the short names that documents print, resolved to full names by an alias table per region.

>>> bodies = load_bodies()
>>> bodies.resolve("市工信局", "330100").name
'杭州市工业和信息化局'
>>> bodies.resolve("市科技局高新处").office
'高新处'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError

_FILE = Path(__file__).parents[2] / "vocabulary" / "bodies.yaml"
_LEVELS = "省市区县"
_BRACKET_AT_END = re.compile(r"(?:[（(〈<【\[][^（()）〈〉<>【】\[\]]*[）)〉>】\]])+$")
#: The name of no body is longer: 某国家级某区管理委员会某局某办公室 has not half of it.
_LONGEST = 80
_KEYS = {"names", "regions"}


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a printed name stands for: the full name, the office inside the body, and whether the table knows it."""

    name: str
    known: bool
    office: str = ""


@dataclass(frozen=True)
class Bodies:
    """The alias tables: `common` holds everywhere, `regional` (by code) comes before it; `places` are names of regions."""

    common: Mapping[str, str]
    regional: Mapping[str, Mapping[str, str]]
    places: Mapping[str, str]
    _found: dict[tuple[str, str], Resolved] = field(default_factory=dict, compare=False, repr=False)

    def resolve(self, printed: str, region: str = "") -> Resolved:
        """Return the full name of a body; a name that the table does not know stays as it is printed."""
        key = (printed, region)
        if len(printed) > _LONGEST:
            return Resolved("".join(printed.split()), False)
        if key not in self._found:
            self._found[key] = self._resolve("".join(_BRACKET_AT_END.sub("", printed).split()), region)
        return self._found[key]

    def region_of(self, text: str) -> str:
        """Return the code of the region that a title begins with or names first, empty when it names none."""
        found = [
            (start, -len(place), code) for code, place in self.places.items() if (start := _first(text, place)) >= 0
        ]
        if not found:
            return ""
        _, _, code = min(found)
        narrower = [other for start, _, other in found if other.startswith(_stem(code)) and other != code]
        return min(narrower, default=code, key=lambda other: text.find(self.places[other][:-1]))

    def _resolve(self, name: str, region: str) -> Resolved:
        place, level, stem = self._divide(name, region)
        full = self._full(stem, region)
        if full:
            return Resolved(place + level + full, True)
        for end in range(len(stem) - 1, 1, -1):  # 科技局高新处: the body, then an office inside it
            head = self._full(stem[:end], region)
            if head and stem[end:].endswith(("处", "科", "室", "部", "中心", "股")):
                return Resolved(place + level + head, True, stem[end:])
        return Resolved(name, False)

    def _divide(self, name: str, region: str) -> tuple[str, str, str]:
        """Return the place, the level that stands for it (市), and the rest; 市 becomes the region's name when it is known."""
        place = self.places.get(region, "")
        for known in self.places.values():
            if name.startswith(known) and len(name) > len(known):
                return known, "", name[len(known) :]
        if name[:1] in _LEVELS and len(name) > 2 and not name.startswith(("市场", "区域")):
            return (place, "", name[1:]) if place.endswith(name[0]) else ("", name[0], name[1:])
        return "", "", name

    def _full(self, stem: str, region: str) -> str:
        for code in (region, f"{region[:4]}00", f"{region[:2]}0000"):
            if full := self.regional.get(code, {}).get(stem):
                return full
        return self.common.get(stem, "")


def _first(text: str, place: str) -> int:
    """Return where the place stands in the text: 成都市, or 成都 without its last character; -1 when nowhere."""
    whole = text.find(place)
    short = text.find(place[:-1]) if len(place) > 2 else -1
    return whole if short < 0 else short


def _stem(code: str) -> str:
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


@cache
def load_bodies(file: Path = _FILE) -> Bodies:
    """Load the alias tables; DataError names the file and line of a fault."""
    source = strict_yaml.load(file)
    if not isinstance(source.data, dict) or set(source.data) - _KEYS:
        raise DataError("只能有 names 与 regions 两个键", place=source.place())
    common = _aliases(source, ("names",), source.data.get("names") or {})
    regional: dict[str, Mapping[str, str]] = {}
    places: dict[str, str] = {}
    for code, given in (source.data.get("regions") or {}).items():
        places[code] = given["place"]
        regional[code] = _aliases(source, ("regions", code, "names"), given.get("names") or {})
    return Bodies(common, regional, places)


def _aliases(source: strict_yaml.Source, key: strict_yaml.Key, given: Mapping[str, list[str]]) -> dict[str, str]:
    table = {full: full for full in given}
    for full, short in given.items():
        for alias in short or ():
            if table.get(alias, full) != full:
                raise DataError(
                    f"简称“{alias}”写在两个部门下",
                    place=source.place((*key, full)),
                    why=f"已经是“{table[alias]}”的简称",
                    fix="留下一个，或写到地区里",
                )
            table[alias] = full
    return table
