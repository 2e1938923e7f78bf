"""A million enterprises, the same twelve rules: Luodi's table engine beside hand-written SQL, Polars, OpenFisca, policyengine, zen and json-logic.

    python bench/million.py [--rows N] [--write]

Data is made once, in memory, before anything is measured; each engine's own conversion of it is not counted. Every sum is
compared with exact whole numbers.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from rules.exact import SUMS

from rules import exact, inputs

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks" / "million.md"
SAMPLE = 5_000
RUNS = 3


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


def _page(count: int) -> str:
    rows = inputs.generate(count)
    right = {name: np.empty(count, dtype=np.int64) for name in SUMS}
    for place, row in enumerate(rows):
        for name, fen in exact.sums(row).items():
            right[name][place] = fen
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    table = pa.table({"id": np.arange(count), **{name: pa.array(column) for name, column in columns.items()}})
    ways: list[tuple[str, Callable[[], dict[str, Any]] | None, int]] = [
        _way("by_tables", lambda module: module.together(table), count), _way("by_duckdb", lambda module: module.together(table), count),
        _way("by_polars", lambda module: module.together(table), count), _way("by_openfisca", lambda module: _openfisca(module, columns), count),
        _way("by_policyengine", lambda module: module.together(columns), count), _way("by_zen", lambda module: _each(module.Engine(), rows[:SAMPLE]), SAMPLE),
        _way("by_jsonlogic", lambda module: _plain(module, rows[:SAMPLE]), SAMPLE),
    ]  # fmt: skip
    lines = [
        "# 速度与精确：一百万家企业", "",
        "本页由一条命令写成，数字出自同一次运行：`make bench WRITE=1`。十二条自拟规则（`bench/rules/clauses.txt`），每家 15 个金额，"
        "每个都与整数分逐一比对。数据先在内存里做好，各引擎自己的换算不计时；逐家计算的引擎只算前面一部分，时间按家数折算并写明。", "",
        "| 引擎 | 家数 | 秒 | 合一百万家（秒） | 比值（手写 SQL 为 1） | 错的金额 |", "|---|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    measured = [
        (label, *_measure(call, right, size), size) if call else (label, None, None, size) for label, call, size in ways
    ]
    base = next((taken / size for label, taken, _, size in measured if taken and "手写 SQL" in label), None)
    for label, taken, wrong, size in measured:
        if taken is None:
            lines.append(f"| {label} | — | 未安装 | | | |")
            continue
        ratio = f"{taken / size / base:.1f}" if base else "—"
        lines.append(
            f"| {label} | {size:,} | {taken:.2f} | {taken / size * 1e6:.1f} | {ratio} | {wrong:,} / {size * len(SUMS):,} |"
        )
    return "\n".join(lines) + "\n"


def _way(
    module: str, run: Callable[[Any], dict[str, Any]], size: int
) -> tuple[str, Callable[[], dict[str, Any]] | None, int]:
    try:
        held = import_module(f"rules.{module}")
    except ImportError as error:
        return f"{module.removeprefix('by_')}（{error.name}）", None, size
    return held.NAME, lambda: run(held), size


def _measure(call: Callable[[], dict[str, Any]], right: dict[str, Any], size: int) -> tuple[float, int]:
    times = []
    for _ in range(RUNS if size > SAMPLE else 1):
        start = time.perf_counter()
        found = call()
        times.append(time.perf_counter() - start)
    wrong = sum(int(np.count_nonzero(np.asarray(found[name]) != right[name][:size])) for name in SUMS)
    return min(times), wrong


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
