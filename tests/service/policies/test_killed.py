"""The process is killed in the middle: what it had told is there and whole, and the same command again does the rest."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

COUNT = 60
LUODI = [sys.executable, "-c", "from luodi.cli import main; main()"]
WHOLE = """
import json
from luodi.site.start import start; start()
from django.db import connection
from luodi.service import files
from luodi.service.audit.queries import verify
from luodi.service.policies.models import Clause, Document, Version
proof = verify()
told = {"broken": len(proof.broken), "documents": {}, "versions": Version.objects.count(), "clauses": Clause.objects.count()}
for one in Document.objects.select_related("current"):
    rows = one.current.clauses.values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM policies_search WHERE rowid IN (SELECT id FROM policies_clause WHERE version_id = %s)", [one.current.pk])
        (indexed,) = cursor.fetchone()
    files.read(one.current.sha256)  # refuses what is not what its digest says
    told["documents"][one.title] = [len(rows), indexed, one.current.sha256]
print(json.dumps(told))
"""


def text(number: int) -> str:
    articles = "\n\n".join(
        f"第{n}条 第{number}号织机的第{n}项奖补最高{number}{n}万元，算力另计。" for n in "一二三四五六七八"
    )
    return f"成都市第{number}号织机奖补办法\n\n{articles}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "文件"
    made.mkdir()
    for number in range(100, 100 + COUNT):
        (made / f"织机{number}.txt").write_text(text(number), "utf-8")
    return made


def _environment(place: dict[str, str]) -> dict[str, str]:
    return {
        **{k: v for k, v in os.environ.items() if k not in {"LUODI_DATA", "LUODI_DATABASE"}},
        "PYTHONUNBUFFERED": "1",
        **place,
    }


def _whole(place: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", WHOLE], env=_environment(place), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _killed_after(lines: int, folder: Path, place: dict[str, str]) -> list[str]:
    """Import until so many lines were told, then kill -9; the titles that were told."""
    with subprocess.Popen(
        [*LUODI, "import", str(folder)], env=_environment(place), stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        told = [running.stdout.readline() for _ in range(lines)]
        running.send_signal(signal.SIGKILL)
        told += running.stdout.readlines()
    assert running.returncode == -signal.SIGKILL
    return [line.split("《")[1].split("》")[0] for line in told if line.endswith("\n") and "《" in line]


def _kill_and_go_on(folder: Path, place: dict[str, str]) -> None:
    told = _killed_after(7, folder, place)
    told += _killed_after(20, folder, place)
    held = _whole(place)
    assert held["broken"] == 0
    assert set(told) <= set(held["documents"])
    assert 7 <= len(held["documents"]) < COUNT
    again = subprocess.run(
        [*LUODI, "import", str(folder)], env=_environment(place), capture_output=True, text=True, check=False
    )
    assert again.returncode == 0, again.stderr
    assert f"已在库 {len(held['documents'])}" in again.stderr
    whole = _whole(place)
    digests = {hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}
    assert {tuple(one[:2]) for one in whole["documents"].values()} == {(8, 8)}
    assert {one[2] for one in whole["documents"].values()} == digests
    assert (whole["broken"], whole["versions"], whole["clauses"]) == (0, COUNT, COUNT * 8)


def test_an_import_on_sqlite(folder: Path, tmp_path: Path) -> None:
    _kill_and_go_on(folder, {"LUODI_DATA": str(tmp_path / "data")})


def test_an_import_on_postgresql(folder: Path, tmp_path: Path, postgresql: Callable[[], str]) -> None:
    _kill_and_go_on(folder, {"LUODI_DATA": str(tmp_path / "data"), "LUODI_DATABASE": postgresql()})


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_who_import_the_same_at_once(
    folder: Path, tmp_path: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    for file in sorted(folder.iterdir())[12:]:
        file.unlink()
    place = {"LUODI_DATA": str(tmp_path / "data")}
    if kind == "postgresql":
        place["LUODI_DATABASE"] = request.getfixturevalue("postgresql")()
    _whole(place)  # the tables are there
    both = [
        subprocess.Popen([*LUODI, "import", str(folder)], env=_environment(place), stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = [one.communicate()[0] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert sum(text.count("新增") for text in told) == 12
    whole = _whole(place)
    assert (whole["broken"], whole["versions"], whole["clauses"]) == (0, 12, 96)


BATCH = """
import os, signal, sys
from pathlib import Path
from luodi.site.start import start; start()
from django.utils import timezone
from luodi.service.accounts.acting import acting
from luodi.service.accounts.models import Person, Post
from luodi.service.policies import actions
from luodi.service.policies.models import Batch
now = timezone.now()
if sys.argv[1] == "begin":
    person = Person.objects.create(login="staff", name="某人", joined=now)
    Post.objects.create(person=person, role="officer", unit="某局", region="510100", starts=timezone.localdate(now))
    files = [(one.name, one.read_bytes()) for one in sorted(Path(sys.argv[2]).iterdir())]
    batch = actions.begin(acting(person, now), files, now, region="510100")
    for _ in range(5):
        actions.step(acting(person, now), batch.pk, now)
    os.kill(os.getpid(), signal.SIGKILL)
batch = Batch.objects.get()
who = acting(batch.person, now)
print(actions.steps_left(batch.pk))
while actions.step(who, batch.pk, now):
    pass
print(*sorted(set(batch.files.values_list("state", flat=True))))
"""


def test_an_upload_goes_on_after_the_server_was_killed(folder: Path, tmp_path: Path) -> None:
    environment = _environment({"LUODI_DATA": str(tmp_path / "data")})
    begun = subprocess.run(
        [sys.executable, "-c", BATCH, "begin", str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert begun.returncode == -signal.SIGKILL, begun.stderr
    done = subprocess.run(
        [sys.executable, "-c", BATCH, "go on"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == [str(COUNT - 5), "added"], done.stderr
    assert _whole({"LUODI_DATA": str(tmp_path / "data")})["versions"] == COUNT
