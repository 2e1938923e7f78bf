"""Find how supports go together: highest only, choose one, no repeat, top-up, stacks.

>>> from luodi.engine.documents import read_text
>>> document = read_text("示例市政策\\n\\n一、附则。同一项目按就高不重复原则享受；国家级项目另行给予奖励。\\n")
>>> [found.rule for found in find_combining(document)]
['highest_only', 'stacks']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.engine.documents.model import Document, Span
from luodi.engine.extraction.model import Combining, CombiningRule

#: The first that fits a sentence names its rule: a choice is stronger than the words 不重复 that often stand beside it.
_RULES: tuple[tuple[CombiningRule, re.Pattern[str]], ...] = (
    ("top_up", re.compile(r"差额(?:补足|补差|奖励|给予|补助)|补(?:足|齐)差额|晋级(?:补差|奖励)|补差")),
    ("choose_one", re.compile(r"自愿选择|自主选择|自行选择|任选其一|择一(?:享受|申报|申请)|选择其[一中]")),
    ("highest_only", re.compile(r"[就从择]高(?!质|新|水平|端|标准)|按(?:照)?(?:最高|就高)(?:标准|额度|档)|可就高|以最高(?:额|者)")),
    (
        "no_repeat",
        re.compile(
            r"不(?:得|能|再|予)?(?:同时|重复)(?:享受|申报|支持|奖励|补助|资助|申请|计算|给予)|不重复(?:享受|支持|奖励)?"
            r"|只(?:能)?(?:享受|申报)(?:其中)?一"
        ),
    ),
    ("stacks", re.compile(r"可(?:以)?(?:同时|叠加|累计)享受|叠加(?:享受|支持|补助|奖励)|另行(?:给予|奖励|支持|补助)|再(?:额外)?给予|额外(?:给予|奖励)|在此基础上再")),
)  # fmt: skip
_SUBJECT = re.compile(r"政策|项目|企业|补[助贴]|奖励|资助|支持|享受|扶持|事项|条款|机构|单位")
_SENTENCE = re.compile(r"[^。；;！\n]+")


def find_combining(document: Document) -> tuple[Combining, ...]:
    """Return the rules of combining in the order of the text; a sentence states one."""
    return tuple(_found(document))


def _found(document: Document) -> Iterator[Combining]:
    for clause in document.clauses:
        if clause.kind == "footnotes":
            continue
        for paragraph in clause.paragraphs:
            for sentence in _SENTENCE.finditer(paragraph.text):
                rule = next((name for name, pattern in _RULES if pattern.search(sentence[0])), None)
                if rule and _SUBJECT.search(sentence[0]):
                    start = paragraph.start + sentence.start() + len(sentence[0]) - len(sentence[0].lstrip())
                    span = Span(start, paragraph.start + sentence.end())
                    yield Combining(clause.id, "/".join(clause.path), span, rule)
