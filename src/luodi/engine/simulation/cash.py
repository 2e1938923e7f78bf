"""When the money falls due and what a budget pays of it: instalments from the year of the question on, yearly supports every year.

A budget pays what is certain, each ceiling at its full height; what hangs on missing facts stands beside and draws on nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from luodi.engine.rules.engines.tables.quoted import text
from luodi.engine.rules.model import Support
from luodi.engine.rules.vocabulary import ENTERPRISE
from luodi.engine.simulation.assumptions import UNPAID, WHEN_SHORT, Assumptions, Envelope
from luodi.engine.simulation.choosing import lot, order_of
from luodi.engine.simulation.model import CashYear, Money
from luodi.engine.simulation.sources.opened import Population

_PARTS, _DUE, _LEFT = "sums.parts", "sums.due", "sums.left_over"
#: A part of a sum: cut to the fen; the last one is what the others leave, so that the parts add up.
_PART = """CASE WHEN p.last THEN {end} - coalesce(list_sum(list_transform(p.earlier, lambda n: {end}::HUGEINT * n // p.den)), 0)
  ELSE {end}::HUGEINT * p.num // p.den END"""
_OWED = f"""SELECT c.enterprise_id, c.support, c.thing, c.class, p.year, p.first, {_PART.format(end="c.lo")} AS lo, {_PART.format(end="c.hi")} AS hi
  FROM {{table}} AS c JOIN {_PARTS} AS p ON p.support = c.support
  WHERE c.chosen AND c.class <> 'case'"""
_YEARLY = """SELECT year,
    coalesce(sum(hi) FILTER (class = 'definite'), 0)::HUGEINT, coalesce(sum(hi) FILTER (class = 'ceiling'), 0)::HUGEINT,
    coalesce(sum(lo) FILTER (class = 'unknown'), 0)::HUGEINT, coalesce(sum(hi) FILTER (class = 'unknown'), 0)::HUGEINT,
    count(*) FILTER (class = 'unknown' AND hi IS NULL AND first), 0, count(*) FILTER (class = 'unknown')
  FROM ({owed}) GROUP BY year"""
_EMPTY_PARTS = f"""CREATE OR REPLACE TABLE {_PARTS}
  (support VARCHAR, year INT, first BOOLEAN, last BOOLEAN, num HUGEINT, den HUGEINT, earlier HUGEINT[])"""
_CERTAIN_DUES = f"""CREATE OR REPLACE TABLE {_DUE} AS
  SELECT enterprise_id, support, thing, class, year, hi AS fen FROM ({{owed}}) WHERE class <> 'unknown' AND hi > 0"""


def cash(
    population: Population, table: str, supports: Mapping[str, Support], assumptions: Assumptions, year: int
) -> tuple[CashYear, ...]:
    """Return what falls due, year by year, and what the budgets pay of it."""
    years = range(year, year + assumptions.years)
    _spread_out(population, supports, years)
    owed = _OWED.format(table=table)
    due = {int(row[0]): Money(*map(int, row[1:])) for row in population.rows(_YEARLY.format(owed=owed))}
    if not assumptions.envelope.years:
        return tuple(CashYear(when, due.get(when, Money())) for when in years)
    population.execute(_CERTAIN_DUES.format(owed=owed))
    population.execute(f"CREATE OR REPLACE TABLE {_LEFT} AS SELECT * EXCLUDE (year) FROM {_DUE} LIMIT 0")
    budget = _Budget(population, assumptions, year)
    return tuple(budget.year(when, due.get(when, Money())) for when in years)


def _spread_out(population: Population, supports: Mapping[str, Support], years: range) -> None:
    """Which part of a support's sum falls due in which of the years."""
    population.execute(_EMPTY_PARTS)
    rows = []
    for path, support in supports.items():
        shares = [Fraction(share) for share in support.pays] or [Fraction(1)]
        den = lcm(*(share.denominator for share in shares))
        numbers = [int(share * den) for share in shares]
        for again in range(support.years_paid or 1):
            for later, number in enumerate(numbers):
                if (when := years[0] + again + later) in years:
                    rows.append((path, when, later == 0, later == len(numbers) - 1, number, den, numbers[:later]))
    if rows:
        values = ", ".join(f"({text(r[0])}, {r[1]}, {r[2]}, {r[3]}, {r[4]}, {r[5]}, {r[6]}::HUGEINT[])" for r in rows)
        population.execute(f"INSERT INTO {_PARTS} VALUES {values}")


#: What is to be paid in a year, in the order of a queue; `before` is what stands ahead of each.
_QUEUE = """WITH owed AS (SELECT enterprise_id, support, thing, class, fen FROM {due} WHERE year = {year}
    UNION ALL SELECT enterprise_id, support, thing, class, fen FROM {left})"""
_SHARES = "fen * {money}::HUGEINT // {total}::HUGEINT"
_IN_TURN = """greatest(0, least(fen, {money}::HUGEINT - coalesce(sum(fen) OVER (ORDER BY {key} DESC NULLS LAST, {lot}, c.support, c.enterprise_id, c.thing
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)))"""


class _Budget:
    """The budgets, one year after the other; what was not paid may come again in the next."""

    def __init__(self, population: Population, assumptions: Assumptions, asked_in: int) -> None:
        self.population, self.envelope, self.asked_in = population, assumptions.envelope, asked_in
        self.seed = assumptions.seed
        self.carried = 0

    def year(self, when: int, due: Money) -> CashYear:
        """Pay one year's dues out of its budget; without one everything is paid."""
        carried, self.carried = self.carried, 0
        money = self.envelope.years.get(when)
        if money is None:
            self.population.execute(f"DELETE FROM {_LEFT}")
            return CashYear(when, due, carried)
        paid, unpaid, short = self._paid(when, due.sure + carried, money)
        self._carry(unpaid)
        return CashYear(when, due, carried, money, paid, unpaid, short)

    def _paid(self, when: int, total: int, money: int) -> tuple[Money, int, int]:
        queue = _QUEUE.format(due=_DUE, left=_LEFT, year=when)
        beside, pays = "", "fen"
        if total > money and self.envelope.when_short == "shares":
            pays = _SHARES.format(money=money, total=total)
        elif total > money:
            key, beside, _ = order_of(self.population, ENTERPRISE, self.envelope.order, self.asked_in)
            draw = lot(self.seed, "c.support", "c.enterprise_id::VARCHAR", "coalesce(c.thing, '')")
            pays = _IN_TURN.format(money=money, key=key.replace("c.hi", "c.fen"), lot=draw)
        self.population.execute(f"CREATE OR REPLACE TABLE sums.paid AS {queue} SELECT c.*, {pays} AS paid FROM owed AS c {beside}")  # fmt: skip
        [row] = self.population.rows("""SELECT coalesce(sum(paid) FILTER (class = 'definite'), 0)::HUGEINT, coalesce(sum(paid) FILTER (class = 'ceiling'), 0)::HUGEINT,
            coalesce(sum(fen - paid), 0)::HUGEINT, count(DISTINCT enterprise_id) FILTER (fen > paid) FROM sums.paid""")  # fmt: skip
        return Money(int(row[0]), int(row[1])), int(row[2]), int(row[3])

    def _carry(self, unpaid: int) -> None:
        self.population.execute(f"DELETE FROM {_LEFT}")
        if self.envelope.unpaid == "next_year":
            self.population.execute(f"INSERT INTO {_LEFT} SELECT enterprise_id, support, thing, class, fen - paid FROM sums.paid WHERE fen > paid")  # fmt: skip
            self.carried = unpaid


def budget_said(envelope: Envelope, order: str) -> str:
    """Say how a budget that is short is shared out."""
    how = WHEN_SHORT[envelope.when_short] + (f"（{order}）" if envelope.when_short == "first_come" else "")
    return f"预算不够时{how}付，每笔舍去不足一分的；{UNPAID[envelope.unpaid]}"
