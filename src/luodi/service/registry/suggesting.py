"""Suggestions for the boxes in which people write a region, an industry or a fact."""

from __future__ import annotations

from luodi.engine.rules.vocabulary import Fact
from luodi.service.registry import industries as standard
from luodi.service.registry.words import facts_of, vocabulary

MOST = 12


def regions(words: str, most: int = MOST) -> list[tuple[str, str]]:
    """Regions whose code begins with the words or whose whole name holds all of them, the larger ones first, with their names."""
    told = words.split()
    if not told:
        return []
    known = vocabulary().regions
    named = ((code, known.name(code)) for code in known.names)
    found = [
        (code, name) for code, name in named
        if (len(told) == 1 and code.startswith(told[0])) or all(word in name for word in told)
    ]  # fmt: skip
    exact = "".join(told)
    found.sort(
        key=lambda one: (
            exact not in known.names[one[0]],
            not one[0].endswith("0000"),
            not one[0].endswith("00"),
            one[0],
        )
    )
    return found[:most]


def industries(words: str, most: int = MOST) -> list[tuple[str, str]]:
    """Industries by code or words, with their names."""
    return standard.suggested(words, most)


def facts(words: str, entity: str, most: int = MOST) -> list[Fact]:
    """Facts of a kind whose name or meaning holds all the words; those that hold them in the name first."""
    told = words.split()
    found = [
        fact
        for fact in facts_of(entity)
        if told and all(word in fact.label + fact.meaning + fact.name for word in told)
    ]
    return sorted(found, key=lambda fact: not all(word in fact.label for word in told))[:most]
