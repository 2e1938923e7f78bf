"""For which year a number is meant, and whether it is a goal, what is, or what somebody expects.

The year stands before the number in its sentence; else in the sentence that opens the goals (到2025年，…), which counts for
the sentences, bullets and clauses below it. In a part on the present state nothing is carried from sentence to sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from luodi.engine.documents.model import Clause, Document, Paragraph
from luodi.engine.extraction.model import Quantity, Status
from luodi.engine.extraction.numbers import find_quantities

_ENDS = "。！？\n"
_GOALS = re.compile(r"目标|指标|任务|工程|行动|保障|措施|愿景|展望")
_STATE = re.compile(
    r"现状|形势|意义|问题|回顾|^(?:产业|发展|工作|建设|基本|现有)?(?:基础|背景|情况|优势|成效|条件)(?:[和与及](?:优势|形势|条件|现状|环境))?$"
)
_GOAL_ONLY = re.compile(r"目标|愿景|展望")
_OPENS = re.compile(r"(?:^|[，。；：、（(]|力争|争取|预期|确保|——|──)(?:到|至|截至|截止)?$")
_NOT_WHEN = re.compile(r"以来|起|开始|印发|发布|出台|成立|获|荣获|入选|工信部|被|前(?!景)|[—\-~]")
#: 近期：…（2019-2021年）。 opens the goals of a stage.
_STAGE = re.compile(r"^[^。]{0,80}[（(](?:19|20)\d\d\s*年?\s*[—~至-]+\s*((?:19|20)\d\d)\s*年[）)][。：:]")
_EXPECTS = re.compile(r"预计|预测|据测算|有望|预期将|估计")
_IS = re.compile(r"已(?!成为)|目前|截至|截止|当前|现有|位居|位列|先后|近年来|上一?年|去年|占全")
_WILL = re.compile(r"力争|争取|到(?:19|20)\d\d年|确保|目标|培育|打造|建成|形成|引进|推动|实现|将")


class Times:
    """Answers for one document; the part that a clause belongs to is looked up once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._by_id = {clause.id: clause for clause in document.clauses}
        self._opened: dict[str, int | None] = {}

    def rules(self, clause: Clause) -> bool:
        """Tell an article of a set of rules, which sets no goals."""
        while clause.parent and clause.kind != "article":
            clause = self._by_id[clause.parent]
        return clause.kind == "article" and not clause.title

    def of(
        self, clause: Clause, paragraph: Paragraph, quantity: Quantity, quantities: Sequence[Quantity]
    ) -> tuple[int | None, Status]:
        """Return the year and the status of a number of a paragraph."""
        place = quantity.span.start - paragraph.start
        start = max(paragraph.text.rfind(end, 0, place) for end in _ENDS) + 1
        sentence = paragraph.text[start:place]
        status = self._status(clause, sentence)
        said = self._before(paragraph, quantity, quantities, start)
        if said is None and status == "target":
            said = self._carried(clause, paragraph, start)
        return said, status

    def opened(self, clause: Clause) -> int | None:
        """Return the year that a part of goals opens with: its own first sentences, else those of the part above."""
        if clause.id not in self._opened:
            own = next((year for text in clause.paragraphs if (year := _opening(text.text)) is not None), None)
            above = self._by_id.get(clause.parent)
            if own is None and above is not None and _GOAL_ONLY.search(above.title):
                own = self.opened(above)
            self._opened[clause.id] = own
        return self._opened[clause.id]

    def _before(
        self, paragraph: Paragraph, quantity: Quantity, quantities: Sequence[Quantity], start: int
    ) -> int | None:
        """The nearest year before the number in its sentence."""
        found = None
        for other in quantities:
            if other.span.start >= quantity.span.start:
                break
            begin = other.span.start - paragraph.start
            if begin >= start and other.kind in {"year", "month", "date"}:
                after = paragraph.text[other.span.end - paragraph.start :][:4]
                if not _NOT_WHEN.match(after):
                    found = _year(other)
        return found

    def _carried(self, clause: Clause, paragraph: Paragraph, start: int) -> int | None:
        """The year of a sentence before it that opens goals: of the paragraph, of the clause, of the part above."""
        own = _opening(paragraph.text[:start])
        if own is not None:
            return own
        if not _goal_part(clause, self._by_id):
            return None
        return self.opened(clause)

    def _status(self, clause: Clause, sentence: str) -> Status:
        if _EXPECTS.search(sentence):
            return "forecast"
        state = _in_part(clause, self._by_id, _STATE) and not _in_part(clause, self._by_id, _GOAL_ONLY)
        if state:
            return "baseline"
        last_is = max((match.start() for match in _IS.finditer(sentence)), default=-1)
        last_will = max((match.start() for match in _WILL.finditer(sentence)), default=-1)
        return "baseline" if last_is > last_will else "target"


def _in_part(clause: Clause, by_id: dict[str, Clause], pattern: re.Pattern[str]) -> bool:
    while True:
        if pattern.search(clause.title):
            return True
        if not clause.parent:
            return False
        clause = by_id[clause.parent]


def _goal_part(clause: Clause, by_id: dict[str, Clause]) -> bool:
    return _in_part(clause, by_id, _GOAL_ONLY)


def _opening(text: str) -> int | None:
    """Return the year of the last sentence that opens goals: 到2025年，…."""
    stage = _STAGE.search(text)
    found = int(stage[1]) if stage else None
    for quantity in find_quantities(text) if "年" in text else ():
        if quantity.kind in {"year", "month", "date"} and _OPENS.search(text[: quantity.span.start]):
            after = text[quantity.span.end : quantity.span.end + 3]
            if re.match(r"(?:年?底|末)?[，,、：:]|(?:年?底|末)", after) and re.search(
                r"[到至]$", text[: quantity.span.start]
            ):
                found = _year(quantity)
    return found


def _year(quantity: Quantity) -> int:
    if quantity.kind == "year":
        return int(quantity.upper if quantity.upper is not None else quantity.value)
    return int(str(quantity.value)[:4])
