"""The summary as files: XLSX (one row for each comment), PDF (set by typst from `summary.typ`), JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import translation

from luodi.service.consultations import summary
from luodi.service.consultations.models import Consultation
from luodi.service.files import KINDS, typesetting
from luodi.service.files.spreadsheets import as_bytes, empty_book, write_head, write_row

MEDIA = {"xlsx": KINDS["xlsx"].media, "pdf": KINDS["pdf"].media, "json": "application/json; charset=utf-8"}
TEMPLATE = Path(__file__).with_name("summary.typ")
_HEADS = (
    "组",
    "条款",
    "种类",
    "序号",
    "提出人",
    "联系方式",
    "时间",
    "原文",
    "建议的文字",
    "理由",
    "附件",
    "采纳与否",
    "说明",
)
_WIDTHS = (6, 20, 8, 6, 20, 18, 17, 40, 40, 40, 6, 10, 40)


def exported(of: Consultation, form: str, *, whole: bool) -> bytes:
    """The summary in one of `MEDIA`; it is for offices, so in Chinese whatever the language of the page."""
    with translation.override("zh-hans"):
        told = summary.data(of, whole=whole)
        if form == "xlsx":
            return _xlsx(told)
        if form == "pdf":
            return typesetting.pdf(TEMPLATE, told, archival=False)
        return json.dumps(told, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _xlsx(told: Mapping[str, Any]) -> bytes:
    book = empty_book()
    sheet = book.create_sheet("意见与答复")
    write_head(sheet, _HEADS, _WIDTHS, "A2")
    for cluster in told["clusters"]:
        for one in cluster["comments"]:
            write_row(sheet, (
                cluster["number"], one["path"], one["kind_label"], one["number"], one["author"], one["contact"], f"{one['made_at']:%Y-%m-%d %H:%M}",
                one["clause_text"], one["proposed"], one["reason"], one["attachments"] or "", cluster["decision_label"], cluster["explanation"],
            ), wrapped=True)  # fmt: skip
    sheet.auto_filter.ref = f"A1:M{sheet.max_row}"
    _about(book.create_sheet("概况"), told)
    return as_bytes(book)


def _about(sheet: Any, told: Mapping[str, Any]) -> None:
    counts = told["counts"]
    lines = [
        ("标题", told["title"]), ("征求意见的单位", told["unit"]), ("时间", f"{told['opens']} 至 {told['closes']}"), ("收到的意见（条）", counts["shown"]),
        ("归并后（组）", counts["clusters"]), ("增加、删除、修改（条）", "、".join(map(str, counts["kinds"].values()))),
        ("采纳、部分采纳、不采纳（条）", "、".join(map(str, counts["decisions"].values()))), ("撤回（条）", counts["withdrawn"]),
        *((f"未收下（条）：{one['reason']}", one["count"]) for one in told["left_out"]), ("总的说明", told["conclusion"]),
    ]  # fmt: skip
    for line in lines:
        write_row(sheet, line)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 80
