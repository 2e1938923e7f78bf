"""Is a document in force on a day? Computed from what it says, never guessed.

A document says when it begins (自印发之日起30日后施行), how long it lasts (有效期四年, 有效期至…, 有效期与《…》一致) and what it
ends (同时废止). Most of it hangs on a date that the text itself does not print; then the answer says which one.

    >>> from datetime import date
    >>> from luodi.engine.documents import read_text
    >>> document = read_text("示例市政策\\n\\n本政策自印发之日起30日后施行，有效期四年。\\n")
    >>> validity(document).missing
    ('印发日期',)
    >>> known = validity(document, issued=date(2019, 2, 13))
    >>> known.start, known.end, known.on(date(2023, 3, 14)).label
    (DateSpan(earliest=datetime.date(2019, 3, 15), latest=datetime.date(2019, 3, 15)), \
DateSpan(earliest=datetime.date(2023, 3, 14), latest=datetime.date(2023, 3, 14)), '施行中')
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from luodi.engine.core.ids import chinese_number
from luodi.engine.core.period import DateSpan, Period, shift
from luodi.engine.documents.metadata import day_in
from luodi.engine.documents.model import Cited, Clause, Document, Span

_NUMBER = r"([0-9]{1,3}(?![0-9])|[一二两三四五六七八九十百]{1,4})"
_DAY = (
    r"((?:19|20)[0-9]{2}\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日"
    r"|二[〇○零0][一二三四五六七八九〇○零0]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
_EVENT = r"(印发|发布|公布|颁布|下发|签发|发文)"
#: Not 自2020年1月1日起实施的项目, 自2020年1月1日起执行新标准.
_DOES = (
    r"(?:正式)?(?:开始)?(?:试行|施行|实施|执行|生效)"
    r"(?=\s*(?:[，,。；;、：:（()）]|$|由|并|有效|至|止|[0-9一二两三四五六七八九十]{1,2}\s*年))"
)
_TERM = r"(?:有效期(?:限)?|(?:实施|执行|试行|政策)期(?:限)?)"
_FROM_EVENT = re.compile(
    rf"自\s*{_EVENT}\s*(?:之?日)?\s*[起后]?\s*(?:(?:满\s*)?{_NUMBER}\s*(个?工作日|日|天|个月|年)\s*(?:之?后)?起?)?\s*{_DOES}"
)
_FROM_DAY = re.compile(rf"自\s*{_DAY}\s*(?:之日)?起?\s*{_DOES}")
_UNTIL = re.compile(
    rf"{_TERM}\s*(?:限?为|截止|截至)?[至到]?\s*{_DAY}(?!\s*(?:之?日?起|[至到—–~-]))|截止(?:日期|时间)[为：:]?\s*{_DAY}"
    rf"|(?:行|施|效)[，,]\s*(?:有效)?至\s*{_DAY}|{_DAY}\s*(?:之?日?起)?(?:自动|自行)?(?:失效|终止|停止执行)"
)
#: 自…起至…止: the first place is a day or an event.
_FROM_TO = re.compile(
    rf"(?:({_TERM}\s*(?:为|是|：|:)?)\s*)?[自从]?\s*(?:{_DAY}|{_EVENT}\s*之?日)\s*(?:之日)?起?\s*[至到—–~-]{{1,2}}\s*{_DAY}"
    rf"(?(1)|\s*止?[，,]?\s*(?:有效|{_DOES}))"
)
_END_OF = re.compile(
    rf"{_TERM}\s*(?:截止|截至|[至到])+\s*((?:19|20)[0-9]{{2}})\s*年\s*([0-9]{{1,2}}(?=\s*月底))?(?:\s*月)?底"
)
_LASTS = re.compile(
    rf"{_TERM}\s*(?:暂定|限定|定|共计?)?(?:为|是)?\s*{_NUMBER}\s*(年|个月)|[，,]\s*试行\s*{_NUMBER}\s*(年|个月)"
)
_SINCE = re.compile(rf"{_TERM}\s*自\s*{_EVENT}\s*之?日起\s*(?:计算)?[，,]?\s*(?:为|共)?{_NUMBER}\s*(年|个月)")
_SAME = re.compile(
    r"有效期(?:限)?(?:与|同|至|随|按照?|参照)\s*(?P<cited>《)|与\s*(?P<other>《)[^。；]{2,120}?》[^。；，]{0,40}?有效期(?:限)?(?:保持)?(?:一致|相同|同步)"
)
#: The document's own time, not that of a certificate or a project.
_ITS = r"(?!所称|认定|证书|企业|平台|项目|资金)"
_OWN = re.compile(
    rf"(?:本|此|以上|上述)(?:{_ITS}[^。；]){{0,16}}有效期|同时废止"
    r"|(?:本|此|以上|上述)[^。；]{0,6}(?:政策|措施|办法|细则|规定|意见|方案|计划|通知|条款)"
    rf"(?:{_ITS}[^。；，]){{0,6}}(?:{_TERM}|自)"
)
_REPEALS = re.compile(r"(?:同时|即行|予以|一并)?废止")
_EVENT_DATES = {"印发": ("印发", "成文"), "发布": ("公布", "印发", "成文"), "公布": ("公布", "印发", "成文"), "颁布": ("公布", "成文"),
                "下发": ("印发", "成文"), "签发": ("成文",), "发文": ("印发", "成文")}  # fmt: skip
#: A paragraph without any of these says nothing of validity.
_WORDS = ("施行", "执行", "试行", "实施", "生效", "有效", "废止", "失效", "期限")
_DECEMBER = 12
_YEAR = re.compile(r"〔((?:19|20)[0-9]{2})〕")

TermKind = Literal["start", "end", "repeals"]


class State(StrEnum):
    """What can be said of a day."""

    NOT_YET = "not yet"
    IN_FORCE = "in force"
    EXPIRED = "expired"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The words people read."""
        return {"not yet": "尚未施行", "in force": "施行中", "expired": "已失效", "unknown": "待核实"}[self.value]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing the document says about its validity, where, and what it says in data."""

    kind: TermKind
    clause: str
    words: str
    span: Span
    event: str = ""  # 印发, 公布, … when the term counts from it
    day: date | None = None
    period: Period | None = None
    working_days: bool = False
    same_as: Cited | None = None
    repealed: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Validity:
    """From when to when (both days included, None where the text says nothing), why, and which dates are missing."""

    start: DateSpan | None
    end: DateSpan | None
    terms: tuple[Term, ...]
    missing: tuple[str, ...]

    def on(self, day: date) -> State:
        """Return the state on a day; unknown when what is known does not decide it."""
        start = self.start or DateSpan()
        end = self.end or DateSpan()
        if day < start.earliest:
            return State.NOT_YET
        if day > end.latest:
            return State.EXPIRED
        ended = self.end is not None and day > end.earliest
        open_end = self.end is None and any(term.kind == "end" for term in self.terms)
        if day >= start.latest and self.start is not None and not ended and not open_end:
            return State.IN_FORCE
        return State.UNKNOWN

    def sentence(self, day: date | None = None) -> str:
        """Return one sentence for people."""
        if not self.terms:
            return "原文没有写明施行日期和有效期"
        until = f"有效期至{self.end}" if self.end else "有效期待核实" if self._has("end") else "没有写明有效期"
        parts = [self._from(), until]
        if self.missing:
            parts.append(f"缺{'、'.join(self.missing)}")
        if day is not None:
            parts.append(f"{day.isoformat()}：{self.on(day).label}")
        return "，".join(parts)

    def _from(self) -> str:
        if self.start is not None and self.start != DateSpan():
            return f"{self.start}起施行"
        return next((term.words for term in self.terms if term.kind == "start"), "没有写明何时施行")

    def _has(self, kind: TermKind) -> bool:
        return any(term.kind == kind for term in self.terms)


#: Returns the day so many working days after a day; holidays are decided year by year, so it comes from outside.
WorkingDays = Callable[[date, int], date]


def validity(
    document: Document, *, issued: date | DateSpan | None = None, same_as: Validity | None = None,
    working_days: WorkingDays | None = None,
) -> Validity:  # fmt: skip
    """Compute the validity; `issued` when the text prints no date, `same_as` of the document that it follows.

    A term in working days is computed only with `working_days`; without it the answer names the calendar as missing.
    """
    found = tuple(terms(document))
    missing: list[str] = []
    start = next(
        (_start(term, document, issued, working_days, missing) for term in found if term.kind == "start"), None
    )
    end = next((_end(term, start, same_as, missing) for term in found if term.kind == "end"), None)
    return Validity(start, end, found, tuple(dict.fromkeys(missing)))


def _start(
    term: Term, document: Document, issued: date | DateSpan | None, working_days: WorkingDays | None, missing: list[str]
) -> DateSpan:  # fmt: skip
    if term.day is not None:
        return DateSpan(term.day, term.day)
    base = DateSpan(issued, issued) if isinstance(issued, date) else issued or _issued(document, term.event)
    if base is None or not base.known:
        missing.append(f"{term.event}日期" + (f"（只知在{base}）" if base else ""))
    if base is None:
        return DateSpan()
    if term.working_days and term.period and working_days and base.known:
        day = working_days(base.earliest, term.period.days)
        return DateSpan(day, day)
    if term.working_days:
        missing.append("工作日历（按工作日起算）")
        return DateSpan(base.earliest, date.max)
    return base.shift(term.period) if term.period else base


def _issued(document: Document, event: str) -> DateSpan | None:
    """Return the date that the document prints; the year in its own 文号 when it prints none."""
    for what in _EVENT_DATES[event]:
        for dated in document.dates:
            if dated.what == what:
                return DateSpan(dated.day, dated.day)
    year = _YEAR.search(document.number)
    return DateSpan.parse(year[1]) if year else None


def _end(term: Term, start: DateSpan | None, same_as: Validity | None, missing: list[str]) -> DateSpan | None:
    if term.day is not None:
        return DateSpan(term.day, term.day)
    if term.same_as is not None:
        if same_as is None or same_as.end is None:
            missing.append(f"《{term.same_as.title}》的有效期")
            return None
        return same_as.end
    if start is None or start == DateSpan() or term.period is None:
        return None
    last = start.shift(term.period)
    one_day = Period(days=1)
    return DateSpan(
        shift(last.earliest, one_day, -1), last.latest if last.latest == date.max else shift(last.latest, one_day, -1)
    )


def terms(document: Document) -> Iterator[Term]:
    """Return what the document says about its validity, in the order of the text; else what its covering notice says."""
    found = [term for clause in document.clauses if not _apart(clause) for term in _terms_in(document, clause)]
    if not any(term.kind != "repeals" for term in found):
        covering = (clause for clause in document.clauses if clause.id.partition(".")[0] == "notice")
        found += [term for clause in covering for term in _terms_in(document, clause)]
    yield from found


def _apart(clause: Clause) -> bool:
    return clause.kind in {"notice", "annex"} or clause.id.startswith(("notice.", "annex"))


def _terms_in(document: Document, clause: Clause) -> Iterator[Term]:
    for paragraph in clause.paragraphs:
        if any(word in paragraph.text for word in _WORDS):
            found = _Paragraph(document, clause.id, paragraph.start, paragraph.text)
            yield from (*found.spans_of_days(), *found.starts(), *found.ends(), *found.repeals())


class _Paragraph:
    """A paragraph that speaks of validity, and the terms in it."""

    def __init__(self, document: Document, clause: str, start: int, text: str) -> None:
        self._document, self._clause, self._start, self._text = document, clause, start, text
        self._own = any(form.search(text) for form in (_FROM_DAY, _FROM_EVENT, _OWN))

    def starts(self) -> Iterator[Term]:
        """自2021年1月1日起施行, 自印发之日起30日后施行."""
        for match in _FROM_DAY.finditer(self._text):
            if found := day_in(match[1]):
                yield self._term(match, "start", day=found[0])
        for match in _FROM_EVENT.finditer(self._text):
            unit = match[3] or ""
            yield self._term(
                match, "start", event=match[1], period=_period(match[2], unit), working_days="工作" in unit
            )

    def spans_of_days(self) -> Iterator[Term]:
        """自2021年1月1日起至2023年12月31日, 有效期自印发之日起三年."""
        if not self._own:
            return  # the time of a project
        for match in _FROM_TO.finditer(self._text):
            first, last = day_in(match[2] or ""), day_in(match[4])
            if last and (first or match[3]):
                yield self._term(match, "start", day=first[0] if first else None, event=match[3] or "")
                yield self._term(match, "end", day=last[0])
        for match in _SINCE.finditer(self._text):
            yield self._term(match, "start", event=match[1])
            yield self._term(match, "end", period=_period(match[2], match[3]))

    def ends(self) -> Iterator[Term]:
        """有效期至2023年12月31日, 有效期四年, 有效期与《…》一致."""
        if not self._own:
            return  # 有效期 of a certificate or of another document
        for match in _UNTIL.finditer(self._text):
            if found := day_in(next(filter(None, match.groups()))):
                yield self._term(match, "end", day=found[0])
        for match in _END_OF.finditer(self._text):
            year, month = int(match[1]), int(match[2] or 12)
            if 1 <= month <= _DECEMBER:
                yield self._term(match, "end", day=date(year, month, monthrange(year, month)[1]))
        for match in _LASTS.finditer(self._text):
            yield self._term(match, "end", period=_period(match[1] or match[3], match[2] or match[4]))
        for match in _SAME.finditer(self._text):
            place = max(match.start("cited"), match.start("other"))
            if cited := _cited_at(self._document, self._start + place):
                yield self._term(match, "end", same_as=cited)

    def repeals(self) -> Iterator[Term]:
        """原《…》同时废止."""
        if not self._own:
            return
        before = 0
        for match in _REPEALS.finditer(self._text):
            if repealed := _cited_before(self._document, self._start, self._text, before, match.start()):
                yield self._term(match, "repeals", repealed=repealed)
            before = match.end()

    def _term(self, match: re.Match[str], kind: TermKind, **rest: object) -> Term:
        span = self._document.cleaned.span(self._start + match.start(), self._start + match.end())
        return Term(kind, self._clause, match[0], span, **rest)  # type: ignore[arg-type]


def _period(number: str | None, unit: str) -> Period | None:
    if not number:
        return None
    count = chinese_number(number)
    if unit == "年":
        return Period(years=count)
    return Period(months=count) if "月" in unit else Period(days=count)


def _cited_at(document: Document, position: int) -> Cited | None:
    origin = document.cleaned.origin(position)
    found = bisect_left(document.cited, origin, key=_place)
    return document.cited[found] if found < len(document.cited) and _place(document.cited[found]) == origin else None


def _cited_before(document: Document, start: int, text: str, begin: int, stop: int) -> tuple[Cited, ...]:
    """Return the documents cited in the sentence before the word 废止, behind the 废止 before it."""
    begin = max(text.rfind("。", begin, stop) + 1, text.rfind("；", begin, stop) + 1, begin)
    first, last = document.cleaned.origin(start + begin), document.cleaned.origin(start + stop)
    places = bisect_left(document.cited, first, key=_place), bisect_left(document.cited, last, key=_place)
    return document.cited[slice(*places)]


def _place(cited: Cited) -> int:
    return cited.span.start
