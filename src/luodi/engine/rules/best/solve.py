"""Find the best set of one choice: by trying every compatible set while they are few, else by HiGHS."""

from __future__ import annotations

from itertools import islice

from luodi.engine.rules.best.compatible import compatible, neighbours
from luodi.engine.rules.best.model import Choice, Solution, Worth, positions
from luodi.engine.rules.best.reckon import Reckoner

#: Up to so many compatible sets are all tried; more of them go to HiGHS.
FEW = 10_000
#: So many equally good sets are named; when there are more, the answer says so.
EQUALS = 10


def solve(choice: Choice, by: str = "amount", few: int = FEW, equals: int = EQUALS) -> Solution:
    """Return the best sets of a choice; LuodiError when it is large and HiGHS is not installed.

    `by` is a key of `model.ORDERS`. Of sets that bring the same, the one with fewer claims is better. Up to `equals` equally
    good sets are looked for; with 1 a large choice stops as soon as its first is proved.
    """
    sets = [] if _pairs(choice) > few else list(islice(compatible(len(choice.items), choice.rules), few + 1))
    if not 0 < len(sets) <= few:
        # Here and not above: HiGHS is loaded only when something is large enough to need it.
        from luodi.engine.rules.best.large import solve_large  # noqa: PLC0415

        return solve_large(choice, by, equals)
    reckoner = Reckoner(choice)
    return _best([(reckoner.worth(bits), bits) for bits in sets], by, equals)


def _pairs(choice: Choice) -> int:
    """How many sets of two there are, so that many sets need not be counted one by one to know that they are many."""
    count = len(choice.items)
    return sum(count - 1 - held.bit_count() for held in neighbours(count, choice.rules)) // 2


def _best(tried: list[tuple[Worth, int]], by: str, equals: int) -> Solution:
    ranked = sorted(tried, key=lambda t: t[0].rank(by), reverse=True)
    worth = ranked[0][0]
    equal = sorted((bits for w, bits in tried if w == worth), key=positions)
    instead: dict[int, Worth] = {}
    for other, bits in ranked:
        for i in positions(bits & ~equal[0]):
            instead.setdefault(i, other)
    return Solution(tuple(equal[:equals]), worth, "enumerated", len(equal) <= equals, True, instead)
