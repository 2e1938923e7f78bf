"""`luodi simulate`: what the encoded policies, or a reform of them, cost over a whole population."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from luodi.cli.console import library, out
from luodi.engine.core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from luodi.engine.library import Library
    from luodi.engine.rules.model import Policy
    from luodi.engine.simulation.assumptions import Assumptions
    from luodi.engine.simulation.model import Changed, Result
    from luodi.engine.simulation.summary import Answers

_VENDOR = Path(__file__).resolve().parents[1] / "vendor" / "echarts" / "echarts.simple.min.js"
_SHOWN = 20


def _day(_ctx: click.Context, _param: click.Parameter, value: str) -> date:
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no time zone)
    except ValueError:
        raise click.BadParameter(f"没有“{value}”这一天，写成 2021-06-01") from None


@click.command("simulate", short_help="对一批企业推演：每项支持要花多少、谁得益、改了会怎样")
@click.argument("population", type=click.Path(path_type=Path), metavar="POPULATION")
@click.option("--on", callback=_day, required=True, metavar="DATE", help="问题日")
@click.option("--policy", "policy_ids", multiple=True, metavar="ID", help="只推演这一项政策，可写几次；不写就是全部")
@click.option(
    "--reform", type=click.Path(path_type=Path), metavar="FILE", help="改革文件：改数值、公式，增删支持，与现行并列"
)
@click.option(
    "--assume", type=click.Path(path_type=Path), metavar="FILE", help="假设文件：申报率、名额、各年预算、看几年"
)
@click.option(
    "--by",
    default="region,industry,size",
    show_default=True,
    metavar="…",
    help="按什么分组：region、industry、size、kind",
)
@click.option("--in-force", is_flag=True, help="原文推不出有效期的政策，按有效推演")
@click.option(
    "--out", "folder", type=click.Path(path_type=Path), metavar="DIR", help="把 CSV、Parquet、JSON 和一页 HTML 写进 DIR"
)
@click.option("--replace", is_flag=True, help="DIR 里已有东西时整个换掉")
def simulate(
    population: Path, on: date, policy_ids: tuple[str, ...], reform: Path | None, assume: Path | None, by: str, in_force: bool,
    folder: Path | None, replace: bool,
) -> None:  # fmt: skip
    """对 POPULATION（luodi population 做的文件夹）里的每一家企业算每一项支持，合计成本、得益家数、分布、分组和各年现金流。

    \b
    luodi simulate 企业 --on 2021-06-01 --policy zhejiang/hangzhou/ai-zone-policy
    luodi simulate 企业 --on 2021-06-01 --reform 提高封顶.yaml --out 推演
    """
    lib = library()
    policies = [lib.policy(own) for own in policy_ids] if policy_ids else lib.policies()
    told = {policy.id: True for policy in policies} if in_force else {}
    with _place(folder, replace) as place:
        run = _Run(
            lib,
            population,
            policies,
            on,
            told,
            _assumptions(lib, assume),
            [part for part in by.split(",") if part],
            place,
        )
        baseline, changed, after, title = run.both(reform)
        _print(baseline, after, changed, title)
        if folder is not None:
            _write(run, baseline, after, changed, title, place)
    if folder is not None:
        out.print(
            f"已写出 {folder}：report.html、supports.csv、groups.csv、cash.csv、result.json、answers.parquet",
            markup=False,
        )


@contextmanager
def _place(folder: Path | None, replace: bool) -> Iterator[Path]:
    """The folder to write into, which appears whole or not at all; a passing one when nothing is kept."""
    if folder is not None:
        from luodi.engine.population.folder import whole_folder

        with whole_folder(folder, replace=replace) as place:
            yield place
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as passing:
        yield Path(passing)


def _assumptions(lib: Library, file: Path | None) -> Assumptions:
    from luodi.engine.core import strict_yaml
    from luodi.engine.simulation.assumptions import Assumptions, read_assumptions

    if file is None:
        return Assumptions()
    return read_assumptions(strict_yaml.load(file), (s.path for policy in lib.policies() for s in policy.supports))


class _Run:
    """One call of the command: the population, the policies, and where the table of claims goes."""

    def __init__(
        self, lib: Library, population: Path, policies: Sequence[Policy], on: date, told: Mapping[str, bool], assumptions: Assumptions,
        by: Sequence[str], place: Path,
    ) -> None:  # fmt: skip
        self.lib, self.population, self.policies, self.on = lib, population, policies, on
        self.told, self.assumptions, self.by, self.place = told, assumptions, by, place

    def both(self, reform: Path | None) -> tuple[Result, Changed | None, Result | None, str]:
        """Run the baseline and, when there is one, the reform."""
        from luodi.engine.simulation.summary import compare

        changed = after = None
        title = ""
        changes: Mapping[str, Policy] = {}
        if reform is not None:
            from luodi.engine.library.reform import load_reform, reformed

            read = load_reform(reform)
            title, changes = read.title, reformed(self.lib, read)
        baseline, answers = self.one(self.policies, "answers.parquet", "现行")
        try:
            if reform is not None:
                after, reformed_answers = self.one(
                    [changes.get(p.id, p) for p in self.policies], "answers-reform.parquet", "改革"
                )
                reformed_answers.close()
                changed = compare(answers, self.place / "answers-reform.parquet")
        finally:
            answers.close()
        return baseline, changed, after, title

    def one(self, policies: Sequence[Policy], name: str, label: str) -> tuple[Result, Answers]:
        """Evaluate the population under these policies and add it up."""
        from luodi.engine.simulation.answers import evaluate
        from luodi.engine.simulation.summary import Answers, summarise

        file = self.place / name
        with _progress(self.population, label) as told:
            evaluate(self.population, policies, self.lib.vocabulary, self.on, file, in_force=self.told, told=told)
        answers = Answers(file, self.population)
        return summarise(answers, policies, self.assumptions, self.by, self.on.year), answers


@contextmanager
def _progress(population: Path, label: str) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal; nothing where the output is not one."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    import pyarrow.parquet as pq
    from rich.console import Console
    from rich.progress import Progress

    file = population / "enterprise.parquet"
    total = pq.ParquetFile(file).metadata.num_rows if file.is_file() else None
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda count: bar.advance(task, count)


def _print(baseline: Result, after: Result | None, changed: Changed | None, title: str) -> None:
    from luodi.engine.simulation.exports import told

    total = baseline.total
    share = "" if total.unknown_share is None else f"，{total.unknown_share:.1%} 系于缺失的事实"
    out.print(
        f"企业 {baseline.enterprises:,} 家　确定 {told(total.definite)}　上限 {told(total.ceiling)}　待核实 {told(total.unknown_lo)}—{told(total.unknown_hi)}{share}",
        markup=False,
    )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("支持", "符合", "待核实", "确定", "上限", "待核实至多", "中位数"):
        table.add_column(column, justify="left" if column == "支持" else "right", overflow="fold")
    ordered = [s for s in sorted(baseline.supports, key=lambda s: -s.money.most) if s.eligible or s.open]
    for s in ordered[:_SHOWN]:
        table.add_row(
            f"{escape(s.title)}\n[bright_black]{s.support}[/]",
            f"{s.eligible:,}",
            f"{s.open:,}",
            told(s.money.definite),
            told(s.money.ceiling),
            told(s.money.unknown_hi),
            told(s.spread.median),
        )
    out.print(table)
    if len(ordered) > _SHOWN:
        out.print(f"另有 {len(ordered) - _SHOWN} 项，写到 --out 里看全部", markup=False)
    if after is not None and changed is not None:
        new = after.total
        out.print(
            f"改革“{title}”：确定 {told(total.definite)} → {told(new.definite)}，上限 {told(total.ceiling)} → {told(new.ceiling)}，"
            f"待核实至多 {told(total.unknown_hi)} → {told(new.unknown_hi)}",
            markup=False,
        )
        out.print(
            f"能算定的金额（确定与上限）：{changed.winners:,} 家增加（{told(changed.gained)}），"
            f"{changed.losers:,} 家减少（{told(changed.lost)}），{changed.same:,} 家不变",
            markup=False,
        )


def _write(run: _Run, baseline: Result, after: Result | None, changed: Changed | None, title: str, place: Path) -> None:
    from luodi.engine.simulation.exports import Run, write

    ids = [policy.id for policy in run.policies]
    notes = [f"政策：{'、'.join(ids)}"]
    if run.told:
        notes.append("原文推不出有效期的政策按有效推演。")
    if any(policy.draft for policy in run.policies):
        notes.append("其中有草稿，尚未有人核对，不能作为依据。")
    notes.append(
        f"申报率 {run.assumptions.default_rate}（另有 {len(run.assumptions.rates)} 项单列）；名额以内按确定在先、金额从高到低取；分期按条文的比例，余数归末期。"
    )
    try:
        write(Run("政策推演", run.on.isoformat(), ids, baseline, notes, after, title, changed), place, _VENDOR)
    except OSError as error:
        raise DataError(f"不能写：{error.strerror}", fix="看磁盘空间与文件夹的权限") from None
