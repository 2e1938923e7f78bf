"""The table of claims: one row for each claim that may be paid, whatever engine made it.

`enterprise_id` and `thing` (null: counted for the enterprise) are of the population's own types; `verdict` is true, or null where
a missing fact decides; `lo` and `hi` are int64 fen after groups, limits and rounding, `hi` null where nothing bounds it. Claims that
are not eligible, or that yield to another, have no row.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

FILE = "answers.parquet"
COLUMNS = ("enterprise_id", "support", "thing", "verdict", "promise", "lo", "hi")


def schema(key: Any) -> Any:
    """Return the schema, with the type of the population's ids."""
    word = pa.dictionary(pa.int32(), pa.string())
    return pa.schema(
        [
            ("enterprise_id", key), ("support", word), ("thing", pa.string()), ("verdict", pa.bool_()), ("promise", word),
            ("lo", pa.int64()), ("hi", pa.int64()),
        ]
    )  # fmt: skip
