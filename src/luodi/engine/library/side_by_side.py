"""Supports of several places side by side: what each pays at most, at which rate, asking what; and who pays most.

A ceiling is what the formula can give when nothing is known of the enterprise: the engine's own bounds, under every limit that the
support has by itself. It compares texts, not enterprises, and is never a promise.

>>> from luodi.engine.library import Library
>>> lib = Library()
>>> found = Shelf(lib, date(2021, 6, 1)).entry("zhejiang/hangzhou/ai-zone-policy#4")
>>> str(found.ceiling), [str(rate) for rate in found.rates], found.theme.name
('10000000', ['0.20'], 'scenarios')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luodi.engine.core.errors import DataError
from luodi.engine.core.money import Number
from luodi.engine.library.load import Library
from luodi.engine.library.themes import Theme, load_themes
from luodi.engine.rules import tree
from luodi.engine.rules.engines.python import INFINITE, ZERO, Env, evaluate
from luodi.engine.rules.formula_text import formula_text
from luodi.engine.rules.grammar import did_you_mean
from luodi.engine.rules.model import INSTRUMENTS, Kind, Policy, Support
from luodi.engine.rules.situation import Situation
from luodi.engine.rules.tree import Type

ORDERS = ("ceiling", "rate")
#: A rule speaks for its clause unless the policy of the clause holds more certainly than the rule.
_HOLDS = {False: 0, None: 1, True: 2}


@dataclass(frozen=True)
class Entry:
    """One support as it is compared. `ceiling` is in yuan, INFINITE without a cap, None where the text names no sum."""

    policy: Policy
    support: Support
    theme: Theme
    place: str  # the code of the region
    place_name: str
    in_force: bool | None
    ceiling: Number | None
    rates: tuple[Decimal, ...]  # shares of a cost that is paid, the highest first
    conditions: tuple[str, ...]
    sum: str
    superseded: bool  # an implementing rule that is compared too speaks for it

    @property
    def kind(self) -> Kind:
        """What the sum is: definite, a ceiling, or case by case."""
        return self.support.promise


class Shelf:
    """Every support of a library on a day, ready to be compared."""

    def __init__(self, library: Library, on: date) -> None:
        self.library, self.on = library, on
        self.themes = load_themes(library.vocabulary_folder, library.vocabulary)
        policies = library.policies()
        spoken = _spoken(policies, on)
        self.entries = tuple(self._entry(p, s, spoken) for p in policies for s in p.supports)

    def entry(self, path: str) -> Entry:
        """Return the entry of a support's whole id; NotFound names the nearest."""
        support = self.library.support(path)
        return next(one for one in self.entries if one.support is support)

    def choose(
        self, *, theme: str = "", instrument: str = "", place: str = "", kind: str = "", in_force: bool = False, whole: bool = False
    ) -> list[Entry]:  # fmt: skip
        """Return the supports of a theme, an instrument, a place (or within it), a kind of sum.

        `in_force`: only of policies that hold on the day for certain. A clause for which an implementing rule speaks is left out unless
        the `whole` is asked for. DataError for a theme, an instrument or a kind that is none.
        """
        if theme:
            self.themes.named(theme)
        _known(instrument, INSTRUMENTS, "方式")
        _known(kind, {one.value: one.label for one in Kind}, "金额性质")
        within = self.library.vocabulary.regions.within
        return [
            one for one in self.entries
            if (not theme or one.theme.name == theme) and (not instrument or one.support.instrument == instrument)
            and (not place or within(one.place, place)) and (not kind or one.kind.value == kind)
            and (not in_force or one.in_force is True) and (whole or not one.superseded)
        ]  # fmt: skip

    def _entry(self, policy: Policy, support: Support, spoken: set[str]) -> Entry:
        return Entry(
            policy, support, self.themes.of(support), policy.region, self.library.vocabulary.regions.name(policy.region),
            policy.validity.on(self.on), self._ceiling(policy, support), tuple(sorted(set(rates(support, self.on)), reverse=True)),
            tuple(formula_text(c.test) for c in support.conditions), formula_text(support.sum) if support.sum is not None else support.discretion,
            support.path in spoken,
        )  # fmt: skip

    def _ceiling(self, policy: Policy, support: Support) -> Number | None:
        """The most that one sum can be; a limit over the enterprise or over years binds a single sum too."""
        if support.sum is None:
            return None
        env = Env(Situation(self.on), self.library.vocabulary.regions, support.path)
        most: Number = max(evaluate(support.sum, env).hi, ZERO)
        for limit in (*support.limits, *(one for one in policy.limits if support.id in one.supports)):
            cap = limit.cap.on(self.on)
            most = min(most, cap) if isinstance(cap, Decimal) else most
        return most


def _spoken(policies: Sequence[Policy], on: date) -> set[str]:
    """The supports for which another speaks: a rule for its clause, or the clause where only it holds for certain (of two that have ended: the rule)."""
    holds = {one.id: _HOLDS[one.validity.on(on)] for one in policies}
    found = set()
    for policy in policies:
        for support in policy.supports:
            for path in support.implements:
                general = holds.get(path.partition("#")[0], -1)
                found.add(path if holds[policy.id] >= general else support.path)
    return found


def rates(support: Support, on: date) -> Iterator[Decimal]:
    """Yield the shares of a cost that a support pays: figures that are ratios, in its sum, not those it compares with."""
    for value in _ratios(support.sum) if support.sum is not None else ():
        held = value.on(on)
        if isinstance(held, Decimal):
            yield held
        elif isinstance(held, tuple):
            yield from (row[1] for row in held if isinstance(row, tuple) and isinstance(row[1], Decimal))


def _ratios(node: tree.Node) -> Iterator[tree.ValueOf]:
    if isinstance(node, tree.Compare) or (isinstance(node, tree.Named) and node.clause):
        return  # a threshold; or a definition of the policy, whose ratios say what is counted
    if isinstance(node, tree.ValueOf) and node.type is Type.RATIO:
        yield node
    for child in tree.children(node):
        yield from _ratios(child)


def ranking(entries: Iterable[Entry], by: str = "ceiling") -> list[Entry]:
    """Order entries by what they pay at most, or by the highest rate; those that name none, or no cap, are left out.

    DataError for an order that is none.
    """
    if by not in ORDERS:
        raise DataError(f"没有“{by[:20]}”这种排法", fix="写 ceiling（最高金额）或 rate（比例）")
    if by == "rate":
        return sorted((one for one in entries if one.rates), key=lambda one: (-one.rates[0], one.support.path))
    held = [one for one in entries if one.ceiling not in (None, INFINITE, ZERO)]
    return sorted(held, key=lambda one: (-(one.ceiling or ZERO), one.support.path))


def places(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """Return the places of entries with their names, in the order of their codes."""
    return sorted({(one.place, one.place_name) for one in entries})


def entry_data(entry: Entry) -> dict[str, object]:
    """An entry as plain data: sums and shares as texts, so that no reader rounds them."""
    s = entry.support
    return {
        "support": s.path, "title": s.title, "policy": entry.policy.title, "region": entry.place, "region_name": entry.place_name,
        "theme": entry.theme.name, "instrument": s.instrument, "counted_for": s.entity, "kind": entry.kind.value,
        "ceiling": None if entry.ceiling is None else "unlimited" if entry.ceiling == INFINITE else f"{entry.ceiling:f}",
        "rates": [f"{rate:f}" for rate in entry.rates], "sum": entry.sum, "conditions": list(entry.conditions), "clause": list(s.clause),
        "in_force": entry.in_force, "superseded": entry.superseded, "draft": s.draft or entry.policy.draft,
    }  # fmt: skip


def _known(name: str, known: Sequence[str] | dict[str, str], what: str) -> None:
    if name and name not in known:
        raise DataError(f"没有{what}“{name[:40]}”", fix=did_you_mean(name, known) or "可用：" + "、".join(known))
