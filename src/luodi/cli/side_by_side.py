"""Supports of several places side by side, for people: a table for each place."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from luodi.engine.core.money import yuan
from luodi.engine.library.side_by_side import Entry, places
from luodi.engine.rules.engines.python import INFINITE
from luodi.engine.rules.explain import show
from luodi.engine.rules.model import INSTRUMENTS
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import Vocabulary

_FORCE = {True: "有效", False: "无效", None: "推不出"}
_COLUMNS = (
    ("支持", 5),
    ("方式", 2),
    ("按什么计", 2),
    ("性质", 1),
    ("单项最高", 3),
    ("比例", 2),
    ("条款", 3),
    ("那天", 1),
)


def print_side_by_side(entries: Sequence[Entry], vocabulary: Vocabulary, out: Console, *, dated: bool) -> None:
    """Print the supports by place, those that pay most first, and how to read them; `dated` when a day was asked about."""
    for code, name in places(entries):
        own = [one for one in entries if one.place == code]
        own.sort(key=lambda one: (one.ceiling is None, -(one.ceiling or 0), one.support.path))
        out.print(f"[bold]{escape(name)}[/]　{len(own)} 项")
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
        for column, ratio in _COLUMNS if dated else _COLUMNS[:-1]:
            table.add_column(column, ratio=ratio, overflow="fold", justify="right" if column == "单项最高" else "left")
        for one in own:
            s = one.support
            cells = (
                f"{escape(s.title)}\n[bright_black]{s.path}[/]", INSTRUMENTS[s.instrument], vocabulary.entities[s.entity].label, one.kind.label,
                ceiling_text(one), "、".join(show(rate, Type.RATIO) for rate in one.rates), "、".join(s.clause), _FORCE[one.in_force],
            )  # fmt: skip
            table.add_row(*(cells if dated else cells[:-1]))
        out.print(table, soft_wrap=False)
    if not entries:
        out.print("没有这样的支持。")
    out.print("单项最高：什么也不知道时，一笔至多是多少；是条文的上限，不是承诺。有实施细则的只列细则。", markup=False)


def ceiling_text(entry: Entry) -> str:
    """What one sum can be at most, in words."""
    if entry.ceiling is None:
        return "没有写明"
    return "没有封顶" if entry.ceiling == INFINITE else yuan(entry.ceiling)
