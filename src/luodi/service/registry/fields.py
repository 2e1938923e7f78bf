"""The boxes of a form for facts: what is in them, and what a person wrote read back, all faults at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from luodi.engine.core.errors import LuodiError, Problems
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import KNOWN_BY, Fact
from luodi.service.registry import values
from luodi.service.registry.actions import About
from luodi.service.registry.holding import Held


@dataclass
class Field:
    """One box: its fact (of a year), its name in the form, what stands in it, how it is chosen, what is wrong with it."""

    fact: Fact
    year: str
    name: str
    value: str
    choices: tuple[tuple[str, str], ...]
    suggest: str = ""
    wrong: str = ""

    @property
    def label(self) -> str:
        """What stands above the box."""
        return _("%(a)s（%(b)s年）") % {"a": _(self.fact.label), "b": self.year} if self.year else _(self.fact.label)

    @property
    def unit(self) -> str:
        """What to write in it."""
        return values.unit_of(self.fact)

    @property
    def known_by(self) -> str:
        """Who knows the fact."""
        return KNOWN_BY[self.fact.known_by]


def fields(
    held: Held, about: About, wanted: Iterable[tuple[Fact, str]], given: Mapping[str, str] | None
) -> list[Field]:
    """The boxes for these facts: with what was written, else with what holds."""
    made = []
    for fact, year in wanted:
        name = f"{fact.name}@{year}" if year else fact.name
        row = held.of(about.entity, about.thing, fact.name, year)
        value = given.get(name, "") if given is not None else (written(fact, row.value) if row else "")
        choices = (
            (("是", _("是")), ("否", _("否")))
            if fact.type is Type.BOOLEAN
            else tuple((label, label) for _word, label in fact.words)
        )
        suggest = (
            "suggest-regions" if fact.type is Type.REGION else "suggest-industries" if fact.key == "industry" else ""
        )
        made.append(Field(fact, year, name, value.strip(), choices, suggest))
    return made


def written(fact: Fact, text: str) -> str:
    """A kept text as it may stand in its box, and be read as the same again."""
    if fact.type is Type.BOOLEAN:
        return {"true": "是", "false": "否"}[text]
    shown = values.shown(fact, text)
    return shown if fact.type in {Type.CATEGORY, Type.REGION} or fact.key == "industry" else text


def read(boxes: Iterable[Field], since: str, *, single: bool) -> dict[tuple[str, str], str]:
    """What was written, as texts to keep; empty boxes say nothing. Problems tells every fault, and each stands at its box."""
    told: dict[tuple[str, str], str] = {}
    problems: list[LuodiError] = []
    for box in boxes:
        if not box.value and not single:
            continue
        try:
            period = values.period(box.fact, box.year or ("" if box.fact.by_year else since))
            told[box.fact.name, period] = values.read(box.fact, box.value)
        except LuodiError as error:
            box.wrong = error.line
            problems.append(error)
    if len(problems) > 1:
        raise Problems(problems)
    if problems:
        raise problems[0]
    return told
