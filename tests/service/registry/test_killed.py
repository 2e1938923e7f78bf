"""The import is killed in the middle: what was written is whole, and the same file again does the rest; on SQLite and on PostgreSQL."""

from __future__ import annotations

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

ROWS, AT = 120, 80
IMPORT = """
import json, os, signal, sys
from pathlib import Path
from luodi.site.start import start; start()
from django.utils import timezone
from luodi.service.accounts.rights import COMMAND
from luodi.service.audit.models import Entry
from luodi.service.audit.queries import verify
from luodi.service.registry import actions, importing
from luodi.service.registry.models import Import, Statement
seen, state, kill = [], actions.state, int(sys.argv[2])
def counted(*given, **more):
    seen.append(1)
    if len(seen) == kill:
        os.kill(os.getpid(), signal.SIGKILL)
    return state(*given, **more)
actions.state = counted
if kill >= 0:
    importing.import_file(COMMAND, Path(sys.argv[1]).read_bytes(), "a.xlsx", importing.Wanted("annual"), timezone.now())
proof = verify()
rows = Statement.objects.values_list("organisation__code", flat=True)
stated = {code: list(rows).count(code) for code in set(rows)}
last = Import.objects.first()
print(json.dumps({"broken": len(proof.broken), "log": Entry.objects.filter(action="fact.import").count(), "stated": stated,
                  "sheets": last.report.get("sheets", []), "finished": last.finished_at is not None}))
"""


def _run(file: Path, place: dict[str, str], kill: int) -> Any:
    environment = {**{k: v for k, v in os.environ.items() if k not in {"LUODI_DATA", "LUODI_DATABASE"}}, **place}
    done = subprocess.run(
        [sys.executable, "-c", IMPORT, str(file), str(kill)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == (-signal.SIGKILL if kill > 0 else 0), done.stderr
    return json.loads(done.stdout) if done.stdout else None


def _kill_and_go_on(file: Path, place: dict[str, str]) -> None:
    from luodi.service.registry.importing import BLOCK

    _run(file, place, AT)
    half = _run(file, place, -1)
    assert half["broken"] == 0 and not half["finished"]
    assert len(half["stated"]) == half["log"] == (AT - 1) // BLOCK * BLOCK
    assert set(half["stated"].values()) == {3}  # a row is there whole, or not at all
    whole = _run(file, place, 0)
    (sheet,) = whole["sheets"]
    assert (sheet["new"], sheet["unchanged"], sheet["refused"]) == (ROWS - half["log"], half["log"], 0)
    assert (whole["broken"], whole["log"], len(whole["stated"]), set(whole["stated"].values())) == (0, ROWS, ROWS, {3})


@pytest.fixture
def file(workbook: Callable[..., bytes], tmp_path: Path) -> Path:
    head = ["统一社会信用代码", "企业名称", "注册地", "2021年营业收入（万元）", "从事人工智能产业", "独立法人"]
    made = tmp_path / "a.xlsx"
    made.write_bytes(
        workbook(企业=[head, *([f"SYNTHETIC{n:09d}", f"第{n}号织机厂", "330106", n, "是", "是"] for n in range(ROWS))])
    )
    return made


def test_on_sqlite(application: Any, file: Path, tmp_path: Path) -> None:
    _kill_and_go_on(file, {"LUODI_DATA": str(tmp_path / "data")})


def test_on_postgresql(application: Any, file: Path, tmp_path: Path, postgresql: Callable[[], str]) -> None:
    _kill_and_go_on(file, {"LUODI_DATA": str(tmp_path / "data"), "LUODI_DATABASE": postgresql()})


def test_the_same_tests_on_postgresql(tmp_path: Path, postgresql: Callable[[], str]) -> None:
    """What holds on SQLite holds on PostgreSQL."""
    here = Path(__file__).parent
    root = here.parents[2]
    files = [str(here / name) for name in ("test_stating.py", "test_importing.py", "test_api.py")]
    environment = {**{k: v for k, v in os.environ.items() if k != "LUODI_DATA"}, "LUODI_DATABASE": postgresql()}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *files]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
