"""Trino is not run here: its queries are parsed, every column is found, and every operation is one between like types.

A division is where it would go wrong by a fen: Trino rounds a quotient of decimals, so both sides must be whole numbers of 64
bits, or the dividend must be a whole multiple of the divisor (`(a - a % b) / b`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

sqlglot = pytest.importorskip("sqlglot", reason="缺少 tables 扩展")

from luodi.engine.core.errors import LuodiError  # noqa: E402
from luodi.engine.library import Library  # noqa: E402
from luodi.engine.rules.engines.tables.dialects import DIALECTS  # noqa: E402
from luodi.engine.rules.engines.tables.emit import emit  # noqa: E402
from luodi.engine.rules.engines.tables.needs import needs  # noqa: E402
from luodi.engine.rules.engines.tables.question import Question  # noqa: E402
from luodi.engine.rules.model import Policy  # noqa: E402
from luodi.engine.rules.vocabulary import Vocabulary  # noqa: E402

exp = sqlglot.exp
FAMILY = {"INT": "whole", "BIGINT": "whole", "DECIMAL": "decimal", "VARCHAR": "text", "DATE": "day", "BOOLEAN": "truth"}


def typed(policy: Policy, vocabulary: Vocabulary, on: date) -> list[Any]:
    """The queries of a policy, parsed, every column found and every type known."""
    from sqlglot.optimizer.annotate_types import annotate_types
    from sqlglot.optimizer.qualify import qualify

    needed = needs([policy], vocabulary, on.year, told=[])
    emission = emit([policy], vocabulary, Question(on, {policy.id: True}, needed.layout), dialect="trino")
    schema = {
        table: {column: {"TEXT": "varchar"}.get(held.kind, held.kind.lower()) for column, held in columns.items()}
        for table, columns in needed.tables.items()
    }
    made = []
    for query in emission.queries:
        tree = qualify(sqlglot.parse_one(query.sql, read="trino"), schema=schema, dialect="trino")
        made.append(annotate_types(tree, schema=schema, dialect="trino"))
    return made


def family(node: Any) -> str:
    return FAMILY[node.type.this.value]


def assert_like_types(tree: Any) -> int:
    """Every comparison and every operation is between values of one family; returns how many divisions there are."""
    for node in tree.find_all(exp.Add, exp.Sub, exp.Mul, exp.Mod, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE):
        sides = {family(node.left), family(node.right)}
        assert len(sides) == 1 or sides == {"whole", "decimal"}, node.sql("trino")
    divisions = list(tree.find_all(exp.Div))
    for node in divisions:
        sides = {family(node.left), family(node.right)}
        exact = sides == {"decimal"} and node.left.find(exp.Mod) is not None
        assert sides == {"whole"} or exact, node.sql("trino")[:300]
    return len(divisions)


@pytest.mark.parametrize("policy_id", ["guangdong/guangzhou/huangpu/ai-rules", "zhejiang/hangzhou/ai-zone-policy"])
def test_encoded_policies_are_whole_to_a_parser_of_trino(real_library: Library, policy_id: str) -> None:
    queries = typed(real_library.policy(policy_id), real_library.vocabulary, date(2021, 6, 1))
    assert sum(map(assert_like_types, queries)) > 0


def test_invented_policies_are_whole_to_a_parser_of_trino(desk: Any, inventor: Callable[..., Any]) -> None:
    divisions = 0
    for number in range(114, 122):
        bodies, head = inventor(f"luodi {number}").policy()
        try:
            plan = desk.several(*bodies, head=head)
        except LuodiError:
            continue
        divisions += sum(map(assert_like_types, typed(plan.policy, plan.library.vocabulary, date(2024, 6, 30))))
    assert divisions > 5


@pytest.mark.parametrize("dialect", DIALECTS)
def test_nothing_of_our_own_is_left_in_a_query_and_it_parses(real_library: Library, dialect: str) -> None:
    policy = real_library.policy("hubei/wuhan/ai-zone-policy-rules")
    emission = emit([policy], real_library.vocabulary, Question(date(2022, 4, 1), {policy.id: True}), dialect=dialect)
    for query in emission.queries:
        assert "LUODI" not in query.sql
        assert sqlglot.parse_one(query.sql, read=dialect)
