"""Giving jobs to workers: each is carried out by one worker at a time, and none hangs.

A job is claimed in one transaction. Its worker writes a heartbeat every few seconds, guarded by its own name and the number of the
attempt, so a worker that was thought dead and comes back finds that the job is no longer its own. A job whose heartbeat is older than
the lease is given to the next worker once more; after `MOST_ATTEMPTS` it has failed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from luodi.service.audit.actions import record
from luodi.service.audit.actor import Actor
from luodi.service.simulations.models import CANCELLED, DONE, FAILED, RUNNING, WAITING, Job, Run, Worker

MOST_ATTEMPTS = 2
LEASE = timedelta(seconds=30)
#: A worker that was not heard of for so long counts as gone on the pages.
ABSENT = timedelta(seconds=60)
BACKGROUND = Actor("worker", "后台推演")
_SILENT = {
    "what": "运行它的进程没有了音讯", "why": f"重新开始过，共试了 {MOST_ATTEMPTS} 次：进程被杀、机器断电或内存不够", "fix": "看内存与磁盘，减少企业或政策，再推演一次",
}  # fmt: skip


def claim(worker: str, now: datetime, lease: timedelta = LEASE) -> Job | None:
    """Give the next job to a worker: one that waits, or one whose worker has fallen silent. None when there is nothing to do."""
    silent = Q(state=RUNNING, beat_at__lt=now - lease)
    ready = Job.objects.filter(Q(state=WAITING) | silent)
    if not ready.exists():
        return None
    with transaction.atomic():
        for job in ready.select_for_update(skip_locked=True).order_by("pk"):
            if job.state == RUNNING and _given_up(job, now):
                continue
            job.state, job.worker, job.attempts, job.beat_at, job.percent, job.stage = (
                RUNNING,
                worker,
                job.attempts + 1,
                now,
                0,
                "",
            )
            job.started_at = now
            job.save()
            return job
    return None


def _given_up(job: Job, now: datetime) -> bool:
    """End a silent job that was to be cancelled, or that was tried often enough."""
    if job.cancel_asked_at is not None:
        _end(job, CANCELLED, now)
    elif job.attempts >= MOST_ATTEMPTS:
        job.problem = _SILENT
        _end(job, FAILED, now)
    else:
        return False
    return True


def beat(job: Job, now: datetime, stage: str, percent: int) -> bool:
    """Say that the job is alive and how far it is; False when it is no longer this worker's, or is to be cancelled."""
    mine = Job.objects.filter(pk=job.pk, state=RUNNING, worker=job.worker, attempts=job.attempts)
    if not mine.update(beat_at=now, stage=stage[:60], percent=percent):
        return False
    return not mine.filter(cancel_asked_at__isnull=False).exists()


def finish(job: Job, now: datetime, made: Mapping[str, Any]) -> bool:
    """Write what came out and end the job, in one transaction; False when the job is no longer this worker's."""
    with transaction.atomic():
        held = _mine(job)
        if held is None:
            return False
        if held.cancel_asked_at is not None:
            _end(held, CANCELLED, now)
            return True
        _kept(held, made)
        held.percent, held.problem = 100, None
        _end(held, DONE, now)
    return True


def fail(job: Job, now: datetime, problem: Mapping[str, Any], *, again: bool = False) -> None:
    """End the job with a reason; `again`: it may be tried once more, as its process was killed."""
    with transaction.atomic():
        held = _mine(job)
        if held is None:
            return
        if held.cancel_asked_at is not None:
            _end(held, CANCELLED, now)
        elif again and held.attempts < MOST_ATTEMPTS:
            held.state, held.worker, held.beat_at = WAITING, "", None
            held.save()
        else:
            held.problem = dict(problem)
            _end(held, FAILED, now)


def give_back(job: Job) -> None:
    """Put a job back that a worker leaves because it is told to stop; that is no failed attempt."""
    with transaction.atomic():
        held = _mine(job)
        if held is not None:
            held.state, held.worker, held.beat_at, held.attempts = WAITING, "", None, held.attempts - 1
            held.save()


def greet(worker: str, now: datetime) -> None:
    """Say that a worker lives; those that are long gone are forgotten."""
    Worker.objects.update_or_create(name=worker, defaults={"beat_at": now})
    Worker.objects.filter(beat_at__lt=now - timedelta(days=1)).delete()


def leave(worker: str) -> None:
    """Say that a worker ends."""
    Worker.objects.filter(name=worker).delete()


def somebody_works(now: datetime) -> bool:
    """Whether any worker was heard of lately."""
    return Worker.objects.filter(beat_at__gte=now - ABSENT).exists()


def _mine(job: Job) -> Job | None:
    return (
        Job.objects.select_for_update()
        .filter(pk=job.pk, state=RUNNING, worker=job.worker, attempts=job.attempts)
        .first()
    )


def _kept(job: Job, made: Mapping[str, Any]) -> None:
    """Write what a job made to the object it was for."""
    if job.run is not None:
        Run.objects.filter(pk=job.run_id).update(summary=made["summary"], size=made["size"], library=made["library"])
        return
    if job.table is not None:
        job.table.report = made["report"]
        job.table.save(update_fields=["report"])
    if job.population is not None:
        job.population.size = made["size"]
        if made["enterprises"] is not None:
            job.population.enterprises = made["enterprises"]
        job.population.save(update_fields=["size", "enterprises"])


def _end(job: Job, state: str, now: datetime) -> None:
    job.state, job.ended_at, job.worker = state, now, job.worker
    job.save()
    kind = "simulation" if job.run_id else "population"
    after = {"state": state, "job": job.pk, **({"problem": job.problem.get("what")} if job.problem else {})}
    record(
        BACKGROUND,
        f"{kind}.run" if job.run_id else "population.make",
        kind,
        job.run_id or job.population_id,
        after=after,
        region=job.region,
    )
