"""`luodi best` for a population: the best set of every enterprise into one Parquet file, and what that comes to in words."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from luodi.cli.best_answer import WORDS
from luodi.cli.console import out, print_json
from luodi.cli.extras import tables_extra
from luodi.engine.core.errors import DataError, Place
from luodi.engine.core.money import Number, yuan
from luodi.engine.rules.best.model import ORDERS

if TYPE_CHECKING:
    from luodi.engine.library import Library
    from luodi.engine.rules.best.gather import Told
    from luodi.engine.rules.engines.tables.best.run import PerSupport, Run
    from luodi.engine.rules.model import Policy

_TABLES = {".parquet", ".pq", ".csv", ".tsv", ".xlsx", ".xlsm", ".sqlite", ".db", ".duckdb"}
_MEMORY = re.compile(r"[1-9]\d*(\.\d+)? ?[MGT]i?B", re.IGNORECASE)
_SHOWN = 10


def is_population(given: str) -> bool:
    """Whether what was given is a population rather than one enterprise's fact file."""
    return given.startswith(("postgresql://", "postgres://")) or Path(given).is_dir() or Path(given).suffix in _TABLES


def best_of_population(
    lib: Library, given: str, policies: Sequence[Policy], on: date | None, by: str, told: Sequence[Told], file: Path | None,
    *, in_force: bool, memory: str, as_json: bool,
) -> None:  # fmt: skip
    """Choose for every enterprise of a population, write the file and say what it comes to; exits with 0 or 1."""
    if on is None:
        raise click.UsageError("一批企业要写明问题的日期：--on 2021-06-01")
    if not _MEMORY.fullmatch(memory):
        raise click.BadParameter(f"看不懂“{memory}”，写成 2GB 或 500MB", param_hint="--memory")
    if file is not None and file.suffix != ".parquet":
        raise click.BadParameter(f"“{file}”要以 .parquet 结尾", param_hint="--out")
    with TemporaryDirectory() as work:
        target = file if file is not None else Path(work) / "best.parquet"
        done = _run(lib, given, policies, on, by, told, target, Path(work), in_force=in_force, memory=memory)
    if as_json:
        print_json(as_data(done, file))
    else:
        _show(lib, done, on, by, file)
    sys.exit(1 if done.settled.unproved or done.unsupported else 0)


def _run(
    lib: Library, given: str, policies: Sequence[Policy], on: date, by: str, told: Sequence[Told], target: Path, work: Path, *,
    in_force: bool, memory: str,
) -> Run:  # fmt: skip
    with tables_extra("一批企业"):
        from luodi.engine.rules.engines.tables.best.run import run
        from luodi.engine.rules.engines.tables.question import Question
        from luodi.engine.rules.engines.tables.sources import Settings
        from luodi.engine.simulation.sources import find

        found = find(given, lib.vocabulary, work)
        _refuse_overwriting(found.tables, target)
        question = Question(on, {policy.id: True for policy in policies} if in_force else {})
        with _progress() as progress:
            return run(
                policies, lib.vocabulary, question, found.tables, target, by=by, told=told, beside=lib.policies(),
                settings=Settings(memory=memory), progress=progress,
            )  # fmt: skip


def _refuse_overwriting(tables: Any, target: Path) -> None:
    """Refuse to write over a table that is read."""
    read = {Path(source).resolve() for source in tables.values() if isinstance(source, str | Path)}
    if target.resolve() in read:
        raise DataError("--out 是要读的企业表", place=Place(str(target)), why="写了就没有了", fix="换一个文件名")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on the terminal; nothing where the output is not one."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("最优组合", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _show(lib: Library, done: Run, on: date, by: str, file: Path | None) -> None:
    total = done.totals
    out.print(f"最优组合 · {total.enterprises:,} 家企业 · {on}", style="bold", markup=False)
    parts = {
        "amount": yuan(_yuan(total.amount)), "at_most": yuan(_yuan(total.at_most)),
        "unknown": f"至多 {yuan(_yuan(total.unknown))}" + (f"（另有 {total.endless:,} 家不封顶）" if total.endless else ""),
        "discretion": f"{total.discretion:,} 项",
    }  # fmt: skip
    out.print("　".join(f"{WORDS[kind]} {parts[kind]}" for kind in ORDERS[by]), markup=False)
    out.print(
        f"{total.giving_up:,} 家有支持不申报（互斥、自选其一，或者上限已够用满）；"
        f"{total.by_solver:,} 家的选择牵连在一起（上限会用满，或者跨实体互斥），由求解器逐家算出。",
        markup=False,
    )
    _given_up(lib, [one for one in done.supports if one.given_up])
    _notes(lib, done)
    order = "、".join(WORDS[kind] for kind in ORDERS[by])
    notes = [f"每家先后依次比{order}，各类从不相加；没有填的事实不当作零，按可能的最高额比较，并只列在“待核实”里。"]
    notes += [f"已写出 {file}：每家一行，金额以分计，chosen 是申报的，given_up 是不申报的。"] if file else []
    for line in [*notes, "最终以主管部门审核为准。"]:
        out.print(line, style="bright_black", markup=False)


def _given_up(lib: Library, supports: Sequence[PerSupport]) -> None:
    """The supports that are given up most, each beside those who claim it."""
    if not supports:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("不申报最多的支持", "申报（笔）", "不申报（笔）", "放弃的", "放弃的待核实"):
        table.add_column(column, justify="left" if "支持" in column else "right", overflow="fold")
    for one in supports[:_SHOWN]:
        support = lib.support(one.support)
        word = WORDS[support.promise.value]
        table.add_row(
            f"{escape(support.title)}\n[bright_black]{one.support}[/]", f"{one.chosen:,}", f"{one.given_up:,}",
            word if support.sum is None else f"{word} {yuan(_yuan(one.forgone))}" if one.forgone else "",
            f"至多 {yuan(_yuan(one.forgone_unknown))}" if one.forgone_unknown else "",
        )  # fmt: skip
    out.print(table)
    if len(supports) > _SHOWN:
        out.print(f"另有 {len(supports) - _SHOWN} 项有人不申报，见 --json", style="bright_black", markup=False)


def _notes(lib: Library, done: Run) -> None:
    if done.aside:
        kinds = dict.fromkeys(lib.support(path).entity for path in done.aside)
        labels = "、".join(f"{lib.vocabulary.entities[kind].label}（{kind}）" for kind in kinds)
        out.print(f"没有这些表：{labels}，{len(done.aside)} 项支持没有参加比较。", style="yellow", markup=False)
    for one in done.unsupported:
        out.print(f"没有参加比较：{one.support}，{one.reason}", style="yellow", markup=False)
    if done.settled.unproved:
        out.print(f"{done.settled.unproved:,} 家的组合太多，没有证明不存在更好的选法。", style="yellow", markup=False)
    for table, columns in done.passed_over.items():
        if kept := [column for column in columns if column != "synthetic"]:
            out.print(f"{table} 表里不是事实的列，没有用：{'、'.join(kept)}", style="yellow", markup=False)


def _yuan(fen: int) -> Number:
    from decimal import Decimal

    return Decimal(fen) / 100


def as_data(done: Run, file: Path | None) -> dict[str, Any]:
    """The summary as plain data; sums in fen."""
    return {
        "file": str(file) if file else None,
        "totals": asdict(done.totals),
        "supports": [asdict(one) for one in done.supports],
        "solver": asdict(done.settled),
        "unsupported": [{"support": one.support, "reason": one.reason} for one in done.unsupported],
        "aside": list(done.aside),
    }
