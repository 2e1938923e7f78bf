"""`luodi drafts`: the review desk of the site from this machine: what is on it, a whole policy, policy folders out and in.

What is decided of single items is in `draft_items`. Publishing takes two people, and a command is one actor: it is done on the site.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from luodi.cli import draft_items
from luodi.cli.console import out, print_json
from luodi.cli.draft_items import fault_data


@click.group("drafts", short_help="审编台：开始、逐项审、提请，导出、导入政策文件夹")
def drafts() -> None:
    """网站的审编台：开始一份文件，逐项接受、改正、不采用，提请发布，导出、导入政策文件夹。

    操作者记为“本机命令”，是一个操作者；发布要两个人，所以复核发布、退回、撤下由复核员在网站上做，这里没有。
    """


@drafts.command("list")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def list_(as_json: bool) -> None:
    """列出正在审编的政策：审了几项，用了几分钟，发布了第几版。"""
    _start()
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.drafts import queries

    rows = queries.desks(COMMAND)
    if as_json:
        from luodi.service.drafts.data import desk_data

        data = [desk_data(*row) for row in rows]
        print_json(data)
        return
    if not rows:
        click.echo("审编台上还没有政策：luodi import 导入文件，再在网站“审编台”开始；或 luodi drafts import 文件夹")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("政策", "审了", "分钟", "发布"):
        table.add_column(column, overflow="fold", justify="left" if column == "政策" else "right")
    for desk, progress, made in rows:
        table.add_row(
            f"{escape(desk.title)}\n[bright_black]{desk.key}[/]", f"{progress.decided}/{progress.total}", str(progress.minutes),
            f"第 {made.number} 版" if made else "—",
        )  # fmt: skip
    out.print(table, soft_wrap=False)


@drafts.command("begin")
@click.argument("key", metavar="ID")
def begin(key: str) -> None:
    """开始审编一份已导入的文件：从原文起草各项支持、目标和任务；已有编好的政策就从它的文件夹开始。"""
    _start()
    from django.utils import timezone

    from luodi.engine.core.errors import DataError
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.drafts import actions
    from luodi.service.drafts.models import KINDS, Desk

    if Desk.objects.filter(key=key).exists():
        raise DataError(
            f"{key} 已经在审编台上", why="再开始会换掉审过的", fix=f"luodi drafts show {key}；原文有了新版用 luodi drafts refresh {key}"
        )  # fmt: skip
    made = actions.begin(COMMAND, key, timezone.now())
    kinds = list(made.items.values_list("kind", flat=True))
    told = "、".join(f"{label} {kinds.count(kind)}" for kind, label in KINDS.items() if kind in kinds)
    click.echo(f"开始审编《{made.title}》　{made.key}　{told or '没有找到支持、目标和任务'}")
    click.echo(f"各项：luodi drafts show {made.key}")


@drafts.command("refresh")
@click.argument("key", metavar="ID")
def refresh(key: str) -> None:
    """换到文件的新版本：没有变的条款不再问，变了的再审；编号不变。"""
    _start()
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.drafts import actions

    counts = actions.refresh(COMMAND, key, timezone.now())
    click.echo(
        "换到新版本：{kept} 项没有变，不再问；{changed} 项原文改了，{added} 项新增，{gone} 项没有了".format(**counts)
    )


@drafts.command("propose")
@click.argument("key", metavar="ID")
@click.option("--note", default="", metavar="TEXT", help="给复核的人的话")
@click.option("--check", "only_check", is_flag=True, help="只说离发布还差什么，不提请")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：提请的号，或还差的每一处")
def propose(key: str, note: str, only_check: bool, as_json: bool) -> None:
    """提请发布整项政策；还差什么，一处一处都列出来，退出码 1。提请以后，由另一位复核员在网站上发布。"""
    _start()
    from django.utils import timezone

    from luodi.engine.core.errors import Problems
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.drafts import actions, queries
    from luodi.service.drafts.actions.publishing import faults

    made, found = None, []
    try:
        if only_check:
            found = faults(queries.desk(COMMAND, key), timezone.localdate())[1]
        else:
            made = actions.propose(COMMAND, key, note, timezone.now(), timezone.localdate())
    except Problems as error:
        found = list(error.problems)
    if as_json:
        data = {"proposal": made.pk if made else None, "faults": [fault_data(one) for one in found]}
        print_json(data)
    elif made is not None:
        click.echo(f"已提请发布 {key}，第 {made.pk} 号；由另一位复核员在网站“审编台”里复核发布")
    elif not found:
        click.echo("什么也不差，可以提请")
    else:
        click.echo(f"还不能提请，{len(found)} 处：", err=True)
        for one in found:
            click.echo(str(one), err=True)
    sys.exit(1 if found else 0)


for _one in draft_items.COMMANDS:
    drafts.add_command(_one)


@drafts.command("export")
@click.argument("key", metavar="ID")
@click.option("--published", is_flag=True, help="导出已发布的那一版；不写则是现在审过的各项")
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="写到这个文件夹：DIR/ID/policy.yaml",
)
def export(key: str, published: bool, folder: Path) -> None:
    """把一项政策写成政策文件夹；LUODI_POLICIES=DIR luodi policies check ID 就能检验。"""
    _start()
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.drafts import queries

    made = queries.folder_of(queries.desk(COMMAND, key), published=published)
    place = folder / made.key
    place.mkdir(parents=True, exist_ok=True)
    for name, text in (("policy.yaml", made.policy), ("cases.yaml", made.cases)):
        (place / name).write_text(text, "utf-8")
        click.echo(f"已写 {place / name}")


@drafts.command("import")
@click.argument("source", type=click.Path(path_type=Path, exists=True), metavar="DIR|ZIP")
@click.option("--id", "key", default="", metavar="ID", help="政策的编号；不写则从文件夹的路径认")
def import_(source: Path, key: str) -> None:
    """把政策文件夹 DIR（里面是 policy.yaml 和 cases.yaml）或它的 ZIP 导入审编台。

    \b
    luodi drafts import zhejiang/hangzhou/workshop-policy
    luodi drafts import 下载的.zip
    """
    _start()
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.drafts import actions

    made = actions.import_folder(COMMAND, _folder(source, key), timezone.now())
    click.echo(f"已导入《{made.title}》　{made.key}　{made.items.count()} 项；在网站“审编台”里提请、复核发布")


def _folder(source: Path, key: str) -> Any:
    from luodi.engine.core.errors import DataError, NotFound
    from luodi.engine.core.ids import is_policy_id
    from luodi.service.drafts.folder import Folder, unzipped

    if source.is_file():
        return unzipped(source.read_bytes(), key)
    texts = []
    for name in ("policy.yaml", "cases.yaml"):
        if not (source / name).is_file():
            raise NotFound(f"{source} 里没有 {name}", fix="写政策文件夹：里面直接是 policy.yaml 和 cases.yaml")
        texts.append((source / name).read_text("utf-8"))
    wanted = key or _key(source.resolve().parts)
    if not is_policy_id(wanted):
        raise DataError(f"看不出 {source} 是哪一项政策", fix="用 --id 写明，例如 sichuan/chengdu/ai-policy")
    return Folder(wanted, *texts)


def _key(parts: tuple[str, ...]) -> str:
    """The id that a path tells: what stands below a folder `policies`, else its last three parts (a province, a city, a policy), else two."""
    from luodi.engine.core.ids import is_policy_id

    below = [len(parts) - place for place, part in enumerate(parts, start=1) if part == "policies"]
    sizes = [size for size in (*below[-1:], 3, 2) if size > 1]
    return next((found for size in sizes if is_policy_id(found := "/".join(parts[-size:]))), "")


def _start() -> None:
    from luodi.site.start import start

    start()
