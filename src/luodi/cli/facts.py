"""`luodi facts`: look up facts."""

from __future__ import annotations

import sys

import click

from luodi.cli.console import library, out, print_json


@click.command()
@click.argument("words", required=False, default="", metavar="[SEARCH]")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def facts(words: str, as_json: bool) -> None:
    """查事实：按名称、中文名或含义里的字词查；不写则列出全部。"""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    from luodi.engine.rules.vocabulary import KNOWN_BY

    vocabulary = library().vocabulary
    found = [f for f in vocabulary.all() if words.lower() in f"{f.key} {f.label} {f.meaning}".lower()]
    if as_json:
        rows = [
            {"fact": f.key, "label": f.label, "type": f.type.value, "by_year": f.by_year, "unit": f.unit or None, "judged": f.judged,
             "known_by": f.known_by, "meaning": f.meaning, "values": dict(f.words) or None}
            for f in found
        ]  # fmt: skip
        print_json(rows)
    elif found:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
        for column in ("事实", "名称", "单位", "由谁掌握", "含义"):
            table.add_column(column, no_wrap=column in {"单位", "由谁掌握"}, overflow="fold")
        for f in found:
            unit = f.type.label + (f"（{f.unit}）" if f.unit else "") + ("，按年" if f.by_year else "")
            words_of = "：" + "、".join(f"{w} {label}" for w, label in f.words) if f.words else ""
            table.add_row(f.key, f.label, unit, KNOWN_BY[f.known_by], escape(f.meaning + words_of))
        out.print(table, soft_wrap=False)
    if not found:
        from luodi.engine.rules.grammar import nearest

        near = nearest(words, [f.key for f in vocabulary.all()])
        click.echo(f"没有含“{words}”的事实" + (f"；最近的是 {near}" if near else ""), err=True)
        sys.exit(1)
