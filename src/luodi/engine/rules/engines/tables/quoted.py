"""Names and texts as DuckDB reads them, for SQL that is written as text."""

from __future__ import annotations


def name(value: str) -> str:
    """Return a name of a table or a column.

    >>> name('a"b')
    '"a""b"'
    """
    return '"' + value.replace('"', '""') + '"'


def text(value: object) -> str:
    """Return a value as a text.

    >>> text("it's")
    "'it''s'"
    """
    return "'" + str(value).replace("'", "''") + "'"
