"""`luodi best`: which supports to claim when they exclude each other or share a limit."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from luodi.cli.check import chosen, parse_day, situation_of
from luodi.cli.console import library, out

if TYPE_CHECKING:
    from luodi.engine.library import Library
    from luodi.engine.rules.best import Apart, Most


@click.command()
@click.argument("facts", type=click.Path(path_type=Path))
@click.option("--on", callback=parse_day, metavar="DATE", help="问题的日期，优先于文件里的 on")
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
def best(
    facts: Path,
    on: date | None,
    region: str | None,
    policy_ids: tuple[str, ...],
    by: str,
    apart: tuple[tuple[str, str], ...],
    most: tuple[tuple[int, str], ...],
    as_json: bool,
) -> None:
    """最优组合：互斥、自选其一、共用上限之下，申报哪几项最好，放弃了什么、为什么，有没有同样好的选法。

    退出码：0 没有待核实的事项；1 有待核实的事项，或没有证明是最优；2 输入有误。
    """
    from luodi.engine.rules.best import best as find

    lib = library()
    policies = chosen(lib, policy_ids, region)
    answer = find(
        policies,
        situation_of(lib, facts, on),
        lib.vocabulary,
        by=by,
        told=_told(lib, apart, most),
        beside=lib.policies(),
    )
    if as_json:
        from luodi.cli.best_answer import as_data

        click.echo(json.dumps(as_data(answer), ensure_ascii=False, indent=2))
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
