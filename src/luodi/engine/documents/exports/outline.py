"""The tree as lines of text: the line of the file, the id, the label with the title."""

from __future__ import annotations

from luodi.engine.documents.model import Clause, Document

SUFFIX = ".txt"
_EXCERPT = 28


def write(document: Document) -> str:
    """Return one line per clause, indented by its depth, then what a person should look at."""
    width = max((len(clause.id) for clause in document.clauses), default=0)
    lines = [document.title or document.name, ""]
    for clause in document.clauses:
        line = document.line(clause.span.start)
        lines.append(f"{line:>5}  {clause.id:<{width}}  {'  ' * (clause.depth - 1)}{heading(clause)}")
    if document.findings:
        lines += ["", "需要看一眼："]
        lines += [f"  第{finding.line}行  {finding.message}" for finding in document.findings]
    return "\n".join(lines) + "\n"


def heading(clause: Clause) -> str:
    """Return the label and title of a clause; without a title the beginning of its text."""
    if clause.title:
        between = " " if clause.kind in {"chapter", "article", "box"} else ""
        return f"{clause.label}{between if clause.label else ''}{clause.title}"
    text = clause.own_text.replace("\n", " ")
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}…"
