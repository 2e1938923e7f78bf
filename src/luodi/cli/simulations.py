"""`luodi simulations`: the simulations that the site keeps and its workers carry out: start, look, cancel, take along, compare."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luodi.cli.check import parse_day
from luodi.cli.console import out, print_json
from luodi.cli.extras import tables_extra
from luodi.cli.given import text_of
from luodi.cli.simulation_shown import (
    population_data,
    populations_table,
    print_compared,
    print_run,
    result_data,
    run_data,
    runs_table,
    supports_table,
    texts,
)
from luodi.engine.core.errors import DataError, NotFound

if TYPE_CHECKING:
    from luodi.service.simulations.models import Population, Run

_NUMBER = click.IntRange(1, 2**63 - 1)
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON；金额是整数分，写成文字")
_SHOWN = 20
_ALL = 100_000


@click.group("simulations", short_help="网站上的推演：列出、发起、取消、导出、比较两次")
def simulations() -> None:
    """网站上的推演：列出、发起、看结果、取消、导出、比较两次。操作者记为“本机命令”。

    只在本机算一次、不留在网站上的，用 luodi simulate。
    """


@simulations.command("list")
@click.option("--populations", is_flag=True, help="列出可以推演的企业数据，不列推演")
@_JSON
def list_(populations: bool, as_json: bool) -> None:
    """列出推演：问什么、做到哪里；新的在先。没有就退出码 1。"""
    _start()
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.simulations import queries

    found: list[Any] = list(queries.populations(COMMAND) if populations else queries.runs(COMMAND))
    if as_json:
        print_json([population_data(one) if populations else run_data(one) for one in found])
    elif not found:
        teach = "luodi simulations start 发起" if not populations else "在网站“政策推演”里上传或生成"
        click.echo(f"还没有{'企业数据' if populations else '推演'}：{teach}", err=True)
    else:
        out.print(populations_table(found) if populations else runs_table(found), soft_wrap=False)
    if not found:
        sys.exit(1)


@simulations.command("show")
@click.argument("number", type=_NUMBER, metavar="N")
@click.option("--all", "everything", is_flag=True, help=f"列出全部支持；不写只列前 {_SHOWN} 项")
@_JSON
def show(number: int, everything: bool, as_json: bool) -> None:
    """第 N 次推演：问的、做到哪里、合计、各项支持。还没有做完，退出码 1。"""
    run = _run(number)
    from luodi.service.simulations import places, queries, results

    folder = places.run_folder(run.pk)
    ready = run.summary is not None and queries.has_files(run)
    with tables_extra("看推演的结果"):
        after = ready and bool(run.summary["reform"])
        page = (
            results.supports(folder, reform=after, limit=_ALL if everything or as_json else _SHOWN) if ready else None
        )
    if as_json:
        print_json(
            {
                **run_data(run),
                "result": result_data(run),
                "supports": [texts(row) for row in page.rows] if page else None,
            }
        )
    else:
        print_run(run)
        if page is not None:
            out.print(supports_table(page.rows), soft_wrap=False)
        if page is not None and page.count > len(page.rows):
            click.echo(f"另有 {page.count - len(page.rows)} 项，--all 列出全部")
    if not ready:
        sys.exit(1)


@simulations.command("start")
@click.argument("population", metavar="POPULATION")
@click.option("--on", callback=parse_day, required=True, metavar="DATE", help="问题日")
@click.option("--policy", "policies", multiple=True, metavar="ID", help="推演这一项政策，可写多次")
@click.option(
    "--draft", "desks", multiple=True, metavar="ID", help="推演审编台上这项政策接受了的支持，不必发布；可写多次"
)
@click.option("--title", default="", metavar="TEXT", help="名称；不写就用第一项政策的名称")
@click.option("--by", default="region,industry,size", show_default=True, metavar="…", help="按什么分组")
@click.option("--in-force", is_flag=True, help="原文推不出有效期的政策，按有效推演")
@click.option("--reform", type=click.Path(path_type=Path), metavar="FILE", help="改革文件（YAML），与现行并列")
@click.option("--take-up", default="100", show_default=True, metavar="PERCENT", help="申报率，百分数")
@click.option("--years", default="3", show_default=True, metavar="N", help="现金流看几年")
@click.option("--budget", "budgets", multiple=True, metavar="YEAR:SUM", help="一年的预算，如 2021:2亿元，可写多次")
@_JSON
def start(
    population: str, on: date, policies: tuple[str, ...], desks: tuple[str, ...], title: str, by: str, in_force: bool, reform: Path | None, take_up: str,
    years: str, budgets: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    """发起一次推演：POPULATION 是网站上一批企业的号或名称，由工作进程（luodi serve 自带，或 luodi worker）去做。

    \b
    luodi simulations start 3 --on 2021-06-01 --policy zhejiang/hangzhou/ai-zone-policy --reform 提高封顶.yaml
    """
    _start()
    from django.db import transaction
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.policies.library import library
    from luodi.service.simulations import actions, queries
    from luodi.service.simulations.assuming import Assumed
    from luodi.site.desk_to_simulation import draft_of

    if not policies and not desks:
        raise DataError("还没有说推演哪一项政策", fix="写 --policy ID，或 --draft 审编台上的编号")
    held, changes = _population(population), text_of(reform) if reform else ""
    assumed = Assumed(take_up=take_up, years=years, budgets="\n".join(one.replace(":", ": ", 1) for one in budgets))
    words = [part.strip() for part in by.split(",") if part.strip()]
    with transaction.atomic():  # what cannot be sent is not kept either
        drafts = [draft_of(COMMAND, key, timezone.now()) for key in desks]
        named = title or (drafts[0].title if drafts else library().policy(policies[0]).title)
        made = actions.prepare(
            COMMAND,
            named[:120],
            held.pk,
            on,
            policies,
            timezone.now(),
            by=words,
            in_force=in_force,
            reform=changes,
            assumed=assumed,
            drafts=[one.pk for one in drafts],
        )
        job = actions.send(COMMAND, made.pk, timezone.now())
    run = _found(made.pk)
    if as_json:
        print_json(run_data(run))
        return
    click.echo(f"第 {run.pk} 次推演“{run.title}”已送出；luodi simulations show {run.pk} 看做到哪里")
    if warning := queries.said_of(job, timezone.now())["warning"]:
        click.echo(warning)


@simulations.command("cancel")
@click.argument("number", type=_NUMBER, metavar="N")
def cancel(number: int) -> None:
    """取消第 N 次推演：在排队的立即取消，在做的几秒内停下。"""
    run = _run(number)
    from django.utils import timezone

    from luodi.service.accounts.rights import COMMAND
    from luodi.service.simulations import actions

    actions.cancel(COMMAND, run.pk, timezone.now())
    click.echo(f"第 {number} 次推演“{run.title}”取消了")


@simulations.command("export")
@click.argument("number", type=_NUMBER, metavar="N")
@click.option("--out", "folder", type=click.Path(path_type=Path), required=True, metavar="DIR", help="写进这个文件夹")
@click.option("--replace", is_flag=True, help="DIR 里已有东西时整个换掉")
def export(number: int, folder: Path, replace: bool) -> None:
    """把第 N 次推演的文件写进 DIR：与网页上下载的、luodi simulate --out 写的相同（CSV、Parquet、JSON、一页 HTML）。"""
    run = _run(number)
    from luodi.engine.core.finished import whole_folder
    from luodi.service.simulations import places, queries, results

    place = places.run_folder(run.pk)
    if run.summary is None or not queries.has_files(run):
        raise DataError(
            f"第 {number} 次推演“{run.title}”没有可导出的结果", why=_why_not(run), fix="做完再导出；文件不在了的，在网站上再做一次"
        )  # fmt: skip
    names = [name for name, _size in results.names(place)]
    with whole_folder(folder, replace=replace) as made:
        for name in names:
            shutil.copyfile(results.file(place, name), made / name)
    click.echo(f"已写出 {folder}：{'、'.join(names)}")


@simulations.command("compare")
@click.argument("left", type=_NUMBER, metavar="A")
@click.argument("right", type=_NUMBER, metavar="B")
@click.option("--all", "everything", is_flag=True, help=f"列出全部不同的支持；不写只列前 {_SHOWN} 项")
@_JSON
def compare(left: int, right: int, everything: bool, as_json: bool) -> None:
    """比较两次推演：问得不同的、合计、差得多的支持、各年现金流。有改革的，比的是改后。"""
    _run(left)
    _run(right)
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.simulations import comparing

    with tables_extra("比较推演"):
        made = comparing.compared(COMMAND, left, right, limit=_ALL if everything or as_json else _SHOWN)
    if as_json:
        data = {
            "asked": [{"what": what, "left": one, "right": two} for what, one, two in made["asked"]], "warnings": made["warnings"],
            "sums": {key: [str(one), str(two)] for key, one, two in made["sums"]}, "counts": {key: [one, two] for key, one, two in made["counts"]},
            "items": [texts(row) for row in made["page"].rows], "count": made["page"].count,
            "years": [{"year": year, "left": texts(one), "right": texts(two)} for year, one, two in made["years"]],
        }  # fmt: skip
        print_json(data)
    else:
        print_compared(made)


def _start() -> None:
    from luodi.site.start import start

    start()


def _run(number: int) -> Run:
    _start()
    return _found(number)


def _found(number: int) -> Run:
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.simulations import queries

    try:
        return queries.found(COMMAND, number)
    except NotFound:
        raise NotFound(f"没有第 {number} 次推演", fix="luodi simulations list 列出全部") from None


def _population(told: str) -> Population:
    """The population of a number, or the only one of a name; NotFound, DataError with the numbers when there are several."""
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.simulations import queries

    rows = queries.populations(COMMAND)
    found = list(rows.filter(pk=int(told))) if told.isdecimal() and len(told) < 18 else []
    found = found or list(rows.filter(title=told.strip()))
    if len(found) > 1:
        numbers = "、".join(str(one.pk) for one in found)
        raise DataError(f"叫“{told}”的企业数据有 {len(found)} 批", fix=f"写号：{numbers}")
    if not found:
        raise NotFound(f"没有“{told[:60]}”这批企业", fix="写号或名称；luodi simulations list --populations 列出全部")
    return found[0]


def _why_not(run: Run) -> str:
    from luodi.service.simulations import queries

    if run.summary is not None:
        return "结果的文件不在这台机器上"
    job = queries.last_job(run)
    return f"它{queries.STATES[queries.state_of(run)]}" + (
        f"：{job.problem['what']}" if job is not None and job.problem else ""
    )
