"""What pages and API read of populations, runs and jobs: whose they are, how far they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.engine.core.errors import NotFound
from luodi.service.accounts.rights import Acting, Over, may
from luodi.service.lists import within
from luodi.service.simulations import jobs, places
from luodi.service.simulations.models import CANCELLED, DONE, FAILED, RUNNING, WAITING, Draft, Job, Population, Run

STATES: Mapping[str, Any] = {
    "draft": gettext_lazy("还没有送出"), WAITING: gettext_lazy("排队"), RUNNING: gettext_lazy("在做"), DONE: gettext_lazy("做完"),
    FAILED: gettext_lazy("失败"), CANCELLED: gettext_lazy("已取消"),
}  # fmt: skip
TAGS = {WAITING: "open", RUNNING: "open", DONE: "yes", FAILED: "bad", CANCELLED: "", "draft": ""}


def runs(acting: Acting) -> QuerySet[Run]:
    """The runs that somebody may see, the latest first."""
    rows = _within(Run.objects.filter(removed_at=None), acting.regions("simulation.view"))
    return rows.select_related("population", "person").prefetch_related("jobs")


def populations(acting: Acting) -> QuerySet[Population]:
    """The populations that somebody may see, the latest first."""
    rows = _within(Population.objects.filter(removed_at=None), acting.regions("population.view"))
    return rows.select_related("person").prefetch_related("jobs")


def found(acting: Acting, number: int, right: str = "simulation.view", *, lock: bool = False) -> Run:
    """One run for somebody who may do this with it; NotFound otherwise, the same as when there is none."""
    rows = Run.objects.filter(removed_at=None, pk=number)
    held = (rows.select_for_update() if lock else rows.select_related("population", "person", "based_on")).first()
    if held is None or not may(acting, right, Over(region=held.region)):
        raise NotFound(_("没有这次推演，或者你不能看"), fix=_("从“政策推演”里打开"))
    return held


def compared_with(acting: Acting, run: Run) -> Run | None:
    """The run that this one was made from, when it has a result that can be set beside it."""
    before = runs(acting).filter(pk=run.based_on_id).exclude(summary=None).first()
    return before if before is not None and has_files(before) else None


def population_found(acting: Acting, number: int, right: str = "population.view", *, lock: bool = False) -> Population:
    """One population, as `found`."""
    rows = Population.objects.filter(removed_at=None, pk=number)
    held = (rows.select_for_update() if lock else rows).first()
    if held is None or not may(acting, right, Over(region=held.region)):
        raise NotFound(_("没有这批企业，或者你不能看"), fix=_("从“政策推演”里打开"))
    return held


def drafts(acting: Acting) -> QuerySet[Draft]:
    """The unpublished policies that somebody may simulate, the latest first."""
    return _within(Draft.objects.all(), acting.regions("simulation.run")).select_related("person")


def keys(acting: Acting, numbers: Sequence[int]) -> list[str]:
    """The ids of the policies that drafts are of."""
    return [draft_found(acting, number).key for number in numbers]


def draft_found(acting: Acting, number: int) -> Draft:
    """One draft, as `found`."""
    held = Draft.objects.filter(pk=number).first()
    if held is None or not may(acting, "simulation.run", Over(region=held.region)):
        raise NotFound(_("没有这份稿子，或者你不能看"), fix=_("从“起草体检”再推演一次"))
    return held


def ready(population: Population) -> bool:
    """Whether a population can be run over: its enterprises were read, nothing is being read into it, its files are there."""
    if population.enterprises is None or population.removed_at is not None:
        return False
    open_ = population.jobs.filter(state__in=(WAITING, RUNNING)).exists()
    return not open_ and places.population_folder(population.pk).is_dir()


def last_job(held: Run | Population) -> Job | None:
    """The latest job of a run or a population; of `runs` and `populations` they are read already."""
    return max(held.jobs.all(), key=lambda job: job.pk, default=None)


def state_of(held: Run | Population) -> str:
    """How it stands, as a key of `STATES`."""
    job = last_job(held)
    return job.state if job is not None else "draft"


def said_of(job: Job, now: datetime) -> dict[str, Any]:
    """How far a job is, in words; a job that nobody works on says so instead of standing still."""
    warning = ""
    if job.open and not jobs.somebody_works(now):
        warning = _("没有工作进程在运行：它排在这里，等 luodi serve 或 luodi worker 启动就会做。")
    elif job.state == RUNNING and job.beat_at is not None and now - job.beat_at > jobs.LEASE:
        warning = _("运行它的进程没有了音讯，马上由另一个重新开始。")
    before = Job.objects.filter(state__in=(WAITING, RUNNING), pk__lt=job.pk).count() if job.state == WAITING else 0
    return {
        "job": job, "state": job.state, "words": STATES[job.state], "tag": TAGS[job.state], "warning": warning, "before": before, "again": job.attempts > 1 and job.open,
        "cancelling": job.state == RUNNING and job.cancel_asked_at is not None,
    }  # fmt: skip


def has_files(run: Run) -> bool:
    """Whether the files of a result are on this machine; a backup holds the rows, not these files."""
    return (places.run_folder(run.pk) / "supports.parquet").is_file()


def _within(rows: QuerySet[Any], regions: tuple[str, ...] | None) -> QuerySet[Any]:
    return rows if regions is None else rows.filter(within(regions))
