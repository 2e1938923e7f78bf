"""What a synthetic population is made from: the same recipe gives the same values anywhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from luodi.engine.core.errors import DataError
from luodi.engine.core.regions import Regions
from luodi.engine.rules.model import Policy
from luodi.engine.rules.reading import facts_read
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary

#: A synthetic credit code has nine digits for the number of the enterprise.
MOST_ROWS = 10**9
_SPREAD_YEARS = 20
#: Facts that every population has, whether a formula reads them or not.
ALWAYS = (
    "name",
    "credit_code",
    "kind",
    "registered_region",
    "sector",
    "registered_on",
    "main_revenue",
    "rd_expense",
    "employees",
)
#: How many of a thousand are registered where none of the policies is.
_ELSEWHERE = 100
_WEIGHT = 10_000


@dataclass(frozen=True)
class Recipe:
    """How many enterprises, from which seed, over which years, with which facts (their keys), and where they are.

    `regions` are codes with their weights; `supports` are those that some have received money from before, each with the
    region of its policy. `entities` are kinds that have a table even if none of their facts is asked for.
    """

    rows: int
    seed: int
    years: tuple[int, ...]
    facts: frozenset[str]
    regions: tuple[tuple[str, int], ...]
    supports: tuple[tuple[str, str], ...] = ()
    entities: frozenset[str] = frozenset()


def facts_of(policies: Iterable[Policy]) -> set[str]:
    """Return the keys of the facts that the formulas of these policies read."""
    read = {fact for policy in policies for fact in facts_read(policy)}
    return {fact.name if fact.entity == ENTERPRISE else f"{fact.entity}.{fact.name}" for fact in read}


def recipe_for(
    policies: Collection[Policy], vocabulary: Vocabulary, rows: int, seed: int, years: Iterable[int]
) -> Recipe:
    """Return a recipe with everything that these policies ask about, in their regions."""
    return recipe(
        vocabulary, rows, seed, years, facts_of(policies), {policy.region for policy in policies},
        [(support.path, policy.region) for policy in policies for support in policy.supports],
        {support.entity for policy in policies for support in policy.supports},
    )  # fmt: skip


def recipe(
    vocabulary: Vocabulary, rows: int, seed: int, years: Iterable[int], facts: Iterable[str] = (),
    regions: Iterable[str] = (), supports: Iterable[tuple[str, str]] = (), entities: Iterable[str] = (),
) -> Recipe:  # fmt: skip
    """Return a checked recipe. `regions` are those of the policies; DataError says which part cannot be used."""
    told = tuple(sorted(set(years)))
    if not 0 <= rows < MOST_ROWS:
        raise DataError(f"企业数是 {rows}", why="合成的信用代码只有九位编号", fix=f"写 0 至 {MOST_ROWS - 1}")
    if not 0 <= seed < 2**63:
        raise DataError(f"种子是 {seed}", fix="写 0 至 9223372036854775807 的整数")
    if not told or told[0] < 1995 or told[-1] > 2100 or len(told) > _SPREAD_YEARS or told[-1] - told[0] >= len(told):
        raise DataError(
            f"年份是 {'、'.join(map(str, told)) or '空的'}",
            why="年份要连续，在 1995 至 2100 之间，至多 20 年",
            fix="例如 2019-2022",
        )
    wanted = set(facts) | {key for key in ALWAYS if key in vocabulary.facts.get(ENTERPRISE, {})}
    kinds = {ENTERPRISE, *entities} | {key.partition(".")[0] for key in wanted if "." in key}
    if strange := sorted(kinds - set(vocabulary.entities)):
        raise DataError(f"没有实体“{strange[0]}”", fix="可用：" + "、".join(vocabulary.entities))
    wanted |= {f"{kind}.{dated}" for kind in kinds if (dated := vocabulary.entities[kind].dated_by)}  # limits go by it
    if unknown := sorted(key for key in wanted if vocabulary.by_key(key) is None):
        raise DataError(f"没有事实“{unknown[0]}”", fix="luodi facts 可查全部事实")
    return Recipe(
        rows, seed, told, frozenset(wanted), _places(vocabulary.regions, regions), tuple(sorted(set(supports)))
    )


def _places(regions: Regions, asked: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Spread the enterprises over the counties of the regions, and some over the other provinces."""
    weights: dict[str, int] = {}
    targets = sorted({regions.check(code) for code in asked})
    for code in targets:
        inside = [c for c in sorted(regions.names) if c != code and regions.within(c, code)] or [code]
        parts = [_WEIGHT * 4 // (4 + place) for place in range(len(inside))]
        for county, part in zip(inside, parts, strict=True):
            weights[county] = weights.get(county, 0) + part * _WEIGHT // sum(parts)
    others = [c for c in sorted(regions.names) if c.endswith("0000") and not any(regions.within(t, c) for t in targets)]
    whole = sum(weights.values()) or _WEIGHT * len(others)
    for code in others:
        weights[code] = max(1, whole * _ELSEWHERE // 1000 // len(others))
    return tuple(weights.items())
