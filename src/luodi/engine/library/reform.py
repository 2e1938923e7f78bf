"""A reform: encoded policies with some dated values, formulas or whole supports changed, in a file beside them.

```yaml
title: 场景封顶提高，取消载体支持
from: 2022-01-01                       # 可选：数值从这一天起改；不写就一直是新数
changes:
  zhejiang/hangzhou/ai-zone-policy#4:
    values: {cap: 5_000_000}
    at_most: min(total_investment * rate, cap)
  zhejiang/hangzhou/ai-zone-policy#9-1: remove
  zhejiang/hangzhou/ai-zone-policy:
    in_force: {from: 2020-01-13, until: 2026-12-31}
    add: [{id: "12", title: 新的支持, clause: 十二, instrument: grant, values: {sum: 100_000}, amount: sum}]
```
What is not named stays as it is. The changed policy goes through the strict loader; an error names the line of the reform.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError, LuodiError, Place, Problems
from luodi.engine.core.strict_yaml import Key, Source
from luodi.engine.library.load import POLICY_FILE, Library, shape_problems, shown
from luodi.engine.rules.grammar import did_you_mean
from luodi.engine.rules.model import Policy

_KEYS = {"title", "from", "changes"}
_REMOVE = "remove"
_START = "start"


@dataclass(frozen=True)
class Reform:
    """A reform file as read: its title, from which day its figures hold (None: always), and its changes by id."""

    title: str
    since: date | None
    changes: dict[str, Any]
    source: Source = field(repr=False)


@dataclass(frozen=True)
class _Patched(Source):
    """A policy's data with changes in it; a place that was changed is told in the reform's file."""

    patches: dict[Key, tuple[Source, Key]] = field(default_factory=dict, repr=False)

    def place(self, key: Key = ()) -> Place:
        for cut in range(len(key), -1, -1):
            if key[:cut] in self.patches:
                source, at = self.patches[key[:cut]]
                return source.place((*at, *key[cut:]))
        return super().place(key)


def load_reform(path: Path) -> Reform:
    """Read a reform file; DataError says what is wrong in it and where."""
    return read_reform(strict_yaml.load(path, shown(path)), path.stem)


def read_reform(source: Source, title: str = "") -> Reform:
    """Read a reform from what strict YAML read, wherever that stood; `title` is its name where it has none of its own."""
    data = source.data
    if not isinstance(data, dict) or not isinstance(data.get("changes"), dict) or not set(data) <= _KEYS:
        wrong = sorted(set(data) - _KEYS) if isinstance(data, dict) else []
        raise DataError(
            f"不认识“{wrong[0]}”" if wrong else "改革文件要有 changes: {政策id#支持: {要改的键: …}}", place=source.place((wrong[0],) if wrong else ()),
            fix=(did_you_mean(wrong[0], _KEYS) if wrong else "") or "可用：title、from、changes",
        )  # fmt: skip
    since = data.get("from")
    if since is not None and not isinstance(since, date):
        raise DataError("from 要写日期", place=source.place(("from",)), fix="例如 2026-01-01")
    return Reform(str(data.get("title") or title), since, data["changes"], source)


def reformed(library: Library, reform: Reform) -> dict[str, Policy]:
    """Return the changed policies by id; Problems lists everything in the reform that does not load."""
    by_policy: dict[str, list[str]] = {}
    for target in reform.changes:
        by_policy.setdefault(target.partition("#")[0], []).append(target)
    problems: list[LuodiError] = []
    made: dict[str, Policy] = {}
    for policy_id, targets in by_policy.items():
        try:
            made[policy_id] = _policy(library, reform, policy_id, targets)
        except Problems as error:
            problems += error.problems
        except LuodiError as error:
            problems.append(error)
    if problems:
        raise Problems(problems)
    return made


def _policy(library: Library, reform: Reform, policy_id: str, targets: list[str]) -> Policy:
    from pydantic import ValidationError

    from luodi.engine.library import schema
    from luodi.engine.library.lower import lower

    base = library.policy(policy_id)  # refuses an unknown id with the nearest
    path = library.folder_of(policy_id) / POLICY_FILE
    source = strict_yaml.load(path, shown(path))
    data = copy.deepcopy(source.data)
    patches: dict[Key, tuple[Source, Key]] = {}
    for target in targets:
        _apply(reform, data, target, patches)
    data["supports"], order = _kept(data["supports"])
    patched = _Patched(source.file, data, _moved(source, order), _placed(patches, order))
    try:
        shape = schema.PolicyShape.model_validate(data)
    except ValidationError as error:
        raise Problems(shape_problems(error, patched, schema.PolicyShape)) from None
    policy = lower(patched, shape, policy_id, library.vocabulary)
    return replace(policy, digest=f"{base.digest}+reform")


def _apply(reform: Reform, data: dict[str, Any], target: str, patches: dict[Key, tuple[Source, Key]]) -> None:
    _, mark, own = target.partition("#")
    change, at = reform.changes[target], ("changes", target)
    if not mark:
        _change_policy(reform, data, change, at, patches)
        return
    place = next((i for i, support in enumerate(data["supports"]) if support.get("id") == own), None)
    if place is None:
        ids = [str(support.get("id")) for support in data["supports"]]
        raise DataError(
            f"没有支持“{own}”",
            place=reform.source.place(at),
            fix=did_you_mean(own, ids) or "可用：" + "、".join(ids[:12]),
        )
    if change == _REMOVE:
        data["supports"][place][_REMOVE] = True
        return
    if not isinstance(change, dict):
        raise DataError("一处改动要写成 键: 新值，或 remove", place=reform.source.place(at))
    support = data["supports"][place]
    _drop_other_sums(support, change)
    for key, value in change.items():
        where: Key = ("supports", place, key)
        if key == "values" and isinstance(value, dict) and isinstance(support.get("values"), dict):
            for name, figure in value.items():
                support["values"][name] = _dated(support["values"].get(name), figure, reform.since)
                patches[(*where, name)] = (reform.source, (*at, key, name))
        else:
            support[key] = value
            patches[where] = (reform.source, (*at, key))


def _change_policy(
    reform: Reform, data: dict[str, Any], change: Any, at: Key, patches: dict[Key, tuple[Source, Key]]
) -> None:
    if not isinstance(change, dict):
        raise DataError("改整项政策要写成 键: 新值", place=reform.source.place(at))
    for key, value in change.items():
        if key == "add" and isinstance(value, list):
            for number, support in enumerate(value):
                patches["supports", len(data["supports"])] = (reform.source, (*at, "add", number))
                data["supports"].append(support)
        elif key == "supports":
            raise DataError(
                "不要整列改 supports", place=reform.source.place((*at, key)), fix="逐项写 政策id#支持；新增写 add"
            )
        else:
            data[key] = value
            patches[key,] = (reform.source, (*at, key))


def _drop_other_sums(support: dict[str, Any], change: dict[str, Any]) -> None:
    """A new kind of sum takes the place of the old one."""
    kinds = {"amount", "at_most", "discretion"}
    if kinds & set(change):
        for kind in kinds - set(change):
            support.pop(kind, None)


def _dated(before: Any, figure: Any, since: date | None) -> Any:
    """Add a figure from a day on; without a day it has always been the new one."""
    if since is None or before is None:
        return figure
    dated = before if isinstance(before, dict) and _START in before else None
    looks_dated = isinstance(before, dict) and all(key[:4].isdigit() and key.count("-") == 2 for key in before)
    return {**(dated or (before if looks_dated else {_START: before})), since.isoformat(): figure}


def _kept(supports: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[int]]:
    """Leave removed supports out; answer also which place each one had."""
    order = [
        place for place, support in enumerate(supports) if not (isinstance(support, dict) and support.get(_REMOVE))
    ]
    return [supports[place] for place in order], order


def _moved(source: Source, order: list[int]) -> dict[Key, int]:
    new = {old: place for place, old in enumerate(order)}
    return {_shift(key, new): line for key, line in source.lines.items() if _stays(key, new)}


def _placed(patches: dict[Key, tuple[Source, Key]], order: list[int]) -> dict[Key, tuple[Source, Key]]:
    new = {old: place for place, old in enumerate(order)}
    return {_shift(key, new): patch for key, patch in patches.items() if _stays(key, new)}


def _stays(key: Key, new: dict[int, int]) -> bool:
    return len(key) < 2 or key[0] != "supports" or key[1] in new


def _shift(key: Key, new: dict[int, int]) -> Key:
    return ("supports", new[key[1]], *key[2:]) if len(key) > 1 and key[0] == "supports" else key  # type: ignore[index]
