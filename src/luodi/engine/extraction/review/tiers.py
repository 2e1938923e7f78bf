"""Tiers and lists: every sum finds its tier, once; every class finds its sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from luodi.engine.documents.model import Span
from luodi.engine.extraction.model import Quantity, Support
from luodi.engine.extraction.review.model import Remark, Severity
from luodi.engine.extraction.review.reading import Passage, Reading, figures, money

_JOINED = re.compile(
    r"(?:（(?:不?含)[^）]{0,4}）)?(?:及?以上|含)?[、，]?(?:至|到|—+|-+|~|且|但)?(?:不足|低于|不超过|未满)?"
)
_STEPPED, _PAIR = frozenset({"money", "count", "ratio", "measure"}), 2
_MEASURED = re.compile(
    r"(?:投资|投入|收入|营收|产值|销售|合同|交易|融资|估值|资本|利润|贡献|增加值|面积|人数|数量|增长|增幅|增速|纳税|税收|规模|成本|费用|得分|评分|算力|总额)[额率量]?"
)
_BOTH_DEFINED = re.compile(r"[“\"]?以[上下][”\"]?[^。]{0,60}(?:不?含|不?包括|均?含)(?:本数|本级)?")
_IN_ALL = re.compile("累计|合计|总额|总计")
_EXCLUDED = re.compile(r"（不含")
_SEVERALLY = re.compile(r"分别")
_BY_CLASS = re.compile(r"(?:根据|按照?|依据|综合|视)([^，。；]{2,24})[，]?分别(?:给予|予以|奖励|补助|补贴|资助|按)?")
_ALIKE = re.compile(r"(级|奖|类|等|档|名|标准|星|期|A+|甲|乙|丙)$")


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of a threshold: from `low` to `high`, with or without the ends; None where it has no end."""

    low: Decimal | None
    high: Decimal | None
    low_in: bool
    high_in: bool
    unit: str
    noun: str
    span: Span
    text: str
    loose: bool = False  # 以下 alone: with or without the number, depending on whom one asks


def overlaps(reading: Reading) -> Iterator[Remark]:
    """1500万元及以下给300万元，1500万元以上给1000万元: 1500 is in both."""
    for tiers in _ladders(reading):
        for lower, upper in _neighbours(tiers):
            if lower.high is None or upper.low is None:
                continue
            if lower.high > upper.low:
                yield _overlap(upper, f"“{lower.text}”与“{upper.text}”有一段重叠", "medium")
            elif lower.high == upper.low and lower.high_in and upper.low_in:
                loose = lower.loose
                if loose and _BOTH_DEFINED.search(reading.text):
                    continue
                edge = _written(lower.high, lower.unit)
                also = "，“以下”含不含本数没有写" if loose else ""
                yield _overlap(
                    upper, f"恰好{edge}时，“{lower.text}”和“{upper.text}”都适用{also}", "low" if loose else "high"
                )


def _overlap(tier: Tier, message: str, severity: Severity) -> Remark:
    return Remark(
        tier.span, message, "卡在分界上的申请人会主张高的一档，审核会主张低的一档；两档之间的差额就是争议的金额。",
        "分界的数归哪一档？建议一档写“不足”或“以下（不含）”，另一档写“以上（含）”。", severity=severity,
    )  # fmt: skip


def gaps(reading: Reading) -> Iterator[Remark]:
    """100万元以下给5万元，200万元以上给10万元: nothing is said of 150."""
    for tiers in _ladders(reading):
        for lower, upper in _neighbours(tiers):
            if lower.high is None or upper.low is None or lower.high > upper.low:
                continue
            between = lower.high < upper.low and not (upper.unit == "count" and upper.low - lower.high == 1)
            edge = lower.high == upper.low and not lower.high_in and not upper.low_in and not lower.loose
            if between or edge:
                where = _written(lower.high, lower.unit)
                where = f"{where}至{_written(upper.low, upper.unit)}之间" if between else f"恰好{where}"
                yield Remark(
                    upper.span, f"{where}不在任何一档（“{lower.text}”“{upper.text}”）",
                    "落在空档里的申请人照字面一分钱也没有；实际执行只能比照上一档或下一档，每次都要请示。",
                    f"{where}的，按哪一档？",
                )  # fmt: skip


def _ladders(reading: Reading) -> Iterator[list[Tier]]:
    """Return the tiers of one measure that stand together: in a paragraph, or one in each of the clauses beside each other."""
    beside: dict[str, list[Tier]] = {}
    thresholds = {f.quantity.span for support in reading.paying for f in figures(support, "threshold")}
    for held in reading.passages:
        found = list(_tiers(reading, held, thresholds))
        groups = _grouped(found)
        for group in groups:
            if len(group) > 1:
                yield group
            elif held.clause is not None and held.clause.parent:
                beside.setdefault(held.clause.parent, []).append(group[0])
    for together in beside.values():
        yield from (group for group in _grouped(together) if len(group) > 1)


def _grouped(found: Sequence[Tier]) -> list[list[Tier]]:
    groups: list[list[Tier]] = []
    for tier in found:
        if groups and groups[-1][-1].unit == tier.unit and tier.noun in {"", groups[-1][-1].noun}:
            groups[-1].append(replace(tier, noun=groups[-1][-1].noun))
        else:
            groups.append([tier])
    return groups


def _neighbours(tiers: Sequence[Tier]) -> Iterator[tuple[Tier, Tier]]:
    """Return the tiers beside each other by size; a stair of 以上 has none, its highest step counts."""
    placed = sorted(
        tiers, key=lambda tier: (tier.low if tier.low is not None else Decimal(-1), tier.high or Decimal("Infinity"))
    )
    if sum(tier.high is None for tier in placed) > 1 or sum(tier.low is None for tier in placed) > 1:
        return
    if any(tier.low == other.low and tier.high == other.high for tier, other in pairwise(placed)):
        return
    yield from pairwise(placed)


def _tiers(reading: Reading, held: Passage, thresholds: set[Span]) -> Iterator[Tier]:
    quantities = reading.quantities(held)
    place = 0
    while place < len(quantities):
        quantity = quantities[place]
        following = quantities[place + 1] if place + 1 < len(quantities) else None
        noun = _noun(held, quantity)
        if following is not None and _joined(held, quantity, following):
            if {quantity.span, following.span} & thresholds or noun:
                yield _between(held, quantity, following, noun)
            place += 2
            continue
        if quantity.span in thresholds and quantity.list_size == 1 and (tier := _alone(held, quantity, noun)):
            yield tier
        place += 1


def _noun(held: Passage, quantity: Quantity) -> str:
    head = re.split("[，。；：]", held.value[: held.find(quantity.whole.start)])[-1]
    found = _MEASURED.findall(head)
    return found[-1] if found else ""


def _joined(held: Passage, first: Quantity, second: Quantity) -> bool:
    """Tell 500万元以上、1000万元以下, which is one tier, from 100万元、50万元, which is a list."""
    if (first.kind, first.unit) != (second.kind, second.unit) or first.kind not in _STEPPED:
        return False
    words = held.value[held.find(first.span.end) : held.find(second.span.start)]
    listed = first.list_size > 1 and not (first.list_size == _PAIR and "以上" in words)
    return (
        not listed and first.value < second.value and bool(_JOINED.fullmatch(words)) and words not in {"", "、", "，"}
    )


def _between(held: Passage, first: Quantity, second: Quantity, noun: str) -> Tier:
    words = held.value[held.find(first.span.end) : held.find(second.span.start)]
    after = held.value[held.find(second.span.end) :][:6]
    high_in = not (_EXCLUDED.match(after) or re.search("不足|低于|未满", words))
    loose = after.startswith("以下")
    return Tier(
        first.value, second.value, not _EXCLUDED.search(words) and first.bound != "more_than", high_in, first.unit, noun,
        Span(first.whole.start, second.whole.end), held.value[held.find(first.span.start) : held.find(second.whole.end)], loose,
    )  # fmt: skip


def _alone(held: Passage, quantity: Quantity, noun: str) -> Tier | None:
    text = held.value[held.find(quantity.whole.start) : held.find(quantity.whole.end)]
    after = held.value[held.find(quantity.span.end) :][:6]
    value, unit = quantity.value, quantity.unit
    match quantity.bound:
        case "range":
            return Tier(value, quantity.upper, True, not _EXCLUDED.match(after), unit, noun, quantity.whole, text)
        case "at_least" | "more_than":
            return Tier(value, None, quantity.bound == "at_least", False, unit, noun, quantity.whole, text)
        case "at_most" | "less_than":
            loose = after.startswith("以下")
            return Tier(
                None, value, False, quantity.bound == "at_most" or loose, unit, noun, quantity.whole, text, loose
            )
    return None


def _written(value: Decimal, unit: str) -> str:
    if unit == "yuan":
        return money(value)
    return f"{(value * 100).normalize():f}%" if unit == "ratio" else f"{value.normalize():f}"


def caps_below_tiers(reading: Reading) -> Iterator[Remark]:
    """分别给予500万元、1000万元，最高不超过800万元: the tier can never be paid."""
    for support in reading.paying:
        sums = [f for f in figures(support, "amount") if f.unit == "yuan"]
        for cap in (f for f in figures(support, "cap") if f.unit == "yuan"):
            above = [f for f in sums if f.value > cap.value and f.span < cap.span and f.per in {cap.per, None}]
            if above:
                yield Remark(
                    cap.quantity.whole, f"前面给{above[0].quantity.text}，后面又说最高{money(cap.value)}",
                    f"达到这一档的申请人按条文有{above[0].quantity.text}，按封顶只有{money(cap.value)}，相差{money(above[0].value - cap.value)}。",
                    f"封顶{money(cap.value)}管不管这一档？", severity="high",
                )  # fmt: skip
    yield from _below(reading)
    yield from _over_years(reading)


def _over_years(reading: Reading) -> Iterator[Remark]:
    """连续3年每年给予200万元，累计不超过500万元: the third year has 100 left."""
    for support in reading.paying:
        held = reading.grant(support)
        years = [f for f in figures(support, "years") if f.value > 1]
        yearly = [f for f in figures(support, "amount") if f.unit == "yuan" and "每年" in held.before(f.quantity)[-12:]]
        total = [
            f for f in figures(support, "cap") if f.unit == "yuan" and _IN_ALL.search(held.before(f.quantity)[-10:])
        ]
        if len(years) == len(yearly) == len(total) == 1 and yearly[0].value * years[0].value > total[0].value:
            whole = yearly[0].value * years[0].value
            yield Remark(
                total[0].quantity.whole,
                f"每年{yearly[0].quantity.text}、{years[0].quantity.text}共{money(whole)}，超过累计{total[0].quantity.text}",
                f"最后一年少{money(whole - total[0].value)}：企业按年数做的预算落空，按哪一句执行都有人不服。",
                "是减少最后一年的金额，还是年数或累计额写错了？",
            )


def _below(reading: Reading) -> Iterator[Remark]:
    """The ceiling of a clause against the sums of the clauses below it."""
    for support in reading.paying:
        caps = [f for f in figures(support, "cap") if f.unit == "yuan"]
        if len(caps) != 1:
            continue
        cap = caps[0]
        for other in _children(reading, support):
            for figure in figures(other, "amount", "cap"):
                if figure.unit == "yuan" and figure.value > cap.value:
                    yield Remark(
                        figure.quantity.whole, f"本项给到{figure.quantity.text}，上面一条的封顶是{money(cap.value)}",
                        f"两个数相差{money(figure.value - cap.value)}，申请人看细项、财政看总项，兑现时各有依据。",
                        "以细项为准，还是以上面的封顶为准？", places=(cap.quantity.whole,),
                    )  # fmt: skip


def _children(reading: Reading, support: Support) -> Iterator[Support]:
    return (other for other in reading.paying if other.clause.startswith(support.clause + "."))


def lists_without_classes(reading: Reading) -> Iterator[Remark]:
    """按人才类别分别补贴50万元、30万元、15万元: which class is which."""
    for support in reading.paying:
        held = reading.grant(support)
        for figure in figures(support, "amount", "cap", "rate"):
            quantity = figure.quantity
            if quantity.list_size < 2 or quantity.list_place or figure.when or quantity.parts:
                continue
            sentence = re.split("[。；]", held.value[: held.find(quantity.span.start)])[-1]
            if said := _BY_CLASS.search(sentence):
                yield Remark(
                    held.span(held.value.find(said[0]), held.value.find(said[0]) + len(said[0])),
                    f"按“{said[1]}”分{quantity.list_size}档给钱，没有写各档是什么人（什么情况）",
                    "申请人不知道自己在哪一档，评定的人也没有尺度；最高档与最低档"
                    f"相差{_spread(support, quantity)}。",
                    f"{quantity.list_size}档各对应哪一类？由哪份目录、由谁认定？",
                )  # fmt: skip


def _spread(support: Support, first: Quantity) -> str:
    values = [f.value for f in support.figures if f.quantity.list_size == first.list_size and f.unit == first.unit]
    return _written(max(values) - min(values), first.unit)


def lists_of_unequal_length(reading: Reading) -> Iterator[Remark]:
    """对获得金奖、银奖的，分别给予50万元、30万元、10万元: three sums for two prizes."""
    for support in reading.paying:
        held = reading.grant(support)
        for figure in figures(support, "amount", "cap", "rate"):
            quantity = figure.quantity
            if quantity.list_size < 2 or quantity.list_place or quantity.parts:
                continue
            sentence = re.split("[。；]", held.value[: held.find(quantity.span.start)])[-1]
            if not _SEVERALLY.search(sentence):
                continue
            counts = _counted(sentence.rpartition("分别")[0])
            if counts and quantity.list_size not in counts:
                names = max(counts)
                yield Remark(
                    quantity.span, f"“分别”前面列了{names}类，后面给了{quantity.list_size}个数",
                    "对不上号的那一类不知道拿多少；按哪种对法，都会有人少拿。", f"{names}类与{quantity.list_size}个数怎样对应？",
                )  # fmt: skip


def _counted(text: str) -> set[int]:
    """Return how many alike things each list names; nothing when no list of alike things stands there."""
    every: set[int] = set()
    alike = False
    for run in re.finditer(r"[^，。；：（）]+", text):
        parts = [part for part in re.split("[、和与或及]|以及", run[0]) if part]
        if len(parts) < 2:
            continue
        every.add(len(parts))
        ends = [_ALIKE.search(part[-2:]) or _ALIKE.search(part[:3]) for part in parts]
        endings = {found[1] for found in ends[:-1] if found}
        alike = alike or (len(endings) == 1 and all(ends[:-1]))
    return every if alike else set()
