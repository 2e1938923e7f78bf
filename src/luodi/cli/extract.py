"""`luodi extract`: drafts of supports, targets, tasks and what goes with them, each a span of the document."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from luodi.engine.core.errors import LuodiError, NotFound, Place, SourceError

if TYPE_CHECKING:
    from luodi.engine.documents import Document
    from luodi.engine.extraction.model import AnyDraft

_KINDS = {
    "support": "支持",
    "target": "目标",
    "task": "任务",
    "validity": "有效期",
    "combining": "合并享受",
    "application": "申报",
}
_MEANING = {"amount": "确定", "at_most": "上限", "discretion": "个案"}
_ROLES = {
    "rate": "比例", "cap": "上限", "floor": "下限", "amount": "金额", "threshold": "门槛", "quota": "名额", "years": "年限",
    "share": "分担", "fund": "基金", "other": "其他",
}  # fmt: skip
_STATUS = {"target": "目标", "baseline": "现状", "forecast": "预测"}
_SHOWN = 46


@click.command("extract", short_help="从公文找出支持、目标、任务、有效期，每个数字都是原文的一段")
@click.argument("source", type=click.Path(path_type=Path), metavar="FILE|DIR")
@click.option("--jsonl", is_flag=True, help="输出 JSON Lines：一行一项，quote 是去掉空白后的原文")
@click.option(
    "--out", "folder", type=click.Path(path_type=Path), metavar="DIR", help="SOURCE 是文件夹时，每份文件写一个 .jsonl"
)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(list(_KINDS)), help="只要这一种，可写几次")
@click.option("--region", default="", metavar="CODE", help="部门简称按这个地区解（GB/T 2260）；不写则从标题认")
@click.option(
    "--model", metavar="URL/NAME",
    help="可选：请一个模型指出对象、条件、基数（OpenAI 兼容接口）；不是原文一字不差的一段就不算",
)  # fmt: skip
@click.option("--timeout", default=60.0, show_default=True, type=click.FloatRange(0.1), help="等模型一次回答的秒数")
def extract(
    source: Path, jsonl: bool, folder: Path | None, kinds: tuple[str, ...], region: str, model: str | None, timeout: float
) -> None:  # fmt: skip
    """从公文 FILE 找出支持、目标、任务、有效期、合并规则和申报信息的初稿；DIR 是文件夹时写到 --out。

    \b
    luodi extract 政策.docx
    luodi extract 政策.pdf --jsonl --kind support
    luodi extract 政策文件夹 --out 初稿
    """
    if not source.exists():
        raise NotFound(f"找不到 {source}", fix="核对路径；相对路径从当前文件夹算起")
    if source.is_dir():
        if folder is None:
            raise click.UsageError("文件夹要写明放到哪里：luodi extract 文件夹 --out 输出文件夹")
        if model is not None:
            raise click.UsageError("--model 一次用于一个文件")
        _many(source, folder, kinds, region)
    elif folder is not None:
        raise click.UsageError("--out 用于文件夹；一个文件的输出用 --jsonl 接到文件")
    else:
        _one(source, kinds, region, jsonl, model, timeout)


def _one(source: Path, kinds: tuple[str, ...], region: str, jsonl: bool, model: str | None, timeout: float) -> None:
    from luodi.engine.documents import read as read_document
    from luodi.engine.extraction.extract import extract as extract_drafts

    document = read_document(source, region=region)
    drafts = extract_drafts(document, kinds)
    if model is not None:
        drafts = _proposed(document, drafts, model, timeout)
    if jsonl:
        sys.stdout.writelines(_lines(document, drafts))
    else:
        click.echo("\n".join(_told(document, drafts)))
    if not drafts:
        sys.exit(1)


def _proposed(document: Document, drafts: tuple[AnyDraft, ...], model: str, timeout: float) -> tuple[AnyDraft, ...]:
    from luodi.cli.model import Endpoint, propose

    drafts, counts = propose(document, drafts, Endpoint.of(model, timeout))
    dropped = "、".join(f"{why} {count}" for why, count in counts.dropped.items())
    click.echo(
        f"模型：问 {counts.asked} 项，采用 {counts.accepted} 处{f'，丢弃 {dropped}' if dropped else ''}", err=True
    )
    return drafts


def _lines(document: Document, drafts: Iterable[AnyDraft]) -> Iterator[str]:
    from luodi.engine.extraction.gold import lines

    return (json.dumps(line, ensure_ascii=False) + "\n" for line in lines(document, drafts))


def _many(source: Path, folder: Path, kinds: tuple[str, ...], region: str) -> None:
    """Write one file for each document; one that cannot be read does not stop the others."""
    from luodi.engine.documents import read as read_document
    from luodi.engine.documents.readers import suffixes
    from luodi.engine.extraction.extract import extract as extract_drafts

    known = suffixes()
    files = sorted(file for file in source.rglob("*") if file.is_file() and file.suffix.lower() in known)
    if not files:
        raise SourceError("文件夹里没有能读的文件", place=Place(str(source)), fix=f"能读：{'、'.join(known)}")
    folder.mkdir(parents=True, exist_ok=True)
    refused = 0
    for file in _progress(files):
        name = file.relative_to(source).with_suffix("").as_posix().replace("/", "__")
        try:
            document = read_document(file, region=region)
        except LuodiError as error:
            refused += 1
            click.echo(str(error), err=True)
            continue
        drafts = extract_drafts(document, kinds)
        _write(folder / f"{name}.jsonl", _lines(document, drafts))
        counts = Counter(type(draft).__name__.lower() for draft in drafts)
        click.echo(
            f"{name}: " + ("、".join(f"{_KINDS[kind]} {counts[kind]}" for kind in _KINDS if counts[kind]) or "没有找到")
        )
    if refused:
        click.echo(f"{len(files) - refused} 个文件已读，{refused} 个不能读", err=True)
        sys.exit(2)


def _write(target: Path, lines: Iterable[str]) -> None:
    part = target.with_suffix(".part")
    with part.open("w", encoding="utf-8") as stream:
        stream.writelines(lines)
    os.replace(part, target)  # noqa: PTH105  (one step: a reader sees the old file or the whole new one)


def _progress(files: list[Path]) -> Iterable[Path]:
    if not sys.stderr.isatty() or sys.stdout.isatty():
        return files
    from rich.console import Console
    from rich.progress import track

    return track(files, description="读文件", console=Console(stderr=True), transient=True)


def _told(document: Document, drafts: Iterable[AnyDraft]) -> Iterator[str]:
    """Say what was found, kind by kind, each with its place."""
    held: dict[str, list[AnyDraft]] = {}
    for draft in drafts:
        held.setdefault(type(draft).__name__.lower(), []).append(draft)
    yield f"{document.title or document.name}"
    if not held:
        yield "没有找到支持、目标、任务或有效期；先用 luodi read 看条款读得对不对"
    for kind, found in held.items():
        yield f"\n{_KINDS[kind]}  {len(found)} 项"
        for draft in found:
            line = document.line(document.cleaned.span(draft.span.start, draft.span.end).start)
            yield f"  {draft.path or '——'}  第 {line} 行  {_said(document, draft)}"


def _said(document: Document, draft: AnyDraft) -> str:
    from luodi.engine.extraction.model import Application, Combining, Support, Target, Task, Validity

    match draft:
        case Support():
            figures = "，".join(_figure(document, figure) for figure in draft.figures)
            return f"{_MEANING[draft.meaning]}｜{figures or _quoted(document, draft)}{_by(draft.bodies)}"
        case Target():
            year = f"{draft.year} 年" if draft.year else "没有写年份"
            return f"{draft.indicator}：{draft.quantity.text}（{_STATUS[draft.status]}，{year}）"
        case Task():
            return f"{draft.title}{_by(draft.bodies)}"
        case Validity():
            return f"从 {draft.begins or '没有写'} 到 {draft.until or '没有写'}"
        case Combining():
            return _quoted(document, draft)
        case Application():
            return draft.words


def _figure(document: Document, figure: object) -> str:
    from luodi.engine.extraction.model import Figure

    assert isinstance(figure, Figure)
    text = "".join(document.text[figure.span.start : figure.span.end].split())
    return f"{_ROLES[figure.role]} {text}" + (f"（{figure.when[:12]}）" if figure.when else "")


def _by(bodies: tuple[str, ...]) -> str:
    return f"｜{'、'.join(bodies[:3])}{' 等' if len(bodies) > 3 else ''}" if bodies else ""


def _quoted(document: Document, draft: AnyDraft) -> str:
    text = "".join(document.text[draft.span.start : draft.span.end].split())
    return text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")
