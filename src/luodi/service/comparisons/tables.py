"""Every comparison as plain tables: what the XLSX and the PDF hold. For offices, so in Chinese whatever the language of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from luodi.engine.core.money import Number, round_to, yuan
from luodi.engine.core.provisions import TARGET_KINDS
from luodi.engine.rules.answer import Sum, Totals
from luodi.engine.rules.engines.python import INFINITE
from luodi.engine.rules.situation import Situation
from luodi.service.comparisons import enterprise, goals, lineage, queries
from luodi.service.comparisons.asked import Asked
from luodi.service.files import spreadsheets, typesetting
from luodi.service.policies.catalogue import STATES

TEMPLATE = Path(__file__).with_name("report.typ")
_PROMISE = "比的是条文写了什么：上限不是承诺，各类金额从不相加；最终给付以主管部门审核为准。"
#: Rows of one table in a PDF; the XLSX has them all.
MOST_SET = 600
#: A page is narrower than a sheet: columns take shares between these.
_NARROWEST, _WIDEST, _OF_SUMS = 16, 44, 22


@dataclass(frozen=True)
class Table:
    """One table: `widths` in characters for the sheet, `shares` of the line for the page; `numbers` are columns of sums in yuan."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Any]]
    widths: Sequence[int]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Made:
    """A comparison to take along: its title, what was asked, what must be said with it, the tables."""

    title: str
    asked: Sequence[tuple[str, str]]
    notes: Sequence[str]
    tables: Sequence[Table] = field(default_factory=tuple)


def xlsx(made: Made) -> bytes:
    """As a spreadsheet: a sheet for each table, and one that says what was asked."""
    told = [(made.title, ""), *made.asked, *(("", note) for note in made.notes)]
    return spreadsheets.written(
        [spreadsheets.Sheet(one.title, one.head, [_cells(row) for row in one.rows], one.widths) for one in made.tables], told
    )  # fmt: skip


def pdf(made: Made) -> bytes:
    """As a PDF; NoReport says what is lacking."""
    tables = [
        {
            "title": one.title, "head": [text.replace("（元）", "") for text in one.head],
            "widths": [_share(one, place) for place in range(len(one.widths))], "left_out": max(0, len(one.rows) - MOST_SET),
            "right": [place in one.numbers for place in range(len(one.head))],
            "rows": [[_text(cell) for cell in row] for row in one.rows[:MOST_SET]],
        }
        for one in made.tables
    ]  # fmt: skip
    return typesetting.pdf(
        TEMPLATE, {"title": made.title, "asked": [list(one) for one in made.asked], "notes": list(made.notes), "tables": tables}
    )  # fmt: skip


def _share(table: Table, place: int) -> int:
    """The share of the line that a column takes; a sum is never broken."""
    least = _OF_SUMS if place in table.numbers else _NARROWEST
    return min(_WIDEST, max(least, table.widths[place]))


def supports(ask: Asked) -> Made:
    """Supports side by side."""
    held = queries.chosen(ask)
    named, rows = queries.overview(held, ask.on)
    over = [
        [theme.label, *(f"{cell.count} 项" + (f"，最高 {_text(cell.most.ceiling)}" if cell.most else "") if cell.count else "" for cell in cells)]
        for theme, cells in rows
    ]  # fmt: skip
    cards = [card for _code, _name, own in queries.columns(held) for card in own]
    return Made(
        "各地支持对照", _asked(ask), (_PROMISE,),
        (
            Table("主题与地区", ["主题", *(name for _code, name in named)], over, [14, *[18] * len(named)]),
            Table("逐项", _SUPPORT_HEAD, [_support(one) for one in cards], _SUPPORT_WIDTHS, frozenset({6})),
        ),
    )  # fmt: skip


_SUPPORT_HEAD = (
    "地区",
    "主题",
    "支持",
    "方式",
    "按什么计",
    "性质",
    "单项最高（元）",
    "比例",
    "金额怎样算",
    "条件",
    "合计上限",
    "政策",
    "条款",
    "那一天有效",
)
_SUPPORT_WIDTHS = (16, 12, 28, 10, 12, 8, 16, 12, 50, 60, 30, 40, 16, 10)


def _support(card: queries.Card) -> list[Any]:
    e = card.entry
    force = {True: "是", False: "否", None: "推不出"}[e.in_force]
    most = "没有封顶" if card.unlimited else e.ceiling
    return [
        e.place_name, e.theme.label, e.support.title, card.instrument, card.counted_for, e.kind.label, most, card.rates, e.sum, "；".join(e.conditions),
        "；".join(card.limits), e.policy.title, "、".join(e.support.clause), force,
    ]  # fmt: skip


def most(ask: Asked) -> Made:
    """Who pays most."""
    cards = queries.ranked(ask)
    left_out = len(queries.chosen(ask)) - len(cards)
    rows = [
        [number, *_support(card)[:8], card.entry.policy.title, "、".join(card.entry.support.clause)]
        for number, card in enumerate(cards, 1)
    ]
    head = ("名次", *_SUPPORT_HEAD[:8], "政策", "条款")
    note = f"另有 {left_out} 项没有写明{'比例' if ask.by == 'rate' else '金额或没有封顶'}，不排。按什么计（每个项目、每家企业……）不同的，名次不能直接比。"
    table = Table("排名", head, rows, (6, *_SUPPORT_WIDTHS[:8], 40, 16), frozenset({7}))
    return Made("谁给得最多", _asked(ask), (note, _PROMISE), (table,))


def of_enterprise(ask: Asked, name: str, held: Situation) -> Made:
    """What one enterprise would get everywhere."""
    answers = enterprise.everywhere(held, ask.place)
    totals = [[one.name, *_totals(one.totals)] for one in answers]
    lines = [
        [one.name, line.theme.label, line.title + (f"（{line.thing}）" if line.thing else ""), str(enterprise.STATES[line.state]), line.kind.label,
         _sum(line.sum), line.why, "、".join(text for text, _link in line.clauses)]
        for one in answers for line in one.lines if line.state != "no"
    ]  # fmt: skip
    assumed = "假定这家企业的注册地、税务和统计关系都在该地；其余事实照填的算，不知道的仍是不知道。"
    assumed += "推不出有效期的政策，按那一天有效算。" if ask.assume else ""
    return Made(
        f"{name}：在各地能得什么", _asked(ask), (assumed, _PROMISE),
        (
            Table("合计", ("地区", "确定（元）", "上限（元）", "待核实", "个案（项）"), totals, (20, 18, 18, 30, 10), frozenset({1, 2})),
            Table("逐项", ("地区", "主题", "支持", "结论", "性质", "金额", "说明", "条款"), lines, (16, 12, 30, 10, 8, 26, 50, 16)),
        ),
    )  # fmt: skip


def targets(ask: Asked, token: str) -> Made:
    """Targets side by side."""
    rows = goals.provisions("target", ask, token)
    states = goals.states((one.key for one in rows), ask.on)
    lines = [
        [one.title, one.place, one.value, one.year, TARGET_KINDS.get(one.status, ""), "、".join(one.bodies), one.document, one.path,
         states.get(one.key, ""), _READ[one.checked]]
        for group in goals.grouped(rows) for one in group.rows
    ]  # fmt: skip
    head = ("指标", "地区", "数", "年份", "性质", "责任单位", "文件", "条款", "那一天", "谁核对")
    note = "没有人审过的由程序从原文读出，以原文为准；没有写年份的空着。"
    return Made(
        "各地目标对照", _asked(ask), (note,), (Table("目标", head, lines, (34, 16, 20, 8, 8, 34, 40, 20, 10, 10)),)
    )


_READ = {True: "审过", False: "程序读出"}


def tasks(ask: Asked, token: str) -> Made:
    """Tasks and who has to do them."""
    rows = goals.provisions("task", ask, token)
    lines = [[one.place, one.title, "、".join(one.lead), "、".join(one.others), one.value, one.document, one.path, _READ[one.checked]] for one in rows]  # fmt: skip
    head = ("地区", "任务", "牵头", "其他责任单位", "读出的单位与时间", "文件", "条款", "谁核对")
    note = "没有人审过的由程序从原文读出，责任单位是同一条里写的，以原文为准。"
    return Made(
        "各地任务与责任单位", _asked(ask), (note,), (Table("任务", head, lines, (16, 50, 24, 34, 34, 40, 20, 10)),)
    )


def descent(ask: Asked, token: str) -> Made:
    """Which documents share passages."""
    rows = [
        [one.older.title, one.older.region_name, one.older_day, one.newer.title, one.newer.region_name, one.newer_day, one.passages, one.changed, one.relation]
        for one in lineage.descents(token, ask.place)
    ]  # fmt: skip
    head = ("较早的文件", "地区", "日期", "较晚的文件", "地区", "日期", "相近的段落", "其中改了数", "关系")
    note = "文字相近不等于照抄：两份也可能同出于第三份。只有年份的按那年第一天排。"
    return Made("文字的来历", (), (note,), (Table("来历", head, rows, (44, 14, 12, 44, 14, 12, 10, 10, 12)),))


def passages(ask: Asked, token: str) -> Made:
    """Two documents side by side."""
    both = lineage.pair(token, ask.left, ask.right)
    rows = [
        ["；".join(f"{c.left or '—'}→{c.right or '—'}" for c in one.changes), one.left.text, one.left.cid, one.right.text, one.right.cid, one.likeness]
        for one in both.passages
    ]  # fmt: skip
    head = ("改了的数", "左：原文", "条款", "右：原文", "条款", "相近（%）")
    told = (("左", both.left.title), ("右", both.right.title))
    return Made("两份文件的相近段落", told, (), (Table("段落", head, rows, (20, 70, 12, 70, 12, 10)),))


#: What of the addresses needs only what was asked and what is held.
OF_DOCUMENTS: Mapping[str, Callable[[Asked, str], Made]] = {
    "targets": targets,
    "tasks": tasks,
    "lineage": descent,
    "pair": passages,
}
OF_POLICIES: Mapping[str, Callable[[Asked], Made]] = {"supports": supports, "most": most}


def _asked(ask: Asked) -> list[tuple[str, str]]:
    """What was asked, for the head of a report."""
    made = queries.shelf(ask.on)
    told = [
        ("日期", ask.on.isoformat()), ("主题", made.themes.named(ask.theme).label if ask.theme else ""),
        ("方式", queries.INSTRUMENTS.get(ask.instrument, "")), ("地区", dict((*queries.all_places(ask.on), *goals.regions())).get(ask.place, "")),
        ("字词", ask.words), ("责任单位", ask.body), ("年份", ask.year), ("只看", f"那一天{STATES['in force']}" if ask.in_force else ""),
    ]  # fmt: skip
    return [one for one in told if one[1]]


def _totals(of: Totals) -> list[Any]:
    return [
        _infinite(of.amount),
        _infinite(of.at_most),
        _sum(of.unknown) if of.unknown.hi else "",
        of.discretion or None,
    ]


def _sum(held: Sum | None) -> str:
    if held is None:
        return "个案"
    if held.known:
        return _text(held.hi)
    high = "不封顶" if held.hi == INFINITE else _text(held.hi)
    return f"{_text(held.lo)}～{high}" if held.lo else f"至多 {high}" if held.hi != INFINITE else "还算不出"


def _infinite(value: Number) -> Any:
    return "没有封顶" if value == INFINITE else value


def _cells(row: Iterable[Any]) -> list[Any]:
    return [round_to(cell) if isinstance(cell, Fraction) else cell for cell in row]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal | Fraction):
        return "没有封顶" if cell == INFINITE else yuan(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)
