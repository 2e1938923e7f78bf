"""`luodi review`: what a drafter should look at before a policy goes out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from luodi.engine.documents import Document
    from luodi.engine.documents.model import Span
    from luodi.engine.extraction.review import Finding

_SEVERITIES = {"high": "高", "medium": "中", "low": "低"}
_COLOURS = {"high": "red", "medium": "yellow", "low": "cyan"}
#: More findings of one kind than this, with one question to ask, are told as a list of places under one reason.
_ONE_BY_ONE = 3
_SHOWN = 40


def _known(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    from difflib import get_close_matches

    from luodi.engine.extraction.review import CHECKS

    codes = [check.code for check in CHECKS]
    for value in values:
        if value not in codes:
            near = get_close_matches(value, codes, 1, 0.5)
            hint = f"是不是想写“{near[0]}”？" if near else "全部检查见 luodi review --list"
            raise click.BadParameter(f"没有“{value}”这项检查。{hint}")
    return values


def _list(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from luodi.engine.extraction.review import CHECKS

    for check in CHECKS:
        click.echo(f"{_SEVERITIES[check.severity]}  {check.code}  {check.name}")
    ctx.exit(0)


@click.command("review", short_help="起草体检：矛盾、算不出、漏写的地方，各有理由和要问的问题")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：每处有条款、行号、原文位置、理由和问题")
@click.option("--only", "codes", multiple=True, callback=_known, metavar="CODE", help="只要这一项检查，可写几次")
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=_list, help="列出全部检查，不读文件")
@click.option("--region", default="", metavar="CODE", help="部门简称按这个地区解（GB/T 2260）；不写则从标题认")
def review(file: Path, as_json: bool, codes: tuple[str, ...], region: str) -> None:
    """给起草人看的一致性报告：FILE 里互相矛盾、算不出、没有写的地方，为什么会让人花钱花时间，该问什么。

    \b
    luodi review 政策.docx
    luodi review 政策.pdf --json
    luodi review 政策.txt --only tiers-overlap --only cap-without-rate
    """
    from luodi.engine.documents import read as read_document
    from luodi.engine.extraction.review import review as review_document

    document = read_document(file, region=region)
    findings = [finding for finding in review_document(document) if not codes or finding.code in codes]
    if as_json:
        click.echo(json.dumps(_report(document, findings), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_told(document, findings)))
    if findings:
        sys.exit(1)


def _report(document: Document, findings: list[Finding]) -> dict[str, Any]:
    return {
        "file": document.name,
        "title": document.title,
        "findings": [_data(document, finding) for finding in findings],
    }


def _data(document: Document, finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "clause": finding.clause,
        "path": finding.path,
        **_place(document, finding.span),
        "message": finding.message,
        "why": finding.why,
        "question": finding.question,
        "places": [_place(document, span) for span in finding.places],
    }


def _place(document: Document, span: Span) -> dict[str, Any]:
    origin = document.cleaned.span(span.start, span.end)
    return {
        "line": document.line(origin.start),
        "span": [origin.start, origin.end],
        "text": _quoted(document, span, None),
    }


def _told(document: Document, findings: list[Finding]) -> Iterator[str]:
    yield document.title or document.name
    if not findings:
        yield "没有发现矛盾、算不出或漏写的地方。这不等于没有问题：报告只说条文自己看得出的。"
        return
    counts = "、".join(
        f"{_SEVERITIES[severity]} {count}"
        for severity in _SEVERITIES
        if (count := sum(finding.severity == severity for finding in findings))
    )
    yield f"{len(findings)} 处要看：{counts}"
    for (severity, _), group in groupby(findings, key=lambda finding: (finding.severity, finding.code)):
        held = list(group)
        yield ""
        mark = click.style(f"【{_SEVERITIES[severity]}】{held[0].name}", bold=True, fg=_COLOURS[severity])
        yield f"{mark}  {held[0].code}" + (f"  {len(held)} 处" if len(held) > 1 else "")
        many = len(held) > _ONE_BY_ONE and len({finding.question for finding in held}) == 1
        yield from _together(document, held) if many else _one_by_one(document, held)


def _one_by_one(document: Document, held: list[Finding]) -> Iterator[str]:
    for finding in held:
        yield f"  {_where(document, finding)}  {finding.message}"
        yield f"    原文  {_quoted(document, finding.span)}" + _elsewhere(document, finding)
        yield f"    代价  {finding.why}"
        yield f"    请问  {finding.question}"


def _together(document: Document, held: list[Finding]) -> Iterator[str]:
    """Tell many of a kind: the places first, then what it costs, with the first as the example, and what to ask."""
    for finding in held:
        yield f"  {_where(document, finding)}  {finding.message}"
    yield f"    代价  {held[0].why}" + ("（以第一处为例）" if len({finding.why for finding in held}) > 1 else "")
    yield f"    请问  {held[0].question}"


def _where(document: Document, finding: Finding) -> str:
    line = document.line(document.cleaned.span(finding.span.start, finding.span.end).start)
    return f"{finding.path or '标题'}  第 {line} 行"


def _elsewhere(document: Document, finding: Finding) -> str:
    if not finding.places:
        return ""
    lines = dict.fromkeys(document.line(document.cleaned.span(s.start, s.end).start) for s in finding.places)
    shown = "、".join(str(line) for line in list(lines)[:8])
    return f"（另见第 {shown} 行{' 等' if len(lines) > 8 else ''}）"


def _quoted(document: Document, span: Span, length: int | None = _SHOWN) -> str:
    text = "".join(document.text[span.start : span.end].split())
    return text if length is None or len(text) <= length else text[:length] + "…"
