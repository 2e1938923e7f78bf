"""The page that sets two runs beside each other."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_safe

from luodi.engine.core.errors import DataError, LuodiError
from luodi.service.accounts.acting import acting_of
from luodi.service.files.answer import download
from luodi.service.simulations import comparing, queries
from luodi.service.simulations.pages.listing import offset_of
from luodi.service.simulations.workbook import workbook

LABELS = {
    "definite": gettext_lazy("确定"), "ceiling": gettext_lazy("上限"), "unknown_hi": gettext_lazy("待核实至多"), "expected_definite": gettext_lazy("预期·确定"),
    "expected_ceiling": gettext_lazy("预期·上限"), "gainers": gettext_lazy("得益（家）"), "perhaps": gettext_lazy("系于缺失事实（家）"),
}  # fmt: skip
_ALL = 100_000  # supports: many times those there are
_HEADS = ("definite", "ceiling", "unknown_hi", "gainers")


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two runs: chosen from the list by `run=` twice, or from a result by `left=` and `right=`."""
    acting = acting_of(request)
    acting.everywhere_or("simulation.view")
    told = [*request.GET.getlist("run"), request.GET.get("left", ""), request.GET.get("right", "")]
    chosen = [int(text) for text in told if text.isdecimal() and len(text) < 18]
    context: dict[str, Any] = {
        "here": "simulations",
        "runs": queries.runs(acting).exclude(summary=None)[:60],
        "chosen": chosen[:2],
        "problem": None,
    }
    offset = offset_of(request)
    if len(chosen) >= 2 and chosen[0] != chosen[1]:
        try:
            context |= comparing.compared(acting, chosen[0], chosen[1], offset=offset)
        except DataError as error:
            return render(request, "simulations/compare.html", {**context, "problem": error}, status=422)
        context |= _drawn(context, offset)
    elif told and any(told):
        context["problem"] = LuodiError(gettext("要选两次不同的推演"), fix=gettext("在下面各选一次"))
    return render(request, "simulations/compare.html", context)


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The comparison of two runs as a spreadsheet, every support that came out differently in it."""
    acting = acting_of(request)
    acting.everywhere_or("simulation.view")
    left, right = (request.GET.get(name, "") for name in ("left", "right"))
    if not all(text.isdecimal() and len(text) < 18 for text in (left, right)) or left == right:
        raise DataError(gettext("要选两次不同的推演"), fix=gettext("从“比较两次推演”的页上下载"))
    found = comparing.compared(acting, int(left), int(right), limit=_ALL)
    return download(workbook(found, LABELS), gettext("比较两次推演") + ".xlsx")


def _drawn(context: dict[str, Any], offset: int) -> dict[str, Any]:
    page = context["page"]
    rows = [
        row
        for row in page.rows[:10]
        if any(row[f"{side}_{kind}_fen"] for side in ("left", "right") for kind in ("definite", "ceiling"))
    ]
    series = [
        {
            "name": context[side].title,
            "data": [row[f"{side}_definite_fen"] + row[f"{side}_ceiling_fen"] for row in rows],
        }
        for side in ("left", "right")
    ]
    chart = (
        {"names": [row["title"] for row in rows], "series": series, "unit": "fen", "sideways": True} if rows else None
    )
    told = (*context["sums"], *context["counts"])
    return {
        "chart": chart, "labels": LABELS, "heads": [one for one in told if one[0] in _HEADS],
        "same": not page.count and all(left == right for _key, left, right in told),
        "query": f"left={context['left'].pk}&right={context['right'].pk}", **page.turns(offset),
    }  # fmt: skip
