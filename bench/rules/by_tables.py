"""The twelve rules by Luodi's table engine: the policy folder beside this file as SQL in columns, run by DuckDB."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from luodi import __version__
from luodi.engine.library import Library
from luodi.engine.rules.engines.tables.columns import columns
from luodi.engine.rules.engines.tables.question import Question
from luodi.engine.rules.engines.tables.sources import Settings, open_tables
from rules.exact import SUMS
from rules.inputs import DISTRICTS, ON, YEAR
from rules.receipts import POLICY, split

NAME = f"Luodi {__version__} 的表引擎（DuckDB {duckdb.__version__}，整数分）"
_HERE = Path(__file__).parent
_FACTS = {
    "id": "id", "industry": "industry", "certified": "certified", "high_growth": "high_growth", "national": "national_title",
    "provincial": "provincial_title", "city": "city_title", "revenue": f"main_revenue_{YEAR}", "output": f"output_value_{YEAR}",
    "rd": f"rd_expense_{YEAR}", "rd_before": f"rd_expense_{YEAR - 1}", "software": "software_cost", "equipment": "equipment_cost",
    "rent": "rent_paid", "certification": "certification_cost", "compute": "compute_cost", "project": "project_cost",
    "investment": "plant_investment", "talents": "talents",
}  # fmt: skip


def prepared(table: Any) -> dict[str, Any]:
    """The tables of a population: facts under their names, payments in a table of their own."""
    enterprises, received = split(table)
    facts = {name: enterprises.column(own) for own, name in _FACTS.items()}
    home = pc.equal(enterprises.column("district"), "demonstration")  # type: ignore[attr-defined]
    regions = pc.if_else(home, DISTRICTS["demonstration"], DISTRICTS["old_town"])  # type: ignore[attr-defined]
    return {"enterprise": pa.table({**facts, "registered_region": regions}), "received": received}


def together(tables: dict[str, Any]) -> dict[str, Any]:
    """Write the query, run it and compute every sum; returns arrays of whole fen."""
    library = _library()
    with open_tables(tables, library.vocabulary, Settings(threads=2)) as opened:
        question = Question(date.fromisoformat(ON), layout=opened.layout)
        (wide,), _ = columns([library.policy(POLICY)], library.vocabulary, question)
        chosen = ", ".join(f"{value} AS {name}" for name, value in _sums(wide.columns).items())
        found = opened.connection.execute(
            f"SELECT {chosen} FROM ({wide.query.sql}) ORDER BY enterprise_id"
        ).fetchnumpy()
    return {name: found[name] for name in SUMS}


def _sums(held: Any) -> dict[str, str]:
    """What each sum is, of the columns of the supports; the three of a group never count together."""
    made: dict[str, list[str]] = {}
    for path, (_, low, _, *parts) in held.items():
        made.setdefault("r" + path.partition("#")[2].partition("-")[0], []).append(low)
        made |= {name: [part] for name, part in zip(("r12_first", "r12_second", "r12_third"), parts, strict=False)}
    return {name: " + ".join(made[name]) for name in SUMS}


@cache
def _library() -> Library:
    return Library(_HERE / "policies", _HERE / "vocabulary")
