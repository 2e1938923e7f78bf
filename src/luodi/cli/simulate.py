"""`luodi simulate`: what the encoded policies, or a reform of them, cost over a whole population."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from luodi.cli.check import parse_day
from luodi.cli.console import encoded, library, out
from luodi.cli.extras import tables_extra
from luodi.engine.core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from luodi.engine.library import Library
    from luodi.engine.rules.model import Policy
    from luodi.engine.simulation.assumptions import Assumptions
    from luodi.engine.simulation.report import Report
    from luodi.engine.simulation.simulate import Outcome, Request

_VENDOR = Path(__file__).resolve().parents[1] / "vendor" / "echarts" / "echarts.simple.min.js"
_SHOWN = 20


@click.command("simulate", short_help="对一批企业推演：每项支持要花多少、谁得益、改了会怎样")
@click.argument("population", metavar="POPULATION")
@click.option("--on", callback=parse_day, required=True, metavar="DATE", help="问题日")
@click.option("--policy", "policy_ids", multiple=True, metavar="ID", help="只推演这一项政策，可写几次；不写就是全部")
@click.option(
    "--reform", type=click.Path(path_type=Path), metavar="FILE", help="改革文件：改数值、公式，增删支持，与现行并列"
)
@click.option(
    "--assume", type=click.Path(path_type=Path), metavar="FILE", help="假设文件：申报率、名额、各年预算、看几年"
)
@click.option("--by", default="region,industry,size", show_default=True, metavar="…",
              help="按什么分组：region（市）、county、province、industry、size、kind，或企业的一个类别、是否")  # fmt: skip
@click.option("--in-force", is_flag=True, help="原文推不出有效期的政策，按有效推演")
@click.option("--engine", type=click.Choice(["tables", "reference"]), default="tables", show_default=True,
              help="tables：查询引擎；reference：参照引擎，逐家算，慢，用来对照")  # fmt: skip
@click.option("--memory", default="2GB", show_default=True, metavar="SIZE", help="最多用多少内存；放不下的暂存到磁盘")
@click.option("--threads", type=click.IntRange(1, 1024), metavar="N", help="用几个线程；不写就用全部")
@click.option(
    "--out", "folder", type=click.Path(path_type=Path), metavar="DIR", help="把 CSV、Parquet、JSON 和一页 HTML 写进 DIR"
)
@click.option("--replace", is_flag=True, help="DIR 里已有东西时整个换掉")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：与 result.json 相同")
def simulate(
    population: str, on: date, policy_ids: tuple[str, ...], reform: Path | None, assume: Path | None, by: str, in_force: bool,
    engine: str, memory: str, threads: int | None, folder: Path | None, replace: bool, as_json: bool,
) -> None:  # fmt: skip
    """对 POPULATION 里的每一家企业算每一项支持，合计成本、得益家数、分布、分组和各年现金流。

    POPULATION 是 luodi population 做的文件夹，或一张企业表（.parquet、.csv、.xlsx），或数据库（postgresql://…、SQLite、DuckDB 文件）。

    \b
    luodi simulate 企业 --on 2021-06-01 --policy zhejiang/hangzhou/ai-zone-policy
    luodi simulate 企业 --on 2021-06-01 --reform 提高封顶.yaml --out 推演
    """
    lib = library()
    policies = [lib.policy(own) for own in dict.fromkeys(policy_ids or encoded())]
    words = [part.strip() for part in by.split(",") if part.strip()]
    with tables_extra("推演"):
        changes = _Changes(lib, policies, reform)
        request = _request(lib, population, policies, on, changes, assume, words, in_force, engine, memory, threads)
        with _place(folder, replace) as place, _working(place) as work:
            report = _run(request, changes, place, work)
            names = _written(report, place) if folder is not None else []
        if as_json:
            from luodi.engine.simulation.report.files import data

            click.echo(json.dumps(data(report), ensure_ascii=False, indent=1))
            return
    _print(report)
    if folder is not None:
        out.print(f"已写出 {folder}：{'、'.join(names)}", markup=False)


class _Changes:
    """The reform file, read: the changed policies, its title, and from when its figures hold."""

    def __init__(self, lib: Library, policies: list[Policy], file: Path | None) -> None:
        self.title = ""
        self.policies: dict[str, Policy] | None = None
        self.since: date | None = None
        if file is None:
            return
        from luodi.engine.library.reform import load_reform, reformed

        read = load_reform(file)
        self.title, self.policies, self.since = read.title, reformed(lib, read), read.since
        asked = {policy.id for policy in policies}
        if others := sorted(set(self.policies) - asked):
            raise DataError(
                f"改革改的是 {'、'.join(others)}，不在推演的政策里", place=read.source.place(("changes",)),
                fix=f"加上 --policy {others[0]}，或去掉 --policy 推演全部",
            )  # fmt: skip


def _request(
    lib: Library, population: str, policies: list[Policy], on: date, changes: _Changes, assume: Path | None, by: list[str], in_force: bool,
    engine: str, memory: str, threads: int | None,
) -> Request:  # fmt: skip
    from luodi.engine.simulation.simulate import Request

    asked = {policy.id for policy in policies}
    return Request(
        population, policies, lib.vocabulary, on, [p for p in lib.policies() if p.id not in asked], changes.policies,
        {policy.id: True for policy in policies} if in_force else {}, _assumptions(lib, changes, assume), by, engine, memory, threads,
    )  # fmt: skip


def _assumptions(lib: Library, changes: _Changes, file: Path | None) -> Assumptions:
    from luodi.engine.core import strict_yaml
    from luodi.engine.simulation.assumptions import Assumptions, read_assumptions

    if file is None:
        return Assumptions()
    policies = [*lib.policies(), *(changes.policies or {}).values()]
    return read_assumptions(strict_yaml.load(file), {s.path for policy in policies for s in policy.supports})


@contextmanager
def _place(folder: Path | None, replace: bool) -> Iterator[Path]:
    """The folder to write into, which appears whole or not at all; a passing one when nothing is kept."""
    from luodi.engine.simulation.passing import passing_folder

    if folder is not None:
        from luodi.engine.core.finished import whole_folder

        with whole_folder(folder, replace=replace) as place:
            yield place
        return
    with passing_folder() as place:
        yield place


@contextmanager
def _working(place: Path) -> Iterator[Path]:
    """A folder inside for what is not kept: on the same disk as the result, and gone with it when the run is killed."""
    import shutil

    work = place / ".work"
    work.mkdir()
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _run(request: Request, changes: _Changes, place: Path, work: Path) -> Report:
    from luodi.engine.simulation.report.asked import report_of
    from luodi.engine.simulation.simulate import simulate

    with _progress() as told:
        outcome = simulate(request, place, work, told)
    title = f"政策推演：{changes.title}" if changes.title else "政策推演"
    hint = "（--in-force 按有效推演）"
    return report_of(request, outcome, title, reform=changes.title, since=changes.since, hint=hint)


def _written(report: Report, place: Path) -> list[str]:
    from luodi.engine.simulation.layout import CLAIMS, REFORMED
    from luodi.engine.simulation.report import write

    names = write(report, place, _VENDOR)
    return [*names, CLAIMS, *([REFORMED] if report.outcome.reform is not None else [])]


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """A bar on the terminal, on the error output; nothing where that is not one."""
    if not sys.stderr.isatty():
        yield lambda what, part: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def told(what: str, part: float) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=1.0)
            bar.update(tasks[what], completed=part)

        yield told


def _print(report: Report) -> None:
    from luodi.engine.simulation.report.cells import share, short

    outcome, baseline = report.outcome, report.outcome.baseline
    total, expected = baseline.total, baseline.expected
    unbounded = f"（另有 {total.unbounded:,} 笔不封顶）" if total.unbounded else ""
    sums = f"确定 {short(total.definite)}　上限 {short(total.ceiling)}　待核实 {short(total.unknown_lo)}—{short(total.unknown_hi)}{unbounded}"
    said = f"企业 {baseline.enterprises:,} 家，{baseline.gainers:,} 家得益　{sums}"
    out.print(said, markup=False)
    out.print(
        f"最多可能支出的 {share(total.unknown_hi, total.most)} 系于缺失的事实（{total.unsettled:,} 笔）；个案 {total.cases:,} 笔不计算",
        markup=False,
    )
    if expected != total:
        out.print(
            f"计申报率与名额后：确定 {short(expected.definite)}　上限 {short(expected.ceiling)}　待核实至多 {short(expected.unknown_hi)}",
            markup=False,
        )
    _supports(outcome)
    _reform(report)
    for line in _to_say(report):
        out.print(line, markup=False)


def _supports(outcome: Outcome) -> None:
    from luodi.engine.simulation.report.cells import short

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("支持", "符合", "待核实", "确定", "上限", "待核实至多", "中位数"):
        table.add_column(column, justify="left" if column == "支持" else "right", overflow="fold")
    ordered = [
        s for s in sorted(outcome.baseline.supports, key=lambda s: (-s.money.sure, -s.money.unknown_hi)) if s.claims
    ]
    for s in ordered[:_SHOWN]:
        cells = (s.money.definite, s.money.ceiling, s.money.unknown_hi, s.spread.median)
        name = f"{escape(s.title)}\n[bright_black]{escape(s.support)}[/]"
        table.add_row(name, f"{s.eligible:,}", f"{s.open:,}", *(short(fen) for fen in cells))
    out.print(table)
    if len(ordered) > _SHOWN:
        out.print(f"另有 {len(ordered) - _SHOWN} 项，写到 --out 里看全部", markup=False)


def _reform(report: Report) -> None:
    from luodi.engine.simulation.report.cells import short

    after, changed, before = report.outcome.reform, report.outcome.changed, report.outcome.baseline.total
    if after is None or changed is None:
        return
    new = after.total
    out.print(
        f"改革“{report.reform}”：确定 {short(before.definite)} → {short(new.definite)}，上限 {short(before.ceiling)} → {short(new.ceiling)}，"
        f"待核实至多 {short(before.unknown_hi)} → {short(new.unknown_hi)}",
        markup=False,
    )
    mixed = f"，{changed.mixed:,} 家一种增一种减" if changed.mixed else ""
    out.print(
        f"按条文应得：{changed.winners:,} 家增加，{changed.losers:,} 家减少{mixed}（确定 +{short(changed.definite_gained)} −{short(changed.definite_lost)}，"
        f"上限 +{short(changed.ceiling_gained)} −{short(changed.ceiling_lost)}）；{changed.uncertain:,} 家只有待核实的变了，{changed.same:,} 家不变",
        markup=False,
    )


def _to_say(report: Report) -> Iterator[str]:
    """What a reader must not miss."""
    from luodi.engine.simulation.report.asked import some

    outcome = report.outcome
    yield from (*report.cautions, *report.remarks)
    if not outcome.baseline.enterprises:
        yield "这批企业里没有一家。"
    if drafts := [policy.title for policy in report.policies if policy.draft]:
        yield f"{len(drafts)} 项政策的编码是草稿，尚未有人核对：{some(drafts)}"
    if outcome.synthetic:
        yield "这批企业是合成的：数字只说明规则怎样起作用，不是统计，不能作为决策依据。"
    for one in outcome.baseline.left_out:
        yield f"没有算进来：{one.support}（{one.reason}）"
    if outcome.missing:
        yield f"条文要用、这批企业的表里没有：{some(outcome.missing)}"
    if outcome.strangers:
        yield f"表里没有用的列：{some(outcome.strangers)}"
