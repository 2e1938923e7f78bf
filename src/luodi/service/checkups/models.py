"""Check-ups that were saved, and the links under which others may read one. The answer is made anew from what was told."""

from __future__ import annotations

from typing import Any

from django.db import models

from luodi.service.accounts.models import Organisation, Person


class SavedCheckUp(models.Model):
    """What was told on a day, kept by a person for themselves or for an enterprise. Totals are those of the day it was saved."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="check_ups")
    #: The enterprise it belongs to: whoever acts for it may see it. None: only the person.
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="check_ups")
    title = models.CharField("名称", max_length=120)
    on = models.DateField("所问日期")
    region = models.CharField("地区", max_length=6, blank=True)
    told: Any = models.JSONField()  # as `told.as_data` writes it
    totals: Any = models.JSONField()  # each kind of money as text, in yuan
    library = models.CharField(max_length=64)  # which encoded policies answered then
    saved_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-changed_at", "-pk")
        indexes = (models.Index(fields=["person", "organisation"], name="checkups_whose"),)


class ShareLink(models.Model):
    """A link under which anyone reads one check-up until it expires or is revoked; only the digest of its secret is kept."""

    check_up = models.ForeignKey(SavedCheckUp, models.PROTECT, related_name="links")
    label = models.CharField("给谁看", max_length=60, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    shows_name = models.BooleanField(default=False)
    shows_facts = models.BooleanField(default=False)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")
