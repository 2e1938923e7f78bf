"""The page of a report: one file, nothing is fetched; it reads the same without scripts, where tables stand for the charts."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from string import Template

from luodi.engine.simulation.model import BAND_NAMES, CashYear, GroupResult, Money, Result, Spread, SupportResult
from luodi.engine.simulation.report import Report, top
from luodi.engine.simulation.report.cells import (
    Cell,
    bars,
    chart,
    exact,
    items,
    money,
    more,
    named,
    said,
    share,
    table,
)  # fmt: skip
from luodi.engine.simulation.report.charts import by_cost, charts
from luodi.engine.simulation.report.reform import reform_part

_SHOWN = 15
_AFTER = ("预期·确定", "预期·上限")  # after take-up and quotas; kinds are never added up
_EXACT = "“预期”是计申报率与名额以后。页上的数四舍五入到两位小数，指着可看全数；精确到分的在同一文件夹的 CSV、Parquet 与 result.json。"


def page(report: Report, script: str) -> str:
    """Return the page; `script` is what draws the charts."""
    drawn = charts(report)
    options = json.dumps(drawn, ensure_ascii=False).replace("<", "\\u003c")
    form = Template(Path(__file__).with_name("page.html").read_text("utf-8"))
    places = {one["id"] for one in drawn}
    result = report.outcome.baseline
    return form.substitute(
        title=said(report.title), lead=top.lead(report), warnings=top.warnings(report), headline=top.headline(report), cards=top.cards(report),
        scale=top.scale(result.total), reform=reform_part(report, places), supports=_supports(report, places), spread=_spread(result, places),
        groups=_groups(report, places), cash=_cash(result.cash, places), unknown=_unknown(report), notes=_notes(report),
        script=script, charts=options,
    )  # fmt: skip


def _supports(report: Report, places: set[str]) -> str:
    result, titles = report.outcome.baseline, report.titles
    held = sorted((s for s in result.supports if s.claims), key=lambda s: (-s.money.sure, -s.money.unknown_hi))
    without = [f"{s.title}（{s.support}）" for s in result.supports if not s.claims]
    drawn = chart("supports", "确定与上限最多的支持") if "supports" in places else ""
    most = max((max(s.money.definite, s.money.ceiling) for s in held), default=0)
    head = [
        "支持",
        "符合（家）",
        "待核实（家）",
        "确定",
        "上限",
        "待核实至多",
        "中位数",
        "前一成所占",
        *_AFTER,
    ]
    rows = [_support(s, titles, most) for s in held]
    made = drawn + table(head, rows[:_SHOWN])
    if len(rows) > _SHOWN:
        made += more(f"其余 {len(rows) - _SHOWN} 项", table(head, rows[_SHOWN:]))
    seats = [s for s in held if s.quota is not None]
    if seats:
        made += "<h3>名额</h3>" + table(
            ["支持", "名额", "争取的笔数", "次序", "在线上并列", "取中后的确定", "取中后的上限"],
            [_quota(s, titles) for s in seats],
        )
    if without:
        made += more(f"另有 {len(without)} 项没有一家可能得到", items(without))
    return made


def _support(s: SupportResult, titles: dict[str, str], most: int) -> list[Cell | str | int]:
    drawn = bars(((s.money.definite, "definite"), (s.money.ceiling, "ceiling")), most)
    first = replace(named(s, titles), bars=drawn)
    endless = f"{s.money.unbounded:,} 笔不封顶" if s.money.unbounded else ""
    unknown = replace(money(s.money.unknown_hi), below=endless)
    cases = f"{s.money.cases:,} 笔个案" if s.money.cases else ""
    return [
        first, Cell(f"{s.eligible:,}", "", (), cases), s.open, money(s.money.definite), money(s.money.ceiling), unknown,
        money(s.spread.median) if s.spread.gainers else "—", share(s.spread.top_tenth, s.spread.total), *_chosen(s.expected, s.money),
    ]  # fmt: skip


def _chosen(expected: Money, money_: Money) -> tuple[Cell, Cell]:
    """What is left after take-up and quotas; the columns go when nothing was taken away."""
    if expected == money_:
        return Cell("同左"), Cell("同左")
    return money(expected.definite), money(expected.ceiling)


def _quota(s: SupportResult, titles: dict[str, str]) -> list[Cell | str | int]:
    assert s.quota is not None
    tied = f"{s.quota.tied:,} 笔并列，摇号取 {s.quota.tied_chosen:,} 笔" if s.quota.tied else "无"
    full = s.quota.competing > s.quota.count
    return [
        named(s, titles),
        s.quota.count,
        Cell(f"{s.quota.competing:,}", "", (), "" if full else "没有满"),
        s.quota.order,
        tied,
        money(s.expected.definite),
        money(s.expected.ceiling),
    ]


def _spread(result: Result, places: set[str]) -> str:
    drawn = chart("bands", "每家合计多少，各有几家") if "bands" in places else ""
    rows: list[list[Cell | str | int]] = []
    for name, spread in (("确定", result.definite), ("上限", result.ceiling)):
        if spread.gainers:
            rows.append(
                [
                    name,
                    spread.gainers,
                    *(money(spread.deciles[n]) for n in (0, 4, 8)),
                    money(spread.highest),
                    _taken(spread.top_tenth, spread),
                    _taken(spread.top_hundredth, spread),
                ]
            )
    if not rows:
        return "<p>没有一家的金额是能算定的。</p>"
    made = drawn + table(
        [
            "每家合计",
            "得益（家）",
            "最低一成不超过",
            "中位数",
            "九成不超过",
            "最高一家",
            "前一成所占",
            "前百分之一所占",
        ],
        rows,
    )
    bands: list[list[Cell | str | int]] = [
        [band, *(spread.bands[n][0] if spread.bands else 0 for spread in (result.definite, result.ceiling))]
        for n, band in enumerate(BAND_NAMES)
    ]
    return made + more("每家合计多少，各有几家", table(["每家合计", "确定（家）", "上限（家）"], bands))


def _taken(fen: int, spread: Spread) -> Cell:
    return Cell(share(fen, spread.total), exact(fen))


def _groups(report: Report, places: set[str]) -> str:
    made = []
    for by, label in report.outcome.ways.items():
        rows = by_cost([group for group in report.outcome.baseline.groups if group.by == by])
        most = max((max(group.money.definite, group.money.ceiling) for group in rows), default=0)
        head = ["组", "企业（家）", "得益（家）", "得益面", "确定", "上限", "待核实至多", *_AFTER]
        drawn = chart(f"by-{by}", f"按{label}：确定与上限") if f"by-{by}" in places else ""
        made.append(f"<h3>按{said(label)}</h3>{drawn}" + table(head, [_group(group, most) for group in rows[:_SHOWN]]))
        if len(rows) > _SHOWN:
            made.append(
                more(f"其余 {len(rows) - _SHOWN} 组", table(head, [_group(group, most) for group in rows[_SHOWN:]]))
            )
    return f"<section><h2>谁在哪里得益</h2>{''.join(made)}</section>" if made else ""


def _group(group: GroupResult, most: int) -> list[Cell | str | int]:
    drawn = bars(((group.money.definite, "definite"), (group.money.ceiling, "ceiling")), most)
    return [
        Cell(group.group, group.code or "", drawn), group.enterprises, group.gainers, share(group.gainers, group.enterprises),
        money(group.money.definite), money(group.money.ceiling), money(group.money.unknown_hi), *_chosen(group.expected, group.money),
    ]  # fmt: skip


def _cash(years: tuple[CashYear, ...], places: set[str]) -> str:
    budget = any(one.envelope is not None for one in years)
    head = ["年", "到期·确定", "到期·上限", "到期·待核实至多"]
    head += ["上年转来", "预算", "付出·确定", "付出·上限", "没有付的", "没有足额得到（家）"] if budget else []
    rows: list[list[Cell | str | int]] = []
    for one in years:
        row: list[Cell | str | int] = [
            str(one.year),
            money(one.due.definite),
            money(one.due.ceiling),
            money(one.due.unknown_hi),
        ]
        if budget and one.envelope is not None and one.paid is not None:
            row += [
                money(one.carried),
                money(one.envelope),
                money(one.paid.definite),
                money(one.paid.ceiling),
                money(one.unpaid),
                one.short,
            ]
        elif budget:
            row += [money(one.carried), "没有写", "—", "—", "—", "—"]
        rows.append(row)
    return (chart("cash", "各年到期的确定与上限") if "cash" in places else "") + table(head, rows)


def _unknown(report: Report) -> str:
    """How much rests on what is not known, and on what."""
    outcome, total = report.outcome, report.outcome.baseline.total
    endless = f"，{total.unbounded:,} 笔没有封顶、算不出至多" if total.unbounded else ""
    told = (
        f"最多可能支出里，{share(total.unknown_hi, total.most)} 系于缺失的事实：{total.unsettled:,} 笔待核实{endless}。"
    )
    made = [f"<p>{said(told)}没有告诉的，既不当作“否”，也不当作零。</p>"]
    worst = sorted(
        (s for s in outcome.baseline.supports if s.money.unsettled),
        key=lambda s: (-s.money.unknown_hi, -s.money.unsettled),
    )[:10]
    if worst:
        rows: list[list[Cell | str | int]] = [
            [
                named(s, report.titles),
                s.open,
                s.money.unsettled,
                money(s.money.unknown_lo),
                money(s.money.unknown_hi),
                s.money.unbounded,
            ]
            for s in worst
        ]
        made.append(
            "<h3>系于缺失事实最多的支持</h3>"
            + table(["支持", "待核实（家）", "待核实（笔）", "至少", "至多", "不封顶（笔）"], rows)
        )
    if outcome.missing:
        made.append(more(f"条文要用、这批企业的表里没有的 {len(outcome.missing)} 个事实", items(outcome.missing)))
    if outcome.strangers:
        made.append(more(f"表里没有用的 {len(outcome.strangers)} 列", items(outcome.strangers)))
    if outcome.baseline.left_out:
        made.append(
            "<h3>没有算进来的支持</h3>" + items(f"{one.support}：{one.reason}" for one in outcome.baseline.left_out)
        )
    return "".join(made)


def _notes(report: Report) -> str:
    policies = [f"{policy.title}（{policy.id}{'，草稿' if policy.draft else ''}）" for policy in report.policies]
    told = [*report.remarks, *report.outcome.notes, f"企业：{report.outcome.population}；{report.engine}，金额按整数分计算。", _EXACT]  # fmt: skip
    return items(told) + more(f"推演的 {len(policies)} 项政策", items(policies))
