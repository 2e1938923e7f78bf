"""The worker: takes one job after the other, lets a child process carry it out, tells how far it is, ends it when asked to.

The child works with the engine alone; only the worker writes to the database. The child ends when the worker does (its input ends).
"""

from __future__ import annotations

import json
import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.utils import timezone

from luodi.engine.core.errors import LuodiError
from luodi.service import files
from luodi.service.simulations import jobs, places
from luodi.service.simulations.carrying import problem_of
from luodi.service.simulations.models import CANCELLED, Job
from luodi.service.simulations.shelf import library_of

_VENDOR = Path(__file__).resolve().parents[2] / "vendor" / "echarts" / "echarts.simple.min.js"
_LONGEST = timedelta(hours=2)
_KILLED = {
    "what": "推演的进程被系统结束了",
    "why": "多半是内存不够",
    "fix": "减少企业或政策，或给 luodi worker 更多 --memory",
}
_TOO_LONG = {"what": "推演超过两小时，已停止", "why": "", "fix": "减少企业或政策，或在命令行用 luodi simulate"}
_BROKEN = {"what": "推演中途出了程序的故障", "why": "记录在工作进程的日志里", "fix": "把这次推演的编号告诉管理员"}


@dataclass(frozen=True)
class Means:
    """What a worker may use, and how often it looks: memory and threads of a job, seconds between looks, the lease of a job."""

    memory: str = "1GB"
    threads: int | None = None
    every: float = 1.0
    lease: timedelta = jobs.LEASE


class Worker:
    """One worker. `stop` may be called from a signal or another thread."""

    def __init__(self, means: Means) -> None:
        self.means = means
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{os.urandom(4).hex()}"
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End soon: the job at hand is put back."""
        self._stopped.set()

    def run(self, *, once: bool = False) -> None:
        """Work until stopped; with `once` until there is nothing left to do."""
        greeted: datetime | None = None
        while not self._stopped.is_set():
            try:
                if not connection.in_atomic_block:
                    close_old_connections()
                now = timezone.now()
                if greeted is None or now - greeted > jobs.ABSENT / 6:
                    jobs.greet(self.name, now)
                    greeted = now
                job = jobs.claim(self.name, now, self.means.lease)
                if job is not None:
                    self._carry_out(job)
                    continue
            except DatabaseError as error:  # the database is away, or busy: try again later
                sys.stderr.write(f"luodi worker: {error}\n")
            if once:
                break
            self._stopped.wait(self.means.every)
        jobs.leave(self.name)

    def _carry_out(self, job: Job) -> None:
        try:
            order = order_of(job, self.means)
        except LuodiError as error:
            jobs.fail(job, timezone.now(), problem_of(error))
            return
        command = [sys.executable, "-m", "luodi.service.simulations.carrying"]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "encoding": "utf-8"}
        with subprocess.Popen(command, start_new_session=True, **pipes) as child:  # Ctrl+C is the worker's to act on
            try:
                self._watch(job, child, order)
            finally:
                child.kill()
        _sweep(job)

    def _watch(self, job: Job, child: subprocess.Popen[str], order: Mapping[str, Any]) -> None:
        """Pass on what the child says until it ends, is to be cancelled, or is no longer ours to run."""
        assert child.stdin is not None
        child.stdin.write(json.dumps(order, ensure_ascii=False) + "\n")
        child.stdin.flush()
        said = _listening(child)
        stage, percent, began = "准备", 1, timezone.now()
        while True:
            for line in _waiting(said, min(self.means.every, 1.0)):
                if line is None:
                    code = child.wait()
                    jobs.fail(job, timezone.now(), _KILLED if code < 0 else _BROKEN, again=code < 0)
                    return
                if "made" in line:
                    jobs.finish(job, timezone.now(), line["made"])
                    return
                if "problem" in line:
                    jobs.fail(job, timezone.now(), line["problem"])
                    return
                stage, percent = line["stage"], min(int(line["part"] * 100), 99)
            now = timezone.now()
            if self._stopped.is_set():
                jobs.give_back(job)
                return
            if now - began > _LONGEST:
                jobs.fail(job, now, _TOO_LONG)
                return
            if not jobs.beat(job, now, stage, percent):
                child.kill()
                jobs.fail(job, now, _BROKEN)  # cancelled when that was asked; nothing when it is another's
                return


def order_of(job: Job, means: Means) -> dict[str, Any]:
    """What the child is told; LuodiError when a file is gone."""
    if job.kind == "make":
        assert job.population is not None
        spec = job.population.spec
        place = places.population_folder(job.population.pk)
        return {"kind": "make", "place": str(place), "overlay": _overlay(spec.get("drafts", ())), **spec}
    if job.kind == "check":
        assert job.table is not None
        table = job.table
        told = {"sheet": "", "unit": "", "year": None, "columns": {}, **table.spec}
        place = places.population_folder(table.population_id)
        return {
            "kind": "check",
            "file": str(_named(table.digest, table.name)),
            "name": table.name,
            "entity": table.entity,
            "place": str(place),
            **told,
        }
    assert job.run is not None
    run = job.run
    place = places.population_folder(run.population_id)
    if not place.is_dir():
        raise LuodiError(
            "企业数据的文件不在了", why="数据文件夹是新的，或文件被删了", fix="重新生成或上传企业数据，再推演"
        )
    return {
        "kind": "simulate", "title": run.title, "population": str(place), "on": run.on.isoformat(), "policies": run.policies, "reform": run.reform,
        "assumed": run.assumed, "by": run.by, "in_force": run.in_force, "memory": means.memory, "threads": means.threads,
        "place": str(places.run_folder(run.pk)), "echarts": str(_VENDOR), "overlay": _overlay(run.drafts),
    }  # fmt: skip


def _overlay(drafts: Sequence[int]) -> str:
    """The folder that lies over the packaged policies: what was published on this site, and drafts; empty when there is none."""
    return str(library_of(drafts).overlay or "")


def _named(digest: str, name: str) -> Path:
    """The kept file under a name with its suffix, by which the engine knows how to read it."""
    kept = files.path(digest)
    suffix = Path(name).suffix.lower()
    folder = places.population_folder(0).parent / ".uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    link = folder / f"{digest}{suffix}"
    link.unlink(missing_ok=True)
    link.symlink_to(kept)
    return link


def _sweep(job: Job) -> None:
    """Take away what a cancelled or taken-away run left."""
    job.refresh_from_db()
    if job.run_id and job.state == CANCELLED:
        places.remove(places.run_folder(job.run_id))


def _listening(child: subprocess.Popen[str]) -> queue.Queue[dict[str, Any] | None]:
    """Read the child's lines in a thread of their own; None when they end."""
    said: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def listen() -> None:
        assert child.stdout is not None
        for line in child.stdout:
            try:
                said.put(json.loads(line))
            except ValueError:
                sys.stderr.write(line)
        said.put(None)

    threading.Thread(target=listen, daemon=True).start()
    return said


def _waiting(said: queue.Queue[dict[str, Any] | None], seconds: float) -> list[dict[str, Any] | None]:
    """What was said in the meantime; waits for a first line so many seconds."""
    try:
        lines = [said.get(timeout=seconds)]
    except queue.Empty:
        return []
    while True:
        try:
            lines.append(said.get_nowait())
        except queue.Empty:
            return lines
