"""Made-up enterprises by the million: the reference and DuckDB answer the same questions, chunk by chunk, in several processes.

A row is one enterprise (with its projects, loans, history …) under one policy. Rows are spread over the policies by how many
supports they have; each chunk asks on a day of its own, with a seed of its own, so that any chunk can be asked again alone:

    python tests/conformance/million.py --rows 1000000 --processes 2
    python tests/conformance/million.py --only 'sichuan/chengdu/ai-policy 17'
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from luodi.engine.library import Library
from luodi.engine.rules.engines.tables.emit import emit
from luodi.engine.rules.engines.tables.layout import Layout
from luodi.engine.rules.engines.tables.question import Question
from luodi.engine.rules.model import Policy

CHUNK = 5000


def beside(name: str) -> Any:
    """A module of this folder; the folder is no package."""
    own = "conformance_" + name.replace("/", "_")
    if own not in sys.modules:
        spec = importlib.util.spec_from_file_location(own, Path(__file__).parent / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[own] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[own])
    return sys.modules[own]


@dataclass
class Tally:
    """What chunks showed."""

    rows: int = 0
    claims: int = 0
    certain: int = 0
    unknown: int = 0
    limited: int = 0
    displaced: int = 0
    declared: Counter[str] = field(default_factory=Counter)
    policies: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    reference_seconds: float = 0.0
    engine_seconds: float = 0.0

    def add(self, other: Tally) -> None:
        """Count another chunk too."""
        for name in ("rows", "claims", "certain", "unknown", "limited", "displaced", "faults", "reference_seconds", "engine_seconds"):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.declared += other.declared
        self.policies += other.policies


@cache
def library() -> Library:
    """The encoded policies, read once a process."""
    return Library()


@cache
def database() -> Any:
    """DuckDB, opened once a process."""
    return beside("databases/duckdb").Database()


def asked(policy_id: str) -> list[Policy]:
    """A policy, and the one whose clauses it implements: who is asked about one is asked about both."""
    policy = library().policy(policy_id)
    ids = [policy_id, *([policy.implements] if policy.implements in library().ids() else [])]
    return [library().policy(i) for i in ids]


def shares(rows: int, chunk: int) -> list[tuple[str, int, int]]:
    """(policy, number of the chunk, rows in it), spread by how many supports a policy has."""
    counts = {policy_id: len(library().policy(policy_id).supports) for policy_id in library().ids()}
    total, made, before = sum(counts.values()), [], 0
    passed = 0
    for policy_id, count in counts.items():
        passed += count
        mine, before = rows * passed // total - before, rows * passed // total
        made += [(policy_id, n, min(chunk, mine - n * chunk)) for n in range((mine + chunk - 1) // chunk)]
    return made


def try_chunk(policy_id: str, number: int, rows: int) -> Tally:
    """Ask both about some made-up enterprises."""
    population, tally = beside("population"), Tally()
    policies, vocabulary = asked(policy_id), library().vocabulary
    made = beside("generated").Generator(policies, vocabulary, f"{policy_id} {number}")
    on, told = made.question()
    situations = [population.in_order(made.situation(on, told)) for _ in range(rows)]
    begun = time.perf_counter()
    wanted = {i: population.expected(policies, s, vocabulary) for i, s in enumerate(situations)}
    between = time.perf_counter()
    found, declared = _asked_of_database(population, policies, situations, Question(on, told), vocabulary)
    tally.reference_seconds, tally.engine_seconds = between - begun, time.perf_counter() - between
    gone = {d.support for d in declared}
    wanted = {i: {key: row for key, row in answer.items() if key[0] not in gone} for i, answer in wanted.items()}
    tally.faults = [f"{policy_id} {number}: {fault}" for fault in population.differences(wanted, found)]
    tally.rows, tally.policies[policy_id] = rows, rows
    tally.declared.update(f"{d.support}：{d.reason}" for d in declared)
    for answer in wanted.values():
        for row in answer.values():
            one = dict(zip(population.COMPARED, row, strict=True))
            tally.claims += 1
            tally.certain += one["sum_fen"] is not None
            tally.unknown += one["verdict"] == "unknown"
            tally.limited += bool(one["limited"])
            tally.displaced += one["yields_to"] is not None
    return tally


def _asked_of_database(
    population: Any, policies: list[Policy], situations: list[Any], question: Any, vocabulary: Any
) -> Any:
    tables = population.tables(situations, vocabulary)
    layout = Layout({name: frozenset(table.columns) for name, table in tables.items()})
    emission = emit(policies, vocabulary, Question(question.on, question.in_force, layout))
    database().load(tables)
    rows = [row for query in emission.queries for row in database().ask(query.sql)]
    return population.by_enterprise(rows), emission.unsupported


def run(rows: int, processes: int, chunk: int = CHUNK) -> Iterator[Tally]:
    """Every chunk's tally as it comes."""
    parts = shares(rows, chunk)
    if processes == 1:
        yield from (try_chunk(*part) for part in parts)
        return
    # Large and small policies take turns, so that every process is busy to the end.
    parts.sort(key=lambda part: (part[1], part[0]))
    with ProcessPoolExecutor(processes) as pool:
        for done in as_completed([pool.submit(try_chunk, *part) for part in parts]):
            yield done.result()


def main() -> int:
    """Run as asked on the command line; 1 when anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", metavar="'POLICY NUMBER'", help="one chunk alone")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the tally so far, as JSON, after every chunk")
    chosen = parser.parse_args()
    if chosen.only:
        policy_id, number = chosen.only.rsplit(" ", 1)
        sys.stdout.write("\n".join(try_chunk(policy_id, int(number), CHUNK).faults) + "\n")
        return 0
    total, begun = Tally(), time.perf_counter()
    for tally in run(chosen.rows, chosen.processes):
        total.add(tally)
        for fault in tally.faults:
            sys.stderr.write(fault + "\n")
        sys.stderr.write(
            f"\r{total.rows:,} / {chosen.rows:,}  {len(total.faults)} 处不同  {time.perf_counter() - begun:.0f} 秒"
        )
        sys.stderr.flush()
        if chosen.out:
            told = {**vars(total), "seconds": time.perf_counter() - begun}
            chosen.out.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 1 if total.faults else 0


if __name__ == "__main__":
    sys.exit(main())
