"""The summary as files: XLSX (one row for each comment), PDF (set by typst from `summary.typ`), JSON."""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from luodi.engine.core.errors import NoReport
from luodi.service.consultations import summary
from luodi.service.consultations.models import Consultation

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "json": "application/json; charset=utf-8",
}
TEMPLATE = Path(__file__).with_name("summary.typ")
#: Families that hold the Chinese characters, the first that is installed is taken.
TEXT_FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
)
TITLE_FONTS = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "Noto Serif SC",
    "SimSun",
    "Songti SC",
)
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
_CELL = 32_767  # characters that a cell of XLSX holds
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_one_at_a_time = threading.Lock()  # setting takes memory; a second one waits


def exported(of: Consultation, form: str, *, whole: bool) -> bytes:
    """The summary in one of `MEDIA`; it is for offices, so in Chinese whatever the language of the page."""
    with translation.override("zh-hans"):
        told = summary.data(of, whole=whole)
        if form == "xlsx":
            return _xlsx(told)
        return _pdf(told) if form == "pdf" else json.dumps(told, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _xlsx(told: Mapping[str, Any]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.title = "意见与答复"
    _row(sheet, 1, _HEADS)
    rows = [(cluster, one) for cluster in told["clusters"] for one in cluster["comments"]]
    for place, (cluster, one) in enumerate(rows, 2):
        _row(sheet, place, (
            cluster["number"], one["path"], one["kind_label"], one["number"], one["author"], one["contact"], f"{one['made_at']:%Y-%m-%d %H:%M}",
            one["clause_text"], one["proposed"], one["reason"], one["attachments"] or "", cluster["decision_label"], cluster["explanation"],
        ))  # fmt: skip
    for place, width in enumerate(_WIDTHS):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in sheet.iter_rows():
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:M{len(rows) + 1}"
    _about(book.create_sheet("概况"), told)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _about(sheet: Any, told: Mapping[str, Any]) -> None:
    counts = told["counts"]
    lines = [
        ("标题", told["title"]), ("征求意见的单位", told["unit"]), ("时间", f"{told['opens']} 至 {told['closes']}"), ("收到的意见（条）", counts["shown"]),
        ("归并后（组）", counts["clusters"]), ("增加、删除、修改（条）", "、".join(map(str, counts["kinds"].values()))),
        ("采纳、部分采纳、不采纳（条）", "、".join(map(str, counts["decisions"].values()))), ("撤回（条）", counts["withdrawn"]),
        *((f"未收下（条）：{one['reason']}", one["count"]) for one in told["left_out"]), ("总的说明", told["conclusion"]),
    ]  # fmt: skip
    for place, line in enumerate(lines, 1):
        _row(sheet, place, line)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 80


def _row(sheet: Any, at: int, cells: Sequence[Any]) -> None:
    """Write a row; text is text, whatever it begins with, so that no program runs it."""
    for place, value in enumerate(cells, 1):
        cell = sheet.cell(at, place)
        if isinstance(value, str):
            cell.value = _UNWRITABLE.sub("", value)[:_CELL] or None
            cell.data_type, cell.number_format = ("s", "@") if cell.value else ("n", "General")
        else:
            cell.value = value


def _pdf(told: Mapping[str, Any]) -> bytes:
    try:
        import typst
    except ImportError:
        raise NoReport(_("没有装排版 PDF 用的 typst"), fix="pip install 'luodi[site]'") from None
    fonts, text, title = _fonts()
    inputs = {"data": json.dumps({**told, "fonts": {"text": text, "title": title}}, ensure_ascii=False, default=_plain)}
    day = datetime(2000, 1, 1, tzinfo=UTC)  # the same data gives the same file
    with _one_at_a_time:
        try:
            made = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts, sys_inputs=inputs).compile(
                format="pdf", timestamp=day
            )
        except typst.TypstError as error:
            raise NoReport(
                _("汇总排不出来"), why=str(error.message)[:300], fix=_("用 XLSX 导出；把这一段话告诉管理员")
            ) from None
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=1)
def _fonts() -> tuple[Any, str, str]:
    import typst

    found = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)
    families = set(found.families())
    text = next((name for name in TEXT_FONTS if name in families), "")
    if not text:
        raise NoReport(
            _("系统里没有中文字体，排不了 PDF"), why=_("找过：%(names)s") % {"names": "、".join(TEXT_FONTS)},
            fix=_("Debian、Ubuntu：apt install fonts-noto-cjk；其他系统装“思源黑体”；装好后重新启动网站"),
        )  # fmt: skip
    return found, text, next((name for name in TITLE_FONTS if name in families), text)
