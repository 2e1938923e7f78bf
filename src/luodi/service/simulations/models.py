"""Populations, runs, and the jobs that workers carry out for them. Rows of enterprises and of results are files, not tables here."""

from __future__ import annotations

from typing import Any

from django.db import models

from luodi.service.accounts.models import Person

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"


class Population(models.Model):
    """A population: synthetic, or read from a person's own tables. `enterprises` is None until there is a table of them."""

    title = models.CharField("名称", max_length=120)
    synthetic = models.BooleanField("合成")
    region = models.CharField("地区", max_length=6, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    spec: Any = models.JSONField(default=dict)  # of a synthetic one: rows, seed, years, policies
    enterprises = models.BigIntegerField("企业数", null=True)
    size = models.BigIntegerField("字节", default=0)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)


class Table(models.Model):
    """One table of a population that a person uploaded: which entity its rows are, how it was read, what the check found."""

    population = models.ForeignKey(Population, models.PROTECT, related_name="tables")
    entity = models.CharField("一行是什么", max_length=60)
    name = models.CharField("文件", max_length=200)
    digest = models.CharField(max_length=64)
    spec: Any = models.JSONField(default=dict)  # sheet, unit, year, columns: as the person said
    report: Any = models.JSONField(null=True)  # as `engine.population.check.as_data` writes it
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)


class Draft(models.Model):
    """A policy that is not published, given to be simulated: its file as text, never changed, so that a result keeps what it was asked."""

    key = models.CharField("编号", max_length=200)
    title = models.CharField("名称", max_length=300)
    region = models.CharField("地区", max_length=6, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    policy = models.TextField("policy.yaml")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["digest"], name="simulations_digest"),)


class Run(models.Model):
    """One question: which policies on which day over which population, a reform, assumptions; and, once it ran, what came out."""

    title = models.CharField("名称", max_length=120)
    region = models.CharField("地区", max_length=6, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    population = models.ForeignKey(Population, models.PROTECT, related_name="runs")
    on = models.DateField("问题日")
    policies: Any = models.JSONField()  # their ids
    drafts: Any = models.JSONField(default=list)  # drafts that are laid over the encoded policies, by their numbers
    by: Any = models.JSONField(default=list)
    in_force = models.BooleanField("推不出有效期的按有效算", default=False)
    reform = models.TextField("改革", blank=True)
    assumed: Any = models.JSONField(default=dict)  # the fields of the form: see `assuming`
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    library = models.CharField(max_length=64, blank=True)  # the encoded policies it ran with
    summary: Any = models.JSONField(null=True)
    size = models.BigIntegerField("字节", default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # when it was last sent to be run; None: still being prepared
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)


class Job(models.Model):
    """Something for a worker to do. Whoever runs it says so every few seconds (`beat_at`); one that has fallen silent is taken over."""

    kind = models.CharField(max_length=10)  # make, check, simulate
    population = models.ForeignKey(Population, models.PROTECT, null=True, related_name="jobs")
    table = models.ForeignKey(Table, models.PROTECT, null=True, related_name="jobs")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="jobs")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    region = models.CharField(max_length=6, blank=True)
    state = models.CharField(max_length=10, default=WAITING)
    stage = models.CharField(max_length=60, blank=True)
    percent = models.IntegerField(default=0)
    attempts = models.IntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)
    beat_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    problem: Any = models.JSONField(null=True)  # what, why, fix
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["state", "id"], name="simulations_next"),)

    @property
    def open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in {WAITING, RUNNING}


class Worker(models.Model):
    """A worker process that lives, or lived until a short while ago."""

    name = models.CharField(max_length=80, primary_key=True)
    beat_at = models.DateTimeField()
