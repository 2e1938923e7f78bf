"""`luodi registry`: tables of enterprises in and out of the site's registry, as the command on this machine."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luodi.cli.check import parse_day
from luodi.cli.console import out

if TYPE_CHECKING:
    from luodi.service.registry.models import Import

_SOURCES = ("annual", "self", "tax", "statistics", "registration", "official", "audit", "other")


@click.group("registry", short_help="企业登记：表格导入，导出表格或事实文件")
def registry() -> None:
    """网站的企业登记：表格导入，导出表格或事实文件。操作者记为“本机命令”。"""


@registry.command("import", short_help="导入一张表格")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@click.option("--source", type=click.Choice(_SOURCES), default="annual", show_default=True, help="这些事实的来源")
@click.option("--since", callback=parse_day, metavar="DATE", help="不按年的事实从哪一天起；一直如此就不写")
@click.option(
    "--for", "entity", default="enterprise", show_default=True, metavar="ENTITY", help="工作表没有名字时，一行是什么"
)
@click.option("--year", type=click.IntRange(1949, 2100), help="列名没写年份时，是哪一年的")
@click.option(
    "--refused",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="退回的行写到这里；不写就在表格旁边",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def import_(
    file: Path, source: str, since: date | None, entity: str, year: int | None, refused: Path | None, as_json: bool
) -> None:  # fmt: skip
    """导入 XLSX 表格 FILE：对的行登记，错的行写到一张表，改好再导入。

    \b
    luodi registry import 2021年报.xlsx --source annual
    同一份再导入一次不改变什么；中断了再导入一次，会接着补完。退出码：0 全部登记；1 有退回的行或没有读的列；2 读不了。
    """
    from luodi.site.start import start

    start()
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.registry.importing import Wanted, import_file

    wanted = Wanted(source, since.isoformat() if since else "", entity, year=year, most=10_000_000)
    made = import_file(COMMAND, file.read_bytes(), file.name, wanted, timezone.now())
    beside = refused or file.with_name(f"{file.stem}.退回.xlsx")
    if made.refused:
        beside.write_bytes(bytes(made.refused))
    if as_json:
        click.echo(
            json.dumps({**made.report, "refused": str(beside) if made.refused else None}, ensure_ascii=False, indent=2)
        )
    else:
        _show(made, beside)
    sys.exit(1 if _open(made) else 0)


def _open(made: Import) -> bool:
    """Whether something of the file is not in the registry."""
    parts: list[dict[str, Any]] = made.report["sheets"]
    unread = any(column["problem"] and not column["read_as"] for part in parts for column in part["columns"])
    return bool(made.refused or made.report["unread"] or unread or any(part["problems"] for part in parts))


def _show(made: Import, beside: Path) -> None:
    for part in made.report["sheets"]:
        told = f"{part['sheet']}：读到 {part['read']} 行，登记 {part['new']}、相同 {part['unchanged']}、退回 {part['refused']}"
        out.print(told + (f"；新建档 {part['registered']} 家" if part["registered"] else ""), markup=False)
        for text in part["problems"]:
            out.print(f"  {text}", markup=False)
        for column in part["columns"]:
            if column["problem"]:
                out.print(
                    f"  “{column['text']}”一列{'' if column['read_as'] else '没有读'}：{column['problem']}",
                    markup=False,
                )
        for text in part["errors"][:10]:
            out.print(f"  {text}", markup=False)
    for text in made.report["unread"]:
        out.print(text, markup=False)
    if made.refused:
        out.print(f"退回的行在 {beside}：照“错在哪里”改好，再导入它", markup=False)


@registry.command("export", short_help="导出企业的事实")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option(
    "--out",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="写到 .xlsx 或 .yaml",
)
@click.option("--region", metavar="REGION", help="不写信用代码时：只要这个地区的，写代码或全称")
@click.option("--on", callback=parse_day, metavar="DATE", help="哪一天的情况；不写就是今天")
def export(codes: tuple[str, ...], file: Path, region: str | None, on: date | None) -> None:
    """把企业（写统一社会信用代码；不写就是全部）的事实导出为可再导入的 XLSX，或一家的事实文件 YAML。

    \b
    luodi registry export 91330106XXXXXXXXXX --out 企业.yaml    供 luodi check 体检
    luodi registry export --region 330100 --out 杭州.xlsx
    """
    from luodi.site.start import start

    start()
    from django.utils import timezone

    from luodi.engine.core.errors import DataError
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.registry import exporting, queries, values

    day = on or timezone.localdate()
    place = values.region(region) if region else ""
    found = [queries.found(COMMAND, code, "fact.export") for code in codes] or list(
        queries.listed(COMMAND, "", place, "fact.export")
    )
    if file.suffix in {".yaml", ".yml"}:
        if len(found) != 1:
            raise DataError(f"事实文件一次写一家，这里有 {len(found)} 家", fix="写一个信用代码，或导出 .xlsx")
        file.write_text(queries.fact_file(found[0], day), "utf-8")
    elif file.suffix == ".xlsx":
        file.write_bytes(exporting.exported(COMMAND, found, day))
    else:
        raise DataError(f"不会写“{file.suffix or file.name}”", fix="FILE 以 .xlsx 或 .yaml 结尾")
    out.print(f"已写到 {file}：{len(found)} 家，{day} 的情况", markup=False)
