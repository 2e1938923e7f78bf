"""The best set of supports (最优组合): what to claim when supports exclude each other or share limits, and what that gives up.

`gather` reads the choice out of a check-up, `model` holds it in whole numbers, `reckon` says what a set of claims brings,
`solve` finds the best one (every set tried while they are few, `large` by HiGHS otherwise), `choose` answers. `compatible`
is the conflict graph by itself, for engines that choose for a whole population.

The kinds of money are never added up: sets are compared by one kind first and by the others in turn (docs/decisions/0014).

>>> from datetime import date
>>> from luodi.engine.library import Library
>>> from luodi.engine.rules.best import best, maximal_sets
>>> from luodi.engine.rules.situation import Situation
>>> library = Library()
>>> hangzhou = library.policy("zhejiang/hangzhou/ai-zone-policy")
>>> best([hangzhou], Situation(date(2021, 6, 1)), library.vocabulary).chosen
()
>>> maximal_sets(["a", "b", "c"], [("a", "b"), ("b", "c")])
[('a', 'c'), ('b',)]
"""

from luodi.engine.rules.best.choose import Answer, Best, Difference, GivenUp, Part, best
from luodi.engine.rules.best.compatible import Together, maximal_sets, parts
from luodi.engine.rules.best.gather import Apart, Most
from luodi.engine.rules.best.model import ORDERS

__all__ = [
    "ORDERS",
    "Answer",
    "Apart",
    "Best",
    "Difference",
    "GivenUp",
    "Most",
    "Part",
    "Together",
    "best",
    "maximal_sets",
    "parts",
]
