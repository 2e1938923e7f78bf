"""`luodi backup` and `luodi restore`: everything the site keeps, in one file."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("backup", short_help="备份网站的全部数据；--check 检验一份备份")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--check", "only_check", is_flag=True, help="不写：读完 FILE，逐个核对摘要")
def backup(file: Path, only_check: bool) -> None:
    """把网站的全部数据（各表、上传的文件）写成一个文件 FILE，例如 luodi-2026-11-21.tar.gz。

    \b
    网站不必停。写完之前 FILE 不会出现；SQLite 与 PostgreSQL 的备份可以互相恢复。
    登录状态不在备份里。备份里有个人信息，照此保管。
    """
    from luodi.site.start import start

    start()
    from luodi.engine.core.finished import finished_file
    from luodi.site import backup as held

    if only_check:
        _say("完好", held.check(file))
        return
    with finished_file(file) as half:
        contents = held.write(half)
    _say(f"已写到 {file}", contents)


@click.command("restore", short_help="从备份恢复到一个空的数据文件夹或数据库")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
def restore(file: Path) -> None:
    """把备份 FILE 恢复到一个空的数据文件夹（LUODI_DATA）或数据库（LUODI_DATABASE）。

    \b
    先核对每个成员的摘要，再在一个事务里写入，最后核对审计链；有一处不对就什么也不写。
    """
    from luodi.site.start import start

    start()
    from luodi.site import backup as held

    _say("已恢复", held.restore(file))


def _say(done: str, contents: object) -> None:
    from luodi.site.backup import Contents

    assert isinstance(contents, Contents)
    total = sum(contents.rows.values())
    click.echo(f"{done}：{total:,} 行，{contents.files:,} 个文件，审计链到第 {contents.head[0]:,} 行")
