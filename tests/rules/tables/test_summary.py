"""A population added up in SQL is its answers added up by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import astuple
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.library import Library
from luodi.engine.rules.engines.tables.question import Question
from luodi.engine.rules.engines.tables.results import COLUMNS
from luodi.engine.rules.engines.tables.run import run
from luodi.engine.rules.engines.tables.sources import open_tables
from luodi.engine.rules.engines.tables.summary import Amounts, Summary, Total, add_up, summarise

ON = date(2021, 6, 1)
BY = {"kind": "coalesce(kind, '未填')", "region": "coalesce(substr(registered_region, 1, 4) || '00', '未填')"}


@pytest.fixture(scope="module")
def found(real_library: Library, synthetic: dict[str, Path]) -> Summary:
    return summarise(real_library.policies(), real_library.vocabulary, Question(ON), synthetic, by=BY)


@pytest.fixture(scope="module")
def file(real_library: Library, synthetic: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("answers") / "answers.parquet"
    run(real_library.policies(), real_library.vocabulary, Question(ON), synthetic, out)
    return out


def by_hand(rows: list[dict[str, Any]]) -> Total:
    """What rows of one support come to."""
    definite = ceiling = least = most = endless = 0
    for row in rows:
        low, high = row["counted_low_fen"], row["counted_high_fen"]
        if row["kind"] == "discretion":
            continue
        if row["verdict"] == "yes" and low == high:
            definite += low if row["kind"] == "amount" else 0
            ceiling += low if row["kind"] == "at_most" else 0
            continue
        least += low if row["verdict"] == "yes" and row["kind"] == "amount" else 0
        most += high or 0
        endless += high is None
    yes, open_ = ({r["enterprise_id"] for r in rows if r["verdict"] == v} for v in ("yes", "unknown"))
    return Total(len(yes), len(open_), len(rows), Amounts(definite, ceiling, least, most, endless))


def test_every_support_is_what_its_answers_come_to(
    found: Summary, file: Path, answers: Callable[[Path], list[tuple[Any, ...]]]
) -> None:
    supports: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in answers(file):
        named = dict(zip(COLUMNS, row, strict=True))
        if named["counts"]:
            supports[named["support"]].append(named)
    assert found.supports == {support: by_hand(rows) for support, rows in supports.items()}
    assert len(supports) > 50
    assert any(total.amounts.unbounded for total in found.supports.values())


def test_answers_that_were_written_come_to_the_same(
    found: Summary, file: Path, synthetic: dict[str, Path], real_library: Library
) -> None:
    with open_tables(synthetic, real_library.vocabulary) as tables:
        again = add_up(tables.connection, f"read_parquet('{file}')", BY)
    assert (again.supports, again.spreads, again.groups, again.by_group) == (
        found.supports, found.spreads, found.groups, found.by_group
    )  # fmt: skip


@pytest.mark.parametrize("name", list(BY))
def test_groups_add_up_to_the_whole(found: Summary, name: str) -> None:
    assert sum(group.enterprises for group in found.groups[name].values()) == found.enterprises
    for support, total in found.supports.items():
        parts = [part for (_, own), part in found.by_group[name].items() if own == support]
        assert sum(part.claims for part in parts) == total.claims
        assert [sum(fen) for fen in zip(*(astuple(p.amounts) for p in parts), strict=True)] == list(
            astuple(total.amounts)
        )


def test_a_spread_holds_all_that_is_certain(found: Summary) -> None:
    for support, spread in found.spreads.items():
        amounts = found.supports[support].amounts
        assert spread.all == amounts.definite + amounts.ceiling
        assert spread.median <= spread.highest <= spread.top_hundredth <= spread.top_tenth <= spread.all
