"""From the supports of the given policies to queries: one tree, written in the SQL of whichever dialect runs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from luodi.engine.rules.engines.tables import dialects, shared, sql
from luodi.engine.rules.engines.tables.claims import Branch, Counting
from luodi.engine.rules.engines.tables.question import Question, Unsupported
from luodi.engine.rules.engines.tables.results import alone
from luodi.engine.rules.engines.tables.sharing import Places, company, places, with_company
from luodi.engine.rules.engines.tables.sheets import Sheets
from luodi.engine.rules.engines.tables.sql import Inexpressible
from luodi.engine.rules.model import Policy
from luodi.engine.rules.vocabulary import Vocabulary

#: How many columns of an answer count as outputs: the verdict and both ends of the sum.
OUTPUTS_PER_SUPPORT = 3


@dataclass(frozen=True)
class Query:
    """One query over the tables of a population, and the supports it answers for."""

    tree: exp.Query
    supports: tuple[str, ...]
    dialect: str
    sheets: Mapping[str, exp.Query] = field(default_factory=dict)  # queries the tree reads by name

    @property
    def sql(self) -> str:
        """The query as text."""
        return dialects.written(self.tree, self.dialect, self.sheets)


@dataclass(frozen=True)
class Emission:
    """The queries of a question, and the supports that the dialect cannot express."""

    queries: tuple[Query, ...]
    unsupported: tuple[Unsupported, ...]


def emit(
    policies: Iterable[Policy], vocabulary: Vocabulary, question: Question, *,
    dialect: str = "duckdb", beside: Iterable[Policy] = (),
) -> Emission:  # fmt: skip
    """Write the queries that answer for every support of the policies.

    `beside` are policies that are not asked about, but under whose ids the same grant may have been paid before.
    A support the dialect cannot express is listed with its reason, and so is every support whose answer depends on it.
    """
    policies = tuple(policies)
    target = dialects.dialect(dialect)
    writer = _Writer(question, Counting(policies, vocabulary, question, target, beside), target)
    queries = tuple(
        query for batch in _batches(policies, question.outputs) if (query := writer.query(batch)) is not None
    )
    return Emission(queries, tuple(writer.unsupported))


def _batches(policies: Sequence[Policy], outputs: int) -> list[list[Policy]]:
    """Whole policies together, as long as their outputs fit into one query."""
    batches: list[list[Policy]] = []
    size = 0
    for policy in policies:
        more = OUTPUTS_PER_SUPPORT * len(policy.supports)
        if not batches or size + more > outputs:
            batches.append([])
            size = 0
        batches[-1].append(policy)
        size += more
    return batches


class _Writer:
    """Writes one query after the other, keeping count of supports and of what cannot be expressed."""

    def __init__(self, question: Question, counting: Counting, target: dialects.Dialect) -> None:
        self._question, self._counting = question, counting
        self._dialect, self._widest = target.name, target.widest
        self.unsupported: list[Unsupported] = []
        self._number = 0

    def query(self, policies: Sequence[Policy]) -> Query | None:
        """The query of some policies; None when nobody can have anything of them."""
        self._counting.sheets = sheets = Sheets(self._question.layout, open_only=not self._question.rejected)
        branches = [branch for policy in policies for branch in self._branches(policy)]
        asked = [b for b in branches if self._question.rejected or not b.hopeless]
        if not asked:
            return None
        where, rejected = places(asked), self._question.rejected
        parts = [b.query(alone(b, rejected=rejected), rejected=rejected) for b in asked if b.number not in where.shared]
        together = [b for b in asked if b.number in where.shared]
        if together:
            common = {b.number: one for one, members in self._common(together, where) for b in members}
            parts.append(shared.claims(together, where, common, rejected=rejected))
        return Query(sql.union(parts), tuple(b.support.path for b in branches), self._dialect, sheets.queries())

    def _branches(self, policy: Policy) -> list[Branch]:
        """The supports of a policy that can be expressed; the others are listed."""
        made, failed = {}, {}
        for support in policy.supports:
            self._number += 1
            try:
                made[support.id] = self._counting.branch(policy, support, self._number)
            except Inexpressible as error:
                failed[support.id] = str(error)
        where = places(list(made.values()))
        for members in _circles([b for b in made.values() if b.number in where.shared]):
            try:
                shared.Common(members, where, self._widest)
            except Inexpressible as error:
                failed |= {b.support.id: str(error) for b in members}
        gone = with_company(policy, failed)
        self.unsupported += [Unsupported(f"{policy.id}#{s}", self._dialect, reason) for s, reason in gone.items()]
        return [branch for name, branch in made.items() if name not in gone]

    def _common(self, branches: Sequence[Branch], where: Places) -> list[tuple[shared.Common, list[Branch]]]:
        return [(shared.Common(members, where, self._widest), members) for members in _circles(branches)]


def _circles(branches: Sequence[Branch]) -> list[list[Branch]]:
    """Claims whose answers depend on each other, together."""
    circles: dict[tuple[str, frozenset[str]], list[Branch]] = {}
    for branch in branches:
        key = branch.policy.id, frozenset(company(branch.policy, branch.support))
        circles.setdefault(key, []).append(branch)
    return list(circles.values())
