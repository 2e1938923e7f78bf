"""Reading and extracting a whole folder, and the parsing of quantities beside its peers with who is right; all in one run.

    python bench/extraction.py [--documents DIR] [--write]

Without a folder of documents the first part runs on texts made here. A peer that is not installed is named as such.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from luodi.engine.documents import read_text
from luodi.engine.extraction.extract import extract
from luodi.engine.extraction.numbers import find_quantities, parse

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks" / "extraction.md"
SHARED = ROOT.parent / "shared" / "corpus"
RUNS = 5
#: Sentences of our own: what is asked, the value in yuan, and whether the number is a ceiling (at_most), a floor, or exact.
MONEY: tuple[tuple[str, str, str], ...] = (
    ("给予20万元补助", "200000", "exact"), ("最高300万元", "3000000", "at_most"), ("不超过500万元", "5000000", "at_most"), ("最高不超过1.5亿元", "150000000", "at_most"),
    ("不低于10万元", "100000", "at_least"), ("总投资1亿元（含）以上", "100000000", "at_least"), ("超过2亿元", "200000000", "more_than"), ("低于1500万元", "15000000", "less_than"),
    ("三点五亿元", "350000000", "exact"), ("1,200万元", "12000000", "exact"), ("一百二十万元", "1200000", "exact"), ("6.3万亿元", "6300000000000", "exact"), ("约3000万元", "30000000", "about"),
    ("突破1000亿元", "100000000000", "more_than"), ("最高可给予60万元", "600000", "at_most"), ("150元", "150", "exact"), ("2 0 0万元", "2000000", "exact"), ("500万元以内", "5000000", "at_most"),
    ("1500万元及以下", "15000000", "at_most"), ("近800万元", "8000000", "about"),
)  # fmt: skip
NUMERALS: tuple[tuple[str, str], ...] = (
    ("一百零八", "108"), ("三千五百", "3500"), ("二十", "20"), ("十五", "15"), ("一千零一", "1001"), ("两百", "200"), ("三点五", "3.5"), ("九百九十九", "999"), ("一万二千", "12000"), ("五亿", "500000000"),
)  # fmt: skip
NOT_QUANTITIES = (
    "5G通信",
    "L4级自动驾驶",
    "全国百强",
    "国发〔2017〕35号",
    "GB/T 37988—2019",
    "第十二条",
    "“7+28+N”",
    "一事一议",
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--documents", type=Path, default=SHARED)
    arguments.add_argument("--write", action="store_true", help="write docs/benchmarks/extraction.md")
    given = arguments.parse_args()
    page = "\n".join([*_head(), *_folder(given.documents), *_money(), *_numerals(), *_names()]) + "\n"
    print(page)
    if given.write:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(page, "utf-8")


def _head() -> list[str]:
    return [
        "# 速度与正确：从文件到初稿", "",
        "本页由一条命令写成，数字出自同一次运行：`make bench WRITE=1`。同类软件装在单独的虚拟环境里；没有装上的写“未安装”。句子都是自拟的。", "",
    ]  # fmt: skip


def _folder(folder: Path) -> list[str]:
    texts = [file.read_text("utf-8") for file in sorted(folder.rglob("*.txt"))] if folder.is_dir() else []
    made = "" if texts else "（没有给文件夹，用自拟的文本）"
    texts = texts or [_own(number) for number in range(40)]
    reading, both = [], []
    for _ in range(RUNS):
        find_quantities.cache_clear()
        start = time.perf_counter()
        documents = [read_text(text) for text in texts]
        middle = time.perf_counter()
        found = sum(len(extract(document)) for document in documents)
        both.append(time.perf_counter() - start)
        reading.append(middle - start)
    size = sum(map(len, texts))
    return [
        f"## 1. 一个文件夹从头读到初稿{made}", "",
        f"{len(texts)} 份文件，{size:,} 字，单线程，{RUNS} 次取中位数；得到 {found} 项初稿。目标：读入加提取 ≤ 1 秒。", "",
        "| | 秒 | 万字/秒 |", "|---|---:|---:|",
        f"| 读成条款 | {statistics.median(reading):.2f} | {size / statistics.median(reading) / 1e4:.0f} |",
        f"| 读成条款并提取 | {statistics.median(both):.2f} | {size / statistics.median(both) / 1e4:.0f} |", "",
    ]  # fmt: skip


def _own(seed: int) -> str:
    items = "".join(
        f"（{n}）对第{n}类企业，按投入的{n + seed % 9}%给予最高{n * 10}万元补助；到2025年，培育{n * 3}家企业。（责任单位：市科技局）\n\n"
        for n in range(1, 9)
    )
    return f"示例市{seed}号政策\n\n一、支持\n\n{items}二、附则。本政策自印发之日起施行，有效期三年。\n"


def _money() -> list[str]:
    ways: list[tuple[str, Callable[[str], tuple[Decimal, str] | None] | None]] = [
        ("Luodi", _ours),
        ("JioNLP extract_money", _jio()),
    ]
    return [
        "## 2. 二十个金额：读得对不对，快不快", "",
        "数对：换成元之后相等；界也对：最高、不超过朝下，以上、超过朝上，约数是约数。时间是每句的中位数，比值以 Luodi 为 1。", "",
        *_table(ways, [(text, (Decimal(value), bound)) for text, value, bound in MONEY]), "",
    ]  # fmt: skip


def _table(ways: list[tuple[str, Any]], cases: list[tuple[str, tuple[Decimal, str]]]) -> list[str]:
    rows, base = ["| | 数对 | 界也对 | 每句 µs | 比值 |", "|---|---:|---:|---:|---:|"], 0.0
    for label, call in ways:
        if call is None:
            rows.append(f"| {label} | 未安装 | | | |")
            continue
        right = bounded = 0
        times = []
        for text, (value, bound) in cases:
            for _ in range(20):
                find_quantities.cache_clear()
                start = time.perf_counter()
                said = call(text)
                times.append((time.perf_counter() - start) * 1e6)
            right += said is not None and said[0] == value
            bounded += said is not None and said[0] == value and _way(said[1]) == _way(bound)
        taken = statistics.median(times)
        base = base or taken
        rows.append(f"| {label} | {right}/{len(cases)} | {bounded}/{len(cases)} | {taken:.0f} | {taken / base:.1f} |")
    return rows


def _way(bound: str) -> str:
    """Which way a bound points: peers do not tell 以上 from 超过, which is not held against them."""
    return {"at_least": "up", "more_than": "up", "at_most": "down", "less_than": "down"}.get(bound, bound)


def _ours(text: str) -> tuple[Decimal, str] | None:
    found = parse(text)
    return (found.value, found.bound) if found else None


def _jio() -> Callable[[str], tuple[Decimal, str] | None] | None:
    try:
        jio = import_module("jionlp")
    except ImportError:
        return None

    def call(text: str) -> tuple[Decimal, str] | None:
        try:
            found = jio.ner.extract_money(text, with_parsing=True)
        except Exception:  # whatever a peer refuses counts as not read
            return None
        if not found:
            return None
        said = found[0]["detail"]
        number, kind = said["num"], said.get("definition", "accurate")
        if isinstance(number, list):  # it answers a bound as a pair
            low, high = number
            number = low if low not in (0, "0", None) else high
        words = {"accurate": "exact", "blur": "about", "blur-": "less_than", "blur+": "more_than"}
        return Decimal(str(number)), words.get(kind, kind)

    return call


def _numerals() -> list[str]:
    ways: list[tuple[str, Any]] = [("Luodi", _numeral), ("cn2an", _cn2an())]
    return [
        "## 3. 十个中文数字", "",
        *_table(ways, [(text, (Decimal(value), "exact")) for text, value in NUMERALS]), "",
    ]  # fmt: skip


def _numeral(text: str) -> tuple[Decimal, str] | None:
    found = parse(text + "个")
    return (found.value, "exact") if found else None


def _cn2an() -> Callable[[str], tuple[Decimal, str] | None] | None:
    try:
        module = import_module("cn2an")
    except ImportError:
        return None

    def call(text: str) -> tuple[Decimal, str] | None:
        try:
            return Decimal(str(module.cn2an(text, "smart"))), "exact"
        except ValueError:
            return None

    return call


def _names() -> list[str]:
    wrong = [text for text in NOT_QUANTITIES if find_quantities(text)]
    return [
        "## 4. 不是数量的", "",
        f"{len(NOT_QUANTITIES)} 个只是像数量的名称（5G、L4级、百强、文号、标准号 ……），误读 {len(wrong)} 个{'：' + '、'.join(wrong) if wrong else ''}。",
    ]  # fmt: skip


if __name__ == "__main__":
    main()
