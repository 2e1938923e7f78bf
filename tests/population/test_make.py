"""Synthetic populations: the same from the seed, marked as synthetic, plausible, and never half-written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from luodi.engine.core.credit_codes import is_synthetic
from luodi.engine.core.errors import DataError
from luodi.engine.population import make as making
from luodi.engine.population.enterprises import block
from luodi.engine.population.layout import bounds
from luodi.engine.population.make import blocks, make
from luodi.engine.population.recipe import Recipe
from luodi.engine.population.values import drawn
from luodi.engine.rules.tree import NUMERIC, Type
from luodi.engine.rules.vocabulary import Fact, Vocabulary

Asked = Callable[..., Recipe]


def whole(recipe: Recipe, vocabulary: Vocabulary, **told: Any) -> dict[str, pa.Table]:
    """All blocks of a population, one table for each file."""
    pieces = list(blocks(recipe, vocabulary, **told))
    return {name: pa.concat_tables([piece[name] for piece in pieces]).unify_dictionaries() for name in pieces[0]}


def test_the_same_seed_gives_the_same_values(asked: Asked, vocabulary: Vocabulary) -> None:
    one, other = whole(asked(), vocabulary), whole(asked(), vocabulary)
    assert all(one[name].equals(other[name]) for name in one)
    assert not whole(asked(seed=6), vocabulary)["enterprise"].equals(one["enterprise"])


@pytest.mark.parametrize(("size", "threads"), [(1, 1), (7, 3), (64, 2), (10_000, 1)])
def test_neither_blocks_nor_threads_change_a_value(
    asked: Asked, vocabulary: Vocabulary, size: int, threads: int
) -> None:
    recipe = asked(rows=200)
    rows = {name: table.to_pylist() for name, table in whole(recipe, vocabulary).items()}
    found = {name: t.to_pylist() for name, t in whole(recipe, vocabulary, size=size, threads=threads).items()}
    assert found == rows


def test_a_larger_population_begins_with_the_smaller(asked: Asked, vocabulary: Vocabulary) -> None:
    few, many = whole(asked(rows=500), vocabulary), whole(asked(rows=900), vocabulary)
    assert many["enterprise"].slice(0, 500).to_pylist() == few["enterprise"].to_pylist()
    assert many["loan"].slice(0, len(few["loan"])).to_pylist() == few["loan"].to_pylist()


def test_another_fact_changes_no_other(asked: Asked, vocabulary: Vocabulary) -> None:
    few = whole(asked(facts=["core_revenue"]), vocabulary)["enterprise"]
    many = whole(asked(), vocabulary)["enterprise"]
    assert all(many[name].to_pylist() == few[name].to_pylist() for name in few.column_names)


def test_the_values_of_a_seed_are_fixed(asked: Asked, vocabulary: Vocabulary) -> None:
    """A machine that counts otherwise, or a change of a distribution, shows here."""
    table = whole(asked(rows=500), vocabulary)["enterprise"]
    names = ["main_revenue_2019", "main_revenue_2022", "rd_expense_2021", "employees_2020", "core_revenue_2022"]
    told = json.dumps([table[name].to_pylist() for name in names])
    assert table["main_revenue_2022"].to_pylist()[:4] == [307359331, None, 251670820, 196626249]
    assert hashlib.sha256(told.encode()).hexdigest()[:16] == "f94ae70c96d7cf23"


def test_everything_says_that_it_is_synthetic(asked: Asked, vocabulary: Vocabulary, tmp_path: Path) -> None:
    made = make(asked(supports=[("a/b#1", "330100")]), vocabulary, tmp_path / "p")
    assert set(made.rows) == {file.name for file in (tmp_path / "p").glob("*.parquet")}
    for file in (tmp_path / "p").glob("*.parquet"):
        read = pq.read_schema(file).metadata
        assert (read[b"luodi.synthetic"], read[b"luodi.layout"]) == (b"true", b"1")
        assert "合成" in read[b"luodi.note"].decode()
    rows = pq.read_table(tmp_path / "p" / "enterprise.parquet").to_pylist()
    assert all(row["synthetic"] and row["name"] == f"合成企业{row['id']:09d}" for row in rows)
    assert all(is_synthetic(row["credit_code"]) for row in rows if row["credit_code"])
    assert sum(row["credit_code"] is None for row in rows) > 10
    manifest = json.loads((tmp_path / "p" / "population.json").read_text("utf-8"))
    assert (manifest["synthetic"], manifest["seed"], manifest["files"]) == (True, 5, dict(made.rows))
    assert manifest["files"]["enterprise.parquet"] == 3000


def test_the_metadata_of_a_column_gives_its_label_and_scale(asked: Asked, vocabulary: Vocabulary) -> None:
    read = making.schemas(asked(), vocabulary)["enterprise"].field("core_revenue_2021").metadata
    assert {key.decode(): text.decode() for key, text in read.items()} == {
        "label": "主营业务收入", "unit": "money", "scale": "100", "year": "2021",
    }  # fmt: skip


def test_every_value_can_be_the_fact(asked: Asked, vocabulary: Vocabulary) -> None:
    recipe = asked()
    made = whole(recipe, vocabulary)
    for table in making.layout_of(recipe, vocabulary):
        for column in table.columns:
            cells = [cell for cell in made[table.entity][column.name].to_pylist() if cell is not None]
            if column.fact.type in NUMERIC:
                low, high = bounds(column.fact)
                assert all(isinstance(cell, int) and low <= cell <= high for cell in cells), column.name
            if column.fact.words:
                assert set(cells) <= {word for word, _ in column.fact.words}, column.name


def test_what_belongs_together_agrees(asked: Asked, vocabulary: Vocabulary) -> None:
    made = {name: table.to_pylist() for name, table in whole(asked(rows=8000), vocabulary).items()}
    firms = made["enterprise"]
    for row in firms:
        revenue, core = row["main_revenue_2021"], row["core_revenue_2021"]
        assert revenue is None or core is None or core <= revenue * 2
        assert not row["ai_registered"] or row["ai_business"] in {True, None}
        assert not row["listing_raised"] or row["listing_raised"] > 0
        assert row["kind"] in {"institute", None} or row["institute_level"] is None
        if row["registered_on"] and row["registered_on"] > date(2020, 12, 31):
            assert row["main_revenue_2020"] is None
    software = [r for r in firms if r["sector"] == "software" and r["rd_expense_2022"] and r["main_revenue_2022"]]
    other = [r for r in firms if r["sector"] == "manufacturing" and r["rd_expense_2022"] and r["main_revenue_2022"]]
    assert median([r["rd_expense_2022"] * 1000 // r["main_revenue_2022"] for r in software]) > 60
    assert median([r["rd_expense_2022"] * 1000 // r["main_revenue_2022"] for r in other]) < 40
    large = [r for r in firms if (r["employees_2022"] or 0) >= 300 and r["main_revenue_2022"]]
    small = [r for r in firms if 0 < (r["employees_2022"] or 0) < 10 and r["main_revenue_2022"]]
    assert median([r["main_revenue_2022"] for r in large]) > 20 * median([r["main_revenue_2022"] for r in small])
    assert all(r["disbursed_on"] < r["due_on"] for r in made["loan"] if r["disbursed_on"] and r["due_on"])
    assert all(r["signed_on"] < r["completed_on"] for r in made["project"] if r["signed_on"] and r["completed_on"])


def median(values: list[int]) -> int:
    return sorted(values)[len(values) // 2]


def test_missing_facts_are_neither_none_nor_most(asked: Asked, vocabulary: Vocabulary) -> None:
    table = whole(asked(rows=8000), vocabulary)["enterprise"]
    for name in ("main_revenue_2022", "ai_registered", "tax_region", "sector"):
        assert 0.02 < table[name].null_count / 8000 < 0.25, name
    assert table["kind"].null_count < 80
    careless = [row for row in table.to_pylist() if sum(cell is None for cell in row.values()) > 7]
    assert 0.01 < len(careless) / 8000 < 0.3


def test_the_things_belong_to_enterprises_and_have_ids_of_their_own(asked: Asked, vocabulary: Vocabulary) -> None:
    made = whole(asked(), vocabulary)
    for name in ("project", "loan", "lease", "incubatee"):
        rows = made[name].to_pylist()
        keys = [(row["enterprise_id"], row["id"]) for row in rows]
        assert rows
        assert len(set(keys)) == len(keys)
        assert all(isinstance(own, str) and 0 <= firm < 3000 for firm, own in keys)
        assert keys == sorted(keys)


def test_the_regions_are_those_of_the_policies_and_some_others(asked: Asked, vocabulary: Vocabulary) -> None:
    found = [c for c in whole(asked(), vocabulary)["enterprise"]["registered_region"].to_pylist() if c]
    inside = [c for c in found if vocabulary.regions.within(c, "330100") or vocabulary.regions.within(c, "510100")]
    assert 0.85 < len(inside) / len(found) < 0.98
    assert all(vocabulary.regions.check(code) for code in found)


def test_what_was_received_is_of_a_policy_of_the_place(asked: Asked, vocabulary: Vocabulary) -> None:
    supports = [("hz/a#1", "330100"), ("cd/b#1", "510100"), ("cd/b#2", "510100")]
    made = whole(asked(supports=supports), vocabulary)
    region = {row["id"]: row["registered_region"] for row in made["enterprise"].to_pylist()}
    rows = made["received"].to_pylist()
    assert {row["support"] for row in rows} == {"hz/a#1", "cd/b#1", "cd/b#2"}
    for row in rows:
        place = region[row["enterprise_id"]]
        assert place is None or vocabulary.regions.within(place, dict(supports)[row["support"]])
        assert row["amount"] % 100_000 == 0
        assert date(2019, 1, 1) <= row["date"] < date(2022, 1, 1)
    assert len({row["id"] for row in rows}) == len(rows)


def test_a_population_of_nobody_has_all_its_files(asked: Asked, vocabulary: Vocabulary, tmp_path: Path) -> None:
    made = make(asked(rows=0), vocabulary, tmp_path / "p")
    assert set(made.rows.values()) == {0}
    assert pq.read_table(tmp_path / "p" / "enterprise.parquet").num_rows == 0


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"rows": -1}, "企业数"), ({"rows": 10**9}, "企业数"), ({"seed": -1}, "种子"), ({"seed": 2**63}, "种子"), ({"years": []}, "年份"),
        ({"years": [2019, 2021]}, "连续"), ({"years": [1900]}, "年份"), ({"facts": ["main_revenu"]}, "main_revenu"), ({"regions": ["990000"]}, "99"),
    ],
)  # fmt: skip
def test_a_recipe_that_cannot_be_made_is_refused(asked: Asked, told: dict[str, Any], words: str) -> None:
    with pytest.raises(DataError, match=words):
        asked(**told)


def test_a_run_that_is_broken_off_leaves_nothing(asked: Asked, vocabulary: Vocabulary, tmp_path: Path) -> None:
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(asked(), vocabulary, tmp_path / "p", told=stop)
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_to_the_end(
    asked: Asked, vocabulary: Vocabulary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    real = making.blocks
    monkeypatch.setattr(making, "blocks", lambda recipe, vocabulary: real(recipe, vocabulary, size=1000))
    make(asked(), vocabulary, tmp_path / "p", told=seen.append)
    assert seen == [1000, 2000, 3000]


def test_a_kind_of_entity_has_its_date_and_its_table_even_without_facts(asked: Asked, vocabulary: Vocabulary) -> None:
    made = whole(asked(facts=["loan.principal"], entities=["training"]), vocabulary)
    assert set(made) == {"enterprise", "loan", "training"}
    assert "disbursed_on" in made["loan"].column_names
    assert made["training"].column_names == ["enterprise_id", "id", "synthetic", "held_on"]
    with pytest.raises(DataError, match="loans"):
        asked(facts=["loans.principal"])


def test_a_sum_may_be_negative_where_the_vocabulary_allows_it(asked: Asked, vocabulary: Vocabulary) -> None:
    frame = block(asked(), vocabulary, np.arange(3000, dtype=np.uint64)).frame
    money = {"entity": "enterprise", "label": "", "type": Type.MONEY, "meaning": "", "known_by": "tax", "by_year": True}
    profit = drawn(frame, Fact("profit", minimum=Decimal("-Infinity"), **money), 2021).cells
    assert 0.1 < (profit < 0).mean() < 0.3
    assert (drawn(frame, Fact("fee", **money), 2021).cells >= 0).all()
