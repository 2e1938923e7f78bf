"""A core tree written out in Chinese without any facts: what a formula says, for people who compare it with the clause."""

from __future__ import annotations

from decimal import Decimal

from luodi.engine.core.money import yuan
from luodi.engine.rules import tree
from luodi.engine.rules.explain import ARITH, BUILTINS, OPS, show
from luodi.engine.rules.tree import Node, Payload, Type

_YEARS = {0: "", 1: "（上一年）", 2: "（前年）"}


def formula_text(node: Node) -> str:
    """Write a formula with labels and figures: 较小者（总投资 × 20%，300万元）."""
    match node:
        case tree.Literal():
            return show(node.value, node.type)
        case tree.FactOf():
            return node.label + _YEARS[node.back]
        case tree.ValueOf():
            return value_text(node, None)
        case tree.Named():
            return f"{node.title}" if node.title != node.name else f"（{formula_text(node.body)}）"
        case tree.Builtin():
            return BUILTINS[node.name]
        case tree.Not():
            return f"不是（{formula_text(node.body)}）"
        case tree.All():
            return " 且 ".join(_inside(p) for p in node.parts)
        case tree.Some():
            return " 或 ".join(_inside(p) for p in node.parts)
        case tree.Compare():
            return f"{formula_text(node.left)} {OPS[node.op]} {_against(node.right, node.left)}"
        case tree.OneOf():
            fact = node.item if isinstance(node.item, tree.FactOf) else None
            return f"{formula_text(node.item)}属于" + "、".join(show(o, Type.CATEGORY, fact) for o in node.options)
        case tree.Within():
            return f"{formula_text(node.place)}在{node.region_name}"
        case _:
            return _sum_text(node)


def _sum_text(node: Node) -> str:
    match node:
        case tree.Arith():
            return f"{_bracket(node.left, node.op)} {ARITH[node.op]} {_bracket(node.right, node.op)}"
        case tree.Extreme():
            return (
                ("较小者" if node.op == "min" else "较大者")
                + "（"
                + "，".join(formula_text(p) for p in node.parts)
                + "）"
            )
        case tree.Choose():
            return f"{formula_text(node.condition)}时{formula_text(node.then)}，否则{formula_text(node.otherwise)}"
        case tree.Tiered():
            word = "达到" if node.inclusive else "超过"
            return f"{formula_text(node.x)}{word}：{value_text(node.table, node.x)}"
        case tree.Classed():
            return f"{formula_text(node.level)}：{value_text(node.table, node.level)}"
        case tree.MakePeriod():
            return formula_text(node.count) + {"days": "日", "months": "个月", "years": "年"}[node.unit]
        case tree.ShiftDate():
            return f"{formula_text(node.day)}{'之后' if node.sign > 0 else '之前'}{formula_text(node.period)}"
        case tree.DaysBetween():
            return f"{formula_text(node.start)}至{formula_text(node.end)}的天数"
        case tree.OverlapDays():
            a, b, c, d = (formula_text(p) for p in node.parts)
            return f"（{a}至{b}）与（{c}至{d}）重合的天数"
    raise AssertionError(type(node))


def value_text(value: tree.ValueOf, by: Node | None) -> str:
    """Write a figure or a table; where it changed over time, each with its date."""
    fact = by if isinstance(by, tree.FactOf) else None
    parts = []
    for since, payload in value.history:
        text = _payload(payload, value.type, fact)
        parts.append(text if len(value.history) == 1 else f"{since or '施行'}起{text}")
    return "；".join(parts) + ("（假定）" if value.assumed else "")


def _payload(payload: Payload, kind: Type, fact: tree.FactOf | None) -> str:
    if not isinstance(payload, tuple):
        return show(payload, kind)
    rows = []
    for row in payload:
        if isinstance(row, tuple):
            key = row[0] if isinstance(row[0], str) else None
            first = show(key, Type.CATEGORY, fact) if key is not None else _threshold(row[0], fact)
            rows.append(f"{first}→{show(row[1], kind)}")
        else:
            rows.append(str(row))
    return "，".join(rows)


def _threshold(value: object, fact: tree.FactOf | None) -> str:
    if isinstance(value, Decimal):
        return show(value, fact.type, fact) if fact else yuan(value) if value >= 10_000 else str(value)
    return str(value)


def _against(right: Node, left: Node) -> str:
    fact = left if isinstance(left, tree.FactOf) else None
    if isinstance(right, tree.Literal | tree.ValueOf) and fact is not None:
        payload = right.value if isinstance(right, tree.Literal) else right.history[-1][1]
        return show(payload, fact.type, fact)
    return formula_text(right)


def _inside(node: Node) -> str:
    text = formula_text(node)
    return f"（{text}）" if isinstance(node, tree.All | tree.Some) else text


def _bracket(node: Node, op: str) -> str:
    text = formula_text(node)
    inner = isinstance(node, tree.Choose) or (op in "*/" and isinstance(node, tree.Arith) and node.op in "+-")
    return f"（{text}）" if inner else text
