"""The best set for a whole population: equal to the reference's, enterprise by enterprise, and to plain brute force."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.core.errors import Problems
from luodi.engine.library import Library
from luodi.engine.rules.best import Apart, Best, Most, best
from luodi.engine.rules.best.gather import Told
from luodi.engine.rules.engines.python import INFINITE
from luodi.engine.rules.model import Policy
from luodi.engine.rules.situation import Situation, Thing
from luodi.engine.rules.vocabulary import Vocabulary

pytest.importorskip("duckdb", reason="缺少 tables 扩展")
pytest.importorskip("sqlglot", reason="缺少 tables 扩展")

import pyarrow as pa
import pyarrow.parquet as pq

from luodi.engine.rules.engines.tables.best import choice, circles
from luodi.engine.rules.engines.tables.best.run import Run, run
from luodi.engine.rules.engines.tables.question import Question

#: LUODI_BEST=300 looks harder.
SITUATIONS = int(os.environ.get("LUODI_BEST", "40"))
TYPES = {"BIGINT": pa.int64(), "TEXT": pa.string(), "BOOLEAN": pa.bool_(), "DATE": pa.date32()}
Rows = dict[int, dict[str, Any]]


def arrow(table: Any) -> pa.Table:
    schema = pa.schema([(name, TYPES[kind]) for name, kind in table.columns.items()])
    return pa.Table.from_pylist([{n: row.get(n) for n in table.columns} for row in table.rows], schema)


@pytest.fixture
def asked(population: Any, tmp_path: Path) -> Callable[..., tuple[Rows, Run]]:
    """Ask for the best of situations of one day: the rows by enterprise, and the run."""

    def ask(
        policies: Sequence[Policy], situations: Sequence[Situation], vocabulary: Vocabulary, by: str = "amount",
        told: Sequence[Told] = (), beside: Sequence[Policy] = (),
    ) -> tuple[Rows, Run]:  # fmt: skip
        made = population.tables(situations, vocabulary)
        sources = {name: arrow(table) for name, table in made.items()}
        question = Question(situations[0].on, situations[0].in_force)
        file = tmp_path / "best.parquet"  # regions are made up, so cells are not checked
        done = run(policies, vocabulary, question, sources, file, by=by, told=told, beside=beside, checked=False)
        return {row["enterprise_id"]: row for row in pq.read_table(done.file).to_pylist()}, done

    return ask


def fen(money: Any) -> int | None:
    return None if money == INFINITE else int(Fraction(money) * 100)


def of_reference(answer: Best) -> dict[str, Any]:
    """What the reference says of one enterprise, as a row."""
    now, chosen = answer.now.totals, set(answer.chosen)
    sure = {c.path for c in answer.now.claims() if c.counts and c.certain}
    open_ = [c.sum.hi for c in answer.whole.claims() if c.path in chosen - sure and c.counts and c.sum is not None]
    return {
        "amount_fen": fen(now.amount + now.unknown.lo),
        "at_most_fen": fen(now.at_most),
        "unknown_fen": None if INFINITE in open_ else fen(sum(open_)),
        "discretion": now.discretion,
        "claims": len(chosen),
        "chosen": chosen,
        "given_up": {one.claim.path for one in answer.given_up},
    }


def same(found: dict[str, Any], answer: Best) -> list[str]:
    """What differs from the reference's answer."""
    wanted = of_reference(answer)
    mine = {**found, "chosen": set(found["chosen"]), "given_up": set(found["given_up"])}
    return [f"{key}: {mine[key]} for {value}" for key, value in wanted.items() if mine[key] != value]


@pytest.mark.parametrize("policy_id", Library().ids())
def test_the_encoded_policies_as_the_reference(
    real_library: Library, generator: Any, population: Any, asked: Any, policy_id: str
) -> None:
    policies, beside = [real_library.policy(policy_id)], real_library.policies()
    if policies[0].implements:
        policies.append(real_library.policy(policies[0].implements))
    make = generator(policies, real_library.vocabulary, f"best {policy_id}")
    for by in ("amount", "at_most", "unknown"):
        on, in_force = make.question()
        situations = [population.in_order(make.situation(on, in_force)) for _ in range(SITUATIONS)]
        rows, done = asked(policies, situations, real_library.vocabulary, by=by, beside=beside)
        assert done.unsupported == ()
        for number, situation in enumerate(situations):
            answer = best(policies, situation, real_library.vocabulary, by=by, beside=beside)
            assert same(rows[number], answer) == [], (number, by)


@pytest.mark.parametrize("block", range(4))
def test_invented_policies_as_the_reference(
    desk: Any, inventor: Any, generator: Any, population: Any, asked: Any, block: int
) -> None:
    tried = 0
    for seed in range(block * SITUATIONS // 2, (block + 1) * SITUATIONS // 2):
        bodies, head = inventor(f"best {seed}").policy()
        try:
            plan = desk.several(*bodies, head=head)
        except Problems:  # a formula whose units do not fit
            continue
        make = generator([plan.policy], plan.library.vocabulary, seed)
        situations = [population.in_order(make.situation(date(2024, 6, 30), {})) for _ in range(8)]
        by = ("amount", "at_most", "unknown")[seed % 3]
        rows, done = asked([plan.policy], situations, plan.library.vocabulary, by=by)
        if done.unsupported:
            continue
        tried += 1
        for number, situation in enumerate(situations):
            answer = best([plan.policy], situation, plan.library.vocabulary, by=by)
            assert same(rows[number], answer) == [], (seed, number)
    assert tried >= SITUATIONS // 4


TOLD = [
    [Apart("zhejiang/hangzhou/ai-zone-policy#4", "zhejiang/hangzhou/ai-zone-policy#3-2")],
    [Apart("zhejiang/hangzhou/ai-zone-policy", "guangdong/guangzhou/huangpu/ai-rules")],
    [Most(1, "zhejiang/hangzhou/ai-zone-policy")],
    [Most(2, "zhejiang/hangzhou/ai-zone-policy"), Most(1, "zhejiang/hangzhou/ai-zone-policy#4")],
]


@pytest.mark.parametrize("told", TOLD)
def test_what_a_person_adds_as_the_reference(
    real_library: Library, generator: Any, population: Any, asked: Any, told: list[Told]
) -> None:
    policies = [
        real_library.policy(p) for p in ("zhejiang/hangzhou/ai-zone-policy", "guangdong/guangzhou/huangpu/ai-rules")
    ]
    make = generator(policies, real_library.vocabulary, f"told {told}")
    situations = [population.in_order(make.situation(date(2021, 6, 1), {})) for _ in range(25)]
    rows, _ = asked(policies, situations, real_library.vocabulary, told=told)
    for number, situation in enumerate(situations):
        answer = best(policies, situation, real_library.vocabulary, told=told)
        assert same(rows[number], answer) == [], number


def test_what_cannot_be_expressed_is_declared_with_all_that_hangs_on_it(desk: Any, asked: Any) -> None:
    bodies = [
        "values: {x: 10}\namount: x\ngroup: g",
        "values: {x: 20}\namount: x\ngroup: g",
        "values: {x: 5}\namount: x",
    ]
    head = 'groups: {g: {rule: highest_only, clause: 九}}\nclaim_limits: [{supports: ["2"], period: year, count: 1, clause: 九}]'
    plan = desk.several(*bodies, head=head)
    rows, done = asked([plan.policy], [plan.situation()], plan.library.vocabulary)
    assert [one.support[-1] for one in done.unsupported] == ["1", "2"]
    assert rows[0]["chosen"] == ["north/town/plan#3"]


def test_kinds_that_have_no_table_stand_aside(desk: Any, asked: Any) -> None:
    plan = desk.several("for: project\namount: invest", "values: {x: 5}\namount: x")
    rows, done = asked([plan.policy], [plan.situation()], plan.library.vocabulary)
    assert (done.aside, rows[0]["chosen"]) == (("north/town/plan#1",), ["north/town/plan#2"])


def test_nobody_can_have_anything(desk: Any, asked: Any) -> None:
    plan = desk.one("values: {x: 5}\nwhen: accredited\namount: x")
    rows, done = asked([plan.policy], [plan.situation("enterprise: {accredited: false}")], plan.library.vocabulary)
    assert (rows[0]["amount_fen"], rows[0]["chosen"], done.totals.enterprises) == (0, [], 1)
    later = plan.situation(on="2035-01-01")
    rows, done = asked([plan.policy], [later], plan.library.vocabulary)
    assert (rows[0]["claims"], done.supports) == (0, ())


def test_a_run_that_breaks_off_leaves_no_file(desk: Any, population: Any, tmp_path: Path) -> None:
    plan = desk.one("values: {x: 5}\namount: x")
    sources = {
        name: arrow(table) for name, table in population.tables([plan.situation()], plan.library.vocabulary).items()
    }
    out = tmp_path / "best.parquet"

    def stop(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    question = Question(date(2024, 6, 30))
    with pytest.raises(KeyboardInterrupt):
        run([plan.policy], plan.library.vocabulary, question, sources, out, progress=stop)
    assert list(tmp_path.iterdir()) == []
    assert run([plan.policy], plan.library.vocabulary, question, sources, out).totals.amount == 500


# -- the same SQL elsewhere ------------------------------------------------------------------------------------------

GROUPED = """groups:
  g: {rule: highest_only, clause: 九}
  k: {rule: choose_one, per: project, clause: 九}"""
CLAIMS = [  # enterprise, support, entity, sure, kind, lo, hi
    (1, 1, None, True, 0, 500, 500), (1, 2, None, True, 1, 900, 900), (1, 3, "a", True, 0, 100, 100), (1, 4, "a", True, 0, 200, 200),
    (1, 3, "b", False, 0, 300, 300), (1, 4, "b", False, 1, 0, None), (2, 1, None, True, 0, 500, 500), (2, 2, None, True, 0, 500, 500),
    (2, 3, "a", True, 2, 0, 0), (3, 2, None, False, 1, 0, 900), (3, 5, None, True, 1, 0, 70),
]  # fmt: skip


def test_the_choice_is_the_same_in_another_dialect(desk: Any) -> None:
    import duckdb

    entity = ["group: g", "group: g", "for: project\ngroup: k", "for: project\ngroup: k", ""]
    plan = desk.several(*(f"values: {{x: 5}}\namount: x\n{own}" for own in entity), head=GROUPED)
    found = circles.plan([plan.policy])
    made: dict[str, set[tuple[Any, ...]]] = {}
    for dialect, connection in {"duckdb": duckdb.connect(), "sqlite": sqlite3.connect(":memory:")}.items():
        connection.execute(
            "CREATE TABLE open_claims (enterprise_id BIGINT, number BIGINT, entity_id TEXT, sure BOOLEAN, kind BIGINT, "
            "lo BIGINT, hi BIGINT, l0 BIGINT, l0_for TEXT, l0_lo BIGINT, l0_hi BIGINT)"
        )
        rows = [(*c, 0 if c[1] == 5 else None, "", 60 if c[1] == 5 else None, 60) for c in CLAIMS]
        connection.executemany(f"INSERT INTO open_claims VALUES ({', '.join('?' * 11)})", rows)
        connection.execute(f"CREATE TABLE bound AS {choice.bound(found, 1, dialect)}")
        assert connection.execute("SELECT enterprise_id FROM bound").fetchall() == [(3,)]
        answers = connection.execute(choice.choice(found, "amount", dialect)).fetchall()
        made[dialect] = {(row[0], row[1], row[2], bool(row[-1])) for row in answers}
    assert made["duckdb"] == made["sqlite"]
    chosen = {row[:3] for row in made["duckdb"] if row[3]}
    assert chosen == {(1, 1, None), (1, 4, "a"), (1, 4, "b"), (2, 1, None), (2, 3, "a"), (3, 2, None)}


# -- against brute force, which knows nothing of the engines ---------------------------------------------------------

RULES = ["highest_only", "choose_one"]


@dataclass(frozen=True)
class Made:
    """A claim as the test itself works it out: whose, of which support, and what it brings, in fen."""

    support: int
    thing: str
    definite: bool
    sure: bool
    lo: int
    hi: int


class Groups:
    """A policy of random groups, and enterprises for it, written as text and kept as plain numbers."""

    def __init__(self, seed: int) -> None:
        self.random = r = random.Random(f"groups {seed}")
        self.groups = {f"g{i}": r.choice(["enterprise", "project", "project"]) for i in range(r.randint(1, 3))}
        self.supports = [
            {
                "project": r.random() < 0.7, "kind": r.choice(["amount", "at_most"]), "cap": r.randint(1, 9) * 10,
                "tenths": r.randint(1, 9), "judged": r.random() < 0.3, "stacks": r.random() < 0.2,
                "groups": r.sample(sorted(self.groups), r.choice([0, 1, 1, min(2, len(self.groups))])),
            }
            for _ in range(r.randint(2, 6))
        ]  # fmt: skip
        for i, name in enumerate(self.groups):  # a group that nobody is in is refused
            if not any(name in s["groups"] for s in self.supports):
                self.supports[i % len(self.supports)]["groups"].append(name)
        self.combining = r.random() < 0.3

    def texts(self) -> tuple[list[str], str]:
        bodies = []
        for s in self.supports:
            base = "invest" if s["project"] else "capital"
            lines = ["for: project"] if s["project"] else []
            lines += ["when: accredited"] if s["judged"] else []
            lines += [f"group: [{', '.join(s['groups'])}]"] if s["groups"] else []
            lines += ["stacks: true"] if s["stacks"] else []
            rate = f"0.{s['tenths']}"
            lines += [f"values: {{rate: {rate}, cap: {s['cap']}}}", f"{s['kind']}: min({base} * rate, cap)"]
            bodies.append("\n".join(lines))
        listed = [
            f"  {n}: {{rule: {RULES[i % 2]}, per: {per}, clause: 九}}" for i, (n, per) in enumerate(self.groups.items())
        ]
        head = "groups:\n" + "\n".join(listed)
        return bodies, head + ("\ncombining: {rule: highest_only, clause: 九}" if self.combining else "")

    def enterprise(self) -> tuple[dict[str, Any], dict[str, int | None]]:
        """The enterprise's facts, and the investment of each of its projects; None is not told."""
        r = self.random
        facts = {"accredited": r.choice([True, True, False, None]), "capital": r.choice([None, r.randint(0, 150)])}
        projects = {f"p{i}": r.choice([None, r.randint(0, 150), r.randint(0, 150)]) for i in range(r.randint(0, 3))}
        return facts, projects

    def claims(self, facts: dict[str, Any], projects: dict[str, int | None]) -> list[Made]:
        made = []
        for i, s in enumerate(self.supports):
            if s["judged"] and facts["accredited"] is False:
                continue
            sure = not s["judged"] or facts["accredited"] is True
            bases = projects.items() if s["project"] else [("", facts["capital"])]
            for thing, base in bases:
                lo, hi = (0, s["cap"] * 100) if base is None else (min(base * s["tenths"] * 10, s["cap"] * 100),) * 2
                if hi > 0:
                    made.append(Made(i, thing, s["kind"] == "amount", sure, lo, hi))
        return made

    def clash(self, a: Made, b: Made) -> bool:
        """Whether two claims cannot both be had."""
        one, other = self.supports[a.support], self.supports[b.support]
        same = a.thing == b.thing != ""
        shared = {self.groups[g] for g in one["groups"] if g in other["groups"]}
        if "enterprise" in shared or (same and shared):
            return True
        return self.combining and same and not one["stacks"] and not other["stacks"]

    def best(self, claims: list[Made]) -> tuple[int, ...]:
        """The greatest of all sets: definite sums, ceilings, what is not known, fewest claims."""
        found = (0, 0, 0, 0)
        for bits in range(1 << len(claims)):
            chosen = [c for i, c in enumerate(claims) if bits >> i & 1]
            if not any(self.clash(a, b) for a, b in combinations(chosen, 2)):
                found = max(
                    found, (*map(sum, zip(*map(worth, chosen), strict=True)), -len(chosen)) if chosen else found
                )
        return found


def worth(claim: Made) -> tuple[int, int, int]:
    known = claim.sure and claim.lo == claim.hi
    return (
        claim.lo if claim.sure and claim.definite else 0,
        claim.hi if known and not claim.definite else 0,
        0 if known else claim.hi,
    )


@pytest.mark.parametrize("block", range(4))
def test_random_groups_as_brute_force(desk: Any, asked: Any, block: int) -> None:
    groups = in_sql = by_solver = 0
    for seed in range(block * 50, block * 50 + 50):
        policy = Groups(seed)
        bodies, head = policy.texts()
        plan = desk.several(*bodies, head=head)
        told = [policy.enterprise() for _ in range(6)]
        situations = [
            Situation(
                date(2024, 6, 30), {k: v if isinstance(v, bool) else Decimal(v) for k, v in facts.items() if v is not None},
                {"project": tuple(Thing("project", n, {} if v is None else {"invest": Decimal(v)}) for n, v in projects.items())},
                (),
            )
            for facts, projects in told
        ]  # fmt: skip
        rows, done = asked([plan.policy], situations, plan.library.vocabulary)
        assert done.unsupported == ()
        groups += len(policy.groups) + policy.combining
        for number, (facts, projects) in enumerate(told):
            row, claims = rows[number], policy.claims(facts, projects)
            found = row["amount_fen"], row["at_most_fen"], row["unknown_fen"], -row["claims"]
            assert found == policy.best(claims), (seed, number)
            chosen = {c for c in claims if name(c) in row["chosen"]}
            assert not any(policy.clash(a, b) for a, b in combinations(chosen, 2)), (seed, number)
            assert sorted([*row["chosen"], *row["given_up"]]) == sorted(map(name, claims)), (seed, number)
            by_solver += row["solved"]
            in_sql += bool(row["given_up"]) and not row["solved"]
    assert groups >= 100  # four hundred over all blocks
    assert in_sql > 20
    assert by_solver > 20


def name(claim: Made) -> str:
    return f"north/town/plan#{claim.support + 1}" + (f"[{claim.thing}]" if claim.thing else "")
