"""Reading documents: a folder of texts, the same folder compared with itself, and PDF, Word and web pages beside the peers.

python bench/documents.py [--documents DIR] [--write]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from machine import machine
from reading import peers, samples

from luodi.engine.documents import read_bytes, read_text
from luodi.engine.documents.compare import compare_corpus

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks" / "documents.md"
SHARED = ROOT.parent / "shared" / "corpus"
RUNS, PAGES = 5, 60
NAMES = {"pdf": "样本.pdf", "docx": "样本.docx", "html": "样本.html"}


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--documents", type=Path, default=SHARED)
    arguments.add_argument("--write", action="store_true", help="write docs/benchmarks/documents.md")
    given = arguments.parse_args()
    page = "\n".join([*_head(), *_folder(given.documents), *_formats()]) + "\n"
    print(page)
    if given.write:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(page, "utf-8")


def _head() -> Iterator[str]:
    yield "# 速度：读公文"
    yield ""
    yield "本页由一条命令写成，数字出自同一次运行：`make bench WRITE=1`。同类软件没有装上的写“未安装”。"
    yield ""
    yield f"机器：{machine()}，单线程；各 {RUNS} 次取中位数。同机有别的任务，差别在 15% 以内的不算差别。"
    yield ""


def _median(call: Callable[[], Any], runs: int = RUNS) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _folder(folder: Path) -> Iterator[str]:
    """Every text of a folder into clauses, and the folder compared with itself."""
    paths = sorted(folder.rglob("*.txt")) if folder.is_dir() else []
    texts = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}
    made = "" if texts else "（没有给文件夹，用自拟的文本）"
    texts = texts or {f"{number}/政策.txt": _own(number) for number in range(40)}
    documents = {name: read_text(text, name) for name, text in texts.items()}
    reading = _median(lambda: [read_text(text) for text in texts.values()])
    comparing = _median(lambda: compare_corpus(documents))
    yield f"## 1. 一个文件夹{made}"
    yield ""
    clauses = sum(len(document.clauses) for document in documents.values())
    yield f"{len(texts)} 份文件（汇编也在内），{sum(map(len, texts.values())):,} 字，{clauses} 条。"
    yield ""
    yield "| | 秒 | 目标 |"
    yield "|---|---:|---|"
    yield f"| 文本 → 条款 | {reading:.2f} | ≤ 0.5 {_mark(reading, 0.5)} |"
    yield f"| 相互比对（`compare_corpus`，文件已读入） | {comparing:.2f} | ≤ 0.6 {_mark(comparing, 0.6)} |"
    if not made:
        whole = _median(lambda: _command("compare", "--corpus", str(folder)), 3)
        yield f"| 整个命令 `luodi compare --corpus`：启动、读入、比对、输出 | {whole:.2f} | — |"
    yield ""


def _command(*words: str) -> None:
    luodi = Path(sys.executable).with_name("luodi")
    done = subprocess.run([str(luodi), *words], capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())


def _mark(taken: float, aim: float) -> str:
    return "✓" if taken <= aim else "✗ 未达到"


def _own(seed: int) -> str:
    items = "".join(
        f"（{n}）对第{n}类企业给予最高{n * 10 + seed}万元补助。（责任单位：市科技局）\n\n" for n in range(1, 30)
    )
    return f"示例市{seed}号政策\n\n一、支持\n\n{items}"


def _formats() -> Iterator[str]:
    """One plan in three formats, each read by Luodi and by the peers."""
    paragraphs = samples.plan()
    printed = samples.pdf(samples.word(paragraphs, changed=False))  # LibreOffice prints deleted words, too
    files = {"pdf": printed, "docx": samples.word(paragraphs), "html": samples.page(paragraphs)}
    right = ["".join((number + words).split()) for _, number, words in paragraphs]
    yield "## 2. 一份规划，三种格式"
    yield ""
    yield (
        f"自拟的规划 {len(right)} 段，照 GB/T 9704 的版式；Word 用自动编号，每个金额都修订过（旧数删去、新数插入），有页眉页码；PDF 由 LibreOffice 印出；"
        "网页有导航和页脚，声明 gb2312 而实为 GB18030。“整段”：原文的一段（带编号）恰好是读出的一行；“多出”：页眉、页码、导航、折断的半行。"
        "Luodi 的时间含分条、部门、日期与位置；同类只取文字。"
    )
    yield ""
    for kind, data in files.items():
        yield from _format(kind, data, right)


def _format(kind: str, data: bytes | None, right: list[str]) -> Iterator[str]:
    title = {"pdf": "PDF", "docx": "Word（.docx）", "html": "网页"}[kind]
    if data is None:
        yield f"### {title}\n\n没有安装 LibreOffice，没有测。\n"
        return
    pages = len(read_bytes(data, NAMES[kind]).source.pages)
    yield f"### {title}{f'，{pages} 页' if pages > 1 else ''}"
    yield ""
    yield "| | 秒 | 是 Luodi 的几倍 | 整段 | 多出（行） |"
    yield "|---|---:|---:|---:|---:|"
    ours = 0.0
    for label, lines in (("**Luodi：读到条款**", peers.luodi(NAMES[kind])), *peers.PEERS[kind]):
        if lines is None:
            yield f"| {label} | 未安装 | — | — | — |"
            continue
        taken = _median(lambda use=lines: use(data))
        ours = ours or taken
        whole, more = _compared(lines(data), right)
        yield f"| {label} | {taken:.3f} | {taken / ours:.2f} | {whole} / {len(right)} | {more} |"
    yield ""
    if kind == "pdf":
        sixty = ours / max(pages, 1) * PAGES
        yield f"Luodi 合 {PAGES} 页 {sixty:.2f} 秒；目标：{PAGES} 页 ≤ 0.3 秒 {_mark(sixty, 0.3)}。"
        yield ""


def _compared(lines: list[str], right: list[str]) -> tuple[int, int]:
    found = [plain for line in lines if (plain := "".join(line.split())) and plain != samples.TITLE]
    return len(set(right) & set(found)), sum(line not in set(right) for line in found)


if __name__ == "__main__":
    main()
