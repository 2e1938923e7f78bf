"""Dates and validity: in order, on the calendar, and there at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from luodi.engine.core.ids import chinese_number
from luodi.engine.extraction.review.model import Remark
from luodi.engine.extraction.review.reading import Passage, Reading

_DATE = r"((?:19|20)\d\d)年(?:(\d{1,2})月(?:(\d{1,2})日)?)?"
_FROM_TO = re.compile(rf"{_DATE}(?:起)?(?:—+|-+|–|~|至|到){_DATE}")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:—+|-+|–|~|至)((?:19|20)\d\d)年")
_DAY = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日")
_ONE_DAY = re.compile(r"(?<![0-9年])(\d{1,2})月(\d{1,2})日")
_OWN_VALIDITY = re.compile(
    r"(?:本|该|以上|上述|此)[^。；]{0,40}(?:施行|实施|执行|生效|有效|试行)|自[^。；]{2,20}(?:起|后)[^。；]{0,6}(?:施行|实施|执行|生效)|有效期"
)
_OWN_END = re.compile(
    r"有效期|失效|废止日|试行期|至(?:19|20)\d\d年[^。；]{0,10}(?:止|底)|终止|(?:实施|执行)(?:期|周期)"
)


def dates_in_wrong_order(reading: Reading) -> Iterator[Remark]:
    """自2024年5月1日至2023年4月30日."""
    for held in reading.passages:
        for found in (*_FROM_TO.finditer(held.value), *_YEARS.finditer(held.value)):
            first, last = _pair(found)
            if last < first:
                yield Remark(
                    held.span(*found.span()), f"“{found[0]}”后面的日期早于前面",
                    "照字面这段时间不存在：期间内发生的费用、签的合同、做的认定都没有依据。", f"“{found[0]}”哪一个写错了？",
                )  # fmt: skip
    validity = reading.validity
    if validity is None or not _is_day(validity.begins) or not _is_day(validity.until):
        return
    if str(validity.until) < str(validity.begins):
        yield Remark(
            validity.span, f"{validity.begins}起施行，{validity.until}就失效",
            "文件没有一天有效，按它作出的认定和拨付都要重来。", "施行日期和有效期哪一个写错了？",
        )  # fmt: skip


def _is_day(said: str | None) -> bool:
    """Tell a day from `issue+30d` and `from+4y`."""
    return said is not None and said[:4].isdigit()


def _pair(found: re.Match[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    parts = [int(part) if part else None for part in found.groups()]
    half = len(parts) // 2
    first, last = parts[:half], parts[half:]
    known = next((place for place in range(half) if first[place] is None or last[place] is None), half)
    return tuple(part or 0 for part in first[:known]), tuple(part or 0 for part in last[:known])


def days_that_do_not_exist(reading: Reading) -> Iterator[Remark]:
    """2023年2月30日, 6月31日."""
    for held in reading.passages:
        for found in _DAY.finditer(held.value):
            if not _exists(int(found[1]), int(found[2]), int(found[3])):
                yield _no_day(held, found)
        for found in _ONE_DAY.finditer(held.value):
            if not _exists(2024, int(found[1]), int(found[2])):
                yield _no_day(held, found)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _no_day(held: Passage, found: re.Match[str]) -> Remark:
    return Remark(
        held.span(*found.span()), f"没有“{found[0]}”这一天",
        "截止日、施行日不存在，受理系统设不了，按哪一天截止会有争议。", f"“{found[0]}”应是哪一天？",
    )  # fmt: skip


def validity_missing(reading: Reading) -> Iterator[Remark]:
    """A policy that pays and does not say from when."""
    if reading.validity is not None or not reading.pays or _OWN_VALIDITY.search(reading.text):
        return
    follows = "；作为细则，至少要写与哪份政策同时施行、同时失效" if re.search("细则|办法$", reading.title) else ""
    yield Remark(
        reading.title_span, "全文没有写从哪一天起施行、到哪一天为止" + follows,
        "哪一天以后的投入、认定、合同算数没有依据：早一天晚一天就是整笔补助；规范性文件没有有效期也过不了合法性审核。",
        "从哪一天起施行？有效期几年？施行前发生的费用和认定算不算？",
    )  # fmt: skip


def end_missing(reading: Reading) -> Iterator[Remark]:
    """A policy that begins and never ends."""
    validity = reading.validity
    if validity is None or validity.until is not None or not reading.pays:
        return
    if _OWN_END.search(reading.text):
        return
    yield Remark(
        validity.span, "写了何时施行，没有写有效期",
        "企业的项目跨几年，不知道做完时政策还在不在；财政不知道兑现义务到哪一年为止，清理文件时也没有依据。",
        "有效期到哪一天？到期前已受理、未办结的怎么办？",
    )  # fmt: skip


def tasks_after_the_end(reading: Reading) -> Iterator[Remark]:
    """2024年底前完成, in a plan that ends in 2023 or has been issued in 2025."""
    end = _last_year(reading)
    issued = max((dated.day.year for dated in reading.document.dates), default=None)
    for task in reading.tasks:
        for deadline in task.deadlines:
            year = int(str(deadline.value)[:4])
            if end is not None and year > end:
                said = f"计划到{end}年，这项任务的期限是{year}年"
            elif issued is not None and year < issued:
                said = f"文件{issued}年印发，这项任务的期限是{year}年，已经过去"
            else:
                continue
            yield Remark(
                deadline.span, said, "到期时没有人考核，或者一发文就已逾期；台账里的灯一直是红的。", "期限应是哪一年？",
            )  # fmt: skip


def _last_year(reading: Reading) -> int | None:
    if reading.validity and reading.validity.until and reading.validity.until[:4].isdigit():
        return int(reading.validity.until[:4])
    return reading.period[1] if reading.period else None


def years_counted_wrong(reading: Reading) -> Iterator[Remark]:
    """三年行动计划（2021—2024年): four years."""
    found = re.search(r"([一二三四五六七八九十0-9]{1,2})年(?:行动)?(?:计划|规划|方案)", reading.title)
    if not found or reading.period is None:
        return
    said, (first, last) = chinese_number(found[1]), reading.period
    if said < 20 and last - first + 1 != said and last - first != said:
        yield Remark(
            reading.title_span, f"标题说{found[1]}年，括号里{first}—{last}是{last - first + 1}年",
            "年度任务、年度预算和考核次数都按年数排，差一年就差一轮。", "年数和起止年份哪一个对？",
        )  # fmt: skip
