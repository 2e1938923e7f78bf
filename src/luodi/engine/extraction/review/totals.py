"""Headlines and counts that must add up: 十五条措施, “50+”场景, 三大工程, 其中."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from luodi.engine.core.ids import chinese_number
from luodi.engine.documents.model import Span
from luodi.engine.extraction.model import Quantity
from luodi.engine.extraction.numbers import find_quantities
from luodi.engine.extraction.review.model import Remark
from luodi.engine.extraction.review.reading import Passage, Reading, figures, money

_CN = "一二三四五六七八九十"
_TITLE_COUNT = re.compile(
    rf"(?<![第、和至—-])(?<!第[{_CN}])([{_CN}]{{1,3}}|[0-9]{{1,2}})(?:条|项)(?:政策|措施|意见|举措|办法|规定)"
)
_PLUS = re.compile(r"[“\"]([0-9]{1,6})\+[”\"]([\u4e00-\u9fff]{2,14})")
_LISTED = re.compile(
    r"((?:[\u4e00-\u9fffA-Za-z0-9·“”]{2,14}、)+[\u4e00-\u9fffA-Za-z0-9·“”]{2,20}?)[”]?([二三四五六七八九十])大"
    r"(工程|行动|任务|示范|平台|体系|领域|产业|目标|保障|计划|举措|重点[\u4e00-\u9fff]{0,4}|方向|板块|中心|基地|集群)"
)
_AMONG = re.compile(r"[，；（]其中[：，]?")
_ALL_OF = re.compile(r"分别为|分别是|包括|即")
_ANCHOR_WIDTH, _NOUN_WITHIN = 2, 44
_MONEY_IN_TITLE = frozenset({"money", "ratio"})


def titles_that_do_not_count(reading: Reading) -> Iterator[Remark]:
    """十五条措施, and fourteen of them."""
    found = _TITLE_COUNT.search(reading.title)
    if not found:
        return
    said = chinese_number(found[1])
    counts = _counts(reading)
    if said not in counts:
        yield Remark(
            reading.title_span, f"标题说{found[0]}，正文是{max(counts)}条",
            "引用“第几条”的通知、指南和合同会对不上；多半是删改条文后忘了改标题或编号。",
            f"标题的{found[1]}条与正文{max(counts)}条，哪一个对？是否漏了一条？",
        )  # fmt: skip


def _counts(reading: Reading) -> set[int]:
    """Return the numbers of articles, of top parts, and of items numbered through."""
    clauses = [clause for clause in reading.document.clauses if clause.kind not in {"notice", "annex", "footnotes"}]
    articles = sum(clause.kind == "article" for clause in clauses)
    parts = sum(clause.kind == "part" for clause in clauses)
    items = [clause.number or 0 for clause in clauses if clause.kind == "item"]
    return {articles or parts, parts, max(items, default=0), len(items)}


def headlines_that_do_not_add_up(reading: Reading) -> Iterator[Remark]:
    """建成“50+”场景: the parts named behind it come to 40."""
    for held in reading.passages:
        for found in _PLUS.finditer(held.value):
            said, noun = Decimal(found[1]), found[2][-_ANCHOR_WIDTH:]
            parts = [q for q in _behind(reading, held, found.end()) if _counts_noun(held, q, noun)]
            total = sum((part.value for part in parts), Decimal(0))
            if len(parts) > 1 and total < said and not any(part.value >= said for part in parts):
                yield Remark(
                    held.span(*found.span()), f"“{found[1]}+”{found[2]}，后面各项合起来只有{total}",
                    "口号进了新闻稿和考核表，分项进了任务书；年底按哪个数交账说不清，差的部分没有单位认领。",
                    f"差的{said - total}个在哪里？还是口号应为“{total}+”？",
                )  # fmt: skip


def _behind(reading: Reading, held: Passage, place: int) -> list[Quantity]:
    return [q for q in reading.quantities(held) if q.kind == "count" and held.find(q.span.start) >= place]


def _counts_noun(held: Passage, quantity: Quantity, noun: str) -> bool:
    """Whether the number counts such things: the noun stands right behind it, or before it when a mark follows."""
    after = re.split("[，。；]", held.value[held.find(quantity.whole.end) :])[0]
    before = re.split("[，。；]", held.value[: held.find(quantity.whole.start)])[-1]
    return noun in after[:_NOUN_WITHIN] or (not after and before.endswith(noun))


def lists_that_do_not_count(reading: Reading) -> Iterator[Remark]:
    """A、B两项 called 三大工程."""
    for held in reading.passages:
        for found in _LISTED.finditer(held.value):
            said = chinese_number(found[2])
            listed = found[1].split("、")
            fewest = len(listed)
            most = len([part for part in re.split("、|以及|[和与及]", found[1]) if part])
            if not fewest <= said <= most and abs(said - fewest) == 1 and not _opened(held, found.start()):
                yield Remark(
                    held.span(*found.span()), f"说{found[2]}大{found[3]}，列出了{fewest}项",
                    "任务分解、台账和汇报按“几大”编排，少一项就少一个责任单位。", f"另一项是什么，还是应改为{fewest}大？",
                )  # fmt: skip


def _opened(held: Passage, place: int) -> bool:
    """Whether the list began earlier than could be read."""
    return held.value[max(0, place - 1) : place] in {"、", "”", "）", "等"}


def parts_above_the_whole(reading: Reading) -> Iterator[Remark]:
    """总投资100亿元，其中一期80亿元、二期50亿元."""
    for held in reading.passages:
        for sentence in held.sentences():
            if not (among := _AMONG.search(sentence.value)):
                continue
            quantities = reading.quantities(sentence)
            before = [q for q in quantities if sentence.find(q.span.end - 1) < among.start()]
            after = [q for q in quantities if sentence.find(q.span.start) >= among.end()]
            whole = before[-1] if before else None
            if whole is None or whole.kind not in {"money", "count"} or _is_grant(reading, whole):
                continue
            parts = [q for q in after if (q.kind, q.unit, q.measure) == (whole.kind, whole.unit, whole.measure)]
            total = sum((part.value for part in parts), Decimal(0))
            ceiling = whole.upper or whole.value
            if parts and total > ceiling and whole.bound not in {"at_least", "more_than"}:
                yield Remark(
                    whole.span, f"总数是{whole.text}，“其中”各项合起来是{_written(total, whole)}",
                    "总数和分项各有人照着执行，统计时必有一个完不成或者对不上账。", "总数错了，还是分项错了（或者分项之间有重复）？",
                )  # fmt: skip


def _written(value: Decimal, like: Quantity) -> str:
    return money(value) if like.unit == "yuan" else f"{value.normalize():f}{like.measure}"


def _is_grant(reading: Reading, quantity: Quantity) -> bool:
    """Whether the number is a sum of a grant: 最高500万元，其中…最高2000万元 is another tier, no part."""
    return any(f.quantity.span == quantity.span and f.role != "fund" for s in reading.supports for f in s.figures)


def headings_that_differ(reading: Reading) -> Iterator[Remark]:
    """（三）最高补贴500万元 over a text that says 300万元."""
    for clause in reading.document.clauses:
        wanted = [q for q in find_quantities(clause.title) if q.kind in _MONEY_IN_TITLE]
        if not wanted or clause.kind in {"notice", "annex"}:
            continue
        place = reading.document.text.find(clause.title, clause.start, clause.end)
        body = find_quantities(reading.document.text[place + len(clause.title) : clause.end]) if place >= 0 else ()
        for quantity in wanted:
            same = [q for q in body if q.kind == quantity.kind and q.unit == quantity.unit]
            if same and all(quantity.value not in {q.value, q.upper} for q in same):
                start = place + clause.title.find(quantity.text) if quantity.text in clause.title else place
                yield Remark(
                    Span(start, start + len(quantity.text)), f"标题写{quantity.text}，正文里没有这个数，是{'、'.join(q.text for q in same[:3])}",
                    "企业看标题报数，窗口看正文兑现；宣传材料多半只抄标题。", f"{quantity.text}与{same[0].text}，以哪个为准？",
                )  # fmt: skip


def funds_smaller_than_their_start(reading: Reading) -> Iterator[Remark]:
    """首期规模50亿元 of a fund of 30亿元 in all."""
    for support in reading.supports:
        funds = [f for f in figures(support, "fund") if f.unit == "yuan"]
        if len(funds) < 2:
            continue
        held = reading.grant(support)
        first = next((f for f in funds if "首期" in held.before(f.quantity)[-8:]), None)
        total = next((f for f in funds if "总规模" in held.before(f.quantity)[-8:]), None)
        if first is not None and total is not None and first.value > total.value:
            yield Remark(
                first.quantity.span, f"首期{first.quantity.text}大于总规模{total.quantity.text}",
                "基金方案和出资承诺以本文为依据，两个数必有一个错。", "首期与总规模各是多少？",
            )  # fmt: skip
