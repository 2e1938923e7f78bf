"""Which statements a set of values makes new: those that say something else than what already holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError, Problems
from luodi.engine.core.strict_yaml import Source
from luodi.engine.rules.facts import Reader
from luodi.engine.rules.situation import Thing
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact
from luodi.service.accounts.models import Organisation
from luodi.service.registry import values
from luodi.service.registry.addresses import Address
from luodi.service.registry.holding import in_force
from luodi.service.registry.models import Statement
from luodi.service.registry.words import DEMANDED, EXISTS, IDENTITY, PERSONAL, vocabulary


@dataclass(frozen=True)
class Change:
    """A statement to be made, and the one of the same slot that it replaces."""

    entity: str
    thing: str
    name: str
    period: str
    value: str
    replaces: Statement | None


def changes(
    organisation: Organisation, entity: str, thing: str, told: Mapping[tuple[str, str], str], *, staff: bool
) -> list[Change]:
    """The statements that these values of one thing (name and period → kept text) make; Problems or DataError when they cannot be made."""
    rows = list(organisation.statements.filter(entity=entity, thing=thing, superseded_at=None))
    made = [
        change for (name, period), value in told.items()
        if (change := _change(organisation, rows, entity, thing, name, period, value, staff=staff)) is not None
    ]  # fmt: skip
    if entity == ENTERPRISE:
        made += _region_before(organisation, rows, made)
    if thing and (EXISTS, "") not in told:
        made += _there_is(rows, entity, thing, told)
        made += _no_longer_none(organisation, entity)
        _demand(entity, rows, told)
    _sensible(entity, thing, rows, made)
    return made


def _change(
    organisation: Organisation,
    rows: list[Statement],
    entity: str,
    thing: str,
    name: str,
    period: str,
    value: str,
    *,
    staff: bool,
) -> Change | None:
    fact = vocabulary().facts[entity].get(name)
    if name != EXISTS:
        _can_be_stated(fact, entity, name, period)
    same = [row for row in rows if row.name == name and (len(row.period) == 4) == (len(period) == 4)]
    live = [row for row in same if row.withdrawn_at is None]
    own = next((row for row in same if row.period == period), None)
    in_slot = [row for row in live if len(period) != 4 or row.period == period]
    if (
        not live
        and name == "registered_region"
        and entity == ENTERPRISE
        and not period
        and value == organisation.region
    ):
        return None  # the identity says so
    if _already(in_slot, period, value):
        return None
    label = fact.label if fact else name
    if not staff and any(row.official for row in in_slot):
        raise DataError(
            _("“%(a)s”是部门登记的，与这里的不同") % {"a": label},
            why=_("企业不能改部门登记的事实"),
            fix=_("请登记它的部门改；对得上的可以不填"),
        )
    return Change(entity, thing, name, period, value, own)


def _can_be_stated(fact: Fact | None, entity: str, name: str, period: str) -> None:
    if fact is None:
        raise DataError(_("没有事实“%(a)s”") % {"a": name}, fix=_("在“事实”页可以查到全部事实"))
    if entity == ENTERPRISE and name in IDENTITY:
        raise DataError(
            _("“%(a)s”不作为事实登记") % {"a": fact.label}, why=_("它是主体的身份"), fix=_("名称用“改名”；信用代码不变")
        )
    if fact.by_year != (len(period) == 4):
        raise DataError(
            (_("“%(a)s”要写是哪一年") if fact.by_year else _("“%(a)s”不按年填写")) % {"a": fact.label},
            fix=_("年份写四位；不按年的写从哪一天起"),
        )


def _already(rows: list[Statement], period: str, value: str) -> bool:
    """Whether it already is so. Without a day a value is the one that holds last; it does not lie under one with a day."""
    if len(period) == 4:
        return bool(rows) and rows[0].value == value
    day = date.fromisoformat(period) if period else date.max
    now = next(iter(in_force(rows, day).values()), None)
    if now is not None and now.value == value:
        return True
    if not period and (dated := [row for row in rows if row.period]):
        since = max(row.period for row in dated)
        raise DataError(
            _("这个事实从 %(a)s 起另有登记") % {"a": since},
            why=_("没有写日期的值会被它盖住"),
            fix=_("写明从哪一天起是这样"),
        )
    return False


def _region_before(organisation: Organisation, rows: list[Statement], made: list[Change]) -> list[Change]:
    """Where an organisation was registered before it moved, as its identity said until then."""
    name = "registered_region"
    known = any(row.name == name and row.withdrawn_at is None for row in rows) or not organisation.region
    if (
        known
        or not any(change.name == name and change.period for change in made)
        or any(c.name == name and not c.period for c in made)
    ):
        return []
    own = next((row for row in rows if (row.name, row.period) == (name, "")), None)
    return [Change(ENTERPRISE, "", name, "", organisation.region, own)]


def _there_is(rows: list[Statement], entity: str, thing: str, told: Mapping[tuple[str, str], str]) -> list[Change]:
    """A thing of which something is stated is there: also when nothing else is known, and when it was taken away before."""
    own = next((row for row in rows if (row.name, row.period) == (EXISTS, "")), None)
    gone = own is not None and (own.value == "false" or own.withdrawn_at is not None)
    bare = not told and not any(row.withdrawn_at is None for row in rows)
    return [Change(entity, thing, EXISTS, "", "true", own)] if gone or bare else []


def _no_longer_none(organisation: Organisation, entity: str) -> list[Change]:
    """That there is none of a kind is over once there is one."""
    none = organisation.statements.filter(
        entity=entity, thing="", name=EXISTS, value="false", superseded_at=None, withdrawn_at=None
    ).first()
    return [Change(entity, "", EXISTS, none.period, "true", none)] if none else []


def _demand(entity: str, rows: list[Statement], told: Mapping[tuple[str, str], str]) -> None:
    """Some things make no sense in part: a receipt without its sum."""
    held = {row.name for row in rows if row.withdrawn_at is None} | {name for name, _period in told}
    lacking = [vocabulary().facts[entity][name].label for name in DEMANDED.get(entity, ()) if name not in held]
    if lacking:
        raise DataError(
            _("缺%(a)s") % {"a": "、".join(lacking)}, why=_("领取的一笔要三项俱全才算得清"), fix=_("补上再登记")
        )


def _sensible(entity: str, thing: str, rows: list[Statement], made: list[Change]) -> None:
    """The thing as it would be, read by the engine: no end before its start."""
    facts = {}
    for row in [*(r for r in rows if r.withdrawn_at is None), *made]:
        fact = vocabulary().facts[entity].get(row.name)
        if fact is not None and not fact.by_year:
            facts[row.name] = values.typed(fact, row.value)
    reader = Reader(Source(thing, {}, {}), vocabulary(), set(), set())
    reader.order_of_dates(Thing(entity, thing, facts), (entity,))
    if reader.problems:
        raise reader.problems[0] if len(reader.problems) == 1 else Problems(reader.problems)


def said(row: Statement) -> tuple[str, str]:
    """A statement for the log: its address and value; of a person only that there is one."""
    personal = row.entity in PERSONAL
    address = Address(row.entity, row.name, "…" if personal and row.thing else row.thing, row.period)
    return str(address), f"第 {row.pk} 条（个人信息，见登记）" if personal else row.value
