"""What comes in as a file: tables, evidence; and the years of a table to fill in."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError
from luodi.service.files import Kept, keep, sniff
from luodi.service.files.store import MEGABYTE, Readable

#: A table on the site; larger ones are for `luodi registry import`.
TABLE_LIMIT = 10 * MEGABYTE
EVIDENCE = ("pdf", "jpg", "png")
_MOST_YEARS = 10


def table(file: Readable) -> bytes:
    """The bytes of an uploaded table; DataError when it is too large or no XLSX. It is read, not kept."""
    content = file.read(TABLE_LIMIT + 1)
    if len(content) > TABLE_LIMIT:
        raise DataError(
            _("表格太大"),
            why=_("网页上收至多 %(a)s MB") % {"a": TABLE_LIMIT // MEGABYTE},
            fix=_("分成几份，或请管理员用 luodi registry import"),
        )
    kind = sniff(content) if content else None
    if kind is None or kind.name != "xlsx":
        raise DataError(
            _("这不是 XLSX 表格"),
            why=_("从内容看是 %(a)s") % {"a": kind.label} if kind else _("文件是空的，或看不出是什么"),
            fix=_("用表格软件另存为 .xlsx"),
        )
    return content


def evidence(file: Readable, name: str = "") -> Kept:
    """Keep an uploaded piece of evidence; DataError when it is none of `EVIDENCE`."""
    return keep(file, kinds=EVIDENCE, name=name)


def years(text: str, today: date) -> list[int]:
    """The years of a table to fill in, written as 2020,2021; without any the two that ended last."""
    told = text.replace("，", ",").replace("、", ",").split(",") if text.strip() else []
    if not told:
        return [today.year - 2, today.year - 1]
    if len(told) > _MOST_YEARS or not all(one.strip().isdecimal() and 1949 <= int(one) <= 2100 for one in told):
        raise DataError(_("“%(a)s”不是年份") % {"a": text[:40]}, fix=_("写 2020,2021，至多十年"))
    return sorted({int(one) for one in told})
