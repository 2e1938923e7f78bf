"""Goals: the same goal with two numbers, a later year below an earlier one, no year, a year outside the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from luodi.engine.documents.model import Clause
from luodi.engine.extraction.model import Target
from luodi.engine.extraction.review.model import Remark
from luodi.engine.extraction.review.reading import Reading, passage

_GOALS = re.compile(r"目标|指标")
_TRIVIAL = re.compile(r"^(?:我市|全市|全省|全县|全区|本市|我省|力争|培育|建成|打造|人工智能)+")
#: A number of a task that comes near that of the goal is the same goal; a small one is a part of it.
_NEAR = Decimal("0.5")
_FALLING = re.compile(r"能耗|排放|时延|成本|下降|降低|减少|事故|耗时|时间|失业|PUE")
_RELATIVE = re.compile(
    r"(?:力争|争取)?(?:经过|用|通过)[0-9一二三四五六七八九十两]+(?:[—\-–~至到][0-9一二三四五六七八九十]+)?年(?:左右)?(?:的)?(?:努力|时间|左右)"
)
_SHORTEST = 4
_PART, _FAR = re.compile("其中|各自|分别|每个"), 120
_DISTRICT = re.compile(r"[\u4e00-\u9fff]{2,}(?:区|县|镇|园区|开发区|新城)")


def goals_with_two_numbers(reading: Reading) -> Iterator[Remark]:
    """培育龙头企业10家 among the goals, 12家 in the task."""
    for indicator, held in _by_indicator(reading).items():
        for one, other in combinations(held, 2):
            if one.quantity.unit == other.quantity.unit and _contradict(reading, one, other, len(held)):
                year = f"（{one.year or other.year}年）" if one.year or other.year else ""
                yield Remark(
                    other.quantity.span, f"“{indicator}”{year}一处是{_told(one)}，另一处是{_told(other)}",
                    "责任单位会按低的报、上级会按高的考；统计口径没有定之前，年底谁都可能没完成。",
                    f"以{_told(one)}还是{_told(other)}为准？口径不同的，请各写一句口径。", places=(one.quantity.span,),
                )  # fmt: skip


def _by_indicator(reading: Reading) -> dict[str, list[Target]]:
    found: dict[str, list[Target]] = {}
    for target in reading.targets:
        name = _TRIVIAL.sub("", target.indicator)
        if target.status == "target" and len(target.indicator) >= _SHORTEST and name:
            found.setdefault(target.indicator, []).append(target)
    return found


def _contradict(reading: Reading, one: Target, other: Target, times: int) -> bool:
    """Whether two numbers of one goal cannot both hold, as far as the words tell.

    Tasks of several fields repeat an indicator with their own numbers; only the chapter of goals speaks for the whole.
    """
    if one.quantity.span == other.quantity.span or one.quantity.list_size > 1 or _agree(one, other):
        return False
    whole, rest = _is_goal(reading, one), _is_goal(reading, other)
    if whole and rest:
        return one.year is not None and one.year == other.year and not _part_of(reading, one, other)
    if not (whole or rest) or times != 2 or (None not in {one.year, other.year} and one.year != other.year):
        return False
    goal, task = (one, other) if whole else (other, one)
    if _DISTRICT.search(_top_title(reading, task)):
        return task.quantity.value > (goal.quantity.upper or goal.quantity.value) and goal.quantity.bound == "exact"
    return task.quantity.value >= goal.quantity.value * _NEAR


def _part_of(reading: Reading, one: Target, other: Target) -> bool:
    """Whether the words between them say that one is a part of the other: …2项以上，其中语音领域1项以上."""
    first, last = sorted((one.span, other.span))
    return last.start - first.end < _FAR and bool(_PART.search(reading.document.text, first.start, last.end))


def _agree(one: Target, other: Target) -> bool:
    """Whether there is a number that both allow: 10家左右 and 10家, 5—8家 and 6家, 超300亿元 and 300亿元."""
    first, second = one.quantity, other.quantity
    low, high = max(first.value, second.value), min(first.upper or first.value, second.upper or second.value)
    if low <= high:
        return True
    least, most = sorted((first, second), key=lambda quantity: quantity.value)
    return (
        least.bound in {"at_least", "more_than"}
        and most.bound not in {"at_most", "less_than"}
        and _goes_with(one, other)
    )


def _goes_with(one: Target, other: Target) -> bool:
    """100家以上 and 120家 agree, but a goal of its own is a number of its own: 以上 on both sides does not."""
    return not {one.quantity.bound, other.quantity.bound} <= {"at_least", "more_than"}


def _is_goal(reading: Reading, target: Target) -> bool:
    clause: Clause | None = reading.document.clause(target.clause)
    while clause is not None:
        if _GOALS.search(clause.title):
            return True
        clause = reading.document.clause(clause.parent) if clause.parent else None
    return False


def _top_title(reading: Reading, target: Target) -> str:
    return reading.document.clause(target.clause).title


def _told(target: Target) -> str:
    quantity = target.quantity
    sign = {"at_least": "以上", "about": "左右"}.get(quantity.bound, "")
    return {"more_than": "超过", "at_most": "不超过"}.get(quantity.bound, "") + quantity.text + sign


def goals_that_fall(reading: Reading) -> Iterator[Remark]:
    """到2023年300亿元, 到2025年200亿元; a goal below what is already there."""
    held: dict[tuple[str, str, str], list[Target]] = {}
    for target in reading.targets:
        if target.status != "forecast" and not _FALLING.search(target.indicator) and len(target.indicator) >= _SHORTEST:
            held.setdefault((target.indicator, target.quantity.unit, target.quantity.measure), []).append(target)
    for (indicator, _, _), found in held.items():
        yield from _falls(reading, indicator, found)


def _falls(reading: Reading, indicator: str, found: Sequence[Target]) -> Iterator[Remark]:
    for one, other in combinations(found, 2):
        if one.year is None or other.year is None or one.year == other.year or one.quantity.kind == "rank":
            continue
        early, late = sorted((one, other), key=lambda target: target.year or 0)
        if (late.quantity.upper or late.quantity.value) < early.quantity.value and _is_goal(reading, late) == _is_goal(
            reading, early
        ):
            yield Remark(
                late.quantity.span, f"“{indicator}”{early.year}年是{_told(early)}，{late.year}年反而是{_told(late)}",
                "后一个目标已经低于前一个（或现状），等于没有目标；也可能是两个年份写反。",
                f"{late.year}年的数是否写错？如果是新增而不是累计，请写“新增”。", places=(early.quantity.span,),
            )  # fmt: skip


def goals_without_year(reading: Reading) -> Iterator[Remark]:
    """Numbers among the goals, and no year by which: 经过3—5年努力."""
    if reading.period or (reading.validity and reading.validity.until) or re.search(r"20\d\d年", reading.title):
        return
    open_ended = [t for t in reading.targets if t.status == "target" and t.year is None and _is_goal(reading, t)]
    if not open_ended:
        return
    first = open_ended[0]
    clause = reading.document.clause(first.clause)
    held = passage(reading.document.text, clause.start, clause.end)
    said = _RELATIVE.search(held.value)
    span = held.span(*said.span()) if said else first.quantity.span
    what = f"“{said[0]}”没有起算年份" if said else "没有写到哪一年"
    yield Remark(
        span, f"目标里的{len(open_ended)}个数（{first.indicator}{first.quantity.text}{'等' if len(open_ended) > 1 else ''}）{what}",
        "没有截止年份的数字无法考核，也无法分解到年度计划和年度预算；换一任负责人就换一种算法。",
        "各项目标到哪一年完成？中间年份要不要设检查点？", places=tuple(target.quantity.span for target in open_ended[1:]),
    )  # fmt: skip


def goals_outside_the_plan(reading: Reading) -> Iterator[Remark]:
    """A goal for 2025 in a plan for 2021—2023, or for a year before it began."""
    if reading.period is None:
        return
    first, last = reading.period
    for target in reading.targets:
        if (
            target.status == "target"
            and target.year is not None
            and not first <= target.year <= last
            and _is_goal(reading, target)
        ):
            yield Remark(
                target.quantity.span, f"标题是{first}—{last}年，这个目标是{target.year}年的（{target.indicator}{target.quantity.text}）",
                "计划期外的数没有本计划的任务和资金支撑；计划期末考核时也轮不到它。",
                f"{target.year}年是否写错？是远景目标的，请写明。",
            )  # fmt: skip
