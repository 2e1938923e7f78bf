"""`luodi consultations`: the consultations of the site, and their summaries as files, as the command on this machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from luodi.cli.console import out


@click.group("consultations", short_help="征求意见：列出，导出意见与答复")
def consultations() -> None:
    """网站的征求意见：列出，导出意见与答复。操作者记为“本机命令”。"""


@consultations.command("list", short_help="列出征求意见")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def listed(as_json: bool) -> None:
    """列出征求意见，正在征求的在前；没有就退出码 1。"""
    from luodi.site.start import start

    start()
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
    from luodi.site.start import start

    form = file.suffix.lower().removeprefix(".")
    if form not in {"xlsx", "pdf", "json"}:
        raise DataError(
            f"不会写“{file.suffix or '没有后缀'}”的文件", place=Place(str(file)), fix="用 .xlsx、.pdf 或 .json"
        )
    start()
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
