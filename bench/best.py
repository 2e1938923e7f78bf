"""The best set of supports: 300 supports in 40 groups, beside a greedy choice, HiGHS by itself, and trying every set;
and the best set of every enterprise of a population.

python bench/best.py [--choices N] [--enterprises N] [--write]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from machine import machine

from luodi.engine.core import strict_yaml
from luodi.engine.library import Library
from luodi.engine.rules.best import best
from luodi.engine.rules.best.compatible import compatible
from luodi.engine.rules.best.model import AtMost, Choice, Item, Shared, Solution
from luodi.engine.rules.best.reckon import Reckoner
from luodi.engine.rules.best.solve import solve
from luodi.engine.rules.facts import read_situation
from luodi.engine.rules.model import Kind

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks" / "best.md"
SUPPORTS, GROUPS, LIMITS, TARGET = 300, 40, 6, 100.0  # ms
WAN = 1_000_000  # fen


@dataclass(frozen=True)
class Shape:
    """One kind of random choices."""

    label: str
    limits: int = 0
    kinds: bool = False
    fen: bool = False


SHAPES = (
    Shape("只有互斥组，整万元"),
    Shape(f"另有 {LIMITS} 个共用上限", LIMITS),
    Shape("共用上限，金额到分", LIMITS, fen=True),
    Shape("共用上限，确定、上限、待核实混合", LIMITS, kinds=True),
)


@dataclass
class Row:
    """What one way did on the choices of one shape."""

    times: list[float] = field(default_factory=list)
    optimal: int = 0
    told_wrong: int = 0
    short: int = 0  # fen, the largest shortfall
    failed: int = 0

    def text(self, count: int) -> str:
        """The cells of a table."""
        within = sum(t <= TARGET for t in self.times)
        return (
            f"{statistics.median(self.times):.1f} | {max(self.times):.0f} | {within} / {count} | {self.optimal} / {count} | "
            f"{self.short / 100:,.2f} | {self.told_wrong}"
        )


def choice(seed: int, shape: Shape, supports: int = SUPPORTS, groups: int = GROUPS) -> Choice:
    """Make a choice at random: each support in one to three groups, each limit over 5 to 30 supports."""
    r = random.Random(seed)
    members: list[list[int]] = [[] for _ in range(groups)]
    items = []
    for i in range(supports):
        for group in r.sample(range(groups), r.choice([1, 1, 2, 2, 3])):
            members[group].append(i)
        sum_ = r.choice([5, 10, 20, 30, 50, 80, 100, 150, 200, 300, 500]) * WAN + (
            r.randint(0, WAN) if shape.fen else 0
        )
        kind = Kind.AT_MOST if shape.kinds and r.random() < 0.5 else Kind.AMOUNT
        items.append(Item(kind, sum_, sum_, not shape.kinds or r.random() < 0.9))
    limits = []
    for _ in range(shape.limits):
        left = r.randint(100, 1000) * WAN
        limits.append(Shared(tuple(sorted(r.sample(range(supports), min(supports, r.randint(5, 30))))), left, left))
    return in_units(items, tuple(AtMost(tuple(m)) for m in members if len(m) > 1), limits, shape)


def in_units(items: list[Item], rules: tuple[AtMost, ...], limits: list[Shared], shape: Shape) -> Choice:
    """Count in the largest common unit, as `gather` does: 万元 where every sum is one."""
    unit = 1 if shape.fen else WAN
    made = tuple(Item(i.kind, i.lo // unit, i.hi // unit, i.sure) for i in items)
    return Choice(made, rules, tuple(Shared(s.members, s.lo // unit, s.hi // unit) for s in limits))


def greedy(one: Choice) -> tuple[int, None]:
    """The largest first, as long as it fits."""
    held, counts = 0, [0] * len(one.rules)
    for i in sorted(range(len(one.items)), key=lambda i: -one.items[i].hi):
        mine = [k for k, rule in enumerate(one.rules) if i in rule.members]
        if all(counts[k] < one.rules[k].count for k in mine):
            held |= 1 << i
            for k in mine:
                counts[k] += 1
    return held, None


def raw_highs(one: Choice) -> tuple[int, float]:
    """The model as one would write it: yuan as doubles, default options, the answer taken as it comes."""
    import highspy  # noqa: PLC0415

    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    bound = {i for limit in one.limits for i in limit.members}
    unit = 1e-2 if max(i.hi for i in one.items) > 10**6 else 1e4
    chosen = [h.addBinary(obj=0 if i in bound else item.hi * unit) for i, item in enumerate(one.items)]
    got = {i: h.addVariable(lb=0, ub=one.items[i].hi * unit, obj=1) for i in bound}
    for i, money in got.items():
        h.addConstr(money <= one.items[i].hi * unit * chosen[i])
    for rule in one.rules:
        h.addConstr(sum(chosen[i] for i in rule.members) <= rule.count)
    for limit in one.limits:
        h.addConstr(sum(got[i] for i in limit.members) <= limit.hi * unit)
    h.changeObjectiveSense(highspy.ObjSense.kMaximize)
    h.run()
    values = h.getSolution().col_value
    return sum(1 << i for i in range(len(one.items)) if values[i] > 0.5), h.getInfo().objective_function_value / unit


def measured(call: Callable[[Choice], Any], one: Choice, row: Row) -> Any:
    """Call and keep the milliseconds."""
    start = time.perf_counter()
    result = call(one)
    row.times.append((time.perf_counter() - start) * 1000)
    return result


def compare(shape: Shape, count: int) -> Iterator[str]:
    """One table: every way on the same choices."""
    ours, alone, highs, first = Row(), Row(), Row(), Row()
    ties = 0
    unit = 1 if shape.fen else WAN
    for seed in range(count):
        one = choice(seed, shape)
        reckoner = Reckoner(one)
        solution: Solution = measured(solve, one, ours)
        ours.optimal += solution.proved
        ours.told_wrong += reckoner.worth(solution.sets[0]) != solution.worth
        ties += len(solution.sets) > 1
        one_set: Solution = measured(lambda c: solve(c, equals=1), one, alone)
        alone.optimal += one_set.proved and one_set.worth == solution.worth
        if shape.kinds:
            continue
        for call, row in ((raw_highs, highs), (greedy, first)):
            bits, told = measured(call, one, row)
            short = solution.worth.amount - reckoner.worth(bits).amount
            row.optimal += short == 0
            row.short = max(row.short, short * unit)
            row.told_wrong += told is not None and round(told * 100) != reckoner.worth(bits).amount * 100
    yield f"| {shape.label} | **Luodi**：到证明没有更好的为止 | {alone.text(count)} |"
    yield f"| | **Luodi**：并找完并列的（{ties} 个题目有，至多列十个） | {ours.text(count)} |"
    if not shape.kinds:
        yield f"| | HiGHS 直接建模（元、双精度、默认设置） | {highs.text(count)} |"
        yield f"| | 从大到小逐项选 | {first.text(count)} |"


def growth() -> Iterator[str]:
    """How trying every set grows, and that it finds the same."""
    yield "## 2. 逐个试"
    yield ""
    yield "同样的生成办法（只有互斥组），支持少一些；逐个试全部相容组合，与求解的最优相同才算一致。"
    yield ""
    yield "| 支持 × 组 | 相容组合 | 逐个试 ms | Luodi（HiGHS）ms | 一致 |"
    yield "|---|---:|---:|---:|---|"
    for supports, groups in ((10, 4), (20, 7), (30, 10), (40, 13)):
        one = choice(7, SHAPES[0], supports, groups)
        by_all, by_highs = Row(), Row()
        worth, tried = measured(every, one, by_all)
        solution = measured(lambda c: solve(c, few=0), one, by_highs)
        yield (
            f"| {supports} × {groups} | {tried:,} | {by_all.times[0]:,.0f} | {by_highs.times[0]:.0f} | "
            f"{'✓' if solution.worth == worth and solution.proved else '✗'} |"
        )
    yield ""


def every(one: Choice) -> tuple[Any, int]:
    """Try every compatible set."""
    reckoner = Reckoner(one)
    worths = [reckoner.worth(bits) for bits in compatible(len(one.items), one.rules)]
    return max(worths, key=lambda w: w.rank("amount")), len(worths)


def examples() -> Iterator[str]:
    """The whole question: reading the choice out of the check-up, solving, computing every sum again."""
    library = Library()
    policies = library.policies()
    yield "## 3. 整个问题：`luodi best` 的计算"
    yield ""
    yield f"全部 {len(policies)} 项政策的体检、找出互斥与共用上限、求解三种先后、复算；不含启动与读文件。"
    yield ""
    yield "| 例子 | 申报 | 不报 | 中位数 ms |"
    yield "|---|---:|---:|---:|"
    for file in sorted((ROOT / "examples").glob("*.yaml")):
        situation = read_situation(strict_yaml.load(file), library.vocabulary)
        row = Row()
        for _ in range(15):
            answer = measured(lambda _, s=situation: best(policies, s, library.vocabulary), Choice(()), row)
        yield f"| `examples/{file.name}` | {len(answer.chosen)} | {len(answer.given_up)} | {statistics.median(row.times):.0f} |"


def population(enterprises: int) -> Iterator[str]:
    """Every enterprise of a synthetic population, with all policies; each line is one call of the command."""
    yield ""
    yield "## 4. 一批企业：`luodi best 企业 --out 最优.parquet`"
    yield ""
    yield (
        "`luodi population make` 生成的企业（种子 7），全部政策，`--in-force`，2021-06-01；含启动、核对每一格、写文件。"
        "没有领取记录时，上限还剩多少不知道，牵连的更多。"
    )
    yield ""
    yield "| 企业 | 领取记录 | 秒 | 内存 MB | 有支持不申报 | 由求解器算 |"
    yield "|---:|---|---:|---:|---:|---:|"
    for count in (enterprises // 10, enterprises):
        with tempfile.TemporaryDirectory() as work:
            folder, out = Path(work) / "企业", Path(work) / "最优.parquet"
            called("population", "make", str(count), "--seed", "7", "--out", str(folder))
            for told in ("有", "没有"):
                if told == "没有":
                    (folder / "received.parquet").unlink()
                seconds, memory, text = called(
                    "best", str(folder), "--on", "2021-06-01", "--in-force", "--out", str(out), "--json"
                )
                totals = json.loads(text)["totals"]
                yield f"| {count:,} | {told} | {seconds:.1f} | {memory:,.0f} | {totals['giving_up']:,} | {totals['by_solver']:,} |"


def called(*words: str) -> tuple[float, float, str]:
    """Call `luodi`: seconds, megabytes at most, what it printed."""
    start = time.perf_counter()
    command = [str(Path(sys.executable).with_name("luodi")), *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    text = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"luodi {' '.join(words)} 以 {os.waitstatus_to_exitcode(status)} 结束")
    return time.perf_counter() - start, usage.ru_maxrss / 1024, text


def page(count: int, enterprises: int) -> Iterator[str]:
    """The whole page."""
    yield "# 速度与正确：最优组合"
    yield ""
    yield (
        "本页由一条命令写成，数字出自同一次运行：`make bench WRITE=1`（也就是 `python bench/best.py --write`，要装 `tables` 扩展）。"
        f"机器：{machine()}，单线程。"
    )
    yield ""
    yield f"## 1. {SUPPORTS} 项支持 × {GROUPS} 个互斥组"
    yield ""
    yield (
        f"每项支持属于一至三个组，整个是连通的一块；每种各 {count} 个，种子固定。"
        "“最优”由整数复算的金额判定。“报的数不对”是求解器自己报的和与所选各项的真实合计不同。"
    )
    yield ""
    yield f"| 题目 | 做法 | 中位数 ms | 最慢 ms | ≤ {TARGET:g} ms | 最优 | 最多少拿（元） | 报的数不对 |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for shape in SHAPES:
        yield from compare(shape, count)
    yield ""
    yield from growth()
    yield from examples()
    yield from population(enterprises)


def main() -> None:
    """Measure, print, and write the page when asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--choices", type=int, default=20, help="random choices of each kind (default 20)")
    parser.add_argument("--enterprises", type=int, default=1_000_000, help="how many in the larger population")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/best.md")
    told = parser.parse_args()
    solve(choice(0, SHAPES[0], 30, 5), few=0)  # HiGHS is loaded once, before anything is measured
    text = "\n".join(page(told.choices, told.enterprises)) + "\n"
    print(text)
    if told.write:
        PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
