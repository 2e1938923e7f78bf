"""What to do with an answer, in words: the best combination (`engine.rules.best`) and the next step (`engine.rules.next_step`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from luodi.engine.core.money import Number, plain, round_to
from luodi.engine.rules.answer import Claim, Totals
from luodi.engine.rules.answer_json import label_of
from luodi.engine.rules.best import ORDERS, Best, Difference, GivenUp
from luodi.engine.rules.engines.python import INFINITE
from luodi.engine.rules.model import Kind
from luodi.engine.rules.next_step import REACHES, Change, NextStep
from luodi.engine.rules.tree import Type
from luodi.service.checkups import wording
from luodi.service.checkups.saying import money
from luodi.service.checkups.wording import Item, clause_link, item, range_text, sum_text
from luodi.service.policies.catalogue import stamp
from luodi.service.policies.queries import anchor, library

KINDS = {"amount": later("确定"), "at_most": later("上限"), "unknown": later("待核实"), "discretion": later("个案")}
HEADINGS = (
    later("确定的金额可增加"),
    later("上限可提高"),
    later("待核实的可增加（还缺别的事实）"),
    later("个案可增加"),
)


@dataclass(frozen=True)
class Refused:
    """A claim that is better not made: what it would bring alone, why, and what changes when it is made all the same."""

    path: str
    title: str
    policy_title: str
    clauses: str
    link: str
    alone: str
    why: tuple[str, ...]
    instead: str


@dataclass(frozen=True)
class Equal:
    """Sets of claims that bring the same: any of them may be taken."""

    sets: tuple[tuple[str, ...], ...]
    more: bool


@dataclass(frozen=True)
class Combination:
    """The best combination in words."""

    by: str
    order: tuple[str, ...]
    now: Totals
    whole: Totals
    unsure: bool
    chosen: tuple[Item, ...]
    refused: tuple[Refused, ...]
    equal: tuple[Equal, ...]
    others: tuple[tuple[str, Totals, tuple[str, ...]], ...]
    aside: tuple[tuple[str, str, int], ...]
    proved: bool


def combination(answer: Best) -> Combination:
    """Put the best combination into words."""
    titles, token = {p.policy.id: p.policy.title for p in answer.whole.policies}, stamp()
    claims = {c.path: c for c in answer.whole.claims()}
    rank = {path: i for i, path in enumerate(claims)}
    chosen = tuple(
        item(claims[path], titles[claims[path].support.policy], token)
        for path in sorted(answer.chosen, key=rank.__getitem__)
    )
    parts = {c.path: c for part in answer.parts for c in part.claims}
    refused = tuple(_refused(one, parts, titles, token) for one in answer.given_up)
    equal = tuple(
        Equal(tuple(tuple(parts[path].title for path in paths) or (_("都不申报"),) for paths in part.sets[:6]), len(part.sets) > 6 or not part.every)
        for part in answer.parts if len(part.sets) > 1
    )  # fmt: skip
    others = tuple(
        (str(KINDS[order]), other.now.totals, tuple(parts[path].title for path in other.chosen if path not in answer.chosen))
        for order, other in answer.others.items()
    )  # fmt: skip
    return Combination(
        answer.by, tuple(str(KINDS[kind]) for kind in ORDERS[answer.by]), answer.now.totals, answer.whole.totals, answer.whole is not answer.now,
        chosen, refused, equal, others, tuple(_aside(answer.aside)), answer.proved,
    )  # fmt: skip


def _aside(claims: tuple[Claim, ...]) -> Iterator[tuple[str, str, int]]:
    found: dict[str, int] = {}
    for claim in claims:
        found[claim.support.entity] = found.get(claim.support.entity, 0) + 1
    entities = library().vocabulary.entities
    yield from ((kind, entities[kind].label, count) for kind, count in found.items())


def _refused(one: GivenUp, claims: dict[str, Claim], titles: dict[str, str], token: str) -> Refused:
    support = one.claim.support
    prefix = _("至多 ") if support.promise is Kind.AT_MOST and one.sum is not None and one.sum.lo else ""
    alone = _("个案") if one.sum is None else prefix + range_text(one.sum)
    return Refused(
        one.claim.path, one.claim.title, titles[support.policy], "、".join(support.clause), clause_link(support.policy, support.id, support.clause, token),
        alone, tuple(_why(one, claims)), _instead(one),
    )  # fmt: skip


def _why(one: GivenUp, claims: dict[str, Claim]) -> Iterator[str]:
    for rule, held in one.excluded_by:
        where = f"（{'、'.join(rule.clause)}）" if rule.clause else ""
        taken = "、".join(f"“{claims[path].title}”" for path in held)
        yield _("%(rule)s%(where)s：已选%(taken)s") % {"rule": rule.rule, "where": where, "taken": taken}
    for s in one.used_up if not one.excluded_by else ():
        given = {"window": s.limit.window.label, "clause": "、".join(s.limit.clause), "left": range_text(s.left)}
        yield _("%(window)s合计上限（%(clause)s）还余 %(left)s，已选的各项已够用满，多报它不多得") % given


def _instead(one: GivenUp) -> str:
    if one.instead is None:
        return ""
    change = difference_text(one.instead)
    return _("改选它：%(change)s") % {"change": change} if change else _("改选它：合计不变") if one.excluded_by else ""


def difference_text(change: Difference) -> str:
    """What another set brings more or less, each kind for itself; empty when nothing changes."""
    kinds = {"amount": change.amount, "at_most": change.at_most, "unknown": change.unknown}
    parts = [f"{KINDS[kind]}{_signed(value)}" for kind, value in kinds.items() if value]
    if change.discretion:
        parts.append(_("个案 %(n)+d 项") % {"n": change.discretion})
    return "，".join(parts)


def _signed(value: Number) -> str:
    if value in {INFINITE, -INFINITE}:
        return _("不封顶") if value > 0 else _("不再有不封顶的一项")
    return (_("多 %(sum)s") if value > 0 else _("少 %(sum)s")) % {"sum": money(abs(value))}


@dataclass(frozen=True)
class Step:
    """One change of one fact and what it brings, in words."""

    kind: int
    fact: str
    key: str
    before: str
    after: str
    difference: str
    remarks: tuple[str, ...]
    effects: tuple[
        tuple[str, str, str, str, str], ...
    ]  # anchor of the claim, its title, before, after, what is reached
    gain: str
    lacks: tuple[str, ...]

    @property
    def heading(self) -> str:
        """What kind of money grows first."""
        return str(HEADINGS[self.kind])


def steps(found: list[NextStep], year: int) -> list[Step]:
    """Put the next steps into words; `year` is that of the question."""
    return [_step(one, year) for one in found]


def _step(step: NextStep, year: int) -> Step:
    vocabulary = library().vocabulary
    change, target = step.change, step.change.target
    owner = (
        _("%(kind)s“%(thing)s”的") % {"kind": vocabulary.entities[target.entity].label, "thing": target.thing}
        if target.thing
        else ""
    )
    told = f"（{target.year}年）" if target.year is not None else ""
    remarks = ([_("由主管部门认定")] if change.fact.judged else []) + (
        [_("该年度已过，供来年比照")] if target.year is not None and target.year < year else []
    )
    lacks = {label_of(m, vocabulary) for _before, after in step.claims for m in after.missing}
    gain = Difference(step.gain.amount, step.gain.at_most, step.gain.unknown, step.gain.discretion)
    return Step(
        step.gain.first[0], f"{owner}{change.fact.label}{told}", change.key, _value(change, change.before), _value(change, change.after), _difference(change),
        tuple(remarks), tuple(_effects(step)), difference_text(gain) or _("不变"), tuple(sorted(lacks)),
    )  # fmt: skip


def _effects(step: NextStep) -> Iterator[tuple[str, str, str, str, str]]:
    for reached, (before, after) in zip(step.reaches, step.claims, strict=True):
        yield anchor(after.path), after.title, _outcome(before), _outcome(after), _(REACHES[reached])
    for before, after in step.elsewhere:
        yield anchor(after.path), after.title, _outcome(before), _outcome(after), _("连带")


def _outcome(claim: Claim) -> str:
    if claim.verdict is False:
        return str(wording.STATES["no"])
    word = _("让位") if claim.yields_to else str(wording.STATES["yes" if claim.verdict else "open"])
    return f"{word} {sum_text(claim)}"


def _difference(change: Change) -> str:
    difference = change.difference
    if difference is None:
        return ""
    share = plain(round_to(change.share * 100, Decimal("0.1")))
    word = _("再增 %(sum)s（变动 %(share)s%%）") if difference > 0 else _("减少 %(sum)s（变动 %(share)s%%）")
    return word % {"sum": _value(change, abs(difference)), "share": share}


def _value(change: Change, value: Any) -> str:
    fact = change.fact
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, str):
        return dict(fact.words).get(value, value)
    if fact.type is Type.MONEY:
        return money(value)
    return plain(value * 100) + "%" if fact.type is Type.RATIO else plain(value) + fact.unit
