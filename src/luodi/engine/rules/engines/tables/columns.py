"""The answers as columns: one row an enterprise, a few columns a support, for tables of one's own and for sums over everybody.

| column | holds |
|---|---|
| enterprise_id | whose row |
| sN_verdict | whether support number N may be had: true, false, NULL where a missing fact decides |
| sN_low_fen, sN_high_fen | both ends of what enters a total, after groups and limits; 0 where it may not be had; NULL `high`: endless; both NULL for `discretion` |
| sN_part1_fen, … | the instalments of a certain sum, where the support is paid in several; 0 where it may not be had |

Only what is decided within one row fits: supports counted for the enterprise itself that share no limit; those that exclude each
other where their facts have no gaps (`Layout.complete`). All others are declared; `emit` answers for them row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from luodi.engine.rules.engines.tables import dialects, sql
from luodi.engine.rules.engines.tables.claims import Branch, Counting
from luodi.engine.rules.engines.tables.emit import Query
from luodi.engine.rules.engines.tables.layers import Layers
from luodi.engine.rules.engines.tables.layout import OWNER
from luodi.engine.rules.engines.tables.payments import in_parts
from luodi.engine.rules.engines.tables.question import Question, Unsupported
from luodi.engine.rules.engines.tables.results import alone
from luodi.engine.rules.engines.tables.sharing import places, rivals, with_company
from luodi.engine.rules.engines.tables.sheets import SCOPE, Sheets
from luodi.engine.rules.engines.tables.sql import Inexpressible, Sql
from luodi.engine.rules.engines.tables.truths import Truth, as_sql, conjunction, filled, negation
from luodi.engine.rules.model import Policy, Support
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary


@dataclass(frozen=True)
class Wide:
    """One policy's query, and the columns of each of its supports (by whole id): verdict, lowest, highest, instalments."""

    query: Query
    columns: Mapping[str, tuple[str, ...]]


def columns(
    policies: Iterable[Policy], vocabulary: Vocabulary, question: Question, *,
    dialect: str = "duckdb", beside: Iterable[Policy] = (),
) -> tuple[tuple[Wide, ...], tuple[Unsupported, ...]]:  # fmt: skip
    """Write a query for each policy that has one row an enterprise; and what does not fit into one row, with the reason."""
    policies = tuple(policies)
    target = dialects.dialect(dialect)
    counting = Counting(policies, vocabulary, question, target, beside)
    made, unsupported = [], []
    for policy in policies:
        counting.sheets = Sheets(question.layout, open_only=False)
        one = _Policy(policy, counting)
        if one.branches:
            made.append(one.wide(dialect))
        unsupported += [Unsupported(f"{policy.id}#{s}", dialect, reason) for s, reason in one.failed.items()]
    return tuple(made), tuple(unsupported)


class _Policy:
    """The supports of one policy over the same rows."""

    def __init__(self, policy: Policy, counting: Counting) -> None:
        self._policy, self._counting = policy, counting
        self._layers, self._sheet = Layers(), counting.sheets.of(policy.id)
        self.failed: dict[str, str] = {}
        made: dict[str, Branch] = {}
        for number, support in enumerate(policy.supports, start=1):
            try:
                made[support.id] = self._branch(support, number)
            except Inexpressible as error:
                self.failed[support.id] = str(error)
        self.branches = self._settle(made)

    def _branch(self, support: Support, number: int) -> Branch:
        if support.entity != ENTERPRISE:
            raise Inexpressible("按实体计数，一家企业可以有几行")
        return self._counting.branch(self._policy, support, number, together=self._layers)

    def _settle(self, made: Mapping[str, Branch]) -> list[Branch]:
        """Leave out what shares a limit, or excludes another and cannot be compared within a row."""
        where = places(list(made.values()))
        limited = {number for one in where.limits for number in one}
        self._rivals = self._groups(made)
        for name, branch in made.items():
            if branch.number in where.shared:
                reason = "与别的支持同享上限" if branch.number in limited else self._cannot_compare(name)
                if reason:
                    self.failed[name] = reason
        self.failed = with_company(self._policy, self.failed)
        return [b for name, b in made.items() if name not in self.failed]

    def _groups(self, made: Mapping[str, Branch]) -> dict[str, list[Branch]]:
        """For each support those that exclude it, itself included, as often as it stands in a group."""
        found: dict[str, list[Branch]] = {}
        for group in rivals(self._policy):
            mine = [b for name, b in made.items() if name in group.supports and b.whole is not None]
            if not group.per_entity and len(mine) > 1:
                for branch in mine:
                    found.setdefault(branch.support.id, []).extend(mine)
        return found

    def _cannot_compare(self, name: str) -> str:
        """Why the supports of a group cannot be compared within one row; nothing when they can."""
        group = self._rivals.get(name, [])
        if not group or len({b.number for b in group}) != len(group):
            return "在几个组里互斥"
        if len({b.support.promise for b in group}) > 1:
            return "与另一种钱的支持互斥"
        if all(self._told(b) for b in group):
            return ""
        return "与别的支持互斥，而事实有空缺"

    def _told(self, branch: Branch) -> bool:
        """Whether a claim is certain in every row: its verdict, its sum, and whether it counts."""
        whole = branch.whole
        if (
            whole is None
            or whole.lo is None
            or whole.lo is not whole.hi
            or whole.lo.nullable
            or whole.lo.by is not None
        ):
            return False
        return all(filled(c, self._is_filled) for c in (*branch.conditions, branch.replaced))

    def _is_filled(self, name: str) -> bool:
        """Whether a column of the rows is never NULL."""
        if (value := self._layers.value(name)) is not None:
            return filled(value, self._is_filled)
        if name == SCOPE:
            return filled(self._sheet.scope.holds, self._is_filled)
        return not name.startswith("e_") or self._counting.layout.filled(ENTERPRISE, name.removeprefix("e_"))

    # -- the query ------------------------------------------------------------------------------------------------

    def wide(self, dialect: str) -> Wide:
        """The query of all supports that fit."""
        named: dict[str, Sql] = {OWNER: sql.column(OWNER)}
        parts: dict[str, Sql] = {}
        held: dict[str, tuple[str, ...]] = {}
        for branch in self.branches:
            found = self._answer(branch)
            answer = {f"s{branch.number}_{name}": value for name, value in found.items()}
            paid = self._instalments(branch, certain=found["low_fen"] == found["high_fen"])
            named, parts = named | answer, parts | paid
            held[branch.support.path] = (*answer, *paid)
        rows = self._layers.over(sql.select([exp.Star()], sql.table(self._sheet.name(ENTERPRISE), "t")))
        tree = sql.select(_aliased(named), sql.within(rows, "q"))
        if parts:
            tree = sql.select([exp.Star(), *_aliased(parts)], sql.within(tree, "q"))
        return Wide(Query(tree, tuple(held), dialect, self._counting.sheets.queries()), held)

    def _answer(self, branch: Branch) -> dict[str, Sql]:
        """The verdict and both ends of what counts."""
        answer = {made.alias: made.this for made in alone(branch, rejected=False)}
        ends = [answer["counted_low_fen"], answer["counted_high_fen"]]
        verdict = branch.verdict
        if verdict is not None and not isinstance(verdict, bool):
            verdict = self._layers.keep(verdict)
        counts = conjunction([self._may_hold(verdict), negation(branch.replaced), self._wins(branch)])
        if branch.whole is None and branch.hopeless and branch.support.sum is not None:
            ends = [sql.big(0), sql.big(0)]
        elif branch.whole is not None and counts is not True:
            ends = [sql.case((as_sql(counts), end), otherwise=sql.big(0)) for end in ends]
        return {"verdict": as_sql(verdict), "low_fen": ends[0], "high_fen": ends[1]}

    def _instalments(self, branch: Branch, *, certain: bool) -> dict[str, Sql]:
        """The parts of a sum, where it and whether it may be had are certain; parts of nothing where it may not be had."""
        verdict, low, high = (sql.column(f"s{branch.number}_{name}") for name in ("verdict", "low_fen", "high_fen"))
        known = [] if filled(branch.verdict, self._is_filled) else [sql.is_given(verdict)]
        known += [] if certain else [sql.binary("=", low, high)]
        paid = in_parts(sql.case((sql.both(known), high)) if known else high, branch.support.pays)
        return {f"s{branch.number}_part{i}_fen": part for i, part in enumerate(paid, start=1)}

    def _may_hold(self, verdict: Truth) -> Truth:
        if verdict is None or isinstance(verdict, bool):
            return verdict is not False
        return verdict if filled(verdict, self._is_filled) else sql.may_hold(verdict)

    def _wins(self, branch: Branch) -> Truth:
        """Whether a claim is the greatest of those of its group that are open; of equal ones the first is."""
        group = [other for other in self._rivals.get(branch.support.id, ()) if other is not branch]
        return conjunction(negation(self._beats(other, branch)) for other in group)

    def _beats(self, other: Branch, branch: Branch) -> Truth:
        theirs, mine = (b.whole.lo if b.whole is not None else None for b in (other, branch))
        assert theirs is not None
        assert mine is not None
        exact = branch.exact
        greater = exact.compare(">=" if other.number < branch.number else ">", exact.kept(theirs), exact.kept(mine))
        return conjunction([other.verdict, negation(other.replaced), greater])


def _aliased(values: Mapping[str, Sql]) -> list[Sql]:
    return [sql.alias(value, name) for name, value in values.items()]
