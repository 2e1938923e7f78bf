"""A reform that is edited in a page: read and checked as the strict loader does, changed value by value, told in words. No database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError
from luodi.engine.core.money import plain, yuan
from luodi.engine.library import Library
from luodi.engine.library.reform import Reform, read_reform, reformed
from luodi.engine.rules.formula_text import formula_text
from luodi.engine.rules.model import Policy, Support
from luodi.engine.rules.tree import Type, ValueOf
from luodi.service.simulations.yaml_text import written

FILE = "改革"
_FACTORS = {
    "亿": 10**8,
    "亿元": 10**8,
    "万": 10**4,
    "万元": 10**4,
    "元": 1,
    "%": Decimal("0.01"),
    "％": Decimal("0.01"),
}
_NUMBER = re.compile(r"([-+]?[0-9][0-9_,]*(?:\.[0-9]+)?)\s*(\D*)")


@dataclass(frozen=True)
class Figure:
    """One dated value of a support: its name and label, what it is on the day (None: a table of figures), and what the reform says."""

    name: str
    label: str
    now: str
    new: str
    unit: str
    simple: bool


@dataclass(frozen=True)
class Change:
    """One thing that a reform changes, in words: of which support, what, from what to what."""

    policy: str
    support: str
    title: str
    what: str
    before: str
    after: str


def read(text: str, policies: Sequence[str]) -> Reform:
    """Read the text of a reform; DataError when it is none, or changes a policy that is not asked about."""
    reform = read_reform(strict_yaml.parse(text.encode(), FILE), "改革")
    others = sorted({target.partition("#")[0] for target in reform.changes} - set(policies))
    if others:
        raise DataError(
            f"改革改的是 {'、'.join(others)}，不在推演的政策里", place=reform.source.place(("changes",)), fix="把这项政策加进推演，或去掉这处改动"
        )  # fmt: skip
    return reform


@lru_cache(maxsize=16)
def _made(library: Library, text: str, policies: tuple[str, ...]) -> tuple[Reform, Mapping[str, Policy]]:
    """A reform with the policies as it makes them; one page asks for it several times."""
    reform = read(text, policies)
    return reform, reformed(library, reform)


def changes(library: Library, text: str, policies: Sequence[str], on: date) -> list[Change]:
    """Return what a reform changes on a day; LuodiError (Problems with every fault and its line) when it does not load."""
    if not text.strip():
        return []
    reform, made = _made(library, text, tuple(policies))
    only = {
        target for target, change in reform.changes.items() if isinstance(change, dict) and set(change) == {"values"}
    }
    return [one for own, policy in made.items() for one in _changes(library, library.policy(own), policy, on, only)]


def figures(library: Library, support: Support, text: str, on: date) -> list[Figure]:
    """Return the dated values of a support, with what the reform says of them."""
    said = _said(text, support.path)
    names = library.vocabulary.figures
    return [_figure(value, names, said, on) for value in support.values]


def with_figures(library: Library, support: Support, text: str, given: Mapping[str, str], on: date) -> str:
    """Return the text of the reform with the figures of one support as given; an empty field, or the old figure, changes nothing."""
    data = _parsed(text)
    at = data.setdefault("changes", {})
    held = at.get(support.path)
    change = dict(held) if isinstance(held, dict) else {}
    values = dict(change.get("values") or {})
    for value in support.values:
        if value.name not in given or not _simple(value.on(on)):
            continue
        values.pop(value.name, None)
        if given[value.name].strip() and (
            new := number(given[value.name], value, library.vocabulary.figures.get(value.name, ""))
        ) != value.on(on):
            values[value.name] = new
    change = {**change, "values": values}
    if not values:
        change.pop("values")
    _put(at, support.path, change)
    return _text(data)


def without(text: str, target: str) -> str:
    """Return the text of the reform without the change of one target."""
    data = _parsed(text)
    data.get("changes", {}).pop(target, None)
    return _text(data)


def removing(text: str, target: str) -> str:
    """Return the text of the reform with a support taken away by it."""
    data = _parsed(text)
    data.setdefault("changes", {})[target] = "remove"
    return _text(data)


def number(text: str, value: ValueOf, label: str = "") -> Decimal:
    """Read a figure as people write it: 500万, 500万元, 20%; a sum without a unit is in yuan. `label` names it where it has no label of its own."""
    match = _NUMBER.fullmatch(text.strip().replace("，", ","))
    unit = match[2].strip() if match else ""
    fits = not unit or (unit in {"%", "％"}) == (value.type is Type.RATIO)
    if (
        match is None
        or (unit and unit not in _FACTORS)
        or not fits
        or (unit and value.type not in {Type.MONEY, Type.RATIO})
    ):
        wanted = {Type.MONEY: "500万 或 5000000", Type.RATIO: "30% 或 0.3"}.get(value.type, "阿拉伯数字")
        raise DataError(
            f"“{text.strip()[:30]}”不能作“{value.label or label or value.name}”的新数", fix=f"写成 {wanted}"
        )
    try:
        return Decimal(match[1].replace(",", "").replace("_", "")) * _FACTORS.get(unit, 1)
    except InvalidOperation:
        raise DataError(f"“{text[:30]}”不是数", fix="写阿拉伯数字") from None


def shown(value: Any, kind: Type) -> str:
    """Return a figure as people read it."""
    if value is None:
        return "—"
    if isinstance(value, Decimal):
        if kind is Type.MONEY:
            return yuan(value)
        return f"{plain(value * 100)}%" if kind is Type.RATIO else plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return "表"


def _figure(value: ValueOf, names: Mapping[str, str], said: Mapping[str, Any], on: date) -> Figure:
    now, new = value.on(on), said.get(value.name)
    return Figure(
        value.name, value.label or names.get(value.name, value.name), shown(now, value.type),
        shown(new, value.type) if isinstance(new, Decimal) else "", {Type.MONEY: "元", Type.RATIO: "%"}.get(value.type, ""), _simple(now),
    )  # fmt: skip


def _simple(value: Any) -> bool:
    return isinstance(value, Decimal)


def _said(text: str, target: str) -> Mapping[str, Any]:
    try:
        change = (_parsed(text).get("changes") or {}).get(target)
    except DataError:
        return {}
    values = change.get("values") if isinstance(change, dict) else None
    return values if isinstance(values, dict) else {}


def _parsed(text: str) -> dict[str, Any]:
    if not text.strip():
        return {"changes": {}}
    data = strict_yaml.parse(text.encode(), FILE).data
    if not isinstance(data, dict) or not isinstance(data.get("changes", {}), dict):
        raise DataError("改革要有 changes: {政策id#支持: {…}}", fix="改好文字再用表格改，或清空重来")
    return dict(data)


def _put(at: dict[str, Any], target: str, change: dict[str, Any]) -> None:
    if change:
        at[target] = change
    else:
        at.pop(target, None)


def _text(data: Mapping[str, Any]) -> str:
    return written(data) if data.get("changes") else ""


def _changes(library: Library, before: Policy, after: Policy, on: date, only: set[str]) -> Iterator[Change]:
    """What differs; of a support in `only` no more than its figures is told, which the formulas around them repeat."""
    old, new = ({support.id: support for support in policy.supports} for policy in (before, after))
    for own in dict.fromkeys((*old, *new)):
        a, b = old.get(own), new.get(own)
        if a is None or b is None:
            held = a or b
            assert held is not None
            yield Change(before.id, own, held.title, "整项支持", "有" if a else "没有", "有" if b else "取消")
        else:
            yield from _figures_of(library, a, b, on)
            if a.path not in only:
                yield from _formulas_of(a, b)
    if before.validity != after.validity:
        yield Change(before.id, "", before.title, "有效期", str(before.validity.end), str(after.validity.end))


def _figures_of(library: Library, a: Support, b: Support, on: date) -> Iterator[Change]:
    held = {value.name: value for value in a.values}
    for value in b.values:
        was = held.get(value.name)
        now, then = was.on(on) if was else None, value.on(on)
        if now != then:
            label = value.label or library.vocabulary.figures.get(value.name, value.name)
            yield Change(a.policy, a.id, a.title, label, shown(now, value.type), shown(then, value.type))


def _formulas_of(a: Support, b: Support) -> Iterator[Change]:
    for what, x, y in (("金额公式", a.sum, b.sum), ("保底公式", a.least, b.least)):
        if (formula_text(x) if x else "") != (formula_text(y) if y else ""):
            yield Change(a.policy, a.id, a.title, what, formula_text(x) if x else "—", formula_text(y) if y else "—")
    if [formula_text(c.test) for c in a.conditions] != [formula_text(c.test) for c in b.conditions]:
        yield Change(
            a.policy,
            a.id,
            a.title,
            "条件",
            "；".join(formula_text(c.test) for c in a.conditions),
            "；".join(formula_text(c.test) for c in b.conditions),
        )


def added(library: Library, text: str, policies: Sequence[str]) -> set[str]:
    """Return the paths of the supports that a reform adds; LuodiError when it does not load."""
    if not text.strip():
        return set()
    _reform, made = _made(library, text, tuple(policies))
    return {support.path for policy in made.values() for support in policy.supports}
