"""Two runs beside each other as a spreadsheet: sums in yuan, exact to the fen, with what was asked differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from luodi.service.files.spreadsheets import Sheet, written

_KINDS = ("definite", "ceiling", "unknown_hi")
_CASH = ("due_definite", "due_ceiling", "unpaid")


def workbook(found: Mapping[str, Any], labels: Mapping[str, Any]) -> bytes:
    """What `comparing.compared` found, whole, as an XLSX file; a text in it is never a formula."""
    left, right = found["left"].title, found["right"].title
    told = [
        (_("以这一次为准"), left),
        (_("看这一次差多少"), right),
        (_("说明"), _("有改革的，比的是改后。三种钱不相加。")),
    ]
    told += [(_("注意"), one) for one in found["warnings"]]
    sheets = (_totals(found, labels, left, right), _supports(found, labels), _years(found), _asked(found, left, right))
    return written(sheets, told)


def _totals(found: Mapping[str, Any], labels: Mapping[str, Any], left: str, right: str) -> Sheet:
    sums = [(str(labels[key]), _yuan(one), _yuan(two), _yuan(two - one)) for key, one, two in found["sums"]]
    counts = [(str(labels[key]), one, two, two - one) for key, one, two in found["counts"]]
    return Sheet(_("合计"), (_("什么（金额：元）"), left, right, _("相差")), [*sums, *counts], (24, 24, 24, 24))


def _supports(found: Mapping[str, Any], labels: Mapping[str, Any]) -> Sheet:
    named = [(kind, str(labels[kind])) for kind in _KINDS]
    head = [
        _("支持"),
        "ID",
        *_sides(_("符合（家）")),
        *(name for _kind, said in named for name in _sides(f"{said}（{_('元')}）")),
    ]
    rows = [
        [row["title"], row["support"], row["left_eligible"], row["right_eligible"],
         *(_yuan(row[f"{side}_{kind}_fen"]) for kind in _KINDS for side in ("left", "right"))]
        for row in found["page"].rows
    ]  # fmt: skip
    return Sheet(_("各项支持"), head, rows, (40, 44, *(18 for _one in head[2:])))


def _years(found: Mapping[str, Any]) -> Sheet:
    said = (_("到期·确定"), _("到期·上限"), _("没有付的"))
    head = [_("年"), *(name for one in said for name in _sides(f"{one}（{_('元')}）"))]
    rows = [
        [year, *(_yuan(side[f"{kind}_fen"]) if side else None for kind in _CASH for side in (one, two))]
        for year, one, two in found["years"]
    ]
    return Sheet(_("各年现金流"), head, rows, (10, *(22 for _one in head[1:])))


def _asked(found: Mapping[str, Any], left: str, right: str) -> Sheet:
    return Sheet(_("问得不同的"), (_("什么"), left, right), found["asked"], (20, 60, 60))


def _sides(what: str) -> Iterator[str]:
    yield _("%(what)s·前") % {"what": what}
    yield _("%(what)s·后") % {"what": what}


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100
