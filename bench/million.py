"""A million enterprises, the same twelve rules: Luodi's table engine beside hand-written SQL, Polars, OpenFisca, policyengine, zen and json-logic.

    python bench/million.py [--rows N] [--write]

Data is made once, in memory, before anything is measured; each engine's own conversion of it is not counted. Every sum is
compared with exact whole numbers.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from machine import machine
from rules.exact import SUMS

from rules import exact, inputs

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks" / "million.md"
SAMPLE = 5_000
RUNS = 5
AIM = 1.2  # times the SQL by hand
_TABLE = (
    "| 引擎 | 家数 | 秒 | 处理器秒 | 合一百万家（秒） | 比值（第一份手写 SQL 为 1） | 处理器秒的比值 | 错的金额 |",
    "|---|---:|---:|---:|---:|---:|---:|---:|",
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--write", action="store_true", help="write docs/benchmarks/million.md")
    given = arguments.parse_args()
    page = _page(given.rows)
    print(page)
    if given.write:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(page, "utf-8")


@dataclass
class Way:
    """One engine: what it is called, how it is asked, about how many enterprises, and what was measured."""

    label: str
    call: Callable[[], dict[str, Any]] | None
    size: int
    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    wrong: int = 0


def _page(count: int) -> str:
    before = os.getloadavg()[0]
    rows = inputs.generate(count)
    right = {name: np.empty(count, dtype=np.int64) for name in SUMS}
    for place, row in enumerate(rows):
        for name, fen in exact.sums(row).items():
            right[name][place] = fen
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    table = pa.table({"id": np.arange(count), **{name: pa.array(column) for name, column in columns.items()}})
    ways = [
        _way("by_tables", lambda m: m.prepared(table), lambda m, data: m.together(data), count),
        _way("by_duckdb", lambda m: m.prepared(table), lambda m, data: m.together(data), count),
        _way("by_duckdb", lambda _: table, lambda m, data: m.summed(data), count, name="NAME_SUMMED"),
        _way("by_polars", lambda _: table, lambda m, data: m.together(data), count),
        _way("by_openfisca", lambda _: columns, _openfisca, count),
        _way("by_policyengine", lambda _: columns, lambda m, data: m.together(data), count),
        _way("by_zen", lambda m: m.Engine(), lambda _, engine: _each(engine, rows[:SAMPLE]), SAMPLE),
        _way("by_jsonlogic", lambda _: rows[:SAMPLE], _plain, SAMPLE),
    ]
    for turn in range(RUNS):  # in turns, so that what else the machine does meets all alike
        for way in ways:
            if way.call and (turn == 0 or way.size == count):
                _measure(way, right)
    return "\n".join([*_head(before), _aim(*ways[:2]), "", *_TABLE, *(_line(way, ways[1]) for way in ways)]) + "\n"


def _aim(ours: Way, hand: Way) -> str:
    """Whether the aim was met."""
    if not (ours.clock and hand.clock):
        return "目标没有量。"
    met = min(ours.clock) <= AIM * min(hand.clock) and not ours.wrong
    return f"目标：不超过第一份手写 SQL 的 {AIM} 倍，一分不差 {'✓' if met else '✗ 未达到'}。"


def _head(before: float) -> list[str]:
    return [
        "# 速度与精确：一百万家企业", "",
        "本页由一条命令写成，数字出自同一次运行：`make bench WRITE=1`（也就是 `python bench/million.py --write`）。十二条自拟规则"
        "（`bench/rules/clauses.txt`），每家 15 个金额，每个都与整数分逐一比对。", "",
        "- 数据先在内存里做好，各引擎自己的换算不计时；写出 SQL、打开表、执行、取回结果都计时。",
        f"- 各引擎轮流运行 {RUNS} 次，取最快的一次；逐家计算的引擎只算前 {SAMPLE:,} 家，只运行一次，时间按家数折算。",
        "- Luodi 与第一份手写 SQL 读同样的两张表：企业，和历年领取记录。其余各家拿到的是事先按企业加总好的领取金额，这一步没有计时。", "",
        f"机器：{machine()}。机器上同时有别的任务：开始时一分钟平均负载 {before:.1f}，结束时 {os.getloadavg()[0]:.1f}；所以看比值，处理器秒写在旁边。", "",
    ]  # fmt: skip


def _line(way: Way, base: Way) -> str:
    if not way.clock:
        return f"| {way.label} | — | 未安装 | | | | | |"
    clock, processor = min(way.clock), min(way.processor)
    scale = base.size / way.size
    ratios = [
        f"{own * scale / min(theirs):.2f}" if theirs else "—"
        for own, theirs in ((clock, base.clock), (processor, base.processor))
    ]
    whole = clock / way.size * 1e6
    wrong = f"{way.wrong:,} / {way.size * len(SUMS):,}"
    return (
        f"| {way.label} | {way.size:,} | {clock:.2f} | {processor:.2f} | {whole:.1f} | {' | '.join(ratios)} | {wrong} |"
    )


def _way(
    module: str, prepare: Callable[[Any], Any], run: Callable[[Any, Any], dict[str, Any]], size: int, name: str = "NAME"
) -> Way:
    try:
        held = import_module(f"rules.{module}")
    except ImportError as error:
        return Way(f"{module.removeprefix('by_')}（没有 {error.name}）", None, size)
    data = prepare(held)
    return Way(getattr(held, name), lambda: run(held, data), size)


def _measure(way: Way, right: dict[str, Any]) -> None:
    assert way.call is not None
    start, used = time.perf_counter(), time.process_time()
    found = way.call()
    way.clock.append(time.perf_counter() - start)
    way.processor.append(time.process_time() - used)
    way.wrong = sum(int(np.count_nonzero(np.asarray(found[name]) != right[name][: way.size])) for name in SUMS)


def _openfisca(module: Any, columns: dict[str, Any]) -> dict[str, Any]:
    found = module.Engine().columns(columns)
    return {name: np.round(np.asarray(found[name], dtype=np.float64) * 100).astype(np.int64) for name in SUMS}


def _each(engine: Any, rows: list[inputs.Row]) -> dict[str, Any]:
    answers = [engine.sums(engine.answer(engine.facts(row))) for row in rows]
    return {name: np.array([answer[name] for answer in answers]) for name in SUMS}


def _plain(module: Any, rows: list[inputs.Row]) -> dict[str, Any]:
    answers = [module.sums(row) for row in rows]
    return {name: np.array([answer[name] for answer in answers]) for name in SUMS}


if __name__ == "__main__":
    main()
