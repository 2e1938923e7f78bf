"""What a number measures: the noun behind it (10家龙头企业) or before it (产业规模达到500亿元), without the verb."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luodi.engine.documents.model import Paragraph, Span
from luodi.engine.extraction.model import Quantity

_BREAKS = "，,。；;！？\n：:"
_VERBS = (
    r"培育引进|引进培育|培育形成|统筹安排|建立|引入|搭建|组建|筹建|安排|投放|引进|引育|培育|培养|建设|建成|新建|打造|形成|实施|突破"
    r"|攻克|攻坚|认定|集聚|聚集|汇聚|落地|推广|开展|组织|举办|完成|实现|带动|达成|创建|布局|设立|开通|新增|吸引|孵化|发展|制定|研制"
    r"|推出|支持|拥有|争取|力争|推动|提供|部署|授权|累计|发布|获得|获批|遴选|选树|树立|服务|覆盖|保持|使|将|再|并|已|有|全面|初步|重点"
    r"|加快|每年"
)
_LEAD = re.compile(
    r"^(?:(?:到|至|在|截至|截止)?(?:19|20)\d\d年?(?:底|末|前)?[，,]?|预计|力争|争取|确保|其中|以及|和|及|且|──|——|—|-|（[一二三四五六七八九十]）|\d[.、]|[“”])+"
)
_VERB_RUN = re.compile(rf"(?:{_VERBS})+")
_REACHES = re.compile(
    r"(?:总量|总数|总额)?(?:均|将|预计|累计|力争|争取|分别|年均|达|到|至|为|约|不|超|过|破|突|低于|少于|高于|大于|小于|达到|超过|突破"
    r"|增长到|提高到|提升到|提升至|提高至|增长至|稳定在|保持在|控制在|位居|位列|排名|进入|近|上|最高|接近|以上|全国|全省)*$"
)
_KEPT = re.compile(r"(?:全国|全省|世界|全球)?排名$")
_AFTER_STOPS = re.compile(
    r"[，,。；;！？\n：:（(]|以及(?:一批|若干)?|、(?=[0-9一二三四五六七八九十百千—~-]+[余多]?[家个项名所种条座万亿])|和(?=[0-9]+)|(?:密集)?(?:发布|出台|进入|入选|成为|实现|达到|获得|采用|开展|上线|投入|使用|建成|落地|签约)了?|之一|等?(?:[，。])|等$"
)
_LISTED = re.compile(r"(?:[、和与及等]|以及)$")
_JOINS = re.compile(r"[、和及与─—“\s-]+")
_BUT = re.compile(r"^(?:但|且|而|其中|目前|当前)")
_NO_NOUN = re.compile(r"^(?:以上|以下|左右|的|、|和|与|及|，|。|；|$|之一|等)")
_ONE_OF = re.compile(r"[^，。；]{0,24}之一")
_STRUCTURE = re.compile(
    r"(?:方面|领域|任务|工程|行动|步骤|阶段|层次|维度|环节|方向|原则|体系|中心|基地|核|轴|片区|组团|板块)(?:$|[，。；、（])"
)
_SHORTEST, _LONGEST = 2, 60
_NO_INDICATOR = re.compile(r"先后|其中|总计|合计|累计|以上|分别|同比|需要.*")


@dataclass(frozen=True, slots=True)
class Phrase:
    """The indicator as printed and the run of the document that holds it with its number."""

    indicator: str
    span: Span


def phrase_of(paragraph: Paragraph, quantities: Sequence[Quantity], number: int, last: str) -> Phrase | None:
    """Return what a number measures, or None when it is no measure of anything that can be a goal."""
    quantity = quantities[number]
    text, start = paragraph.text, paragraph.start
    begin, end = quantity.whole.start - start, quantity.whole.end - start
    if _ONE_OF.match(text, end) or (quantity.kind == "rank" and quantity.cue == "第" and quantity.measure != "位"):
        return None
    if (
        quantity.kind == "money"
        and number
        and quantity.cue == ""
        and _counts(text, start, quantities[number - 1], quantity)
    ):
        return None
    after = _after(text, end)
    first = quantities[number - quantity.list_place]
    whole = _head(text, first.whole.start - start)
    if quantity.list_size > 1 and "分别" in whole + first.cue:
        return _shared(text, start, first.whole.start - start, end, quantity, _before(whole))
    head = _between(text, begin, quantities[number - 1].whole.end - start if number else 0)
    before = _before(head)
    if quantity.kind in {"count", "bare"} and after and (not before or _LISTED.search(_reached(head))):
        return _found(text, start, begin, end + len(after), after)
    if before:
        return _found(text, start, begin, end, before)
    if after:
        return _found(text, start, begin, end + len(after), after)
    return _found(text, start, begin, end, last, back=True) if last and quantity.kind != "bare" else None


def _counts(text: str, start: int, before: Quantity, quantity: Quantity) -> bool:
    """Tell 3个千亿规模的集群, where the money only describes what is counted."""
    return (
        before.kind == "count"
        and before.whole.end == quantity.whole.start
        and text.startswith("规模", quantity.span.end - start)
    )


def _head(text: str, begin: int) -> str:
    """Return the clause before a number, without what leads into it."""
    place = max((text.rfind(mark, 0, begin) for mark in _BREAKS), default=-1)
    return text[place + 1 : begin]


def _between(text: str, begin: int, last: int) -> str:
    """Return the clause before a number, from the number before it when that stands in the same clause."""
    head = _head(text, begin)
    return head if last <= begin - len(head) else text[last:begin]


def _before(head: str) -> str:
    """Return the noun before a number: what stands behind the last verb and before 达到, 超过, ….

    授权发明专利50项, 全省核心产业规模达到500亿元, 每年形成重大科技成果2项.
    """
    if _verb_before(head):
        return ""
    words = _reached(head)
    words = _BUT.sub("", _LEAD.sub("", words))
    runs = list(_VERB_RUN.finditer(words))
    for run in reversed(runs):
        rest = words[run.end() :]
        if (
            rest
            and not rest.startswith(("的", "率", "化", "性", "额", "数", "量", "业", "企业上云"))
            and _starts_clause(words, run)
        ):
            words = rest
            break
    return words.strip("、的 了“”")[-_LONGEST:]


def _reached(head: str) -> str:
    found = _REACHES.search(head)
    words = head[: found.start()] if found else head
    kept = _KEPT.search(head)
    return head[: kept.end()] if kept and kept.end() > len(words) else words


def _starts_clause(words: str, run: re.Match[str]) -> bool:
    """Tell the verb that governs the number from one inside a noun: 工业机器人普及, 技术合同."""
    before = words[: run.start()]
    return not before or (
        len(before) <= _LONGEST and (len(run[0]) >= 2 or before.endswith(("年", "，", "并", "力争", "争取")))
    )


def _verb_before(head: str) -> bool:
    """Tell 培育10家…, where the number follows its verb at once."""
    words = re.sub(r"(?:等|一批)$", "", _reached(head))
    follows = re.search(rf"(?:^|[^产])(?:{_VERBS})(?:[^，。；、]{{0,10}}等)?$", words)
    return bool(follows) or not _JOINS.sub("", words)


def _after(text: str, end: int) -> str:
    """Return the noun behind a number, up to where the clause ends or somebody does something."""
    if _NO_NOUN.match(text[end:]) and not text.startswith("的", end):
        return ""
    stop = _AFTER_STOPS.search(text, end)
    if stop and stop[0].startswith("成为"):  # 3家企业成为国家级示范企业: what they became is counted
        end = stop.end()
        stop = _AFTER_STOPS.search(text, end)
    words = text[end : stop.start() if stop else len(text)]
    words = _with_brackets(text, end, words)
    words = re.sub(r"^(?:规模)?的|^规模(?=.{3})", "", words)
    return words if 0 < len(words) <= _LONGEST and not re.match(r"[、和与及]", words) else ""


def _with_brackets(text: str, end: int, words: str) -> str:
    """Keep a bracket that belongs to the noun: 示范园区（基地）."""
    rest = text[end + len(words) :]
    bracket = re.match(r"[（(][^（）()]{1,12}[）)][^，。；、：（(]{0,20}", rest)
    if not bracket or not words:
        return words
    close = bracket[0].find("）") + 1 or bracket[0].find(")") + 1
    stop = _AFTER_STOPS.search(bracket[0], close)
    return words + bracket[0][: stop.start() if stop else len(bracket[0])]


def _shared(text: str, start: int, begin: int, end: int, quantity: Quantity, before: str) -> Phrase | None:
    """甲产业和乙产业规模分别超过A和B: each takes its own noun and the common end."""
    parts = re.split("[、和及与]|以及", before)
    if len(parts) != quantity.list_size:
        return _found(text, start, begin, end, before)
    own = parts[quantity.list_place]
    tail = re.search(r"(?:规模|产值|收入|总量|数量|总额|占比|率)$", parts[-1])
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
