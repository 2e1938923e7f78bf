"""Every change of the registry: state facts, withdraw one, rename, register. Each locks the organisation, and writes its audit row with the change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engine.core import credit_codes
from luodi.engine.core.errors import DataError, NotFound
from luodi.engine.rules.vocabulary import ENTERPRISE
from luodi.service.accounts.models import Organisation
from luodi.service.accounts.rights import Acting, Over, may, require
from luodi.service.audit.actions import record
from luodi.service.files import Kept
from luodi.service.registry import addresses, queries, values
from luodi.service.registry.models import SOURCES, Evidence, FormerName, Import, Statement
from luodi.service.registry.stating import Change, changes, said
from luodi.service.registry.words import EXISTS, PERSONAL, vocabulary

KINDS = {"enterprise": "企业", "institution": "事业单位、社团等机构", "department": "政府部门"}
_STAFF = ("officer", "administrator")
_ID = re.compile(r"(?:[^\[\]=@][^\[\]]{0,59})?")


@dataclass(frozen=True)
class Origin:
    """Where values come from: the source, words about it, the digest of the evidence that was kept (`keep_evidence`)."""

    source: str
    note: str = ""
    evidence: str = ""
    came_in: Import | None = None


@dataclass(frozen=True)
class About:
    """What facts are about: the organisation itself, or one of its things by its id."""

    entity: str = ENTERPRISE
    thing: str = ""


#: The facts of one thing: name and period → kept text (`values.read`, `values.period`).
Told = Mapping[tuple[str, str], str]


def state(
    acting: Acting, organisation: Organisation, about: About, told: Told, origin: Origin, now: datetime, right: str = "fact.record"
) -> list[Statement]:  # fmt: skip
    """State facts of one thing; return the statements that are new. What is already so is left as it is, and nothing is written.

    A value that differs supersedes the one of the same period. DataError when the thing would no longer make sense (an end before its
    start), or when what a department stated would be changed by the enterprise.
    """
    with transaction.atomic():
        locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
        require(acting, right, queries.over(locked))
        if origin.source not in SOURCES:
            raise DataError(_("没有这种来源"), fix=_("可用：") + "、".join(map(str, SOURCES.values())))
        _known_thing(about)
        staff = is_staff(acting, locked, right)
        made = changes(locked, about.entity, about.thing, told, staff=staff)
        return _write(acting, locked, about, made, origin, now, right, staff)


def state_all(
    acting: Acting, organisation: Organisation, given: Sequence[tuple[str, str, Origin]], now: datetime
) -> list[Statement]:
    """State several values as people write them, each by its address (`main_revenue@2021`): all of them, or none."""
    together: dict[tuple[About, Origin], dict[tuple[str, str], str]] = {}
    for text, value, origin in given:
        told = addresses.read(text)
        fact = told.fact
        period = values.period(fact, told.period)
        together.setdefault((About(told.entity, told.thing), origin), {})[fact.name, period] = values.read(fact, value)
    with transaction.atomic():
        return [
            row
            for (about, origin), told in together.items()
            for row in state(acting, organisation, about, told, origin, now)
        ]


def keep_evidence(acting: Acting, organisation: Organisation, file: Kept, name: str, now: datetime) -> Evidence:
    """Let statements of an organisation point to a kept file; the same file is listed once."""
    with transaction.atomic():
        locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
        require(acting, "fact.record", queries.over(locked))
        made, new = Evidence.objects.get_or_create(
            organisation=locked, digest=file.digest,
            defaults={"name": plain_line(name), "kind": file.kind.name, "size": file.size, "kept_at": now, "keeper": acting.name},
        )  # fmt: skip
        if new:
            told = {"evidence": file.digest, "name": made.name, "size": file.size}
            record(acting, "fact.record", "organisation", locked.pk, after=told, region=locked.region)
    return made


def none_of(acting: Acting, organisation: Organisation, entity: str, origin: Origin, now: datetime) -> list[Statement]:
    """State that an organisation has nothing of a kind (no loan, nothing received before); DataError while there is one."""
    with transaction.atomic():
        locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
        require(acting, "fact.record", queries.over(locked))
        _known_thing(About(entity, "-"))
        held = queries.holds(locked, timezone.localdate(now))
        if held.data.get(entity):
            label = vocabulary().entities[entity].label
            raise DataError(
                _("已经登记了%(n)d个%(label)s") % {"n": len(held.data[entity]), "label": label},
                fix=_("先撤回它们，再注明没有"),
            )
        staff = is_staff(acting, locked, "fact.record")
        made = changes(locked, entity, "", {(EXISTS, ""): "false"}, staff=staff)
        return _write(acting, locked, About(entity), made, origin, now, "fact.record", staff)


def withdraw(acting: Acting, organisation: Organisation, statement: int, reason: str, now: datetime) -> Statement:
    """Take back a statement that was wrong, with the reason; its fact is unknown again (or what held before it holds)."""
    if not plain_line(reason):
        raise DataError(_("没有写撤回的理由"), fix=_("写一句话，如：抄错了一位"))
    with transaction.atomic():
        locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
        require(acting, "fact.record", queries.over(locked))
        row = locked.statements.filter(pk=statement).first()
        if row is None:
            raise NotFound(_("没有这一条"), fix=_("从事实的来历里选一条"))
        if row.superseded_at is not None or row.withdrawn_at is not None:
            raise DataError(_("这一条已经被替换或撤回"), fix=_("只能撤回现在有效的一条"))
        if row.official and not is_staff(acting, locked, "fact.record"):
            raise DataError(_("这一条是部门登记的"), why=_("企业不能撤回部门登记的事实"), fix=_("请登记它的部门改"))
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = now, acting.name, plain_line(reason)
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        key, told = said(row)
        record(
            acting, "fact.record", "organisation", locked.pk, before={key: told}, after={key: None, "withdrawn": row.pk}, reason=row.withdrawn_reason,
            region=locked.region,
        )  # fmt: skip
        _follow_region(acting, locked, now)
    return row


def rename(
    acting: Acting, organisation: Organisation, name: str, since: date, reason: str, now: datetime
) -> Organisation:
    """Give an organisation the name it bears from a day on; the one before is kept with its days."""
    with transaction.atomic():
        locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
        require(acting, "organisation.rename", queries.over(locked))
        told = _name(name)
        if told == locked.name:
            return locked
        if since > timezone.localdate(now):
            raise DataError(_("改名的日期在今天之后"), fix=_("到那一天再登记"))
        last = locked.former_names.order_by("-until", "-pk").first()
        if last is not None and since <= last.until:
            raise DataError(_("改名的日期不晚于上一次改名"), why=str(last.until), fix=_("核对日期"))
        FormerName.objects.create(
            organisation=locked, name=locked.name, until=since, reason=plain_line(reason), recorded_at=now, recorder=acting.name
        )  # fmt: skip
        before, locked.name = locked.name, told
        locked.save(update_fields=["name"])
        record(
            acting, "organisation.rename", "organisation", locked.pk, before={"name": before}, after={"name": told, "since": since},
            reason=plain_line(reason), region=locked.region,
        )  # fmt: skip
    return locked


def register(
    acting: Acting, code: str, name: str, region: str, now: datetime, kind: str = "enterprise"
) -> Organisation:
    """Enter an organisation that has not signed up itself, as staff do from their lists; DataError when its code is held already."""
    checked = credit_codes.check(code)
    place = vocabulary().regions.check(region) if region else ""
    if kind not in KINDS:
        raise DataError(_("没有这种主体"), fix="、".join(KINDS))
    told = _name(name)
    with transaction.atomic():
        require(acting, "organisation.register", Over(region=place))
        made, new = Organisation.objects.get_or_create(
            code=checked, defaults={"name": told, "region": place, "kind": kind, "since": now}
        )  # fmt: skip
        if not new:
            raise DataError(_("这个信用代码已经登记"), fix=_("直接登记它的事实"))
        record(
            acting, "organisation.register", "organisation", made.pk, after={"code": checked, "name": told, "region": place, "kind": kind}, region=place
        )  # fmt: skip
    return made


def plain_line(text: str, most: int = 200) -> str:
    """What a person wrote as one line of at most so many printable characters."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())[:most]


def is_staff(acting: Acting, organisation: Organisation, right: str) -> bool:
    """Whether somebody does this by a post, not for the enterprise."""
    by_post = Acting(
        acting.id, acting.name, acting.person, tuple(p for p in acting.posts if p.role in _STAFF), {}, acting.scopes
    )
    return may(by_post, right, queries.over(organisation))


def _name(text: str) -> str:
    told = " ".join(unicodedata.normalize("NFKC", text).split())
    if not 2 <= len(told) <= 200:
        raise DataError(_("名称要写 2 至 200 个字"), fix=_("照营业执照填写"))
    return told


def _known_thing(about: About) -> None:
    words = vocabulary()
    if about.entity not in words.entities:
        raise NotFound(_("没有“%(name)s”这种实体") % {"name": about.entity}, fix="、".join(words.entities))
    if (about.entity == ENTERPRISE) == bool(about.thing):
        raise DataError(
            _("没有写是哪一个") if not about.thing else _("企业本身没有编号"), fix=_("每个项目、贷款等写一个编号")
        )
    if about.entity in PERSONAL and "*" in about.thing:
        raise DataError(
            _("编号“%(id)s”打了码") % {"id": about.thing},
            why=_("打码的编号认不出是哪一个人"),
            fix=_("请能看到全名的人导出或登记"),
        )
    if not _ID.fullmatch(about.thing) or not about.thing.isprintable():
        raise DataError(
            _("编号“%(id)s”不能用") % {"id": about.thing[:60]}, fix=_("至多 60 个字，不用方括号，不以 =、@ 开头")
        )


def _evidence(organisation: Organisation, digest: str) -> Evidence | None:
    if not digest:
        return None
    found = organisation.evidence.filter(digest=digest).first()
    if found is None:
        raise NotFound(_("没有这份佐证"), fix=_("先上传佐证，再写它的摘要"))
    return found


def _write(
    acting: Acting, organisation: Organisation, about: About, made: list[Change], origin: Origin, now: datetime, right: str, staff: bool
) -> list[Statement]:  # fmt: skip
    """Supersede what is changed, add the new statements, and tell the log."""
    if not made:
        return []
    Statement.objects.filter(pk__in=[change.replaces.pk for change in made if change.replaces]).update(
        superseded_at=now
    )
    evidence = _evidence(organisation, origin.evidence)
    new = Statement.objects.bulk_create(
        Statement(
            organisation=organisation, entity=change.entity, thing=change.thing, name=change.name, period=change.period, value=change.value,
            source=origin.source, note=plain_line(origin.note), evidence=evidence, official=staff,
            recorded_by=acting.id, recorder=acting.name, recorded_at=now, came_in=origin.came_in,
        ) for change in made
    )  # fmt: skip
    told = [said(row) for row in new]
    before = [
        said(change.replaces)[1] if change.replaces and change.replaces.withdrawn_at is None else None
        for change in made
    ]
    record(
        acting, right, "organisation", organisation.pk, before=dict(zip([key for key, _said in told], before, strict=True)), after=dict(told),
        reason=plain_line(origin.note) or str(SOURCES[origin.source]), region=organisation.region,
    )  # fmt: skip
    if about.entity == ENTERPRISE and any(change.name == "registered_region" for change in made):
        _follow_region(acting, organisation, now)
    return new


def _follow_region(acting: Acting, organisation: Organisation, now: datetime) -> None:
    """The departments in charge of an organisation follow the region it is registered in today."""
    held = queries.holds(organisation, timezone.localdate(now)).of(ENTERPRISE, "", "registered_region")
    if held is not None and held.value != organisation.region:
        before, organisation.region = organisation.region, held.value
        organisation.save(update_fields=["region"])
        record(
            acting,
            "fact.record",
            "organisation",
            organisation.pk,
            before={"region": before},
            after={"region": held.value},
            region=before,
        )
