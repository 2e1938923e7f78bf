"""Take the reply to a question into what was told, and take it back."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from luodi.engine.core.errors import DataError
from luodi.engine.rules.vocabulary import ENTERPRISE
from luodi.service.checkups import answering, asking, entering
from luodi.service.checkups.told import Address, Told, address
from luodi.service.policies.queries import library


def told_with(told: Told, key: str, text: str, unit: str) -> Told:
    """What is told with the answer to a question."""
    if key == asking.RECEIVED:
        return replace(told, received=())
    if key.startswith(asking.VALID):
        policy = key.removeprefix(asking.VALID)
        if policy not in answering.reading()["policies"] or text not in {"yes", "no"}:
            raise DataError(_("还没有选"), fix=_("选一个；不知道就先跳过"))
        return replace(told, in_force={**told.in_force, policy: text == "yes"})
    if key.startswith(asking.THINGS):
        entity = key.removeprefix(asking.THINGS)
        if entity not in library().vocabulary.entities or entity == ENTERPRISE:
            raise DataError(_("没有“%(kind)s”这一类") % {"kind": entity[:40]}, fix=_("从问题里选一个"))
        if told.things.get(entity):
            raise DataError(_("已经写了几个，不能说没有"), fix=_("先把写下的移去"))
        return told.with_things(entity, ())
    at = address(key)
    if not _there(told, at):
        raise DataError(_("没有“%(thing)s”") % {"thing": at.thing[:60]}, fix=_("先添上它"))
    return told.told(at, entering.entered(at, text, unit, told.on))


def taken_back(told: Told, key: str, based: Told | None) -> Told:
    """What is told without the answer to a question; for a trial, with what the registry says of it again."""
    if key == asking.RECEIVED:
        return replace(told, received=based.received if based else None)
    if key.startswith(asking.VALID):
        return replace(
            told, in_force={own: held for own, held in told.in_force.items() if own != key.removeprefix(asking.VALID)}
        )
    if key.startswith(asking.THINGS):
        return told.with_things(key.removeprefix(asking.THINGS), None)
    at = address(key)
    if not _there(told, at):
        return told
    before = based.value(at) if based and _there(based, at) else None
    return told.told(at, before if before != told.value(at) else None)


def known(told: Told, key: str) -> bool:
    """Whether the question of a key was answered before."""
    if key == asking.RECEIVED:
        return told.received is not None
    if key.startswith(asking.VALID):
        return key.removeprefix(asking.VALID) in told.in_force
    if key.startswith(asking.THINGS):
        return key.removeprefix(asking.THINGS) in told.things
    try:
        at = address(key)
    except DataError:
        return False
    return _there(told, at) and told.value(at) is not None


def _there(told: Told, at: Address) -> bool:
    """Whether there is what the fact would belong to."""
    return at.thing == "" if at.entity == ENTERPRISE else told.thing(at.entity, at.thing) is not None
