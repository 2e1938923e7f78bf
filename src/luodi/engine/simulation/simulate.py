"""One run: open a population, answer for every enterprise, choose, add up; with a reform, the same again beside it.

Everything is made inside the folders given; nothing is left in them but the tables of claims in `place`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from luodi.engine.core.errors import DataError
from luodi.engine.rules.engines.tables.quoted import text
from luodi.engine.rules.engines.tables.sources import Settings
from luodi.engine.rules.model import Policy, Support
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary
from luodi.engine.simulation import engines
from luodi.engine.simulation.assumptions import Assumptions
from luodi.engine.simulation.cash import budget_said, cash
from luodi.engine.simulation.choosing import choose, order_of
from luodi.engine.simulation.compare import compare
from luodi.engine.simulation.engines import Question
from luodi.engine.simulation.groups import Way, by_group, way
from luodi.engine.simulation.layout import CLAIMS, REFORMED
from luodi.engine.simulation.model import Changed, ChangedGroup, LeftOut, Quota, Result
from luodi.engine.simulation.sources.opened import Population, open_population
from luodi.engine.simulation.summary import by_enterprise, by_support, gainers, spreads_of_all

#: Told what is being done, and how far it is from 0 to 1.
Told = Callable[[str, float], None]
_MEMORY = re.compile(r"(\d+(?:\.\d+)?)\s*(MB|MiB|GB|GiB|TB)", re.IGNORECASE)
_LEAST_MB = 100
_OF_DUCKDB = 85  # per cent


@dataclass(frozen=True)
class Request:
    """What to run: the source of the population, the policies asked about, all others beside, and what is assumed.

    `reform` are changed policies by id (None: no reform). `by` are ways to group. `memory` is as `2GB`.
    """

    source: str | Path | Mapping[str, Any]
    policies: Sequence[Policy]
    vocabulary: Vocabulary
    on: date
    beside: Sequence[Policy] = ()
    reform: Mapping[str, Policy] | None = None
    in_force: Mapping[str, bool] = field(default_factory=dict)
    assumptions: Assumptions = field(default_factory=Assumptions)
    by: Sequence[str] = ()
    engine: str = "tables"
    memory: str = "2GB"
    threads: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What a run found: the baseline, the reform beside it, and what has to be said of the population."""

    baseline: Result
    ways: Mapping[str, str]  # the ways to group with their Chinese names
    population: str
    synthetic: int
    notes: Sequence[str] = ()
    missing: Sequence[str] = ()  # facts that nobody in the population was asked
    strangers: Sequence[str] = ()  # columns that are no fact
    reform: Result | None = None
    changed: Changed | None = None
    changed_groups: Sequence[ChangedGroup] = ()


def simulate(request: Request, place: Path, work: Path, told: Told = lambda what, part: None) -> Outcome:
    """Run; the tables of claims go into `place`, all else into `work`, which is the caller's to remove.

    DataError when the population, the memory or an assumption cannot be used; Problems when it is several.
    """
    settings = Settings(memory_of(request.memory), request.threads, work / "spill")
    with _refusals(), open_population(request.source, request.vocabulary, work, settings) as population:
        run = _Run(request, population, place, work, told)
        run.refuse_early()
        return run.outcome()


def memory_of(said: str) -> str:
    """Return what DuckDB may have of the memory that is told, the rest being Python's; DataError when it is none, or too little."""
    match = _MEMORY.fullmatch(said.strip())
    factor = {"m": Decimal(1), "g": Decimal(1000), "t": Decimal(1_000_000)}
    if not match:
        raise DataError(f"“{said}”不是内存的大小", fix="写成 500MB、2GB")
    size = Decimal(match[1]) * factor[match[2][0].lower()]
    if size < _LEAST_MB:
        raise DataError(
            f"内存 {said} 太小", why=f"至少 {_LEAST_MB}MB", fix="写成 500MB、2GB；放不下的会存到磁盘，不会更快用完"
        )
    return f"{int(size) * _OF_DUCKDB // 100}MB"


@contextmanager
def _refusals() -> Iterator[None]:
    """Say in a person's words what DuckDB refuses; let an interrupt of the user be one."""
    try:
        yield
    except RuntimeError as error:  # DuckDB tells the user's Ctrl+C as an error of its own
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from None
        raise
    except duckdb.OutOfMemoryException as error:
        used = re.search(r"\(([\d.]+ \w+/[\d.]+ \w+) used\)", str(error))
        raise DataError("内存不够算这批企业", why=f"用到了 {used[1]}" if used else "内存限额用完了",
                        fix="给 --memory 大些（如 2GB），--threads 1，或用 --policy 少推演几项政策") from None  # fmt: skip
    except duckdb.IOException as error:
        raise DataError("读写磁盘失败", why=str(error).splitlines()[0][:300], fix="看磁盘空间、文件是否完整") from None


class _Run:
    """One call, with everything it works on."""

    def __init__(self, request: Request, population: Population, place: Path, work: Path, told: Told) -> None:
        self.request, self.population, self.place, self.work, self.told = request, population, place, work, told
        self.ways: list[Way] = []

    def refuse_early(self) -> None:
        """Refuse what cannot be used before the long part begins."""
        request, year = self.request, self.request.on.year
        self.ways = [way(self.population, word, year) for word in dict.fromkeys(request.by)]
        for path, seats in request.assumptions.quotas.items():
            support = next((s for p in self.all_policies() for s in p.supports if s.path == path), None)
            if support is not None:
                order_of(self.population, support.entity, seats.order, year)
        order_of(self.population, ENTERPRISE, request.assumptions.envelope.order, year)

    def all_policies(self) -> list[Policy]:
        """The policies asked about, as they are and as the reform has them."""
        return [*self.request.policies, *self.changed().values()]

    def changed(self) -> dict[str, Policy]:
        """The policies asked about that the reform changes."""
        asked = {policy.id for policy in self.request.policies}
        return {own: policy for own, policy in (self.request.reform or {}).items() if own in asked}

    def outcome(self) -> Outcome:
        """Run the baseline, and the reform when there is one."""
        request = self.request
        baseline, claims = self.one("base", request.policies, "现行", CLAIMS)
        reform = changed = None
        groups: tuple[ChangedGroup, ...] = ()
        if request.reform is not None:
            reform = self.reformed(claims)
            changed, groups = compare(self.population, "sums.base_each", "sums.reform_each", self.ways)
        missing = [*self.population.missing(request.policies, request.on.year)]
        missing += [f"{label}（没有这张表）" for label in self.population.tables_missing(request.policies)]
        return Outcome(
            baseline, {one.word: one.label for one in self.ways}, self.population.shown, self.population.synthetic, tuple(self.notes()),
            tuple(missing), tuple(self.population.strangers()), reform, changed, groups,
        )  # fmt: skip

    def one(self, name: str, policies: Sequence[Policy], label: str, kept: str) -> tuple[Result, Path]:
        """Answer for the policies and add up."""
        claims = self.work / f"{name}.parquet"
        question = Question(
            policies, self.request.vocabulary, self.request.on, self.request.in_force, self.request.beside
        )
        left_out = self.answered(question, claims, label)
        return self.added_up(name, policies, claims, left_out, kept), claims

    def answered(self, question: Question, claims: Path, label: str) -> tuple[LeftOut, ...]:
        """Let the engine write the claims."""
        return engines.evaluate(
            self.request.engine, self.population, question, claims, lambda part: self.told(label, part)
        )

    def reformed(self, before: Path) -> Result:
        """Run the reform: only the policies it can touch are answered again, the others' claims stay as they were."""
        changes = self.changed()
        policies = [changes.get(policy.id, policy) for policy in self.request.policies]
        touched = _touched(self.request.policies, policies, set(changes))
        again = [policy for policy in policies if policy.id in touched]
        beside = [*self.request.beside, *(policy for policy in policies if policy.id not in touched)]
        question = Question(again, self.request.vocabulary, self.request.on, self.request.in_force, beside)
        fresh, claims = self.work / "fresh.parquet", self.work / "reform.parquet"
        left_out = self.answered(question, fresh, "改革")
        kept = " AND ".join(f"NOT starts_with(support, {text(own + '#')})" for own in sorted(touched)) or "true"
        self.population.execute(
            f"COPY (SELECT * FROM read_parquet({text(before)}) WHERE {kept} UNION ALL BY NAME SELECT * FROM read_parquet({text(fresh)}))"
            f" TO {text(claims)} (FORMAT parquet)"
        )
        return self.added_up("reform", policies, claims, left_out, REFORMED)

    def added_up(
        self, name: str, policies: Sequence[Policy], claims: Path, left_out: tuple[LeftOut, ...], kept: str
    ) -> Result:
        """Choose and add up; the table of claims is kept in the order of its supports and enterprises."""
        request, population, table, each = self.request, self.population, f"sums.{name}", f"sums.{name}_each"
        self.told("合计", 0.0)
        supports: dict[str, Support] = {s.path: s for policy in policies for s in policy.supports}
        gone = {one.support for one in left_out}
        quotas: dict[str, Quota] = choose(population, claims, table, supports, request.assumptions, request.on.year)
        by_enterprise(population, table, each)
        definite, ceiling = spreads_of_all(population, each)
        result = Result(
            population.enterprises, *gainers(population, each),
            by_support(population, table, {p: s for p, s in supports.items() if p not in gone}, quotas, request.assumptions),
            definite, ceiling, by_group(population, each, self.ways),
            cash(population, table, supports, request.assumptions, request.on.year), left_out,
        )  # fmt: skip
        population.execute(
            f"COPY (SELECT * FROM {table} ORDER BY support, enterprise_id, thing) TO {text(self.place / kept)} (FORMAT parquet, COMPRESSION zstd)"
        )
        self.told("合计", 1.0)
        return result

    def notes(self) -> Iterator[str]:
        """What was assumed, and what else has to be said."""
        request, population = self.request, self.population
        yield from population.notes
        assumed = request.assumptions
        rates = f"，另有 {len(assumed.rates)} 项单列" if assumed.rates else ""
        if assumed.everybody_applies:
            yield "符合的都来申报。"
        else:
            yield f"申报率 {assumed.default_rate}{rates}：按种子 {assumed.seed} 对每家企业、每项支持抽定，改革前后抽到的是同一批；不来申报的，不由互斥的另一项补上。"
        yield "名额以内：确定的在先，再按写明的次序；相同的按种子摇号，并列的家数写明。分期按条文的比例，余数归末期；连续几年的每年再付一次。"
        if assumed.envelope.years:
            _, _, order = order_of(population, ENTERPRISE, assumed.envelope.order, request.on.year)
            yield budget_said(assumed.envelope, order) + "；上限按顶格占用预算，待核实的不占。"
        if not population.enterprises:
            yield "这批企业里没有一家。"


def _touched(before: Sequence[Policy], after: Sequence[Policy], changed: set[str]) -> set[str]:
    """The changed policies and all that a grant binds to them: one speaks for the other, before or after."""
    bound = [
        {policy.id, *(target.partition("#")[0] for support in policy.supports for target in support.implements)}
        for policy in (*before, *after)
    ]
    touched = set(changed)
    while grown := {own for ids in bound if ids & touched for own in ids} - touched:
        touched |= grown
    return touched
