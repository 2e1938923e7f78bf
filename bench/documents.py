"""Reading documents: a folder of texts, a PDF of sixty pages beside the raw text of pypdfium2, and a folder compared with itself.

python bench/documents.py [--documents DIR] [--write]
"""

from __future__ import annotations

import argparse
import io
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from luodi.engine.documents import read_bytes, read_text
from luodi.engine.documents.compare import compare_corpus

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks" / "documents.md"
SHARED = ROOT.parent / "shared" / "corpus"
RUNS, PAGES, LINES, CHARACTERS = 5, 60, 22, 28


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--documents", type=Path, default=SHARED)
    arguments.add_argument("--write", action="store_true", help="write docs/benchmarks/documents.md")
    given = arguments.parse_args()
    page = "\n".join([*_head(), *_folder(given.documents), *_pdf()]) + "\n"
    print(page)
    if given.write:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(page, "utf-8")


def _head() -> list[str]:
    return [
        "# 速度：读公文",
        "",
        "本页由一条命令写成，数字出自同一次运行：`make bench WRITE=1`。各取中位数；同类软件没有装上的写“未安装”。",
        "",
    ]


def _median(call: Callable[[], Any], runs: int = RUNS) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _folder(folder: Path) -> list[str]:
    texts = [file.read_text("utf-8") for file in sorted(folder.rglob("*.txt"))] if folder.is_dir() else []
    made = "" if texts else "（没有给文件夹，用自拟的文本）"
    texts = texts or [_own(number) for number in range(40)]
    read_text(texts[0])
    size = sum(map(len, texts))
    clauses = sum(len(read_text(text).clauses) for text in texts)
    reading = _median(lambda: [read_text(text) for text in texts])
    documents = {
        f"{number}.txt": read_text(text, f"{number}.txt") for number, text in enumerate(texts) if len(text) < 100_000
    }
    comparing = _median(lambda: compare_corpus(documents), 3)
    return [
        f"## 1. 一个文件夹{made}", "", f"{len(texts)} 份文件，{size:,} 字，{clauses} 条。相互比对时不含汇编（{len(documents)} 份）。", "",
        "| | 秒 | 目标 |", "|---|---:|---|",
        f"| 文本 → 条款 | {reading:.2f} | ≤ 0.5 {_mark(reading, 0.5)} |",
        f"| 相互比对（`luodi compare --corpus`，文件已读入） | {comparing:.2f} | ≤ 0.6 {_mark(comparing, 0.6)} |", "",
    ]  # fmt: skip


def _mark(taken: float, aim: float) -> str:
    return "✓" if taken <= aim else "✗"


def _own(seed: int) -> str:
    items = "".join(
        f"（{n}）对第{n}类企业给予最高{n * 10 + seed}万元补助。（责任单位：市科技局）\n\n" for n in range(1, 30)
    )
    return f"示例市{seed}号政策\n\n一、支持\n\n{items}"


def _pdf() -> list[str]:
    data = _sixty_pages()
    if data is None:
        return ["## 2. 六十页的 PDF", "", "制作样本的 reportlab 未安装，没有测。"]
    ours = _median(lambda: read_bytes(data, "样本.pdf"))
    document = read_bytes(data, "样本.pdf")
    raw = _median(lambda: _raw(data))
    pages = len(document.source.pages)
    sixty = ours / pages * PAGES
    return [
        f"## 2. PDF（自制，照 GB/T 9704 的版式，{pages} 页，{len(document.text):,} 字）", "",
        f"读成 {len(document.clauses)} 条；旁边是 pypdfium2 只取文字，不分段、不去页眉页码、没有位置。", "",
        "| | 秒 | 合 60 页 | 比值 | 目标 |", "|---|---:|---:|---:|---|",
        f"| Luodi：条款、段落、每个字在哪一页哪一处 | {ours:.2f} | {sixty:.2f} | {ours / raw:.1f} | 60 页 ≤ 0.3 {_mark(sixty, 0.3)} |",
        f"| pypdfium2 原始文字 | {raw:.2f} | {raw / pages * PAGES:.2f} | 1.0 | — |",
    ]  # fmt: skip


def _raw(data: bytes) -> int:
    pdfium = import_module("pypdfium2")
    held = pdfium.PdfDocument(data)
    size = sum(len(page.get_textpage().get_text_range()) for page in held)
    held.close()
    return size


def _sixty_pages() -> bytes | None:
    """A plan set as official documents are (GB/T 9704: 22 lines of 28 characters a page), by LibreOffice, else by reportlab."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    return _by_office(office) if office else _by_reportlab()


def _plan() -> list[str]:
    luck = random.Random(3)
    words = ["人工智能", "产业", "企业", "平台", "项目", "数据", "算力", "场景", "示范", "应用", "创新", "研发", "建设", "支持", "推动", "加强", "完善", "服务", "开放", "共享", "标准", "人才", "培育", "引进"]

    def phrase(size: int) -> str:
        return "".join(luck.choices(words, k=size))

    return [f"{number}.{phrase(5)}。" + "，".join(phrase(5) for _ in range(11)) + "。" for number in range(1, 241)]


def _by_office(office: str) -> bytes | None:
    paragraphs = "".join(f'<p style="text-indent:2em;margin:0;line-height:28pt">{text}</p>' for text in _plan())
    page = (
        '<html><head><meta charset="utf-8"><style>@page{size:21cm 29.7cm;margin:3.7cm 2.6cm 3.5cm 2.8cm}'
        f'body{{font-size:16pt;font-family:"Noto Serif CJK SC"}}</style></head><body><p>示例市发展规划</p>{paragraphs}</body></html>'
    )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "plan.html")
        source.write_text(page, "utf-8")
        command = [
            office,
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "pdf:writer_web_pdf_Export",
            "--outdir",
            folder,
            str(source),
        ]
        subprocess.run(command, check=False, capture_output=True, timeout=120)
        made = Path(folder, "plan.pdf")
        return made.read_bytes() if made.is_file() else _by_reportlab()


def _by_reportlab() -> bytes | None:
    try:
        canvas = import_module("reportlab.pdfgen.canvas")
        metrics = import_module("reportlab.pdfbase.pdfmetrics")
        fonts = import_module("reportlab.pdfbase.cidfonts")
    except ImportError:
        return None
    metrics.registerFont(fonts.UnicodeCIDFont("STSong-Light"))
    text = "".join("　　" + paragraph for paragraph in _plan())
    held = io.BytesIO()
    drawn = canvas.Canvas(held)
    for page in range(PAGES):
        drawn.setFont("STSong-Light", 16)
        for line in range(LINES):
            at = (page * LINES + line) * CHARACTERS
            drawn.drawString(80, 720 - line * 28, text[at : at + CHARACTERS])
        drawn.drawString(280, 60, f"— {page + 1} —")
        drawn.showPage()
    drawn.save()
    return held.getvalue()


if __name__ == "__main__":
    main()
