"""The database itself refuses to change or delete a row of the log."""

from __future__ import annotations

from typing import Any

from django.db import migrations

SQLITE = [
    f"CREATE TRIGGER audit_no_{verb} BEFORE {verb.upper()} ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
    for verb in ("update", "delete")
]
POSTGRES = [
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
]


def guard(apps: Any, editor: Any) -> None:
    """Add the triggers in the words of the database."""
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRES}[editor.connection.vendor]:
        editor.execute(statement)


def lift(apps: Any, editor: Any) -> None:
    """Take the triggers away again."""
    if editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER audit_no_{verb}")
    else:
        editor.execute("DROP FUNCTION audit_refuse() CASCADE")


class Migration(migrations.Migration):
    """Triggers on the table of the log."""

    dependencies = (("audit", "0001_initial"),)
    operations = (migrations.RunPython(guard, lift),)
