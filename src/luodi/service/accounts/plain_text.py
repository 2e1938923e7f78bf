"""One line of text as a person meant it: one form of every character, no control characters, single spaces.

>>> plain(" 王\\u3000 晓\\x00 ")
'王 晓'
"""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """Return the text in NFKC without control and other invisible characters (PostgreSQL refuses a zero byte), spaces made one."""
    shown = (
        char if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or char.isspace() else ""
        for char in text
    )
    return " ".join(unicodedata.normalize("NFKC", "".join(shown)).split())
