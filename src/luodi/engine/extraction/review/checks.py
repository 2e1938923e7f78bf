"""The table of checks, and the review that runs them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from luodi.engine.documents.model import Document
from luodi.engine.extraction.review import duties, goals, payments, references, sums, terms, tiers, timing, totals
from luodi.engine.extraction.review.model import SEVERITIES, Finding, Remark, Severity
from luodi.engine.extraction.review.reading import Reading


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its code, the words people read for it, how grave it is, and what finds it."""

    code: str
    name: str
    severity: Severity
    find: Callable[[Reading], Iterator[Remark]]


CHECKS: tuple[Check, ...] = (
    Check("tiers-overlap", "分档重叠", "high", tiers.overlaps),
    Check("tiers-gap", "分档有空档", "high", tiers.gaps),
    Check("cap-below-tier", "封顶低于分档", "high", tiers.caps_below_tiers),
    Check("list-unequal", "“分别”对不上", "high", tiers.lists_of_unequal_length),
    Check("list-without-classes", "分档没有写是谁", "medium", tiers.lists_without_classes),
    Check("floor-against-rate", "最低额与比例矛盾", "high", sums.floors_against_rates),
    Check("rate-and-fixed", "比例与定额并列", "high", sums.rates_beside_fixed_sums),
    Check("grant-two-sums", "同一件事两个数", "high", sums.grants_with_two_sums),
    Check("rate-never-applies", "比例用不上", "high", sums.rates_that_never_apply),
    Check("percent-over-100", "超过100%", "high", sums.percentages_over_100),
    Check("rate-without-base", "比例没有基数", "high", sums.rates_without_base),
    Check("cap-without-rate", "最高额没有算法", "medium", sums.ceilings_without_rate),
    Check("rate-after-rate", "“其中”没有写比例", "medium", sums.rates_after_a_rate),
    Check("rate-is-ceiling", "比例也是上限", "low", sums.rates_that_are_ceilings),
    Check("range-without-measure", "区间没有尺度", "medium", sums.ranges_without_measure),
    Check("rate-without-cap", "比例没有封顶", "medium", sums.rates_without_cap),
    Check("years-or-total", "每年还是合计", "high", payments.years_without_total),
    Check("instalments-open", "分期没有比例", "medium", payments.instalments_without_shares),
    Check("shares-not-100", "分担之和不是100%", "high", payments.shares_that_do_not_add_up),
    Check("currency-without-rate", "外币没有汇率", "low", payments.currencies_without_rate),
    Check("sum-without-unit", "金额没有“元”", "low", payments.sums_without_unit),
    Check("title-count", "标题条数不符", "high", totals.titles_that_do_not_count),
    Check("headline-sum", "口号与分项不符", "medium", totals.headlines_that_do_not_add_up),
    Check("list-count", "列举数目不符", "low", totals.lists_that_do_not_count),
    Check("parts-above-whole", "分项大于总数", "high", totals.parts_above_the_whole),
    Check("heading-differs", "标题与正文数字不同", "high", totals.headings_that_differ),
    Check("fund-smaller", "基金首期大于总规模", "high", totals.funds_smaller_than_their_start),
    Check("goal-two-numbers", "同一目标两个数", "high", goals.goals_with_two_numbers),
    Check("goal-falls", "目标越来越低", "medium", goals.goals_that_fall),
    Check("goal-without-year", "目标没有年份", "medium", goals.goals_without_year),
    Check("goal-outside-plan", "目标在计划期外", "medium", goals.goals_outside_the_plan),
    Check("base-undefined", "算钱的词没有定义", "medium", terms.bases_without_definition),
    Check("kind-undefined", "拿钱的人没有定义", "medium", terms.kinds_without_definition),
    Check("company-undefined", "“人工智能企业”没有定义", "medium", terms.companies_without_definition),
    Check("rule-unnamed", "按规定，没有写哪份", "medium", references.rules_without_name),
    Check("document-without-number", "引用文件没有文号", "low", references.documents_without_number),
    Check("promise-without-sum", "有承诺，没有数额", "medium", references.promises_without_sum),
    Check("clause-not-there", "引用的条款不存在", "high", references.clauses_that_are_not_there),
    Check("annex-missing", "提到的附件没有", "medium", references.annexes_that_are_missing),
    Check("case-with-fixed-sum", "一事一议又写定额", "medium", references.sums_case_by_case),
    Check("dates-reversed", "日期前后颠倒", "high", timing.dates_in_wrong_order),
    Check("day-not-there", "没有这一天", "high", timing.days_that_do_not_exist),
    Check("years-counted", "年数不符", "medium", timing.years_counted_wrong),
    Check("validity-missing", "没有施行日期和有效期", "high", timing.validity_missing),
    Check("end-missing", "没有有效期", "medium", timing.end_missing),
    Check("deadline-out-of-term", "任务期限在有效期外", "medium", timing.tasks_after_the_end),
    Check("grant-without-body", "没有责任单位", "medium", duties.grants_without_body),
    Check("task-without-body", "任务没有责任单位", "low", duties.tasks_without_body),
    Check("application-missing", "没有写怎么申报", "medium", duties.application_missing),
    Check("window-missing", "没有申报时间", "medium", duties.window_missing),
    Check("combining-missing", "没有写能否重复享受", "medium", duties.combining_missing),
)  # fmt: skip


def review(document: Document) -> tuple[Finding, ...]:
    """Return what a drafter should look at: the gravest first, then check by check, each in the order of the text."""
    reading = Reading(document)
    order = {check.code: place for place, check in enumerate(CHECKS)}
    found = [_finding(reading, check, remark) for check in CHECKS for remark in check.find(reading)]
    return tuple(sorted(found, key=lambda f: (SEVERITIES.index(f.severity), order[f.code], f.span)))


def _finding(reading: Reading, check: Check, remark: Remark) -> Finding:
    clause = reading.clause_at(remark.span)
    return Finding(
        check.code, check.name, remark.severity or check.severity, clause.id if clause else "",
        "/".join(clause.path) if clause else "", remark.span, remark.message, remark.why, remark.question, remark.places,
    )  # fmt: skip
