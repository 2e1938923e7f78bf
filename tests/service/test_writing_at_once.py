"""Eight at once, sixty changes each: none is lost, none is refused as locked, and the audit chain holds; on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

WRITE = """
import json, threading
from luodi.site.start import start; start()
from django.db import connection, transaction
from django.utils import timezone
from luodi.service.accounts.models import Organisation
from luodi.service.accounts.rights import COMMAND
from luodi.service.audit.actions import record
from luodi.service.audit.queries import verify
now, failed = timezone.now(), []
begin = threading.Barrier(8)

def write(own):
    begin.wait()
    for n in range(60):
        try:
            with transaction.atomic():
                key = f"{own}-{n}"
                before = Organisation.objects.filter(kind="enterprise").count()  # a read before the write, as an action has
                Organisation.objects.create(code=key, name=key, since=now)
                record(COMMAND, "organisation.sign_up", "organisation", key, after={"count": before})
        except Exception as error:
            failed.append(repr(error))
    connection.close()

threads = [threading.Thread(target=write, args=(own,)) for own in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
proof = verify()
print(json.dumps({"failed": failed, "rows": Organisation.objects.count(), "audit": proof.rows, "broken": len(proof.broken)}))
"""


def _write(place: dict[str, str]) -> dict[str, object]:
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith("LUODI_")}, **place}
    done = subprocess.run([sys.executable, "-c", WRITE], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


ALL = {"failed": [], "rows": 480, "audit": 480, "broken": 0}


def test_on_sqlite(tmp_path: Path) -> None:
    assert _write({"LUODI_DATA": str(tmp_path)}) == ALL


def test_on_postgresql(tmp_path: Path, postgresql: Callable[[], str]) -> None:
    assert _write({"LUODI_DATA": str(tmp_path), "LUODI_DATABASE": postgresql()}) == ALL
