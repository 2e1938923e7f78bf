"""Validity: computed, or the missing date is named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from luodi.engine.core.period import DateSpan
from luodi.engine.documents import Document, read_text
from luodi.engine.documents.validity import State, Validity, validity

DAY = date(2019, 2, 13)


def read(closing: str, head: str = "示例市政策") -> Document:
    return read_text(f"{head}\n\n一、甲\n\n子。\n\n{closing}\n")


def span(start: str, end: str | None = None) -> DateSpan:
    return DateSpan(date.fromisoformat(start), date.fromisoformat(end or start))


@pytest.mark.parametrize(
    ("closing", "start", "end"),
    [
        ("本政策自印发之日起30日后施行，有效期四年。", "2019-03-15", "2023-03-14"),
        ("本政策自印发之日起三十日后正式施行,有效期4年。", "2019-03-15", "2023-03-14"),
        ("本政策自印发之日起施行，有效期两年。", "2019-02-13", "2021-02-12"),
        ("本规定自发布之日起实施，有效期至2020年6月30日。", "2019-02-13", "2020-06-30"),
        ("此方案自2020年5月4日实施，有效期至2022年10月1日止。", "2020-05-04", "2022-10-01"),
        ("本办法自 2021 年 7 月 8 日起施行，有效期18个月。", "2021-07-08", "2023-01-07"),
        ("本政策自公布之日起满1个月后施行，有效期为三年。", "2019-03-13", "2022-03-12"),
        ("本政策自公布之日起施行。", "2019-02-13", None),
    ],
)
def test_terms(closing: str, start: str, end: str | None) -> None:
    found = validity(read(closing), issued=DAY)
    assert found.start == span(start)
    assert found.end == (span(end) if end else None)
    assert found.missing == ()
    assert {term.clause for term in found.terms} == {"end"}


def test_states() -> None:
    found = validity(read("本政策自印发之日起30日后施行，有效期四年。"), issued=DAY)
    days = {
        date(2019, 3, 14): State.NOT_YET,
        date(2019, 3, 15): State.IN_FORCE,
        date(2023, 3, 14): State.IN_FORCE,
        date(2023, 3, 15): State.EXPIRED,
    }
    assert {day: found.on(day) for day in days} == days
    assert found.on(date(2020, 1, 1)).label == "施行中"


def test_the_missing_date_is_named_and_nothing_is_guessed() -> None:
    found = validity(read("本政策自印发之日起30日后施行，有效期四年。"))
    assert found.missing == ("印发日期",)
    assert found.end is None
    assert found.on(date(2020, 1, 1)) is State.UNKNOWN
    assert found.sentence() == "自印发之日起30日后施行，有效期待核实，缺印发日期"
    until = validity(read("本政策自公布之日起施行，有效期至2023年6月30日。"))
    assert (until.missing, until.on(date(2022, 1, 1)), until.on(date(2024, 1, 1))) == (
        ("公布日期",),
        State.UNKNOWN,
        State.EXPIRED,
    )


def test_the_year_of_the_own_number_bounds_the_date() -> None:
    document = read("本政策自印发之日起施行，有效期三年。", "示例市政策\n\n示政发〔2019〕8号")
    found = validity(document)
    assert found.start == span("2019-01-01", "2019-12-31")
    assert found.end == span("2021-12-31", "2022-12-30")
    assert found.missing == ("印发日期（只知在2019-01-01至2019-12-31之间）",)
    assert [found.on(date(year, 6, 1)) for year in (2018, 2019, 2020, 2022, 2023)] == [
        State.NOT_YET, State.UNKNOWN, State.IN_FORCE, State.UNKNOWN, State.EXPIRED,
    ]  # fmt: skip


def test_the_printed_date_is_taken() -> None:
    document = read("本政策自印发之日起施行，有效期三年。\n\n示例市人民政府\n\n2019年2月13日")
    assert validity(document).start == span("2019-02-13")


def test_validity_that_follows_another_document() -> None:
    document = read("本细则自发布之日起实施，有效期与《示例市政策》（示府〔2019〕5号）一致。")
    alone = validity(document, issued=DAY)
    assert alone.missing == ("《示例市政策》的有效期",)
    assert alone.on(date(2020, 1, 1)) is State.UNKNOWN
    other = Validity(span("2019-01-01"), span("2022-12-31"), (), ())
    assert validity(document, issued=DAY, same_as=other).on(date(2023, 1, 1)) is State.EXPIRED


def test_what_is_repealed() -> None:
    document = read(
        "本细则自印发之日起施行。原《示例办法》（示科〔2018〕2号）、《示例细则》同时废止。《另一个》继续有效。"
    )
    repealed = [cited.title for term in validity(document).terms for cited in term.repealed]
    assert repealed == ["示例办法", "示例细则"]


def test_working_days_and_other_validities_are_not_computed() -> None:
    found = validity(read("本政策自公布之日起30个工作日后施行。"), issued=DAY)
    assert found.start is not None
    assert not found.start.known
    assert "工作日历" in found.missing[0]
    other = validity(read("本政策自公布之日起30个工作日后施行，有效期一年。"))
    assert other.missing == ("公布日期",)
    assert validity(read("认定证书有效期三年，期满重新申请。")).terms == ()
    assert validity(read("企业应在《示例意见》有效期内完成。")).sentence() == "原文没有写明施行日期和有效期"


def test_working_days_with_a_calendar() -> None:
    def next_days(day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= day.weekday() < 5
        return day

    text = "本政策自公布之日起30个工作日后施行，有效期一年。"
    found = validity(read(text), issued=DAY, working_days=next_days)
    assert (found.start, found.end, found.missing) == (span("2019-03-27"), span("2020-03-26"), ())
    assert validity(read(text), working_days=next_days).missing[0] == "公布日期"


def test_terms_have_their_span() -> None:
    document = read("本政策自 2020 年 3 月 9 日起施行，有效期至 2024 年 6 月 30 日，由市商务局解释。")
    for term in validity(document).terms:
        assert "".join(document.original[term.span.start : term.span.end].split()) == term.words


@pytest.mark.parametrize(
    ("closing", "start", "end"),
    [
        ("本措施自2023年8月25日起试行，有效期2年。", "2023-08-25", "2025-08-24"),
        ("本规定自二〇二一年三月一日起施行，有效期五年。", "2021-03-01", "2026-02-28"),
        ("本办法自印发后30日起施行，有效期3年。", "2019-03-15", "2022-03-14"),
        ("本办法自发布30日后施行，有效期暂定三年。", "2019-03-15", "2022-03-14"),
        ("本规定自发文之日起施行，执行期限为两年。", "2019-02-13", "2021-02-12"),
        ("本方案自印发之日起实施，试行两年。", "2019-02-13", "2021-02-12"),
        ("本政策自2022年1月1日至2024年12月31日执行。", "2022-01-01", "2024-12-31"),
        ("本政策有效期为2021年1月1日至2023年12月31日。", "2021-01-01", "2023-12-31"),
        ("本政策有效期自发布之日起至2025年12月31日。", "2019-02-13", "2025-12-31"),
        ("本政策自发布之日起至2025年12月31日有效。", "2019-02-13", "2025-12-31"),
        ("本政策有效期自印发之日起三年。", "2019-02-13", "2022-02-12"),
        ("本办法自2022年10月1日起施行，至2025年9月30日止。", "2022-10-01", "2025-09-30"),
        ("本办法自2022年10月1日起施行，2025年9月30日失效。", "2022-10-01", "2025-09-30"),
        ("本措施自印发之日起实施，有效期截至2025年6月底。", "2019-02-13", "2025-06-30"),
        ("本措施自印发之日起实施，截止日期为2025年12月31日。", "2019-02-13", "2025-12-31"),
    ],
)
def test_terms_of_many_places(closing: str, start: str, end: str) -> None:
    found = validity(read(closing), issued=DAY)
    assert (found.start, found.end, found.missing) == (span(start), span(end), ())


@pytest.mark.parametrize(
    "clause",
    [
        "在本政策有效期内，自2021年1月1日至2021年12月31日期间认定的企业给予补助。", "平台认定有效期三年，期满重新认定。", "项目执行期限为2021年1月1日至2022年12月31日。",
        "本市自2020年1月1日起执行新的能耗标准。", "对自2020年1月1日起实施的技改项目给予补助。", "本办法所称示范企业有效期为三年。", "申报截止日期为2021年5月31日。",
    ],
)  # fmt: skip
def test_other_times_are_no_validity(clause: str) -> None:
    assert validity(read(clause)).terms == ()


def test_the_covering_notice_counts_where_the_text_itself_says_nothing() -> None:
    notice = "示例市人民政府关于印发示例市政策的通知\n\n各区人民政府：\n\n现将《示例市政策》印发给你们。{}\n\n示例市人民政府\n\n2019年2月13日\n\n"
    says = notice.format("本政策自印发之日起施行，有效期三年。")
    assert validity(read_text(f"{says}示例市政策\n\n一、甲\n\n子。\n\n二、乙\n\n丑。\n")).end == span("2022-02-12")
    both = f"{says}示例市政策\n\n一、甲\n\n子。\n\n二、乙\n\n本政策自2020年1月1日起施行，有效期一年。\n"
    assert validity(read_text(both)).start == span("2020-01-01")
