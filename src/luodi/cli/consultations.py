"""`luodi consultations`: the consultations of the site from this machine: open, change, close, publish, and their summaries as files.

What is done with comments and their groups is in `consultation_comments`.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from luodi.cli import consultation_comments
from luodi.cli.check import parse_day
from luodi.cli.console import out
from luodi.cli.given import text_of, written_or_said

_NUMBER = click.IntRange(1, 2**63 - 1)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("consultations", short_help="征求意见：发起、截止、审核、答复、公布，导出意见与答复")
def consultations() -> None:
    """网站的征求意见：发起、截止、审核、归并、答复、公布，导出意见与答复。操作者记为“本机命令”。

    提意见、撤回自己的意见，是本人的事，在网站上登录做。
    """


@consultations.command("list", short_help="列出征求意见")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def listed(as_json: bool) -> None:
    """列出征求意见，正在征求的在前；没有就退出码 1。"""
    _start()
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.consultations import queries

    now = timezone.now()
    found = [(one, queries.counts(one)) for one in queries.listed(COMMAND, now)]
    if as_json:
        click.echo(
            json.dumps(
                [_data(one, counts, timezone.localdate(now)) for one, counts in found], ensure_ascii=False, indent=1
            )
        )
    elif found:
        out.print(_table(found, timezone.localdate(now)))
    else:
        click.echo("还没有征求意见", err=True)
    if not found:
        sys.exit(1)


@consultations.command("open", short_help="发起征求意见")
@click.argument("key", metavar="ID")
@click.option("--closes", callback=parse_day, required=True, metavar="DATE", help="截止日期，当天还收")
@click.option("--opens", callback=parse_day, metavar="DATE", help="开始日期；不写就是今天")
@click.option("--unit", required=True, metavar="TEXT", help="征求意见的单位")
@click.option("--title", default="", metavar="TEXT", help="标题；不写就用文件的题名")
@click.option("--explanation-file", "file", type=_FILE, metavar="FILE", help="起草说明，一个文本文件")
@click.option("--contact", default="", metavar="TEXT", help="联系人")
@click.option("--phone", default="", metavar="TEXT", help="电话；电话、邮箱至少写一样，会公开")
@click.option("--email", default="", metavar="TEXT", help="电子邮箱")
@click.option("--visitors", is_flag=True, help="没有登录的人也能提，经审核收下")
def open_(key: str, closes: date, opens: date | None, file: Path | None, **told: Any) -> None:
    """对库中的文件 ID（最新一版）发起征求意见。

    \b
    luodi consultations open sichuan/chengdu/ai-policy --closes 2027-01-20 --unit 市经信局 --phone 028-60000000
    """
    _start()
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.consultations import actions

    now = timezone.now()
    given = actions.Told(opens or timezone.localdate(now), closes, explanation=text_of(file) if file else "", **told)
    made = actions.open_consultation(COMMAND, key, given, now)
    click.echo(f"第 {made.pk} 号征求意见发起好了：《{made.title}》　{made.opens} 至 {made.closes}")


@consultations.command("change", short_help="改日期和说明")
@click.argument("number", type=_NUMBER, metavar="N")
@click.option("--closes", callback=parse_day, metavar="DATE", help="截止日期")
@click.option("--opens", callback=parse_day, metavar="DATE", help="开始日期；开始以后不能改")
@click.option("--unit", metavar="TEXT", help="征求意见的单位")
@click.option("--title", metavar="TEXT", help="标题")
@click.option("--explanation-file", "file", type=_FILE, metavar="FILE", help="起草说明，一个文本文件")
@click.option("--contact", metavar="TEXT", help="联系人")
@click.option("--phone", metavar="TEXT", help="电话")
@click.option("--email", metavar="TEXT", help="电子邮箱")
@click.option("--visitors/--no-visitors", default=None, help="没有登录的人能不能提")
@click.option("--newest-text", is_flag=True, help="换成库中的最新一版文本；已有的意见仍带着当时的条款文字")
def change(number: int, file: Path | None, newest_text: bool, **given: Any) -> None:
    """改第 N 号征求意见；没有写的不变。截止以后不能再改。"""
    told = {name: value for name, value in given.items() if value is not None}
    if file is not None:
        told["explanation"] = text_of(file)
    if not told and not newest_text:
        raise click.UsageError("没有写要改什么。例：luodi consultations change 3 --closes 2027-01-31")
    _start()
    from dataclasses import fields

    from django.db import transaction
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.consultations import actions, queries

    of, now = queries.held(COMMAND, number, "consultation.open"), timezone.now()
    with transaction.atomic():  # both or none
        if newest_text:
            of = actions.use_current_text(COMMAND, number, now)
        if told:
            was = {one.name: getattr(of, one.name) for one in fields(actions.Told)}
            of = actions.change(COMMAND, number, actions.Told(**{**was, **told}), now)
    text = f"，现在是库中第 {of.version.number} 版的文字" if newest_text else ""
    click.echo(f"第 {number} 号改好了：《{of.title}》　{of.opens} 至 {of.closes}{text}")


@consultations.command("close", short_help="提前截止")
@click.argument("number", type=_NUMBER, metavar="N")
@click.option("--reason", required=True, help="为什么提前截止；留在审计记录里")
def close(number: int, reason: str) -> None:
    """现在就截止第 N 号：不再收新的意见。"""
    _start()
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.consultations import actions

    made = actions.close(COMMAND, number, timezone.now(), reason)
    click.echo(f"第 {number} 号《{made.title}》截止了，不再收新的意见")


for _one in consultation_comments.COMMANDS:
    consultations.add_command(_one)


@consultations.command("publish", short_help="公布答复")
@click.argument("number", type=_NUMBER, metavar="N")
@click.option("--conclusion", default="", metavar="TEXT", help="总的说明；可以不写")
@click.option("--conclusion-file", "file", type=_FILE, metavar="FILE", help="总的说明写在这个文本文件里")
def publish(number: int, conclusion: str, file: Path | None) -> None:
    """公布第 N 号的意见与答复：截止以后，都审核了、都答复了才能公布；公布以后不能再改。"""
    text = written_or_said(conclusion, file, "conclusion")
    _start()
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.consultations import actions

    made = actions.publish(COMMAND, number, text, timezone.now())
    click.echo(f"第 {number} 号《{made.title}》的答复公布了；提意见的人会在“我的意见”里看到")


@consultations.command("export", short_help="导出意见与答复")
@click.argument("number", type=click.IntRange(1), metavar="N")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--masked", is_flag=True, help="姓名、联系方式打码，如公众看到的；不写就是全的")
def export(number: int, file: Path, masked: bool) -> None:
    """把第 N 号的意见与答复写到 FILE：按后缀是 .xlsx、.pdf 或 .json。没有公布的也能导出。

    \b
    luodi consultations export 3 意见汇总.xlsx
    不写 --masked 时含姓名和联系方式，文件请妥善保管。
    """
    from luodi.engine.core.errors import DataError, Place

    form = file.suffix.lower().removeprefix(".")
    if form not in {"xlsx", "pdf", "json"}:
        raise DataError(
            f"不会写“{file.suffix or '没有后缀'}”的文件", place=Place(str(file)), fix="用 .xlsx、.pdf 或 .json"
        )
    _start()
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.consultations import exporting, queries

    of = queries.held(COMMAND, number, "consultation.answer")
    try:
        file.write_bytes(exporting.exported(of, form, whole=not masked))
    except OSError as error:
        raise DataError(
            "写不了这个文件", place=Place(str(file)), why=str(error.strerror), fix="换一个能写的地方"
        ) from None
    click.echo(f"写好了 {file}")


def _start() -> None:
    from luodi.site.start import start

    start()


def _data(one: Any, counts: Any, today: Any) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("title", "region", "unit")}
    dates = {"opens": one.opens.isoformat(), "closes": one.closes.isoformat()}
    return {
        "id": one.pk,
        **told,
        **dates,
        "document": one.version.document.key,
        "phase": one.phase(today),
        **vars(counts),
    }


def _table(found: list[Any], today: Any) -> Any:
    from rich.table import Table

    from luodi.service.consultations.models import PHASES

    table = Table(box=None, pad_edge=False)
    for head in ("号", "标题", "起止", "状态", "意见", "组", "未答复", "待审核"):
        table.add_column(head, justify="left" if head in {"标题", "起止", "状态"} else "right", overflow="fold")
    for one, counts in found:
        figures = (counts.shown, counts.clusters, counts.unanswered, counts.waiting)
        table.add_row(
            str(one.pk), one.title, f"{one.opens} 至 {one.closes}", str(PHASES[one.phase(today)]), *map(str, figures)
        )
    return table
