"""Add the table of claims up: cost, gainers and distribution of each support, the same money by groups, the cash of each year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luodi.engine.core.errors import DataError
from luodi.engine.population.layout import file_name
from luodi.engine.rules.grammar import did_you_mean
from luodi.engine.rules.model import Policy, Support
from luodi.engine.rules.vocabulary import ENTERPRISE
from luodi.engine.simulation.assumptions import Assumptions
from luodi.engine.simulation.model import CashYear, Changed, GroupResult, Money, Result, Spread, SupportResult

if TYPE_CHECKING:
    import duckdb

_MONEY = """
  coalesce(sum(hi) FILTER (verdict AND lo = hi AND promise = 'amount'), 0)::HUGEINT,
  coalesce(sum(hi) FILTER (verdict AND lo = hi AND promise = 'at_most'), 0)::HUGEINT,
  coalesce(sum(CASE WHEN verdict AND promise = 'amount' THEN lo ELSE 0 END) FILTER (verdict IS NULL OR lo <> hi OR hi IS NULL), 0)::HUGEINT,
  coalesce(sum(hi) FILTER (verdict IS NULL OR lo <> hi), 0)::HUGEINT,
  count(*) FILTER (hi IS NULL)
"""
#: The ways to group; each is an expression over the enterprise's own columns.
GROUPS: Mapping[str, str] = {
    "region": "coalesce(substr(registered_region, 1, 4) || '00', '未填')",
    "industry": "coalesce(sector, '未填')",
    "size": "CASE WHEN {employees} IS NULL THEN '未填' WHEN {employees} < 20 THEN '微型（20人以下）' WHEN {employees} < 300 THEN '小型（20—299人）' "
            "WHEN {employees} < 1000 THEN '中型（300—999人）' ELSE '大型（1000人以上）' END",
    "kind": "coalesce(kind, '未填')",
}  # fmt: skip


class Answers:
    """The claims of one run beside its population, open for questions in SQL; the memory is bounded."""

    def __init__(self, answers: Path, population: Path, *, memory: str = "1GB") -> None:
        import duckdb

        self.db: duckdb.DuckDBPyConnection = duckdb.connect(config={"memory_limit": memory, "threads": 2})
        self.db.execute(f"CREATE VIEW answers AS SELECT * FROM read_parquet('{_quoted(answers)}')")
        self.db.execute(
            f"CREATE VIEW enterprise AS SELECT * FROM read_parquet('{_quoted(population / file_name(ENTERPRISE))}')"
        )

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.db.execute(sql, list(parameters)).fetchall()

    def close(self) -> None:
        """Let the files go."""
        self.db.close()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def summarise(
    answers: Answers, policies: Iterable[Policy], assumptions: Assumptions, by: Sequence[str], year: int
) -> Result:
    """Return what a run comes to; DataError when a group is not known."""
    supports = {support.path: support for policy in policies for support in policy.supports}
    enterprises = int(answers.rows("SELECT count(*) FROM enterprise")[0][0])
    found = {row[0]: row[1:] for row in answers.rows(
        f"SELECT support, count(DISTINCT enterprise_id) FILTER (verdict), count(DISTINCT enterprise_id) FILTER (verdict IS NULL), count(*), {_MONEY}"
        " FROM answers GROUP BY support")}  # fmt: skip
    spreads = _spreads(answers)
    results = tuple(
        _support(answers, support, found.get(path), spreads.get(path, Spread()), assumptions)
        for path, support in supports.items()
    )
    groups = tuple(row for name in by for row in _groups(answers, name))
    return Result(enterprises, results, groups, _cash(results, supports, assumptions, year))


def _money(row: Sequence[Any]) -> Money:
    return Money(*(int(value) for value in row))


def _support(
    answers: Answers, support: Support, row: Sequence[Any] | None, spread: Spread, assumptions: Assumptions
) -> SupportResult:
    eligible, open_, claims = (int(value) for value in row[:3]) if row else (0, 0, 0)
    money = _money(row[3:]) if row else Money()
    quota = assumptions.quotas.get(support.path, support.quota.count if support.quota else None)
    chosen = _chosen(answers, support.path, quota) if quota is not None and claims > quota else None
    rate = assumptions.take_up(support.path)
    return SupportResult(
        support.path, support.title, eligible, open_, claims, money, spread, quota, chosen, format(rate.normalize(), "f"),
        _times(chosen if chosen is not None else money, rate),
    )  # fmt: skip


def _chosen(answers: Answers, path: str, quota: int) -> Money:
    """The best of a quota: certain claims before open ones, the larger sum first, then by id so that a run can be repeated."""
    order = "coalesce(verdict AND lo = hi, false) DESC, hi DESC NULLS LAST, enterprise_id, thing"
    best = f"SELECT * FROM answers WHERE support = ? ORDER BY {order} LIMIT ?"
    return _money(answers.rows(f"SELECT {_MONEY} FROM ({best})", [path, quota])[0])


def _times(money: Money, rate: Decimal) -> Money:
    def part(fen: int) -> int:
        return int((fen * rate).to_integral_value(ROUND_HALF_UP))

    return Money(
        part(money.definite), part(money.ceiling), part(money.unknown_lo), part(money.unknown_hi), money.unbounded
    )


def _spreads(answers: Answers) -> dict[str, Spread]:
    """Among those who surely gain: the median, the highest, and what the top tenth and hundredth take."""
    rows = answers.rows("""
      WITH each AS (SELECT support, enterprise_id, sum(hi) AS fen FROM answers WHERE verdict AND lo = hi AND hi > 0 GROUP BY ALL),
      ranked AS (SELECT *, row_number() OVER (PARTITION BY support ORDER BY fen DESC, enterprise_id) AS place, count(*) OVER (PARTITION BY support) AS many FROM each)
      SELECT support, count(*), quantile_disc(fen, 0.5), max(fen), sum(fen),
        coalesce(sum(fen) FILTER (place * 10 <= many + 9), 0), coalesce(sum(fen) FILTER (place * 100 <= many + 99), 0)
      FROM ranked GROUP BY support""")  # fmt: skip
    return {
        row[0]: Spread(
            int(row[1]), int(row[2]), int(row[3]), float(row[5]) / float(row[4]), float(row[6]) / float(row[4])
        )
        for row in rows
    }


def _groups(answers: Answers, name: str) -> list[GroupResult]:
    if name not in GROUPS:
        raise DataError(f"不能按“{name}”分组", fix=did_you_mean(name, GROUPS) or "可用：" + "、".join(GROUPS))
    columns = {row[0] for row in answers.rows("SELECT column_name FROM (DESCRIBE enterprise)")}
    employees = max((c for c in columns if c.startswith("employees_")), default=None)
    expression = GROUPS[name].replace("{employees}", employees or "NULL")
    needed = {"region": "registered_region", "industry": "sector", "kind": "kind"}.get(name)
    if needed is not None and needed not in columns:
        expression = "'未填'"
    rows = answers.rows(f"""
      WITH who AS (SELECT id, {expression} AS part FROM enterprise),
      held AS (SELECT part, a.* FROM answers a JOIN who ON who.id = a.enterprise_id),
      many AS (SELECT part, count(*) AS enterprises FROM who GROUP BY part),
      sums AS (SELECT part, count(DISTINCT enterprise_id) FILTER (verdict AND hi > 0) AS gainers, {_MONEY} FROM held GROUP BY part)
      SELECT many.part, enterprises, coalesce(gainers, 0), sums.* EXCLUDE (part, gainers) FROM many LEFT JOIN sums ON many.part = sums.part
      ORDER BY enterprises DESC, many.part""")  # fmt: skip
    return [
        GroupResult(name, row[0], int(row[1]), int(row[2]), Money(*(int(value or 0) for value in row[3:])))
        for row in rows
    ]


def _cash(
    results: Iterable[SupportResult], supports: Mapping[str, Support], assumptions: Assumptions, year: int
) -> tuple[CashYear, ...]:
    """Spread the expected cost over the years: instalments from the year of the question on, yearly supports every year they last."""
    due: dict[int, Money] = {year + n: Money() for n in range(assumptions.years)}
    for result in results:
        support = supports[result.support]
        shares = support.pays or (Decimal(1),)
        for again in range(support.years_paid or 1):
            for later, part in enumerate(_parts(result.expected, shares)):
                if year + again + later in due:
                    due[year + again + later] += part
    return tuple(
        CashYear(when, money, int(assumptions.envelope[when] * 100) if when in assumptions.envelope else None)
        for when, money in sorted(due.items())
    )


def _parts(money: Money, shares: Sequence[Decimal]) -> list[Money]:
    """Split by shares; each part cut to the fen, the remainder on the last, so that the parts add up."""
    parts: list[Money] = []
    left = money
    for share in shares[:-1]:
        part = Money(
            int(money.definite * share),
            int(money.ceiling * share),
            int(money.unknown_lo * share),
            int(money.unknown_hi * share),
            0,
        )
        parts.append(part)
        left = Money(
            left.definite - part.definite, left.ceiling - part.ceiling, left.unknown_lo - part.unknown_lo, left.unknown_hi - part.unknown_hi,
            left.unbounded,
        )  # fmt: skip
    return [*parts, left]


def compare(baseline: Answers, reform: Path) -> Changed:
    """Set two runs over one population side by side: what is certain for each enterprise, before and after."""
    row = baseline.rows(f"""
      WITH before AS (SELECT enterprise_id, sum(hi) AS fen FROM answers WHERE verdict AND lo = hi GROUP BY 1),
      after AS (SELECT enterprise_id, sum(hi) AS fen FROM read_parquet('{_quoted(reform)}') WHERE verdict AND lo = hi GROUP BY 1),
      change_of AS (SELECT coalesce(a.fen, 0) - coalesce(b.fen, 0) AS change FROM enterprise e
        LEFT JOIN before b ON b.enterprise_id = e.id LEFT JOIN after a ON a.enterprise_id = e.id)
      SELECT count(*) FILTER (change > 0), count(*) FILTER (change < 0), count(*) FILTER (change = 0),
        coalesce(sum(change) FILTER (change > 0), 0)::HUGEINT, coalesce(-sum(change) FILTER (change < 0), 0)::HUGEINT FROM change_of""")[0]  # fmt: skip
    return Changed(*(int(value) for value in row))
