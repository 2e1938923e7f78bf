"""`luodi read`: official documents into cited clauses."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from luodi.cli.check import parse_day
from luodi.engine.core.errors import LuodiError, Place, SourceError

if TYPE_CHECKING:
    from luodi.engine.documents import Clause, Document
    from luodi.engine.documents.split import Compilation, Entry

_ROLES = {"lead": "牵头", "assist": "配合", "responsible": "责任", "contact": "咨询"}
_FORMS = {"outline": "--outline", "json": "--json", "markdown": "--markdown", "akn": "--akn"}
_NAME_LENGTH = 40
_CITED = 6


@click.command("read", short_help="读公文：标题、条款、责任单位、有效期，均带原文位置")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--outline", "form", flag_value="outline", help="只输出条款树：编号、标题、行号")
@click.option("--json", "form", flag_value="json", help="输出 JSON：全部内容，均带原文位置")
@click.option("--markdown", "form", flag_value="markdown", help="输出 Markdown，标题带条款编号")
@click.option("--akn", "form", flag_value="akn", help="输出 Akoma Ntoso 3.0 XML")
@click.option("--clause", "clause_id", metavar="ID", help="只看一条，如 2.5.3、a11、end")
@click.option(
    "--into", "folder", type=click.Path(path_type=Path), metavar="DIR", help="每个文件的输出写成 DIR 里的一个文件"
)
@click.option(
    "--split",
    nargs=2,
    type=click.Path(path_type=Path),
    metavar="汇编 DIR",
    help="按目录把一本汇编拆成一份份文件，写进 DIR",
)
@click.option("--issued", callback=parse_day, metavar="DATE", help="印发（公布）日期，原文没有印时用来算有效期")
@click.option("--on", callback=parse_day, metavar="DATE", help="问这一天是否有效")
@click.option("--region", default="", metavar="CODE", help="部门简称按这个地区解（GB/T 2260）；不写则从标题认")
def read(
    files: tuple[Path, ...], form: str | None, clause_id: str | None, folder: Path | None, split: tuple[Path, Path] | None,
    issued: date | None, on: date | None, region: str,
) -> None:  # fmt: skip
    """读公文 FILE（txt、html、docx、pdf、扫描件、doc），给出标题、文号、条款、责任单位、有效期，都带原文位置。

    \b
    luodi read 政策.docx
    luodi read 政策.pdf --clause 2.5.3
    luodi read *.txt --json --into 输出
    luodi read --split 汇编.txt 输出
    """
    if split is not None:
        if files or form or clause_id:
            raise click.UsageError("--split 单独使用：luodi read --split 汇编.txt 输出文件夹")
        _split(*split)
    elif not files:
        raise click.UsageError("写出要读的文件。例：luodi read 政策.txt --outline")
    elif len(files) == 1:
        _one(files[0], form, clause_id, folder, region, issued, on)
    elif clause_id:
        raise click.UsageError("--clause 一次看一个文件")
    else:
        _many(files, form, folder, region)


def _one(
    file: Path,
    form: str | None,
    clause_id: str | None,
    folder: Path | None,
    region: str,
    issued: date | None,
    on: date | None,
) -> None:
    from luodi.engine.documents import read as read_document
    from luodi.engine.documents.exports import export

    document = read_document(file, region=region)
    if clause_id:
        click.echo("\n".join(_clause_lines(document, document.clause(clause_id))))
    elif form and folder:
        click.echo(_write(document, form, folder))
    elif form:
        click.echo(export(document, form), nl=False)
    else:
        click.echo("\n".join(_summary(document, issued, on)))
        click.echo()
        click.echo(export(document, "outline").partition("\n\n")[2], nl=False)


def _many(files: tuple[Path, ...], form: str | None, folder: Path | None, region: str) -> None:
    """Read many files; one that cannot be read does not stop the others."""
    from luodi.engine.documents import read as read_document
    from luodi.engine.documents.exports import export

    if form in {"json", "akn"} and folder is None:
        raise click.UsageError(f"多个文件用 {_FORMS[form]} 时写明放到哪里：--into 文件夹")
    if folder is not None:
        _make(folder)
    refused = 0
    with _progress(len(files)) as step:
        for file in files:
            try:
                document = read_document(file, region=region)
                if form and folder:
                    click.echo(_write(document, form, folder))
                else:
                    click.echo(export(document, form) if form else _line(document))
            except LuodiError as error:
                refused += 1
                click.echo(str(error), err=True)
            step()
    if refused:
        click.echo(f"{len(files) - refused} 个文件已读，{refused} 个不能读", err=True)
        sys.exit(2)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """Show a bar on the terminal; lines that go to the terminal, too, stand above it."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, redirect_stdout=sys.stdout.isatty()) as bar:
        task = bar.add_task("读文件", total=total)
        yield lambda: bar.advance(task)


def _write(document: Document, form: str, folder: Path) -> str:
    from luodi.engine.documents.exports import export, suffix

    _make(folder)
    stem = Path(document.name).stem
    target = folder / f"{stem}{suffix(form)}"
    number = 2
    while target in _WRITTEN:  # files of one name from several folders
        target = folder / f"{stem}-{number}{suffix(form)}"
        number += 1
    _WRITTEN.add(target)
    target.write_text(export(document, form), encoding="utf-8")
    return str(target)


def _make(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise SourceError("这是文件，不是文件夹", place=Place(str(folder)), fix="换一个文件夹名")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise SourceError("建不了这个文件夹", place=Place(str(folder)), why=why, fix="换一个文件夹名") from error


_WRITTEN: set[Path] = set()


def _line(document: Document) -> str:
    findings = f"，{len(document.findings)} 处需看" if document.findings else ""
    return f"{document.name}: {document.title or '（没有读到标题）'}，{len(document.clauses)} 条{findings}"


def _summary(document: Document, issued: date | None, on: date | None) -> Iterator[str]:
    from luodi.engine.documents.split import is_compilation
    from luodi.engine.documents.validity import validity

    found = validity(document, issued=issued)
    rows = [
        ("标题", document.title or "（没有读到）"),
        ("文号", document.number),
        ("发文", "、".join(document.issuers)),
        ("主送", "".join(document.addressees)),
        ("日期", "、".join(f"{dated.what} {dated.day.isoformat()}" for dated in document.dates)),
        ("附件", "、".join(document.annexes)),
        ("效力", found.sentence(on)),
        ("引用", _cited_line(document)),
        ("部门", _bodies_line(document)),
        ("读法", "，".join([document.source.format, f"{len(document.clauses)} 条", *_left_out(document)])),
    ]
    yield from (f"{name}  {value}" for name, value in rows if value)
    yield from (f"注意  {problem}" for problem in document.source.problems)
    if is_compilation(document.source):
        yield f"注意  这是一本汇编，宜先拆开：luodi read --split {document.name} 输出文件夹"


def _cited_line(document: Document) -> str:
    names = dict.fromkeys(
        f"《{cited.title}》（{cited.number}）" if cited.title else cited.number
        for cited in document.cited
        if cited.number
    )
    return "；".join(list(names)[:_CITED]) + (f" 等 {len(names)} 份" if len(names) > _CITED else "")


def _bodies_line(document: Document) -> str:
    names = [body.name for clause in document.clauses for body in clause.bodies if body.role != "contact"]
    if not names:
        return ""
    often = sorted(set(names), key=lambda name: (-names.count(name), names.index(name)))
    shown = "、".join(f"{name}（{names.count(name)}）" for name in often[:5])
    return f"{shown}{' 等' if len(often) > 5 else ''}，共 {len(often)} 个"


def _left_out(document: Document) -> Iterator[str]:
    """Say what cleaning left out; what a reader left out before stands among the problems."""
    kinds = {"page-number": "页码", "page-header": "页眉", "markup": "标记"}
    counts = {label: sum(edit.kind == kind for edit in document.noise) for kind, label in kinds.items()}
    said = "、".join(f"{label} {count} 处" for label, count in counts.items() if count)
    if said or document.source.format == "text":
        yield f"略去{said}" if said else "没有略去任何字"


def _clause_lines(document: Document, clause: Clause) -> Iterator[str]:
    span = clause.span
    page = document.source.page_at(span.start)
    place = f"{document.name}:{document.line(span.start)}" + (
        f"，第 {page} 页" if page and len(document.source.pages) > 1 else ""
    )
    yield f"{clause.id}  {' / '.join(clause.path)}  {place}，第 {span.start + 1}–{span.end} 字"
    for above in _above(document, clause):
        yield f"上级  {above.label}{above.title}"
    yield ""
    yield clause.text
    if clause.bodies:
        yield ""
    for body in clause.bodies:
        name = f"＝{body.name}" if body.name != body.printed else ""
        yield f"{_ROLES[body.role]}  {body.printed}{name}{'（未在部门表中）' if not body.known else ''}{f'  {body.note}' if body.note else ''}"
    for flag in document.source.flags_in(span.start, span.end):
        yield f"注意  {flag.kind}：{flag.note}"


def _above(document: Document, clause: Clause) -> list[Clause]:
    found: list[Clause] = []
    while clause.parent:
        clause = document.clause(clause.parent)
        found.insert(0, clause)
    return found


def _split(compilation: Path, folder: Path) -> None:
    from luodi.engine.documents.readers import read_file
    from luodi.engine.documents.split import split

    cut = split(read_file(compilation))
    _make(folder)
    group = ""
    for entry in cut.entries:
        if entry.group != group:
            group = entry.group
            click.echo(f"\n{group}")
        click.echo(_split_line(cut, entry, folder))
    found = len(cut.entries) - len(cut.missing)
    click.echo(f"\n目录 {len(cut.entries)} 份，正文找到 {found} 份，写在 {folder}")
    if cut.missing:
        numbers = "、".join(str(entry.number) for entry in cut.missing)
        click.echo(f"目录里有、正文里没有：第 {numbers} 份", err=True)
        sys.exit(1)


def _split_line(cut: Compilation, entry: Entry, folder: Path) -> str:
    if not entry.found:
        return f"  {entry.number:>2}  {entry.title}  —— 正文里没有（目录在第 {entry.line} 行）"
    document = cut.document(entry)
    name = re.sub(r'[\\/:*?"<>|\s]+', "", document.title or entry.title)[:_NAME_LENGTH]
    (folder / f"{entry.number:02d}-{name}.txt").write_text(cut.text(entry), encoding="utf-8")
    note = f"  标题与目录不同：{entry.printed}" if entry.printed else ""
    return f"  {entry.number:>2}  {entry.title}  {len(document.clauses)} 条{note}"
