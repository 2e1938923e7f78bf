"""Consultations, the comments on their clauses, and the clusters in which equal comments are answered once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from luodi.service.accounts.models import Organisation, Person
from luodi.service.policies.models import Version

KINDS = {"add": _("增加"), "delete": _("删除"), "change": _("修改")}
DECISIONS = {"accepted": _("采纳"), "partly": _("部分采纳"), "declined": _("不采纳")}
PHASES = {"coming": _("即将开始"), "open": _("正在征求"), "closed": _("已截止，正在答复"), "published": _("答复已公布")}
#: A comment of a visitor waits for a moderator; what is hidden or withdrawn is in no cluster's count and needs no answer.
STATES = {"waiting": _("待审核"), "shown": _("已收下"), "hidden": _("未收下"), "withdrawn": _("已撤回")}


class Consultation(models.Model):
    """A held document whose text is open for comment from `opens` to the end of `closes`; `version` is the text that is shown now."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    region = models.CharField("地区", max_length=6, blank=True)
    title = models.CharField("标题", max_length=300)
    explanation = models.TextField("起草说明", blank=True)
    unit = models.CharField("征求意见的单位", max_length=120)
    contact = models.CharField("联系人", max_length=60, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    email = models.EmailField("电子邮件", blank=True)
    opens = models.DateField("开始")
    closes = models.DateField("截止")  # the last day
    visitors = models.BooleanField(default=False)  # who has not signed in may comment, with name and contact
    conclusion = models.TextField("总的说明", blank=True)
    numbers = models.PositiveIntegerField(default=0)  # the last number that a comment was given
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True)  # by hand, before `closes` had passed
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-closes", "-pk")

    def phase(self, on: date) -> str:
        """One of `PHASES` on a day."""
        if self.published_at is not None:
            return "published"
        if self.closed_at is not None or on > self.closes:
            return "closed"
        return "open" if on >= self.opens else "coming"


class Cluster(models.Model):
    """Comments that propose the same of one clause, answered once.

    `key` is that of the comment it was founded with (see `alike`), so that later comments never move earlier ones. `revision` grows with
    every change, and an answer names the revision it was written to.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="clusters")
    number = models.PositiveIntegerField()  # that of the comment it was founded with
    place = models.PositiveIntegerField(default=0)  # of the clause in the text
    cid = models.CharField(max_length=120, blank=True)  # empty: the text as a whole
    path = models.CharField(max_length=300, blank=True)
    clause_text = models.TextField(blank=True)
    kind = models.CharField(max_length=10)
    key: Any = models.JSONField(default=list)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    decision = models.CharField(max_length=10, blank=True)
    explanation = models.TextField(blank=True)
    #: The answer was given before the cluster held what it holds now: it has to be given again.
    stale = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)
    changed_how = models.CharField(max_length=300)

    class Meta:
        ordering = ("place", "number")
        constraints = (models.UniqueConstraint(fields=["consultation", "number"], name="consultations_cluster_number"),)

    @property
    def answered(self) -> bool:
        """Whether it has an answer that holds for all it holds."""
        return bool(self.decision) and not self.stale


class Comment(models.Model):
    """What somebody proposes of a clause, with the text of the clause as it was then.

    It belongs to the organisation when one is named, else to the person, else to the visitor who holds the secret (only its digest is kept).
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="comments")
    number = models.PositiveIntegerField()
    cluster = models.ForeignKey(Cluster, models.PROTECT, null=True, related_name="comments")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    cid = models.CharField(max_length=120, blank=True)
    path = models.CharField(max_length=300, blank=True)
    place = models.PositiveIntegerField(default=0)
    clause_text = models.TextField(blank=True)
    kind = models.CharField(max_length=10)
    proposed = models.TextField("建议的文字", blank=True)
    reason = models.TextField("理由")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    shows_organisation = models.BooleanField(default=False)
    visitor_name = models.CharField("姓名", max_length=60, blank=True)
    visitor_contact = models.CharField("联系方式", max_length=120, blank=True)
    secret = models.CharField(max_length=64, blank=True, db_index=True)
    state = models.CharField(max_length=10)
    state_why = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when the author saw the published answer

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["consultation", "number"], name="consultations_comment_number"),)


class Attachment(models.Model):
    """A file that was sent with a comment; kept by `service.files`."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="attachments")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("pk",)
