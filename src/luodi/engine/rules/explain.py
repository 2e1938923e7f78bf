"""Reasons in Chinese: a condition as a sentence with what was read and what is asked, a sum as an indented trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luodi.engine.core.money import plain, yuan
from luodi.engine.rules import tree
from luodi.engine.rules.answer import VERDICTS
from luodi.engine.rules.engines.python import INFINITE, Step, exact
from luodi.engine.rules.tree import Type

OPS = {">=": "≥", ">": "＞", "<=": "≤", "<": "＜", "==": "为", "!=": "不为"}
ARITH = {"+": "+", "-": "−", "*": "×", "/": "÷"}
BUILTINS = {
    "on": "问题日", "year": "问题年", "year_start": "年初", "year_end": "年末", "received": "此前已获", "received_here": "本实体此前已获",
    "in_force": "政策在有效期内", "not_yet_received": "一次性，此前没有领过", "years_left": "连续支持的年数没有用完",
    "claims_left": "可申报的项数没有用完",
}  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """How far a fact is from meeting a condition: `short` more (or less) of it is needed, `strictly` beyond."""

    fact: tree.FactOf | None
    label: str
    short: Any
    type: Type
    direction: str  # 还差 | 超出
    strictly: bool

    def __str__(self) -> str:
        amount = show(self.short, self.type, self.fact)
        return f"{self.label}{self.direction}{amount}" + ("以上" if self.strictly else "")


def show(value: Any, kind: Type, fact: tree.FactOf | None = None) -> str:
    """Write a value as people read it: 300万元, 20%, 12家, 是, 国家级."""
    if value is None:
        return "未知"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return {date.min: "不详", date.max: "不详"}.get(value, value.isoformat())
    if isinstance(value, str):
        return dict(fact.words).get(value, value) if fact else value
    if isinstance(value, tuple):
        return "表"
    if not isinstance(value, Decimal | Fraction):
        return str(value)
    return _number(value, kind, fact)


def _number(value: Decimal | Fraction, kind: Type, fact: tree.FactOf | None) -> str:
    if kind is Type.MONEY:
        return yuan(value)
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
        if kind is not Type.RATIO:
            return f"约{plain(round(value, 4))}"
    if not value.is_finite():
        return "不限"
    if kind is Type.RATIO:
        return f"{plain(round(value * 100, 4))}%"
    return plain(value) + (fact.unit if fact else "")


def value_text(step: Step) -> str:
    """Write the value of a step: the value, 未填, or its bounds."""
    fact = step.node if isinstance(step.node, tree.FactOf) else None
    kind = step.node.type
    if step.known:
        return show(step.lo, kind, fact)
    if fact is not None:
        return "未填"
    if step.lo is None or kind in {Type.BOOLEAN, Type.CATEGORY, Type.REGION, Type.PERIOD}:
        return "未知"
    if step.hi == INFINITE:
        return f"未知（不少于{show(step.lo, kind)}）" if step.lo > 0 else "未知"
    return f"{show(step.lo, kind)}～{show(step.hi, kind)}"


def name_text(step: Step) -> str:
    """Name what a step is, without its value where it has a name of its own."""
    node = step.node
    match node:
        case tree.FactOf():
            return node.label + {0: "", 1: "（上一年）", 2: "（前年）"}.get(node.back, "")
        case tree.Named():
            return node.title
        case tree.Builtin():
            return BUILTINS[node.name]
        case tree.ValueOf() | tree.Literal():
            return value_text(step)
        case tree.Arith():
            left, right = step.parts
            return f"{_bracket(left, node.op)} {ARITH[node.op]} {_bracket(right, node.op)}"
        case tree.Extreme():
            return (
                ("较小者" if node.op == "min" else "较大者") + "（" + "，".join(name_text(p) for p in step.parts) + "）"
            )
        case tree.Tiered():
            return f"{name_text(step.parts[0])}所达档次"
        case tree.Classed():
            return f"{name_text(step.parts[0])}的标准"
        case tree.Choose():
            return "按条件取"
        case tree.DaysBetween():
            return f"{name_text(step.parts[0])}至{name_text(step.parts[1])}的天数"
        case tree.OverlapDays():
            return "重合的天数"
        case tree.ShiftDate():
            return f"{name_text(step.parts[0])}{'后' if node.sign > 0 else '前'}{name_text(step.parts[1])}"
        case tree.MakePeriod():
            return value_text(step)
        case _:
            return condition_text(step)


def _bracket(step: Step, op: str) -> str:
    text = name_text(step)
    return f"（{text}）" if op in "*/" and isinstance(step.node, tree.Arith) and step.node.op in "+-" else text


def condition_text(step: Step) -> str:
    """Write a condition with what was read: 营业收入 2,100万元 ≥ 2,000万元."""
    node = step.node
    match node:
        case tree.Compare():
            left, right = step.parts
            read = "" if isinstance(left.node, tree.ValueOf | tree.Literal) else f"（{value_text(left)}）"
            asked = _asked(right, left)
            return f"{name_text(left)}{read}须{OPS[node.op]}{asked}"
        case tree.FactOf():
            return f"{node.label}（{value_text(step)}）"
        case tree.Not():
            inner = step.parts[0]
            return f"不得{condition_text(inner)}"
        case tree.Within():
            read = step.note if step.verdict is not None and step.note else value_text(step.parts[0])
            return f"{name_text(step.parts[0])}（{read}）须在{node.region_name}"
        case tree.OneOf():
            item = step.parts[0]
            fact = item.node if isinstance(item.node, tree.FactOf) else None
            return f"{name_text(item)}（{value_text(item)}）属于" + "、".join(
                show(o, Type.CATEGORY, fact) for o in node.options
            )
        case tree.All():
            return "同时：" + "；".join(condition_text(p) for p in step.parts)
        case tree.Some():
            return "任一：" + "；".join(condition_text(p) for p in step.parts)
        case tree.Named():
            return f"{node.title}：{condition_text(step.parts[0])}"
        case tree.Builtin():
            return BUILTINS[node.name] + (f"（{step.note}）" if step.note else "")
        case _:
            return f"{name_text(step)}（{value_text(step)}）"


def _asked(right: Step, left: Step) -> str:
    if isinstance(right.node, tree.Literal):
        fact = left.node if isinstance(left.node, tree.FactOf) else None
        return show(right.lo, left.node.type, fact)
    if isinstance(right.node, tree.ValueOf):
        fact = left.node if isinstance(left.node, tree.FactOf) else None
        kind = left.node.type if right.node.type is Type.NUMBER else right.node.type
        return show(right.lo, kind, fact)
    return f"{name_text(right)}（{value_text(right)}）"


def leaves(step: Step) -> Iterator[tuple[int, Step]]:
    """Walk a condition down to what can be answered one by one: (depth, step); alternatives keep their heading."""
    yield from _leaves(step, 0)


def _leaves(step: Step, depth: int) -> Iterator[tuple[int, Step]]:
    if isinstance(step.node, tree.All):
        for part in step.parts:
            yield from _leaves(part, depth)
    elif isinstance(step.node, tree.Some):
        yield depth, step
        for part in step.parts:
            yield from _leaves(part, depth + 1)
    elif isinstance(step.node, tree.Named) and step.node.type is Type.BOOLEAN:
        yield from _leaves(step.parts[0], depth)
    else:
        yield depth, step


def gap(step: Step) -> Gap | None:
    """Return how far a failed comparison is from holding; None where a number does not say it."""
    node = step.node
    if not isinstance(node, tree.Compare) or step.verdict is not False or node.op in {"==", "!="}:
        return None
    left, right = step.parts
    if not (left.known and right.known) or not isinstance(left.lo, Decimal | Fraction):
        return None
    needs_more = node.op in {">=", ">"}
    # The side that a fact decides is the one that must move; a threshold on the left turns the question around.
    moving, fixed = (left, right)
    if isinstance(left.node, tree.ValueOf | tree.Literal):
        moving, fixed, needs_more = right, left, not needs_more
    short = exact("-", fixed.lo, moving.lo) if needs_more else exact("-", moving.lo, fixed.lo)
    fact = moving.node if isinstance(moving.node, tree.FactOf) else None
    kind = moving.node.type if moving.node.type is not Type.NUMBER else fixed.node.type
    return Gap(fact, name_text(moving), short, kind, "还差" if needs_more else "超出", node.op in {">", "<"})


def trace(step: Step, depth: int = 0) -> Iterator[str]:
    """Write a sum as an indented trace, each line one value and how it came about."""
    node = step.node
    if isinstance(node, tree.Literal):
        return
    label = "取" if isinstance(node, tree.Choose) else name_text(step)
    if isinstance(node, tree.ValueOf):
        label = f"{node.label or node.name}{'（假定）' if node.assumed else ''}"
        if isinstance(step.lo, tuple):
            yield f"{'  ' * depth}{label}：{_table(step)}"
            return
    if (
        isinstance(node, tree.Compare | tree.Some | tree.All | tree.Not | tree.Within | tree.OneOf)
        or node.type is Type.BOOLEAN
    ):
        yield f"{'  ' * depth}{condition_text(step)} → {VERDICTS[step.verdict]}"
        return
    note = f"（{step.note}）" if step.note else ""
    yield f"{'  ' * depth}{label} = {value_text(step)}{note}"
    for part in step.parts:
        yield from trace(part, depth + 1)


def _table(step: Step) -> str:
    rows = []
    for row in step.lo:
        if isinstance(row, tuple):
            first = yuan(row[0]) if isinstance(row[0], Decimal) and row[0] >= 10_000 else str(row[0])
            rows.append(f"{first}→{show(row[1], step.node.type)}")
        else:
            rows.append(str(row))
    return "，".join(rows)
