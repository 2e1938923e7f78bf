"""YAML read strictly: numbers are Decimals from the first byte, keys are text, every place has its line.

Refused, with file and line: duplicate keys, anchors and aliases (a few lines can stand for gigabytes), tags, more than
one document, nesting deeper than 40, numbers of more than 24 digits, files over 2 MB, files that are not UTF-8 text.
The text is read event by event, so no input can exhaust the stack.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from luodi.engine.core.errors import DataError, NotFound, Place

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_DIGITS = 24  # more than any sum of yuan, and few enough that products of two stay exact

Key = tuple[str | int, ...]

_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9_]*|[0-9][0-9_]*)(?:\.[0-9]+)?")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Source:
    """What was read: `data` of dicts, lists, Decimals, dates, booleans and text; `lines` by path of keys."""

    file: str
    data: Any
    lines: Mapping[Key, int] = field(repr=False)

    def place(self, key: Key = ()) -> Place:
        """Return where the value of a path stands, or its nearest written ancestor."""
        shown = ".".join(str(k) for k in key)
        while key and key not in self.lines:
            key = key[:-1]
        return Place(self.file, self.lines.get(key), shown)


def read_bytes(path: Path, shown: str | None = None) -> bytes:
    """Read a small text file; NotFound or DataError when it is missing, a folder, too large, empty or binary."""
    name = shown or str(path)
    try:
        if not path.exists():
            raise NotFound(f"找不到文件 {name}", fix="核对路径；相对路径从当前文件夹算起")
        if path.is_dir():
            raise DataError(f"{name} 是文件夹，不是文件", fix="写出里面的文件名")
        size = path.stat().st_size
        with path.open("rb") as handle:
            raw = handle.read(MAX_BYTES + 1)  # a device may never end
    except OSError as error:
        raise DataError(f"{name[:200]} 读不出来", why=error.strerror or "", fix="核对路径和读取权限") from None
    if len(raw) > MAX_BYTES:
        raise DataError(
            f"{name} 有 {max(size, len(raw)) / 1e6:.1f} MB，太大了",
            why=f"这类文件最多 {MAX_BYTES // 1_000_000} MB",
            fix="大批企业请用表格（Parquet、CSV），不用 YAML",
        )
    if not raw.strip():
        raise DataError(f"{name} 是空的", fix="照 examples/ 里的例子写")
    if b"\0" in raw:
        raise DataError(f"{name} 不是文本文件", why="里面有二进制内容", fix="用 UTF-8 文本的 YAML")
    return raw


def load(path: Path, shown: str | None = None) -> Source:
    """Read a YAML file strictly; `shown` is the name used in messages."""
    return parse(read_bytes(path, shown), shown or str(path))


def parse(raw: bytes, file: str) -> Source:
    """Read YAML text strictly; DataError tells file, line, what and what to do."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DataError("不是 UTF-8 文本", place=Place(file, line), fix="另存为 UTF-8 编码") from None
    try:
        return _Builder(file).build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DataError(
            "YAML 读不通", place=Place(file, mark.line + 1 if mark else None), why=_reason(error),
            fix="检查缩进（用空格）、冒号后的空格、引号和括号是否成对",
        ) from None  # fmt: skip
    except yaml.YAMLError as error:
        raise DataError("YAML 读不通", place=Place(file), why=_reason(error)) from None


#: What the YAML parser says, in Chinese, by a part of its words; the first that fits is told.
_REASONS = {
    "cannot start any token": "这里有不能开头的字符：缩进要用空格，不用制表符",
    "mapping values are not allowed": "这里不能再有冒号：上一行没有写完，或者文字里的冒号要加引号",
    "could not find expected ':'": "这一行没有写冒号",
    "expected <block end>": "缩进没有对齐",
    "did not find expected key": "缩进没有对齐，或者少写了键",
    "did not find expected ',' or": "括号里少了逗号，或者括号没有成对",
    "expected ',' or": "括号里少了逗号，或者括号没有成对",
    "unexpected end of stream": "引号没有成对",
    "control characters are not allowed": "文字里有看不见的控制字符",
    "invalid leading UTF-8 octet": "不是 UTF-8 文本",
}


def _reason(error: yaml.YAMLError) -> str:
    """Say in Chinese why YAML could not be read; the parser's own words where none of ours fits."""
    said = str(error).splitlines()[0]
    if isinstance(error, yaml.MarkedYAMLError):
        said = f"{error.problem or ''} {error.context or ''}".strip()
    return next((ours for part, ours in _REASONS.items() if part in said), said)


class _Builder:
    """Turns the events of one document into data, keeping lines."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Key, int] = {}

    def fail(self, what: str, event: Any, **rest: str) -> DataError:
        return DataError(what, place=Place(self.file, event.start_mark.line + 1), **rest)

    def build(self, text: str) -> Source:
        stack: list[tuple[Any, Key, list[str | None]]] = []
        root: list[Any] = []
        documents = 0
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.fail("一个文件只能有一个 YAML 文档", event, fix="删去多余的 ---")
            elif isinstance(event, yaml.AliasEvent):
                raise self.fail("不能用 YAML 的别名（*）", event, why="几行别名能展开成几个 GB", fix="把内容写出来")
            elif isinstance(event, yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self.refuse_tricks(event)
                self.add(event, stack, root)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                stack.pop()
        if not root:
            raise DataError("没有内容", place=Place(self.file), fix="照 examples/ 里的例子写")
        return Source(self.file, root[0], self.lines)

    def refuse_tricks(self, event: Any) -> None:
        if event.anchor is not None:
            raise self.fail("不能用 YAML 的锚点（&）", event, fix="把内容写出来")
        if event.tag not in {None, "!"}:
            raise self.fail(f"不能用 YAML 的标签 {event.tag}", event, fix="去掉标签，文字加引号")

    def add(self, event: Any, stack: list[tuple[Any, Key, list[str | None]]], root: list[Any]) -> None:
        if len(stack) >= MAX_DEPTH:
            raise self.fail(f"嵌套超过 {MAX_DEPTH} 层", event)
        line = event.start_mark.line + 1
        if stack and isinstance(stack[-1][0], dict) and stack[-1][2][0] is None:
            self.key(event, stack[-1], line)
            return
        made: Any = (
            self.scalar(event)
            if isinstance(event, yaml.ScalarEvent)
            else {}
            if isinstance(event, yaml.MappingStartEvent)
            else []
        )
        key: Key = ()
        if not stack:
            root.append(made)
        else:
            holder, above, pending = stack[-1]
            if isinstance(holder, dict):
                name = pending[0]
                assert name is not None
                holder[name], pending[0] = made, None
                key = (*above, name)
            else:
                holder.append(made)
                key = (*above, len(holder) - 1)
        self.lines.setdefault(key, line)
        if not isinstance(event, yaml.ScalarEvent):
            stack.append((made, key, [None]))

    def key(self, event: Any, top: tuple[Any, Key, list[str | None]], line: int) -> None:
        holder, above, pending = top
        if not isinstance(event, yaml.ScalarEvent):
            raise self.fail("键要是一个词", event)
        name = event.value
        if name in holder:
            first = self.lines[(*above, name)]
            raise self.fail(f"“{name}”写了两次", event, why=f"第一次在第{first}行", fix="留下一个")
        if name == "<<" and not event.style:
            raise self.fail("不能用 YAML 的合并键 <<", event, fix="把内容写出来")
        holder[name] = None
        pending[0] = name
        self.lines[(*above, name)] = line

    def scalar(self, event: yaml.ScalarEvent) -> Any:
        text: str = event.value
        if event.style:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _NUMBER.fullmatch(text):
            if len(text.replace("_", "")) > MAX_DIGITS:
                raise self.fail(
                    f"{text[:12]}… 位数太多", event, why=f"一个数最多 {MAX_DIGITS} 位", fix="编号一类的文字加引号"
                )
            return Decimal(text.replace("_", ""))
        if match := _DATE.fullmatch(text):
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                raise self.fail(f"没有 {text} 这一天", event, fix="核对月份和日期") from None
        if text.lower() in {".nan", ".inf", "-.inf", "nan", "inf", "-inf"}:
            raise self.fail(f"{text} 不是数", event, fix="写出具体的数；不知道就删去这一行")
        return text
