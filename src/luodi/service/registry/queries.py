"""What pages, the API and the check-up read: organisations one may see, what holds of them on a day, and how it came to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from luodi.engine.core.errors import NotFound
from luodi.engine.core.regions import prefix
from luodi.engine.rules.situation import Situation
from luodi.service.accounts.models import Organisation
from luodi.service.accounts.rights import Acting, Over, may, require
from luodi.service.lists import within
from luodi.service.registry import holding, writing
from luodi.service.registry.holding import Held
from luodi.service.registry.models import Evidence, FormerName, Import, Statement


def over(organisation: Organisation) -> Over:
    """What an organisation's rights are asked over."""
    return Over(organisation=organisation.pk, region=organisation.region)


def found(acting: Acting, code: str, right: str = "organisation.view") -> Organisation:
    """The organisation of a credit code, for somebody who may do this with it.

    Refused otherwise, and just the same when there is none: only who may see all learns which codes are known (NotFound).
    """
    organisation = Organisation.objects.filter(code=_sought(code).upper()).first()
    if organisation is None:
        require(acting, right)
        raise NotFound(_("没有登记“%(a)s”") % {"a": code}, fix=_("核对统一社会信用代码；还没有登记的，先注册或导入"))
    require(acting, right, over(organisation))
    return organisation


def _sought(text: str) -> str:
    """What is sought, without characters that no database keeps."""
    return "".join(char for char in text if char.isprintable()).strip()


def visible(acting: Acting, right: str = "organisation.view") -> QuerySet[Organisation]:
    """Every organisation that somebody may do this with, by name."""
    regions = acting.regions(right)
    every = Organisation.objects.order_by("name", "pk")
    if regions is None:
        return every
    own = [pk for pk in acting.organisations if may(acting, right, Over(organisation=pk))]
    return every.filter(Q(pk__in=own) | within(regions))


def listed(
    acting: Acting, words: str = "", region: str = "", right: str = "organisation.view"
) -> QuerySet[Organisation]:
    """The organisations one may see whose name, old or new, holds all the words, or whose code begins with them."""
    held = visible(acting, right)
    for word in _sought(words).split():
        old = FormerName.objects.filter(name__icontains=word).values("organisation")
        held = held.filter(Q(name__icontains=word) | Q(code__istartswith=word) | Q(pk__in=old))
    return held.filter(region__startswith=prefix(region)) if region else held


def old_name(organisation: Organisation, words: str) -> str:
    """The former name by which a search found an organisation; empty when its present name holds the words, or there are none."""
    told = words.split()
    if not told or all(
        word.casefold() in organisation.name.casefold() or organisation.code.startswith(word.upper()) for word in told
    ):
        return ""
    former = FormerName.objects.filter(organisation=organisation)
    return next((one.name for one in former if any(word.casefold() in one.name.casefold() for word in told)), "")


def statements(organisation: Organisation, known: datetime | None = None) -> QuerySet[Statement]:
    """The statements that count: now, or those that were known at a moment."""
    rows = organisation.statements.select_related("evidence")
    if known is None:
        return rows.filter(superseded_at=None, withdrawn_at=None)
    later = (Q(superseded_at=None) | Q(superseded_at__gt=known)) & (Q(withdrawn_at=None) | Q(withdrawn_at__gt=known))
    return rows.filter(later, recorded_at__lte=known)


def holds(organisation: Organisation, on: date, known: datetime | None = None) -> Held:
    """What holds of an organisation on a day, as it is known now or was known at a moment; under the name it had on the day."""
    return holding.held(organisation, name_on(organisation, on), statements(organisation, known), on)


def situation(organisation: Organisation, on: date, known: datetime | None = None, *, sees: bool = True) -> Situation:
    """The facts of an organisation on a day, as a check-up takes them: the same that `fact_file` writes.

    A fact that nobody stated is unknown. The registered region is that of the organisation where no statement says another. Unless one
    `sees` persons (`sees_persons`), their ids are masked.
    """
    return holds(organisation, on, known).situation(source_name(organisation), sees=sees)


def sees_persons(acting: Acting, organisation: Organisation) -> bool:
    """Whether somebody may see who the persons of an organisation are."""
    return may(acting, "personal.view", over(organisation))


def fact_file(organisation: Organisation, on: date, known: datetime | None = None, *, sees: bool = True) -> str:
    """The same as the text of a fact file that `luodi check` reads; unless one `sees` persons, their ids are masked."""
    return writing.fact_file(holds(organisation, on, known), sees=sees)


def source_name(organisation: Organisation) -> str:
    """How messages name what is known of an organisation."""
    return f"{organisation.name}的登记"


def name_on(organisation: Organisation, on: date) -> str:
    """What an organisation was called on a day."""
    return names_on([organisation], on)[organisation.pk]


def names_on(organisations: Iterable[Organisation], on: date) -> dict[int, str]:
    """What organisations were called on a day."""
    found = {one.pk: one.name for one in organisations}
    for former in FormerName.objects.filter(organisation__in=list(found), until__gt=on).order_by("-until", "-pk"):
        found[former.organisation_id] = former.name  # the one that ended first after the day is the last
    return found


@dataclass(frozen=True)
class Named:
    """A name and the days it was borne: from (None: the beginning), until the day before (None: today)."""

    name: str
    since: date | None
    until: date | None
    reason: str = ""


def names(organisation: Organisation) -> list[Named]:
    """The names of an organisation, the first one first."""
    made: list[Named] = []
    since: date | None = None
    reason = ""
    for former in organisation.former_names.order_by("until", "pk"):
        made.append(Named(former.name, since, former.until, reason))
        since, reason = former.until, former.reason
    current = Organisation.objects.values_list("name", flat=True).get(pk=organisation.pk)
    return [*made, Named(current, since, None, reason)]


def history(
    organisation: Organisation, entity: str, name: str, thing: str = "", period: str | None = None
) -> QuerySet[Statement]:
    """Everything that was ever stated of one fact, the newest first: what was superseded and withdrawn too."""
    rows = organisation.statements.select_related("evidence").filter(entity=entity, thing=thing, name=name)
    return (rows if period is None else rows.filter(period=period)).order_by("-pk")


def current(organisation: Organisation, entity: str, thing: str, name: str, period: str) -> Statement | None:
    """The statement of exactly this slot that was not superseded (it may have been withdrawn)."""
    rows: Any = organisation.statements
    found: Statement | None = rows.filter(
        entity=entity, thing=thing, name=name, period=period, superseded_at=None
    ).first()
    return found


def imported(acting: Acting, number: int) -> Import:
    """An import of one's own, or any for who may see the facts of all; NotFound otherwise."""
    found = Import.objects.filter(pk=number).first()
    if found is None or (found.actor != acting.id and acting.regions("fact.view") is not None):
        raise NotFound(_("没有这次导入"), fix=_("从导入页重新发送"))
    return found


def imports(acting: Acting, most: int = 10) -> QuerySet[Import]:
    """One's own imports, the newest first."""
    return Import.objects.filter(actor=acting.id).defer("refused")[:most]


def refused(acting: Acting, number: int) -> bytes:
    """The rows that an import of one's own refused, as an XLSX file; NotFound when there are none."""
    content = bytes(imported(acting, number).refused)
    if not content:
        raise NotFound(_("没有退回的行"), fix=_("这次导入的行都登记了"))
    return content


def evidence(organisation: Organisation, digest: str) -> Evidence:
    """A piece of evidence of an organisation; NotFound for another's."""
    found = organisation.evidence.filter(digest=_sought(digest)).first()
    if found is None:
        raise NotFound(_("没有这份佐证"), fix=_("从事实的来历里打开"))
    return found
