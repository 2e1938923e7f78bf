"""Find the tasks of a plan: the lowest numbered items that tell somebody to do something, with who does it and by when.

>>> from luodi.engine.documents import read_text
>>> document = read_text(
...     "示例市行动方案\\n\\n一、总体要求\\n\\n（一）目标。建成示范区。\\n\\n二、重点任务\\n\\n"
...     "（一）建设算力中心。2025年底前建成。（牵头单位：市发改委；配合单位：市科技局）\\n"
... )
>>> [(task.title, task.lead, task.assist, [d.text for d in task.deadlines]) for task in find_tasks(document)]
[('建设算力中心', ('市发改委',), ('市科技局',), ['2025年'])]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.engine.documents.model import Clause, Document, Span
from luodi.engine.extraction.model import Quantity, Task
from luodi.engine.extraction.numbers import find_quantities

#: Parts of a plan that state why, whither and by which principles, and parts that only order its use.
_NO_TASKS = re.compile(
    r"总体(?:要求|思路|目标|考虑|思想|部署)|指导(?:思想|原则)|(?:基本|建设|工作|发展|遵循|实施)?原则|(?:发展|建设|主要|工作|总体|阶段|战略|预期|具体|近期|远期)?目标|(?:发展|产业|工作|面临|基本)?(?:现状|基础|背景|形势|环境|情况)"
    r"|(?:重要|重大)?意义|发展思路|战略定位|功能定位|总体布局|空间布局|产业布局|附\s?则|适用范围|名词解释|编制依据|有关说明|申报|支持对象|组织申报"
)
_ALL = re.compile(rf"(?:{_NO_TASKS.pattern}|[和与及、])+[。：:]?")
_KINDS = frozenset({"part", "item", "article", "heading", "chapter"})
_CLOSING = re.compile(r"(?:起|正式)(?:施行|实施|执行)|负责解释|适用于")
_FIRST = re.compile(r"[^。；;！\n]+")
_LABEL = re.compile(
    r"^\s*(?:第[^ \u3000条章]{1,6}[条章]|[一二三四五六七八九十]{1,3}[、.．]|[（(〔][一二三四五六七八九十0-9]{1,3}[）)〕]|[0-9]{1,2}[.．、]|[①-⑳])\s*"
)
_DEADLINE = re.compile(r"(?:底|末)?(?:之?前|以前)|(?:底|末)|(?:上|下)半年")
_UNNUMBERED = re.compile(r"^([^，。；：、（(0-9]{2,14})[。\n]")
_LONGEST, _ALIKE = 160, 3


def find_tasks(document: Document) -> tuple[Task, ...]:
    """Return the tasks of a document in the order of its text."""
    barred = _barred(document)
    found: list[Task] = []
    for clause in document.clauses:
        if clause.kind in _KINDS and clause.id not in barred and not _states_a_rule(document, clause):
            below = [child for child in document.children(clause.id) if child.kind in _KINDS]
            if not below:
                found += _own(document, clause)
            found += _lost(document, clause, below)
    return tuple(sorted(found, key=lambda task: task.span))


def _states_a_rule(document: Document, clause: Clause) -> bool:
    """Tell an article without a heading, and what stands below it: it states a rule, it sets no task."""
    above = clause
    while above.parent and above.kind != "article":
        above = document.clause(above.parent)
    return (above.kind == "article" and not above.title) or bool(not clause.title and _CLOSING.search(clause.own_text))


def _barred(document: Document) -> set[str]:
    """The clauses below a part without tasks, below the covering notice, and below an annex."""
    barred: set[str] = set()
    for clause in document.clauses:
        title = re.sub(r"[“”\"\s]", "", clause.title)
        if clause.parent in barred or (title and _ALL.fullmatch(title)) or clause.kind in {"notice", "annex", "box"}:
            barred.add(clause.id)
    return barred


def _own(document: Document, clause: Clause) -> Iterator[Task]:
    start, end, title = _titled(document, clause)
    if title and end - start <= _LONGEST * 2:
        yield _task(document, clause, Span(start, end), title)


def _lost(document: Document, clause: Clause, below: list[Clause]) -> Iterator[Task]:
    """An item whose number was lost in print: where the numbers leave a gap, a heading like those beside it."""
    if below:
        beside, gap, paragraphs = below[0], (below[0].number or 1) > 1, clause.paragraphs
    else:
        siblings = document.children(clause.parent)
        after = siblings[siblings.index(clause) + 1 :][:1]
        gap = bool(after and clause.number and after[0].number and after[0].number - clause.number > 1)
        beside, paragraphs = clause, clause.paragraphs[1:]
    if not gap or not beside.title:
        return
    for paragraph in paragraphs:
        lost = _UNNUMBERED.match(paragraph.text)
        if lost and abs(len(lost[1]) - len(beside.title)) <= _ALIKE and len(paragraph.text) > 2 * len(lost[1]):
            yield _task(document, clause, Span(paragraph.start, paragraph.start + len(lost[1])), lost[1])


def _titled(document: Document, clause: Clause) -> tuple[int, int, str]:
    """Return where the title stands and what it says: the heading, else the first sentence."""
    label = _LABEL.match(document.text[clause.start : clause.start + 12])
    start = clause.start + (label.end() if label else 0)
    if clause.title:
        place = document.text.find(clause.title, clause.start, clause.start + 2 * len(clause.title) + 20)
        if place >= 0:
            return place, place + len(clause.title), "".join(clause.title.split())
    found = _FIRST.match(document.text, start, clause.end)
    words = found[0].rstrip("，、：: ") if found else ""
    words = re.sub(r"[（(](?:责任|牵头|配合)单位.*$", "", words)
    return start, start + len(words), "".join(words.split())


def _task(document: Document, clause: Clause, span: Span, title: str) -> Task:
    named = [body for body in clause.bodies if body.role != "contact"]
    return Task(
        clause.id, "/".join(clause.path), span, title,
        tuple(dict.fromkeys(body.printed for body in named)),
        tuple(dict.fromkeys(body.printed for body in named if body.role == "lead")),
        tuple(dict.fromkeys(body.printed for body in named if body.role == "assist")),
        tuple(_deadlines(clause)),
    )  # fmt: skip


def _deadlines(clause: Clause) -> Iterator[Quantity]:
    """Return the days by which something must be done: 2025年底前, 2023年6月底前."""
    for paragraph in clause.paragraphs:
        for quantity in find_quantities(paragraph.text, paragraph.start):
            after = paragraph.text[quantity.span.end - paragraph.start :][:4]
            if quantity.kind in {"year", "month", "date"} and _DEADLINE.match(after):
                yield quantity
