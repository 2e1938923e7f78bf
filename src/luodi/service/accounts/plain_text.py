"""One line of text as a person meant it: one form of every character, no control characters, single spaces.

>>> plain(" 王\\u3000 晓\\x00 ")
'王 晓'
"""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError, Place


def plain(text: str) -> str:
    """Return the text in NFKC without control and other invisible characters (PostgreSQL refuses a zero byte), spaces made one."""
    shown = (
        char if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or char.isspace() else ""
        for char in text
    )
    return " ".join(unicodedata.normalize("NFKC", "".join(shown)).split())


def reason_of(text: str) -> str:
    """Return why something is done, as the log keeps it; DataError beside the field `reason` when nothing is written."""
    if not (said := plain(text)):
        raise DataError(_("没有写原因"), place=Place(key="reason"), fix=_("写一句为什么；它留在审计记录里"))
    return said[:200]
