"""A run over a population adds up to what every single check-up says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from luodi.engine.core.errors import DataError, NotFound
from luodi.engine.rules.answer import NO_TOTALS, Totals
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.engines.tables.sources import Settings
from luodi.engine.simulation.assumptions import Assumptions, Seats
from luodi.engine.simulation.engines.situations import situations
from luodi.engine.simulation.model import Changed, Money
from luodi.engine.simulation.simulate import memory_of
from luodi.engine.simulation.sources.opened import open_population

from .conftest import BY, POLICY, Bench, pa, pq, write_policy

ENGINES = ("tables", "reference")


def totals(bench: Bench) -> Totals:
    """What the single check-ups say, added up."""
    total = NO_TOTALS
    with open_population(bench.folder, bench.library.vocabulary, bench.place, Settings("500MB", 1)) as population:
        for _, situation in situations(population, bench.on, {}):
            total += check_up(bench.library.policies(), situation, bench.library.vocabulary).totals
    return total


def test_what_stands_in_the_tables_is_read_exactly(bench: Bench) -> None:
    with open_population(bench.folder, bench.library.vocabulary, bench.place, Settings("500MB", 1)) as population:
        found = dict(situations(population, bench.on, {}))
    assert list(found) == [1, 2, 3, 4, 5]
    assert found[1].enterprise["main_revenue"] == {2021: Decimal(5_000_000)}
    assert "main_revenue" not in found[3].enterprise
    assert [thing.id for thing in found[1].things["project"]] == ["1", "2"]
    assert found[5].things["project"] == ()
    assert found[5].received == ()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_whole_comes_to_the_sum_of_the_single_check_ups(bench: Bench, engine: str) -> None:
    wanted = totals(bench)
    found = bench.run(engine=engine).baseline.total
    assert (found.definite, found.ceiling) == (wanted.amount * 100, wanted.at_most * 100)
    assert (found.unknown_lo, found.unknown_hi) == (wanted.unknown.lo * 100, wanted.unknown.hi * 100)
    assert found.cases == wanted.discretion == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_definite_ceilings_and_the_unknown_are_kept_apart(bench: Bench, engine: str) -> None:
    one, two, three, four, five = bench.run(engine=engine).baseline.supports
    assert one.money == Money(ceiling=50_000_000 + 100_000_000 + 0 + 10, unknown_hi=100_000_000, unsettled=1)
    assert (one.eligible, one.open, one.claims) == (5, 0, 5)
    assert two.money == Money(definite=3 * 20_000_001, unknown_hi=20_000_001, unsettled=1)
    assert (two.eligible, two.open) == (3, 1)
    assert three.money == Money(definite=20_000_000 + 50_000_000 + 10_000_000, unknown_hi=50_000_000, unsettled=1)
    assert four.money == Money(definite=100_000)
    assert five.money == Money(cases=3, unsettled=1)


def test_what_nothing_bounds_is_counted_and_not_added(bench: Bench) -> None:
    policies = bench.policies(
        POLICY.replace('"min(main_revenue * rate, cap)"', '"main_revenue * rate"').replace(", cap: 1_000_000", "")
    )
    one = bench.run(policies=policies).baseline.supports[0]
    assert one.money.unbounded == 1
    assert one.money.unknown_hi == 0


def test_the_share_that_hangs_on_missing_facts_is_rounded_up() -> None:
    assert Money(definite=999_999, unknown_hi=1).unknown_permille == 1
    assert Money(definite=1).unknown_permille == 0
    assert Money().unknown_permille is None


def test_who_gains_and_how_it_is_spread(bench: Bench) -> None:
    result = bench.run().baseline
    one = result.supports[0].spread
    assert (one.gainers, one.median, one.highest, one.total) == (3, 50_000_000, 100_000_000, 150_000_010)
    assert one.deciles == (10, 10, 10, 50_000_000, 50_000_000, 50_000_000, 100_000_000, 100_000_000, 100_000_000)
    assert (one.top_tenth, one.top_hundredth) == (100_000_000, 100_000_000)
    assert one.bands == ((1, 10), (0, 0), (1, 50_000_000), (1, 100_000_000), (0, 0))
    assert (result.gainers, result.perhaps) == (5, 0)
    assert result.definite.gainers == 5
    assert result.ceiling.total == 150_000_010


def test_who_may_gain_only_when_a_missing_fact_turns_out_well(bench: Bench) -> None:
    head, _, rest = POLICY.partition("supports:\n")
    second = rest.splitlines()[1]
    result = bench.run(policies=bench.policies(f"{head}supports:\n{second}\n")).baseline
    assert (result.gainers, result.perhaps) == (3, 1)
    assert sum(g.perhaps for g in result.groups if g.by == "kind") == 1


def test_groups_hold_every_enterprise_and_every_fen(bench: Bench) -> None:
    outcome = bench.run()
    result = outcome.baseline
    for by in BY:
        rows = [group for group in result.groups if group.by == by]
        assert sum(group.enterprises for group in rows) == 5
        assert sum((group.money for group in rows), Money()) == result.total
        assert sum((group.expected for group in rows), Money()) == result.expected
        assert sum(group.gainers for group in rows) == result.gainers
    regions = {g.group: (g.code, g.enterprises) for g in result.groups if g.by == "region"}
    assert regions == {"浙江省杭州市": ("330100", 2), "浙江省宁波市": ("330200", 2), "未填": (None, 1)}
    assert outcome.ways == {
        "region": "地区（市）",
        "industry": "行业",
        "size": "规模（从业人员），2021年",
        "kind": "主体类型",
    }


def test_any_word_or_yes_no_fact_groups(bench: Bench) -> None:
    found = {
        (g.by, g.group): g.enterprises for g in bench.run(by=("ai_business", "province", "county")).baseline.groups
    }
    assert found["ai_business", "是"] == 3
    assert found["ai_business", "未填"] == 1
    assert found["province", "浙江省"] == 4
    assert found["county", "浙江省杭州市西湖区"] == 2


@pytest.mark.parametrize(("word", "said"), [("regoin", "region"), ("main_revenue", "金额"), ("name", "文字")])
def test_what_cannot_group_is_refused(bench: Bench, word: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        bench.run(by=[word])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_reform_is_set_beside_the_baseline(bench: Bench, engine: str) -> None:
    [changed] = bench.policies(POLICY.replace("cap: 1_000_000", "cap: 300_000").replace("200_000.01", "300_000"))
    outcome = bench.run(engine=engine, reform={"a/b": changed})
    # 1 and 2 lose in ceilings, 1 also gains in what is definite; 3 and 5 gain; 4 changes only in what it may get
    assert outcome.changed == Changed(
        winners=2, losers=1, mixed=1, uncertain=1, same=0, definite_gained=3 * 9_999_999, definite_lost=0,
        ceiling_gained=0, ceiling_lost=(100_000_000 - 30_000_000) + (50_000_000 - 30_000_000),
    )  # fmt: skip
    for by in BY:
        groups = [g.changed for g in outcome.changed_groups if g.by == by]
        assert sum(g.definite_gained for g in groups) == outcome.changed.definite_gained
        assert sum(g.winners + g.losers + g.mixed + g.uncertain + g.same for g in groups) == 5


def test_a_reform_leaves_the_claims_of_policies_it_cannot_touch(bench: Bench) -> None:
    both = bench.library.folder
    other = "title: 另一项\nregion: '330100'\nstatus: reviewed\nin_force: {from: 2020-01-01, until: 2029-12-31}\nsupports:\n- {id: '1', title: 别的, clause: 一, instrument: grant, values: {sum: 7}, amount: sum}\n"  # fmt: skip
    write_policy(both, other, "a/c")
    library = type(bench.library)(both)
    [changed] = bench.policies(POLICY.replace("sum: 1_000}", "sum: 2_000}"))
    outcome = bench.run(policies=library.policies(), reform={"a/b": changed})
    assert outcome.reform is not None
    before, after = ({s.support: s for s in r.supports} for r in (outcome.baseline, outcome.reform))
    assert after["a/c#1"] == before["a/c#1"]
    assert after["a/c#1"].money.definite == 5 * 700
    assert after["a/b#4"].money.definite == 2 * before["a/b#4"].money.definite


def test_a_claim_in_the_table_is_one_row(bench: Bench) -> None:
    result = bench.run(assumptions=Assumptions(quotas={"a/b#3": Seats(1)})).baseline
    rows = pq.read_table(bench.place / "claims.parquet").to_pylist()
    assert len(rows) == sum(s.claims for s in result.supports)
    assert [(r["enterprise_id"], r["thing"], r["chosen"]) for r in rows if r["support"] == "a/b#3"] == [
        (1, "1", False), (1, "2", True), (2, "3", False), (3, "4", False),
    ]  # fmt: skip


def test_what_nobody_was_asked_is_named(bench: Bench) -> None:
    source = bench.folder / "enterprise.parquet"
    held = pq.read_table(source).drop_columns(["ai_business", "main_revenue_2021"])
    pq.write_table(held.append_column("main_revenu_2021", pa.array([1] * 5)), source)
    (bench.folder / "project.parquet").unlink()
    outcome = bench.run()
    assert list(outcome.missing) == ["营业收入（2021年）", "从事人工智能产业", "项目（没有这张表）"]
    assert "main_revenue_2021" in outcome.strangers[0]
    assert outcome.baseline.total.definite == 100_000


@pytest.mark.parametrize(
    ("said", "given"),
    [("2GB", "1700MB"), ("500 mb", "425MB"), ("0.5GB", "425MB"), ("100MB", "85MB"), ("1TB", "850000MB")],
)
def test_duckdb_has_most_of_the_memory(said: str, given: str) -> None:
    assert memory_of(said) == given


@pytest.mark.parametrize("said", ["10MB", "2", "-1GB", "0GB", "80%", "lots", "99MB"])
def test_what_is_no_memory_is_refused(said: str) -> None:
    with pytest.raises(DataError, match=r"GB|MB"):
        memory_of(said)


def test_no_engine_of_that_name(bench: Bench) -> None:
    with pytest.raises(NotFound, match="reference"):
        bench.run(engine="spark")


def test_a_population_of_nobody(bench: Bench, tmp_path: Path) -> None:
    source = bench.folder / "enterprise.parquet"
    pq.write_table(pq.read_table(source).slice(0, 0), source)
    (bench.folder / "project.parquet").unlink()
    outcome = bench.run()
    assert outcome.baseline.total == Money()
    assert "这批企业里没有一家。" in outcome.notes
