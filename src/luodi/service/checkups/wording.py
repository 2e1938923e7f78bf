"""An answer in words: every claim with its verdict, reasons, steps of the sum, gap, office and materials, for pages and reports.

Nothing here computes: the engine's values are put into words once, and pages, the PDF and shared pages show the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from luodi.engine.core.errors import LuodiError
from luodi.engine.core.money import Number
from luodi.engine.rules.answer import CheckUp, Claim, PolicyAnswer, Sum, Totals
from luodi.engine.rules.answer_json import label_of
from luodi.engine.rules.engines.python import INFINITE, ZERO
from luodi.engine.rules.model import COMBINING, INSTRUMENTS, Kind
from luodi.service.checkups.asking import key_of
from luodi.service.checkups.reasons import Line, failing, lines_of, short_of, steps_of
from luodi.service.checkups.saying import money
from luodi.service.policies import queries
from luodi.service.policies.catalogue import stamp
from luodi.service.policies.library import day_text

STATES = {"yes": later("符合"), "open": later("待核实"), "no": later("不符合"), "aside": later("不另计")}
BUDGETS = {"city": later("市级"), "district": later("区级"), "province": later("省级")}


@dataclass(frozen=True)
class Lack:
    """A fact that is missing, with the question that asks for it."""

    key: str
    label: str


@dataclass(frozen=True)
class Item:
    """One claim in words. `state` is yes, open, no, or aside (it may be had, but another one speaks for it or displaces it)."""

    id: str
    path: str
    policy: str
    policy_title: str
    support: str
    title: str
    thing: str
    instrument: str
    kind: str
    kind_label: str
    clause: tuple[str, ...]
    link: str
    state: str
    word: str
    sum: str
    least: Number
    most: Number
    draft: bool
    lines: tuple[Line, ...]
    steps: tuple[tuple[int, str], ...]
    lacks: tuple[Lack, ...]
    notes: tuple[str, ...]
    caveats: tuple[str, ...]
    short: tuple[str, ...]
    window: str
    where: str
    offices: tuple[str, ...]
    how: tuple[str, ...]
    materials: tuple[str, ...]
    next: tuple[str, ...] = ()

    @property
    def own(self) -> tuple[Line, ...]:
        """The conditions that decide here: its own, and those of the whole policy that are not met for certain."""
        return tuple(one for one in self.lines if not (one.common and one.verdict))

    @property
    def met(self) -> tuple[Line, ...]:
        """The conditions of the whole policy that are met."""
        return tuple(one for one in self.lines if one.common and one.verdict)

    @property
    def clauses(self) -> str:
        """The clauses in one text."""
        return "、".join(self.clause)


@dataclass(frozen=True)
class Section:
    """The claims of one policy; `apart` says why the policy does not apply at all."""

    policy: str
    title: str
    number: str
    valid: str
    in_force: bool | None
    told: bool
    totals: Totals
    items: tuple[Item, ...]
    apart: str = ""
    combining: str = ""
    untold: tuple[tuple[str, str, int], ...] = field(default=())


def sections(answer: CheckUp) -> list[Section]:
    """Put every policy and every claim into words."""
    token = stamp()
    return [_section(one, token) for one in answer.policies]


def _section(answer: PolicyAnswer, token: str) -> Section:
    policy = answer.policy
    valid = _("%(start)s 起，%(end)s 止") % {
        "start": day_text(policy.validity.start),
        "end": day_text(policy.validity.end),
    }
    items = tuple(item(c, policy.title, token, 1 + len(policy.scope)) for c in answer.claims)
    combining = COMBINING[policy.combining] + (
        f"（{'、'.join(policy.combining_clause)}）" if policy.combining_clause else ""
    )
    return Section(
        policy.id, policy.title, policy.number, valid, answer.in_force, answer.told, answer.totals, items, not_applicable(answer), combining,
        tuple(_untold(answer)),
    )  # fmt: skip


def _untold(answer: PolicyAnswer) -> Iterator[tuple[str, str, int]]:
    """The kinds of things of which nothing was told, and how many supports wait for them."""
    found: dict[str, int] = {}
    for claim in answer.claims:
        if untold(claim) and claim.verdict is None and not claim.replaced_by:
            found[claim.support.entity] = found.get(claim.support.entity, 0) + 1
    entities = queries.library().vocabulary.entities
    yield from ((kind, entities[kind].label, count) for kind, count in found.items())


def untold(claim: Claim) -> bool:
    """Whether the claim is for a kind of thing of which nothing was told."""
    return claim.support.entity != "enterprise" and claim.thing is None


def not_applicable(answer: PolicyAnswer) -> str:
    """Say why none of a policy's supports can apply, or return an empty text."""
    if answer.in_force is False:
        return _("那一天不在有效期内")
    shared = answer.claims[0].reasons[1 : 1 + len(answer.policy.scope)] if answer.claims else ()
    for reason in shared:
        if reason.verdict is False:
            return _("不在适用范围：%(why)s") % {"why": failing(reason)}
    return ""


def item(claim: Claim, policy_title: str, token: str, common: int = 0) -> Item:
    """Put one claim into words; `token` is that of the held documents (`catalogue.stamp`), asked once for all of them.

    The first `common` conditions are those asked of every support of the policy.
    """
    support, application = claim.support, claim.support.application
    held = claim.sum if claim.verdict is not False else None
    return Item(
        queries.anchor(claim.path), claim.path, support.policy, policy_title, support.id, support.title, claim.thing.id if claim.thing else "",
        INSTRUMENTS[support.instrument], support.promise.value, support.promise.label, support.clause, clause_link(support.policy, support.id, support.clause, token),
        claim.state, _word(claim), sum_text(claim), held.lo if held else ZERO, held.hi if held else ZERO, bool(claim.warnings),
        tuple(lines_of(claim, common)), steps_of(claim), _lacks(claim), tuple(_notes(claim)), tuple(_caveats(claim)), tuple(short_of(claim)),
        application.window, application.where, _offices(claim), application.steps, application.materials,
    )  # fmt: skip


def bare(one: Item) -> Item:
    """The item without anything that was told: verdict and sum, and what the policy itself says."""
    own = f"{one.policy}#{one.support}"
    return replace(
        one, id=queries.anchor(own), path=own, thing="", lines=(), steps=(), lacks=(), notes=(), short=(), next=()
    )


def clause_link(policy_id: str, support_id: str, clause: tuple[str, ...], token: str) -> str:
    """Where the clause can be read: in the reading room when the document is held there, else the encoded support."""
    found = queries.clause_link(policy_id, clause[0], token) if clause else None
    return found or f"{reverse('policy', args=[policy_id])}#{support_id}"


def sum_text(claim: Claim) -> str:
    """A claim's sum in the word the policy uses: a sum, 至多, or 个案."""
    if claim.support.kind is Kind.DISCRETION:
        return _("个案") if claim.verdict is not False else "—"
    if claim.sum is None or claim.verdict is False:
        return "—"
    prefix = _("至多 ") if claim.support.promise is Kind.AT_MOST else ""
    if claim.sum.known:
        least = claim.at_least
        return (
            f"{money(least.hi)}～{money(claim.sum.hi)}" if least and least.known else f"{prefix}{money(claim.sum.hi)}"
        )
    return f"{prefix if claim.sum.hi != INFINITE and claim.sum.lo else ''}{range_text(claim.sum)}"


def range_text(held: Sum) -> str:
    """A sum, or its two ends."""
    if held.known:
        return money(held.hi)
    if held.hi == INFINITE:
        return _("%(low)s 以上") % {"low": money(held.lo)} if held.lo else _("还算不出")
    return f"{money(held.lo)}～{money(held.hi)}" if held.lo else _("至多 %(sum)s") % {"sum": money(held.hi)}


def _word(claim: Claim) -> str:
    if claim.state != "aside":
        return str(STATES[claim.state])
    return _("让位") if claim.yields_to else _("不重复计")


def _lacks(claim: Claim) -> tuple[Lack, ...]:
    vocabulary = queries.library().vocabulary
    made: dict[str, Lack] = {}
    for missing in sorted(claim.missing, key=lambda m: m.key) if claim.verdict is not False else ():
        key = key_of(missing)
        if key.startswith("things:"):
            kind = vocabulary.entities[missing.entity].label
            made.setdefault(key, Lack(key, _("有没有%(kind)s") % {"kind": _(kind)}))
        else:
            made.setdefault(
                key,
                Lack(
                    key,
                    label_of(missing, vocabulary)
                    + (f"（{missing.thing}）" if missing.thing and missing.entity != "policy" else ""),
                ),
            )
    return tuple(made.values())


def _notes(claim: Claim) -> Iterator[str]:
    """What a limit or a rival took, how it is paid, who pays."""
    if claim.replaced_by:
        yield _("由 %(path)s 具体规定，列在那里，不重复计") % {"path": _named(claim.replaced_by)}
    if claim.yields_to and claim.group:
        rule = {
            "rule": COMBINING[claim.group.rule],
            "clause": "、".join(claim.group.clause),
            "other": claim.yields_to.support.title,
        }
        yield _("%(rule)s（%(clause)s）：让位给“%(other)s”") % rule
    elif claim.floor and claim.counts and claim.group:
        yield _("%(rule)s：其中 %(sum)s 已计入他项，这里只计多出的部分") % {
            "rule": COMBINING[claim.group.rule],
            "sum": money(claim.floor),
        }
    for applied in claim.limits:
        limit = applied.limit
        given = {
            "window": limit.window.label,
            "left": range_text(applied.left),
            "clause": "、".join(limit.clause),
            "before": range_text(applied.before),
        }
        yield _("受%(window)s合计上限约束，还余 %(left)s，本项原为 %(before)s（%(clause)s）") % given
    support = claim.support
    if claim.verdict is False:
        return
    if support.discretion:
        yield support.discretion
    if parts := claim.instalments():
        yield _("分期：") + "、".join(money(p) for p in parts)
    if shares := claim.funding():
        yield _("分担：") + "、".join(f"{BUDGETS.get(name, name)} {money(part)}" for name, part in shares)
    if support.quota:
        yield (_("名额：每年 %(n)s 个") if support.quota.per == "year" else _("名额：%(n)s 个")) % {
            "n": support.quota.count
        }
    for promise in support.commitments:
        yield _("须承诺：%(text)s") % {"text": promise.text}


def _named(path: str) -> str:
    policy, _hash, own = path.partition("#")
    try:
        return f"《{queries.library().policy(policy).title}》{own}"
    except LuodiError:
        return path


def _caveats(claim: Claim) -> Iterator[str]:
    """What the answer rests on besides the facts: what officials judge, and what the text leaves open."""
    if claim.verdict is False:
        return
    yield from claim.warnings
    figures = queries.library().vocabulary.figures
    for text in claim.support.unmodelled:
        yield _("另由主管部门判断：%(text)s") % {"text": text}
    for question in claim.support.open_questions:
        assumed = "，".join(f"{figures.get(k, k)} {v}" for k, v in question.assume)
        yield _("原文未说清：%(ask)s") % {"ask": question.ask} + (
            _("（按%(assumed)s计算）") % {"assumed": assumed} if assumed else ""
        )


def _offices(claim: Claim) -> tuple[str, ...]:
    contacts = claim.support.application.contacts
    named = tuple(f"{c.office}{' ' + '、'.join(c.phones) if c.phones else ''}" for c in contacts)
    return named or claim.support.bodies


def ranked(items: Iterable[Item]) -> list[Item]:
    """Items, the largest sum first."""
    return sorted(items, key=lambda one: (-one.most, -one.least))


__all__ = [
    "Item",
    "Lack",
    "Line",
    "Section",
    "item",
    "not_applicable",
    "ranked",
    "sections",
    "sum_text",
    "untold",
]
