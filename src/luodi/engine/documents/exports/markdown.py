"""The document as Markdown: headings by depth with the id of each clause, paragraphs, bullets, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from luodi.engine.documents.model import Clause, Document, Paragraph

SUFFIX = ".md"
_BLANK = " \u3000"
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
    """Write a clause: its heading takes label and title out of the first paragraph, so no word stands twice."""
    first = clause.paragraphs[0] if clause.paragraphs else None
    rest = ""
    if first is not None and (clause.label or first.kind == "heading"):
        words = first.text[len(clause.label) :].lstrip(_BLANK)
        rest = words[len(clause.title) :].lstrip("。：: \u3000") if words.startswith(clause.title) else words
    name = f"{clause.label}{_between(clause)}{clause.title}" if clause.label or clause.title else clause.path[-1]
    yield f"{'#' * min(clause.depth + 1, 6)} {_escaped(name)} `{clause.id}`"
    yield ""
    if rest:
        yield from (_escaped(rest), "")
    headed = bool(first and (clause.label or first.kind == "heading"))
    yield from _paragraphs(clause.paragraphs[1:] if headed else clause.paragraphs)


def _between(clause: Clause) -> str:
    return " " if clause.label and clause.kind in {"chapter", "article", "box"} else ""


def _paragraphs(paragraphs: Sequence[Paragraph]) -> Iterator[str]:
    for kind, run in groupby(paragraphs, key=lambda paragraph: paragraph.kind):
        if kind == "row":
            yield from _table(list(run))
        elif kind == "bullet":
            yield from (f"- {_escaped(paragraph.text)}" for paragraph in run)
            yield ""
        else:
            for paragraph in run:
                yield from (_escaped(paragraph.text), "")


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
