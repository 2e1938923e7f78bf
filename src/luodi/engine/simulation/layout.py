"""The table of claims: one row for each claim that may be paid, whatever engine made it.

| column | holds |
|---|---|
| enterprise_id, support, thing | whose claim, under which whole id, for which entity (NULL: counted for the enterprise) |
| verdict | true, or NULL where a missing fact decides |
| promise | `amount`, `at_most`, `discretion`: what the answer may call the sum |
| lo, hi | both ends in fen, after groups, limits and rounding; NULL `hi`: endless; 0 for `discretion` |

Claims that are not eligible, or that yield to another, have no row. From it comes the table of a run, with `class` (`definite`,
`ceiling`, `unknown`, `case`), `applies` (take-up) and `chosen` (quota) beside; that one is kept as `claims.parquet`.
"""

from __future__ import annotations

CLAIMS = "claims.parquet"
REFORMED = "claims-reform.parquet"

#: What a total counts of one claim: the certain kinds by name, all else as unknown; the same as a single check-up counts.
CLASS = """CASE WHEN promise = 'discretion' THEN 'case'
  WHEN verdict AND lo = hi THEN CASE promise WHEN 'amount' THEN 'definite' ELSE 'ceiling' END ELSE 'unknown' END"""
#: Of a sum that is not certain, only what a definite promise surely brings counts as its lower end.
LOWEST = "CASE WHEN verdict AND (lo = hi OR promise = 'amount') THEN lo ELSE 0 END"

#: The columns of `Money`, added up over rows with `class`, `lo` and `hi`.
MONEY = """
  coalesce(sum(hi) FILTER (class = 'definite'), 0)::HUGEINT AS definite,
  coalesce(sum(hi) FILTER (class = 'ceiling'), 0)::HUGEINT AS ceiling,
  coalesce(sum(lo) FILTER (class = 'unknown'), 0)::HUGEINT AS unknown_lo,
  coalesce(sum(hi) FILTER (class = 'unknown'), 0)::HUGEINT AS unknown_hi,
  count(*) FILTER (class = 'unknown' AND hi IS NULL) AS unbounded,
  count(*) FILTER (class = 'case' AND verdict) AS cases,
  count(*) FILTER (verdict IS NULL OR class = 'unknown') AS unsettled"""
MONEY_COLUMNS = ("definite", "ceiling", "unknown_lo", "unknown_hi", "unbounded", "cases", "unsettled")
