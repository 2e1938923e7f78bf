"""The log and its head. The database itself refuses to change or delete a row of the log (see the first migration)."""

from __future__ import annotations

from django.db import models

FIRST = "0" * 64


class Entry(models.Model):
    """One change: who, when, what object, its state before and after, and why."""

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64, db_index=True)
    actor_name = models.CharField(max_length=120)
    action = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=40)
    object = models.CharField(max_length=200)
    region = models.CharField(max_length=6, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        indexes = (models.Index(fields=["kind", "object"], name="audit_object"),)


class Head(models.Model):
    """The last row of the chain; it is locked while a row is added, so that two changes never follow the same row."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=FIRST)
