"""A choice with too many compatible sets to try them all, by HiGHS: integers in, and no answer taken on trust.

HiGHS computes with doubles and tolerances, and it does not know in which order claims share a limit. So it only proposes:
its model never promises less than the truth (a relaxation), every proposed set is reckoned again in whole numbers, and a
set whose promise was too high is cut off. A set counts as the best when no other can reach more than it, with room for the
tolerances; what lies within that room is tried one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from luodi.engine.core.errors import LuodiError
from luodi.engine.rules.best.compatible import connected
from luodi.engine.rules.best.model import ENDLESS, ORDERS, Choice, Solution, Worth, positions
from luodi.engine.rules.best.reckon import Reckoner
from luodi.engine.rules.model import Kind

#: HiGHS's tolerances, and how much of all coefficients together its bounds may be wrong by.
TOLERANCE, ROOM = 1e-9, 1e-8
#: Exact to the last unit and the same every time. Presolve, restarts and heuristics cost more than such small models take.
OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 0.0,
    "mip_feasibility_tolerance": TOLERANCE, "primal_feasibility_tolerance": TOLERANCE, "presolve": "off",
    "mip_allow_restart": False, "mip_heuristic_effort": 0.0, "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False, "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_feasibility_jump": False,
}  # fmt: skip
#: After so many proposals the search stops and says that it did not prove its answer.
PROPOSALS = 200


def solve_large(choice: Choice, by: str, equals: int) -> Solution:
    """Return the best sets of a choice, at most `equals` of them; LuodiError when HiGHS is not installed."""
    if find_spec("highspy") is None:
        raise LuodiError(
            f"{len(choice.items)} 项申报互相牵连，组合太多，不能逐个试",
            why="要用求解器 HiGHS，没有安装 tables 扩展",
            fix="安装：pip install 'luodi[tables]'；或用 --policy 少选几项政策",
        )
    return _Search(choice, by).run(equals)


class _Search:
    """The search for one choice: proposals, cuts, and the best set seen so far."""

    def __init__(self, choice: Choice, by: str) -> None:
        self.choice, self.by, self.reckoner = choice, by, Reckoner(choice)
        self.model = _Model(choice)
        self.best, self.bits = Worth(), 0
        self.seen: dict[int, Worth] = {}
        self.proved = True

    def run(self, equals: int) -> Solution:
        """Settle one kind after the other, then look for sets that are as good."""
        self.see(0)
        goals = self.goals()
        for goal in goals:
            self.settle(goal)
            if goal is not goals[-1]:
                self.model.keep(goal.costs, goal.of(self.best), self.room(goal))
        every = equals > 1 and self.equals(goals[-1], equals)
        same = sorted((bits for bits, worth in self.seen.items() if worth == self.best), key=positions)
        return Solution(tuple(same[:equals]), self.best, "highs", every and len(same) <= equals, self.proved)

    def goals(self) -> list[_Goal]:
        """What is compared, first things first; what no item can bring is left out. The last also wants few claims."""
        names: list[str] = []
        for kind in ORDERS[self.by]:
            names += ["endless", "unknown"] if kind == "unknown" else [kind]
        goals = [_Goal(name, self.model.costs[name]) for name in names if self.model.costs[name]]
        last, weight = goals[-1], self.model.count + 1
        costs = {column: cost * weight for column, cost in last.costs.items()}
        for i in range(self.model.count):
            costs[i] = costs.get(i, 0) - 1
        goals[-1] = _Goal(last.name, costs, weight)
        return goals

    def room(self, goal: _Goal) -> float:
        """How far HiGHS's figures for a goal may be off; never less than what doubles lose."""
        return ROOM * sum(abs(cost) * self.model.top.get(column, 1) for column, cost in goal.costs.items())

    def settle(self, goal: _Goal) -> None:
        """Find the most that can be had of a goal while the earlier ones stay at their best."""
        for _ in range(PROPOSALS):
            answer = self.model.solve(goal.costs)
            if answer is None:  # every set that could do it was tried
                return
            bits, values, bound = answer
            self.see(bits)
            self.see(self.model.trimmed(bits, values))
            if bound < goal.of(self.best) + 1 - self.room(goal):
                return
            if not self.cut(bits, values):
                self.model.forbid(bits)
        self.proved = False

    def equals(self, goal: _Goal, most: int) -> bool:
        """Look for the other sets that are as good; say whether all of them were found."""
        for bits, worth in self.seen.items():
            self.model.forbid(bits, larger=worth == self.best)
        for _ in range(PROPOSALS):
            if sum(worth == self.best for worth in self.seen.values()) > most:
                return False
            answer = self.model.solve(goal.costs)
            if answer is None or answer[2] < goal.of(self.best) - self.room(goal):
                return True
            bits, values, _ = answer
            # More claims for the same are never as good.
            self.model.forbid(bits, larger=self.see(bits) == self.best)
            self.cut(bits, values)
        self.proved = False
        return False

    def see(self, bits: int) -> Worth:
        """Reckon a set in whole numbers and keep it when it is the best so far."""
        worth = self.seen.get(bits)
        if worth is None:
            worth = self.seen[bits] = self.reckoner.worth(bits)
            if worth.rank(self.by) > self.best.rank(self.by):
                self.best, self.bits = worth, bits
        return worth

    def cut(self, bits: int, values: list[float]) -> bool:
        """Tell the model what limits really leave to this set; say whether it had promised more."""
        told = False
        for inside, region in self.blocks(bits):
            exact = self.reckoner.worth(inside)
            for name in ("amount", "at_most", "unknown"):
                costs = self.model.within(name, region)
                promised = sum(cost * values[column] for column, cost in costs.items())
                if promised > _held(exact, name) + 0.5 + ROOM * sum(self.model.top[column] for column in costs):
                    self.model.cut(costs, _held(exact, name), region, inside)
                    told = True
        return told

    def blocks(self, bits: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Return the chosen items that limits tie together, each time with every item of these limits.

        What the items of one block bring changes only when an item of its limits comes or goes.
        """
        limits = self.choice.limits
        held = [tuple(i for i in limit.members if bits >> i & 1) for limit in limits]
        for part in connected(len(self.choice.items), [h for h in held if h]):
            touched = [limit for limit, h in zip(limits, held, strict=True) if h and h[0] in part]
            if touched:
                inside = sum(1 << i for i in part)
                yield inside, tuple(sorted({i for limit in touched for i in limit.members}))


def _held(worth: Worth, name: str) -> int:
    match name:
        case "endless":
            return worth.unknown // ENDLESS
        case "unknown":
            return worth.unknown % ENDLESS
        case _:
            return int(getattr(worth, name))


@dataclass(frozen=True)
class _Goal:
    """What is maximised: a kind, and for the last one (with a weight) also few claims."""

    name: str
    costs: dict[int, int]
    weight: int = 0

    def of(self, worth: Worth) -> int:
        """Return what a set reaches, in the units of the costs."""
        held = _held(worth, self.name)
        return held * self.weight - worth.claims if self.weight else held


class _Model:
    """The relaxation in HiGHS: one binary column for every item, further ones for the money of items under limits.

    `costs` holds, for every kind, what a column brings of it at most.
    """

    def __init__(self, choice: Choice) -> None:
        self.choice, self.count = choice, len(choice.items)
        self.highs: Any = import_module("highspy").Highs()
        self.optimal = import_module("highspy").HighsModelStatus.kOptimal
        for option, value in OPTIONS.items():
            self.highs.setOptionValue(option, value)
        self.costs: dict[str, dict[int, int]] = {
            name: {} for name in ("amount", "at_most", "endless", "unknown", "discretion")
        }
        self.owner: dict[int, int] = {}  # a column of money belongs to an item …
        self.top: dict[int, int] = {}  # … and is at most so much
        self.highs.addVars(self.count, [0.0] * self.count, [1.0] * self.count)
        self.highs.changeColsIntegrality(self.count, list(range(self.count)), [1] * self.count)
        for i in range(self.count):
            self._price(i)
        for rule in choice.rules:
            self._row(dict.fromkeys(rule.members, 1), high=rule.count)
        self._limits()
        self.highs.changeObjectiveSense(import_module("highspy").ObjSense.kMaximize)

    def _price(self, i: int) -> None:
        item, limits = self.choice.items[i], [s for s in self.choice.limits if i in s.members]
        if item.kind is Kind.DISCRETION:
            self.costs["discretion"][i] = 1
            return
        capped = min([item.hi, *(s.hi + item.step for s in limits)])
        certain = any(s.lo != s.hi for s in limits) or any(
            not self.choice.items[j].sure or self.choice.items[j].lo != self.choice.items[j].hi
            for s in limits for j in s.members
        )  # fmt: skip
        if not item.sure or item.lo != item.hi or certain:
            if limits:
                self.costs["unknown"][self._money(i, capped)] = 1
            else:
                self.costs["endless" if capped >= ENDLESS else "unknown"][i] = 1 if capped >= ENDLESS else capped
        name = "amount" if item.kind is Kind.AMOUNT else "at_most"
        if not item.sure or not item.lo or (not limits and name == "at_most" and item.lo != item.hi):
            return
        if limits:
            self.costs[name][self._money(i, min(item.lo, capped))] = 1
        else:
            self.costs[name][i] = item.lo

    def _money(self, i: int, top: int) -> int:
        """Add a column for money of an item: at most `top`, and nothing when the item is not chosen."""
        column = self.count + len(self.owner)
        self.owner[column], self.top[column] = i, top
        self.highs.addVars(1, [0.0], [float(top)])
        self._row({column: 1, i: -top}, high=0)
        return column

    def _limits(self) -> None:
        for limit in self.choice.limits:
            certain = {**self.costs["amount"], **self.costs["at_most"]}
            columns = [c for c, i in self.owner.items() if i in limit.members and c in certain]
            # What remains may be rounded up, by less than a step for each claim.
            spare = sum(self.choice.items[self.owner[c]].step - 1 for c in columns)
            self._row(dict.fromkeys(columns, 1), high=limit.lo + spare)

    def _row(self, row: dict[int, int], low: float | None = None, high: float | None = None) -> None:
        endless = self.highs.getInfinity()
        ends = -endless if low is None else float(low), endless if high is None else float(high)
        self.highs.addRow(*ends, len(row), list(row), [float(v) for v in row.values()])

    def solve(self, costs: dict[int, int]) -> tuple[int, list[float], float] | None:
        """Return the set that reaches most, all columns, and the bound on the most; None when no set is left."""
        columns = self.count + len(self.owner)
        self.highs.changeColsCost(columns, list(range(columns)), [float(costs.get(c, 0)) for c in range(columns)])
        self.highs.run()
        if self.highs.getModelStatus() != self.optimal:
            return None
        values = list(self.highs.getSolution().col_value)
        bits = sum(1 << i for i in range(self.count) if values[i] > 0.5)
        return bits, values, float(self.highs.getInfo().mip_dual_bound)

    def trimmed(self, bits: int, values: list[float]) -> int:
        """Return the set without the items that bring nothing in the model."""
        kept = 0
        for costs in self.costs.values():
            for column in costs:
                if values[column] > 0.5:
                    kept |= 1 << self.owner.get(column, column)
        return kept & bits

    def keep(self, costs: dict[int, int], value: int, room: float) -> None:
        """Ask every later set to bring no less."""
        self._row(costs, low=value - 0.5 - room)

    def forbid(self, bits: int, *, larger: bool = False) -> None:
        """Rule one set out; and with `larger` every set that holds it."""
        row = {i: 1 if bits >> i & 1 else -1 for i in range(self.count) if bits >> i & 1 or not larger}
        self._row(row, high=bits.bit_count() - 1)

    def within(self, name: str, block: tuple[int, ...]) -> dict[int, int]:
        """Return the columns of a block of limits that bring something of a kind."""
        held = set(block)
        return {col: c for col, c in self.costs[name].items() if self.owner.get(col, col) in held}

    def cut(self, costs: dict[int, int], exact: int, block: tuple[int, ...], inside: int) -> None:
        """Bound what a block brings by what it really brings for one set, and loosen that with each item that changes."""
        most = sum(self.top[column] for column in costs)
        changes = {i: most if inside >> i & 1 else -most for i in block}
        self._row({**costs, **changes}, high=exact + most * inside.bit_count())
