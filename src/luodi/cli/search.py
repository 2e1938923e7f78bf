"""`luodi search`: words in a folder of documents, with the clause and its place."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luodi.engine.core.errors import LuodiError, NotFound, Place, SourceError

if TYPE_CHECKING:
    from luodi.engine.documents import Document
    from luodi.engine.documents.search import Hit


@click.command("search", short_help="在一个文件夹的政策中查找字词，给出条款与位置")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("words", nargs=-1, required=True, metavar="WORDS…")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="最多列出几条")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def search(folder: Path, words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """在文件夹 DIR（含下级）的文件里找同时含有全部 WORDS 的条款；两个字的词也准确。

    \b
    luodi search 政策 算力券
    luodi search 政策 首台套 保险
    """
    from luodi.engine.documents.search import Index

    index = Index()
    documents = _documents(folder)
    for document in documents:
        index.add(document)
    hits = index.search(words)
    if as_json:
        click.echo(json.dumps([_data(hit) for hit in hits[:limit]], ensure_ascii=False, indent=1))
    else:
        for hit in hits[:limit]:
            click.echo(_lines(hit))
        _total(hits, documents, words, limit)
    if not hits:
        sys.exit(1)


def _documents(folder: Path) -> list[Document]:
    from luodi.engine.documents.readers import read_file, suffixes
    from luodi.engine.documents.split import documents as documents_of

    if not folder.exists():
        raise NotFound(f"找不到文件夹 {folder}", fix="核对路径；相对路径从当前文件夹算起")
    if folder.is_file():
        return documents_of(read_file(folder))
    known = suffixes()
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix.lower() in known)
    if not files:
        raise SourceError("文件夹里没有能读的文件", place=Place(str(folder)), fix=f"能读：{'、'.join(known)}")
    documents: list[Document] = []
    for file in files:
        try:
            documents += documents_of(read_file(file, name=str(file.relative_to(folder))))
        except LuodiError as error:
            click.echo(str(error), err=True)
    return documents


def _lines(hit: Hit) -> str:
    excerpt, shift = hit.excerpt, 0
    for mark in hit.marks:  # the marks stand in order and do not overlap unless the words do
        begin, end = mark.start + shift, mark.end + shift
        shown = click.style(excerpt[begin:end], bold=True, fg="red")
        excerpt = excerpt[:begin] + shown + excerpt[end:]
        shift += len(shown) - (end - begin)
    times = f"，{hit.count} 次" if hit.count > 1 else ""
    path = " / ".join(hit.clause.path)
    return f"{hit.document.name}:{hit.line}  {click.style(hit.clause.id, bold=True)}  {path}{times}\n    {excerpt}"


def _data(hit: Hit) -> dict[str, Any]:
    return {
        "file": hit.document.name,
        "title": hit.document.title,
        "clause": hit.clause.id,
        "path": list(hit.clause.path),
        "line": hit.line,
        "span": [hit.span.start, hit.span.end],
        "count": hit.count,
        "excerpt": hit.excerpt,
        "marks": [[mark.start, mark.end] for mark in hit.marks],
    }


def _total(hits: list[Hit], documents: list[Document], words: tuple[str, ...], limit: int) -> None:
    if not hits:
        click.echo(f"{len(documents)} 个文件里没有同时含有“{'、'.join(words)}”的条款", err=True)
        return
    files = len({hit.document.name for hit in hits})
    more = f"，列出前 {limit} 条（--limit 可加）" if len(hits) > limit else ""
    click.echo(f"{files} 个文件 {len(hits)} 条{more}", err=True)
