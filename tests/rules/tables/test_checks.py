"""Cells that no honest fact file could hold are refused, each column with how many and which rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from luodi.engine.core.errors import Problems
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
    ],
)
def test_a_wrong_cell_is_named_with_its_column_and_rows(
    library: Library, wrong: dict[str, list[Any]], said: str
) -> None:
    [found] = refused(library, **wrong)
    assert said in found
