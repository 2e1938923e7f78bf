"""`kill -9` in the middle of a run: of its process, it is done once more; of the worker, another takes it over; never does it hang.

On SQLite and on PostgreSQL, with real processes.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")
pytest.importorskip("duckdb", reason="没有装表格的依赖（tables），跳过")

PREPARE = """
from luodi.site.start import start; start()
from datetime import date
from django.utils import timezone
from luodi.service.accounts.rights import COMMAND
from luodi.service.simulations import actions
from luodi.service.simulations.working import Means, Worker
now = timezone.now()
policy = "zhejiang/hangzhou/ai-zone-policy"
made = actions.make_population(COMMAND, "一批", now, rows=300, seed=1, years=(2020, 2021), policies=[policy])
Worker(Means(threads=1, every=0.05)).run(once=True)
run = actions.prepare(COMMAND, "现行", made.pk, date(2021, 6, 1), [policy], now, by=["region"])
actions.send(COMMAND, run.pk, now)
"""
LOOK = """
from luodi.site.start import start; start()
import json
from luodi.service.audit.queries import verify
from luodi.service.simulations.models import Job, Run, Worker
from luodi.service.simulations.places import run_folder
job = Job.objects.order_by("-pk").first()
folder = run_folder(job.run_id)
print(json.dumps({"state": job.state, "attempts": job.attempts, "problem": job.problem, "summary": bool(Run.objects.get().summary),
                  "files": sorted(f.name for f in folder.iterdir()) if folder.is_dir() else [], "broken": len(verify().broken)}))
"""
#: A child that says it works and then does not end, so that it can be killed in the middle.
STUCK = """
import json, sys, time
print(json.dumps({"stage": "现行", "part": 0.3}), flush=True)
sys.stdin.readline(); sys.stdin.read()
"""


def _python(code: str, place: dict[str, str]) -> str:
    return subprocess.run([sys.executable, "-c", code], env=place, check=True, capture_output=True, text=True).stdout


def _state(place: dict[str, str]) -> Any:
    return json.loads(_python(LOOK, place))


@contextmanager
def _worker(place: dict[str, str], *given: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [
        sys.executable,
        "-c",
        "from luodi.cli import main; main()",
        "worker",
        "--threads",
        "1",
        "--lease",
        "2",
        *given,
    ]
    with subprocess.Popen(command, env=place) as held:
        try:
            yield held
        finally:
            held.kill()


@contextmanager
def _stuck(place: dict[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    """An environment in which the child of a worker does not end."""
    folder = tmp_path / "stuck" / "luodi_stuck"
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / "sitecustomize.py").write_text(
        "import sys\nif sys.argv[:1] == ['-m'] and 'luodi.service.simulations.carrying' in ' '.join(sys.orig_argv):\n"
        + "".join(f"    {line}\n" for line in STUCK.strip().splitlines()),
        "utf-8",
    )
    yield {**place, "PYTHONPATH": str(folder.parent)}


def _until(wanted: Callable[[], bool]) -> None:
    for _ in range(600):
        if wanted():
            return
        time.sleep(0.1)
    pytest.fail("没有等到")


def _children(of: int) -> list[int]:
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(of)], capture_output=True, text=True, check=False).stdout
    return [int(one) for one in told.split()]


def _running(place: dict[str, str]) -> bool:
    return bool(_state(place)["state"] == "running")


def _places(tmp_path: Path, postgresql: Callable[[], str] | None) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in {"LUODI_DATA", "LUODI_DATABASE"}}
    place = {**kept, "LUODI_DATA": str(tmp_path / "data"), **({"LUODI_DATABASE": postgresql()} if postgresql else {})}
    _python(PREPARE, place)
    return place


def _story(tmp_path: Path, postgresql: Callable[[], str] | None) -> None:
    place = _places(tmp_path, postgresql)
    with _stuck(place, tmp_path) as stuck, _worker(stuck) as first:
        _until(lambda: len(_children(first.pid)) == 1 and _running(place))
        (child,) = _children(first.pid)
        os.kill(child, signal.SIGKILL)  # the run's own process, as when memory is out: tried once more by itself
        _until(lambda: _state(place)["attempts"] == 2)
        _until(lambda: len(_children(first.pid)) == 1)
        (child,) = _children(first.pid)
        os.kill(first.pid, signal.SIGKILL)  # then the worker
        first.wait()
        _until(
            lambda: (
                not Path(f"/proc/{child}").exists()
                or "Z" in Path(f"/proc/{child}/stat").read_text().rpartition(")")[2][:3]
            )
        )
    assert _state(place)["state"] == "running"  # nobody could say so
    with _worker(place):
        _until(lambda: _state(place)["state"] == "failed")
    told = _state(place)
    assert (
        "没有了音讯" in told["problem"]["what"] and told["files"] == [] and told["broken"] == 0 and not told["summary"]
    )


def _resumed(tmp_path: Path, postgresql: Callable[[], str] | None) -> None:
    place = _places(tmp_path, postgresql)
    with _stuck(place, tmp_path) as stuck, _worker(stuck) as first:
        _until(lambda: len(_children(first.pid)) == 1 and _running(place))
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    with _worker(place):
        _until(lambda: _state(place)["state"] == "done")
    told = _state(place)
    assert (told["attempts"], told["summary"], told["broken"]) == (2, True, 0)
    assert {"claims.parquet", "report.html", "result.json", "supports.csv", "supports.parquet"} <= set(told["files"])


def test_a_killed_worker_is_taken_over(tmp_path: Path) -> None:
    _resumed(tmp_path, None)


def test_killed_twice_it_reports_itself_failed(tmp_path: Path) -> None:
    _story(tmp_path, None)


def test_a_killed_worker_is_taken_over_on_postgresql(tmp_path: Path, postgresql: Callable[[], str]) -> None:
    _resumed(tmp_path, postgresql)


def test_killed_twice_it_reports_itself_failed_on_postgresql(tmp_path: Path, postgresql: Callable[[], str]) -> None:
    _story(tmp_path, postgresql)


def test_the_worker_ends_with_the_server(tmp_path: Path) -> None:
    place = {**{k: v for k, v in os.environ.items() if k != "LUODI_DATABASE"}, "LUODI_DATA": str(tmp_path / "data")}
    command = [sys.executable, "-c", "from luodi.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(command, env=place, stdout=subprocess.PIPE, text=True) as held:
        assert held.stdout is not None and "http" in held.stdout.readline()
        _until(lambda: len(_children(held.pid)) == 1)
        (worker,) = _children(held.pid)
        os.kill(worker, signal.SIGKILL)
        _until(lambda: _children(held.pid) not in ([], [worker]))  # it is started anew
        (worker,) = _children(held.pid)
        os.kill(held.pid, signal.SIGKILL)
        _until(
            lambda: (
                not Path(f"/proc/{worker}").exists()
                or "Z" in Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2][:3]
            )
        )
