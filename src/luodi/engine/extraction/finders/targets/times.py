"""For which year a number is meant, and whether it is a goal, what is, or what somebody expects.

The year stands before the number in its sentence; else in the sentence that opens the goals (到2025年，…), which counts for
the sentences, bullets and clauses below it. In a part on the present state nothing is carried from sentence to sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from luodi.engine.documents.model import Clause, Document, Paragraph
from luodi.engine.extraction.model import Quantity, Status
from luodi.engine.extraction.numbers import find_quantities

_ENDS = "。！？\n"
_STATE = re.compile(
    r"现状|形势|意义|问题|回顾|^(?:产业|发展|工作|建设|基本|现有)?(?:基础|背景|情况|优势|成效|条件)(?:[和与及](?:优势|形势|条件|现状|环境))?$"
)
_GOALS = re.compile(r"目标|愿景|展望")
#: Rules set conditions, no goals, outside a part that is called so.
_RULES = re.compile(r"细则|(?:管理|认定|评审|评价|暂行|资助)办法|申报(?:指南|通知)|操作规程|认定标准")
_OPENS = re.compile(r"(?:^|[，。；：:、（(]|力争|争取|预期|确保|——|──)(?:到|至|截至|截止)$")
#: Words behind a year that make it no time of the goal: since when, compared with what.
_NOT_WHEN = re.compile(
    r"以来|起|开始|印发|发布|出台|成立|获|荣获|入选|工信部|被|前(?:者|述)|[—\-~]|(?:年?[底末])?(?:的?基础上|相比|增长到|提高到|提升到|的?水平|翻)"
)
_PAUSE = re.compile(r"(?:年?底|末)?[，,、：:]|(?:年?底|末)")
_COMPARES = re.compile(r"(?:比|较|相比|相对于|与|以|自|从|由)$")
#: The last years of the five-year plans: 到“十四五”末 is 2025.
_PLAN = re.compile(r"[“\"]?十(?P<which>[三四五六])五[”\"]?(?P<when>期?末|期间|时期)")
_PLAN_ENDS = {"三": 2020, "四": 2025, "五": 2030, "六": 2035}
#: 近期：…（2019-2021年）。 opens the goals of a stage.
_STAGE = re.compile(r"^[^。]{0,80}[（(](?:19|20)\d\d\s*年?\s*[—~至-]+\s*((?:19|20)\d\d)\s*年[）)][。：:]")
_HEADS = re.compile(r"((?:19|20)\d\d)年(?:[底末]|度)?(?:主要|发展|总体|工作|具体|建设)*(?:目标|指标|任务)")
_EXPECTS = re.compile(r"预计|预测|据测算|有望|预期将|估计|(?:数据|报告|研究)(?:显示|表明)[^。]*将")
_WILL_BE = re.compile(r"将(?:会)?(?:达到?|超过|突破|增长|增加)[^。；]*$")
_IS = re.compile(
    r"已(?!成为)|目前|截至|截止|当前|现有|现状|存量(?!改造|资源|资产|转)|位居|位列|先后|近年来|上一?年|去年|占全"
)
_WILL = re.compile(r"力争|争取|到(?:19|20)\d\d年|确保|目标|培育|打造|建成|形成|引进|推动|实现|将")
_FIRST_YEAR = re.compile(r"[（(〔\[](19\d\d|20\d\d)(?:\s*年?\s*[—~至-]+|[〕\]）)])")


class Times:
    """Answers for one document; the part that a clause belongs to is looked up once."""

    def __init__(self, document: Document) -> None:
        self._by_id = {clause.id: clause for clause in document.clauses}
        self._opened: dict[str, int | None] = {}
        self._is_rules = bool(_RULES.search(document.title))
        begins = _FIRST_YEAR.search(document.number) or _FIRST_YEAR.search(document.title)
        self._begins = int(begins[1]) if begins else 0

    def rules(self, clause: Clause) -> bool:
        """Tell a clause of rules, which set no goals: an untitled article, unless it opens goals (到2025年，…)."""
        if self._goal_part(clause):
            return self._is_rules and clause.kind == "article" and self.opened(clause) is None
        above = clause
        while above.parent and above.kind != "article":
            above = self._by_id[above.parent]
        if above.kind == "article" and not above.title:
            return self.opened(clause) is None
        return self._is_rules

    def of(
        self, clause: Clause, paragraph: Paragraph, quantity: Quantity, quantities: Sequence[Quantity]
    ) -> tuple[int | None, Status]:
        """Return the year and the status of a number of a paragraph."""
        place = quantity.span.start - paragraph.start
        start = max(paragraph.text.rfind(end, 0, place) for end in _ENDS) + 1
        status = self._status(clause, paragraph.text[start:place])
        said = _said(paragraph, quantity, quantities, start)
        if said is None and status == "target":
            said = self._carried(clause, paragraph, start)
        if status == "target" and said is not None and said < self._begins:
            status = "baseline"  # a plan that begins later tells what was
        return said, status

    def opened(self, clause: Clause) -> int | None:
        """Return the year that a part of goals opens with: its own first sentences, else those of the part above."""
        if clause.id not in self._opened:
            own = next((year for text in clause.paragraphs if (year := _opening(text)) is not None), None)
            above = self._by_id.get(clause.parent)
            if own is None and above is not None and _GOALS.search(above.title):
                own = self.opened(above)
            self._opened[clause.id] = own
        return self._opened[clause.id]

    def _carried(self, clause: Clause, paragraph: Paragraph, start: int) -> int | None:
        """The year of a sentence before it that opens goals: of the paragraph, of the clause, of the part above."""
        goals = self._goal_part(clause)
        own = _opening(paragraph, start, anywhere=goals)
        if own is not None or not goals:
            return own
        for other in reversed(clause.paragraphs):
            if other.start < paragraph.start and (year := _opening(other)) is not None:
                return year
        return self.opened(clause)

    def _status(self, clause: Clause, sentence: str) -> Status:
        if _EXPECTS.search(sentence):
            return "forecast"
        if self._in_part(clause, _STATE) and not self._goal_part(clause):
            return "forecast" if _WILL_BE.search(sentence) else "baseline"
        last_is = max((match.start() for match in _IS.finditer(sentence)), default=-1)
        last_will = max((match.start() for match in _WILL.finditer(sentence)), default=-1)
        return "baseline" if last_is > last_will else "target"

    def _goal_part(self, clause: Clause) -> bool:
        return self._in_part(clause, _GOALS)

    def _in_part(self, clause: Clause, pattern: re.Pattern[str]) -> bool:
        while True:
            if pattern.search(clause.title):
                return True
            if not clause.parent:
                return False
            clause = self._by_id[clause.parent]


def _said(paragraph: Paragraph, quantity: Quantity, quantities: Sequence[Quantity], start: int) -> int | None:
    """Return the nearest year before the number in its sentence; of years told severally, the one of its place."""
    sentence = paragraph.text[start : quantity.span.start - paragraph.start]
    years = list(_years(paragraph, quantity, quantities, start))
    if not years:
        return None
    size = quantity.list_size
    if size > 1 and size == len(years) and "分别" in sentence:
        return years[quantity.list_place][1]
    return max(years)[1]


def _years(
    paragraph: Paragraph, quantity: Quantity, quantities: Sequence[Quantity], start: int
) -> Iterator[tuple[int, int]]:
    """Give the years that a sentence names before a number, with their places."""
    text = paragraph.text
    for other in quantities:
        if other.span.start >= quantity.span.start:
            break
        begin = other.span.start - paragraph.start
        if begin < start or other.kind not in {"year", "month", "date"}:
            continue
        after = text[other.span.end - paragraph.start : quantity.span.start - paragraph.start]
        compared = _COMPARES.search(text[start:begin]) or _NOT_WHEN.match(after[:8])
        if not compared or after == "的":  # 由2018年的100家: its own year, whatever stands before it
            yield begin, _year(other)
    for plan in _PLAN.finditer(text, start, quantity.span.start - paragraph.start):
        yield plan.start(), _PLAN_ENDS[plan["which"]]


def _opening(paragraph: Paragraph, stop: int | None = None, *, anywhere: bool = True) -> int | None:
    """Return the year of the last sentence before `stop` that opens goals: 到2025年，…; `anywhere` also 到2025年建成….

    In a task 到2030年实现全面融合 is the time of that alone, only 到2030年，… opens what follows.
    """
    text = paragraph.text if stop is None else paragraph.text[:stop]
    if "年" not in text and "五" not in text:
        return None
    found = _announced(text)
    for quantity in find_quantities(paragraph.text, paragraph.start):  # the whole paragraph: it is read already
        begin, end = quantity.span.start - paragraph.start, quantity.span.end - paragraph.start
        if end > len(text):
            break
        if quantity.kind in {"year", "month", "date"} and _OPENS.search(text, max(0, begin - 8), begin):
            after = text[end : end + 8]
            if not _NOT_WHEN.match(after) and (anywhere or _PAUSE.match(after)):
                found = _year(quantity)
    return found


def _announced(text: str) -> int | None:
    """Return the year of a stage, of a heading such as 2025年主要目标, or of the end of a five-year plan."""
    if stage := _STAGE.search(text):
        return int(stage[1])
    if head := _HEADS.match(text.lstrip("（一二三四五六七八九十）、.0123456789 ")):
        return int(head[1])
    plan = _PLAN.search(text)
    return _PLAN_ENDS[plan["which"]] if plan and "末" in plan["when"] else None


def _year(quantity: Quantity) -> int:
    if quantity.kind == "year":
        return int(quantity.upper if quantity.upper is not None else quantity.value)
    return int(str(quantity.value)[:4])
