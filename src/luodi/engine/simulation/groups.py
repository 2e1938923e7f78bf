"""The same money by groups of enterprises: where they are, what they do, how large they are, or any word or yes-no fact."""

from __future__ import annotations

from dataclasses import dataclass

from luodi.engine.core.errors import DataError
from luodi.engine.rules.engines.tables.quoted import name
from luodi.engine.rules.grammar import did_you_mean
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary
from luodi.engine.simulation.layout import MONEY_COLUMNS
from luodi.engine.simulation.model import GroupResult, Money
from luodi.engine.simulation.sources.opened import Population
from luodi.engine.simulation.summary import MAYBE, SURE

#: The ways to group that have a word of their own: (Chinese name, the fact).
WAYS = {
    "region": ("地区（市）", "registered_region"), "county": ("地区（区县）", "registered_region"), "province": ("地区（省）", "registered_region"),
    "industry": ("行业", "sector"), "size": ("规模（从业人员）", "employees"), "kind": ("主体类型", "kind"),
}  # fmt: skip
_SIZES = ((20, "微型（20人以下）"), (300, "小型（20—299人）"), (1000, "中型（300—999人）"))
_LARGEST = "大型（1000人及以上）"
NOT_TOLD = "未填"
_GROUPED = [Type.CATEGORY, Type.BOOLEAN, Type.REGION]
# Counties that a province governs itself are groups of their own; a city that is a province is one group.
_CITY = """CASE WHEN substr({c}, 1, 2) IN ('11', '12', '31', '50') THEN substr({c}, 1, 2) || '0000'
  WHEN substr({c}, 3, 2) = '90' THEN {c} ELSE substr({c}, 1, 4) || '00' END"""
_REGIONS = {"region": _CITY, "county": "{c}", "province": "substr({c}, 1, 2) || '0000'"}


@dataclass(frozen=True)
class Way:
    """One way to group: its word, its Chinese name, and the value of an enterprise `e` in SQL."""

    word: str
    label: str
    value: str
    fact: Fact | None


def way(population: Population, word: str, year: int) -> Way:
    """Return a way to group by its word; DataError when there is none."""
    label, own = WAYS.get(word, ("", word))
    fact = population.vocabulary.facts.get(ENTERPRISE, {}).get(own)
    if word not in WAYS and (fact is None or fact.type not in _GROUPED):
        facts = population.vocabulary.facts.get(ENTERPRISE, {})
        known = [*WAYS, *(f.name for f in facts.values() if f.type in _GROUPED)]
        why = "" if fact is None else f"{fact.label}是{fact.type.label}"
        raise DataError(
            f"不能按“{word}”分组",
            why=why,
            fix=did_you_mean(word, known) or "可用：" + "、".join(WAYS) + "，或企业的一个类别、是否、地区",
        )
    column, at = _column(population, own, fact, year)
    if column is None:
        return Way(word, label or (fact.label if fact else word), "NULL::VARCHAR", fact)
    told = f"e.{name(column)}"
    if word == "size":
        bounds = " ".join(f"WHEN {told} < {most} THEN '{said}'" for most, said in _SIZES)
        value = f"CASE WHEN {told} IS NULL THEN NULL {bounds} ELSE '{_LARGEST}' END"
    else:
        value = _REGIONS.get(word, "{c}::VARCHAR").format(c=told)
    return Way(word, (label or (fact.label if fact else word)) + (f"，{at}年" if at else ""), value, fact)


def _column(population: Population, own: str, fact: Fact | None, year: int) -> tuple[str | None, int | None]:
    """The column of the fact: of the year of the question, else of the latest before, else of the earliest after."""
    columns = population.columns(ENTERPRISE)
    if fact is None or not fact.by_year:
        return (own if own in columns else None), None
    years = sorted(int(c[-4:]) for c in columns if c[:-5] == own and c[-5:-4] == "_" and c[-4:].isdigit())
    if not years:
        return None, None
    at = max((y for y in years if y <= year), default=years[0])
    return f"{own}_{at}", at


_SUMS = ", ".join(f"coalesce(sum({{e}}.{c}{{end}}), 0)::HUGEINT" for c in MONEY_COLUMNS)
_GROUPS = f"""SELECT {{value}} AS part, count(*), count(*) FILTER ({SURE}), count(*) FILTER (NOT coalesce({SURE}, false) AND ({MAYBE})),
    {_SUMS.format(e="m", end="")}, {_SUMS.format(e="m", end="_1")}
  FROM enterprise AS e LEFT JOIN {{each}} AS m ON m.enterprise_id = e.id GROUP BY part ORDER BY count(*) DESC, part"""


def by_group(population: Population, each: str, ways: list[Way]) -> tuple[GroupResult, ...]:
    """Return every group of every way; the groups of one way hold every enterprise and every fen."""
    made = []
    for one in ways:
        for part, enterprises, sure, perhaps, *sums in population.rows(_GROUPS.format(value=one.value, each=each)):
            cut = len(MONEY_COLUMNS)
            money, expected = (Money(*map(int, half)) for half in (sums[:cut], sums[cut:]))
            made.append(GroupResult(
                one.word, part, read(one, part, population.vocabulary), int(enterprises), int(sure), int(perhaps), money, expected
            ))  # fmt: skip
    return tuple(made)


def read(one: Way, part: str | None, vocabulary: Vocabulary) -> str:
    """Return what people read for a group."""
    if part is None:
        return NOT_TOLD
    fact = one.fact
    if fact is None or one.word == "size":
        return part
    if fact.type is Type.REGION:
        named = next((code for code in vocabulary.regions.above(part) if code in vocabulary.regions.names), part)
        return vocabulary.regions.name(named) + ("" if named == part else f" {part}")
    if fact.type is Type.BOOLEAN:
        return {"true": "是", "false": "否"}[part]
    return dict(fact.words).get(part, part)
