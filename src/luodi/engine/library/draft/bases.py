"""Which fact do the words before a figure name? Only an exact label counts; else the nearest are offered to a person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary

_LEAD = re.compile(
    r"^(?:其|该|上一?年度?|当年度?|年度|实际|经[^，。；]{0,6}(?:认定|核定|审定)的?|核定的?|符合条件的|项目的?|企业的?|平台的?|所|对|在)+"
)
_TAIL = re.compile(r"(?:首次|累计|合计|达到|达|超过|突破|不低于|在|为|的|总额|额度|金额)+$")
_NEAR = 3
_CUTOFF = 55


@dataclass(frozen=True, slots=True)
class Named:
    """The fact that words name exactly, or the facts nearest to them."""

    fact: Fact | None
    near: tuple[Fact, ...] = ()


def fact_named(words: str, entity: str, vocabulary: Vocabulary, kind: Type = Type.MONEY) -> Named:
    """Find the fact of an entity (or of the enterprise) that words such as 项目总投资 name."""
    facts = [fact for fact in _facts(entity, vocabulary) if fact.type is kind]
    wanted = _plain(words)
    exact = [fact for fact in facts if wanted and wanted in {_plain(label) for label in _labels(fact)}]
    if len(exact) == 1 or (exact and exact[0].entity == entity != ENTERPRISE):
        return Named(exact[0])
    found = process.extract(
        wanted, {fact.key: fact.label for fact in facts}, scorer=fuzz.partial_ratio, limit=_NEAR, score_cutoff=_CUTOFF
    )
    by_key = {fact.key: fact for fact in facts}
    return Named(None, tuple(by_key[key] for _, _, key in found))


def offered(near: Iterable[Fact]) -> str:
    """Say which facts are near, for a question."""
    return "、".join(f"{fact.name}（{fact.label}）" for fact in near)


def _facts(entity: str, vocabulary: Vocabulary) -> list[Fact]:
    own = list(vocabulary.facts.get(entity, {}).values())
    return own + (list(vocabulary.facts.get(ENTERPRISE, {}).values()) if entity != ENTERPRISE else [])


def _labels(fact: Fact) -> set[str]:
    bare = re.sub(r"[（(].*?[）)]", "", fact.label)
    return {fact.label, bare, *bare.split("、")}


def _plain(words: str) -> str:
    return _TAIL.sub("", _LEAD.sub("", "".join(words.split())))
