"""The full-text index of the clauses that are searched: bigrams with their places, in the words of the database."""

from __future__ import annotations

from typing import Any

from django.db import migrations

SQLITE = ["CREATE VIRTUAL TABLE policies_search USING fts5(words, tokenize = 'unicode61', columnsize = 1)"]
POSTGRES = [
    "CREATE TABLE policies_search (rowid bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX policies_search_words ON policies_search USING gin (words)",
]


def build(apps: Any, editor: Any) -> None:
    """Make the index."""
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRES}[editor.connection.vendor]:
        editor.execute(statement)


def drop(apps: Any, editor: Any) -> None:
    """Take the index away."""
    editor.execute("DROP TABLE policies_search")


class Migration(migrations.Migration):
    """The index beside the table of clauses."""

    dependencies = (("policies", "0001_initial"),)
    operations = (migrations.RunPython(build, drop),)
