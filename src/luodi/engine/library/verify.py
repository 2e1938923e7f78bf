"""Check encoded policies against the documents a person holds: clauses, figures, nothing left unexplained.

Three questions for each policy. Is every clause that is cited in the document? Does every figure of an item stand in one
of the clauses it cites? Is every figure of the document explained by an item that cites the clause it stands in?
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from luodi.engine.core.errors import CitationError, LuodiError, NotFound, Place
from luodi.engine.core.ids import clause_id
from luodi.engine.documents import Document, read
from luodi.engine.library.figures import Figure, figures
from luodi.engine.rules.model import Citation, Policy

_SUFFIXES = (".txt", ".docx", ".pdf", ".html", ".htm", ".doc")


@dataclass(frozen=True)
class Verification:
    """What comparing one policy with its document showed."""

    policy: str
    document: str
    clauses: int  # cited and found
    figures: int  # of items, found in their clauses
    explained: int  # of the document, explained by an item
    findings: tuple[LuodiError, ...]


def find_document(folder: Path, policy_id: str) -> Path:
    """Return the person's copy of a policy's document: the file of that path with any suffix that can be read."""
    for suffix in _SUFFIXES:
        path = folder / f"{policy_id}{suffix}"
        if path.is_file():
            return path
    raise NotFound(
        f"{folder} 里没有 {policy_id} 的文件",
        why="文件名要与政策 id 相同：文件夹为省、市，文件名为政策",
        fix=f"放一份 {policy_id}.txt（或 .pdf、.docx、.html）",
    )


def verify(policy: Policy, path: Path) -> Verification:
    """Compare one policy with its document."""
    document = read(path)
    findings: list[LuodiError] = []
    texts = _Clauses(document)
    found = standing = 0
    for citation in policy.citations:
        present, missing = texts.split(citation.clause)
        found += len(present)
        findings += [_no_clause(policy, citation, m, texts) for m in missing]
        if present and not missing:
            here = [f for one in present for f in texts.figures(one)]
            for name, value in citation.figures:
                if any(_stands(value, f) for f in here):
                    standing += 1
                else:
                    findings.append(_no_figure(policy, citation, name, value))
    unexplained, explained = _unexplained(policy, texts)
    findings += unexplained
    return Verification(policy.id, path.name, found, standing, explained, tuple(findings))


class _Clauses:
    """The clauses of a document with their figures, read once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.ids = {c.id for c in document.clauses}
        self._figures: dict[str, list[Figure]] = {}
        self._own: dict[str, list[Figure]] = {}

    def split(self, printed: tuple[str, ...]) -> tuple[list[str], list[str]]:
        ids = [clause_id(p) for p in printed]
        return [i for i in ids if i in self.ids], [i for i in ids if i not in self.ids]

    def figures(self, clause: str) -> list[Figure]:
        if clause not in self._figures:
            self._figures[clause] = figures(self.document.clause(clause).text)
        return self._figures[clause]

    def own(self, clause: str) -> list[Figure]:
        if clause not in self._own:
            self._own[clause] = figures(self.document.clause(clause).own_text)
        return self._own[clause]


def _stands(value: Decimal | date, figure: Figure) -> bool:
    if figure.kind == "share":
        total = sum(figure.values)
        return value in figure.values or any(
            isinstance(value, Decimal) and value * total == part for part in figure.values
        )
    return value == figure.value


def _unexplained(policy: Policy, texts: _Clauses) -> tuple[list[LuodiError], int]:
    """Look at every clause with figures: each must be explained by an item that cites it, or what it is part of."""
    by_clause: dict[str, list[Citation]] = defaultdict(list)
    for citation in policy.citations:
        for one in citation.clause:
            by_clause[clause_id(one)].append(citation)
    findings: list[LuodiError] = []
    explained = 0
    for clause in texts.document.clauses:
        if clause.id == "head":
            continue
        citations = [c for cited, cs in by_clause.items() if _related(cited, clause.id) for c in cs]
        known = [f for c in citations for w in c.words for f in figures(w)]
        values = [v for c in citations for _, v in c.figures]
        for figure in texts.own(clause.id):
            if any(figure.same(k) for k in known) or any(_stands(v, figure) for v in values):
                explained += 1
            else:
                findings.append(_unexplained_figure(policy, clause.id, figure, cited=bool(citations)))
    return findings, explained


def _related(cited: str, clause: str) -> bool:
    return cited == clause or clause.startswith(cited + ".") or cited.startswith(clause + ".")


def _no_clause(policy: Policy, citation: Citation, clause: str, texts: _Clauses) -> LuodiError:
    try:
        texts.document.clause(clause)
        hint = ""
    except NotFound as error:
        hint = error.fix
    return CitationError(f"{citation.of} 引的条款 {clause} 不在文件里", place=Place(policy.id), fix=hint)


def _no_figure(policy: Policy, citation: Citation, name: str, value: Decimal | date) -> LuodiError:
    return CitationError(
        f"{citation.of} 的 {name}＝{value} 不在所引的条款 {'、'.join(citation.clause)} 里", place=Place(policy.id),
        fix="核对数字与条款；条款里没有、为计算而假定的数放进 open_questions 的 assume",
    )  # fmt: skip


def _unexplained_figure(policy: Policy, clause: str, figure: Figure, *, cited: bool) -> LuodiError:
    why = "引了这一条的各项都没有这个数" if cited else "没有任何一项引这一条"
    return CitationError(
        f"条款 {clause} 里的“{figure.text}”没有着落", place=Place(policy.id), why=why,
        fix="写进 values；公式装不下的写进 unmodelled；不授予支持的条款写进 also_read",
    )  # fmt: skip
