"""`luodi targets` and `luodi tasks`: the goals and the tasks of the documents that the site holds, side by side."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from luodi.cli.check import parse_day
from luodi.cli.console import out, print_json

if TYPE_CHECKING:
    from luodi.service.comparisons.asked import Asked
    from luodi.service.comparisons.goals import Provision

_SHOWN = 60
_Command = Callable[..., None]


def _asking(command: _Command) -> _Command:
    """The options that both verbs have."""
    for option in reversed((
        click.argument("words", nargs=-1, metavar="[WORDS]..."),
        click.option("--place", default="", metavar="REGION", help="只要这个地区的，含其下级；写代码或全称"),
        click.option("--body", default="", metavar="TEXT", help="只要这个部门牵头、配合或负责的；名称里的几个字"),
        click.option("--on", callback=parse_day, metavar="DATE", help="哪一天；不写就是今天"),
        click.option("--in-force", is_flag=True, help="只要那一天有效的文件里的；推不出的不在里面"),
        click.option("--all", "everything", is_flag=True, help=f"全部列出；不写只列前 {_SHOWN} 条"),
        click.option("--json", "as_json", is_flag=True, help="输出 JSON；数写成文字"),
    )):  # fmt: skip
        command = option(command)
    return command


@click.command("targets", short_help="目标并列：各地的指标、数、年份、责任单位")
@_asking
@click.option("--year", type=click.IntRange(1949, 2100), metavar="YEAR", help="只要这一年的")
def targets(words: tuple[str, ...], year: int | None, everything: bool, as_json: bool, **asked: Any) -> None:
    """各地目标并列：同一个指标放在一起，写几个字就只看含这些字的。没有就退出码 1。

    取自网站库中的文件（luodi import 导入）：人审过、发布了的标“审过”，其余由程序从原文读出，以原文为准。

    \b
    luodi targets 产业规模 --year 2027 --in-force
    """
    ask = _ask(words, str(year or ""), **asked)
    from luodi.service.comparisons import goals

    rows = [one for group in goals.grouped(goals.provisions("target", ask)) for one in group.rows]
    _told(rows, ask, ("指标", "数", "年份", "地区、文件", "条款", "责任单位"), "目标", everything, as_json)


@click.command("tasks", short_help="任务并列：各地谁牵头、谁配合、何时完成")
@_asking
def tasks(words: tuple[str, ...], everything: bool, as_json: bool, **asked: Any) -> None:
    """各地任务与责任单位并列：谁牵头、谁配合、何时完成，写几个字就只看含这些字的。没有就退出码 1。

    \b
    luodi tasks 算力 --body 科学技术局 --place 510100
    """
    ask = _ask(words, "", **asked)
    from luodi.service.comparisons import goals

    _told(
        goals.provisions("task", ask),
        ask,
        ("任务", "原文写的", "地区、文件", "条款", "责任单位"),
        "任务",
        everything,
        as_json,
    )


def _ask(words: tuple[str, ...], year: str, *, place: str, body: str, on: date | None, in_force: bool) -> Asked:
    from luodi.site.start import start

    start()
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND, require
    from luodi.service.comparisons.asked import Asked
    from luodi.service.registry import values

    require(COMMAND, "document.view")
    region = values.region(place) if place else ""
    told = {"words": " ".join(words), "body": body.strip(), "place": region, "year": year}
    return Asked(on or timezone.localdate(), **told, in_force=in_force, told_day=on is not None)


def _told(
    rows: Sequence[Provision], ask: Asked, head: Sequence[str], what: str, everything: bool, as_json: bool
) -> None:
    from luodi.service.comparisons import goals

    states = goals.states((one.key for one in rows), ask.on)
    if as_json:
        print_json([goals.provision_data(one, states) for one in rows])
    elif rows:
        shown = rows if everything else rows[:_SHOWN]
        out.print(_table(shown, head, states), soft_wrap=False)
        left = f"；另有 {len(rows) - len(shown)} 条，--all 列出全部" if len(shown) < len(rows) else ""
        click.echo(f"{what} {len(rows)} 条，{len({one.region for one in rows})} 地，文件是否有效按 {ask.on}{left}")
    else:
        click.echo(f"没有这样的{what}：luodi import 导入文件；少写几个字，或去掉 --in-force", err=True)
    if not rows:
        sys.exit(1)


def _table(rows: Sequence[Provision], head: Sequence[str], states: dict[str, str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    for column, ratio in zip(head, (4, 3, 1, 4, 2, 3) if "年份" in head else (5, 2, 4, 2, 4), strict=True):
        table.add_column(column, ratio=ratio, overflow="fold")
    last = ""
    for one in rows:
        title = "" if one.title == last else one.title
        state = states.get(one.key, "")
        where = f"{escape(one.place)}\n{escape(one.document)}（{state}）\n[bright_black]{escape(one.key)}#{one.cid}[/]"
        bodies = [*(f"{name}（牵头）" for name in one.lead), *one.others]
        value = "　".join(filter(None, (one.value, "审过" if one.checked else "")))
        cells = [title, value, *([str(one.year or "—")] if "年份" in head else [])]
        table.add_row(*map(escape, cells), where, escape(one.path), escape("、".join(bodies)))
        last = one.title if "年份" in head else ""
    return table
