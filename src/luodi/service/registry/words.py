"""The words of the registry: the engine's vocabulary, with what was received as one more kind of thing, and how facts are grouped for people."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.engine.core.errors import NotFound
from luodi.engine.library import Library, Memory
from luodi.engine.library.load import POLICIES
from luodi.engine.rules.grammar import did_you_mean
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Entity, Fact, Vocabulary

#: Whether there is a thing at all; without a thing: whether there is any of the kind.
EXISTS = "exists"
RECEIVED = "received"
#: Where published policies stand in the data folder, and the file there that names the folder of those that hold now.
PUBLISHED, NOW = "policies", "now"
_READ = Memory()
#: Facts of the identity: they are changed by renaming, never stated.
IDENTITY = ("name", "credit_code")
_RECEIVED_FACTS = (
    Fact("support", RECEIVED, "支持", Type.TEXT, "领的是哪一项支持，写它的编号，如 zhejiang/hangzhou/ai-zone-policy#4", "official"),
    Fact("date", RECEIVED, "到账日期", Type.DATE, "钱到账的日期", "enterprise"),
    Fact("amount", RECEIVED, "到账金额", Type.MONEY, "实际到账的钱", "enterprise"),
    Fact("entity", RECEIVED, "为哪一件", Type.TEXT, "为哪个项目、贷款等领的，写它的编号；为企业本身领的不填", "enterprise"),
)  # fmt: skip
#: Every receipt needs these.
DEMANDED: Mapping[str, tuple[str, ...]] = {RECEIVED: ("support", "date", "amount")}
#: Kinds of things that are people: their ids are masked for who may not see persons, and their values stay out of the log.
PERSONAL = ("hire",)
THEMES = {
    "who": gettext_lazy("主体与行业"),
    "where": gettext_lazy("三个地区"),
    "years": gettext_lazy("按年的规模、收入与贡献"),
    "money": gettext_lazy("金额与数量"),
    "own": gettext_lazy("企业的情况"),
    "judged": gettext_lazy("由主管部门认定的"),
}


def library() -> Library:
    """The library of the site: the encoded policies, and laid over them those that were published here.

    `LUODI_POLICIES` names another folder for the former. It is read once in a process, and again when something was published or withdrawn.
    """
    return _library(os.environ.get("LUODI_POLICIES", ""), published_folder(Path(settings.DATA) / PUBLISHED))


def published_folder(place: Path) -> Path | None:
    """The folder of the policies that are published now, None when there are none; a publication writes a new one and then says so."""
    try:
        said = (place / NOW).stat()
    except OSError:
        return None
    return _named(place, said.st_mtime_ns, said.st_ino)


@lru_cache(maxsize=8)
def _named(place: Path, _changed: int, _file: int) -> Path | None:
    try:
        name = (place / NOW).read_text("utf-8").strip()
    except OSError:
        return None
    return place / name if name and (place / name).is_dir() else None


@lru_cache(maxsize=4)
def _library(folder: str, published: Path | None) -> Library:
    return Library(Path(folder) if folder else POLICIES, cache=_READ, overlay=published)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The engine's vocabulary with the receipts as a kind of thing."""
    words = library().vocabulary
    received = Entity(RECEIVED, "领过的支持", "以前到账的一笔奖补", "date")
    return replace(
        words,
        entities={**words.entities, RECEIVED: received},
        facts={**words.facts, RECEIVED: {fact.name: fact for fact in _RECEIVED_FACTS}},
    )


def fact_of(key: str) -> Fact:
    """The fact of a key (`main_revenue`, `project.level`); NotFound with the nearest right one."""
    words = vocabulary()
    found = words.by_key(key)
    if found is None:
        keys = [fact.key for fact in words.all()]
        raise NotFound(
            _("没有事实“%(a)s”") % {"a": key}, fix=did_you_mean(key, keys) or _("在“事实”页可以查到全部事实")
        )
    return found


def theme_of(fact: Fact) -> str:
    """The theme under which people find a fact of the enterprise."""
    if fact.type is Type.REGION:
        return "where"
    if fact.by_year:
        return "years"
    if fact.name in {*IDENTITY, "kind", "industry", "sector", "registered_on", "independent_legal_person"}:
        return "who"
    if fact.judged or fact.known_by == "official":
        return "judged"
    return "money" if fact.type in {Type.MONEY, Type.COUNT, Type.NUMBER, Type.RATIO} else "own"


def facts_of(entity: str) -> tuple[Fact, ...]:
    """The facts of a kind of thing that can be stated."""
    own = vocabulary().facts.get(entity, {}).values()
    return tuple(fact for fact in own if entity != ENTERPRISE or fact.name not in IDENTITY)


def masked(name: str) -> str:
    """The id of a person's record, which may be the name: 张**."""
    return name[:1] + "*" * max(2, len(name) - 1) if name else ""
