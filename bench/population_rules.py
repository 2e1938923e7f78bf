"""Every encoded support for ten million synthetic enterprises, from Parquet files: rows out, or added up. One run.

    python bench/population_rules.py [--rows 10000000] [--folder DIR] [--write]

Each way runs in a process of its own, so that its memory is its own. The machine is shared: the seconds of the processor
are given beside those of the clock. `--folder` is where the population is, or is to be; without it, it is made and thrown away.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from apart import measured
from apart import run as run_apart
from machine import machine

from luodi.engine.library import Library
from luodi.engine.population.make import make as make_population
from luodi.engine.population.recipe import recipe_for
from luodi.engine.rules.engines.tables.question import Question
from luodi.engine.rules.engines.tables.run import run
from luodi.engine.rules.engines.tables.sources import Settings
from luodi.engine.rules.engines.tables.summary import summarise

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks" / "population-rules.md"
SECONDS, MEGABYTES = 60, 2_000  # the aim for ten million enterprises on two cores
ON = date(2021, 6, 1)
SETTINGS, SMALL = Settings(threads=2), Settings(threads=2, memory="400MB")
BY = {"region": "coalesce(substr(registered_region, 1, 4) || '00', '未填')", "kind": "coalesce(kind, '未填')"}


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rows", type=int, default=10_000_000)
    arguments.add_argument("--folder", type=Path)
    arguments.add_argument("--write", action="store_true", help="write docs/benchmarks/population-rules.md")
    arguments.add_argument("--way", choices=list(WAYS), help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.way:
        WAYS[given.way](given.folder)
        return
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory())) / "population"
        if not folder.exists():
            _make(given.rows, folder)
        page = "\n".join(_lines(folder)) + "\n"
    print(page)
    if given.write:
        PAGE.write_text(page, "utf-8")


def _lines(folder: Path) -> list[str]:
    before = os.getloadavg()[0]
    found = {way: run_apart(__file__, way, folder) for way in WAYS}
    rows, floor = found["rows"], found["floor"]
    enterprises = floor["enterprises"]
    met = "✓" if rows["clock"] <= SECONDS and rows["memory"] <= MEGABYTES else "✗ 未达到"
    aim = f"目标：1,000 万家 ≤ {SECONDS} 秒、峰值内存 ≤ {MEGABYTES:,} MB {met if enterprises == 10_000_000 else '（这次不是 1,000 万家）'}。"
    lines = [
        "# 速度与内存：全部政策，一批企业", "",
        "本页由一条命令写成，数字出自同一次运行：`make bench WRITE=1`（也就是 `python bench/population_rules.py --write`）。", "",
        f"{enterprises:,} 家合成企业及其项目、贷款、租赁等 {rows['tables']} 张表（{floor['size']:.0f} MB 的 Parquet，另有 {floor['things']:,} 行实体与领取记录），"
        f"已编码的 {rows['policies']} 项政策、{rows['supports']} 项支持，逐条判断条件、算到分，未填的事实给出上下限，互斥与上限照算。", "",
        f"机器：{machine()}，DuckDB {duckdb.__version__}。每一行是单独的进程，只运行一次。机器上同时有别的任务：开始时一分钟平均负载 {before:.1f}，结束时 {os.getloadavg()[0]:.1f}；所以把处理器时间写在旁边。", "",
        aim, "",
        "| | 秒 | 处理器秒 | 峰值内存 MB | 结果 |", "|---|---:|---:|---:|---|",
    ]  # fmt: skip
    told = {
        "rows": f"{rows['answers']:,} 行答案，{rows['written']:.0f} MB；不能表达的支持 {rows['unsupported']} 项",
        "small": f"{found['small']['answers']:,} 行答案",
        "checked": f"{found['checked']['answers']:,} 行答案",
        "summary": f"{found['summary']['totals']} 项支持、{found['summary']['groups']} 组的合计",
        "floor": "企业表的全部列",
    }
    lines += [
        f"| {LABELS[way]} | {w['clock']:.0f} | {w['processor']:.0f} | {w['memory']:.0f} | {told[way]} |"
        for way, w in found.items()
    ]
    lines += [
        "", "- “逐行”：每家企业、每项可能享受的支持、每个实体一行，写成一个 Parquet 文件；待核实的也是一行。",
        "- “先核对每一格”：另外核对编号重复、超出范围的数、不认识的类别，再算。",
        "- “只要合计”：不写逐行的答案，直接按支持、地区、主体类型加总（确定、上限、待核实分开）。",
        "- “只读一遍”：DuckDB 把企业表读一遍、数一数每一列，什么规则也不算；它是读文件本身的下限。",
    ]  # fmt: skip
    return lines


def _make(rows: int, folder: Path) -> None:
    library = Library()
    make_population(
        recipe_for(library.policies(), library.vocabulary, rows, 7, range(2019, 2023)), library.vocabulary, folder
    )


def _files(folder: Path) -> dict[str, Path]:
    return {file.stem: file for file in sorted(folder.glob("*.parquet"))}


def _rows(folder: Path, *, checked: bool = False, settings: Settings = SETTINGS) -> None:
    files = _files(folder)

    def call() -> dict[str, Any]:
        library = Library()
        policies = library.policies()
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            out = Path(scratch) / "answers.parquet"
            made = run(policies, library.vocabulary, Question(ON), files, out, settings=settings, checked=checked)
            written = out.stat().st_size / 1e6
        supports = sum(len(policy.supports) for policy in policies)
        return {
            "answers": made.rows, "unsupported": len(made.unsupported), "policies": len(policies), "supports": supports,
            "tables": len(files), "written": written,
        }  # fmt: skip

    measured(call)


def _small(folder: Path) -> None:
    _rows(folder, settings=SMALL)


def _checked(folder: Path) -> None:
    _rows(folder, checked=True)


def _summary(folder: Path) -> None:
    def call() -> dict[str, Any]:
        library = Library()
        found = summarise(
            library.policies(),
            library.vocabulary,
            Question(ON),
            _files(folder),
            by=BY,
            settings=SETTINGS,
            checked=False,
        )
        return {"totals": len(found.supports), "groups": sum(len(groups) for groups in found.groups.values())}

    measured(call)


def _floor(folder: Path) -> None:
    files = _files(folder)
    with duckdb.connect() as counting:
        things = sum(
            int(counting.read_parquet(str(file)).count("*").fetchall()[0][0])
            for name, file in files.items()
            if name != "enterprise"
        )

    def call() -> dict[str, Any]:
        with duckdb.connect(config={"threads": 2, "memory_limit": SETTINGS.memory}) as connection:
            table = f"read_parquet('{files['enterprise']}')"
            [*_, count] = connection.execute(f"SELECT count(COLUMNS(*)), count(*) FROM {table}").fetchall()[0]
        size = sum(file.stat().st_size for file in files.values()) / 1e6
        return {"enterprises": int(count), "things": things, "size": size}

    measured(call)


LABELS = {
    "rows": "**Luodi**：逐行写成 Parquet",
    "small": f"**Luodi**：逐行，DuckDB 的内存设为 {SMALL.memory}",
    "checked": "**Luodi**：先核对每一格，再逐行",
    "summary": "**Luodi**：只要合计",
    "floor": "只读一遍企业表（DuckDB）",
}
WAYS: dict[str, Callable[[Path], None]] = {
    "rows": _rows,
    "small": _small,
    "checked": _checked,
    "summary": _summary,
    "floor": _floor,
}


if __name__ == "__main__":
    main()
