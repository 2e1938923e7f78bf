"""The enterprises of `inputs` as two tables, as they are kept: what was received is a history of payments, not a column."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from rules.inputs import YEAR

POLICY = "bench/twelve-rules"
#: What a column of `inputs` was paid under, and when.
PAID = {"topup_received": ("3", date(YEAR - 1, 5, 1)), "rent_received": ("6", date(YEAR, 3, 1))}


def split(table: Any) -> tuple[Any, Any]:
    """The enterprises without what they received, and the payments: enterprise_id, support, date, amount in fen."""
    paid = []
    for column, (support, day) in PAID.items():
        some = table.filter(pc.greater(table.column(column), 0))  # type: ignore[attr-defined]
        paid.append(
            pa.table({
                "enterprise_id": some.column("id"), "support": pa.array([f"{POLICY}#{support}"] * some.num_rows),
                "date": pa.array([day] * some.num_rows), "amount": some.column(column),
            })
        )  # fmt: skip
    return table.drop_columns(list(PAID)), pa.concat_tables(paid)
