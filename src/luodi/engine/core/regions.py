"""Administrative regions by their GB/T 2260 codes: names, what lies within what.

The code tells the tree (province, city, county), except counties that a province governs itself: their middle digits
are 90, as in 469030. Stripping zeros from the right would break codes such as 469030, so it is never done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luodi.engine.core.errors import DataError


@dataclass(frozen=True)
class Regions:
    """The known names, by code; a code without a name is accepted when its province is known."""

    names: Mapping[str, str]
    _above: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    _named: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def check(self, code: str) -> str:
        """Return the code when it can be one; DataError tells why not and what to write."""
        if len(code) != 6 or not code.isdecimal():
            raise DataError(
                f"“{code}”不是地区代码", why="地区用 GB/T 2260 的六位数字", fix='例如 "510100"（成都市），加引号'
            )
        if f"{code[:2]}0000" not in self.names:
            raise DataError(f"地区代码“{code}”的省级“{code[:2]}”不存在", fix="核对 GB/T 2260 代码")
        return code

    def above(self, code: str) -> tuple[str, ...]:
        """Return the code and everything it lies within, from the narrowest to the province."""
        known = self._above.get(code)
        if known is None:
            province, city = f"{code[:2]}0000", f"{code[:4]}00"
            levels = [code] if code[2:4] == "90" else [code, city]
            known = self._above[code] = tuple(dict.fromkeys([*levels, province]))
        return known

    def within(self, code: str, region: str) -> bool:
        """Whether the place lies in the region (a region lies within itself)."""
        return region in self.above(code)

    def related(self, one: str, other: str) -> bool:
        """Whether one lies within the other: a policy of the one may then concern a place of the other."""
        return self.within(one, other) or self.within(other, one)

    def could_be_within(self, code: str, region: str) -> bool:
        """Whether a place known only this coarsely may still lie in the region: 510000 may be in 510100."""
        return code in self.above(region)

    def name(self, code: str) -> str:
        """Return the region's name with what it lies in, or the bare code when the name is not known."""
        known = self._named.get(code)
        if known is None:
            parts = (self.names[c] for c in reversed(self.above(code)) if c in self.names)
            known = self._named[code] = "".join(dict.fromkeys(parts)) if code in self.names else code
        return known


def prefix(code: str) -> str:
    """Return what the code of every place within a region begins with, for questions to a database.

    >>> prefix("330000"), prefix("330100"), prefix("330106"), prefix("469030")
    ('33', '3301', '330106', '469030')
    """
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") and code[2:4] != "90" else code
