"""The twelve rules as an engineer writes them in DuckDB SQL by hand: whole fen in BIGINT, rates as fractions, half a fen up.

`together` reads what Luodi reads, enterprises and payments; `summed` is given the payments as columns.
"""

from __future__ import annotations

from typing import Any

import duckdb

from rules.exact import SUMS
from rules.receipts import split

NAME = f"DuckDB {duckdb.__version__}，手写 SQL（整数分）"
NAME_SUMMED = f"DuckDB {duckdb.__version__}，手写 SQL，已领金额事先加总成列"


def _part(fen: str, numerator: int, denominator: int = 100) -> str:
    return f"((2 * ({fen}) * {numerator} + {denominator}) // {2 * denominator})"


_SQL = f"""
SELECT id, *, r12 * 4 // 10 AS r12_first, r12 * 3 // 10 AS r12_second, r12 - r12 * 4 // 10 - r12 * 3 // 10 AS r12_third FROM (
SELECT id,
  least({_part("software", 15)}, 200000000) AS r1,
  CASE WHEN revenue >= 200000000000 THEN 400000000 WHEN revenue >= 50000000000 THEN 150000000 WHEN revenue >= 10000000000 THEN 50000000 WHEN revenue >= 2000000000 THEN 10000000 ELSE 0 END AS r2,
  greatest(0, CASE WHEN output >= 20000000000 THEN 200000000 WHEN output >= 5000000000 THEN 60000000 WHEN output >= 1000000000 THEN 20000000 ELSE 0 END - topup_received) AS r3,
  CASE WHEN (certified OR high_growth) AND rd * 100 >= revenue * 5 THEN least({_part("rd", 8)}, 500000000) ELSE 0 END AS r4,
  CASE WHEN district = 'demonstration' AND industry IN ('robots', 'sensors', 'machine_tools', 'chips', 'software', 'batteries') THEN least({_part("equipment", 10)}, 100000000) ELSE 0 END AS r5,
  least({_part("rent", 50)}, greatest(0, 60000000 - rent_received)) AS r6,
  CASE WHEN certification >= 5000000 THEN greatest(2000000, least({_part("certification", 30)}, 30000000)) ELSE 0 END AS r7,
  {_part("least(compute, 100000000) * 30 + greatest(0, least(compute, 500000000) - 100000000) * 15 + greatest(0, compute - 500000000) * 5", 1)} AS r8,
  least(talents * 1500000, 30000000) AS r9,
  least({_part("greatest(0, rd - rd_before)", 10)}, 300000000) AS r10,
  greatest(CASE WHEN national THEN least({_part("project", 20)}, 100000000) ELSE 0 END, CASE WHEN provincial THEN least({_part("project", 25)}, 60000000) ELSE 0 END, CASE WHEN city THEN 30000000 ELSE 0 END) AS r11,
  CASE WHEN investment >= 1000000000 THEN least({_part("investment", 6)}, 1000000000) ELSE 0 END AS r12
FROM {{source}})
"""


_PAID = """
SELECT e.*, coalesce(topup, 0) AS topup_received, coalesce(rent_paid, 0) AS rent_received FROM enterprise e LEFT JOIN (
  SELECT enterprise_id, sum(CASE WHEN support = 'bench/twelve-rules#3' THEN amount END)::BIGINT AS topup,
    sum(CASE WHEN support = 'bench/twelve-rules#6' AND date BETWEEN '2026-01-01' AND '2026-12-31' THEN amount END)::BIGINT AS rent_paid
  FROM received GROUP BY enterprise_id) ON enterprise_id = e.id
"""


def prepared(table: Any) -> dict[str, Any]:
    """The same two tables that Luodi reads: enterprises, and what was paid to them."""
    enterprises, received = split(table)
    return {"enterprise": enterprises, "received": received}


def together(tables: dict[str, Any]) -> dict[str, Any]:
    """Compute every sum from both tables; returns arrays of whole fen."""
    return _asked(tables, f"({_PAID})")


def summed(table: Any) -> dict[str, Any]:
    """Compute every sum from one table, in which somebody has added up what was received."""
    return _asked({"data": table}, "data")


def _asked(tables: dict[str, Any], source: str) -> dict[str, Any]:
    db = duckdb.connect(config={"threads": 2})
    for name, table in tables.items():
        db.register(name, table)
    found = db.execute(f"SELECT {', '.join(SUMS)} FROM ({_SQL.format(source=source)}) ORDER BY id").fetchnumpy()
    db.close()
    return {name: found[name] for name in SUMS}
