"""`luodi audit`: read the log of changes, and prove it."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

import click

from luodi.cli.check import parse_day
from luodi.cli.console import out


@click.group("audit", short_help="审计记录：校验整条链，列出改动")
def audit() -> None:
    """审计记录：谁在什么时候改了什么、为什么。记录只能添加，每一行带着前一行的摘要。"""


@audit.command("verify")
@click.option("--anchor", metavar="N:DIGEST", help="另存过的一行：行号和摘要；带上它，连整条链被重写也看得出")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def verify(anchor: str | None, as_json: bool) -> None:
    """校验整条链：改过、缺了、插进的行都说出来。成立时打印最后一行，把它另存到别处，下次用 --anchor 带来。"""
    from luodi.site.start import start

    start()
    from luodi.service.audit import queries

    proof = queries.verify(queries.anchor(anchor) if anchor else None)
    if as_json:
        broken = [{"number": one.number, "why": one.why} for one in proof.broken]
        click.echo(
            json.dumps({"rows": proof.rows, "digest": proof.digest, "broken": broken}, ensure_ascii=False, indent=1)
        )
    elif proof.broken:
        click.echo(f"读了 {proof.rows} 行，{len(proof.broken)} 处不成立：")
        for one in proof.broken:
            click.echo(f"  第 {one.number} 行：{one.why}")
    else:
        click.echo(f"{proof.rows} 行，整条链成立。另存这一行：\n{proof.rows}:{proof.digest}")
    if proof.broken:
        sys.exit(1)


@audit.command("list")
@click.option("--words", default="", help="人、对象或原因里的字词")
@click.option("--actor", default="", metavar="ID", help="谁，如 person:12、token:3、command")
@click.option("--action", default="", help="动作，或它的开头：fact、fact.record")
@click.option("--kind", default="", help="对象的种类：organisation、fact、document …")
@click.option("--key", default="", help="对象的编号")
@click.option("--since", callback=parse_day, metavar="DATE", help="从哪一天")
@click.option("--until", callback=parse_day, metavar="DATE", help="到哪一天")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="最多列出几行")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，含改前改后")
def listed(since: date | None, until: date | None, limit: int, as_json: bool, **asked: str) -> None:
    """列出改动，新的在前；没有就退出码 1。"""
    from luodi.site.start import start

    start()
    from luodi.service.audit import queries

    found = list(queries.entries(**asked, since=since, until=until)[:limit])
    if as_json:
        click.echo(json.dumps([_data(one) for one in found], ensure_ascii=False, indent=1))
    elif found:
        out.print(_table(found))
    else:
        click.echo("没有这样的记录", err=True)
    if not found:
        sys.exit(1)


def _data(one: Any) -> dict[str, Any]:
    names = ("number", "actor", "actor_name", "action", "kind", "region", "before", "after", "reason", "digest")
    return {**{name: getattr(one, name) for name in names}, "key": one.object, "at": one.at.isoformat()}


def _table(found: list[Any]) -> Any:
    from django.utils.timezone import localtime
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for head in ("行号", "时间", "谁", "动作", "对象", "原因"):
        table.add_column(head, justify="right" if head == "行号" else "left", overflow="fold")
    for one in found:
        at = localtime(one.at).strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(str(one.number), at, one.actor_name, one.action, f"{one.kind} {one.object}", one.reason)
    return table
