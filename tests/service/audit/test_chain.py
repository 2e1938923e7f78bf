"""The log: one row a change, in its transaction; every tampering is found; the database refuses to change a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def rows() -> list[Any]:
    from luodi.service.audit.actions import record
    from luodi.service.audit.actor import Actor

    clerk = Actor("person:7", "王晓")
    return [
        record(clerk, "fact.record", "fact", n, before=None, after={"value": f"{n}.00"}, reason="年报")
        for n in range(5)
    ]


def _force(statement: str, *values: object) -> None:
    """Change the table behind the back of its guards, as somebody with the keys of the database can."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'")
        guards = cursor.fetchall()
        for name, _ in guards:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement, values)
        for _, sql in guards:
            cursor.execute(sql)


def test_the_chain_holds(rows: list[Any]) -> None:
    from luodi.service.audit.queries import verify

    proof = verify()
    assert (proof.broken, proof.rows, proof.digest) == ((), rows[-1].number, rows[-1].digest)
    assert verify((rows[2].number, rows[2].digest)).broken == ()


@pytest.mark.parametrize(
    ("tamper", "why"),
    [
        (lambda rows: _force("UPDATE audit_entry SET reason = '改' WHERE number = %s", rows[1].number), "被改过"),
        (lambda rows: _force("UPDATE audit_entry SET at = '2001-01-01 00:00:00' WHERE number = %s", rows[1].number), "被改过"),
        (lambda rows: _force("DELETE FROM audit_entry WHERE number = %s", rows[2].number), "前面缺"),
        (lambda rows: _force("DELETE FROM audit_entry WHERE number = %s", rows[4].number), "末尾被删"),
        (lambda rows: _force("DELETE FROM audit_entry WHERE number >= %s", rows[0].number), "末尾被删"),
        (lambda rows: _insert(rows[2]), "末尾被删或被添"),
    ],
)  # fmt: skip
def test_every_tampering_is_found(rows: list[Any], tamper: Callable[[list[Any]], None], why: str) -> None:
    from luodi.service.audit.queries import verify

    tamper(rows)
    assert any(why in found.why for found in verify().broken)


def _insert(row: Any) -> None:
    """Put a row of one's own at the end, with digests that fit."""
    from luodi.service.audit.chain import digest
    from luodi.service.audit.models import Entry

    last = Entry.objects.order_by("-number").first()
    assert last is not None
    made = Entry(
        number=last.number + 1,
        at=row.at,
        actor="person:1",
        actor_name="?",
        action="x",
        kind="fact",
        object="1",
        after={},
        previous=last.digest,
    )
    made.digest = digest(made)
    made.save()


def test_a_chain_written_anew_is_found_by_a_digest_kept_elsewhere(rows: list[Any]) -> None:
    from luodi.service.audit.chain import digest
    from luodi.service.audit.models import Entry, Head
    from luodi.service.audit.queries import verify

    anchor = (rows[4].number, rows[4].digest)
    previous = rows[0].previous
    for entry in list(Entry.objects.filter(number__gte=rows[0].number).order_by("number")):
        entry.reason, entry.previous = "另编", previous
        previous = digest(entry)
        _force("UPDATE audit_entry SET reason = %s, previous = %s, digest = %s WHERE number = %s", "另编", entry.previous, previous, entry.number)  # fmt: skip
    Head.objects.update(digest=previous)
    assert verify().broken == ()
    assert any("重写" in found.why for found in verify(anchor).broken)


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_a_row(rows: list[Any], statement: str) -> None:
    from django.db import connection, transaction
    from django.db.utils import DatabaseError

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_row_needs_the_transaction_of_its_change(application: Any) -> None:
    from django.db import connection

    from luodi.service.accounts.rights import VISITOR
    from luodi.service.audit.actions import record

    assert connection.in_atomic_block
    connection.in_atomic_block = False
    try:
        with pytest.raises(RuntimeError, match="transaction"):
            record(VISITOR, "fact.record", "fact", 1)
    finally:
        connection.in_atomic_block = True
