"""What a number measures: the noun behind it (10家龙头企业) or before it (产业规模达到500亿元), and the run that holds both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luodi.engine.documents.model import Paragraph, Span
from luodi.engine.extraction.finders.targets import nouns
from luodi.engine.extraction.model import Quantity

_BREAKS = "，,。；;！？\n：:\t"
_LISTED = re.compile(r"(?:[、和与及等]|以及)$")
_ONE_OF = re.compile(r"[^，。；]{0,24}之一")
_STRUCTURE = re.compile(
    r"(?:个|项|大)?(?:方面|维度|环节|层面|层次|步骤|阶段|方向|部分|原则|主线|抓手)(?:$|[，。；、（的]|[^，。；]{0,4}(?:任务|工作))"
)
#: 可实现10倍吞吐量, 按照3米以上的标准: what something can do, what a rule asks.
_DESCRIBES = re.compile(r"(?:可|能够|具有|具备)(?:实现|达到?|提升|支持|完成)?$")
_NORM = re.compile(r"(?:以上|以下|左右|以内)?的(?:建设)?(?:标准|要求|比例|速度|精度)(?!.{0,2}(?:体系|化))")
#: Conditions of an application are no goals.
_CONDITION = re.compile(
    r"申报(?:单位|主体|企业|条件|对象)|申请(?:单位|企业|人|条件)|(?:须|需|应当?|必须)(?:具备|满足|符合|达到)|(?:满足|符合|具备)(?:以下|下列|如下|相应|任一)|注册资[金本]|实缴资本"
)
_RANKED_NOUN = re.compile(r"(?!左右|行列|以[内上前]|水平|的|位|阵营|方阵|城市)[\u4e00-\u9fff]")
_BY = re.compile(r"(?:按照?|依照|依据)[^，。；]*$")
#: What a sum or a size in front of it only describes: 超10亿元企业20家, 亿元以上项目30个.
_DESCRIBED = re.compile(
    r"(?:以上|以下|级|左右)?的?[^，。；、：\d]{0,14}(?:企业|项目|集群|基地|园区|产品|平台|机构|公司|产业|团队|工厂|单位|人才|县|区|镇|园|场景|中心)"
    r"(?:达到?|超过|突破|不少于|新增|数量)?$"
)
_GENERIC = re.compile(
    r"(?:总|首期|一期|目标|初始|母基金|设计|建筑|建设|占地|用地|可用)*(?:规模|投资|面积|金额|额度|资金|出资|投入|容量|体量)额?|首期|一期|二期"
)
_FUND = re.compile(r"(?P<clause>[^，。；：]{2,60}基金)(?:（[^（）]{1,20}）)?[，,]")
_SETS_UP = re.compile(r"(?:设立|组建|成立|建立|发起|打造)(?:一批|一只|若干)?|\d[^的]*的")
_AND = re.compile(r"、|以及|和(?!平|谐)|与|(?<!普)(?<!以)及(?!时|其他)")
_SHARED_TAIL = re.compile(r"(?:规模|产值|收入|总量|数量|总额|占比|增加值|率)$")
_NO_INDICATOR = re.compile(r"先后|其中|总计|合计|累计|以上|分别|同比|需要.*|不?(?:少|低|多|高)于|/[\u4e00-\u9fff]+")
#: Quantities that are a part of the noun or of its time: 百亿级企业2家, 2025年规模达到.
_NUMBERED = re.compile(r"(?<!\d)(?!(?:19|20)\d\d年)\d+(?![\dG])")
_TIMES = frozenset({"year", "month", "date", "duration", "grade"})
_SHORTEST = 2
#: A text without marks is not searched back farther than this.
_FARTHEST = 240


@dataclass(frozen=True, slots=True)
class Phrase:
    """The indicator as printed and the run of the document that holds it with its number."""

    indicator: str
    span: Span


def phrase_of(
    paragraph: Paragraph, quantities: Sequence[Quantity], number: int, last: str, floor: int
) -> Phrase | None:
    """Return what a number measures, or None when it is no measure of anything that can be a goal.

    `last` is what was measured before it, `floor` where in the document that phrase ended: its words are taken.
    """
    quantity = quantities[number]
    text, start = paragraph.text, paragraph.start
    begin, end = quantity.whole.start - start, quantity.whole.end - start
    if _is_none(text, begin, end, quantity) or describes(paragraph, quantities, number):
        return None
    first = quantities[number - quantity.list_place]
    whole = _head(text, first.whole.start - start)
    if quantity.list_size > 1 and "分别" in whole + first.cue:
        return _shared(text, start, first.whole.start - start, end, quantity, nouns.before(whole))
    head = _between(paragraph, quantities, number, floor)
    after, stop = _behind(paragraph, quantities, number)
    before = nouns.before(head)
    if _behind_is_meant(quantity, head, before, after):
        return _found(
            text,
            start,
            begin,
            stop,
            re.sub(r"^(?:规模)?的|^规模(?=.{3})" if quantity.kind == "money" else "^的", "", after),
        )
    if before:
        return _of_fund(text, start, begin, end, before) or _found(text, start, begin, end, before)
    return _told_before(text, start, begin, end, quantity, last)


def _told_before(text: str, start: int, begin: int, end: int, quantity: Quantity, last: str) -> Phrase | None:
    """Find the noun in the clause before, else take what was measured last."""
    if quantity.kind == "bare":
        return None
    low = begin - len(_head(text, begin))
    clause = _head(text, low - 1) if low > 1 and text[low - 1] in "，," else ""
    name = nouns.earlier(clause) if not _NUMBERED.search(clause) else ""
    return _found(text, start, begin, end, name or last, back=True)


def describes(paragraph: Paragraph, quantities: Sequence[Quantity], number: int) -> bool:
    """Tell a sum or size that only describes what is counted next to it: 超10亿元企业20家, 3个千亿规模的集群."""
    quantity, text, start = quantities[number], paragraph.text, paragraph.start
    if quantity.kind not in {"money", "measure", "ratio"}:
        return False
    if number and quantity.kind == "money" and quantity.cue == "":
        other = quantities[number - 1]
        if (
            other.kind == "count"
            and other.whole.end == quantity.whole.start
            and text.startswith("规模", quantity.span.end - start)
        ):
            return True
    if number + 1 == len(quantities) or quantities[number + 1].kind != "count":
        return False
    between = text[quantity.span.end - start : quantities[number + 1].whole.start - start]
    return bool(_DESCRIBED.fullmatch(between)) and not nouns.ends_in_act(between)


def _is_none(text: str, begin: int, end: int, quantity: Quantity) -> bool:
    """Tell the numbers that measure nothing: one of several, places in a contest, parts of a text, norms."""
    if quantity.kind == "rank" and quantity.cue == "第" and quantity.measure != "位":
        return True
    if quantity.cue == "前" and quantity.kind == "rank" and _RANKED_NOUN.match(text, end):
        return True
    if quantity.measure == "条" and re.match("(?:政策|惠企|具体|务实)*(?:措施|规定|意见|政策|举措)", text[end:]):
        return True
    if _CONDITION.search(_sentence(text, begin)):
        return True
    if _ONE_OF.match(text, end) or (quantity.kind == "count" and _STRUCTURE.match(text, end)):
        return True
    head = _head(text, begin)
    if head.endswith("在") and quantity.kind == "measure" and re.match(r"的[^，。；]{2,20}[中内里]", text[end:]):
        return True  # 在10公顷的园区中: where, not how much
    return bool(
        (quantity.kind != "count" and _DESCRIBES.search(head))
        or (_BY.search(head) and _NORM.match(text, quantity.span.end - quantity.span.start + begin))
    )


def _sentence(text: str, begin: int) -> str:
    return text[max(text.rfind(mark, 0, begin) for mark in "。；\n") + 1 : begin]


def _behind_is_meant(quantity: Quantity, head: str, before: str, after: str) -> bool:
    """Tell whether the noun behind the number is what it measures."""
    if not after:
        return False
    if not before or nouns.ends_in_act(head) or _LISTED.search(nouns.reached(head)):
        return True
    if quantity.kind in {"count", "bare"}:
        return not nouns.leads(head)
    return bool(_GENERIC.fullmatch(before)) and after.startswith("的")


def _behind(paragraph: Paragraph, quantities: Sequence[Quantity], number: int) -> tuple[str, int]:
    """Return the noun behind a number and where it ends; in 5类、100种设备 the numbers share it."""
    text, end = paragraph.text, quantities[number].whole.end - paragraph.start
    after = nouns.after(text, end)
    quantity = quantities[number]
    if after or quantity.kind != "count" or quantity.list_place + 1 >= quantity.list_size:
        return after, end + _length(text, end, after)
    last = quantities[number + quantity.list_size - quantity.list_place - 1]
    end = last.whole.end - paragraph.start
    after = nouns.after(text, end)
    return after, quantity.whole.end - paragraph.start if after else end


def _length(text: str, end: int, after: str) -> int:
    return text.find(after, end) - end + len(after) if after else 0


def _head(text: str, begin: int) -> str:
    """Return the clause before a number, without what leads into it."""
    place = max(text.rfind(mark, 0, begin) for mark in _BREAKS)
    return text[max(place + 1, begin - _FARTHEST) : begin]


def _between(paragraph: Paragraph, quantities: Sequence[Quantity], number: int, floor: int) -> str:
    """Return the clause before a number, from the number before it when that stands in the same clause."""
    begin = quantities[number].whole.start - paragraph.start
    head = _head(paragraph.text, begin)
    for place in range(number - 1, -1, -1):
        end = quantities[place].whole.end - paragraph.start
        if end <= begin - len(head):
            break
        if quantities[place].kind not in _TIMES and not describes(paragraph, quantities, place):
            return paragraph.text[max(end, min(floor - paragraph.start, begin)) : begin]
    return head


def _of_fund(text: str, start: int, begin: int, end: int, before: str) -> Phrase | None:
    """设立…基金，规模50亿元: the fund stands in a clause before."""
    if not _GENERIC.fullmatch(before) or not re.search("规模|期", before):
        return None
    fund = next(iter(reversed(list(_FUND.finditer(_sentence(text, begin))))), None)
    name = nouns.before(_SETS_UP.split(fund["clause"])[-1]) if fund else ""
    return _found(text, start, begin, end, name + before, back=True) if name else None


def _shared(text: str, start: int, begin: int, end: int, quantity: Quantity, before: str) -> Phrase | None:
    """甲产业和乙产业规模分别超过A和B: each takes its own noun and the common end."""
    parts = _AND.split(before)
    if len(parts) != quantity.list_size:
        return _found(text, start, begin, end, before)
    own = parts[quantity.list_place]
    tail = _SHARED_TAIL.search(parts[-1])
    if tail and not own.endswith(tail[0]):
        own += tail[0]
    return _found(text, start, begin, end, own)


def _found(text: str, start: int, begin: int, end: int, indicator: str, *, back: bool = False) -> Phrase | None:
    """Return the phrase with its run: from the clause's begin (or the one before, when its noun stands there) to the end."""
    if len(indicator) < _SHORTEST or _NO_INDICATOR.fullmatch(indicator):
        return None
    head = _head(text, begin)
    low = begin - len(head)
    if back and low > 1:
        low -= len(_head(text, low - 1)) + 1
    lead = re.match(r"[\s─—\-、]*", text[low:begin])
    return Phrase("".join(indicator.split()), Span(start + low + (lead.end() if lead else 0), start + end))
