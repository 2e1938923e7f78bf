"""The document as Markdown: headings by depth with the id of each clause, paragraphs, bullets, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from luodi.engine.documents.model import Clause, Document, Paragraph

SUFFIX = ".md"
_SPECIAL = re.compile(r"([\\`*_<>#\[\]|])")


def write(document: Document) -> str:
    """Return the Markdown text."""
    lines = [f"# {_escaped(document.title or document.name)}", ""]
    facts = [
        ("文号", document.number),
        ("发文机关", "、".join(document.issuers)),
        ("主送", "".join(document.addressees)),
    ]
    lines += [f"- {name}：{_escaped(value)}" for name, value in facts if value]
    lines += [f"- {dated.what}：{dated.day.isoformat()}" for dated in document.dates]
    if lines[-1]:
        lines.append("")
    for clause in document.clauses:
        lines += _clause(clause)
    return "\n".join(lines).rstrip("\n") + "\n"


def _clause(clause: Clause) -> Iterator[str]:
    paragraphs = list(clause.paragraphs)
    head = paragraphs.pop(0) if paragraphs and paragraphs[0].kind == "heading" else None
    words = _escaped(head.text) if head else _escaped(clause.label or clause.path[-1])
    yield f"{'#' * min(clause.depth + 1, 6)} {words} `{clause.id}`"
    yield ""
    for is_row, run in groupby(paragraphs, key=lambda paragraph: paragraph.kind == "row"):
        rows = list(run)
        if is_row:
            yield from _table(rows)
            continue
        for number, paragraph in enumerate(rows):
            text = paragraph.text
            if paragraph is clause.paragraphs[0] and clause.label and not head:
                text = text[len(clause.label) :].lstrip(" \u3000")
            yield f"- {_escaped(text)}" if paragraph.kind == "bullet" else _escaped(text)
            if not (paragraph.kind == "bullet" and number + 1 < len(rows) and rows[number + 1].kind == "bullet"):
                yield ""


def _table(rows: list[Paragraph]) -> Iterator[str]:
    cells = [[_escaped(cell) for cell in row.text.split("\t")] for row in rows]
    width = max(len(row) for row in cells)
    for number, row in enumerate(cells):
        yield f"| {' | '.join(row + [''] * (width - len(row)))} |"
        if number == 0:
            yield f"|{' --- |' * width}"
    yield ""


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
