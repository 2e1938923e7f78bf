"""`luodi import`: documents into the site's library, from the machine it runs on."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from luodi.engine.core.errors import NotFound, Place, SourceError


@click.command("import", short_help="把公文导入网站的文件库：检索、阅读、版本、关系")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR|FILE…")
@click.option("--region", default="", metavar="CODE", help="这些文件属于哪个地区（GB/T 2260）；不写则从标题认")
@click.option("--id", "key", default="", metavar="ID", help="给一份文件指定编号，如 sichuan/chengdu/ai-policy")
@click.option("--quiet", is_flag=True, help="只列没有导入的和合计")
def import_(sources: tuple[Path, ...], region: str, key: str, quiet: bool) -> None:
    """把文件夹 DIR（含下级）或文件 FILE 导入文件库：txt、html、docx、pdf、扫描件、doc。

    每份文件写完才报一行；中途停下，再运行一次就接着做完，已有的不重复。原件按摘要保存。

    \b
    luodi import 政策文件夹
    luodi import 某市算力政策.pdf --region 510100 --id sichuan/chengdu/computing-policy
    """
    files = list(_files(sources))
    if key and len(files) > 1:
        raise click.UsageError("--id 只能给一份文件")
    from luodi.site.start import start

    start()
    counts: Counter[str] = Counter()
    for number, (file, path) in enumerate(files, start=1):
        for outcome in _imported(file, path, key, region):
            counts[outcome.state] += 1
            if outcome.state == "failed":
                click.echo(f"[{number}/{len(files)}] {path}　{outcome.line}", err=True)
            elif not quiet:
                click.echo(f"[{number}/{len(files)}] {outcome.line}")
        sys.stdout.flush()
    _total(counts, len(files))


def _files(sources: tuple[Path, ...]) -> Iterator[tuple[Path, str]]:
    """Each file with its path below the folder that was named; those whose path is an id first, so that they give the key."""
    from luodi.engine.core.ids import is_policy_id
    from luodi.engine.documents.readers import suffixes

    known = suffixes()
    found: list[tuple[Path, str]] = []
    for source in sources:
        if not source.exists():
            raise NotFound(f"找不到 {source}", fix="核对路径；相对路径从当前文件夹算起")
        if source.is_file():
            found.append((source, source.name))
            continue
        inside = sorted(file for file in source.rglob("*") if file.is_file() and file.suffix.lower() in known)
        if not inside:
            raise SourceError("文件夹里没有能读的文件", place=Place(str(source)), fix=f"能读：{'、'.join(known)}")
        found += [(file, file.relative_to(source).as_posix()) for file in inside]
    return iter(sorted(found, key=lambda one: not is_policy_id(Path(one[1]).with_suffix("").as_posix())))


def _imported(file: Path, path: str, key: str, region: str) -> Iterator[Any]:
    from django.utils import timezone

    from luodi.engine.documents.readers import MAX_BYTES
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.policies.actions import Outcome, import_file

    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        yield Outcome(path, "failed", message=f"文件打不开；{error.strerror or error}；核对权限")
        return
    yield from import_file(COMMAND, data, file.name, timezone.now(), path=path, key=key, region=region)


def _total(counts: Counter[str], files: int) -> None:
    from luodi.service.policies.actions.documents import STATES

    click.echo(
        f"{files} 个文件：" + "，".join(f"{label} {counts[state]}" for state, label in STATES.items() if counts[state]),
        err=True,
    )
    if counts["failed"]:
        click.echo("没有导入的各有原因，见上；其余的都已写入。", err=True)
        sys.exit(2)
