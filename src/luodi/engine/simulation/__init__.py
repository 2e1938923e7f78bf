"""What a clause would cost, and who would gain: every support over a whole population, before and after a reform.

`simulate` runs it all. `sources` opens a population (folder, table of a person's own, database, Arrow), `engines` answer for
every enterprise into one table of claims (`layout`), `choosing` says who applies and who is chosen, `summary` adds up (cost,
gainers, distribution, groups), `cash` spreads the cost over years and budgets, `compare` sets a reform beside the baseline, and
`report` writes CSV, Parquet, JSON and one page. All sums are made in SQL: no row comes into Python. Definite sums, ceilings and
what hangs on missing facts are never added up; every total says how much of it is not known.

>>> from luodi.engine.simulation.assumptions import Assumptions
>>> Assumptions().take_up("demo/city/policy#1")
Decimal('1')
"""
