"""Making a synthetic population, beside a plain write of random columns of the same types; and checking a table. One run.

    python bench/population.py [--rows 10000000] [--write]

Each way runs in a process of its own, so that its memory is its own. The machine is shared: the seconds of the processor
are given beside those of the clock.
"""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from apart import measured
from apart import run as run_apart
from machine import machine

from luodi.engine.library import Library
from luodi.engine.population.check import Request
from luodi.engine.population.check import check as check_table
from luodi.engine.population.make import blocks, layout_of
from luodi.engine.population.make import make as make_population
from luodi.engine.population.recipe import facts_of, recipe

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks" / "population.md"
TARGET = 60  # seconds for ten million enterprises on two cores
YEARS = range(2019, 2023)
CHECKED = 100_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rows", type=int, default=10_000_000)
    arguments.add_argument("--write", action="store_true", help="write docs/benchmarks/population.md")
    arguments.add_argument("--way", choices=list(WAYS), help=argparse.SUPPRESS)
    arguments.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.way:
        WAYS[given.way](given.rows, given.folder)
        return
    page = "\n".join(lines(given.rows)) + "\n"
    print(page)
    if given.write:
        PAGE.write_text(page, "utf-8")


def lines(rows: int) -> list[str]:
    told = [
        "# 速度与内存：生成一批企业、检查一张表", "",
        "本页由一条命令写成，数字出自同一次运行：`make bench WRITE=1`。每一行是单独的进程，只运行一次；机器上同时有别的任务，所以把处理器时间写在旁边。", "",
        f"机器：{machine()}。开始时一分钟平均负载 {os.getloadavg()[0]:.1f}，结束时 {{after}}。", "",
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        made, few = run("make", rows, Path(scratch) / "made"), run("make_one", rows, Path(scratch) / "one")
        random = run("plain", rows, Path(scratch) / "plain")
        table = Path(scratch) / "table"
        run("table", CHECKED, table)
        checked, floor = run("check", CHECKED, table), run("csv", CHECKED, table)
    met = "✓" if rows == 10_000_000 and made["clock"] <= TARGET else "✗ 未达到" if rows == 10_000_000 else "未测"
    told += [
        f"## 1. {rows:,} 家企业写成 Parquet", "",
        f"目标：1,000 万家 ≤ {TARGET} 秒 {met}。“随机列”用 NumPy 的发生器填满与企业表列数、列型相同的列，以同样的压缩写出：没有联合分布、没有缺失、没有名称与代码、单线程；它是写文件本身的下限。", "",
        "| | 秒 | 处理器秒 | 峰值内存 MB | 文件 MB | 列 | 实体 |", "|---|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {label} | {w['clock']:.0f} | {w['processor']:.0f} | {w['memory']:.0f} | {w['size']:.0f} | {w['columns']} | {w['things']:,} |"
            for label, w in (("Luodi：企业、各年事实、项目、贷款等 15 张表", made), ("Luodi：只要一项政策的事实", few), ("随机列：pyarrow + NumPy", random))
        ), "",
        f"## 2. 检查 {CHECKED:,} 行 × {checked['columns']} 列的 CSV", "",
        "每一格换成事实或说明为什么不成立，校验信用代码，写成 Parquet；“只读出格子”是 Python 的 csv 模块，什么也不做。", "",
        "| | 秒 | 处理器秒 | 峰值内存 MB |", "|---|---:|---:|---:|",
        *(f"| {label} | {w['clock']:.1f} | {w['processor']:.1f} | {w['memory']:.0f} |" for label, w in (("Luodi", checked), ("只读出格子", floor))),
    ]  # fmt: skip
    return [line.replace("{after}", f"{os.getloadavg()[0]:.1f}") for line in told]


def run(way: str, rows: int, folder: Path) -> dict[str, Any]:
    """Run one way in a process of its own."""
    return run_apart(__file__, way, folder, "--rows", str(rows))


def asked(rows: int, policies: int | None = None) -> tuple[Any, Any]:
    """The recipe of `luodi population make` without what was received before, for all policies or the first few."""
    library = Library()
    chosen = library.policies()[:policies]
    regions = {policy.region for policy in chosen}
    return recipe(library.vocabulary, rows, 1, YEARS, facts_of(chosen), regions), library.vocabulary


def make(rows: int, folder: Path, policies: int | None = None) -> None:
    wish, vocabulary = asked(rows, policies)

    def call() -> dict[str, Any]:
        made = make_population(wish, vocabulary, folder)
        things = sum(count for file, count in made.rows.items() if file != "enterprise.parquet")
        return {
            "things": things,
            "columns": sum(len(t.columns) for t in layout_of(wish, vocabulary)),
            "size": size(folder),
        }

    measured(call)


def make_one(rows: int, folder: Path) -> None:
    make(rows, folder, 1)


def plain(rows: int, folder: Path) -> None:
    """Random columns of the types of the enterprises' table, a row group at a time."""
    wish, vocabulary = asked(rows)
    columns = layout_of(wish, vocabulary)[0].columns
    draw, group = np.random.default_rng(1), 122_880
    word = pa.array([f"w{n}" for n in range(50)])
    make: dict[str, Callable[[int], Any]] = {
        "int64": lambda n: pa.array(draw.integers(0, 10**9, n)), "bool": lambda n: pa.array(draw.integers(0, 2, n).astype(bool)),
        "date32": lambda n: pa.array(draw.integers(8000, 19000, n).astype(np.int32), pa.date32()),
        "string": lambda n: pa.DictionaryArray.from_arrays(pa.array(draw.integers(0, 50, n).astype(np.int32)), word),
    }  # fmt: skip
    folder.mkdir(parents=True)

    def call() -> dict[str, Any]:
        names = [column.name for column in columns]
        texts = [column.name for column in columns if column.storage == "string"]
        first = pa.table([make[column.storage](1) for column in columns], names=names)
        with pq.ParquetWriter(
            folder / "plain.parquet", first.schema, compression="zstd", compression_level=1, use_dictionary=texts
        ) as writer:
            for start in range(0, rows, group):
                count = min(group, rows - start)
                writer.write_table(pa.table([make[column.storage](count) for column in columns], names=names))
        return {"things": 0, "columns": len(columns), "size": size(folder)}

    measured(call)


def table(rows: int, folder: Path) -> None:
    """A CSV as a person would bring it, from synthetic enterprises."""
    wish, vocabulary = asked(rows)
    held = pa.concat_tables([block["enterprise"] for block in blocks(wish, vocabulary)]).to_pylist()
    named = {
        "企业名称": "name",
        "统一社会信用代码": "credit_code",
        "注册地": "registered_region",
        "成立日期": "registered_on",
        "行业": "sector",
        "主体类型": "kind",
    }
    money = {
        f"{year}年{label}（万元）": f"{fact}_{year}"
        for year in (2021, 2022)
        for label, fact in (("营业收入", "main_revenue"), ("研发费用", "rd_expense"))
    }
    folder.mkdir(parents=True)
    with (folder / "t.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*named, *money, "2022年从业人数"])
        for row in held:
            sums = [None if row[fact] is None else f"{row[fact] / 1_000_000:.6f}" for fact in money.values()]
            writer.writerow([*(row[fact] for fact in named.values()), *sums, row["employees_2022"]])
    print("{}")


def check(rows: int, folder: Path) -> None:
    vocabulary = Library().vocabulary

    def call() -> dict[str, Any]:
        found = check_table(Request(folder / "t.csv", out=folder / "out"), vocabulary)
        assert (found.read, found.wrong) == (rows, 0)
        return {"columns": len(found.headings)}

    measured(call)


def only_csv(rows: int, folder: Path) -> None:
    def call() -> dict[str, Any]:
        with (folder / "t.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        return {"columns": len(rows[0])}

    measured(call)


def size(folder: Path) -> float:
    """The megabytes of a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


WAYS: dict[str, Callable[[int, Path], None]] = {
    "make": make, "make_one": make_one, "plain": plain, "table": table, "check": check, "csv": only_csv,
}  # fmt: skip


if __name__ == "__main__":
    main()
