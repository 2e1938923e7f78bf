"""What is paid when, and out of which budget: certain sums split by shares that add up to 1, the remainder on the last part.

| column | holds |
|---|---|
| enterprise_id, support, entity_id | whose claim |
| split | `instalment` or `budget` |
| part | the instalment's number from 1, or the budget's name |
| fen | the part of the sum |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from sqlglot import exp

from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.emit import Query
from luodi.engine.rules.engines.tables.exact import Exact, Num
from luodi.engine.rules.engines.tables.layout import LARGEST
from luodi.engine.rules.engines.tables.sql import Sql, column
from luodi.engine.rules.model import Support
from luodi.engine.rules.tree import Type


def payments(supports: Iterable[Support], answers: str, *, dialect: str = "duckdb") -> Query | None:
    """The parts of every certain sum of these supports, from a table of answers; None when none of them is split.

    As in a check-up, what yields to another claim is split too; whoever adds up takes only answers that count.
    """
    parts = [part for support in supports for part in _of_support(support, answers)]
    if not parts:
        return None
    made = sql.union([query for query, _ in parts])
    return Query(made, tuple(dict.fromkeys(path for _, path in parts)), dialect)


def _of_support(support: Support, answers: str) -> list[tuple[exp.Query, str]]:
    instalments = [(str(i + 1), share) for i, share in enumerate(support.pays)]
    queries = [
        *_parts(support, answers, "instalment", instalments),
        *_parts(support, answers, "budget", list(support.funded_by)),
    ]
    return [(query, support.path) for query in queries]


def _parts(support: Support, answers: str, split: str, shares: list[tuple[str, Decimal]]) -> list[exp.Query]:
    sums = in_parts(column("sum_fen"), [share for _, share in shares])
    return [_query(support, answers, split, name, part) for (name, _), part in zip(shares, sums, strict=True)]


def in_parts(fen: Sql, shares: Sequence[Decimal]) -> list[Sql]:
    """A sum of fen in shares of it, each cut down to the fen, the rest on the last; nothing where there are no shares."""
    if not shares:
        return []
    exact = Exact(lambda value: value)
    rest = whole = Num(fen, 1, LARGEST[Type.MONEY] * 1000)
    cut = [exact.quotient(exact.scale(whole, Fraction(share)), Fraction(1), half_up=False) for share in shares[:-1]]
    for part in cut:
        rest = exact.add(rest, part, "-")
    return [_narrow(part) for part in (*cut, rest)]


def _narrow(number: Num) -> Sql:
    made = sql.big(number.sql) if isinstance(number.sql, int) else number.sql
    return sql.cast(made, "BIGINT")


def _query(support: Support, answers: str, split: str, part: str, fen: Sql) -> exp.Query:
    named = {
        "enterprise_id": column("enterprise_id"), "support": column("support"), "entity_id": column("entity_id"),
        "split": sql.text(split), "part": sql.text(part), "fen": fen,
    }  # fmt: skip
    mine = [sql.binary("=", column("support"), sql.text(support.path)), sql.is_given(column("sum_fen"))]
    return sql.select([sql.alias(value, name) for name, value in named.items()], sql.table(answers, "a"), mine)
