"""A run as files: CSV for spreadsheets, JSON for programs, one HTML page for people (charts, and the same as tables without scripts)."""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from string import Template
from typing import Any

from luodi.engine.core.money import yuan
from luodi.engine.simulation.model import Changed, Money, Result

_SHOWN = 15
_MONEY = ("definite", "ceiling", "unknown_lo", "unknown_hi", "unbounded")
_HEADS = {
    "definite": "确定（元）",
    "ceiling": "上限（元）",
    "unknown_lo": "待核实至少（元）",
    "unknown_hi": "待核实至多（元）",
    "unbounded": "没有上限的笔数",
}
BY = {"region": "地区", "industry": "行业", "size": "规模", "kind": "主体类型"}


@dataclass(frozen=True)
class Run:
    """What a report tells: the run, its title, what it assumed, and the reform beside it with what it changed."""

    title: str
    on: str
    policies: Sequence[str]
    result: Result
    notes: Sequence[str] = ()
    reform: Result | None = None
    reform_title: str = ""
    changed: Changed | None = None


def write(run: Run, folder: Path, echarts: Path) -> list[Path]:
    """Write every form of a run into a folder; return the files."""
    made = [folder / name for name in ("supports.csv", "groups.csv", "cash.csv", "result.json", "report.html")]
    _csv(made[0], ["支持", "名称", "符合（家）", "待核实（家）", "笔数", *_HEADS.values(), "得益（家）", "中位数（元）", "名额", "申报率", "预期确定（元）", "预期上限（元）"],
         ([s.support, s.title, s.eligible, s.open, s.claims, *_cells(s.money), s.spread.gainers, _yuan(s.spread.median), s.quota or "", s.take_up,
           _yuan(s.expected.definite), _yuan(s.expected.ceiling)] for s in run.result.supports))  # fmt: skip
    _csv(made[1], ["分组", "组", "企业（家）", "得益（家）", *_HEADS.values()],
         ([BY.get(g.by, g.by), g.group, g.enterprises, g.gainers, *_cells(g.money)] for g in run.result.groups))  # fmt: skip
    _csv(made[2], ["年", *_HEADS.values(), "预算（元）"],
         ([c.year, *_cells(c.money), "" if c.envelope is None else _yuan(c.envelope)] for c in run.result.cash))  # fmt: skip
    made[3].write_text(json.dumps(data(run), ensure_ascii=False, indent=1) + "\n", "utf-8")
    made[4].write_text(page(run, echarts.read_text("utf-8")), "utf-8")
    return made


def data(run: Run) -> dict[str, Any]:
    """Return a run as plain data; money in whole fen."""
    return {
        "title": run.title, "on": run.on, "policies": list(run.policies), "unit": "fen", "notes": list(run.notes),
        "enterprises": run.result.enterprises, "total": asdict(run.result.total), "expected": asdict(run.result.expected),
        "unknown_share": run.result.total.unknown_share,
        "supports": [asdict(s) for s in run.result.supports], "groups": [asdict(g) for g in run.result.groups], "cash": [asdict(c) for c in run.result.cash],
        "reform": None if run.reform is None else {
            "title": run.reform_title, "total": asdict(run.reform.total), "supports": [asdict(s) for s in run.reform.supports],
            "changed": None if run.changed is None else asdict(run.changed),
        },
    }  # fmt: skip


def _csv(file: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:  # with the mark, spreadsheets read Chinese
        writer = csv.writer(stream)
        writer.writerow(head)
        writer.writerows(rows)


def _cells(money: Money) -> list[Any]:
    return [*(_yuan(getattr(money, name)) for name in _MONEY[:4]), money.unbounded]


def _yuan(fen: int) -> str:
    return f"{Decimal(fen) / 100:.2f}"


def told(fen: int) -> str:
    """Say fen the way people do: 4,100万元."""
    return yuan(Decimal(fen) / 100)


def page(run: Run, script: str) -> str:
    """Return the page: self-contained, nothing is fetched."""
    charts = json.dumps(_charts(run), ensure_ascii=False).replace("</", "<\\/")
    form = Template(Path(__file__).with_name("report.html").read_text("utf-8"))
    return form.substitute(
        title=html.escape(run.title), on=run.on, enterprises=f"{run.result.enterprises:,}", cards=_cards(run.result), notes=_notes(run),
        reform=_reform(run), supports=_supports(run.result), groups=_groups(run.result), cash=_cash(run.result), script=script, charts=charts,
    )  # fmt: skip


def _cards(result: Result) -> str:
    total, expected = result.total, result.expected
    share = total.unknown_share
    cards = [
        ("确定", told(total.definite), f"计名额与申报率后 {told(expected.definite)}"), ("上限", told(total.ceiling), f"计名额与申报率后 {told(expected.ceiling)}"),
        ("待核实", f"{told(total.unknown_lo)} — {told(total.unknown_hi)}", f"{total.unbounded} 笔没有上限" if total.unbounded else "缺事实，定下之后落在两数之间"),
        ("系于缺失事实", "—" if share is None else f"{share:.1%}", "占最多可能支出的比例"),
    ]  # fmt: skip
    return "".join(
        f"<div class=card><h3>{name}</h3><b>{html.escape(big)}</b><p>{html.escape(small)}</p></div>"
        for name, big, small in cards
    )


def _notes(run: Run) -> str:
    return "".join(f"<li>{html.escape(note)}</li>" for note in run.notes)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        "<div class=scroll><table><thead><tr>"
        + "".join(f"<th>{h}</th>" for h in head)
        + f"</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _supports(result: Result) -> str:
    ordered = sorted((s for s in result.supports if s.claims), key=lambda s: -s.money.most)
    without = [s.support for s in result.supports if not s.claims]
    rest = (
        f"<p class=lead>另有 {len(without)} 项没有一家可能得到：{html.escape('、'.join(without))}。</p>"
        if without
        else ""
    )
    return rest + _table(
        ["支持", "名称", "符合", "待核实", "确定", "上限", "待核实至多", "得益家数", "中位数", "前一成所占", "名额", "申报率", "预期（确定）", "预期（上限）"],
        ([s.support, s.title, f"{s.eligible:,}", f"{s.open:,}", told(s.money.definite), told(s.money.ceiling), told(s.money.unknown_hi), f"{s.spread.gainers:,}",
          told(s.spread.median), "—" if s.spread.top_tenth is None else f"{s.spread.top_tenth:.0%}", str(s.quota or "—"), s.take_up, told(s.expected.definite), told(s.expected.ceiling)]
         for s in ordered),
    )  # fmt: skip


def _groups(result: Result) -> str:
    parts = []
    for by in dict.fromkeys(group.by for group in result.groups):
        rows = [
            [
                g.group,
                f"{g.enterprises:,}",
                f"{g.gainers:,}",
                told(g.money.definite),
                told(g.money.ceiling),
                told(g.money.unknown_hi),
            ]
            for g in result.groups
            if g.by == by
        ]
        parts.append(
            f"<h3>按{BY.get(by, by)}</h3><div class=chart id=by-{by}></div>"
            + _table(["组", "企业", "得益", "确定", "上限", "待核实至多"], rows)
        )
    return "".join(parts)


def _cash(result: Result) -> str:
    rows = [
        [
            str(c.year),
            told(c.money.definite),
            told(c.money.ceiling),
            told(c.money.unknown_hi),
            "—" if c.envelope is None else told(c.envelope),
        ]
        for c in result.cash
    ]
    return _table(["年", "确定", "上限", "待核实至多", "预算"], rows)


def _reform(run: Run) -> str:
    if run.reform is None:
        return ""
    before = {s.support: s for s in run.result.supports}
    after = {s.support: s for s in run.reform.supports}
    rows = [
        [path, (after.get(path) or before[path]).title, told(b.definite), told(a.definite), _change(a.definite - b.definite), told(b.ceiling), told(a.ceiling), _change(a.ceiling - b.ceiling)]
        for path in dict.fromkeys([*before, *after])
        if (b := before[path].money if path in before else Money()) != (a := after[path].money if path in after else Money())
    ]  # fmt: skip
    if not rows:
        return f"<section><h2>改革：{html.escape(run.reform_title)}</h2><p>在这批企业里，没有一项的金额改变。</p></section>"
    changed = run.changed
    who = "" if changed is None else (
        f"<p>能算定的金额（确定与上限）：{changed.winners:,} 家增加，共 {told(changed.gained)}；{changed.losers:,} 家减少，共 {told(changed.lost)}；{changed.same:,} 家不变。</p>"
    )  # fmt: skip
    return (
        f"<section><h2>改革：{html.escape(run.reform_title)}</h2>{who}"
        + _table(["支持", "名称", "确定·现行", "确定·改后", "增减", "上限·现行", "上限·改后", "增减"], rows)
        + "</section>"
    )


def _change(fen: int) -> str:
    return f"{'+' if fen > 0 else '−' if fen < 0 else ''}{told(abs(fen))}"


def _charts(run: Run) -> list[dict[str, Any]]:
    top = [s for s in sorted(run.result.supports, key=lambda s: -s.money.most) if s.money.most][:_SHOWN][::-1]
    charts = [_bars("supports", [s.title for s in top], [s.money for s in top], sideways=True)]
    for by in dict.fromkeys(group.by for group in run.result.groups):
        rows = [g for g in run.result.groups if g.by == by][:_SHOWN]
        charts.append(_bars(f"by-{by}", [g.group for g in rows], [g.money for g in rows]))
    cash = _bars("cash", [str(c.year) for c in run.result.cash], [c.money for c in run.result.cash])
    if any(c.envelope is not None for c in run.result.cash):
        cash["option"]["series"].append(
            {
                "type": "line",
                "name": "预算",
                "data": [None if c.envelope is None else c.envelope / 1e6 for c in run.result.cash],
            }
        )
    return [*charts, cash]


def _bars(own: str, names: Sequence[str], sums: Sequence[Money], *, sideways: bool = False) -> dict[str, Any]:
    """Stacked bars in 万元; only for the eye, the exact figures stand in the tables."""
    words, numbers = {"type": "category", "data": list(names)}, {"type": "value", "name": "万元"}
    series = [
        {"type": "bar", "stack": "sum", "name": name, "color": color, "data": [fen / 1e6 for fen in data_]}
        for name, color, data_ in (
            ("确定", "#2f7d5b", [m.definite for m in sums]), ("上限", "#3f72af", [m.ceiling for m in sums]), ("待核实至多", "#b9c2cc", [m.unknown_hi for m in sums]),
        )
    ]  # fmt: skip
    return {"id": own, "option": {
        "animation": False, "tooltip": {"trigger": "axis"}, "legend": {"bottom": 0}, "grid": {"left": 8, "right": 24, "top": 28, "bottom": 40, "containLabel": True},
        "xAxis": numbers if sideways else words, "yAxis": words if sideways else numbers, "series": series,
    }}  # fmt: skip
