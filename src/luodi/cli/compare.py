"""`luodi compare A B` and `luodi compare --corpus FOLDER`: documents compared by their words, figures first."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luodi.cli.console import print_json

if TYPE_CHECKING:
    from luodi.engine.documents import Document
    from luodi.engine.documents.compare import Change, Copies, Corpus, Entry, Quote, Related

_KINDS = {"number": "数字", "label": "条款序号", "wording": "字句", "missing": "只在一份里", "mark": "标点"}
#: Two documents with this share of the shorter one in common are copies of one.
COPIES_FROM = 0.8
_LONGEST = 60


@click.command("compare", short_help="比对两份文件，数字差异在先")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[甲 乙]")
@click.option(
    "--corpus", "folder", type=click.Path(path_type=Path), metavar="文件夹", help="查一个文件夹里各地文件的相同段落"
)
@click.option(
    "--as", "manner", type=click.Choice(["auto", "copies", "related"]), default="auto", show_default=True,
    help="两份文件是同一文件的两份（copies），还是政策与细则（related）；auto 按相同部分多少判断",
)  # fmt: skip
@click.option(
    "--all", "everything", is_flag=True, help="也列出标点不同之处（同一文件的两份），或数字相同的共有句子（政策与细则）"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def compare(files: tuple[Path, ...], folder: Path | None, manner: str, everything: bool, as_json: bool) -> None:
    """比对文件的字句：同一文件的两份有哪些不同；政策与细则共有哪些句子、改了哪些数字；一个文件夹里各地文件的相同段落。

    \b
    luodi compare 甲.pdf 乙.txt
    luodi compare 政策.docx 细则.docx --all
    luodi compare --corpus 政策文件夹

    只比字母、数字、汉字；空格、全角半角不算不同，标点另计。
    """
    if folder is not None and not files:
        _corpus(folder, as_json)
    elif folder is None and len(files) == 2:
        _two(files[0], files[1], manner, everything, as_json)
    else:
        raise click.UsageError("写出两个文件，或用 --corpus 写一个文件夹。例：luodi compare 甲.txt 乙.txt")


def _two(left: Path, right: Path, manner: str, everything: bool, as_json: bool) -> None:
    from luodi.engine.documents import read
    from luodi.engine.documents.compare import compare_copies, compare_related

    one, other = read(left), read(right)
    copies = compare_copies(one, other) if manner != "related" else None
    if copies and (manner == "copies" or max(copies.left_share, copies.right_share) >= COPIES_FROM):
        _show(_copies_data(copies) if as_json else _copies_lines(copies, everything))
    else:
        related = compare_related(one, other)
        _show(_related_data(related) if as_json else _related_lines(related, everything))


def _corpus(folder: Path, as_json: bool) -> None:
    from luodi.engine.documents.compare import compare_corpus

    documents, refused = _documents(folder)
    result = compare_corpus(documents)
    for sentence in refused:
        click.echo(sentence, err=True)
    _show(_corpus_data(result) if as_json else _corpus_lines(result))


def _documents(folder: Path) -> tuple[dict[str, Document], list[str]]:
    from luodi.engine.core.errors import LuodiError, NotFound, SourceError
    from luodi.engine.documents import read
    from luodi.engine.documents.readers import suffixes

    if not folder.is_dir():
        raise NotFound(f"找不到文件夹 {folder}", fix="核对路径；--corpus 后面写文件夹")
    known = set(suffixes())
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in known)
    documents: dict[str, Document] = {}
    refused: list[str] = []
    with click.progressbar(paths, label="读文件", file=sys.stderr, hidden=len(paths) < 100) as bar:
        for path in bar:
            name = path.relative_to(folder).as_posix()
            try:
                documents[name] = read(path, name=name)
            except LuodiError as error:
                refused.append(str(error))
    if len(documents) < 2:
        raise SourceError(
            f"{folder} 里能读的文件不足两份", why="；".join(refused), fix=f"能读：{'、'.join(sorted(known))}"
        )
    return documents, refused


def _show(result: dict[str, Any] | Iterator[str]) -> None:
    if isinstance(result, dict):
        print_json(result)
    else:
        for line in result:
            click.echo(line)


def _heads(left: Document, right: Document) -> Iterator[str]:
    for sign, document in (("甲", left), ("乙", right)):
        yield f"{click.style(sign, bold=True)}  {document.title or '（没有读出题名）'}（{document.name}）"


def _copies_lines(result: Copies, everything: bool) -> Iterator[str]:
    yield from _heads(result.left, result.right)
    counts = {kind: sum(d.kind == kind for d in result.differences) for kind in _KINDS}
    told = "，".join(f"{word} {counts[kind]}" for kind, word in _KINDS.items() if counts[kind])
    total = len(result.differences)
    joined = f"（共 {result.edits} 个改动，挨着的合为一处）" if result.edits > total else ""
    yield f"相同部分：占甲 {result.left_share:.1%}，占乙 {result.right_share:.1%}。"
    yield f"不同 {total} 处{joined}{f'：{told}' if told else ''}。"
    if result.marks:
        shown = "列在最后" if everything else "用 --all 列出"
        yield f"标点另有 {len(result.marks)} 处不同（全角半角、空格、破折号的画法不算），{shown}。"
    last = ""
    for number, difference in enumerate((*result.differences, *(result.marks if everything else ())), start=1):
        if difference.kind != last:
            last = difference.kind
            yield f"\n{click.style(_KINDS[last], bold=True)}"
        yield f"{number:>3}. 甲 {_place(difference.left)}  {_in_context(difference.left)}"
        yield f"     乙 {_place(difference.right)}  {_in_context(difference.right)}"


def _related_lines(result: Related, everything: bool) -> Iterator[str]:
    yield from _heads(result.left, result.right)
    yield f"共有句子 {len(result.shared)} 句，占甲 {result.left_share:.1%}，占乙 {result.right_share:.1%}。"
    yield f"其中数字不同 {len(result.changed)} 句{'：' if result.changed else '。'}"
    for pair in result.changed:
        yield f"\n  {_changes(pair.changes)}"
        yield from _two_quotes(pair.left, pair.right, "甲", "乙")
    if everything:
        yield f"\n{click.style('全部共有句子', bold=True)}"
        for pair in result.shared:
            yield f"\n  相似 {pair.likeness:.0f}%"
            yield from _two_quotes(pair.left, pair.right, "甲", "乙")
    elif result.shared:
        yield "用 --all 列出全部共有句子。"


def _corpus_lines(result: Corpus) -> Iterator[str]:
    for name in result.compilations:
        yield f"汇编，收有别的文件，不参加比对：{name}"
    for first, second in result.copies:
        yield f"同一文件的两份，只比前一份：{first}、{second}"
    total = sum(len(entry.borrowings) for entry in result.entries)
    yield f"{len(result.entries)} 份文件，从早到晚；与外地文件相近的段落共 {total // 2} 对。"
    for entry in result.entries:
        if entry.borrowings:
            yield ""
            yield from _entry_lines(entry)
    none = [entry.name for entry in result.entries if not entry.borrowings]
    if none:
        yield f"\n没有与外地相近的段落：{'、'.join(none)}"


def _entry_lines(entry: Entry) -> Iterator[str]:
    yield f"{click.style(_day(entry), bold=True)}  {entry.document.title or '（没有读出题名）'}（{entry.name}）"
    for found in entry.borrowings:
        changed = f"，{_changes(found.changes)}" if found.changes else ""
        yield f"  与 {found.other} 相似 {found.likeness:.0f}%{changed}"
        yield from _two_quotes(found.here, found.there, "此", "彼")


def _day(entry: Entry) -> str:
    if entry.day is None:
        return "日期不明"
    if entry.day_is in {"成文", "印发", "发布", "施行"}:
        return f"{entry.day.isoformat()} {entry.day_is}"
    return (
        f"{entry.day.year} 年{entry.day_is}"
        if entry.day_is.startswith("以后")
        else f"{entry.day.year} 年，{entry.day_is}"
    )


def _two_quotes(left: Quote, right: Quote, first: str, second: str) -> Iterator[str]:
    yield f"    {first} {_place(left)}  {_cut(left.text)}"
    yield f"    {second} {_place(right)}  {_cut(right.text)}"


def _changes(found: tuple[Change, ...]) -> str:
    return "数字 " + "；".join(f"{change.left or '（无）'} → {change.right or '（无）'}" for change in found)


def _place(quote: Quote) -> str:
    return f"{quote.clause or '—'} 第{quote.line}行"


def _in_context(quote: Quote) -> str:
    return f"…{_flat(quote.before)}{click.style(f'【{_cut(quote.text)}】', fg='red')}{_flat(quote.after)}…"


def _cut(text: str) -> str:
    flat = _flat(text)
    return flat if len(flat) <= 2 * _LONGEST else f"{flat[:_LONGEST]}……{flat[-_LONGEST:]}"


def _flat(text: str) -> str:
    return text.replace("\n", "⏎").replace("\t", " ")


def _quote_data(quote: Quote) -> dict[str, Any]:
    return {
        "text": quote.text,
        "before": quote.before,
        "after": quote.after,
        "clause": quote.clause or None,
        "line": quote.line,
        "span": [quote.span.start, quote.span.end],
    }


def _document_data(document: Document) -> dict[str, Any]:
    return {"name": document.name, "title": document.title}


def _copies_data(result: Copies) -> dict[str, Any]:
    return {
        "as": "copies",
        "left": _document_data(result.left),
        "right": _document_data(result.right),
        "left_share": round(result.left_share, 4),
        "right_share": round(result.right_share, 4),
        "differences": [
            {"kind": d.kind, "edits": d.edits, "left": _quote_data(d.left), "right": _quote_data(d.right)}
            for d in (*result.differences, *result.marks)
        ],
    }


def _changes_data(found: tuple[Change, ...]) -> list[dict[str, str]]:
    return [{"left": change.left, "right": change.right} for change in found]


def _related_data(result: Related) -> dict[str, Any]:
    return {
        "as": "related",
        "left": _document_data(result.left),
        "right": _document_data(result.right),
        "left_share": round(result.left_share, 4),
        "right_share": round(result.right_share, 4),
        "shared": [
            {
                "likeness": round(pair.likeness, 1),
                "changes": _changes_data(pair.changes),
                "left": _quote_data(pair.left),
                "right": _quote_data(pair.right),
            }
            for pair in result.shared
        ],
    }


def _corpus_data(result: Corpus) -> dict[str, Any]:
    return {
        "as": "corpus",
        "copies": [list(pair) for pair in result.copies],
        "compilations": list(result.compilations),
        "documents": [
            {
                "name": entry.name,
                "title": entry.document.title,
                "place": entry.place,
                "day": entry.day.isoformat() if entry.day else None,
                "day_is": entry.day_is or None,
                "passages": [
                    {
                        "other": found.other,
                        "likeness": round(found.likeness, 1),
                        "changes": _changes_data(found.changes),
                        "here": _quote_data(found.here),
                        "there": _quote_data(found.there),
                    }
                    for found in entry.borrowings
                ],
            }
            for entry in result.entries
        ],
    }
