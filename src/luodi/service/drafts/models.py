"""The tables of the desk: the work on a policy, its items, what people decided, and what was proposed and published."""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

_LABEL = re.compile(r"^  (?:title|indicator): *(.+?) *$", re.M)
#: What an item can be, and the list of a policy file that it stands in.
KINDS = {"support": _("支持"), "target": _("目标"), "task": _("任务")}
LISTS = {"support": "supports", "target": "targets", "task": "tasks"}
#: States of an item. The first three wait for somebody: new, changed in the text, gone from the text.
STATES = {
    "waiting": _("待审"),
    "changed": _("原文改了"),
    "gone": _("原文里没有了"),
    "accepted": _("已接受"),
    "corrected": _("已改正"),
    "refused": _("不采用"),
}
MOVED = ("changed", "gone")
OPEN = ("waiting", *MOVED)
KEPT = ("accepted", "corrected")
#: What becomes of a proposal.
OUTCOMES = {
    "waiting": _("等人复核"),
    "published": _("已发布"),
    "returned": _("退回"),
    "recalled": _("已收回"),
    "replaced": _("已换新版"),
    "withdrawn": _("已撤下"),
}


class Desk(models.Model):
    """The work on one policy. `head` is what stands in its file before the supports, `given` what its cases share."""

    key = models.CharField(max_length=200, unique=True)
    title = models.CharField(max_length=300)
    region = models.CharField(max_length=6)
    document = models.ForeignKey("policies.Document", models.PROTECT, null=True, related_name="+")
    read = models.ForeignKey("policies.Version", models.PROTECT, null=True, related_name="+")
    head = models.TextField()
    head_drafted = models.TextField(blank=True)
    given = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=120)


class Item(models.Model):
    """One support, target or task: the words it comes from, the draft that was made of them, and what people made of the draft."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=8, default="support")
    own = models.CharField(max_length=60)
    clause = models.CharField(max_length=200)
    cid = models.CharField(max_length=120, blank=True)
    place = models.PositiveIntegerField()
    source = models.CharField(max_length=12, blank=True)
    words = models.TextField(blank=True)
    words_before = models.TextField(blank=True)
    drafted = models.TextField(blank=True)
    text = models.TextField()
    cases = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="waiting")
    reason = models.CharField(max_length=300, blank=True)
    worth: Any = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    asks = models.PositiveIntegerField(default=0)
    weight = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("desk", "place", "pk")
        constraints = (models.UniqueConstraint(fields=["desk", "own"], name="drafts_item_own"),)

    @property
    def label(self) -> str:
        """Its short name as it stands in its text: two targets of one sentence are told apart by it."""
        found = _LABEL.search(self.text)
        return found[1].strip("\"'") if found else self.own


class Decision(models.Model):
    """What somebody did at a desk, and when: from these the time that a document took is counted."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="decisions")
    what = models.CharField(max_length=12)
    actor = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)


class Proposal(models.Model):
    """A whole policy as one person proposed it; another publishes it or sends it back. `number` counts what was published."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField(null=True)
    policy = models.TextField()
    cases = models.TextField()
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default="waiting")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    made_name = models.CharField(max_length=120)
    decided_at = models.DateTimeField(null=True)
    decided_name = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["desk", "number"], name="drafts_proposal_number"),)
