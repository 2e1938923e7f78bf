"""How `luodi simulations` shows populations, runs, results and two runs beside each other: as text, and as data for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from luodi.cli.console import out

if TYPE_CHECKING:
    from luodi.service.simulations.models import Population, Run

_SUMS = {
    "definite": "确定",
    "ceiling": "上限",
    "unknown_hi": "待核实至多",
    "expected_definite": "预期·确定",
    "expected_ceiling": "预期·上限",
}
_COUNTS = {"gainers": "得益（家）", "perhaps": "系于缺失事实（家）"}


def _job_data(held: Run | Population) -> dict[str, Any] | None:
    from luodi.service.simulations import queries

    job = queries.last_job(held)
    return (
        None
        if job is None
        else {name: getattr(job, name) for name in ("state", "stage", "percent", "attempts", "problem")}
    )


def population_data(held: Population) -> dict[str, Any]:
    """A population as plain data."""
    names = ("title", "synthetic", "region", "enterprises")
    return {
        "id": held.pk,
        **{name: getattr(held, name) for name in names},
        "made_at": held.made_at.isoformat(),
        "job": _job_data(held),
    }


def run_data(held: Run) -> dict[str, Any]:
    """What a run asks, and how far it is, as plain data."""
    names = ("title", "region", "policies", "drafts", "by", "in_force", "reform", "assumed")
    return {
        "id": held.pk, "population": held.population_id, "on": held.on.isoformat(), **{name: getattr(held, name) for name in names},
        "made_at": held.made_at.isoformat(), "asked_at": held.asked_at.isoformat() if held.asked_at else None, "job": _job_data(held),
    }  # fmt: skip


def result_data(run: Run) -> dict[str, Any] | None:
    """The totals of a result, of both sides where there is a reform."""
    if run.summary is None:
        return None
    sides = {name: _side(run.summary[name]) if run.summary[name] else None for name in ("base", "reform")}
    kept = ("enterprises", "synthetic", "reform_title", "cautions", "notes", "missing", "left_out")
    return {**{name: run.summary[name] for name in kept}, **sides}


def _side(side: dict[str, Any]) -> dict[str, Any]:
    from luodi.service.simulations.comparing import COUNTS, SUMS

    return {**{key: str(side[path[0]][path[1]]) for key, path in SUMS}, **{key: side[key] for key in COUNTS}}


def texts(row: dict[str, Any] | None) -> dict[str, Any] | None:
    """A row with its sums as texts, so that no reader rounds them."""
    if row is None:
        return None
    return {name: str(value) if name.endswith("_fen") and value is not None else value for name, value in row.items()}


def runs_table(found: list[Run]) -> Table:
    """The runs as a table."""
    from luodi.service.simulations import queries

    table = _titled("号", "推演", "企业数据", "问题日", "政策", "状态")
    for one in found:
        job = queries.last_job(one)
        percent = f" {job.percent}%" if job is not None and job.open else ""
        table.add_row(
            str(one.pk), escape(one.title), escape(one.population.title), one.on.isoformat(), str(len(one.policies)), f"{queries.STATES[queries.state_of(one)]}{percent}"
        )  # fmt: skip
    return table


def populations_table(found: list[Population]) -> Table:
    """The populations as a table."""
    from luodi.service.simulations import queries

    table = _titled("号", "企业数据", "企业", "来源", "状态")
    for one in found:
        count = f"{one.enterprises:,}" if one.enterprises is not None else "—"
        state = str(queries.STATES[queries.state_of(one)])
        table.add_row(str(one.pk), escape(one.title), count, "合成" if one.synthetic else "上传", state)
    return table


def _titled(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        right = column in {"号", "企业", "政策", "符合", "确定", "上限", "待核实至多", "相差"}
        table.add_column(column, overflow="fold", justify="right" if right else "left")
    return table


def print_run(run: Run) -> None:
    """Print what a run asks, how far it is, its totals and what must be said with them."""
    from django.utils import timezone

    from luodi.engine.simulation.report.cells import short
    from luodi.service.simulations import queries

    out.print(f"第 {run.pk} 次推演　{run.title}　{queries.STATES[queries.state_of(run)]}", markup=False)
    reform = "，与一次改革并列" if run.reform.strip() else ""
    out.print(f"{run.population.title}，问题日 {run.on}，{'、'.join(run.policies)}{reform}", markup=False)
    job = queries.last_job(run)
    if job is not None and job.open:
        said = queries.said_of(job, timezone.now())
        out.print(f"{job.stage or '排队'} {job.percent}%　{said['warning']}", markup=False)
    if job is not None and job.problem:
        out.print("；".join(filter(None, (job.problem.get(key) for key in ("what", "why", "fix")))), markup=False)
    for name, label in (("base", "现行"), ("reform", "改后")):
        side = run.summary[name] if run.summary else None
        if side:
            told = _side(side)
            sums = "　".join(f"{word} {short(int(told[key]))}" for key, word in _SUMS.items())
            out.print(
                f"{label}：{told['gainers']:,} 家得益，另有 {told['perhaps']:,} 家系于缺失的事实　{sums}", markup=False
            )
    for line in (*run.summary["cautions"], *run.summary["notes"]) if run.summary else ():
        out.print(line, markup=False)
    if run.summary and run.summary["synthetic"]:
        out.print("这批企业是合成的：数字只说明规则怎样起作用，不是统计，不能作为决策依据。", markup=False)
    if run.summary is not None and not queries.has_files(run):
        out.print("结果的文件不在这台机器上：在网站上“照样再做一次”", markup=False)


def supports_table(rows: list[dict[str, Any]]) -> Table:
    """The supports of a result as a table."""
    from luodi.engine.simulation.report.cells import short

    table = _titled("支持", "符合", "确定", "上限", "待核实至多")
    for row in rows:
        sums = (short(row[name]) for name in ("definite_fen", "ceiling_fen", "unknown_hi_fen"))
        table.add_row(
            f"{escape(row['title'])}\n[bright_black]{escape(row['support'])}[/]", f"{row['eligible']:,}", *sums
        )
    return table


def print_compared(made: dict[str, Any]) -> None:
    """Print two runs beside each other."""
    from luodi.engine.simulation.report.cells import changed, short

    out.print(f"A 第 {made['left'].pk} 次　{made['left'].title}", markup=False)
    out.print(f"B 第 {made['right'].pk} 次　{made['right'].title}", markup=False)
    for text in made["warnings"]:
        out.print(text, markup=False)
    for what, one, two in made["asked"]:
        out.print(f"{what}：{one} → {two}", markup=False)
    if not made["asked"]:
        out.print("两次问的完全相同。", markup=False)
    table = _titled("合计", "A", "B", "相差")
    for key, one, two in made["sums"]:
        table.add_row(_SUMS[key], short(one), short(two), changed(two - one))
    for key, one, two in made["counts"]:
        table.add_row(_COUNTS[key], f"{one:,}", f"{two:,}", f"{two - one:+,}")
    out.print(table, soft_wrap=False)
    rows = made["page"].rows
    if not rows:
        out.print("没有一项支持的结果不同。", markup=False)
        return
    table = _titled("支持", "符合", "确定", "上限", "待核实至多")
    for row in rows:
        sums = [
            f"{short(row[f'left_{name}'])} → {short(row[f'right_{name}'])}"
            for name in ("definite_fen", "ceiling_fen", "unknown_hi_fen")
        ]
        table.add_row(escape(row["title"]), f"{row['left_eligible']:,} → {row['right_eligible']:,}", *sums)
    out.print(table, soft_wrap=False)
    if made["page"].count > len(rows):
        click.echo(f"另有 {made['page'].count - len(rows)} 项，--all 列出全部")
