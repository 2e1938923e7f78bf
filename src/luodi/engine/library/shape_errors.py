"""Pydantic's findings in plain Chinese, with file, line, key and the nearest right word."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from luodi.engine.core.errors import DataError, LuodiError
from luodi.engine.core.strict_yaml import Key, Source
from luodi.engine.rules.grammar import did_you_mean

_WHAT = {
    "missing": "缺少“{key}”",
    "string_type": "“{key}”要写文字",
    "decimal_type": "“{key}”要写数",
    "is_instance_of": "“{key}”的类型不对",
    "list_type": "“{key}”要写成列表",
    "dict_type": "“{key}”要写成 键: 值",
    "model_type": "“{key}”要写成 键: 值",
    "bool_type": "“{key}”要写 true 或 false",
    "multiple_of": "“{key}”要写整数",
    "greater_than": "“{key}”要大于 0",
    "date_type": "“{key}”要写日期 2020-01-13",
}


def explain(error: ValidationError, source: Source, root: type[BaseModel]) -> list[LuodiError]:
    """Turn each finding into an error a person can act on; findings of the same place are told once.

    What a union says of its other members is left out: where a mapping was meant, it is no use to hear that it is no word.
    """
    items = [(_real(item, source.data), item) for item in error.errors()]
    above = {path[:n] for path, _ in items for n in range(len(path))}
    found: dict[Key, LuodiError] = {}
    for path, item in items:
        if path not in found and path not in above:
            found[path] = _one(item, path, source, root)
    return list(found.values())


def _one(item: Any, path: Key, source: Source, root: type[BaseModel]) -> LuodiError:
    kind, key = item["type"], str(path[-1]) if path else ""
    place = source.place(path)
    if kind == "extra_forbidden":
        known = _keys(root, path[:-1])
        return DataError(f"不认识“{key}”", place=place, fix=did_you_mean(key, known) or "可用：" + "、".join(known))
    if kind == "literal_error":
        return DataError(
            f"“{key}”不能写“{item['input']}”",
            place=place,
            fix=f"可用：{item['ctx']['expected']}".replace("'", "").replace(" or ", ", "),
        )
    if kind == "string_pattern_mismatch":
        hint = {"id": '条款 id：如 "2.5.3"、"a11"、"1.1-2"，加引号', "region": "GB/T 2260 六位代码，加引号"}.get(
            key, ""
        )
        return DataError(f"“{key}”的写法不对：{item['input']}", place=place, fix=hint)
    if kind == "string_type":
        return DataError(f"“{key}”要写文字，写成了 {item['input']}", place=place, fix="数字样的文字加引号")
    template = _WHAT.get(kind)
    return DataError(template.format(key=key) if template else f"“{key}”不对：{item['msg']}", place=place)


def _real(item: Any, data: Any) -> Key:
    """Keep the parts of pydantic's path that are keys of the file (or missing in it); the names of union members are not."""
    path: list[str | int] = []
    for part in item["loc"]:
        if (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        ):
            path.append(part)
            data = data[part]
    return (*path, item["loc"][-1]) if item["type"] == "missing" else tuple(path)


def _keys(root: type[BaseModel], path: Key) -> list[str]:
    """Return the keys that the shape at a path knows."""
    shapes: list[type[BaseModel]] = [root]
    for part in path:
        if isinstance(part, int):
            continue
        fields = [f for s in shapes for n, f in s.model_fields.items() if part in {n, f.alias}]
        inner = [s for f in fields for s in _shapes(f.annotation)]
        shapes = inner or shapes
    return list(dict.fromkeys(f.alias or n for s in shapes for n, f in s.model_fields.items()))


def _shapes(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [s for a in get_args(annotation) for s in _shapes(a)]
