"""The stored full-text index: pairs of Chinese characters with their places, asked by phrases.

A word is found exactly, whatever its length: its pairs stand one behind the other. SQLite keeps them in FTS5 (`unicode61` splits at
the blanks that we write), PostgreSQL as a tsvector that we write ourselves, so that no parser of either cuts a word differently.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from luodi.engine.documents.search import Phrase, phrase, tokens

#: More hits are not counted: who finds so many must say more.
MOST = 5_000
#: PostgreSQL knows no higher place; what stands behind it is found by its pairs, not by their order.
_LAST_PLACE = 16_383


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that holds every word: its row, its version, what its facets are, and how well it fits (smaller is better)."""

    clause: int
    version: int
    instruments: str
    bodies: str
    rank: float


def write(rows: Iterable[tuple[int, str]]) -> None:
    """Put clauses, each by its row and its text, into the index."""
    if connection.vendor == "sqlite":
        statement = "INSERT INTO policies_search (rowid, words) VALUES (%s, %s)"
        values = [(row, " ".join(tokens(text))) for row, text in rows]
    else:
        statement = "INSERT INTO policies_search (rowid, words) VALUES (%s, %s::tsvector)"
        values = [(row, _vector(tokens(text))) for row, text in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def remove(version: int) -> None:
    """Take the clauses of a version out of the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM policies_search WHERE rowid IN (SELECT id FROM policies_clause WHERE version_id = %s)",
            [version],
        )


def ask(words: Iterable[str], version: int | None = None) -> list[Hit]:
    """Return the clauses that hold every word, the best first; of one version when it is told."""
    phrases = [found for word in words if (found := phrase(word))[0]]
    if not phrases:
        return []
    statement, query = (_SQLITE, _match(phrases)) if connection.vendor == "sqlite" else (_POSTGRES, _tsquery(phrases))
    only = "" if version is None else "AND c.version_id = %s"
    given: list[Any] = [query] if version is None else [query, version]
    with connection.cursor() as cursor:
        cursor.execute(statement.format(only=only), [*given, MOST])
        return [Hit(*row) for row in cursor.fetchall()]


_SQLITE = """SELECT c.id, c.version_id, c.instruments, c.bodies, bm25(policies_search) AS fit FROM policies_search
    JOIN policies_clause c ON c.id = policies_search.rowid WHERE policies_search MATCH %s {only} ORDER BY fit, c.id LIMIT %s"""
_POSTGRES = """SELECT c.id, c.version_id, c.instruments::text, c.bodies::text, -ts_rank_cd(s.words, q) AS fit
    FROM (SELECT %s::tsquery AS q) asked, policies_search s JOIN policies_clause c ON c.id = s.rowid
    WHERE s.words @@ q {only} ORDER BY fit, c.id LIMIT %s"""


def _match(phrases: list[Phrase]) -> str:
    """The question in the words of FTS5.

    >>> _match([phrase("算力5G"), phrase("券")])
    '"算力 力 5g" AND "券" *'
    """
    return " AND ".join(f'"{" ".join(pairs)}"{" *" if beginning else ""}' for pairs, beginning in phrases)


def _tsquery(phrases: list[Phrase]) -> str:
    """The same in PostgreSQL's words; tokens hold letters, digits, `.`, `+` and `-` only, so they need no escape.

    >>> _tsquery([phrase("算力5G"), phrase("券")])
    "('算力' <-> '力' <-> '5g') & ('券':*)"
    """
    return " & ".join(
        "("
        + " <-> ".join(
            f"'{pair}'{':*' if beginning and place == len(pairs) - 1 else ''}" for place, pair in enumerate(pairs)
        )
        + ")"
        for pairs, beginning in phrases
    )


def _vector(found: list[str]) -> str:
    return " ".join(f"'{token}':{min(place, _LAST_PLACE)}" for place, token in enumerate(found, start=1))
