"""Find the tasks of a plan: the lowest numbered items that tell somebody to do something, with who does it and by when.

What stands below a heading that only says what a support is given for, how much and how (支持对象, 支持标准, 申报材料)
is no item of its own: the item above is the task. Bodies are those of the item, else those printed behind the last item
of its row for all of them, else those of the heading above.

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
from dataclasses import replace

from luodi.engine.documents.model import BodyMention, Clause, Document, Span
from luodi.engine.extraction.model import Quantity, Task
from luodi.engine.extraction.numbers import find_quantities

#: Parts of a plan that state why, whither and by which principles: such a word, with what may stand before it.
_ABOUT = (
    r"(?:总体|总|基本|指导|发展|产业|建设|工作|行动|主要|遵循|实施|阶段性?|战略|预期|具体|近期|中期|远期|远景|年度|量化|奋斗|面临的?|存在的?|重要|重大"
    r"|规划|编制|功能|空间|制定|[我全本][省市区县]|国内外|有关|(?:到)?[0-9]{4}年)*"
)
_AIM = rf"{_ABOUT}(?:总体(?:要求|部署|考虑)|思路|目标|思想|原则|现状|基础|背景|形势|环境|情况|意义|定位|布局|愿景|指标|机遇|挑战|问题|依据|范围|期限|说明|优势|现实)"
_NO_TASKS = re.compile(
    rf"(?:(?:{_AIM}|任务目标|目标要求|(?:基础|发展)条件|总则|附\s?则|名词解释|术语解释|申报|组织申报|(?:实施|工作|推进)步骤|(?:进度|时间|阶段|步骤)安排)[和与及、]?(?:的|其)?)+[。：:]?"
)
#: What a support's clause is divided into; the item above it is the task.
_ATTRIBUTE = re.compile(
    r"(?:政策|支持|扶持|奖励|补[助贴]|资助|申报|申请|受理|办理|评审|评选|认定|落实|兑现|审核|验收|资金|适用|拨付|责任)"
    r"(?:内容|对象|标准|条件|方式|范围|程序|流程|材料|资料|咨询|依据|时间|要求|部门|单位|额度|期限|拨付|办法)(?:[和与及、].{2,8})?"
    r"|概念界定|书面申请|现场核查|汇总上报|审查确认"
)
#: 管理办法 and the like state rules; 实施办法 may be a plan.
_RULES = re.compile(
    r"(?:(?:管理|暂行|认定|评审|考核)(?:暂行|试行)?(?:办法|规定|细则)|导则|章程|规程)(?:[（(][^（()）]*[）)])?$"
)
_KINDS = frozenset({"part", "item", "article", "heading", "chapter"})
_CLOSING = re.compile(r"(?:起|正式)(?:施行|实施|执行)|负责解释|适用于")
_FIRST = re.compile(r"[^。；;！\n]+")
_LABEL = re.compile(
    r"^\s*(?:第[^ \u3000条章]{1,6}[条章]|[一二三四五六七八九十]{1,3}[、.．]|[（(〔][一二三四五六七八九十0-9]{1,3}[）)〕]|[0-9]{1,2}[.．、]|[①-⑳])\s*"
)
_COLON = re.compile(r"([^，。；：:、]{2,30}(?<!包括)(?<!如下)(?<!以下))[：:](?=.{8})")
_BODIES = re.compile(r"[（(\[〔【][^（()）：:，]{0,6}(?:责任|牵头|配合)(?:单位|部门)?(?:[：:为].*)?$")
_OPEN, _CLOSE = "（([〔【", "）)]〕】"
_DEADLINE = re.compile(r"(?:底|末)?(?:之?前|以前)|(?:底|末|内)|(?:上|下)半年")
_NO_DEADLINE = ("截至", "截止", "自", "从", "于", "在")
_MAY_HOLD_ONE = re.compile(r"[年月日季](?:底|末|内|之?前|以前|[上下]半年)")
_UNNUMBERED = re.compile(r"^([^，。；：、（(0-9]{2,14})[。\n]")
_LISTED = re.compile(r"(?:单位|部门|牵头|责任|配合)[：:][^。]*$")
_ONLY_BODIES = re.compile(r"\s*[（(\[〔【][^。]*[）)\]〕】][。；]?\s*")
_RUN_IN = re.compile(r"[。；]\s*[0-9]{1,2}\s*[.．、](?![0-9])")
_FIRST_LEADS = re.compile(r"(?:排(?:名|序)?(?:在|第)?|列(?:在)?)第?(?:一|首)位?[^。；）)]{0,12}牵头")
_LONGEST, _ALIKE, _MOST_LOST = 320, 3, 6


def find_tasks(document: Document) -> tuple[Task, ...]:
    """Return the tasks of a document in the order of its text."""
    if _RULES.search("".join(document.title.split())):
        return ()
    barred, attributes = _barred(document)
    found: list[Task] = []
    for clause in document.clauses:
        if clause.kind in _KINDS and clause.id not in barred and not _states_a_rule(document, clause):
            below = [child for child in document.children(clause.id) if _counts(document, child)]
            if not below or all(child.id in attributes for child in below):
                found += _own(document, clause)
            found += _lost(document, clause, below)
    if _FIRST_LEADS.search(document.text):
        found = [task if task.lead else replace(task, lead=task.bodies[:1]) for task in found]
    return tuple(sorted(found, key=lambda task: task.span))


def _counts(document: Document, clause: Clause) -> bool:
    """Tell a clause that may be a task: not a line without number inside an item, unless numbers stand below it."""
    if clause.kind == "heading" and clause.parent and document.clause(clause.parent).kind == "item":
        return any(child.kind in _KINDS for child in document.children(clause.id))
    return clause.kind in _KINDS


def _states_a_rule(document: Document, clause: Clause) -> bool:
    """Tell an article without a heading, and what stands below it: it states a rule, it sets no task."""
    above = clause
    while above.parent and above.kind != "article":
        above = document.clause(above.parent)
    return (above.kind == "article" and not above.title) or bool(not clause.title and _CLOSING.search(clause.own_text))


def _barred(document: Document) -> tuple[set[str], set[str]]:
    """The clauses that are no tasks: parts that state aims, the covering notice, annexes, and what stands below them.

    The second set holds those that say how a support is given.
    """
    barred: set[str] = set()
    attributes: set[str] = set()
    for clause in document.clauses:
        title = re.sub(r"[“”\"\s]", "", clause.title)
        if title and _ATTRIBUTE.fullmatch(title):
            attributes.add(clause.id)
        if (
            clause.parent in barred
            or clause.id in attributes
            or clause.kind in {"notice", "annex", "box"}
            or not _counts(document, clause)
            or (title and _NO_TASKS.fullmatch(title) and not _assigned(clause))
        ):
            barred.add(clause.id)
    return barred, attributes


def _assigned(clause: Clause) -> bool:
    """Tell a clause that somebody has to do, whatever its heading: 空间布局 with its bodies in a bracket."""
    return any(body.role in {"lead", "responsible"} for body in clause.bodies) and bool(_BODIES.search(clause.own_text))


def _own(document: Document, clause: Clause) -> Iterator[Task]:
    start, end, title = _titled(document, clause)
    if title and end - start <= _LONGEST:
        yield _task(clause, Span(start, end), title, _bodies(document, clause))


def _lost(document: Document, clause: Clause, below: list[Clause]) -> Iterator[Task]:
    """An item whose number was lost in print, or stands inside the paragraph: where the numbers leave a gap."""
    if below:
        beside, before, after = below[0], 0, below[0].number or 1
    else:
        siblings = document.children(clause.parent)
        following = siblings[siblings.index(clause) + 1 :][:1]
        beside, before = clause, clause.number or 0
        after = (following[0].number or 0) if following else 0
    if after - before <= 1 or (not below and not before) or not beside.title:
        return
    found = list(_run_in(document, clause, beside, range(before + 1, min(after, before + _MOST_LOST))))
    yield from found
    for paragraph in () if found else clause.paragraphs[0 if below else 1 :]:
        lost = _UNNUMBERED.match(paragraph.text)
        if lost and abs(len(lost[1]) - len(beside.title)) <= _ALIKE and len(paragraph.text) > 2 * len(lost[1]):
            span = Span(paragraph.start, paragraph.start + len(lost[1]))
            yield _task(clause, span, lost[1], _named(clause))


def _run_in(document: Document, clause: Clause, beside: Clause, numbers: range) -> Iterator[Task]:
    """Items that go on in the paragraph of the one before: …新生态。1.建设人才体系。…"""
    for paragraph in clause.paragraphs:
        for number in numbers:
            match = re.search(rf"[。；]\s*({number}\s*[.．、]\s*)([^。；：\d][^。；：]{{1,40}})[。：]", paragraph.text)
            if not match or not beside.label[:1].isdigit():
                continue
            start, end = paragraph.start + match.start(2), paragraph.start + match.end(2)
            origin = document.cleaned.origin(start)
            bodies = [body for body in _named(clause) if body.span.start >= origin]
            task = _task(clause, Span(start, end), "".join(match[2].split()), bodies)
            yield replace(task, path="/".join([*_path_of(clause, beside), str(number)]))


def _path_of(clause: Clause, beside: Clause) -> tuple[str, ...]:
    return clause.path if clause is not beside else clause.path[:-1]


def _titled(document: Document, clause: Clause) -> tuple[int, int, str]:
    """Return where the title stands and what it says: the heading, else the words before a colon or the first sentence."""
    label = _LABEL.match(document.text[clause.start : clause.start + 12])
    start = clause.start + (label.end() if label else 0)
    if clause.title:
        words = _without_bodies(clause, clause.title)
        place = document.text.find(words, clause.start, clause.start + 2 * len(clause.title) + 20)
        if place >= 0 and words:
            return place, place + len(words), "".join(words.split())
    found = _COLON.match(document.text, start, clause.end) or _FIRST.match(document.text, start, clause.end)
    words = _without_bodies(clause, found[1] if found.lastindex else found[0]) if found else ""
    return start, start + len(words), "".join(words.split())


def _without_bodies(clause: Clause, words: str) -> str:
    """Leave the bracket with the bodies out of a heading: 建设算力中心（市发改委负责）."""
    words = _BODIES.sub("", words)
    cut = max(words.rfind(mark) for mark in _OPEN)
    if cut > 0 and any(body.printed in words[cut:] for body in clause.bodies):
        words = words[:cut]
    return words.rstrip("，、：: ")


def _bodies(document: Document, clause: Clause) -> list[BodyMention]:
    """Return who does it: its own bodies, those behind the last item of its row for all, those of the heading above."""
    named = _named(clause)
    named = [body for body in named if _in_a_list(document, body)] or named
    row = document.children(clause.parent) if clause.parent else ()
    if not named and row and row[-1] is not clause and len(row[-1].paragraphs) > 1:
        closes = _ONLY_BODIES.fullmatch(row[-1].paragraphs[-1].text)
        if closes and not any(one.bodies for one in row[:-1]):
            return _named(row[-1])
    above = clause
    while not named and above.parent:
        above = document.clause(above.parent)
        own = above.own_text
        named = _named(above) if _BODIES.search(own) and not _RUN_IN.search(own) else []
    return named


def _in_a_list(document: Document, body: BodyMention) -> bool:
    """Tell a body in a bracket or behind 责任单位：; beside these, one named in a sentence only helps to explain."""
    before = document.original[max(0, body.span.start - _LONGEST) : body.span.start]
    depth = 0
    for char in reversed(before):
        depth += (char in _CLOSE) - (char in _OPEN)
        if depth < 0:
            return True
        if char == "。" and not depth:
            break
    return bool(_LISTED.search(before))


def _named(clause: Clause) -> list[BodyMention]:
    return [body for body in clause.bodies if body.role != "contact"]


def _task(clause: Clause, span: Span, title: str, named: list[BodyMention]) -> Task:
    bodies = tuple(dict.fromkeys(body.printed for body in named))
    return Task(
        clause.id, "/".join(clause.path), span, title, bodies,
        tuple(dict.fromkeys(body.printed for body in named if body.role == "lead")),
        tuple(dict.fromkeys(body.printed for body in named if body.role == "assist")),
        tuple(_deadlines(clause)),
    )  # fmt: skip


def _deadlines(clause: Clause) -> Iterator[Quantity]:
    """Return the days by which something must be done: 2025年底前, 2023年6月底前."""
    for paragraph in clause.paragraphs:
        if not _MAY_HOLD_ONE.search(paragraph.text):
            continue
        for quantity in find_quantities(paragraph.text, paragraph.start):
            start, end = quantity.span.start - paragraph.start, quantity.span.end - paragraph.start
            if quantity.kind not in {"year", "month", "date"} or paragraph.text[:start].endswith(_NO_DEADLINE):
                continue
            if _DEADLINE.match(paragraph.text, end):
                yield quantity
