"""What was stated about organisations, what they were called before, and the files that statements came in.

A statement is never changed: a new one of the same slot (organisation, entity, thing, fact, period) supersedes it, or it is withdrawn.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi.service.accounts.models import Organisation

SOURCES = {
    "annual": _("年报"), "self": _("企业自填"), "tax": _("税务"), "statistics": _("统计"), "registration": _("市场监管登记"), "official": _("主管部门"),
    "audit": _("审计报告"), "other": _("其他"),
}  # fmt: skip


class Import(models.Model):
    """One sending of a file of statements: who, what, how far it came. Sending the file again is another, and changes nothing."""

    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=20)
    since = models.CharField(max_length=10, blank=True)
    actor = models.CharField(max_length=64, db_index=True)
    actor_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    #: What the import found, kind by kind, and what a person should look at (see `importing.Report`).
    report: Any = models.JSONField(default=dict)
    #: The refused rows as an XLSX file; empty when there are none.
    refused = models.BinaryField(default=b"")

    class Meta:
        ordering = ("-pk",)


class Evidence(models.Model):
    """A file that an organisation's statements may point to; it is kept by its digest (`service.files`), and seen with the facts."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="evidence")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    size = models.BigIntegerField()
    kept_at = models.DateTimeField()
    keeper = models.CharField(max_length=120)

    class Meta:
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("organisation", "digest"), name="registry_one_file"),)


class Statement(models.Model):
    """One value of one fact, as somebody stated it from a source; exact text that the engine's own reader accepts.

    `entity` is a kind of the vocabulary (or `received`), `thing` the id of one of them (empty: the organisation itself). `period` is
    a year, the day from which the value holds, or empty: it holds from the beginning. The name `exists` says whether there is the
    thing at all, or, without a thing, that there is none of the kind.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="statements")
    entity = models.CharField(max_length=20)
    thing = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=60)
    period = models.CharField(max_length=10, blank=True)
    value = models.CharField(max_length=400)
    source = models.CharField(max_length=20)
    note = models.CharField(max_length=200, blank=True)
    evidence = models.ForeignKey("Evidence", models.PROTECT, null=True, blank=True, related_name="+")
    #: Stated by staff for a department: the enterprise cannot change it.
    official = models.BooleanField(default=False)
    recorded_by = models.CharField(max_length=64)
    recorder = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    came_in = models.ForeignKey(Import, models.PROTECT, null=True, blank=True, related_name="statements")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "entity", "thing", "name", "period"),
                condition=Q(superseded_at=None),
                name="registry_one_current",
            ),
        )
        indexes = (models.Index(fields=["organisation", "entity", "name"], name="registry_statement_fact"),)


class FormerName(models.Model):
    """A name that an organisation had until a day; the current one is on the organisation itself."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=200)
    until = models.DateField()  # the first day of the name that followed
    reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorder = models.CharField(max_length=120)

    class Meta:
        ordering = ("until", "pk")
