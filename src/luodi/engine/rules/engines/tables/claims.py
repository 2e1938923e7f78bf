"""The claims of one support: whom it is counted for, on which conditions, and the sum before anything is shared.

This is what `checkup` does for one claim, for every row at once; groups and limits over several rows come after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlglot import exp

from luodi.engine.rules.engines.tables import sql
from luodi.engine.rules.engines.tables.dialects import Dialect
from luodi.engine.rules.engines.tables.exact import NARROW, Exact, Num, never_told
from luodi.engine.rules.engines.tables.formulas import Formulas, Reading
from luodi.engine.rules.engines.tables.history import Grants, History
from luodi.engine.rules.engines.tables.implementing import Forces
from luodi.engine.rules.engines.tables.layers import Layers
from luodi.engine.rules.engines.tables.layout import LARGEST, LAST_DAY
from luodi.engine.rules.engines.tables.question import Question
from luodi.engine.rules.engines.tables.rows import Rows
from luodi.engine.rules.engines.tables.sheets import Scope, Sheet, Sheets, may_all_hold
from luodi.engine.rules.engines.tables.spans import Between, Span, Told, fixed
from luodi.engine.rules.engines.tables.sql import Inexpressible, Sql
from luodi.engine.rules.engines.tables.truths import Truth, as_sql, conjunction
from luodi.engine.rules.limits import concerns, limits_in_order
from luodi.engine.rules.model import Limit, Policy, Rounding, Support
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary


@dataclass(frozen=True)
class Unit:
    """How a policy rounds, in fen."""

    fen: int
    half_up: bool

    @classmethod
    def of(cls, rule: Rounding) -> Unit:
        """The unit of a policy's rule; refuses one that is no whole number of fen."""
        if rule.to * 100 % 1 or rule.to <= 0:
            raise Inexpressible(f"取整到 {rule.to} 元，不是整分")
        return cls(int(rule.to * 100), rule.how != "down")

    def rounded(self, exact: Exact, fen: Num) -> Num:
        """A number of fen, rounded; plain fen stay as they are."""
        if self.fen == 1 and fen.den == 1 and fen.by is None:
            return fen
        steps = exact.quotient(fen, Fraction(self.fen), half_up=self.half_up)
        return exact.scale(steps, Fraction(self.fen))


@dataclass
class Shared:
    """What is left under one limit, in fen, for the claims that share it."""

    limit: Limit
    order: int  # its place among the limits of the policy
    lo: Num
    hi: Num


@dataclass
class Branch:
    """The claims of one support as a query in the making."""

    support: Support
    policy: Policy
    number: int
    rows: Rows
    layers: Layers
    exact: Exact
    unit: Unit
    conditions: list[Truth]
    replaced: Truth = False
    whole: Between | None = None  # the sum in yuan, unrounded; None for discretion
    least: Between | None = None
    shared: list[Shared] = field(default_factory=list)
    dated: Sql | None = None

    @property
    def verdict(self) -> Truth:
        """Yes, no, or unknown."""
        return conjunction(self.conditions)

    @property
    def hopeless(self) -> bool:
        """Whether the support is out of the question for everybody."""
        return any(c is False for c in self.conditions)

    def check(self) -> None:
        """Refuse sums that no integer of the dialect holds."""
        for span in (self.whole, self.least):
            if span is not None:
                self.rounded(span)

    def query(self, columns: list[Sql], *, rejected: bool) -> exp.Query:
        """The rows that are still open (or all of them), with these columns."""
        rows = self.layers.over(self.rows.query())
        kept = [] if rejected else [part for c in self.conditions for part in may_all_hold(c)]
        return sql.select(columns, sql.within(rows, "q"), kept)

    def rounded(self, span: Between) -> tuple[Num, Num]:
        """Both ends of a sum in fen, rounded by the policy's rule; a NULL end is endless."""
        made = []
        for end in (span.lo, span.hi):
            if end is None:
                made.append(never_told())
                continue
            number = self.unit.rounded(self.exact, self.exact.scale(end, Fraction(100)))
            if number.top > NARROW:
                raise Inexpressible("金额可能超出 64 位整数（分）")
            made.append(self.narrow(number))
        return made[0], made[1]

    def narrow(self, number: Num) -> Num:
        """A number in 64 bits, under a name."""
        if isinstance(number.sql, int):
            return number
        plain = sql.cast(number.sql, "BIGINT") if number.wide else number.sql
        return Num(self.layers.keep(plain), number.den, number.top, number.nullable)


class Counting:
    """Makes the branch of each support of a question."""

    def __init__(
        self, policies: Sequence[Policy], vocabulary: Vocabulary, question: Question, target: Dialect, beside: Iterable[Policy]
    ) -> None:  # fmt: skip
        self._vocabulary, self.layout, self._on = vocabulary, question.layout, question.on
        self._forces = Forces(policies, question.on, question.in_force)
        self._grants = Grants((*policies, *beside), question.layout, question.on)
        self._widest = target.widest
        self.sheets = Sheets(self.layout)

    def branch(self, policy: Policy, support: Support, number: int, *, together: Layers | None = None) -> Branch:
        """The claims of a support; Inexpressible when it cannot be said exactly.

        `together` are the named values of supports that are counted over the same rows in one query.
        """
        if any(concerns(limit, support) for limit in policy.claim_limits):
            raise Inexpressible("与别的支持合计申报项数（claim_limits）")
        sheet, layers = self._sheet(policy), together or Layers()
        rows = Rows(support.entity, self.layout, self._on.year, sheet)
        exact = Exact(layers.keep, self._widest)
        history = History(self._grants, rows, support, exact)
        formulas = Formulas(
            self._on, self._vocabulary.regions, Reading(rows.fact, history.received, rows.filled), exact
        )
        conditions = [self._forces.holds(policy.id), rows.scope]
        conditions += [*(formulas.condition(c.test) for c in support.conditions), *history.conditions()]
        made = Branch(support, policy, number, rows, layers, exact, Unit.of(policy.rounding), conditions)
        if not made.hopeless:
            made.replaced = self._forces.replaced(support, rows)
        if support.sum is not None and not made.hopeless:
            made.whole = formulas.spans.between(formulas.sum(support.sum))
            made.least = formulas.spans.between(formulas.sum(support.least)) if support.least is not None else None
            made.check()
            made.shared = self._limits(policy, support, history)
            made.dated = self._dated(rows, support.entity)
        return made

    def _sheet(self, policy: Policy) -> Sheet:
        """The sheets of a policy, begun with what every support of it asks for."""
        known, sheet = self.sheets.known(policy.id), self.sheets.of(policy.id)
        if not known:
            try:
                sheet.scope = self._scope(policy, sheet)
            except Inexpressible as error:
                sheet.refused = str(error)
        if sheet.refused:
            raise Inexpressible(sheet.refused)
        return sheet

    def _scope(self, policy: Policy, sheet: Sheet) -> Scope:
        """What every support of the policy asks for; it sees the enterprise only, and no support's history."""
        rows, layers = Rows(ENTERPRISE, self.layout, self._on.year, sheet), Layers()
        read = Reading(
            lambda node: rows.fact(node) if node.entity == ENTERPRISE else None, lambda _: _nothing(rows), rows.filled
        )
        formulas = Formulas(self._on, self._vocabulary.regions, read, Exact(layers.keep, self._widest))
        return Scope(conjunction(formulas.condition(c.test) for c in policy.scope), layers)

    def _limits(self, policy: Policy, support: Support, history: History) -> list[Shared]:
        """The limits the support shares in, from the narrowest to the widest."""
        found = []
        for order, limit in enumerate(limits_in_order(policy)):
            cap = limit.cap.on(self._on)
            if not concerns(limit, support) or not isinstance(cap, Decimal):
                continue
            if cap * 100 % 1 or cap * 100 > LARGEST[Type.MONEY]:
                raise Inexpressible(f"上限 {cap} 元不是整分，或者太大")
            found.append(Shared(limit, order, *history.left(limit, int(cap * 100))))
        return found

    def _dated(self, rows: Rows, kind: str) -> Sql:
        """The day that orders entities of a kind; what has no day comes last."""
        name = self._vocabulary.entities[kind].dated_by
        held = rows.of_entity(name) if name and kind != ENTERPRISE else None
        last = sql.day(date(LAST_DAY.year + 1, 1, 1))
        return last if held is None else sql.coalesce(held, last)


def _nothing(rows: Rows) -> Span:
    """What was received under no support: nothing, where the history was told."""
    told = rows.received_told()
    if isinstance(told, bool):
        return fixed(Fraction(0)) if told else Told(never_told())
    return Told(Num(sql.case((as_sql(told), sql.big(0))), 1, 1, nullable=True))
