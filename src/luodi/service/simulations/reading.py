"""What a person types into the forms of this subject, read; DataError says what cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError

_ROWS = re.compile(r"([0-9][0-9_,]*)\s*(万)?(?:家)?")


def rows_of(text: str) -> int:
    """A number of enterprises: 100000, 10万."""
    match = _ROWS.fullmatch(text.strip())
    if not match:
        raise DataError(_("“%(a)s”不是企业数") % {"a": text.strip()[:20]}, fix=_("写成 100000 或 10万"))
    return int(re.sub(r"[_,]", "", match[1])[:15]) * (10_000 if match[2] else 1)


DRAFT = "draft:"


def picked(values: Iterable[str]) -> tuple[list[str], list[int]]:
    """What is ticked in a list of policies: encoded ones by their id, drafts by `draft:` and their number."""
    told = list(dict.fromkeys(values))
    drafts = [one.removeprefix(DRAFT) for one in told if one.startswith(DRAFT)]
    return [one for one in told if not one.startswith(DRAFT)], [number(one, _("稿子")) for one in drafts]


def number(text: str, what: str) -> int:
    """A whole number."""
    plain = text.strip()
    if not re.fullmatch(r"-?[0-9]{1,19}", plain):
        raise DataError(_("%(what)s“%(a)s”不是整数") % {"what": what, "a": plain[:20]}, fix=_("写阿拉伯数字"))
    return int(plain)


def day(text: str) -> date:
    """A day, as the field of a form writes it."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise DataError(_("“%(a)s”不是日期") % {"a": text.strip()[:20]}, fix=_("写成 2021-06-01")) from None


def columns_of(text: str) -> dict[str, str]:
    """Which column is which fact, one per line: 营收=main_revenue; nothing after the sign leaves the column out."""
    found = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, sign, fact = line.rpartition("=")
        if not sign or not name.strip():
            raise DataError(
                _("“%(a)s”读不懂") % {"a": line.strip()[:40]}, fix=_("一行一列，写 列名=事实，如 营收=main_revenue")
            )
        found[name.strip()] = fact.strip()
    return found
