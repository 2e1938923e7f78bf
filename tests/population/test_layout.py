"""The layout: names, types and scales that the table engine shares."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luodi.engine.population import layout
from luodi.engine.rules.engines.tables import layout as engine
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import Vocabulary


def test_the_names_and_scales_are_those_of_the_table_engine() -> None:
    assert (layout.ID, layout.ENTERPRISE_ID, layout.RECEIVED) == (engine.ID, engine.OWNER, engine.RECEIVED)
    assert layout.SCALE == engine.PARTS
    assert set(layout.RECEIVED_COLUMNS) < set(engine.RECEIVED_COLUMNS)
    types = {"int64": "BIGINT", "string": "TEXT", "bool": "BOOLEAN", "date32": "DATE"}
    assert {kind: types[layout.storage(kind)] for kind in Type if kind is not Type.PERIOD} == {
        kind: engine.sql_type(kind) for kind in Type if kind is not Type.PERIOD
    }


def test_a_fact_of_a_year_has_a_column_for_each_year(vocabulary: Vocabulary) -> None:
    table = layout.table(vocabulary, "enterprise", ["main_revenue", "sector", "project.level"], [2022, 2021])
    assert sorted(c.name for c in table.columns) == ["main_revenue_2021", "main_revenue_2022", "sector"]
    assert table.file == "enterprise.parquet"
    assert {c.name: c.storage for c in table.columns}["main_revenue_2021"] == "int64"


def test_tables_begin_with_the_enterprise(vocabulary: Vocabulary) -> None:
    found = layout.tables(vocabulary, ["loan.principal", "main_revenue", "award.level"], [2021])
    assert found[0].entity == "enterprise"
    assert {table.entity for table in found} == {"enterprise", "loan", "award"}


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        (Type.MONEY, "0.29", 29),
        (Type.MONEY, "-12345678901.01", -1234567890101),
        (Type.COUNT, "7", 7),
        (Type.RATIO, "0.123456789", 123456789),
        (Type.NUMBER, "1.5", 15000),
    ],
)
def test_a_value_goes_in_and_out_unchanged(kind: Type, value: str, stored: int) -> None:
    assert layout.scaled(kind, Decimal(value)) == stored
    assert layout.unscaled(kind, stored) == Decimal(value)


@pytest.mark.parametrize(("kind", "value"), [(Type.MONEY, "0.001"), (Type.COUNT, "1.5"), (Type.MONEY, "1e30")])
def test_what_does_not_fit_is_refused(kind: Type, value: str) -> None:
    with pytest.raises(ValueError, match=r"更细|64 位"):
        layout.scaled(kind, Decimal(value))
