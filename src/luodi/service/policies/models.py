"""The tables of held documents: what was imported, its clauses, how documents hang together, who wants to be told of what.

A `Document` is known by its key, a path such as `sichuan/chengdu/ai-policy` (that of the encoded policy when there is one). Each
import of a changed text is a `Version`; the clauses of every version are kept, those of the current one are searched.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

#: How one document stands to another: `source` is what says so, `target` what it speaks of.
RELATIONS = {"basis": _("依据"), "implements": _("实施细则"), "amends": _("修订"), "repeals": _("废止")}
#: The same, said from the other side.
INVERSE = {"basis": _("作为依据"), "implements": _("细则"), "amends": _("被修订"), "repeals": _("被废止")}


class Document(models.Model):
    """A document that is held, whatever its version."""

    key = models.CharField(max_length=200, unique=True)
    title = models.CharField("标题", max_length=300)
    number = models.CharField("文号", max_length=80, blank=True)
    #: Title and number as they are compared: without blanks, brackets and 关于印发…的通知.
    plain_title = models.CharField(max_length=300, db_index=True)
    plain_number = models.CharField(max_length=80, blank=True, db_index=True)
    kind = models.CharField("文种", max_length=20, blank=True)
    region = models.CharField("地区", max_length=6, blank=True)
    issued = models.DateField(
        "印发日期", null=True, blank=True
    )  # as staff say it; the text's own date is on the version
    current = models.ForeignKey("Version", models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)


class Version(models.Model):
    """One text of a document, with what it says of itself. `sha256` is the digest of the file that it was read from."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    part = models.PositiveIntegerField(default=0)  # which document of a compilation; 0: the file is one document
    file_name = models.CharField(max_length=300)
    format = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField(default=0)
    text_digest = models.CharField(max_length=64)  # of the words alone: two copies of one text have the same
    title = models.CharField(max_length=300)
    issuers: Any = models.JSONField(default=list)
    year = models.PositiveIntegerField(null=True)
    issued = models.DateField(null=True)  # as the text prints it
    starts_from = models.DateField(null=True)  # in force from: not before, and not after
    starts_to = models.DateField(null=True)
    ends_from = models.DateField(null=True)
    ends_to = models.DateField(null=True)
    end_said = models.BooleanField(default=False)  # the text speaks of an end, even where no day follows from it
    same_end_as = models.CharField(max_length=300, blank=True)  # plain title of the document whose end it shares
    said = models.CharField(max_length=300, blank=True)  # the validity in one sentence
    findings: Any = models.JSONField(default=list)  # [line, message]
    problems: Any = models.JSONField(default=list)
    #: Against the version before: {kind, before, after, clause} each, figures first.
    changes: Any = models.JSONField(default=list)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=120)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["document", "number"], name="policies_version_number"),
            models.UniqueConstraint(fields=["sha256", "part"], name="policies_version_file"),
        )


class Clause(models.Model):
    """A clause of a version: its own paragraphs, and what was found in them for the margin."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="clauses")
    place = models.PositiveIntegerField()
    cid = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    label = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=300, blank=True)
    path: Any = models.JSONField(default=list)  # labels from the top
    depth = models.PositiveIntegerField()
    text = models.TextField(blank=True)  # its own, without the clauses below: one line for each paragraph
    paragraphs: Any = models.JSONField(default=list)  # kinds, in the order of the lines
    marks: Any = models.JSONField(default=list)  # see `marks.py`
    page = models.PositiveIntegerField(null=True)
    line = models.PositiveIntegerField(default=0)
    instruments: Any = models.JSONField(default=list)
    bodies: Any = models.JSONField(default=list)

    class Meta:
        ordering = ("version", "place")
        constraints = (models.UniqueConstraint(fields=["version", "cid"], name="policies_clause_cid"),)


class Relation(models.Model):
    """One document speaks of another; `target` is empty while that one is not held."""

    source = models.ForeignKey(Document, models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=20)
    target = models.ForeignKey(Document, models.PROTECT, null=True, related_name="related_from")
    title = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=80, blank=True)
    plain_title = models.CharField(max_length=300, blank=True, db_index=True)
    plain_number = models.CharField(max_length=80, blank=True, db_index=True)
    clause = models.CharField(max_length=120, blank=True)
    found = models.CharField(max_length=10)  # text, library or staff
    effective = models.DateField(null=True, blank=True)  # since when; empty: since the source is in force
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    dropped_at = models.DateTimeField(null=True, blank=True)


class SavedSearch(models.Model):
    """A search that a person keeps, to be told of newly imported documents that match."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="saved_searches")
    name = models.CharField("名称", max_length=60)
    words = models.CharField("字词", max_length=200)
    chosen: Any = models.JSONField(default=dict)  # facet → value
    kept_at = models.DateTimeField()


class Alert(models.Model):
    """A version that was imported holds what a person waits for."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="alerts")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    clauses = models.PositiveIntegerField()
    first = models.CharField(max_length=120)  # the id of the first clause
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["search", "version"], name="policies_alert_once"),)


class Batch(models.Model):
    """Files that were uploaded together; they are stored first and read one after the other."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    region = models.CharField(max_length=6, blank=True)
    made_at = models.DateTimeField()


class BatchFile(models.Model):
    """One file of a batch: waiting, added, changed, known or failed."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="files")
    name = models.CharField(max_length=300)
    key = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="waiting")
    told: Any = models.JSONField(default=list)  # one line for each document of the file
    documents = models.ManyToManyField(Document)

    class Meta:
        ordering = ("pk",)


class Stamp(models.Model):
    """Another token after every change to what is held, so that what is kept in memory knows when to be read again."""

    token = models.CharField(max_length=32)
