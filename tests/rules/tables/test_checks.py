"""Cells that no honest fact file could hold are refused, each column with how many and which rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from luodi.engine.core.errors import DataError, Problems
from luodi.engine.library import Library
from luodi.engine.rules.engines.tables.checks import check
from luodi.engine.rules.engines.tables.sources import open_tables

GOOD: dict[str, list[Any]] = {
    "id": [1, 2, 3], "capital": [0, 100, None], "level": ["national", None, "municipal"], "home": ["330100", "510000", None],
    "founded_on": [date(2001, 1, 1), None, date(2020, 2, 29)], "abroad": [0, 10**9, None],
}  # fmt: skip
LOANS: dict[str, list[Any]] = {"enterprise_id": [1, 1], "id": ["a", "b"], "principal": [5, None]}


@pytest.fixture(scope="module")
def library(desk: Any) -> Library:
    found: Library = desk.library(desk.empty())
    return found


def refused(library: Library, **wrong: list[Any]) -> list[str]:
    tables = {"enterprise": pa.table({**GOOD, **wrong}), "loan": pa.table(LOANS)}
    with open_tables(tables, library.vocabulary) as opened:
        try:
            check(opened, library.vocabulary)
        except Problems as problems:
            return [str(problem).splitlines()[0] for problem in problems.problems]
    return []


def test_good_cells_and_gaps_pass(library: Library) -> None:
    assert refused(library) == []
    assert refused(library, loan_told=[True, None, False]) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"capital": [0, -1, None]}, "capital 列超出"),
        ({"abroad": [0, 10**9 + 1, None]}, "abroad 列超出"),
        ({"level": ["national", "galactic", "galactic"]}, "level 列有不认识的类别（2 行），例如 id 2、3"),
        ({"home": ["330100", "3301", None]}, "home 列有不是地区代码的（1 行），例如 id 2"),
        ({"home": ["330100", "990100", "990100"]}, "home 列有不是地区代码的（2 行），例如 id 2、3"),
        ({"founded_on": [date(1899, 1, 1), None, None]}, "founded_on 列有不在"),
        ({"id": [1, 2, 2]}, "id 有重复的：2"),
        ({"id": [7, 8, 9]}, "enterprise_id 在 enterprise 表里没有的"),
        ({"loan_told": [False, True, True]}, "loan 表：loan_told 不是“是”的企业却有行，例如 id 1"),
        ({"loan_told": [None, True, True]}, "loan 表：loan_told 不是“是”的企业却有行，例如 id 1"),
    ],
)
def test_a_wrong_cell_is_named_with_its_column_and_rows(
    library: Library, wrong: dict[str, list[Any]], said: str
) -> None:
    [found] = refused(library, **wrong)
    assert said in found


def test_receipts_of_whoever_is_said_not_to_have_told_them_are_refused(library: Library) -> None:
    """They would not count, where entities of the same enterprise would: whoever wrote them must say what is meant."""
    paid = {"enterprise_id": [1], "support": ["a/b#1"], "date": [date(2021, 1, 1)], "amount": [100]}
    tables = {"enterprise": pa.table({**GOOD, "received_told": [False, True, True]}), "received": pa.table(paid)}
    with open_tables(tables, library.vocabulary) as opened, pytest.raises(Problems) as refusal:
        check(opened, library.vocabulary)
    what, why, fix = str(refusal.value).splitlines()
    assert "received 表：received_told 不是“是”的企业却有行，例如 id 1" in what
    assert why.startswith("  原因：")
    assert fix.startswith("  办法：把 enterprise 表的 received_told 改成是")


def test_a_table_that_breaks_off_is_named(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "enterprise.parquet"
    pq.write_table(pa.table({**GOOD, "id": list(range(3))}), file, compression="none", use_dictionary=False)
    data = bytearray(file.read_bytes())
    data[4:60] = bytes(56)  # the first page; what the file says of itself stands at its end
    file.write_bytes(data)
    with open_tables({"enterprise": file}, library.vocabulary) as opened, pytest.raises(DataError, match="读不下去"):
        check(opened, library.vocabulary)
