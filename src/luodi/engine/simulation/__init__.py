"""What a clause would cost, and who would gain: every support over a whole population, before and after a reform.

`answers` evaluates a population into one table of claims, `assumptions` says who applies and what money there is, `summary`
adds the table up (cost, gainers, distribution, groups), `cash` spreads the cost over years, `compare` sets a reform beside the
baseline. Definite sums, ceilings and what hangs on missing facts are never added up; every total says how much of it is not known.

>>> from luodi.engine.simulation.assumptions import Assumptions
>>> Assumptions().take_up("demo/city/policy#1")
Decimal('1')
"""
