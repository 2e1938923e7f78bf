"""Conditions taken apart: the fact, what was told, what is asked, the gap; and the steps of a sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from luodi.engine.rules import tree
from luodi.engine.rules.answer import VERDICTS, Claim, Reason
from luodi.engine.rules.engines.python import Step
from luodi.engine.rules.explain import condition_text, gap, leaves, name_text, trace, value_text


@dataclass(frozen=True)
class Line:
    """One condition: the fact, what was told, what is asked, and what became of it."""

    fact: str
    value: str
    asked: str
    verdict: bool | None
    clause: tuple[str, ...]
    gap: str = ""
    depth: int = 0
    heading: bool = False
    note: str = ""
    common: bool = False  # asked of every support of the policy

    @property
    def word(self) -> str:
        """符合, 不符合, 待核实."""
        return VERDICTS[self.verdict]


def lines_of(claim: Claim, common: int) -> Iterator[Line]:
    """Every condition of a claim; the first `common` ones are those of the whole policy."""
    for i, reason in enumerate(claim.reasons):
        for depth, step in leaves(reason.step):
            yield replace(line(step, reason.clause, depth, reason.note if depth == 0 else ""), common=i < common)


def line(step: Step, clause: tuple[str, ...], depth: int = 0, note: str = "") -> Line:
    """One condition taken apart into fact, value and what is asked."""
    node, short = step.node, gap(step)
    told = {"verdict": step.verdict, "clause": clause, "gap": str(short) if short else "", "depth": depth, "note": note}
    match node:
        case tree.Some():
            return Line(_("下面至少符合一条"), "", "", heading=True, **told)
        case tree.Compare():
            left = step.parts[0]
            fixed = isinstance(left.node, tree.ValueOf | tree.Literal)
            said = f"{name_text(left)}{'' if fixed else f'（{value_text(left)}）'}须"
            return Line(
                name_text(left), "" if fixed else value_text(left), condition_text(step).removeprefix(said), **told
            )
        case tree.FactOf():
            return Line(node.label, value_text(step), _("是"), **told)
        case tree.Not(body=inner) if isinstance(inner, tree.FactOf):
            return Line(inner.label, value_text(step.parts[0]), _("否"), **told)
        case tree.Within():
            place = step.note if step.verdict is not None and step.note else value_text(step.parts[0])
            return Line(name_text(step.parts[0]), place, _("在%(region)s") % {"region": node.region_name}, **told)
        case tree.OneOf():
            first = step.parts[0]
            said = f"{name_text(first)}（{value_text(first)}）属于"
            return Line(
                name_text(first), value_text(first), _("属于 ") + condition_text(step).removeprefix(said), **told
            )
    return Line(condition_text(step), "", "", **told)


def steps_of(claim: Claim) -> tuple[tuple[int, str], ...]:
    """The steps of the sum, each with how deep it stands."""
    if claim.formula is None:
        return ()
    found = []
    for text in trace(claim.formula):
        bare = text.lstrip(" ")
        found.append(((len(text) - len(bare)) // 2, bare))
    return tuple(found)


def short_of(claim: Claim) -> Iterator[str]:
    """What is not met, each with how much is lacking."""
    for reason in claim.reasons:
        if reason.verdict is False:
            yield failing(reason) + (f"（{'、'.join(reason.clause)}）" if reason.clause else "")


def failing(reason: Reason) -> str:
    """What keeps a condition from holding, with the gap where there is one."""
    found = []
    for _depth, step in leaves(reason.step):
        if step.verdict is False and not isinstance(step.node, tree.Some):
            short = gap(step)
            found.append(condition_text(step) + (f"，{short}" if short else ""))
    return "；".join(found) or condition_text(reason.step)
