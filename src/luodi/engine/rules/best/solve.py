"""Find the best set of one choice: by trying every compatible set while they are few, else by HiGHS."""

from __future__ import annotations

from itertools import islice

from luodi.engine.rules.best.compatible import compatible
from luodi.engine.rules.best.model import Choice, Solution, Worth, positions
from luodi.engine.rules.best.reckon import Reckoner

#: Up to so many compatible sets are all tried; more of them go to HiGHS.
FEW = 2_000
#: So many equally good sets are named; when there are more, the answer says so.
EQUALS = 10


def solve(choice: Choice, by: str = "amount", few: int = FEW) -> Solution:
    """Return the best sets of a choice; LuodiError when it is large and HiGHS is not installed.

    `by` is a key of `model.ORDERS`. Of sets that bring the same, the one with fewer claims is better.
    """
    sets = list(islice(compatible(len(choice.items), choice.rules), few + 1))
    if len(sets) > few:
        # Here and not above: HiGHS is loaded only when something is large enough to need it.
        from luodi.engine.rules.best.large import solve_large  # noqa: PLC0415

        return solve_large(choice, by, EQUALS)
    reckoner = Reckoner(choice)
    return _best([(reckoner.worth(bits), bits) for bits in sets], by)


def _best(tried: list[tuple[Worth, int]], by: str) -> Solution:
    ranked = sorted(tried, key=lambda t: t[0].rank(by), reverse=True)
    worth = ranked[0][0]
    equal = sorted((bits for w, bits in tried if w == worth), key=positions)
    instead: dict[int, Worth] = {}
    for other, bits in ranked:
        for i in positions(bits & ~equal[0]):
            instead.setdefault(i, other)
    return Solution(tuple(equal[:EQUALS]), worth, "enumerated", len(equal) <= EQUALS, True, instead)
