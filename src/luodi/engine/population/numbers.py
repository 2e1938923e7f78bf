"""From a cell to the whole number that the population stores: 1,200.5, ５００, 1.2亿元, 12%, each converted exactly.

A unit in the cell wins over that of the column. A number that is finer than what can be stored is rounded half up and
counted; what is no number for certain (约500, 1,23, 1.5E+8) is refused.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from luodi.engine.core.money import EXACT
from luodi.engine.population.cells import Cell, Uncalculated, Wrong, decimal_of, plain_text
from luodi.engine.population.findings import Unit
from luodi.engine.population.layout import SCALE, bounds
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import Fact

_UNITS = {
    Type.MONEY: {"元": "1", "人民币": "1", "千元": "1000", "万": "10000", "万元": "10000", "百万元": "1000000", "千万元": "10000000",
                 "亿": "100000000", "亿元": "100000000", "分": "0.01"},
    Type.RATIO: {"%": "0.01", "‰": "0.001", "百分比": "0.01", "十亿分之一": "0.000000001"},
    Type.COUNT: dict.fromkeys("人个家位项年名次台套件", "1") | {"万人": "10000", "万个": "10000", "千人": "1000"},
    Type.NUMBER: {"美元": "1", "万美元": "10000", "亿美元": "100000000", "百万美元": "1000000", "千美元": "1000", "万分之一": "0.0001"},
}  # fmt: skip
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(\.\d+)?\s*(\D{0,4})", re.ASCII)
_BARE = re.compile(r"-?\d{1,30}(?:\.\d{1,9})?", re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+", re.ASCII)
_LONGEST = 40


class Finer(Exception):
    """A number is finer than a cell can hold; `stored` is the nearest that can be."""

    def __init__(self, stored: int) -> None:
        self.stored = stored
        super().__init__("比能记的更细")


def units(kind: Type) -> dict[str, Unit]:
    """Return the units that a fact's number can be given in, by the word."""
    return {word: Unit(word, Decimal(factor)) for word, factor in _UNITS.get(kind, {}).items()}


class Numbers:
    """Reads the cells of one column of numbers, whose unit is known."""

    def __init__(self, fact: Fact, unit: Unit | None) -> None:
        self.fact, self.factor, self.parts = fact, unit.factor if unit else Decimal(1), Decimal(SCALE[fact.type])
        self.low, self.high = fact.range
        self.least, self.most = bounds(fact)
        self.units = units(fact.type)
        step = self.factor * self.parts
        self.step = int(step) if step == int(step) else 0

    def __call__(self, cell: Cell | Uncalculated) -> int:
        """Return the stored number; Wrong when it is none, Finer when it had to be rounded."""
        if self.step and type(cell) is int:
            whole = cell * self.step
            if self.least <= whole <= self.most:
                return whole
        try:
            return self._stored(self._value(cell))
        except ArithmeticError:
            raise Wrong("数太长", "位数多得没法准确换算", "核对这一格") from None

    def _value(self, cell: Cell | Uncalculated) -> Decimal:
        if isinstance(cell, str):
            return EXACT.multiply(Decimal(cell), self.factor) if _BARE.fullmatch(cell) else self._written(cell)
        if isinstance(cell, bool | date):
            raise Wrong("是日期或是否，不是数", fix="看这一列是不是对错了")
        if isinstance(cell, Uncalculated) or cell is None:
            return self._written(cell)
        value = decimal_of(cell) if isinstance(cell, float) else Decimal(cell)
        if not value.is_finite():
            raise Wrong("不是有限的数", fix="核对这一格")
        return EXACT.multiply(value, self.factor)

    def _written(self, cell: Cell | Uncalculated) -> Decimal:
        told = plain_text(cell)
        if _SCIENTIFIC.fullmatch(told):
            raise Wrong(
                "是科学计数法", "表格软件可能已经舍去后面的数字", "把这一列设成数值格式、不用科学计数法，再保存"
            )
        if len(told) > _LONGEST:
            raise Wrong(f"有 {len(told)} 个字，不是数", fix="核对这一格")
        match = _NUMBER.fullmatch(told)
        if match is None:
            raise Wrong("不是数", "这一列是" + self.fact.type.label, "只写数字，单位写在列名里；不知道就空着")
        sign, whole, part, word = match.groups()
        factor = self.factor
        if word:
            own = self.units.get(word.strip())
            if own is None:
                raise Wrong(f"不认识单位“{word.strip()}”", fix="可用：" + "、".join(self.units))
            factor = own.factor
        return EXACT.multiply(Decimal(f"{sign}{whole.replace(',', '').replace(' ', '')}{part or ''}"), factor)

    def _stored(self, value: Decimal) -> int:
        if value < self.low:
            raise Wrong(f"不能小于 {self.low}" if self.low else "不能是负数", fix="核对正负号")
        if value > self.high:
            bare = self.fact.type is Type.RATIO and self.factor == 1
            what = "超过 100%" if self.fact.type is Type.RATIO and self.high == 1 else f"超过 {self.high}"
            fix = "百分数在列名里写（%），或在格里写 %" if bare else "核对这个数和单位"
            raise Wrong(what, "是不是百分数？" if bare else "", fix)
        whole = EXACT.multiply(value, self.parts)
        if not self.least <= whole <= self.most:
            raise Wrong("数太大", "超过了任何企业可能有的数", "核对这个数和列名里的单位")
        nearest = int(whole.to_integral_value(rounding=ROUND_HALF_UP))
        if nearest == whole:
            return nearest
        if self.fact.type is Type.COUNT:
            raise Wrong("不是整数", "个数没有小数", "核对这个数和列名里的单位")
        raise Finer(nearest)
