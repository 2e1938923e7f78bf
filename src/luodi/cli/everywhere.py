"""`luodi everywhere`: what the enterprise of a fact file would get in every city if it were registered there."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from luodi.cli.check import parse_day, situation_of
from luodi.cli.console import out, print_json

if TYPE_CHECKING:
    from luodi.service.comparisons.enterprise import Line, PlaceAnswer

_SHOWN = ("yes", "open")


@click.command("everywhere", short_help="一家企业假如登记在各地，各能得什么")
@click.argument("facts", type=click.Path(path_type=Path))
@click.option("--on", callback=parse_day, metavar="DATE", help="问题的日期，优先于文件里的 on")
@click.option("--place", default="", metavar="REGION", help="只看这一地，写代码或全称")
@click.option("--in-force", is_flag=True, help="原文推不出有效期的政策，按那一天有效算")
@click.option("--all", "everything", is_flag=True, help="逐项列出，不只列合计；不符合的也列")
@click.option(
    "--json", "as_json", is_flag=True, help="输出 JSON，与接口 /api/v1/comparisons/enterprise 同形；金额是文字"
)
def everywhere(facts: Path, on: date | None, place: str, in_force: bool, everything: bool, as_json: bool) -> None:
    """FACTS.yaml 里的企业，假如登记在各地，按当地和上级的政策各能得什么。政策取网站政策库里的，含网站上发布的。

    假定的只有：注册地、税务关系和统计关系都在该地。其余事实照填的算，没有填的仍是不知道；四类金额从不相加。
    登记在原地能得什么、还差什么，用 luodi check。

    \b
    luodi everywhere 企业.yaml --on 2021-06-01
    luodi everywhere 企业.yaml --place 510100 --all
    """
    from luodi.site.start import start

    start()
    from luodi.service.comparisons import enterprise
    from luodi.service.policies.library import library
    from luodi.service.registry import values

    told = situation_of(library(), facts, on)
    held = enterprise.assumed(told) if in_force else told
    answers = enterprise.everywhere(held, values.region(place) if place else "")
    if as_json:
        data = {
            "on": held.on.isoformat(),
            "assumed": list(enterprise.PLACED),
            "items": [enterprise.place_data(one) for one in answers],
        }
        print_json(data)
        return
    out.print(_totals(answers), soft_wrap=False)
    for one in answers if everything else ():
        out.print(f"[bold]{escape(one.name)}[/]")
        out.print(_lines(one), soft_wrap=False)
    out.print("假定注册地、税务关系和统计关系都在该地，其余事实照填的算；上限不是承诺，四类从不相加。", markup=False)


def _totals(answers: list[PlaceAnswer]) -> Table:
    from luodi.engine.core.money import yuan

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("地区", "确定", "上限", "待核实", "个案", "政策有效吗"):
        table.add_column(column, overflow="fold", justify="left" if column in {"地区", "政策有效吗"} else "right")
    for one in answers:
        totals = one.totals
        state = [f"{len(one.ended)} 项那一天无效"] if one.ended else []
        state += [f"{len(one.unsure)} 项推不出"] if one.unsure else []
        cases = f"{totals.discretion} 项" if totals.discretion else "—"
        table.add_row(
            escape(one.name), yuan(totals.amount), yuan(totals.at_most), _span(totals.unknown), cases, "，".join(state)
        )
    return table


def _lines(answer: PlaceAnswer) -> Table:
    from luodi.service.comparisons.enterprise import STATES

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    for column, ratio in (("支持", 5), ("结论", 1), ("金额", 3), ("差什么、为什么", 5)):
        table.add_column(column, ratio=ratio, overflow="fold", justify="right" if column == "金额" else "left")
    for one in answer.lines:
        thing = f"（{one.thing}）" if one.thing else ""
        table.add_row(
            f"{escape(one.title + thing)}\n[bright_black]{escape(one.support)}[/]",
            str(STATES[one.state]),
            _sum(one),
            escape(one.why),
        )
    return table


def _sum(one: Line) -> str:
    if one.sum is None:
        return "个案" if one.kind.value == "discretion" and one.state in _SHOWN else "—"
    return f"{one.kind.label} {_span(one.sum)}"


def _span(money: Any) -> str:
    """A sum, or what it lies between."""
    from luodi.engine.core.money import yuan
    from luodi.engine.rules.engines.python import INFINITE

    if money is None or money.hi == 0:
        return "—"
    if money.hi == INFINITE:
        return f"{yuan(money.lo)} 以上，没有封顶"
    return yuan(money.hi) if money.lo == money.hi else f"{yuan(money.lo)}—{yuan(money.hi)}"
