"""Where the outcome of a formula can change when one number does: the breakpoints of a core tree along one fact.

A formula is made of pieces that are quotients of straight lines in the fact; where two pieces meet, where a piece crosses a
threshold of a comparison or a tier, the outcome may turn. Every such point is found, also in branches that do not apply
today: too many points cost only time, because each is evaluated again by the reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luodi.engine.rules import tree
from luodi.engine.rules.engines.python import Env, evaluate
from luodi.engine.rules.tree import NUMERIC, Node


@dataclass(frozen=True, slots=True)
class Target:
    """One fact of the enterprise or of one entity; `year` for a fact that changes by year."""

    entity: str
    name: str
    year: int | None = None
    thing: str = ""

    def is_read_by(self, node: Node, env: Env) -> bool:
        """Whether a node reads this very fact."""
        if not isinstance(node, tree.FactOf) or (node.entity, node.name) != (self.entity, self.name):
            return False
        return not node.by_year or env.situation.on.year - node.back == self.year


@dataclass(frozen=True, slots=True)
class Piece:
    """(a + b·x) / (c + d·x)."""

    a: Fraction
    b: Fraction = Fraction(0)
    c: Fraction = Fraction(1)
    d: Fraction = Fraction(0)

    def times(self, other: Piece) -> Piece | None:
        """The product, where it is again such a quotient."""
        over = _product((self.a, self.b), (other.a, other.b))
        under = _product((self.c, self.d), (other.c, other.d))
        return Piece(*over, *under) if over and under else None

    def over(self, other: Piece) -> Piece | None:
        """The quotient, where it is again such a quotient and does not divide by nothing."""
        return self.times(Piece(other.c, other.d, other.a, other.b)) if other.a or other.b else None

    def plus(self, other: Piece, sign: int) -> Piece | None:
        """The sum or the difference, where it is again such a quotient."""
        if (self.c, self.d) == (other.c, other.d):
            return Piece(self.a + sign * other.a, self.b + sign * other.b, self.c, self.d)
        left = _product((self.a, self.b), (other.c, other.d))
        right = _product((other.a, other.b), (self.c, self.d))
        under = _product((self.c, self.d), (other.c, other.d))
        if not (left and right and under):
            return None
        return Piece(left[0] + sign * right[0], left[1] + sign * right[1], *under)

    def meets(self, other: Piece) -> Iterator[Fraction]:
        """Where both are equal, and where either has no value (it jumps there)."""
        square = self.b * other.d - other.b * self.d
        slope = self.a * other.d + self.b * other.c - other.a * self.d - other.b * self.c
        level = self.a * other.c - other.a * self.c
        if square == 0 and slope != 0:
            yield -level / slope
        for piece in (self, other):
            if piece.d != 0:
                yield -piece.c / piece.d


def _product(one: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction] | None:
    """Two straight lines multiplied; None where the square of the fact would appear."""
    if one[1] and other[1]:
        return None
    return one[0] * other[0], one[0] * other[1] + one[1] * other[0]


NOTHING = Piece(Fraction(0))
FACT = Piece(Fraction(0), Fraction(1))


class Points:
    """Collects the breakpoints of formulas along one fact."""

    def __init__(self, target: Target, env: Env) -> None:
        self.target, self.env = target, env
        self.found: set[Fraction] = set()

    def condition(self, node: Node) -> None:
        """Collect where a condition may turn."""
        self.pieces(node)

    def sum(self, node: Node, least: Decimal) -> None:
        """Collect where a sum may turn; below zero it counts as nothing, and only from `least` on it surely pays."""
        for piece in self.pieces(node):
            self.found.update(piece.meets(NOTHING), piece.meets(Piece(Fraction(least))))

    def pieces(self, node: Node) -> tuple[Piece, ...]:
        """Return every piece a number can be made of; nothing for what is not a number or not known."""
        if not any(self.target.is_read_by(below, self.env) for below in tree.walk(node)):
            return self._constant(node)
        match node:
            case tree.FactOf():
                return (FACT,) if node.type in NUMERIC else ()
            case tree.Named(body=body):
                return self.pieces(body)
            case tree.Arith():
                return self._arithmetic(node)
            case tree.Extreme(parts=parts) | tree.All(parts=parts) | tree.Some(parts=parts):
                held = [self.pieces(part) for part in parts]
                for i, some in enumerate(held if isinstance(node, tree.Extreme) else ()):
                    self._meet(some, [p for others in held[i + 1 :] for p in others])
                return tuple(dict.fromkeys(p for some in held for p in some))
            case tree.Compare(left=left, right=right):
                self._meet(self.pieces(left), self.pieces(right))
                return ()
            case tree.Choose(condition=condition, then=then, otherwise=otherwise):
                self.pieces(condition)
                return tuple(dict.fromkeys((*self.pieces(then), *self.pieces(otherwise))))
            case tree.Tiered(x=x, table=table):
                return self._tiers(x, table)
            case tree.Classed(table=table):
                return tuple(Piece(Fraction(value)) for _, value in self._rows(table))
            case _:
                for below in tree.children(node):
                    self.pieces(below)
                return ()

    def _constant(self, node: Node) -> tuple[Piece, ...]:
        if node.type not in NUMERIC:
            return ()
        step = evaluate(node, self.env)
        if not step.known or not isinstance(step.lo, Decimal | Fraction):
            return ()
        return (Piece(Fraction(step.lo)),) if not isinstance(step.lo, Decimal) or step.lo.is_finite() else ()

    def _arithmetic(self, node: tree.Arith) -> tuple[Piece, ...]:
        left, right = self.pieces(node.left), self.pieces(node.right)
        if node.op == "/":
            self._meet(right, (NOTHING,))
        made = [_combined(node.op, a, b) for a in left for b in right]
        return tuple(dict.fromkeys(piece for piece in made if piece is not None))

    def _tiers(self, x: Node, table: tree.ValueOf) -> tuple[Piece, ...]:
        rows = self._rows(table)
        self._meet(self.pieces(x), [Piece(Fraction(threshold)) for threshold, _ in rows])
        return (NOTHING, *(Piece(Fraction(value)) for _, value in rows))

    def _rows(self, table: tree.ValueOf) -> list[tuple[Decimal, Decimal]]:
        held = table.on(self.env.situation.on)
        return [row for row in held if isinstance(row, tuple)] if isinstance(held, tuple) else []  # type: ignore[misc]

    def _meet(self, some: Iterable[Piece], others: Iterable[Piece]) -> None:
        others = tuple(others)
        for a in some:
            for b in others:
                self.found.update(a.meets(b))


def _combined(op: str, a: Piece, b: Piece) -> Piece | None:
    if op == "*":
        return a.times(b)
    if op == "/":
        return a.over(b)
    return a.plus(b, 1 if op == "+" else -1)
