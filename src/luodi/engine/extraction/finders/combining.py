"""Find how supports go together: highest only, choose one, no repeat, top-up, stacks.

>>> from luodi.engine.documents import read_text
>>> document = read_text("示例市政策\\n\\n一、附则。同一项目按就高不重复原则享受；国家级项目另行给予奖励。\\n")
>>> [found.rule for found in find_combining(document)]
['highest_only', 'stacks']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.engine.documents import labels
from luodi.engine.documents.model import Document, Span
from luodi.engine.extraction.model import Combining, CombiningRule

_HAVE = r"(?:享受|申报|支持|奖励|补[助贴]|资助|申请|计算|给予|扶持|执行)"
#: The first that fits a sentence names its rule: a choice is stronger than the words 不重复 that often stand beside it.
_RULES: tuple[tuple[CombiningRule, re.Pattern[str]], ...] = (
    ("top_up", re.compile(r"差额(?:部分)?(?:补足|补差|奖励|给予|补助|兑现)|补[足齐]差额|(?:奖励|补足|给予|兑现|按)差额|[晋升](?:级|档)[^，。；]{0,4}补差|补差")),
    ("choose_one", re.compile(r"自(?:愿|主|行)选择|任选其一|择一|选择(?:其[一中]|一[项种])")),
    (
        "highest_only",
        re.compile(
            r"择优(?=享受|执行|适用)|(?:[就从取孰](?:最)?[高优]|择高)(?:额|者)?(?=[不、，”）)]|$|原则|享受|执行|标准|给予|适用|补[助贴]|奖|支持|扶持|资助)"
            r"|按(?:照)?(?:就|最)高(?:一?[级档]|标准|额度|额)|以最高(?:额|者)"
        ),
    ),
    (
        "no_repeat",
        re.compile(
            rf"(?:不(?:得|能|再|予|可)?|不得与[^，。；]{{1,24}})(?:同时|重复|叠加|累计|累加){_HAVE}|不(?:得|再|予)?(?:重复|叠加)(?!建设|投资|检测|[^，。；]{{0,4}}劳动)"
            rf"|不再{_HAVE}[^，。；]{{0,6}}(?:本|该|其他|同类)|只(?:能)?{_HAVE}(?:其中)?一(?:次|项|种)"
        ),
    ),
    (
        "stacks",
        re.compile(
            rf"可(?:以)?(?:同时|叠加|累计|累加|重复){_HAVE}|叠加(?:享受|支持|补助|奖励)|另(?:行|外)?(?:再)?(?:给予|奖励|支持|补助)|再(?:额外|另外)?给予|额外(?:给予|奖励|补助)"
            r"|在此基础上再"
        ),
    ),
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
            label = labels.find(paragraph.text)
            for sentence in _SENTENCE.finditer(paragraph.text, label.end if label else 0):
                rule = next((name for name, pattern in _RULES if pattern.search(sentence[0])), None)
                if rule and _SUBJECT.search(sentence[0]):
                    start = paragraph.start + sentence.start() + len(sentence[0]) - len(sentence[0].lstrip())
                    span = Span(start, paragraph.start + sentence.end())
                    yield Combining(clause.id, "/".join(clause.path), span, rule)
