"""The tables of a report, once for all forms: each column with its name for programs, its heading for people, and its unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from luodi.engine.simulation.model import BAND_NAMES, Money, Spread, SupportResult
from luodi.engine.simulation.report import Report

Unit = Literal["fen", "count", "text"]


@dataclass(frozen=True)
class Column:
    """One column: its value is `read(row)`; money in fen."""

    name: str
    heading: str
    unit: Unit
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class Table:
    """One table of a report."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Any, ...]


_MONEY: tuple[tuple[str, str, Unit], ...] = (
    ("definite", "确定", "fen"), ("ceiling", "上限", "fen"), ("unknown_lo", "待核实至少", "fen"), ("unknown_hi", "待核实至多", "fen"),
    ("unbounded", "不封顶的笔数", "count"), ("cases", "个案笔数", "count"), ("unsettled", "待核实笔数", "count"),
)  # fmt: skip


def _money(prefix: str, label: str, of: Callable[[Any], Money]) -> Iterator[Column]:
    for name, heading, unit in _MONEY:
        yield Column(f"{prefix}{name}", f"{label}{heading}", unit, _named(name, of))


def _spread(of: Callable[[Any], Spread]) -> Iterator[Column]:
    yield Column("gainers", "得益（家）", "count", lambda row: of(row).gainers)
    yield Column("total", "得益合计", "fen", lambda row: of(row).total)
    yield Column("highest", "最高一家", "fen", lambda row: of(row).highest)
    for tenth in range(1, 10):
        yield Column(
            f"decile_{tenth}",
            "中位数" if tenth == 5 else f"第{tenth}个十分位",
            "fen",
            _decile(tenth - 1, of),
        )
    yield Column("top_tenth", "前一成所得", "fen", lambda row: of(row).top_tenth)
    yield Column("top_hundredth", "前百分之一所得", "fen", lambda row: of(row).top_hundredth)
    for place, band in enumerate(BAND_NAMES):
        yield Column(
            f"band_{place + 1}",
            f"{band}（家）",
            "count",
            _band(place, of),
        )


def tables(report: Report) -> list[Table]:
    """Return every table that this report has."""
    result, outcome = report.outcome.baseline, report.outcome
    made = [
        Table("supports", tuple(_support_columns()), result.supports),
        Table("groups", tuple(_group_columns(report)), result.groups),
        Table("cash", tuple(_cash_columns()), result.cash),
        Table("spread", tuple(_spread_columns()), (("确定", result.definite), ("上限", result.ceiling))),
    ]
    if outcome.reform is not None:
        made.append(Table("reform", tuple(_reform_columns()), tuple(pairs(result.supports, outcome.reform.supports))))
        made.append(Table("reform-supports", tuple(_support_columns()), outcome.reform.supports))
        made.append(Table("reform-cash", tuple(_cash_columns()), outcome.reform.cash))
        made.append(Table("reform-groups", tuple(_changed_columns(report)), tuple(outcome.changed_groups)))
    left_out = tuple(dict.fromkeys((*result.left_out, *(outcome.reform.left_out if outcome.reform else ()))))
    if left_out:
        made.append(Table("left-out", (_text("support", "支持"), _text("reason", "原因")), left_out))
    return made


def pairs(
    before: Sequence[SupportResult], after: Sequence[SupportResult]
) -> Iterable[tuple[SupportResult, SupportResult]]:
    """Each support before and after; one that is not there comes to nothing."""
    old, new = ({s.support: s for s in side} for side in (before, after))
    for path in dict.fromkeys([*old, *new]):
        there = old.get(path) or new[path]
        nothing = SupportResult(path, there.title, 0, 0, 0, Money(), Spread())
        yield old.get(path, nothing), new.get(path, nothing)


def _named(name: str, of: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda row: getattr(of(row), name)


def _decile(place: int, of: Callable[[Any], Spread]) -> Callable[[Any], int]:
    return lambda row: of(row).deciles[place] if of(row).deciles else 0


def _band(place: int, of: Callable[[Any], Spread]) -> Callable[[Any], int]:
    return lambda row: of(row).bands[place][0] if of(row).bands else 0


def _side(at: int, of: Callable[[SupportResult], Any]) -> Callable[[Any], Any]:
    """A value of the support before (0) or after (1)."""
    return lambda row: of(row[at])


def _text(name: str, heading: str) -> Column:
    return Column(name, heading, "text", lambda row: getattr(row, name))


def _count(name: str, heading: str) -> Column:
    return Column(name, heading, "count", lambda row: getattr(row, name))


def _support_columns() -> Iterator[Column]:
    yield from (
        _text("support", "支持"),
        _text("title", "名称"),
        _count("eligible", "符合（家）"),
        _count("open", "待核实（家）"),
        _count("claims", "笔数"),
    )
    yield from _money("", "", lambda row: row.money)
    yield from _spread(lambda row: row.spread)
    yield _text("take_up", "申报率")
    yield from _money("applied_", "申报的·", lambda row: row.applied)
    yield Column("quota", "名额", "count", lambda row: row.quota.count if row.quota else None)
    yield Column("quota_order", "名额的次序", "text", lambda row: row.quota.order if row.quota else None)
    yield Column("competing", "争名额的笔数", "count", lambda row: row.quota.competing if row.quota else None)
    yield Column("tied", "在线上并列的笔数", "count", lambda row: row.quota.tied if row.quota else None)
    yield Column("tied_chosen", "并列中取了", "count", lambda row: row.quota.tied_chosen if row.quota else None)
    yield from _money("expected_", "预期·", lambda row: row.expected)


def _group_columns(report: Report) -> Iterator[Column]:
    yield _text("by", "分组")
    yield Column("way", "分组名称", "text", lambda row: report.outcome.ways[row.by])
    yield from (
        _text("code", "代码"),
        _text("group", "组"),
        _count("enterprises", "企业（家）"),
        _count("gainers", "得益（家）"),
        _count("perhaps", "系于缺失事实（家）"),
    )
    yield from _money("", "", lambda row: row.money)
    yield from _money("expected_", "预期·", lambda row: row.expected)


def _cash_columns() -> Iterator[Column]:
    yield _count("year", "年")
    yield from (column for column in _money("due_", "到期·", lambda row: row.due) if column.name != "due_cases")
    yield Column("carried", "上年转来", "fen", lambda row: row.carried)
    yield Column("envelope", "预算", "fen", lambda row: row.envelope)
    yield Column("paid_definite", "付出·确定", "fen", lambda row: row.paid.definite if row.paid else None)
    yield Column("paid_ceiling", "付出·上限", "fen", lambda row: row.paid.ceiling if row.paid else None)
    yield Column("unpaid", "没有付的", "fen", lambda row: row.unpaid)
    yield _count("short", "没有足额得到（家）")


def _spread_columns() -> Iterator[Column]:
    yield Column("kind", "钱的种类", "text", lambda row: row[0])
    yield from _spread(lambda row: row[1])


def _reform_columns() -> Iterator[Column]:
    yield Column("support", "支持", "text", lambda row: row[0].support)
    yield Column("title", "名称", "text", lambda row: row[1].title)
    for prefix, label, at in (("before_", "现行·", 0), ("after_", "改后·", 1)):
        yield Column(f"{prefix}eligible", f"{label}符合（家）", "count", _side(at, lambda s: s.eligible))
        yield from _money(prefix, label, _side(at, lambda s: s.money))
        yield from _money(f"{prefix}expected_", f"{label}预期·", _side(at, lambda s: s.expected))


def _changed_columns(report: Report) -> Iterator[Column]:
    yield _text("by", "分组")
    yield Column("way", "分组名称", "text", lambda row: report.outcome.ways[row.by])
    yield from (_text("code", "代码"), _text("group", "组"))
    for name, heading in (
        ("winners", "增加（家）"),
        ("losers", "减少（家）"),
        ("mixed", "有增有减（家）"),
        ("uncertain", "只有待核实的变了（家）"),
        ("same", "不变（家）"),
    ):
        yield Column(name, heading, "count", _named(name, lambda row: row.changed))
    for name, heading in (
        ("definite_gained", "确定·增加"),
        ("definite_lost", "确定·减少"),
        ("ceiling_gained", "上限·增加"),
        ("ceiling_lost", "上限·减少"),
    ):
        yield Column(name, heading, "fen", _named(name, lambda row: row.changed))
