"""`luodi best`: which supports to claim when they exclude each other or share a limit; for one enterprise, or for many."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from luodi.cli.check import chosen, parse_day, situation_of
from luodi.cli.console import library, out, print_json

if TYPE_CHECKING:
    from luodi.engine.library import Library
    from luodi.engine.rules.best import Apart, Most


@click.command()
@click.argument("facts")
@click.option("--on", callback=parse_day, metavar="DATE", help="问题的日期，优先于文件里的 on；一批企业必须写")
@click.option("--region", metavar="CODE", help="只看这个地区（GB/T 2260 代码）适用的政策")
@click.option("--policy", "policy_ids", multiple=True, metavar="ID", help="只看这项政策，可写多次")
@click.option(
    "--by",
    type=click.Choice(["amount", "at_most", "unknown"]),
    default="amount",
    show_default=True,
    help="先比哪一类：amount 确定，at_most 上限，unknown 待核实；相同再依次比其余各类，各类从不相加",
)
@click.option(
    "--apart", nargs=2, multiple=True, metavar="ID ID", help="另有规定不能同时享受的两项支持（或政策），可写多次"
)
@click.option(
    "--most",
    nargs=2,
    type=(click.IntRange(min=1), str),
    multiple=True,
    metavar="N ID",
    help="这项政策（或支持）一次至多申报 N 项，可写多次",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
@click.option(
    "--out", "file", type=click.Path(path_type=Path), metavar="FILE", help="一批企业：每家一行写进这个 .parquet"
)
@click.option("--in-force", is_flag=True, help="一批企业：原文推不出有效期的政策，按有效计")
@click.option("--memory", default="2GB", show_default=True, metavar="SIZE", help="一批企业：至多用多少内存")
def best(
    facts: str,
    on: date | None,
    region: str | None,
    policy_ids: tuple[str, ...],
    by: str,
    apart: tuple[tuple[str, str], ...],
    most: tuple[tuple[int, str], ...],
    as_json: bool,
    file: Path | None,
    in_force: bool,
    memory: str,
) -> None:
    """最优组合：互斥、自选其一、共用上限之下，申报哪几项最好，放弃了什么、为什么，有没有同样好的选法。

    FACTS 是一家企业的事实文件；也可以是一批企业（luodi population 做的文件夹、企业表、数据库），那时每家各算各的，--out 写出结果。

    退出码：0 没有待核实的事项（一批企业：都算出来了）；1 有待核实的事项，或没有证明是最优；2 输入有误。
    """
    from luodi.cli.best_population import best_of_population, is_population
    from luodi.engine.rules.best import best as find

    lib = library()
    policies, told = chosen(lib, policy_ids, region), _told(lib, apart, most)
    if is_population(facts):
        best_of_population(lib, facts, policies, on, by, told, file, in_force=in_force, memory=memory, as_json=as_json)
    if file is not None or in_force:
        raise click.UsageError("--out、--in-force 只用于一批企业；一家企业的有效期写在事实文件的 in_force 里")
    answer = find(policies, situation_of(lib, Path(facts), on), lib.vocabulary, by=by, told=told, beside=lib.policies())
    if as_json:
        from luodi.cli.best_answer import as_data

        print_json(as_data(answer))
    else:
        from luodi.cli.best_answer import show

        show(answer, lib.vocabulary, out)
    unsure = any(claim.verdict is None for part in answer.parts for claim in part.claims)
    sys.exit(1 if unsure or not answer.proved else 0)


def _told(lib: Library, apart: tuple[tuple[str, str], ...], most: tuple[tuple[int, str], ...]) -> list[Apart | Most]:
    from luodi.engine.rules.best import Apart, Most

    for name in [*(name for pair in apart for name in pair), *(name for _, name in most)]:
        lib.support(name) if "#" in name else lib.policy(name)  # NotFound names the nearest
    return [*(Apart(*pair) for pair in apart), *(Most(count, name) for count, name in most)]
