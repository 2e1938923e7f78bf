"""Texts as a person wrote them: marks and paragraphs stay, what cannot be seen goes, and too long is refused."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError


def lines(text: str, most: int, name: str, *, needed: bool = True) -> str:
    """Return a text of several lines, at most so many characters; DataError names the field.

    >>> lines(" 一 \\r\\n\\x00二", 10, "理由")
    '一\\n二'
    """
    shown = "".join(
        char for char in text.replace("\r\n", "\n").replace("\r", "\n")
        if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )  # fmt: skip
    told = "\n".join(line.strip() for line in shown.split("\n")).strip()
    if needed and not told:
        raise DataError(_("没有写%(name)s") % {"name": name}, fix=_("写上再提交"))
    if len(told) > most:
        raise DataError(
            _("%(name)s太长") % {"name": name},
            why=_("有 %(n)d 字，至多 %(most)d 字") % {"n": len(told), "most": most},
            fix=_("写短些，详细材料用附件"),
        )
    return told


def one_line(text: str, most: int, name: str, *, needed: bool = True) -> str:
    """Return a text of one line; DataError names the field."""
    return " ".join(lines(text, most, name, needed=needed).split())
