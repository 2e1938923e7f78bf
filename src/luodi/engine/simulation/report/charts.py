"""What the charts of a page draw: bars beside each other, never on each other, since kinds of money are not added up.

Only for the eye: exact figures stand in the tables beside. Each value goes to the page in fen or as a count.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luodi.engine.simulation.model import BAND_NAMES, CashYear, GroupResult, Spread
from luodi.engine.simulation.report import Report
from luodi.engine.simulation.report.tables import pairs

SHOWN = 12
#: The kinds of money with their names; the page gives each its colour.
KINDS = (("definite", "确定"), ("ceiling", "上限"))


def charts(report: Report) -> list[dict[str, Any]]:
    """Return the charts that have something to show."""
    result = report.outcome.baseline
    made = [_supports(report), _bands(result.definite, result.ceiling), _cash(result.cash)]
    if report.outcome.reform is not None:
        made.append(_reform(report))
    for by in report.outcome.ways:
        made.append(_groups(by, [group for group in result.groups if group.by == by]))
        made.append(_who(report, by))
    return [one for one in made if one["names"] and one["series"]]


def _chart(
    own: str, names: Sequence[str], series: Sequence[dict[str, Any]], *, unit: str = "fen", sideways: bool = True
) -> dict[str, Any]:
    """A chart: the names of its bars, and its series, of which those with nothing in them are left out."""
    held = [one for one in series if any(one["data"])]
    return {"id": own, "names": list(names), "series": held, "unit": unit, "sideways": sideways}


def _series(name: str, kind: str, numbers: Sequence[int | None]) -> dict[str, Any]:
    return {"name": name, "kind": kind, "data": list(numbers)}


def _supports(report: Report) -> dict[str, Any]:
    """The costliest of what is certain; a range that hangs on missing facts would hide them."""
    held = (s for s in report.outcome.baseline.supports if s.money.sure)
    rows = sorted(held, key=lambda s: -s.money.sure)[:SHOWN]
    series = [_series(label, kind, [getattr(s.money, kind) for s in rows]) for kind, label in KINDS]
    return {**_chart("supports", [s.title for s in rows], series), "one": True}


def _bands(definite: Spread, ceiling: Spread) -> dict[str, Any]:
    series = [
        _series(label, kind, [count for count, _ in spread.bands])
        for (kind, label), spread in zip(KINDS, (definite, ceiling), strict=True)
    ]
    return _chart("bands", BAND_NAMES, series, unit="家", sideways=False)


def by_cost(groups: Sequence[GroupResult]) -> list[GroupResult]:
    """Groups in the order a reader looks for them: what is certain first, then what may come, then the size."""
    return sorted(groups, key=lambda g: (-g.money.sure, -g.money.unknown_hi, -g.enterprises))


def _groups(by: str, groups: Sequence[GroupResult]) -> dict[str, Any]:
    rows = [group for group in by_cost(groups) if group.money.sure][:SHOWN]
    series = [_series(label, kind, [getattr(g.money, kind) for g in rows]) for kind, label in KINDS]
    return _chart(f"by-{by}", [group.group for group in rows], series)


def _cash(years: Sequence[CashYear]) -> dict[str, Any]:
    series = [_series(label, kind, [getattr(one.due, kind) for one in years]) for kind, label in KINDS]
    series.append(_series("预算", "budget", [one.envelope for one in years]))
    return _chart("cash", [f"{one.year}年" for one in years], series, sideways=False)


def _reform(report: Report) -> dict[str, Any]:
    """The certain cost of each support that changes, before and after."""
    assert report.outcome.reform is not None
    both = pairs(report.outcome.baseline.supports, report.outcome.reform.supports)
    rows = sorted(
        (row for row in both if row[0].money.sure != row[1].money.sure),
        key=lambda row: -abs(row[1].money.sure - row[0].money.sure),
    )[:SHOWN]
    series = [
        _series(f"{label}·{when}", kind + shade, [getattr(row[at].money, kind) for row in rows])
        for kind, label in KINDS for at, (when, shade) in enumerate((("现行", "-before"), ("改后", "")))
    ]  # fmt: skip
    return _chart("reform", [row[1].title for row in rows], series)


def _who(report: Report, by: str) -> dict[str, Any]:
    held = [g for g in report.outcome.changed_groups if g.by == by and (g.changed.winners or g.changed.losers)]
    rows = sorted(held, key=lambda g: -(g.changed.winners + g.changed.losers))[:SHOWN]
    series = [
        _series("增加", "winners", [g.changed.winners for g in rows]),
        _series("减少", "losers", [g.changed.losers for g in rows]),
    ]
    return _chart(f"who-{by}", [g.group for g in rows], series, unit="家")
