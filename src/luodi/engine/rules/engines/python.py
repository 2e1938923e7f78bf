"""The reference engine: three-valued, exact, and every value remembers how it came about.

A value is an interval. It is known when both ends are equal; a fact that was not told is the whole range its unit allows,
so `min(unknown, 3_000_000)` is between 0 and 3,000,000 and `max(unknown, a)` from a upwards. Truth is the interval over
no < yes: unknown is (False, True), and Kleene's logic is min and max of the ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, Inexact
from fractions import Fraction
from typing import Any, NamedTuple

from luodi.engine.core.money import EXACT, Number, round_to
from luodi.engine.core.period import Period, shift
from luodi.engine.core.regions import Regions
from luodi.engine.rules import tree
from luodi.engine.rules.situation import FactValue, Situation, Thing, YearlyValue
from luodi.engine.rules.tree import NUMERIC, Node, Type

INFINITE = Decimal("Infinity")
ZERO = Decimal(0)


class Missing(NamedTuple):
    """A fact that was asked for and not told; `year` for a yearly fact, `thing` the id of its entity when it has one."""

    entity: str
    name: str
    year: int | None = None
    thing: str = ""

    @property
    def key(self) -> str:
        """`main_revenue@2020`, `project.total_investment`: the fact as a person looks it up, with its year."""
        name = self.name if self.entity in {"enterprise", ""} else f"{self.entity}.{self.name}"
        return name if self.year is None else f"{name}@{self.year}"


NOTHING: frozenset[Missing] = frozenset()


class Step:
    """One value of a sum or a condition: its node, the lowest and highest it can be, what is missing, its parts."""

    __slots__ = ("hi", "lo", "missing", "node", "note", "parts")

    def __init__(
        self,
        node: Node,
        lo: Any,
        hi: Any,
        missing: frozenset[Missing] = NOTHING,
        parts: Sequence[Step] = (),
        note: str = "",
    ) -> None:
        self.node = node
        self.lo = lo
        self.hi = hi
        self.missing = missing
        self.parts = parts
        self.note = note

    @property
    def known(self) -> bool:
        """Whether the value is certain."""
        return self.lo is not None and bool(self.lo == self.hi)

    @property
    def verdict(self) -> bool | None:
        """A condition's truth: yes, no, or None for unknown."""
        return None if self.lo != self.hi else bool(self.lo)

    def __repr__(self) -> str:
        return f"Step({type(self.node).__name__}, {self.lo}..{self.hi})"


@dataclass(slots=True)
class Env:
    """What one formula is evaluated against: the question's day, the enterprise, and one entity (None: not told)."""

    situation: Situation
    regions: Regions
    support: str = ""
    thing: Thing | None = None


def evaluate(node: Node, env: Env) -> Step:
    """Evaluate a core tree; never fails on missing facts and never guesses one."""
    return _MEANING[type(node)](node, env)


def _literal(node: tree.Literal, env: Env) -> Step:
    return Step(node, node.value, node.value)


def _fact(node: tree.FactOf, env: Env) -> Step:
    entity, thing = node.entity, ""
    held: FactValue | YearlyValue | None
    if entity == "enterprise":
        held = env.situation.enterprise.get(node.name)
    elif env.thing is not None and env.thing.entity == entity:
        held, thing = env.thing.facts.get(node.name), env.thing.id
    else:
        held = None
    value: FactValue | None
    year = None
    if node.by_year:
        year = env.situation.on.year - node.back
        value = held.get(year) if held is not None else None  # type: ignore[union-attr]
    else:
        value = held  # type: ignore[assignment]
    if value is None:
        lo, hi = (node.low, node.high) if node.type in NUMERIC else _WHOLE.get(node.type, (None, None))
        return Step(node, lo, hi, frozenset((Missing(entity, node.name, year, thing),)))
    if node.cut is not None and isinstance(value, Decimal):
        cut = round_to(value, node.cut, "down")
        return Step(node, cut, cut, NOTHING, (), "" if cut == value else f"舍尾前 {value}")
    return Step(node, value, value)


#: What a value that was not told can be; a category or a region can be anything. Numeric facts carry their own range.
_WHOLE: dict[Type, tuple[Any, Any]] = {
    Type.BOOLEAN: (False, True),
    Type.DATE: (date.min, date.max),
}


def _value(node: tree.ValueOf, env: Env) -> Step:
    value = node.on(env.situation.on)
    if value is None:
        lo, hi = (ZERO, INFINITE) if node.type in NUMERIC else _WHOLE.get(node.type, (None, None))
        return Step(node, lo, hi, NOTHING, (), "这个日期之前的数没有录入")
    return Step(node, value, value)


def _named(node: tree.Named, env: Env) -> Step:
    body = evaluate(node.body, env)
    return Step(node, body.lo, body.hi, body.missing, (body,))


def _builtin(node: tree.Builtin, env: Env) -> Step:
    on = env.situation.on
    match node.name:
        case "on":
            return Step(node, on, on)
        case "year":
            return Step(node, Decimal(on.year), Decimal(on.year))
        case "year_start":
            return Step(node, date(on.year, 1, 1), date(on.year, 1, 1))
        case "year_end":
            # Spans count their first day and not their last, so a whole year ends on the next first of January.
            end = shift(date(on.year, 1, 1), Period(years=1))
            return Step(node, end, end)
    received = env.situation.received
    if received is None:
        return Step(node, ZERO, INFINITE, frozenset((Missing("", "received"),)))
    here = env.thing.id if env.thing and node.name == "received_here" else ""
    had = [r for r in received if r.support == env.support]
    total = sum((r.amount for r in had if not here or r.entity == here), ZERO)
    # A receipt that names no entity may have been for this one.
    perhaps = sum((r.amount for r in had if here and not r.entity), ZERO)
    return Step(node, total, total + perhaps, frozenset((Missing("", "received"),)) if perhaps else NOTHING)


def _not(node: tree.Not, env: Env) -> Step:
    body = evaluate(node.body, env)
    return Step(node, not body.hi, not body.lo, body.missing, (body,))


def _all(node: tree.All, env: Env) -> Step:
    return conjunction(node, [evaluate(part, env) for part in node.parts])


def conjunction(node: Node, parts: Sequence[Step]) -> Step:
    """Kleene's and: no as soon as one part is no; what is missing counts only while it can still decide."""
    lo = hi = True
    for part in parts:  # a loop: this runs for every claim, and generators cost more than the work
        if not part.lo:
            lo = False
            if not part.hi:
                hi = False
    return Step(node, lo, hi, _missing(parts) if lo != hi else NOTHING, parts)


def _some(node: tree.Some, env: Env) -> Step:
    parts = [evaluate(part, env) for part in node.parts]
    lo, hi = any(p.lo for p in parts), any(p.hi for p in parts)
    return Step(node, lo, hi, _missing(parts) if lo != hi else NOTHING, parts)


def _missing(parts: Sequence[Step]) -> frozenset[Missing]:
    found = NOTHING
    for part in parts:
        if part.missing and (part.lo != part.hi or part.lo is None):
            found = found | part.missing if found else part.missing
    return found


def _compare(node: tree.Compare, env: Env) -> Step:
    left, right = evaluate(node.left, env), evaluate(node.right, env)
    lo, hi = _ORDER[node.op](left, right)
    return Step(node, lo, hi, _missing((left, right)) if lo != hi else NOTHING, (left, right))


def _at_least(a: Step, b: Step) -> tuple[bool, bool]:
    return bool(a.lo >= b.hi and _both(a, b)), bool(a.hi >= b.lo)


def _more(a: Step, b: Step) -> tuple[bool, bool]:
    return bool(a.lo > b.hi), bool(a.hi > b.lo)


def _both(a: Step, b: Step) -> bool:
    # Infinity >= Infinity says nothing of two unknown values.
    return bool(a.lo != INFINITE or b.hi != INFINITE)


def _equal(a: Step, b: Step) -> tuple[bool, bool]:
    if a.lo is None or b.lo is None:
        return False, True
    return bool(a.lo == a.hi == b.lo == b.hi), bool(a.lo <= b.hi and b.lo <= a.hi)


def _unequal(a: Step, b: Step) -> tuple[bool, bool]:
    lo, hi = _equal(a, b)
    return not hi, not lo


_ORDER: dict[str, Callable[[Step, Step], tuple[bool, bool]]] = {
    ">=": _at_least,
    ">": _more,
    "<=": lambda a, b: _at_least(b, a),
    "<": lambda a, b: _more(b, a),
    "==": _equal,
    "!=": _unequal,
}


def _one_of(node: tree.OneOf, env: Env) -> Step:
    item = evaluate(node.item, env)
    options = node.options
    if node.source is not None:
        held = node.source.on(env.situation.on)
        if held is None:
            return Step(node, False, True, item.missing, (item,), "这个日期之前的数没有录入")
        options = tuple(str(word) for word in held) if isinstance(held, tuple) else ()
    if not item.known:
        return Step(node, False, True, item.missing, (item,))
    inside = item.lo in options
    return Step(node, inside, inside, NOTHING, (item,))


def _within(node: tree.Within, env: Env) -> Step:
    place = evaluate(node.place, env)
    if not place.known:
        return Step(node, False, True, place.missing, (place,))
    inside = env.regions.within(place.lo, node.region)
    if not inside and env.regions.could_be_within(place.lo, node.region):
        fact = node.place
        missing = Missing(fact.entity, fact.name) if isinstance(fact, tree.FactOf) else Missing("", "region")
        return Step(node, False, True, frozenset((missing,)), (place,), "地区写得不够细")
    return Step(node, inside, inside, NOTHING, (place,), env.regions.name(place.lo))


def _arith(node: tree.Arith, env: Env) -> Step:
    left, right = evaluate(node.left, env), evaluate(node.right, env)
    parts = (left, right)
    if left.known and right.known:
        value = exact(node.op, left.lo, right.lo)
        if value is None:
            return Step(node, *_spans(node.op, left, right), _read(parts, env), parts, "除数为零")
        return Step(node, value, value, NOTHING, parts)
    lo, hi = _spans(node.op, left, right)
    return Step(node, lo, hi, _missing(parts) if lo != hi else NOTHING, parts)


def _read(parts: Sequence[Step], env: Env) -> frozenset[Missing]:
    """The facts that were read: they are what to look at again when a division has no answer."""
    found = set()
    for part in parts:
        if isinstance(part.node, tree.FactOf):
            node = part.node
            year = env.situation.on.year - node.back if node.by_year else None
            own = env.thing if env.thing and env.thing.entity == node.entity else None
            found.add(Missing(node.entity, node.name, year, own.id if own else ""))
        found |= _read(part.parts, env)
    return frozenset(found)


def exact(op: str, a: Number, b: Number) -> Number | None:
    """Compute a op b exactly: Decimal while it comes out, else a Fraction; None for a division by zero."""
    try:
        if isinstance(a, Decimal) and isinstance(b, Decimal):
            match op:
                case "+":
                    return EXACT.add(a, b)
                case "-":
                    return EXACT.subtract(a, b)
                case "*":
                    return EXACT.multiply(a, b)
                case _:
                    return EXACT.divide(a, b) if b else None
    except Inexact:
        pass
    x, y = Fraction(a), Fraction(b)
    match op:
        case "+":
            return x + y
        case "-":
            return x - y
        case "*":
            return x * y
        case _:
            return x / y if y else None


def _spans(op: str, a: Step, b: Step) -> tuple[Number, Number]:
    if op == "+":
        return _end("+", a.lo, b.lo, -1), _end("+", a.hi, b.hi, 1)
    if op == "-":
        return _end("-", a.lo, b.hi, -1), _end("-", a.hi, b.lo, 1)
    if op == "/" and b.lo <= 0 <= b.hi:
        return (ZERO if a.lo >= 0 and b.lo >= 0 else -INFINITE), INFINITE
    ends = [_end(op, x, y, 0) for x in (a.lo, a.hi) for y in (b.lo, b.hi)]
    return min(ends), max(ends)


def _end(op: str, x: Number, y: Number, towards: int) -> Number:
    """One end of a span; an infinite end stays infinite, zero times infinity is zero (a sum of nothing)."""
    endless_x, endless_y = _endless(x), _endless(y)
    if not endless_x and not endless_y:
        value = exact(op, x, y)
        return value if value is not None else INFINITE
    if op in "+-":
        if endless_x and endless_y:
            return INFINITE * towards
        return x if endless_x else (y if op == "+" else _negative(y))
    if op == "*":
        if x == 0 or y == 0:
            return ZERO
        return INFINITE if (x > 0) == (y > 0) else -INFINITE
    if endless_y:
        return ZERO
    return INFINITE if (x > 0) == (y > 0) else -INFINITE


def _endless(x: Number) -> bool:
    return isinstance(x, Decimal) and not x.is_finite()


def _negative(x: Number) -> Number:
    return -INFINITE if x > 0 else INFINITE


def _extreme(node: tree.Extreme, env: Env) -> Step:
    parts = [evaluate(part, env) for part in node.parts]
    pick: Callable[..., Any] = min if node.op == "min" else max
    lo, hi = pick(p.lo for p in parts), pick(p.hi for p in parts)
    if lo == hi:
        return Step(node, lo, hi, NOTHING, parts)
    # A part that can no longer be the extreme is not asked for.
    live = [p for p in parts if (p.lo <= hi if node.op == "min" else p.hi >= lo)]
    return Step(node, lo, hi, _missing(live), parts)


def _choose(node: tree.Choose, env: Env) -> Step:
    condition = evaluate(node.condition, env)
    verdict = condition.verdict
    if verdict is not None:
        branch = evaluate(node.then if verdict else node.otherwise, env)
        return Step(node, branch.lo, branch.hi, branch.missing, (condition, branch))
    then, otherwise = evaluate(node.then, env), evaluate(node.otherwise, env)
    parts = (condition, then, otherwise)
    if then.lo is None or otherwise.lo is None:
        return Step(node, None, None, _missing(parts), parts)
    lo, hi = min(then.lo, otherwise.lo), max(then.hi, otherwise.hi)
    return Step(node, lo, hi, _missing(parts) if lo != hi else NOTHING, parts)


def tier_of(table: Any, x: Number, *, inclusive: bool) -> Decimal:
    """Return the result of the highest tier that x reaches (exceeds, when not inclusive); 0 below the lowest."""
    result = ZERO
    for threshold, value in table:
        if x >= threshold if inclusive else x > threshold:
            result = value
    return result


def _tiered(node: tree.Tiered, env: Env) -> Step:
    x, table = evaluate(node.x, env), evaluate(node.table, env)
    if table.lo is None or not isinstance(table.lo, tuple):
        return Step(node, ZERO, INFINITE, table.missing, (x, table), table.note)
    low, high = tier_of(table.lo, x.lo, inclusive=node.inclusive), tier_of(table.lo, x.hi, inclusive=node.inclusive)
    between = [
        value for threshold, value in table.lo
        if (x.lo <= threshold <= x.hi if node.inclusive else x.lo <= threshold < x.hi)
    ]  # fmt: skip
    lo, hi = min([low, high, *between]), max([low, high, *between])
    return Step(node, lo, hi, x.missing if lo != hi else NOTHING, (x, table))


def _classed(node: tree.Classed, env: Env) -> Step:
    level, table = evaluate(node.level, env), evaluate(node.table, env)
    if not isinstance(table.lo, tuple):
        return Step(node, ZERO, INFINITE, table.missing, (level, table), table.note)
    results = dict(table.lo)
    if level.known:
        value = results.get(level.lo, ZERO)
        return Step(node, value, value, NOTHING, (level, table))
    values = list(results.values())
    complete = isinstance(node.level, tree.FactOf) and {w for w, _ in node.level.words} <= set(results)
    if not complete:
        values.append(ZERO)
    return Step(node, min(values), max(values), level.missing, (level, table))


def _make_period(node: tree.MakePeriod, env: Env) -> Step:
    count = evaluate(node.count, env)
    if not count.known:
        return Step(node, None, None, count.missing, (count,))
    value = Period(**{node.unit: int(count.lo)})
    return Step(node, value, value, NOTHING, (count,))


def _shift_date(node: tree.ShiftDate, env: Env) -> Step:
    day, period = evaluate(node.day, env), evaluate(node.period, env)
    if period.lo is None:
        return Step(node, date.min, date.max, period.missing | day.missing, (day, period))
    lo = day.lo if day.lo == date.min else shift(day.lo, period.lo, node.sign)
    hi = day.hi if day.hi == date.max else shift(day.hi, period.lo, node.sign)
    return Step(node, lo, hi, day.missing, (day, period))


def _days(start: date, end: date) -> Decimal:
    return Decimal(max(0, end.toordinal() - start.toordinal()))


def _days_between(node: tree.DaysBetween, env: Env) -> Step:
    start, end = evaluate(node.start, env), evaluate(node.end, env)
    parts = (start, end)
    lo, hi = _days(start.hi, end.lo), _days(start.lo, end.hi)
    return Step(node, lo, hi, _missing(parts) if lo != hi else NOTHING, parts)


def _overlap_days(node: tree.OverlapDays, env: Env) -> Step:
    parts = [evaluate(part, env) for part in node.parts]
    a1, a2, b1, b2 = parts
    lo = _days(max(a1.hi, b1.hi), min(a2.lo, b2.lo))
    hi = _days(max(a1.lo, b1.lo), min(a2.hi, b2.hi))
    return Step(node, lo, hi, _missing(parts) if lo != hi else NOTHING, parts)


_MEANING: dict[type, Callable[[Any, Env], Step]] = {
    tree.Literal: _literal, tree.FactOf: _fact, tree.ValueOf: _value, tree.Named: _named, tree.Builtin: _builtin,
    tree.Not: _not, tree.All: _all, tree.Some: _some, tree.Compare: _compare, tree.OneOf: _one_of, tree.Within: _within,
    tree.Arith: _arith, tree.Extreme: _extreme, tree.Choose: _choose, tree.Tiered: _tiered, tree.Classed: _classed,
    tree.MakePeriod: _make_period, tree.ShiftDate: _shift_date, tree.DaysBetween: _days_between,
    tree.OverlapDays: _overlap_days,
}  # fmt: skip
