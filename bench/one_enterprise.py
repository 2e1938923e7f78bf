"""One enterprise: how long Luodi takes, beside its peers on twelve rules, and whose sums are exact; all in one run.

    make bench             measure and print
    make bench WRITE=1     measure, print, and write docs/benchmarks/one-enterprise.md (`--write`)

A peer that is not installed is named as such; nothing is filled in for it.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from luodi.engine.core import strict_yaml
from luodi.engine.library import Library
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.facts import read_situation
from rules import exact, inputs

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks" / "one-enterprise.md"
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
TARGETS = {"check_up": 5.0, "load": 150.0, "version": 200.0, "check": 500.0}  # ms
CHUNK = 50
_LOAD = """
import sys, time
from pathlib import Path
from luodi.engine.library import Cache, Library
folder = Path(sys.argv[1]) if sys.argv[1:] else None
start = time.perf_counter()
library = Library(cache=Cache(folder))
library.policies(), library.vocabulary
print((time.perf_counter() - start) * 1000)
"""


@dataclass
class Times:
    """Measured times in milliseconds."""

    all: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.all)

    @property
    def p95(self) -> float:
        return sorted(self.all)[int(len(self.all) * 0.95)]

    def take(self, call: Callable[[], Any]) -> Any:
        """Run and keep the time it took."""
        start = time.perf_counter()
        result = call()
        self.all.append((time.perf_counter() - start) * 1000)
        return result


@dataclass
class Way:
    """One engine used in one way on the twelve rules, with its times and its wrong sums."""

    label: str
    engine: Any
    call: Callable[[Any], Any]
    facts: Callable[[inputs.Row], Any]
    times: Times = field(default_factory=Times)


@dataclass
class Wrong:
    """How many sums of one engine differ from the exact ones over some enterprises, and by how much at most (fen)."""

    sums: int = 0
    enterprises: int = 0
    worst: int = 0


def main() -> None:
    """Measure everything, print it, and write the page when asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/one-enterprise.md")
    parser.add_argument("--rows", type=int, default=2_000, help="generated enterprises (default 2000)")
    parser.add_argument("--runs", type=int, default=200, help="check-ups of each example (default 200)")
    told = parser.parse_args()
    lines = [*head(told.rows), *all_policies(told.runs), *loading(), *processes(), *twelve_rules(told.rows)]
    text = "\n".join(lines) + "\n"
    print(text)
    if told.write:
        PAGE.write_text(text, encoding="utf-8")


def head(rows: int) -> Iterator[str]:
    """Say what this is, how to repeat it, and on what it ran."""
    yield "# 速度与精确：一家企业"
    yield ""
    yield (
        "本页由一条命令写成，下面的数全部出自同一次运行：`make bench WRITE=1`（只打印用 `make bench`；"
        "也就是 `.venv-bench/bin/python bench/one_enterprise.py --write`）。"
        "同类软件装在单独的虚拟环境 `.venv-bench` 里，不影响 Luodi 自己的环境；没有装上的如实写“未安装”，不估、不抄别处的数。"
    )
    yield ""
    bits = platform.machine()
    yield (
        f"机器：{os.cpu_count()} 核共享的虚拟机，{platform.system()} {bits}，Python {platform.python_version()}；"
        f"同机有别的任务，差别在 15% 以内的不算差别。生成的企业 {rows} 家，种子固定。"
    )
    yield ""


def all_policies(runs: int) -> Iterator[str]:
    """(1) One enterprise against every support of every policy, with reasons."""
    library = Library()
    policies, vocabulary = library.policies(), library.vocabulary
    supports = sum(len(p.supports) for p in policies)
    situations = {f.name: read_situation(strict_yaml.load(f), vocabulary) for f in EXAMPLES}
    times = {name: Times() for name in situations}
    claims = {name: len(check_up(policies, s, vocabulary).claims()) for name, s in situations.items()}
    for name, situation in situations.items():
        for _ in range(runs):
            times[name].take(lambda s=situation: check_up(policies, s, vocabulary))
    yield f"## 1. 一家企业 × 全部 {len(policies)} 项政策（{supports} 项支持），带全部理由"
    yield ""
    yield (
        f"计时：政策与事实已经读入，`check_up` 从开始到每一项支持的结论、金额、理由、缺什么都算完；各 {runs} 次。"
        "逐实体的支持（一个项目一条）分别计，所以条数多于支持数。"
    )
    yield ""
    yield "| 例子 | 结论条数 | 中位数 ms | 95% 分位 ms | 目标（中位数） |"
    yield "|---|---:|---:|---:|---|"
    for name, taken in times.items():
        target = verdict(taken.median, TARGETS["check_up"])
        yield f"| `examples/{name}` | {claims[name]} | {taken.median:.2f} | {taken.p95:.2f} | {target} |"
    yield ""


def loading() -> Iterator[str]:
    """(2) Loading every policy in a fresh process, without and with the cache."""
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch) / "cache"
        env = clean_environment(Path(scratch))
        script = Path(scratch) / "load.py"
        script.write_text(_LOAD, encoding="utf-8")
        command = [sys.executable, str(script)]
        cold, warm = Times(), Times()
        for arguments in ([], [str(cache)]):  # the first writes byte code, the second the cache
            reported(command + arguments, env)
        for _ in range(9):
            cold.all.append(reported(command, env))
            warm.all.append(reported([*command, str(cache)], env))
    yield "## 2. 读入全部政策"
    yield ""
    yield (
        "计时：新进程里 `import luodi.engine.library` 之后，到全部政策和词汇可用为止；各 9 个进程。"
        "缓存以政策文件、词汇、引擎源码的摘要为键，改一个字节就是另一个键，不会过期；计时包括算这些摘要。"
    )
    yield ""
    yield "| | 中位数 ms | 最慢 ms | 目标 |"
    yield "|---|---:|---:|---|"
    yield f"| 不用缓存：读 YAML、校验、解析公式、定单位 | {cold.median:.0f} | {max(cold.all):.0f} | — |"
    yield f"| 用缓存 | {warm.median:.0f} | {max(warm.all):.0f} | {verdict(warm.median, TARGETS['load'])} |"
    yield ""


def processes() -> Iterator[str]:
    """(3) Whole processes, from the shell and back."""
    luodi = Path(sys.executable).with_name("luodi")
    largest = max(EXAMPLES, key=lambda f: f.stat().st_size).relative_to(ROOT)
    with tempfile.TemporaryDirectory() as scratch:
        cached = {"LUODI_CACHE": str(Path(scratch) / "cache")}
        commands = {
            "luodi --version": (["--version"], cached, "version"),
            f"luodi check {largest}": (["check", str(largest)], cached, "check"),
            f"luodi check --json {largest}": (["check", "--json", str(largest)], cached, "check"),
            f"LUODI_CACHE= luodi check {largest}": (["check", str(largest)], {"LUODI_CACHE": ""}, ""),
        }
        taken = {label: Times() for label in commands}
        for round_ in range(10):
            for label, (arguments, cache, _) in commands.items():
                times = taken[label] if round_ else Times()  # the first writes byte code and the cache
                env, command = clean_environment(Path(scratch)) | cache, [str(luodi), *arguments]
                done = times.take(lambda c=command, e=env: run(c, e))
                if done.returncode not in {0, 1} or not done.stdout:
                    raise RuntimeError(f"{label}: {done.stderr.decode()}")
    yield "## 3. 整个进程"
    yield ""
    yield "计时：从启动进程到它结束，含解释器；先各跑一次（写字节码与缓存），再各计 9 次。末行是不用缓存的同一件事。"
    yield ""
    yield "| 命令 | 中位数 s | 最慢 s | 目标 |"
    yield "|---|---:|---:|---|"
    for label, (_, _, target) in commands.items():
        times = taken[label]
        met = verdict(times.median, TARGETS[target], seconds=True) if target else "—"
        yield f"| `{label}` | {times.median / 1000:.2f} | {max(times.all) / 1000:.2f} | {met} |"
    yield ""


def twelve_rules(count: int) -> Iterator[str]:
    """(4) and (5): the twelve rules by every engine that is installed, and whose sums are exact."""
    engines, absent = installed()
    edged, ordinary = inputs.generate(count), inputs.generate(count, seed=20260701, edges=False)
    ways = [way for module in engines for way in ways_of(module)]
    take_turns(ways, edged[: min(count, 1_000)])
    yield "## 4. 十二条规则，一次一家企业，与同类软件"
    yield ""
    yield from _what_is_counted()
    yield ""
    yield "| 做法 | 中位数 ms | 95% 分位 ms | 是 Luodi 的几倍 |"
    yield "|---|---:|---:|---:|"
    ours = ways[0].times.median
    for way in ways:
        yield f"| {way.label} | {way.times.median:.3f} | {way.times.p95:.3f} | {way.times.median / ours:.2f} |"
    for name in absent:
        yield f"| {name} | 未安装 | 未安装 | — |"
    yield ""
    for way in ways:
        if way.times.median < ours and way.engine is not ways[0].engine:
            yield f"- {way.label}：Luodi 用的时间是它的 {ours / way.times.median:.0f} 倍。"
    yield ""
    yield from population(engines, edged, ours)
    yield "## 5. 金额对不对：与整数（分）逐项比"
    yield ""
    yield (
        f"每家企业 {len(exact.SUMS)} 个金额（十二条各一，第十二条另有三期）；四舍五入到分以后与 `bench/rules/exact.py`"
        "（只用 Python 整数、独立写成）不同的就算错。两组各"
        f" {count} 家：一组金额大小随意；一组四分之一的金额恰在门槛或差一分——门槛正是争议所在。"
    )
    yield ""
    yield "| | 随意的一组：错的金额（企业） | 最大差 | 门槛的一组：错的金额（企业） | 最大差 |"
    yield "|---|---:|---:|---:|---:|"
    total = count * len(exact.SUMS)
    for module in engines:
        engine = module.Engine()
        cells = []
        for rows in (ordinary, edged):
            wrong = mistakes(engine, rows)
            cells.append(f"{wrong.sums:,} / {total:,}（{wrong.enterprises:,} 家） | {wrong.worst / 100:,.2f} 元")
        yield f"| {module.NAME} | {' | '.join(cells)} |"
    for name in absent:
        yield f"| {name} | 未安装 | — | 未安装 | — |"
    yield ""
    yield (
        "OpenFisca 的 `float` 变量以 float32 存放，约七位有效数字：1,999,999,999.99 元存进去就是 2,000,000,000 元，"
        "差一分到不了的档次就到了。zen-engine 以 28 位十进制数计算，Luodi 以十进制数与分数计算。"
    )


def _what_is_counted() -> Iterator[str]:
    yield (
        "十二条自拟的规则（`bench/rules/clauses.txt`）一条一种机制：比例加封顶、分档、晋级补差、任一且比率、名录、含已领的每年上限、"
        "下限与封顶、分段比例、按人头、比上年增量、就高不重复、4:3:3 分期。同一份条文写成 Luodi 的政策文件、OpenFisca 的税收福利系统、"
        "zen 的决策（决策表加表达式）。"
    )
    yield ""
    yield (
        "计时都从内存里一份普通的 Python 字典（各软件自己的用户所用的样子）开始，到全部金额算出为止；编一次就够的（政策、系统、决策）不计；"
        "用下面“门槛的一组”的前 1,000 家，各做法五十家一轮，轮流进行。Luodi 每次都核对每个事实的名称、单位、范围，并给出每个条件的结论与依据；"
        "OpenFisca 每家建一个模拟（它的网页接口也是如此）；zen 用最快的静态装载。"
    )


def population(engines: Sequence[Any], rows: list[inputs.Row], ours: float) -> Iterator[str]:
    """What OpenFisca is made for: all enterprises in one simulation of arrays; `ours` is Luodi's time for one."""
    for module in engines:
        engine = module.Engine()
        if hasattr(engine, "together"):
            times = Times()
            for _ in range(5):
                times.take(lambda e=engine: e.together(rows))
            each = times.median / len(rows)
            yield (
                f"{module.NAME} 本是为整批计算而作：{len(rows):,} 家放进一个模拟（不带追踪）共 {times.median:.1f} ms，"
                f"每家 {each * 1000:.1f} 微秒，Luodi 逐家计算用的时间是它的 {ours / each:.0f} 倍。本页只比一次一家。"
            )
            yield ""


def installed() -> tuple[list[Any], list[str]]:
    """Return the modules of the engines that can be imported, and the names of the others."""
    found, absent = [import_module("rules.by_luodi")], []
    for name, module in (("OpenFisca-Core", "by_openfisca"), ("zen-engine", "by_zen")):
        try:
            found.append(import_module(f"rules.{module}"))
        except ModuleNotFoundError:
            absent.append(name)
    return found, absent


def ways_of(module: Any) -> list[Way]:
    """Return the ways one engine is measured, the first being the whole answer with what it explains."""
    if module.__name__.endswith("by_luodi"):
        engine = module.Engine()
        return [
            Way(f"**{module.NAME}：读事实、算、带理由**", engine, engine.answer, engine.facts),
            Way(f"{module.NAME}：事实已读入，算、带理由", engine, engine.evaluate, lambda row: engine.situation(engine.facts(row))),
        ]  # fmt: skip
    plain, traced = module.Engine(), module.Engine(trace=True)
    return [
        Way(f"{module.NAME}：只算", plain, plain.answer, plain.facts),
        Way(f"{module.NAME}：算、带追踪", traced, traced.answer, traced.facts),
    ]


def take_turns(ways: list[Way], rows: list[inputs.Row]) -> None:
    """Measure every way on the same enterprises, in turns, so that a busy moment of the machine hits all alike."""
    for way in ways:
        for row in rows[:CHUNK]:
            way.call(way.facts(row))  # warm
    for start in range(0, len(rows), CHUNK):
        for way in ways:
            told = [way.facts(row) for row in rows[start : start + CHUNK]]
            for facts in told:
                way.times.take(lambda f=facts, w=way: w.call(f))


def mistakes(engine: Any, rows: list[inputs.Row]) -> Wrong:
    """Count the sums that are not exact."""
    wrong = Wrong()
    for row in rows:
        found, right = engine.sums(engine.answer(engine.facts(row))), exact.sums(row)
        off = [abs(found[name] - right[name]) for name in exact.SUMS if found[name] != right[name]]
        wrong.sums += len(off)
        wrong.enterprises += bool(off)
        wrong.worst = max(wrong.worst, *off, 0)
    return wrong


def clean_environment(scratch: Path) -> dict[str, str]:
    """An environment in which byte code is kept, as on anyone's machine, but in a scratch folder."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE" and not k.startswith("LUODI_")}
    return kept | {"PYTHONPYCACHEPREFIX": str(scratch / "bytecode")}


def run(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run a command from the project's folder."""
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)


def reported(command: list[str], env: dict[str, str]) -> float:
    """Run a script that prints its own milliseconds."""
    return float(run(command, env).stdout)


def verdict(value: float, target: float, *, seconds: bool = False) -> str:
    """Say whether a target is met."""
    shown = f"{target / 1000:g} s" if seconds else f"{target:g} ms"
    return f"≤ {shown} {'✓' if value <= target else '✗ 未达到'}"


if __name__ == "__main__":
    main()
