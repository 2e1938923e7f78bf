"""Compare two encoded policies: what an implementing rule changed of the clause it implements, and what stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from luodi.engine.rules.formula_text import formula_text, value_text
from luodi.engine.rules.model import INSTRUMENTS, Policy, Support


@dataclass(frozen=True)
class Difference:
    """One thing that the two say differently, as people read it."""

    what: str
    first: str
    second: str


@dataclass(frozen=True)
class Pair:
    """A clause and the rule that implements it."""

    general: Support
    specific: Support
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Comparison:
    """Two policies side by side."""

    first: Policy
    second: Policy
    pairs: tuple[Pair, ...]
    only_first: tuple[Support, ...]
    only_second: tuple[Support, ...]


def compare(first: Policy, second: Policy) -> Comparison:
    """Pair the supports that are linked by `implements`, in whichever direction, and tell their differences."""
    pairs = []
    for general, specific in ((first, second), (second, first)):
        for s in specific.supports:
            for g in general.supports:
                if g.path in s.implements:
                    one, other = (g, s) if general is first else (s, g)
                    pairs.append(Pair(one, other, tuple(_differences(one, other))))
    paired = {s.path for p in pairs for s in (p.general, p.specific)}
    return Comparison(
        first, second, tuple(pairs),
        tuple(s for s in first.supports if s.path not in paired), tuple(s for s in second.supports if s.path not in paired),
    )  # fmt: skip


def _differences(a: Support, b: Support) -> Iterator[Difference]:
    if a.kind is not b.kind:
        yield Difference("金额的性质", a.kind.label, b.kind.label)
    if a.instrument != b.instrument:
        yield Difference("方式", INSTRUMENTS[a.instrument], INSTRUMENTS[b.instrument])
    if a.entity != b.entity:
        yield Difference("按什么计", a.entity, b.entity)
    texts = [formula_text(s.sum) if s.sum is not None else s.discretion for s in (a, b)]
    if texts[0] != texts[1]:
        yield Difference("金额", texts[0], texts[1])
    figures = [_figures(s) for s in (a, b)]
    if figures[0] != figures[1]:
        yield Difference(
            "数字", "、".join(sorted(figures[0] - figures[1])) or "—", "、".join(sorted(figures[1] - figures[0])) or "—"
        )
    conditions = [{formula_text(c.test) for c in s.conditions} for s in (a, b)]
    if conditions[0] != conditions[1]:
        yield Difference(
            "条件",
            "；".join(sorted(conditions[0] - conditions[1])) or "—",
            "；".join(sorted(conditions[1] - conditions[0])) or "—",
        )


def _figures(support: Support) -> set[str]:
    numbers = [
        v
        for v in support.values
        if not any(isinstance(w, str) for _, p in v.history if isinstance(p, tuple) for w in p)
    ]
    return {value_text(v, None) for v in numbers} | {value_text(limit.cap, None) for limit in support.limits}
