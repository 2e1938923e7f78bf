"""A backup is whole or not at all; what comes back is what was there, from SQLite to PostgreSQL and back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

FILL = """
from luodi.site.start import start; start()
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pathlib import Path
from luodi.service.accounts.models import Organisation, Person
from luodi.service.accounts.rights import COMMAND
from luodi.service.audit.actions import record
now = timezone.now()
with transaction.atomic():
    for n in range(30):
        person = Person.objects.create(login=f"p{n}", name="李“引号”\\n换行", joined=now)
        made = Organisation.objects.create(code=f"91330106MA000000{n:02d}", name=f"企业{n}", since=now)
        record(COMMAND, "organisation.sign_up", "organisation", made.pk, after={"name": made.name})
folder = Path(settings.MEDIA_ROOT) / "ab"
folder.mkdir(parents=True)
(folder / "证明.pdf").write_bytes(bytes(range(256)) * 40)
"""
DUMP = """
import json, sys
from luodi.site.start import start; start()
from django.core import serializers
from luodi.site.backup import kept
from luodi.service.audit.queries import verify
proof = verify()
print(json.dumps({"audit": [proof.rows, proof.digest, len(proof.broken)],
  "rows": {m._meta.label_lower: sorted(serializers.serialize("json", [row]) for row in m._default_manager.all()) for m in kept()}}))
"""


def run(code: str, place: Mapping[str, str]) -> str:
    """Run Python on the site of a place of its own."""
    done = subprocess.run([sys.executable, "-c", code], env=_env(place), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def luodi(place: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from luodi.cli import main; main()", *arguments]
    return subprocess.run(command, env=_env(place), capture_output=True, text=True, check=False)


def _env(place: Mapping[str, str]) -> dict[str, str]:
    return {**{k: v for k, v in os.environ.items() if not k.startswith("LUODI_")}, **place}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    run(FILL, {"LUODI_DATA": str(folder)})
    return folder


@pytest.fixture(scope="module")
def kept(filled: Path) -> Path:
    file = filled / "luodi.tar.gz"
    done = luodi({"LUODI_DATA": str(filled)}, "backup", str(file))
    assert done.returncode == 0, done.stderr
    assert "1 个文件" in done.stdout
    assert not [one for one in filled.iterdir() if one.name.endswith(".partial")]
    return file


def test_what_comes_back_is_what_was_there(filled: Path, kept: Path, tmp_path: Path) -> None:
    assert "完好" in luodi({"LUODI_DATA": str(filled)}, "backup", "--check", str(kept)).stdout
    done = luodi({"LUODI_DATA": str(tmp_path)}, "restore", str(kept))
    assert done.returncode == 0, done.stderr
    there, here = (json.loads(run(DUMP, {"LUODI_DATA": str(place)})) for place in (filled, tmp_path))
    assert there == here
    assert there["audit"][2] == 0
    assert (tmp_path / "files/ab/证明.pdf").read_bytes() == bytes(range(256)) * 40


def test_from_sqlite_to_postgresql_and_back(
    filled: Path, kept: Path, tmp_path: Path, postgresql: Callable[[], str]
) -> None:
    there = {"LUODI_DATA": str(tmp_path / "pg"), "LUODI_DATABASE": postgresql()}
    assert luodi(there, "restore", str(kept)).returncode == 0
    again = tmp_path / "again.tar.gz"
    done = luodi(there, "backup", str(again))
    assert done.returncode == 0, done.stderr
    back = {"LUODI_DATA": str(tmp_path / "back")}
    assert luodi(back, "restore", str(again)).returncode == 0
    assert json.loads(run(DUMP, back)) == json.loads(run(DUMP, {"LUODI_DATA": str(filled)}))
    more = run("from luodi.site.start import start; start()\nfrom luodi.service.accounts.models import Person\n"
               "from django.utils import timezone\nprint(Person.objects.create(login='new', name='新', joined=timezone.now()).pk)", there)  # fmt: skip
    assert int(more) > 30  # the next number comes after the restored ones


def test_a_full_database_is_not_written_over(filled: Path, kept: Path) -> None:
    done = luodi({"LUODI_DATA": str(filled)}, "restore", str(kept))
    assert done.returncode == 2
    assert "不是空的" in done.stderr


@pytest.mark.parametrize("damage", ["cut", "changed", "no backup", "absent"])
def test_a_damaged_backup_is_refused_and_nothing_is_written(kept: Path, tmp_path: Path, damage: str) -> None:
    broken = tmp_path / "broken.tar.gz"
    if damage == "cut":
        broken.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    elif damage == "changed":
        _rewritten(kept, broken)
    elif damage == "no backup":
        broken.write_text("not a backup")
    place = {"LUODI_DATA": str(tmp_path / "data")}
    done = luodi(place, "restore", str(broken))
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "办法" in done.stderr or damage == "absent"
    dumped = json.loads(run(DUMP, place))["rows"]
    assert not any(rows for rows in dumped.values())


def _rewritten(file: Path, out: Path) -> None:
    """The same backup with one name changed in its rows."""
    import io

    with tarfile.open(file) as old, tarfile.open(out, "w:gz") as new:
        for member in old:
            data = old.extractfile(member).read()  # type: ignore[union-attr]
            if member.name.endswith("organisation.jsonl"):
                data = data.replace("企业1".encode(), "企业9".encode())
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
