"""Which theme a support belongs to: derived by `vocabulary/themes.yaml` from what the support is counted for and asks, never written by hand.

>>> from luodi.engine.library import Library
>>> lib = Library()
>>> themes = load_themes(lib.vocabulary_folder, lib.vocabulary)
>>> themes.of(lib.support("zhejiang/hangzhou/ai-zone-policy#4")).label
'场景与应用'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError, LuodiError, Problems
from luodi.engine.rules import tree
from luodi.engine.rules.grammar import did_you_mean
from luodi.engine.rules.model import INSTRUMENTS, Support
from luodi.engine.rules.reading import formulas_of
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import Vocabulary

FILE = "themes.yaml"
_RULE_KEYS = ("entity", "instrument", "words", "facts")


@dataclass(frozen=True, slots=True)
class Theme:
    """What supports are about, as people compare them: computing, people, space …"""

    name: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A support is of the theme when all that is named here fits; what is empty is not asked."""

    theme: str
    entity: frozenset[str] = frozenset()
    instrument: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()

    def holds(self, support: Support, words: frozenset[str], facts: frozenset[str]) -> bool:
        """Whether a support fits, by the words of its conditions and the facts it reads."""
        return (
            (not self.entity or support.entity in self.entity)
            and (not self.instrument or support.instrument in self.instrument)
            and (not self.words or bool(self.words & words))
            and (not self.facts or bool(self.facts & facts))
        )


@dataclass(frozen=True)
class Themes:
    """All themes in the order they are shown, and the rules in the order they are asked."""

    all: Mapping[str, Theme]
    rules: tuple[Rule, ...]

    def of(self, support: Support) -> Theme:
        """Return the theme of a support: that of the first rule that fits. DataError when there is none."""
        words, facts = frozenset(condition_words(support)), frozenset(facts_read(support))
        for rule in self.rules:
            if rule.holds(support, words, facts):
                return self.all[rule.theme]
        raise DataError(
            f"{support.path} 归不进任何主题", why=f"{FILE} 没有合它的规则", fix=f"给实体 {support.entity} 写一条兜底的规则"
        )  # fmt: skip

    def named(self, name: str) -> Theme:
        """Return the theme of a name; DataError names the nearest."""
        if name not in self.all:
            known = "、".join(f"{one.name}（{one.label}）" for one in self.all.values())
            raise DataError(f"没有主题“{name[:40]}”", fix=did_you_mean(name, self.all) or f"可用：{known}")
        return self.all[name]


def condition_words(support: Support) -> Iterator[str]:
    """Yield the words of categories that the conditions of a support name: `computing_centre`, `national`."""
    for condition in support.conditions:
        for node in tree.walk(condition.test):
            if isinstance(node, tree.OneOf):
                yield from node.options
            elif isinstance(node, tree.Compare) and node.op == "==" and node.left.type is Type.CATEGORY:
                yield from (str(right.value) for right in [node.right] if isinstance(right, tree.Literal))


def facts_read(support: Support) -> Iterator[str]:
    """Yield the names of the facts that the formulas of a support read."""
    for formula in formulas_of(support):
        yield from (fact.name for fact in tree.facts_in(formula))


def load_themes(folder: Path, vocabulary: Vocabulary) -> Themes:
    """Load the table of themes of a vocabulary folder; Problems lists every name that nothing else knows."""
    source = strict_yaml.load(folder / FILE)
    themes = {name: Theme(name, given["label"], given["meaning"]) for name, given in source.data["themes"].items()}
    words = {word for fact in vocabulary.all() for word, _ in fact.words}
    known = {
        "theme": set(themes), "entity": set(vocabulary.entities), "instrument": set(INSTRUMENTS), "words": words,
        "facts": {fact.name for fact in vocabulary.all()},
    }  # fmt: skip
    problems: list[LuodiError] = []
    rules = []
    for number, given in enumerate(source.data["rules"]):
        found = list(_wrong(source, number, given, known))
        problems += found
        if not found:
            rules.append(Rule(given["theme"], **{key: frozenset(given.get(key, ())) for key in _RULE_KEYS}))
    if problems:
        raise Problems(problems)
    return Themes(themes, tuple(rules))


def _wrong(
    source: strict_yaml.Source, number: int, given: Mapping[str, Any], known: Mapping[str, set[str]]
) -> Iterator[LuodiError]:
    """Yield what a rule names that nobody knows."""
    place = source.place(("rules", number))
    if "theme" not in given:
        yield DataError("规则没有写 theme", place=place, fix="写它归入哪个主题")
    for key, value in given.items():
        if key not in known:
            yield DataError(f"不认识“{key}”", place=place, fix=did_you_mean(key, known))
            continue
        for name in [value] if key == "theme" else value:
            if name not in known[key]:
                fix = did_you_mean(name, known[key]) or "先写进词汇"
                yield DataError(f"{key} 里的“{name}”没有登记", place=place, fix=fix)
