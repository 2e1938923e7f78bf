"""The part of the page that sets a reform beside what stands: what it costs or saves, and who has more or less."""

from __future__ import annotations

from dataclasses import replace

from luodi.engine.simulation.model import Changed, SupportResult
from luodi.engine.simulation.report import Report
from luodi.engine.simulation.report.cells import Cell, chart, difference, money, named, said, short, table
from luodi.engine.simulation.report.tables import pairs

_NOTHING = ("0", "同左")
_HEADS = (
    "支持", "确定·现行", "确定·改后", "增减", "上限·现行", "上限·改后", "增减", "待核实至多增减", "个案（笔）增减", "预期·确定增减", "预期·上限增减",
)  # fmt: skip


def reform_part(report: Report, places: set[str]) -> str:
    """Return the section, empty when there is no reform."""
    outcome = report.outcome
    if outcome.reform is None or outcome.changed is None:
        return ""
    head = f"<h2>改革：{said(report.reform)}</h2>"
    rows = [
        (b, a)
        for b, a in pairs(outcome.baseline.supports, outcome.reform.supports)
        if b.money != a.money or b.expected != a.expected
    ]
    if not rows:
        return f"<section>{head}<p class=headline>在这批企业里，没有一项的金额因此改变。</p></section>"
    made = [head, _headline(report, outcome.changed)]
    if "reform" in places:
        made.append(chart("reform", "改变的支持：现行与改后"))
    rows.sort(key=lambda row: -abs(row[1].money.sure - row[0].money.sure))
    made.append(table(_HEADS, [_changed(report, b, a) for b, a in rows], _NOTHING))
    made += [_groups(report, by, label, places) for by, label in outcome.ways.items()]
    return f"<section>{''.join(made)}</section>"


def _changed(report: Report, before: SupportResult, after: SupportResult) -> list[Cell | str | int]:
    old, new = before.money, after.money
    cases = new.cases - old.cases
    return [
        _named(report, after), money(old.definite), money(new.definite), difference(new.definite - old.definite),
        money(old.ceiling), money(new.ceiling), difference(new.ceiling - old.ceiling), difference(new.unknown_hi - old.unknown_hi),
        f"{'+' if cases > 0 else '−' if cases < 0 else ''}{abs(cases):,}",
        difference(after.expected.definite - before.expected.definite), difference(after.expected.ceiling - before.expected.ceiling),
    ]  # fmt: skip


def _named(report: Report, after: SupportResult) -> Cell:
    """A support with its policy; one that the reform takes away or brings is marked."""
    assert report.outcome.reform is not None
    before_, after_ = (
        any(s.support == after.support for s in result.supports)
        for result in (report.outcome.baseline, report.outcome.reform)
    )
    mark = "" if before_ and after_ else "（取消）" if before_ else "（新增）"
    return replace(named(after, report.titles), text=after.title + mark)


def _headline(report: Report, changed: Changed) -> str:
    assert report.outcome.reform is not None
    before, after = report.outcome.baseline.total, report.outcome.reform.total
    parts = [
        f"{name} {short(old)} → {short(new)}（{difference(new - old).text}）"
        for name, old, new in (
            ("确定", before.definite, after.definite),
            ("上限", before.ceiling, after.ceiling),
            ("待核实至多", before.unknown_hi, after.unknown_hi),
        )
        if old != new
    ]
    who = f"{changed.winners:,} 家增加，{changed.losers:,} 家减少"
    if changed.mixed:
        who += f"，{changed.mixed:,} 家一种增一种减"
    gains = [
        f"{name}增 {short(up)}、减 {short(down)}"
        for name, up, down in (
            ("确定", changed.definite_gained, changed.definite_lost),
            ("上限", changed.ceiling_gained, changed.ceiling_lost),
        )
        if up or down
    ]
    rest = (
        f"{changed.uncertain:,} 家只有待核实的部分变了，{changed.same:,} 家不变。"
        if changed.uncertain
        else f"{changed.same:,} 家不变。"
    )
    told = f"按条文应得、能算定的金额：{who}（{'；'.join(gains) or '没有增减'}）；{rest}"
    return f"<p class=headline>{said('；'.join(parts) or '合计不变')}。</p><p>{said(told)}</p>"


def _groups(report: Report, by: str, label: str, places: set[str]) -> str:
    rows: list[list[Cell | str | int]] = [
        [Cell(g.group, g.code or ""), g.changed.winners, g.changed.losers, g.changed.mixed, g.changed.same + g.changed.uncertain,
         money(g.changed.definite_gained), money(g.changed.definite_lost), money(g.changed.ceiling_gained), money(g.changed.ceiling_lost)]
        for g in report.outcome.changed_groups if g.by == by and (g.changed.winners or g.changed.losers or g.changed.mixed)
    ]  # fmt: skip
    if not rows:
        return ""
    drawn = chart(f"who-{by}", f"按{label}：增加与减少的企业") if f"who-{by}" in places else ""
    head = [
        "组",
        "增加（家）",
        "减少（家）",
        "有增有减（家）",
        "其余（家）",
        "确定·增",
        "确定·减",
        "上限·增",
        "上限·减",
    ]
    return f"<h3>谁增谁减，按{said(label)}</h3>{drawn}" + table(head, rows, _NOTHING)
