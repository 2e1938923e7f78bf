"""A run over a population adds up to what every single check-up says."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError, NotFound
from luodi.engine.rules.checkup import check_up
from luodi.engine.simulation.answers import evaluate
from luodi.engine.simulation.assumptions import Assumptions, read_assumptions
from luodi.engine.simulation.exports import Run, told, write
from luodi.engine.simulation.model import Money, Result
from luodi.engine.simulation.situations import situations
from luodi.engine.simulation.summary import Answers, compare, summarise

from .conftest import POLICY, Bench

BY = ("region", "industry", "size", "kind")


NOTHING_ASSUMED = Assumptions()


def run(
    bench: Bench, tmp_path: Path, assumptions: Assumptions = NOTHING_ASSUMED, name: str = "answers.parquet"
) -> Result:
    policies = bench.library.policies()
    file = tmp_path / name
    assert evaluate(bench.folder, policies, bench.library.vocabulary, bench.on, file, in_force={}) == 5
    answers = Answers(file, bench.folder)
    try:
        return summarise(answers, policies, assumptions, BY, 2021)
    finally:
        answers.close()


def test_what_stands_in_the_tables_is_read_exactly(bench: Bench) -> None:
    found = dict(situations(bench.folder, bench.library.vocabulary, bench.on, {}))
    assert list(found) == [1, 2, 3, 4, 5]
    assert found[1].enterprise["main_revenue"] == {2021: Decimal(5_000_000)}
    assert "main_revenue" not in found[3].enterprise
    assert [thing.id for thing in found[1].things["project"]] == ["1", "2"]
    assert found[5].things["project"] == ()
    assert found[5].received == ()


def test_a_folder_without_enterprises_is_refused(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"enterprise\.parquet"):
        list(situations(tmp_path / "policies", bench.library.vocabulary, bench.on, {}))


def test_each_support_comes_to_the_sum_of_the_single_check_ups(bench: Bench, tmp_path: Path) -> None:
    result = run(bench, tmp_path)
    sums: dict[str, list[int]] = {}
    for _, situation in situations(bench.folder, bench.library.vocabulary, bench.on, {}):
        for claim in check_up(bench.library.policies(), situation, bench.library.vocabulary).claims():
            if claim.verdict and claim.counted is not None and claim.counted.known:
                sums.setdefault(claim.support.path, []).append(int(claim.counted.hi * 100))
    assert {s.support: s.money.definite + s.money.ceiling for s in result.supports if s.support in sums} == {
        path: sum(held) for path, held in sums.items()
    }


def test_definite_ceilings_and_the_unknown_are_kept_apart(bench: Bench, tmp_path: Path) -> None:
    one, two, three, four = run(bench, tmp_path).supports
    assert one.money == Money(ceiling=50_000_000 + 100_000_000 + 0 + 10, unknown_hi=100_000_000)
    assert (one.eligible, one.open, one.claims) == (5, 0, 5)
    assert two.money == Money(definite=3 * 20_000_001, unknown_hi=20_000_001)
    assert (two.eligible, two.open) == (3, 1)
    assert three.money == Money(definite=20_000_000 + 50_000_000 + 10_000_000, unknown_hi=50_000_000)
    assert four.money == Money(definite=100_000)


def test_who_gains_and_how_it_is_spread(bench: Bench, tmp_path: Path) -> None:
    one = run(bench, tmp_path).supports[0].spread
    assert (one.gainers, one.median, one.highest) == (3, 50_000_000, 100_000_000)
    assert one.top_tenth == pytest.approx(100_000_000 / 150_000_010)


def test_a_quota_takes_the_best_and_take_up_cuts_exactly(bench: Bench, tmp_path: Path) -> None:
    result = run(bench, tmp_path, Assumptions(rates={"a/b#3": Decimal("0.5"), "a/b#2": Decimal("0.333")}))
    three = result.supports[2]
    assert three.quota == 2
    assert three.chosen == Money(definite=70_000_000)
    assert three.expected == Money(definite=35_000_000)
    assert result.supports[1].expected.definite == round(60_000_003 * 0.333)
    fewer = run(bench, tmp_path, Assumptions(quotas={"a/b#3": 1}))
    assert fewer.supports[2].chosen == Money(definite=50_000_000)


def test_instalments_add_up_over_the_years_and_yearly_supports_come_again(bench: Bench, tmp_path: Path) -> None:
    result = run(bench, tmp_path, Assumptions(years=4, envelope={2021: Decimal(1_000_000)}))
    paid = [year.money.definite for year in result.cash]
    whole = sum(support.money.definite for support in result.supports)
    assert [year.year for year in result.cash] == [2021, 2022, 2023, 2024]
    assert (
        sum(paid) == whole - 10_000_000 + 2 * 100_000
    )  # the quota leaves one project out; the yearly one comes twice more
    assert paid[3] == 0
    assert [year.envelope for year in result.cash] == [100_000_000, None, None, None]


def test_groups_hold_every_enterprise_and_every_fen(bench: Bench, tmp_path: Path) -> None:
    result = run(bench, tmp_path)
    for by in BY:
        rows = [group for group in result.groups if group.by == by]
        assert sum(group.enterprises for group in rows) == 5
        assert sum((group.money for group in rows), Money()) == result.total
    assert {group.group: group.enterprises for group in result.groups if group.by == "region"} == {
        "330100": 2,
        "330200": 2,
        "未填": 1,
    }


def test_an_unknown_group_is_answered_with_the_nearest(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    evaluate(bench.folder, bench.library.policies(), bench.library.vocabulary, bench.on, file, in_force={})
    with pytest.raises(DataError, match="regoin"):
        summarise(Answers(file, bench.folder), bench.library.policies(), Assumptions(), ["regoin"], 2021)


def test_a_reform_is_set_beside_the_baseline(bench: Bench, tmp_path: Path) -> None:
    run(bench, tmp_path)
    (bench.library.folder / "a" / "b" / "policy.yaml").write_text(
        POLICY.replace("cap: 1_000_000", "cap: 300_000").replace("200_000.01", "300_000"), "utf-8"
    )
    changed = Bench(bench.folder, type(bench.library)(bench.library.folder))
    run(changed, tmp_path, name="after.parquet")
    answers = Answers(tmp_path / "answers.parquet", bench.folder)
    found = compare(answers, tmp_path / "after.parquet")
    assert (found.winners, found.losers, found.same) == (2, 2, 1)
    assert (found.gained, found.lost) == (
        2 * 9_999_999,
        (100_000_000 - 30_000_000) + (50_000_000 - 30_000_000) - 9_999_999,
    )


def test_the_files_hold_the_same_figures(bench: Bench, tmp_path: Path) -> None:
    result = run(bench, tmp_path, Assumptions(envelope={2021: Decimal(100)}))
    folder = tmp_path / "out"
    folder.mkdir()
    script = tmp_path / "echarts.js"
    script.write_text("/*</script>*/", "utf-8")
    made = write(Run("推演 <甲>", "2021-06-01", ["a/b"], result, ["说明"], result, "同一个", None), folder, script)
    assert [file.name for file in made] == ["supports.csv", "groups.csv", "cash.csv", "result.json", "report.html"]
    with (folder / "supports.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert [Decimal(row["确定（元）"]) * 100 for row in rows] == [support.money.definite for support in result.supports]
    held = json.loads((folder / "result.json").read_text("utf-8"))
    assert held["total"]["definite"] == result.total.definite
    page = (folder / "report.html").read_text("utf-8")
    assert "推演 &lt;甲&gt;" in page
    assert told(result.total.definite) in page
    assert "http" not in page.replace("http-equiv", "").split("<script>")[0]
    assert "没有一项的金额改变" in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("take_up: {default: 1.2}\n", "0 到 1"), ("take_up: {a/c#1: 0.2}\n", "a/c#1"), ("quota: {a/b#3: 0.5}\n", "正整数"), ("quota: [1]\n", "支持: 数"), ("envelop: {}\n", "envelop"),
        ("envelope: {明年: 5}\n", "年: 元"), ("years: 0\n", "years"), ("years: 99\n", "years"), ("[1]\n", "最外层"),
    ],
)  # fmt: skip
def test_assumptions_that_cannot_be_used_are_refused(text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read_assumptions(strict_yaml.parse(text.encode(), "假设.yaml"), ["a/b#1", "a/b#3"])


def test_assumptions_are_read() -> None:
    text = "take_up: {default: 0.5, a/b#1: 0.25}\nquota: {a/b#3: 4}\nenvelope: {2026: 10}\nyears: 5\n"
    read = read_assumptions(strict_yaml.parse(text.encode(), "f"), ["a/b#1", "a/b#3"])
    assert (read.take_up("a/b#1"), read.take_up("x"), read.quotas, read.envelope, read.years) == (
        Decimal("0.25"),
        Decimal("0.5"),
        {"a/b#3": 4},
        {2026: Decimal(10)},
        5,
    )
