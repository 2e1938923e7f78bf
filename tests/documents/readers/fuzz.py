"""Damaged files for every reader, each made from its number alone; as a program it tries as many as one likes.

    python tests/documents/readers/fuzz.py --count 100000
    python tests/documents/readers/fuzz.py --only 31415 --keep broken.bin

The program reads in processes of their own, with a limit of memory for each and of time for each input: an input that
ends its process or hangs is named, and the rest goes on. `test_fuzz.py` tries the first few thousand in the suite.
"""

# ruff: noqa: T201 (as a program it prints)

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from luodi.engine.core.errors import SourceError
from luodi.engine.documents import Document, interpret, replay
from luodi.engine.documents.exports import export
from luodi.engine.documents.paging import ocr
from luodi.engine.documents.paging.lines import Line, Sheet
from luodi.engine.documents.readers import read_source
from luodi.engine.documents.split import documents

SECONDS, MEMORY, SHARD = 20, 3 * 1024**3, 1000
#: How often each kind is tried, out of a hundred; and the suffixes, of which the first is the right one.
KINDS = {"txt": 25, "html": 20, "docx": 25, "pdf": 20, "doc": 4, "png": 6}
SUFFIXES = [".txt", ".html", ".docx", ".pdf", ".doc", ".png", ".rtf", ".xyz", ""]

_BLANK = "\ufeff\u200b\u200c\u200d"
_PLAN = """示例市人民政府文件
示政发〔2024〕8号

示例市人民政府关于印发《示例市算力发展若干政策》的通知

各区人民政府：

现印发给你们，请遵照执行。

2024年3月1日

示例市算力发展若干政策

目录

第一章 总则 1

第一章 总则

第一条 为了发展，根据《国家规划》（国发〔2017〕35号），制定本政策。

第二条 条件：
（一）依法登记；
（二）按时报送（责任单位：市科技局、市财政局）。

- 2 -

第二章 支持

专栏1 重点工程

1.建设平台。2.培养人才。
① 甲；② 乙

类别\t金额
甲\t10万元

2.1 平台建设

2.1.1 市级平台

第三条 本政策自印发之日起30日后施行，有效期四年。

附件1

说明

一、填写
"""


@cache
def _made() -> ModuleType:
    """The samples of the tests beside this file."""
    spec = importlib.util.spec_from_file_location("fuzz_samples", Path(__file__).with_name("conftest.py"))
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@cache
def samples(kind: str) -> tuple[bytes, ...]:
    """Return the whole files that are damaged."""
    return {"txt": _texts, "html": _pages, "docx": _words, "pdf": _pdfs, "doc": _old, "png": _images}[kind]()


def _sample() -> list[str]:
    return [marker + words for _, marker, words in _made().SAMPLE]


def _texts() -> tuple[bytes, ...]:
    plain = "\n\n".join(_sample())
    wrapped = "\n".join(plain[n : n + 30] for n in range(0, len(plain), 30))
    return plain.encode(), wrapped.encode("gb18030"), _PLAN.encode(), _PLAN.encode("gb18030"), _PLAN.encode("utf-16")


def _pages() -> tuple[bytes, ...]:
    body = "".join(f"<p>　　{words}</p>" for words in _sample())
    nav = '<div class="nav"><ul><li><a href="/">首页</a><li><a href="/a">公开</a></ul></div>'
    table = "<table border=1><tr><th>类别<th rowspan=2>金额<tr><td colspan=2>甲</table><ol type=1><li>甲<li>乙</ol>"
    page = f'<html><head><meta charset="{{}}"><title>云溪市</title></head><body>{nav}<h1>标题</h1>{body}{table}</body></html>'
    return page.format("utf-8").encode(), page.format("gb2312").encode("gb18030")


def _words() -> tuple[bytes, ...]:
    made = _made()
    plain = "".join(
        made.paragraph(made.run(words), made.numbered(level) if level is not None else "")
        for level, _, words in made.SAMPLE
    )
    cell = f"<w:tc>{made.paragraph(made.run('甲'))}</w:tc>"
    rich = (
        f'{plain}<w:tbl><w:tr>{cell}{cell}</w:tr><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
        f"{made.paragraph(made.run('乙'))}</w:tc></w:tr></w:tbl><w:tbl><w:tr>{cell}</w:tr></w:tbl>"
        f'<w:p><w:ins w:id="1" w:author="丙">{made.run("插入")}</w:ins><w:del w:id="2"><w:r><w:delText>删</w:delText></w:r></w:del>'
        f'<w:r><w:footnoteReference w:id="3"/></w:r></w:p><w:sdt><w:sdtContent>{made.paragraph(made.run("丁"))}</w:sdtContent></w:sdt>'
    )
    notes = f'<w:footnotes {made.W}><w:footnote w:id="3">{made.paragraph(made.run("注"))}</w:footnote></w:footnotes>'
    return made.word_file(plain, numbering=made.NUMBERING), made.word_file(
        rich, numbering=made.NUMBERING, footnotes=notes
    )


def _pdfs() -> tuple[bytes, ...]:
    import reportlab.rl_config

    reportlab.rl_config.invariant = 1  # no dates inside: the same number is the same file
    two = _made().set_pdf(_sample() * 2, header="云溪市人民政府公报")
    reportlab.rl_config.pageCompression = 0
    open_ = _made().set_pdf(_sample())
    reportlab.rl_config.pageCompression = 1
    return two, open_


def _old() -> tuple[bytes, ...]:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(400)
    odt = io.BytesIO()
    with zipfile.ZipFile(odt, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", "<a/>")
    return ole, b"{\\rtf1\\ansi {\\b " + "甲".encode("gbk") + b"}}", odt.getvalue()


def _images() -> tuple[bytes, ...]:
    from PIL import Image

    picture = Image.effect_mandelbrot((120, 160), (-3, -2.5, 2, 2.5), 20)
    held = []
    for form in ("PNG", "JPEG", "TIFF", "BMP", "WEBP"):
        file = io.BytesIO()
        picture.save(file, form)
        held.append(file.getvalue())
    return tuple(held)


def mutated(data: bytes, luck: random.Random) -> bytes:
    """Return the bytes with a few changed, doubled, moved, cut out or put in."""
    changed = bytearray(data)
    for _ in range(luck.randint(1, 8)):
        at = luck.randrange(len(changed)) if changed else 0
        much = luck.choice((1, 3, 10, 40, 200))
        match luck.randrange(9):
            case 0:
                changed[at : at + 1] = bytes([luck.randrange(256)])
            case 1:
                del changed[at : at + much]
            case 2:
                changed[at:at] = changed[at : at + much] * luck.choice((1, 2, 5, 60))
            case 3:
                changed[at:at] = luck.choice(_INSERTED)
            case 4:
                changed[at : at + 4] = luck.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"9999"))
            case 5:
                other = luck.randrange(len(changed)) if changed else 0
                changed[at : at + much] = changed[other : other + much]
            case 6 if changed:
                changed[at] ^= 1 << luck.randrange(8)
            case 7 if luck.random() < 0.3:
                del changed[at:]
            case _:
                changed[at:at] = luck.choice(_INSERTED) * luck.choice((2, 30))
    return bytes(changed)


_WORDS = (
    "一、", "（一）", "1.", "（1）", "①", "第一条 ", "第二章 总则\n", "专栏1 ", "——", "\n", "\n\n", "\f", "\t", "　", "。", "；", "，", "：", "《", "》",
    "（", "）", "“", "”", "附件1\n", "目录\n", "2.1.1 平台", "2.1 平台", "1 总则\n", "（责任单位：市科技局）", "<p>", "<table><tr><td>", "</td>", "<ol>", "<li>",
    "<div>", "&nbsp;", "- 2 -\n", "2024年1月1日\n", "〔2024〕8号", "\u2028", "\u200b", "**", "# ", "同时废止", "有效期三年", "由市科技局牵头，市财政局配合",
)  # fmt: skip
_INSERTED = (
    b"<", b">", b"&#x0;", b"&#1114112;", b"\0", b"\xff\xfe", b"<w:p>", b"</w:p>", b"<td>", b"<table>", b"<div>", b"99999999", b"-1",
    b"<w:tbl>", b"<w:tc>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b" 0 R", b" obj ", b"stream\n", b"endstream", b"<<", b">>", b"[", b"(",
    b"q ", b"BT ", b"/Form ", b"/Kids [2 0 R]", "（".encode(), "一、".encode(), "第一条 ".encode(), "《".encode(), "\u2028".encode(), b"\f",
    b"\t", b"\n", b"\r", "附件1\n".encode(), b"1.1 ", "责任单位：".encode(), "2024年13月45日".encode(), b'w:val="99999999999"',
)  # fmt: skip


def reworded(data: bytes, luck: random.Random) -> bytes:
    """Return a text or page whose characters, not bytes, were cut out, doubled, moved or put in."""
    encoding = luck.choice(("utf-8", "gb18030"))
    for known in ("utf-8", "utf-16" if data.startswith(b"\xff\xfe") else "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(known)
            break
    for _ in range(luck.randint(1, 12)):
        at, other = luck.randrange(len(text) + 1), luck.randrange(len(text) + 1)
        much = luck.choice((1, 3, 10, 40, 200))
        piece = luck.choice((text[other : other + much], luck.choice(_WORDS), "", chr(luck.randrange(0x20, 0xD000))))
        text = text[:at] + piece * luck.choice((1, 1, 2, 30)) + text[at + luck.choice((0, 0, 1, much)) :]
    return text.encode(encoding, "ignore")


def inside_package(data: bytes, luck: random.Random) -> bytes:
    """Return a Word file one of whose parts was damaged: the zip itself stays whole."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        chosen = luck.choice(given.namelist())
        for name in given.namelist():
            content = given.read(name)
            made.writestr(zipfile.ZipInfo(name), mutated(content, luck) if name == chosen else content)
    return held.getvalue()


def damaged(number: int, kinds: tuple[str, ...] = tuple(KINDS)) -> tuple[str, bytes, str]:
    """Return the kind, the bytes and the name of one input."""
    luck = random.Random(number)
    kind = luck.choices(kinds, [KINDS[kind] for kind in kinds])[0]
    whole = luck.choice(samples(kind))
    finer = luck.random() < 0.7
    gentle = {"docx": inside_package, "txt": reworded, "html": reworded}.get(kind, mutated)
    data = (gentle if finer else mutated)(whole, luck)
    name = f"坏.{kind}" if luck.random() < 0.9 else f"坏{luck.choice(SUFFIXES)}"
    return kind, data, name


@contextlib.contextmanager
def without_heavy_helpers() -> Iterator[None]:
    """No LibreOffice, and in place of recognition three lines: what is tried are the readers."""
    which, lines, installed = shutil.which, ocr.read_lines, ocr.is_installed

    def three(picture: Any, sheet: Sheet) -> list[Line]:
        assert len(picture.shape) == 3
        words = ("示例市政策", "一、支持", "给予最高10万元补助。")
        return [
            Line(sheet.number, 10, 90 - 20 * n, 100, 100 - 20 * n, 8, text, "ocr", "把握 0.90")
            for n, text in enumerate(words)
        ]

    shutil.which = lambda *_: None  # type: ignore[assignment]
    ocr.read_lines, ocr.is_installed = three, lambda: True
    try:
        yield
    finally:
        shutil.which, ocr.read_lines, ocr.is_installed = which, lines, installed


def tried(number: int, kinds: tuple[str, ...] = tuple(KINDS)) -> str:
    """Read one input to the end: `读` or `拒`; anything else is a fault and raises."""
    kind, data, name = damaged(number, kinds)
    try:
        source = read_source(data, name)
        document = interpret(source)
    except SourceError as refused:
        assert refused.what
        assert refused.fix
        assert " at 0x" not in str(refused), refused  # no object of the program's own in a message
        return f"{kind} 拒"
    assert all(a.end <= b.start for a, b in zip(source.blocks, source.blocks[1:], strict=False))
    nothing_is_lost(document)
    if number % 5 == 0:
        export(document, "json")
        export(document, "akn")
        documents(source)
    return f"{kind} 读"


def nothing_is_lost(document: Document) -> None:
    """Every character that is not blank stands in one clause or field, or is reported; ids are unique; cleaning replays."""
    times = [0] * len(document.text)
    pieces = [(p.start, p.end) for clause in document.clauses for p in clause.paragraphs]
    for start, end in [*pieces, *((field.start, field.end) for field in document.fields)]:
        for place in range(start, end):
            times[place] += 1
    assert all(count == 1 for char, count in zip(document.text, times, strict=True) if not char.isspace())
    kept = {document.cleaned.origin(place) for place in range(len(document.text))}
    kept |= {place for edit in document.noise for place in range(edit.start, edit.end)}
    lost = [p for p, c in enumerate(document.original) if not c.isspace() and c not in _BLANK and p not in kept]
    assert not lost
    ids = [clause.id for clause in document.clauses]
    assert len(ids) == len(set(ids))
    assert replay(document.original, document.cleaned.edits) == document.text


def _shard(first: int, last: int, kinds: tuple[str, ...]) -> None:
    """Try some inputs in this process, with limits; a line says what is tried and how it went."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with without_heavy_helpers():
        for number in range(first, last):
            print(number, end=" ", flush=True)
            signal.alarm(SECONDS)
            start = time.perf_counter()
            try:
                outcome = tried(number, kinds)
            except Exception as error:  # the fault that is looked for
                outcome = f"错 {type(error).__name__}: {str(error)[:200]}".replace("\n", " ")
            signal.alarm(0)
            print(f"{time.perf_counter() - start:.2f} {outcome}", flush=True)
    print("memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, flush=True)


def _run(
    first: int, last: int, kinds: tuple[str, ...], report: Callable[[str], None]
) -> tuple[Counter[str], float, int]:
    """Try inputs in processes of their own, begun again behind an input that ends one."""
    counts: Counter[str] = Counter()
    slowest, memory = 0.0, 0
    while first < last:
        stop = min(first + SHARD, last)
        command = [sys.executable, __file__, "--shard", str(first), str(stop), "--kinds", *kinds]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})
        reached = first
        for line in done.stdout.splitlines():
            words = line.split(" ", 2)
            if words[0] == "memory":
                memory = max(memory, int(words[1]))
            elif len(words) == 3:
                reached = int(words[0]) + 1
                slowest = max(slowest, float(words[1]))
                counts[words[2] if "错" not in words[2] else "错"] += 1
                if "错" in words[2]:
                    report(line)
        if reached < stop:  # the process ended inside an input
            counts["终止"] += 1
            report(f"{reached} 终止 {done.returncode} {done.stderr.strip()[-300:]}")
            reached += 1
        first = reached
        print(f"\r{first}/{last}", end="", file=sys.stderr, flush=True)
    return counts, slowest, memory


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--kinds", nargs="+", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--only", type=int, help="one input, in this process")
    parser.add_argument("--keep", type=Path, help="with --only: write the damaged file here")
    parser.add_argument("--shard", type=int, nargs=2, help=argparse.SUPPRESS)
    told = parser.parse_args()
    kinds = tuple(told.kinds)
    if told.shard:
        _shard(*told.shard, kinds)
    elif told.only is not None:
        if told.keep:
            told.keep.write_bytes(damaged(told.only, kinds)[1])
        with without_heavy_helpers():
            print(tried(told.only, kinds))
    else:
        counts, slowest, memory = _run(told.first, told.first + told.count, kinds, print)
        print(f"\n{sum(counts.values())} 份：{dict(sorted(counts.items()))}；最慢 {slowest:.2f} 秒，最多 {memory} MB")
        sys.exit(bool(counts["错"] or counts["终止"]))


if __name__ == "__main__":
    main()
